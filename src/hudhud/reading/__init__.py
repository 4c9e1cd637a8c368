"""From a document to what it says about incidents, each value with its words."""

from __future__ import annotations

from hudhud.actors import load as load_registry
from hudhud.places import Gazetteer
from hudhud.reading import lexicon, parse
from hudhud.reading.reader import Reader

__all__ = ["Reader", "open_reader"]


def open_reader(gazetteer: Gazetteer) -> Reader:
    """The English rule reader, with the model that is installed.

    Raises:
        ModelError: the language model is missing or its files differ from the manifest.
    """
    return Reader(parse.model(), gazetteer, load_registry(), lexicon.load())
