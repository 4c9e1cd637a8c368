"""Items made by hand, and reports of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from hudhud.model import Assessment, Incident, Place, When
from hudhud.model.exports import Header, Item, Reference
from hudhud.publish.report import Material, Report, Span, build
from hudhud.reconcile import account

Bounds = tuple[int | None, int | None, int | None]

MARCH = Span(date(2024, 3, 1), date(2024, 3, 31))
WRITTEN = date(2024, 5, 1)
HEADER = Header("7-abcdef0123456789", "0.1.0", "since=2024-03-01&until=2024-03-31")
HOSTILE = (
    '<script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>"><svg onload=alert(3)>'
    "' onmouseover='alert(4) {{ 7*7 }} {% raw %} javascript:alert(5) </style></title>&lt;b&gt;\x00\u202e"
)
ARABIC = "دير الزور"


def rows(harm: str, group: str, bounds: Bounds, **more: Any) -> Assessment:
    low, best, high = bounds
    return Assessment(harm=harm, group=group, low=low, best=best, high=high, by=(), reason="", claims=(), **more)


def item(
    name: str,
    day: str | tuple[str, str] | None = "2024-03-05",
    killed: Bounds | None = None,
    *,
    civilians: Bounds | None = None,
    injured: Bounds | None = None,
    place: Place | None = None,
    covers: tuple[str, ...] = (),
    covered_by: tuple[str, ...] = (),
    references: int = 1,
    **more: Any,
) -> Item:
    """An incident told by so many reports; one that covers others is a sum."""
    first, last = (day, day) if isinstance(day, str) or day is None else day
    when = None
    if first and last:
        precision = "day" if first == last else "range"
        when = When(start=date.fromisoformat(first), end=date.fromisoformat(last), precision=precision)
    told = {"killed": killed, "injured": injured}
    totals = tuple(rows(harm, "unknown", bounds) for harm, bounds in told.items() if bounds)
    harms = (rows("killed", "civilians", civilians),) if civilians else ()
    defaults: dict[str, Any] = {
        "types": ("attack",), "status": "occurred", "perpetrators": ("Islamic State",), "conflicts": (),
        "aggregate": bool(covers), "harms": (*totals, *harms), "totals": totals,
    }  # fmt: skip
    own = tuple(reference(f"{name}-{n}") for n in range(references))
    incident = Incident(id=name, members=(), when=when, place=place, **defaults | more)
    return Item(incident, f"hudhud:{name}", own, covers, covered_by)


def reference(name: str, **more: Any) -> Reference:
    defaults: dict[str, Any] = {
        "title": f"Report {name}", "publisher": "Reuters", "author": None, "published": date(2024, 3, 6), "url": None,
        "language": "en", "captured_at": datetime(2024, 3, 7, tzinfo=UTC),
    }  # fmt: skip
    return Reference(document_id=f"sha-{name}", doc_id=name, **defaults | more)


def town(precision: str = "exact", name: str = "Sukhna", **more: Any) -> Place:
    defaults: dict[str, Any] = {"country": "SY", "admin1": "Homs", "lat": 34.885, "lon": 38.871}
    return Place(name=name, precision=precision, **defaults | more)


def reported(items: Sequence[Item], span: Span | None = MARCH, earlier: Sequence[Item] = (), **more: Any) -> Report:
    return build(Material(items, span, earlier, HEADER, account, WRITTEN, **more))


def words(report: Report) -> str:
    """The first paragraphs as text."""
    parts = (part if isinstance(part, str) else part.text for one in report.lead for part in (*one, "\n"))
    return "".join(parts)
