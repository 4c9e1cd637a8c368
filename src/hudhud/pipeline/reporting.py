"""A report for people out to a page or a PDF, from the same filter and through the same policy as an export."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hudhud.errors import ExportError, OvertakenError
from hudhud.ledger import Board, Ledger
from hudhud.model import Assessment, Record
from hudhud.model.exports import Header, Item
from hudhud.model.filters import Filter
from hudhud.pipeline.exports import header_of, items, lay_beside
from hudhud.pipeline.progress import Progress, silent
from hudhud.publish.policy import Passage, Public
from hudhud.publish.report import (
    Checked,
    Material,
    Snapshot,
    Span,
    Told,
    build,
    covered,
    last_report,
    page,
    pdf,
    require_pdf,
    snapshot_of,
)
from hudhud.reading import Readers
from hudhud.reconcile import account, record

_ATTEMPTS = 3
_PAGES = frozenset({".html", ".htm"})
_PERIODS_BEFORE = 2


@dataclass(frozen=True)
class Asked:
    """What a report is asked for, besides the incidents."""

    title: str | None = None
    last: Path | None = None
    """The page or PDF of the report before, to list what is told otherwise now."""
    claims: tuple[str, ...] = ()
    """To be held against the record, in words."""
    most: int = 300
    """Incidents in the table."""
    base: str = ""
    """Where the workbench or site stands that permalinks lead to."""


@dataclass(frozen=True)
class Reported:
    """What was written."""

    path: Path
    header: Header
    incidents: int
    """Lines of the table, and those that it left out."""
    span: Span | None
    passage: Passage | None = None
    policy_path: Path | None = None


def report(
    ledger: Ledger,
    path: Path,
    wanted: Filter | None = None,
    asked: Asked | None = None,
    *,
    public: Public | None = None,
    reader: Readers | None = None,
    progress: Progress = silent,
) -> Reported:
    """Write a report of the incidents that are wanted, whole or not at all.

    Args:
        ledger: the ledger.
        path: the file, a page where it ends in ".html" and a PDF where it ends in ".pdf"; one that is there is
            replaced.
        wanted: which incidents; all where None. With a first day, the two periods of equal length before are compared.
        asked: what else the report is to hold.
        public: the do-no-harm policy that everything goes through, and that is laid beside the file.
        reader: reads the claims that are to be checked; needed where there are any.
        progress: told how many incidents are looked at.

    Raises:
        ExportError: the file has no such ending, a PDF cannot be made here, the last report is none or was made with
            another key, or the period lies wholly in the days that the policy holds back.
        AnalysisError: a claim was not understood, or the record holds nothing of it.
        OvertakenError: the ledger kept changing meanwhile.
    """
    wanted, asked = wanted or Filter(), asked or Asked()
    writing = _Writing(ledger, wanted, asked, public, reader, progress)
    if path.suffix.lower() not in _PAGES | {".pdf"}:
        raise ExportError(f"{path}: a report ends in .html or .pdf")
    if path.suffix.lower() == ".pdf":
        require_pdf()
    last = _last(asked.last, writing.key) if asked.last else None
    unfinished = path.with_name(f".{path.name}.unfinished")
    policy = public.policy if public else None
    try:
        for _ in range(_ATTEMPTS):
            header = header_of(ledger, wanted, policy)
            material, passage = writing.material(header, last)
            made = build(material)
            progress("laying out", 0, None)
            content = page(made).encode() if path.suffix.lower() in _PAGES else pdf(made)
            # What is walked through in steps must have stood still from the first to the last.
            if Board(ledger).state() == header.state:
                unfinished.write_bytes(content)
                unfinished.replace(path)
                number = len(made.lines) + made.unlisted
                return Reported(path, header, number, made.span, passage, lay_beside(path, policy))
    finally:
        unfinished.unlink(missing_ok=True)
    raise OvertakenError("the ledger changed while the report was made; wait until nothing is added, and try again")


@dataclass(frozen=True)
class _Writing:
    """One report on its way: every walk over the ledger goes through the policy anew."""

    ledger: Ledger
    wanted: Filter
    asked: Asked
    public: Public | None
    reader: Readers | None
    progress: Progress

    @property
    def key(self) -> str | None:
        """Tells one secret from another, and nothing of either."""
        if self.public is None:
            return None
        return hmac.new(self.public.key, b"hudhud report", hashlib.sha256).hexdigest()[:16]

    def material(self, header: Header, last: Snapshot | None) -> tuple[Material, Passage | None]:
        """All that the report is made of, and what the policy held back of what was asked for."""
        passage = Passage(self.public) if self.public else None
        found = self._walk(self.wanted, passage)
        span = self._span(found)
        earlier = self._walk(before) if (before := self._before(span)) else []
        now: dict[str, Told] = {}
        records: list[Record] = []
        if last or self.asked.claims:
            for item in self._passed(Filter(), None):
                now |= snapshot_of([item]) if last and item.incident.id in last.incidents else {}
                records += [record(item.incident)] if self.asked.claims else []
        return Material(
            items=found,
            span=span,
            earlier=earlier,
            header=header,
            account=account,
            written=self._today(),
            title=self.asked.title,
            policy=self.public.policy if self.public else None,
            key=self.key,
            most=self.asked.most,
            checked=self._checked(records, span),
            last=last,
            now=now,
        ), passage

    def _walk(self, wanted: Filter, passage: Passage | None = None) -> list[Item]:
        return [_light(item) for item in self._passed(wanted, passage)]

    def _passed(self, wanted: Filter, passage: Passage | None) -> Iterable[Item]:
        found = items(self.ledger, wanted, self.asked.base, self.progress)
        if self.public is None:
            return found
        return (passage or Passage(self.public))(found)

    def _today(self) -> date:
        return self.public.today if self.public else datetime.now(UTC).date()

    def _span(self, found: Sequence[Item]) -> Span | None:
        """The period that was asked for, as far as it may be told; None where none was."""
        if self.wanted.since is None and self.wanted.until is None:
            return None
        held = self.public.policy.rules.delay.days if self.public else 0
        newest, own = self._today() - timedelta(days=held), covered(found)
        start = self.wanted.since or (own.start if own else None)
        end = min(self.wanted.until or (own.end if own else newest), newest) if held else self.wanted.until
        end = end or min(own.end if own else newest, newest)
        if start is None:
            return None
        if end < start:
            why = f"the policy holds back everything after {newest}" if held and newest < start else "it ends before"
            raise ExportError(f"nothing can be told of a period from {start} on: {why}; ask for an earlier one")
        return Span(start, end)

    def _before(self, span: Span | None) -> Filter | None:
        """What is compared with; without a first day there is nothing before."""
        if span is None or self.wanted.since is None:
            return None
        first = span
        for _ in range(_PERIODS_BEFORE):
            first = first.before() or first
        return None if first is span else replace(self.wanted, since=first.start, until=span.start - timedelta(1))

    def _checked(self, records: Sequence[Record], span: Span | None) -> tuple[Checked, ...]:
        if not self.asked.claims:
            return ()
        from hudhud.pipeline.checking import check_claim  # noqa: PLC0415  # the statistics take seconds to load
        from hudhud.pipeline.holdings import Holdings  # noqa: PLC0415

        assert self.reader is not None, "claims need a reader"
        holdings = Holdings("what may be told", tuple(records), ())
        on = span.end if span else None
        found = (check_claim(holdings, self.reader, words, on=on) for words in self.asked.claims)
        return tuple(Checked(one.question, one.verdict, one.words, one.likely, one.basis.gaps) for one in found)


def _light(item: Item) -> Item:
    """Without the claims: many may be held at one time."""
    one = item.incident
    harms, totals = (tuple(map(_without_claims, rows)) for rows in (one.harms, one.totals))
    bare = {"members": (), "harms": harms, "totals": totals}
    return replace(item, incident=one.model_copy(update=bare))


def _without_claims(row: Assessment) -> Assessment:
    return row.model_copy(update={"claims": ()})


def _last(path: Path, key: str | None) -> Snapshot:
    found = last_report(path)
    if found.key == key:
        return found
    if found.key is None:
        raise ExportError(f"{path}: the last report is not public, so this one must not point to it; give one that is")
    if key is None:
        raise ExportError(f"{path}: the last report is public and has other ids; add --public and its --key")
    raise ExportError(f"{path}: the last report was made with another --key, so none of its incidents is recognised; "
                      "give the key that it was made with")  # fmt: skip
