"""Pictures for pages that load nothing: maps and timelines as small SVG, in the light and in the dark."""

from hudhud.publish.pictures.places import Spot, map_picture
from hudhud.publish.pictures.svg import dark_style
from hudhud.publish.pictures.timeline import Bar, timeline_picture

__all__ = ["Bar", "Spot", "dark_style", "map_picture", "timeline_picture"]
