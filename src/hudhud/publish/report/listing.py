"""The table of incidents: each with its ranges and its sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from hudhud import codebook
from hudhud.model import Assessment, Incident
from hudhud.model.exports import Item, Reference
from hudhud.publish.report.content import Captured, Line, Range, Source
from hudhud.publish.terminal import counted, date_words, name_words, place_words, said_once

_MOST_SOURCES = 12


def listed(items: Sequence[Item], most: int, maybe: Collection[str], *, public: bool) -> tuple[tuple[Line, ...], int]:
    """The lines, the latest first, and how many are left out: those with the fewest killed, where there are too many.

    `maybe` are the ids of those whose dates are too wide for the period.
    """
    worst = sorted(items, key=lambda item: -_killed(item.incident))[:most]
    worst.sort(key=lambda item: item.incident.when.end if item.incident.when else date.min, reverse=True)
    return tuple(_line(item, maybe, public=public) for item in worst), len(items) - len(worst)


def _killed(one: Incident) -> int:
    return max((row.best or row.low or 0 for row in one.totals if row.harm == "killed"), default=-1)


def _line(item: Item, maybe: Collection[str], *, public: bool) -> Line:
    one, book = item.incident, codebook.load()
    kinds = ", ".join(book["event_types"][kind].label for kind in one.types[:4]) or "kind not told"
    status = "" if one.status == "occurred" else f" ({book['statuses'][one.status].label})"
    return Line(
        id=one.id,
        url=web_address(item.permalink),
        when=date_words(one.when) if one.when else "no date told",
        place=Captured(place_words(one.place)) if one.place else None,
        what=kinds + status,
        by=tuple(Captured(name) for name in one.perpetrators),
        figures=tuple(_figures(one)),
        sources=_sources(item.references, public=public),
        notes=tuple(_notes(item, maybe)),
    )


def _figures(one: Incident) -> Iterable[tuple[str, str, str]]:
    book = codebook.load()
    for total in one.totals or one.harms:
        groups = [row for row in one.harms if row.harm == total.harm and row.group not in {"unknown", "mixed"}]
        words, names = _told(total), [book["groups"][row.group].label for row in groups]
        if len(groups) == 1 and _told(groups[0]) == words:
            words += f" {names[0]}" if _has_number(total) else f" ({names[0]})"
        elif groups:
            parts = (f"{name} {_told(row)}" for name, row in zip(names, groups, strict=True))
            words += f" ({'; '.join(parts)})"
        yield total.harm, book["harms"][total.harm].label, words


def _told(row: Assessment) -> str:
    """The figures; the words where there are none; why there are none where the policy left them out."""
    if not _has_number(row):
        return "; ".join(row.words) or "; ".join(row.notes) or "number not told"
    return Range(row.low, row.best, row.high).words + (", derived" if row.derived else "")


def _has_number(row: Assessment) -> bool:
    return (row.low, row.best, row.high) != (None, None, None)


def _notes(item: Item, maybe: Collection[str]) -> Iterable[str]:
    one = item.incident
    if one.aggregate:
        yield f"a sum over several incidents{f', {len(item.covers):,} of them known' if item.covers else ''}"
    elif item.covered_by:
        yield "also within a sum"
    if one.id in maybe:
        yield "may lie outside the period"
    yield from one.conflicts


def _sources(references: Sequence[Reference], *, public: bool) -> tuple[Source, ...]:
    """Each report; what the public is not told the source of is counted."""
    told = [one for one in references if one.publisher or not public]
    found = [_source(one) for one in told[:_MOST_SOURCES]]
    if len(told) > _MOST_SOURCES:
        found.append(Source(Captured(f"and {counted(len(told) - _MOST_SOURCES, 'more report')}"), None, ""))
    if unnamed := len(references) - len(told):
        found.append(Source(Captured(f"{counted(unnamed, 'report')} whose source is not named"), None, ""))
    return tuple(found)


def _source(one: Reference) -> Source:
    name = one.publisher or said_once(one.title or "") or name_words(one.doc_id, one.document_id)
    day = f"{one.published.day} {one.published:%b %Y}" if one.published else ""
    return Source(Captured(name), web_address(one.url), day, "repeats another" if one.repeats else "")


def web_address(url: str | None) -> str | None:
    """An address that a browser may follow; None for anything else, scripts above all."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
