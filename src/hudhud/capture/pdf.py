"""A PDF's text layer → text, and its paragraphs without what every page repeats.

`Document.text` of a PDF is its pages' text, each as pypdf reads it, with a line `\\f` between two pages.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.offsets import Edit, MappedText
from hudhud.capture.outline import Part
from hudhud.capture.paragraphs import is_listed, paragraphs
from hudhud.capture.source import Source
from hudhud.capture.taken import Taken, found, known
from hudhud.errors import CaptureError
from hudhud.model import AboutField, Found
from hudhud.model.documents import Skipped

PAGE_BREAK = "\n\f\n"
MOST_PAGES = 2_000
MOST_CHARACTERS = 5_000_000
# A page of text is a few thousand bytes; what is far longer is drawing, or was made to use up memory.
_LIMITS = Configuration(
    maximum_declared_stream_length=LARGEST_REPORT,
    array_based_stream_maximum_output_length=20_000_000,
    zlib_maximum_output_length=20_000_000,
    lzw_maximum_output_length=20_000_000,
    run_length_maximum_output_length=20_000_000,
    brotli_maximum_output_length=20_000_000,
    zlib_maximum_recovery_input_length=100_000,
    stream_decoding_work_maximum_length=60_000_000,
    stream_parsing_work_maximum_count=300_000,
    page_tree_maximum_entries=20_000,
    page_tree_maximum_page_entries=50_000,
    xform_maximum_invocations_per_extraction=200,
    jbig2dec_binary=None,
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_MARGIN_LINES = 3
_FEWEST_PAGES = 3
_MOST_OF_THEM = 0.6
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.?)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_LINE = re.compile(r"[^\n\f]+")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n(?!\f)")
_ENDED = re.compile(r"[.!?:…][\"'”’)\]]*$")
_SPLIT_WORD = re.compile(r"(?<![A-Za-z])([A-Za-z]{1,40})-$")
# Compounds whose hyphen is their own, where the line happened to end at it.
_FIRST_HALVES = frozenset("anti ex non pro self semi vice cross counter al ul".split())
_SECOND_HALVES = frozenset(
    "aligned armed backed based bomb bombs border building century control controlled day fire general held "
    "hour in led level linked long made month old out owned range related run scale style term up wide week "
    "year".split()
)


def take_pdf(source: Source) -> Taken:
    """The text layer, page by page. Raises CaptureError for a PDF that is closed, broken, endless or only a scan."""
    origin = source.origin
    if len(source.content) > LARGEST_REPORT:
        raise CaptureError(f"{origin}: {len(source.content) / 1e6:.0f} MB is too large for one report; split it")
    # What it has to say of a broken file is in the error, or does not matter.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with apply_configuration(_LIMITS):
            reader = PdfReader(io.BytesIO(source.content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise CaptureError(f"{origin}: a PDF that asks for a password; save it without one")
            text = _text(reader, origin)
            about = _about(reader)
    except CaptureError:
        raise
    except LimitReachedError as error:
        raise CaptureError(f"{origin}: a PDF with more in it than a report has ({str(error)[:200]})") from error
    except DependencyError as error:
        raise CaptureError(
            f"{origin}: a PDF with a filter or a lock that hudhud does not know; save it anew"
        ) from error
    # pypdf lets through whatever its parser meets in a broken file: KeyError, AttributeError, struct.error.
    except Exception as error:
        why = str(error)[:200] if isinstance(error, PyPdfError) and str(error) else type(error).__name__
        raise CaptureError(
            f"{origin}: a PDF that cannot be read ({why}); print or save it as PDF again, or as text"
        ) from error
    return Taken(text, "pdf", about=about)


def page_of(text: str, offset: int) -> int:
    """The number, from 1, of the page that a code point of a PDF's text stands on."""
    return text.count("\f", 0, offset) + 1


def _text(reader: PdfReader, origin: str) -> str:
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise CaptureError(f"{origin}: a PDF of {count} pages; split it into parts of at most {MOST_PAGES}")
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        pages.append(_CONTROLS.sub("", _LINE_ENDS.sub("\n", page.extract_text())))
        size += len(pages[-1])
        if size > MOST_CHARACTERS:
            raise CaptureError(f"{origin}: a PDF of more than {MOST_CHARACTERS // 10**6} million characters; split it")
    if not any(page.strip() for page in pages):
        raise CaptureError(f"{origin}: a PDF without a text layer, such as a scan; it needs OCR first: e.g. ocrmypdf")
    return PAGE_BREAK.join(pages)


def _about(reader: PdfReader) -> dict[AboutField, Found]:
    where = "PDF document information"
    information = reader.metadata
    if information is None:
        return {}
    return known(
        # Word processors fill it in with the file's name, a template's title, or nothing.
        title=found(_string(information.get("/Title")), f"{where} Title", guessed=True),
        author=found(_string(information.get("/Author")), f"{where} Author"),
        published=_time(information.creation_date, f"{where} CreationDate"),
        modified=_time(information.modification_date, f"{where} ModDate"),
    )


def _string(value: object) -> str | None:
    return str(value)[:10_000] if isinstance(value, str) else None


def _time(time: datetime | None, where: str) -> Found | None:
    return Found(value=time.isoformat(), where=where, guessed=True) if time else None


def pdf_parts(text: str, skipped: list[Skipped]) -> Iterator[Part]:
    """Its paragraphs; running headers, footers and page numbers are noted in `skipped`."""
    lines = [match.span() for match in _LINE.finditer(text) if not match.group().isspace()]
    running = _running(text, lines)
    skipped += [Skipped(start=low, end=high, reason="running header or footer") for low, high in sorted(running)]
    body = MappedText.of(text).replace(_edits(text, lines, running))
    for piece in paragraphs(body.text):
        yield Part(_through(piece, body))


def _through(piece: MappedText, body: MappedText) -> MappedText:
    """A piece whose offsets count `body.text`, with offsets into what `body` came from."""
    starts, ends = body.starts[:0], body.starts[:0]
    for low, high in zip(piece.starts, piece.ends, strict=True):
        starts.append(body.starts[low])
        ends.append(body.ends[high - 1])
    return MappedText(piece.text, starts, ends)


def _running(text: str, lines: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Lines at the top and bottom that most pages have, but for the numbers in them, and page numbers."""
    pages: list[list[tuple[int, int]]] = [[]]
    at = 0
    for span in lines:
        for _ in range(text.count("\f", at, span[0])):
            pages.append([])
        at = span[0]
        pages[-1].append(span)
    if len(pages) == 1:
        return set()
    margins = [{*page[:_MARGIN_LINES], *page[-_MARGIN_LINES:]} for page in pages]
    counts = Counter(folded for margin in margins for folded in {_folded(text, span) for span in margin})
    enough = max(_FEWEST_PAGES, _MOST_OF_THEM * len(pages))
    recurring = {span for margin in margins for span in margin if counts[_folded(text, span)] >= enough}
    outermost = {span for page in pages if page for span in (page[0], page[-1])}
    return recurring | {span for span in outermost if _PAGE_NUMBER.fullmatch(text[slice(*span)].strip()[:40])}


def _folded(text: str, span: tuple[int, int]) -> str:
    return _NUMBERS.sub("#", " ".join(text[slice(*span)].split()).casefold())


def _edits(text: str, lines: list[tuple[int, int]], running: set[tuple[int, int]]) -> Iterator[Edit]:
    """What stands between two lines of the body: nothing, a space, or an empty line."""
    kept = [span for span in lines if span not in running]
    if not kept:
        return
    lengths = sorted(len(text[low:high].strip()) for low, high in kept)
    width = lengths[len(lengths) * 9 // 10]
    pairs = list(pairwise(kept))
    apart = [_EMPTY_LINE.search(text, here[1], following[0]) is not None for here, following in pairs]
    # Where nearly every line stands apart, it is the spacing of the lines and not of the paragraphs.
    tells = sum(apart) <= _MOST_OF_THEM * len(apart)
    if kept[0][0] > 0:
        yield 0, kept[0][0], ""
    for (here, following), is_apart in zip(pairs, apart, strict=True):
        above, below = text[slice(*here)].rstrip(), text[slice(*following)].lstrip()
        cut, joint = 0, "\n\n"
        if not (tells and is_apart) and _runs_on(above, below, width):
            cut, joint = _joint(above, below)
        yield here[0] + len(above) - cut, following[1] - len(below), joint
    if kept[-1][1] < len(text):
        yield kept[-1][1], len(text), ""


def _runs_on(above: str, below: str, width: int) -> bool:
    """Whether the line below goes on with the paragraph: type is set to a width, of which few lines fall short."""
    if is_listed(below):
        return False
    if _ENDED.search(above):
        # A sentence that ends with its line ends the paragraph too only where room was left.
        return len(above) + 1 + len(below.split(maxsplit=1)[0]) > 0.9 * width and len(above) > 0.6 * width
    return below[:1].islower() or len(above) > 0.6 * width


def _joint(above: str, below: str) -> tuple[int, str]:
    """How many characters of the line above go, and what stands for the line's end."""
    if above.endswith("\xad"):
        return 1, ""
    word = _SPLIT_WORD.search(above)
    if word is None:
        return 0, " "
    rest = re.match(r"[a-z]+", below)
    if rest is None or word[1][:1].isupper() or word[1].lower() in _FIRST_HALVES or rest[0] in _SECOND_HALVES:
        return 0, ""
    return 1, ""
