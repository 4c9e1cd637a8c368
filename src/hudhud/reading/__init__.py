"""From a document to what it says about incidents, each value with its words."""

from __future__ import annotations

from hudhud.actors import load as load_registry
from hudhud.places import Gazetteer
from hudhud.reading import lexicon, parse
from hudhud.reading.comparison import fields_read, figure
from hudhud.reading.reader import Reader
from hudhud.reading.readers import Readers, Tools, chosen, offered, offers

__all__ = [
    "Reader",
    "Readers",
    "Tools",
    "chosen",
    "fields_read",
    "figure",
    "offered",
    "offers",
    "open_english",
    "open_reader",
    "tools",
]


def tools(gazetteer: Gazetteer) -> Tools:
    """What readers share, with the bundled registry of actors."""
    return Tools(gazetteer, load_registry())


def open_english(given: Tools) -> Reader:
    """The English rule reader, with the model that is installed.

    Raises:
        ModelError: the language model is missing or its files differ from the manifest.
    """
    return Reader(parse.model(), given.gazetteer, given.registry, lexicon.load())


def open_reader(gazetteer: Gazetteer) -> Reader:
    """The English rule reader over a gazetteer, with the bundled registry."""
    return open_english(tools(gazetteer))
