"""ACLED's export: 31 columns, read by name; fewer do. Also its older form, with numbers for the kinds of actors.

Codes follow the public ACLED Codebook. Its `fatalities` is one figure for everybody, the lowest where reports
differ, and 0 also where nobody is said to have died: so a bound from below, with nothing above and no groups.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hudhud.codebook.countries import country_of
from hudhud.model import Place, Record, Toll, When
from hudhud.model.records import EVERYBODY
from hudhud.tables.row import CellError, Row
from hudhud.tables.scheme import first, widest

REQUIRED = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2",
    "country", "location", "latitude", "longitude", "geo_precision", "source", "fatalities",
)  # fmt: skip

_WHERE = widest("place_precisions", "acled", "geo precision")
_WHEN = widest("date_precisions", "acled", "time precision")
# Sub-events that are the nearest of none of our types; the codebook gives one each.
_TYPES = first("event_types", "acled") | {
    "battles: government regains territory": "armed_clash",
    "battles: non-state actor overtakes territory": "armed_clash",
    "explosions/remote violence: chemical weapon": "attack",
    "explosions/remote violence: grenade": "explosion",
    "protests: protest with intervention": "protest",
    "protests: excessive force against protesters": "protest",
    "riots: violent demonstration": "mob_violence",
}
_KINDS = frozenset(
    ("battles", "explosions/remote violence", "violence against civilians", "protests", "riots",
     "strategic developments")
)  # fmt: skip
_CIVILIANS = {"7", "civilians"}
_DAYS_AROUND_A_WEEK = timedelta(days=3)


def record(row: Row) -> Record:
    """One event. A strategic development that is no violence has no type. Raises CellError."""
    identity = row.needed("event_id_cnty")
    killed = row.people("fatalities")
    civilians = [name for name, kind in _actors(row) if kind in _CIVILIANS or name.startswith("Civilians")]
    others = [name for name, _ in _actors(row) if name not in civilians]
    return Record(
        id=f"acled-{identity}",
        types=_types(row),
        status="attempted" if row.text("sub_event_type") == "Disrupted weapons use" else "occurred",
        aggregate=False,
        when=_when(row),
        place=_place(row),
        admin2=row.text("admin2"),
        # Which of two armed actors began is not told by their order.
        perpetrators=tuple(dict.fromkeys(others)),
        targets=tuple(dict.fromkeys(civilians)),
        tolls=(),
        totals=() if killed is None else (Toll(harm="killed", group=EVERYBODY, low=killed, best=killed, high=None),),
        sources=row.list("source"),
        documents=(identity,),
        origin="acled",
    )


def _actors(row: Row) -> list[tuple[str, str]]:
    """The named actors, each with its kind ("Civilians", or 7 in the older form)."""
    found = []
    for name, kind in (("actor1", "inter1"), ("actor2", "inter2")):
        actor = row.text(name)
        if actor is not None:
            found.append((actor, (row.text(kind) or "").casefold().removesuffix(".0")))
    return found


def _types(row: Row) -> tuple[str, ...]:
    kind, narrow = row.needed("event_type"), row.needed("sub_event_type")
    if kind.casefold() not in _KINDS:
        raise CellError("event_type", f"{kind!r} is not one of ACLED's six")
    ours = _TYPES.get(f"{kind}: {narrow}".casefold().replace("protestors", "protesters"))
    return (ours,) if ours else ()


def _when(row: Row) -> When:
    """The date that ACLED gives stands in the middle of a week, or somewhere in the month, that it knows no closer."""
    day = row.day("event_date")
    precision = _WHEN[row.code("time_precision", sorted(_WHEN))]
    start, end = day, day
    if precision == "week":
        start, end = day - _DAYS_AROUND_A_WEEK, day + _DAYS_AROUND_A_WEEK
    elif precision == "month":
        start = day.replace(day=1)
        end = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
    return When(start=start, end=end, precision=precision)


def _place(row: Row) -> Place:
    country, number = row.text("country"), row.people("iso")
    lat, lon = row.point()
    return Place(
        name=row.text("location") or row.text("admin1") or country or "not named",
        country=country_of(country, number),
        admin1=row.text("admin1"),
        lat=lat,
        lon=lon,
        precision=_WHERE[row.code("geo_precision", sorted(_WHERE))],
    )
