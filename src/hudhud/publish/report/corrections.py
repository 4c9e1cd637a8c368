"""What a report told, kept in the report itself, and how the next one differs from it.

Two published reports are all that is compared: whatever a policy held back from either stays held back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hudhud import codebook
from hudhud.errors import ExportError
from hudhud.model import HARM_FIELDS
from hudhud.model.exports import Item
from hudhud.publish.policy.figures import LEFT_OUT
from hudhud.publish.report.content import Captured, Correction, Corrections, Range, Sentence, Span
from hudhud.publish.terminal import date_words, place_words

ATTACHED = "hudhud-report.json"
"""Under which name a PDF holds what it told."""
_ATTRIBUTE = "data-hudhud-report"
_LARGEST = 64_000_000
_Bounds = tuple[int | None, int | None, int | None]
_Word = Annotated[str, Field(max_length=2000)]


class Told(BaseModel):
    """What a report told of one incident."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: _Word
    place: _Word
    harms: dict[Annotated[str, Field(max_length=40)], _Bounds | None]
    """Low, best and high over everybody; None where the policy left them out."""


class Snapshot(BaseModel):
    """What a report told, as the next one needs it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: int = Field(default=1, ge=1, le=1)
    written: date
    state: _Word
    start: date | None
    end: date | None
    policy: _Word | None
    key: _Word | None
    """Tells the secret that made the ids from others, and nothing of it; None where the ids are the ledger's."""
    incidents: dict[_Word, Told]


def snapshot_of(items: Iterable[Item]) -> dict[str, Told]:
    """What is told of incidents."""
    return {item.incident.id: _told(item) for item in items}


def _told(item: Item) -> Told:
    one = item.incident
    harms = {row.harm: None if LEFT_OUT in row.notes else (row.low, row.best, row.high) for row in one.totals}
    return Told(
        when=date_words(one.when) if one.when else "no date told",
        place=place_words(one.place) if one.place else "no place told",
        harms=harms,
    )


def last_report(path: Path) -> Snapshot:
    """What an earlier report told, from its page or its PDF.

    Raises:
        ExportError: it cannot be read, or is no report of hudhud's.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ExportError(f"{path}: too large for a report; give the page or PDF that 'hudhud report' wrote")
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path}: cannot be read ({error.strerror}); give the last report") from None
    said = _in_pdf(content) if content.startswith(b"%PDF") else _in_page(content)
    if said is None:
        raise ExportError(f"{path}: no report of hudhud's; give the page or PDF that 'hudhud report' wrote")
    try:
        return Snapshot.model_validate_json(said)
    except ValidationError as error:
        raise ExportError(f"{path}: what it told was changed or is of another version ({error.error_count()} "
                          "places cannot be read); give the report as it was written") from None  # fmt: skip


def _in_pdf(content: bytes) -> str | None:
    from pypdf import PdfReader  # noqa: PLC0415  # slow to load, and rarely needed
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        found = PdfReader(io.BytesIO(content)).attachments.get(ATTACHED, [])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # whatever a broken file does to the library, it is no report
    return found[0].decode("utf-8", "replace") if found else None


class _Finder(HTMLParser):
    found: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = self.found or dict(attrs).get(_ATTRIBUTE)


def _in_page(content: bytes) -> str | None:
    finder = _Finder()
    finder.feed(content.decode("utf-8", "replace"))
    return finder.found


def corrections(last: Snapshot, now: Mapping[str, Told], shown: Sequence[str], policy: str | None) -> Corrections:
    """What differs between the last report and what the same incidents are told to be now.

    Args:
        last: what the last report told.
        now: what is told now of all incidents that may be told, those of other periods too.
        shown: ids of the incidents of this report that lie within the last one's period.
        policy: the one that this report goes through.
    """
    moved = [c for name, old in last.incidents.items() if name in now for c in _moved(name, old, now[name])]
    gone = [_about(old) for name, old in last.incidents.items() if name not in now]
    span = f", {Span(last.start, last.end).words}" if last.start and last.end else ""
    notes = []
    if policy != last.policy:
        notes.append("The two reports went through different policies: some differences may come from that alone.")
    return Corrections(
        against=f"the report of {last.written.day} {last.written:%B %Y}{span} (ledger state {last.state})",
        moved=tuple(moved),
        gone=tuple(gone),
        late=sum(name not in last.incidents for name in shown),
        notes=tuple(notes),
    )


def _about(one: Told) -> Sentence:
    return (f"{one.when}, ", Captured(one.place))


def _moved(name: str, old: Told, new: Told) -> Iterator[Correction]:
    about = _about(new)
    if old.when != new.when:
        yield Correction(name, about, "date", old.when, new.when)
    if old.place != new.place:
        yield Correction(name, about, "place", old.place, new.place)
    for harm in HARM_FIELDS:
        before, after = old.harms.get(harm, ()), new.harms.get(harm, ())
        # What the policy leaves out was not corrected.
        if before != after and before is not None and after is not None:
            label = codebook.load()["harms"][harm].label
            yield Correction(name, about, label, _range(before), _range(after))


def _range(bounds: _Bounds | tuple[()]) -> str:
    return Range(*bounds).words if bounds else "not told"
