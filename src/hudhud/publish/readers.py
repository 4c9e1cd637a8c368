"""Readers as a table and as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from hudhud.model import Claim, EventKind, HarmValue, Party, Place, StatusValue, When
from hudhud.model.reader_comparisons import INCIDENT, FieldCompared, FieldRead, ReadersCompared
from hudhud.model.readers import ANY_LANGUAGE, Offer
from hudhud.publish.terminal import bounds, date_words, place_words, safe


def reader_record(offer: Offer) -> dict[str, Any]:
    """One line of `hudhud readers --format jsonl`."""
    record = offer._asdict()
    return {**record, "languages": list(offer.languages), "figures": dict(offer.figures)}


def reader_table(offers: Sequence[Offer], width: int) -> Table:
    """All readers, with what was measured of each."""
    table = Table(title="Readers", title_justify="left", width=min(width, 110))
    for name in ("reader", "languages", "from", "default", "measured"):
        table.add_column(name, overflow="fold")
    for one in offers:
        table.add_row(
            safe(one.name),
            "any" if ANY_LANGUAGE in one.languages else safe(", ".join(one.languages)),
            safe(one.package),
            "yes" if one.default else "",
            _measured(one),
            style=None if one.problem is None else "dim",
        )
    return table


def _measured(offer: Offer) -> str:
    if offer.problem is not None:
        return safe(f"cannot start: {offer.problem}")
    return "\n".join(safe(f"{value} {what}") for what, value in offer.figures.items()) or "nothing"


def agreement_table(one: ReadersCompared, width: int) -> Table:
    """How often two readers agree, a line a field."""
    title = safe(f"{one.first} and {one.second}, {one.reports:,} reports that both read")
    table = Table(title=title, title_justify="left", width=min(width, 110))
    table.add_column("field")
    for name in (
        "agree",
        "differ",
        f"only {safe(one.first)}",
        f"only {safe(one.second)}",
        "share that agrees",
        "alpha",
    ):
        table.add_column(name, justify="right", overflow="fold")
    for row in one.fields:
        counts = (
            "–" if row.field == INCIDENT and not row.differ else f"{row.differ:,}",
            row.only_first,
            row.only_second,
        )
        table.add_row(
            row.field, f"{row.agree:,}", *map(str, counts), _share(row), _number(row.alpha, row.alpha_interval)
        )
    return table


def _share(row: FieldCompared) -> str:
    return "–" if row.field == INCIDENT else _number(row.share, row.interval)


def _number(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" [{interval[0]:.2f}–{interval[1]:.2f}]" if interval else "")


def differences_table(one: ReadersCompared, most: int, width: int) -> Table:
    """The reports on which two readers differ most, with the words of both sides."""
    title = "Where they differ most"
    table = Table(title=title, title_justify="left", width=min(width, 110), show_lines=True)
    for name in ("report", "field", safe(one.first), safe(one.second)):
        table.add_column(name, overflow="fold")
    for report in one.differing[:most]:
        called = Text(safe(report.doc_id), style="bold")
        if report.people:
            called.append(f"\n{report.people:,} people", style="default")
        for number, row in enumerate(report.differences):
            table.add_row("" if number else called, row.field, _said(row.first, row), _said(row.second, row))
    return table


def _said(claims: Sequence[Claim], row: FieldRead) -> str:
    if not claims:
        return "not found" if row.field == INCIDENT else "–"
    if row.field == INCIDENT:
        harms = [claim for claim in claims if isinstance(claim.value, HarmValue)]
        claims = (harms or list(claims))[:2]
    return "\n".join(f"{value_words(one)} “{safe(one.evidence.verbatim[:80])}”" for one in claims)


def value_words(claim: Claim) -> str:
    """A claim's value in a few words."""
    match claim.value:
        case HarmValue() as told:
            number = bounds(told.count.low, told.count.high, (told.count.words,) if told.count.words else ())
            group = "" if told.group in {"unknown", "mixed"} else f" {told.group}"
            return f"{number} {told.harm}{group}".replace("_", " ")
        case When() as when:
            return date_words(when)
        case Place() as place:
            return place_words(place)
        case Party() as party:
            return safe(party.name)
        case EventKind() as kind:
            return kind.event_type.replace("_", " ")
        case StatusValue() as status:
            return status.status
    raise AssertionError(claim.value)


def agreement_records(one: ReadersCompared) -> Iterator[dict[str, Any]]:
    """A record a field."""
    for row in one.fields:
        low, high = row.interval or (None, None)
        alpha_low, alpha_high = row.alpha_interval or (None, None)
        yield {
            "first": one.first, "second": one.second, "reports": one.reports, "field": row.field, "agree": row.agree,
            "differ": row.differ, "only_first": row.only_first, "only_second": row.only_second,
            "share": None if row.field == INCIDENT else row.share, "share_low": low, "share_high": high,
            "alpha": row.alpha, "alpha_low": alpha_low, "alpha_high": alpha_high,
        }  # fmt: skip


def difference_records(one: ReadersCompared) -> Iterator[dict[str, Any]]:
    """A record a difference, those first on which most people hang."""
    for report in one.differing:
        for row in report.differences:
            yield {
                "first": one.first, "second": one.second, "doc_id": report.doc_id, "title": report.title,
                "field": row.field, "people": row.people,
                "first_says": [value_words(c) for c in row.first], "second_says": [value_words(c) for c in row.second],
                "first_words": [c.evidence.verbatim for c in row.first],
                "second_words": [c.evidence.verbatim for c in row.second],
            }  # fmt: skip
