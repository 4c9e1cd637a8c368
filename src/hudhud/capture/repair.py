"""Repairs inside one stretch of text: wrong encodings, invisible characters, white space, ligatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import ftfy

from hudhud.capture.hashtags import unhash
from hudhud.capture.masked import unmask
from hudhud.capture.offsets import Edit, MappedText

_CHUNK = re.compile(r"[^ \t\r\n]*[^\x00-\x7f][^ \t\r\n]*")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SETTINGS = ftfy.TextFixerConfig(uncurl_quotes=False, unescape_html=False)
# Longer runs without a space are not words; ftfy's search is not worth its time there.
_LONGEST_CHUNK = 2_000

# Controls, soft hyphen, Arabic letter mark, zero-width and bidirectional marks, variation selectors, BOM.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
# A single space is left out: it needs no change and is most of what there is.
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_COMBINED = re.compile("[^\\W\\d_][\u0300-\u036f\u0653-\u0655]{1,8}")


def repair(piece: MappedText) -> MappedText:
    """Undo what went wrong between the writer and the file; line feeds are kept, other space is folded."""
    if not piece.text.isascii():
        piece = piece.replace(_encoding_edits(piece.text))
        piece = piece.sub(_LIGATURE, lambda match: unicodedata.normalize("NFKC", match.group()))
        piece = piece.sub(_COMBINED, lambda match: unicodedata.normalize("NFC", match.group()))
    piece = piece.sub(_INVISIBLE, "")
    return unhash(unmask(piece.sub(_SPACES, " ").strip()))


def is_invisible(text: str) -> bool:
    """Whether nothing of the text would be seen on a page."""
    return not _INVISIBLE.sub("", text).strip()


def _encoding_edits(text: str) -> Iterator[Edit]:
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        if len(chunk) > _LONGEST_CHUNK:
            continue
        fixed = _fix(chunk)
        if fixed != chunk:
            yield from ((match.start() + low, match.start() + high, new) for low, high, new in _parts(chunk, fixed))


@lru_cache(maxsize=4096)
def _fix(chunk: str) -> str:
    return ftfy.fix_encoding(chunk, _SETTINGS)


def _parts(chunk: str, fixed: str) -> Iterator[Edit]:
    """The stretches that differ: run by run where that adds up, else the one between the equal ends."""
    runs = [(*run.span(), _fix(run.group())) for run in _FOREIGN.finditer(chunk)]
    if MappedText.of(chunk).replace(runs).text == fixed:
        yield from (run for run in runs if chunk[run[0] : run[1]] != run[2])
        return
    shorter = min(len(chunk), len(fixed))
    left = next((i for i in range(shorter) if chunk[i] != fixed[i]), shorter)
    right = next((i for i in range(shorter - left) if chunk[-1 - i] != fixed[-1 - i]), shorter - left)
    # An insertion has no stretch of its own to map to: let it stand for its neighbour too.
    if left == len(chunk) - right:
        left, right = (left - 1, right) if left else (left, right - 1)
    yield left, len(chunk) - right, fixed[left : len(fixed) - right]
