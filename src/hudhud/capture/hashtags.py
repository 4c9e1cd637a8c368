"""Words of hashtags as words: "#Hama", "#DeirEzzor" and "#Kafr_Nabl" name places, and read like any name.

A run of labels that ends a post ("#Syria #Breaking") is no part of its last sentence and is parted from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hudhud.capture.offsets import Edit, MappedText

# Behind a letter, a digit or a slash it is part of an address; "#1" is a rank.
_TAG = re.compile(r"(?<![\w/&#])#(?=[^\W\d_]\w{1,50})")
_WORD = re.compile(r"[^\W_]\w*")
_INNER = re.compile(r"(?<=[^\W\d_])_(?=[^\W\d_])")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_LABELS = re.compile(r"(?<=[^\s.!?:;,#])(\s+)(?=#\w+(?:\s+#\w+)+\s*$)")


def unhash(piece: MappedText) -> MappedText:
    """Hashtags without their sign, their parts as words; each letter keeps its place in the source."""
    if "#" not in piece.text:
        return piece
    return piece.replace(sorted(_edits(piece.text)))


def _edits(text: str) -> Iterator[Edit]:
    for run in _LABELS.finditer(text):
        yield run.start(1), run.end(1), ". "
    for tag in _TAG.finditer(text):
        word = _WORD.match(text, tag.end())
        yield tag.start(), tag.end(), ""
        if word is None:
            continue
        for inner in _INNER.finditer(text, *word.span()):
            yield inner.start(), inner.end(), " "
        for hump in _HUMP.finditer(text, *word.span()):
            at = hump.start()
            yield at, at + 1, f" {text[at]}"
