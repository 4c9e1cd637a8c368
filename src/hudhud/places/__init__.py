"""Places: names and phrases to gazetteer entries, coordinates and how closely the words fix them."""

from typing import TYPE_CHECKING

from hudhud.places.build import build
from hudhud.places.gazetteer import Entry, Gazetteer, default_path
from hudhud.places.geometry import compass, destination, distance_km
from hudhud.places.phrases import Relation, parse_relation, read_phrase
from hudhud.places.relations import Located, locate, resolve

if TYPE_CHECKING:
    from hudhud.places.document import Resolved, Toponym, resolve_all

__all__ = [
    "Entry",
    "Gazetteer",
    "Located",
    "Relation",
    "Resolved",
    "Toponym",
    "build",
    "compass",
    "default_path",
    "destination",
    "distance_km",
    "locate",
    "parse_relation",
    "read_phrase",
    "resolve",
    "resolve_all",
]


def __getattr__(name: str) -> object:
    # numpy takes longer to import than all the rest of this package: only who resolves documents waits for it.
    if name in ("Resolved", "Toponym", "resolve_all"):
        from hudhud.places import document  # noqa: PLC0415

        return getattr(document, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
