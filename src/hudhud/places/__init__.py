"""Places: names and phrases to gazetteer entries, coordinates and how closely the words fix them."""

from hudhud.places.build import build
from hudhud.places.gazetteer import Entry, Gazetteer, default_path
from hudhud.places.geometry import compass, destination, distance_km
from hudhud.places.phrases import Relation, parse_relation, read_phrase
from hudhud.places.relations import Located, locate, resolve

__all__ = [
    "Entry",
    "Gazetteer",
    "Located",
    "Relation",
    "build",
    "compass",
    "default_path",
    "destination",
    "distance_km",
    "locate",
    "parse_relation",
    "read_phrase",
    "resolve",
]
