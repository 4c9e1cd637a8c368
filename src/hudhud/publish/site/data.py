"""The files that scripts of a site fetch: the index that search runs over, and the points of the map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hudhud.model import HARM_FIELDS
from hudhud.publish.site.cards import Card, day_number, figure_words, kind_words, when_words, where_words
from hudhud.publish.terminal import safe

_SHOWN = ("killed", "injured", "abducted")


def write_index(cards: Sequence[Card], path: Path) -> None:
    """Columns of one length, a row an incident, in the order of the list; what is None is not told."""
    columns: dict[str, Any] = {
        "id": [one.id for one in cards],
        "when": [when_words(one.incident) for one in cards],
        "first": [day_number(one.incident.when.start) if one.incident.when else None for one in cards],
        "last": [day_number(one.incident.when.end) if one.incident.when else None for one in cards],
        "where": [safe(where_words(one.incident)) for one in cards],
        "kind": [kind_words(one.incident) for one in cards],
        "actors": [safe(", ".join(one.incident.perpetrators)) for one in cards],
        "types": [list(one.incident.types) for one in cards],
        "status": [one.incident.status for one in cards],
        "sum": [int(one.is_sum) for one in cards],
        "disputed": [int(one.disputed) for one in cards],
        "reports": [one.reports for one in cards],
        "shown": [[_words(one, harm) for harm in _SHOWN] for one in cards],
        "harms": {harm: found for harm in HARM_FIELDS if (found := _numbers(cards, harm))},
    }
    path.write_text(_dumped(columns), "utf-8", newline="")


def _words(one: Card, harm: str) -> str:
    total = one.total(harm)
    return safe(figure_words(total)) if total else ""


def _numbers(cards: Sequence[Card], harm: str) -> dict[str, int | None]:
    """By row, the best figure, else the bound from below; null where it is told without a number."""
    found: dict[str, int | None] = {}
    for row, one in enumerate(cards):
        total = one.total(harm)
        if total is not None:
            found[str(row)] = total.best if total.best is not None else total.low
    return found


def write_points(cards: Sequence[Card], path: Path) -> None:
    """The incidents for the map: what `static/js/points.js` reads.

    Marks are added up on the map: of a sum, and of what is no happening, no killed are given.
    """
    rows = [(one, one.incident.place, one.incident.when) for one in cards]
    columns: dict[str, list[Any]] = {
        "id": [one.id for one, _, _ in rows],
        "lat": [place.lat if place else None for _, place, _ in rows],
        "lon": [place.lon if place else None for _, place, _ in rows],
        "precision": [place.precision if place else None for _, place, _ in rows],
        "killed": [_killed(one) for one, _, _ in rows],
        "day": [day_number(when.start) if when else None for _, _, when in rows],
    }
    path.write_text(_dumped(columns), "utf-8", newline="")


def _killed(one: Card) -> int | None:
    total = one.total("killed")
    return None if total is None or one.is_sum or one.incident.status != "occurred" else total.low


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
