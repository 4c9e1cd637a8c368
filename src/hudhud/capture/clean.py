"""Document → reading copy: what the reader is given, with a map back to every original character.

1. take the text apart into paragraphs (`paragraphs` for plain text, `html` for pages)
2. repair each of them (`repair`: encodings, invisible characters, space, disguised words)
3. leave out furniture and repetitions, name titles, bodies and headlines (`outline`)
4. put the rest together, one empty line between two blocks
"""

from __future__ import annotations

from collections.abc import Iterator

from hudhud.capture.furniture import INLINE_ADVERTISEMENT
from hudhud.capture.header import read_header
from hudhud.capture.html import page_parts
from hudhud.capture.offsets import MappedText
from hudhud.capture.outline import Part, outline
from hudhud.capture.paragraphs import paragraphs
from hudhud.capture.pdf import pdf_parts
from hudhud.capture.repair import repair
from hudhud.model.documents import Block, Document, MediaType, ReadingCopy, Skipped, TextType, text_type_of

_SEPARATOR = "\n\n"
_LONGEST_TITLE = 3_000


def reading_copy(document: Document) -> ReadingCopy:
    """The document's text without what is not part of the report; always the same for one document.

    Offsets in the result count code points of `document.text`.
    """
    return copy_of(document.text, document.media_type, document.title, document.text_type)


def copy_of(text: str, media_type: MediaType, title: str | None, text_type: TextType | None = None) -> ReadingCopy:
    """As `reading_copy`, before there is a document."""
    skipped: list[Skipped] = []
    # 1. paragraphs
    is_page = (text_type or text_type_of(media_type)) == "text/html"
    parts = page_parts(text, skipped) if is_page else list(_plain_parts(text, media_type, skipped))
    # 2. repair
    parts = list(_repaired(parts, skipped))
    # 3. outline
    kept, left_out = outline(parts, repair(MappedText.of(title[:_LONGEST_TITLE])).text if title else None)
    # 4. together
    joined = MappedText.join(_SEPARATOR, (block.piece for block in kept))
    blocks: list[Block] = []
    at = 0
    for block in kept:
        blocks.append(Block(start=at, end=at + len(block.piece), kind=block.kind))
        at += len(block.piece) + len(_SEPARATOR)
    skipped = sorted(skipped + left_out, key=lambda each: (each.start, each.end))
    return ReadingCopy(joined.text, joined.starts, joined.ends, blocks, skipped)


def _plain_parts(text: str, media_type: str, skipped: list[Skipped]) -> Iterator[Part]:
    if media_type == "application/pdf":
        yield from pdf_parts(text, skipped)
        return
    header = read_header(text) if media_type == "text/plain" else None
    if header is not None:
        skipped.append(Skipped(start=header.start, end=header.end, reason="header"))
    for piece in paragraphs(text, header.end if header else 0):
        yield Part(piece)


def _repaired(parts: list[Part], skipped: list[Skipped]) -> Iterator[Part]:
    for part in parts:
        piece = repair(part.piece)
        advertised = list(INLINE_ADVERTISEMENT.finditer(piece.text))
        # Alone on its line it is left to the outline, which learns something from its place.
        if advertised and INLINE_ADVERTISEMENT.fullmatch(piece.text) is None:
            for match in advertised:
                start, end = piece.slice(*match.span()).source_range()
                skipped.append(Skipped(start=start, end=end, reason="advertisement"))
            piece = repair(piece.sub(INLINE_ADVERTISEMENT, " "))
        if piece.text:
            yield Part(piece, part.hint)
        elif part.piece.text.strip():
            start, end = part.piece.source_range()
            skipped.append(Skipped(start=start, end=end, reason="invisible"))
