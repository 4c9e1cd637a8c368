"""A static site of incidents. What it shows comes from one file alone, the public lines laid in its folder."""

from hudhud.publish.site.build import INCIDENTS, Counts, Site, build
from hudhud.publish.site.manifest import Manifest, foreign, manifest_at

__all__ = ["INCIDENTS", "Counts", "Manifest", "Site", "build", "foreign", "manifest_at"]
