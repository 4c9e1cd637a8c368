"""UCDP's Georeferenced Event Dataset (GED): 49 columns, read by name; fewer do.

Codes follow its codebook (Högbladh, "UCDP GED Codebook"). What the table does not tell is not guessed: who of two
sides did the killing in a fight, and which means were used.
"""

from __future__ import annotations

import re

from hudhud.codebook.countries import country_of
from hudhud.model import Place, Record, Toll, When
from hudhud.model.records import EVERYBODY
from hudhud.tables.row import CellError, Row
from hudhud.tables.scheme import widest

REQUIRED = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "country", "event_clarity", "date_prec",
    "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high",
)  # fmt: skip

_ONE_SIDED = 3
# State-based and non-state violence are fights between two sides; one-sided violence is done to civilians.
_TYPES = {1: "armed_clash", 2: "armed_clash", _ONE_SIDED: "attack"}
# 7 is international waters or airspace: of no country, and wide.
_WHERE = widest("place_precisions", "ucdp", "where_prec") | {7: "region"}
_WHEN = widest("date_precisions", "ucdp", "date_prec")
_SUMMED_BY_UCDP = 2
# A longer interval is a fight of many days or a day that nobody knows; the table does not tell which.
_DAYS_OF_ONE_ATTACK = 7
_STATE = re.compile(r"Government of (.+)", re.IGNORECASE)


def record(row: Row) -> Record:
    """One event. Raises CellError."""
    kind = row.code("type_of_violence", sorted(_TYPES))
    when = _when(row)
    total, conflict = _total(row)
    sides = (row.needed("side_a"), row.needed("side_b"))
    identity = row.needed("id").removesuffix(".0")
    days = (when.end - when.start).days + 1
    return Record(
        id=f"ucdp-{identity}",
        types=(_TYPES[kind],),
        status="occurred",
        aggregate=row.code("event_clarity", (1, 2)) == _SUMMED_BY_UCDP or days > _DAYS_OF_ONE_ATTACK,
        when=when,
        place=_place(row),
        admin2=row.text("adm_2"),
        perpetrators=_named(sides[:1] if kind == _ONE_SIDED else sides),
        targets=sides[1:] if kind == _ONE_SIDED else (),
        tolls=_tolls(row, sides),
        totals=(total,),
        sources=row.list("source_office"),
        documents=(row.text("relid") or identity,),
        conflicts=(conflict,) if conflict else (),
        origin="ucdp",
    )


def _named(sides: tuple[str, ...]) -> tuple[str, ...]:
    """Each side once; our own export writes "Unknown" for one that nobody names."""
    return tuple(side for side in dict.fromkeys(sides) if side.casefold() != "unknown")


def _when(row: Row) -> When:
    start, end = row.day("date_start"), row.day("date_end")
    if start > end:
        raise CellError("date_end", f"{end} is before date_start, {start}")
    precision = _WHEN[row.code("date_prec", sorted(_WHEN))]
    return When(start=start, end=end, precision="range" if precision == "day" and start != end else precision)


def _place(row: Row) -> Place:
    country = row.text("country")
    lat, lon = row.point()
    return Place(
        name=row.text("where_coordinates") or row.text("adm_1") or country or "not named",
        country=country_of(country),
        admin1=row.text("adm_1"),
        lat=lat,
        lon=lon,
        precision=_WHERE[row.code("where_prec", sorted(_WHERE))],
    )


def _total(row: Row) -> tuple[Toll, str | None]:
    """Everybody killed. Where low, best and high are out of order the range is widened to hold all three."""
    low, best, high = row.people("low"), row.people("best"), row.people("high")
    given = [n for n in (low, best, high) if n is not None]
    conflict = None
    if given != sorted(given):
        conflict = f"The table gives low {low}, best {best}, high {high}, out of order; the range holds all three."
        low, high = (min(given) if low is not None else None), (max(given) if high is not None else None)
    return Toll(harm="killed", group=EVERYBODY, low=low, best=best, high=high), conflict


def _tolls(row: Row, sides: tuple[str, str]) -> tuple[Toll, ...]:
    """The killed by group. They part the best figure; low and high are given for everybody alone."""
    by_group: dict[str, int] = {}
    columns = (
        ("deaths_a", _group(row, sides[0], "gwnoa")),
        ("deaths_b", _group(row, sides[1], "gwnob")),
        ("deaths_civilians", "civilians"),
        ("deaths_unknown", "unknown"),
    )
    for column, group in columns:
        killed = row.people(column)
        if killed is not None:
            by_group[group] = by_group.get(group, 0) + killed
    return tuple(Toll(harm="killed", group=g, low=None, best=n, high=None) for g, n in by_group.items())


def _group(row: Row, side: str, number: str) -> str:
    """What the dead of a side were: a state has a Gleditsch-Ward number or is called "Government of ..."."""
    if side.casefold() == "civilians":
        return "civilians"
    state = _STATE.match(side)
    numbers = (row.text(number) or "").replace(".0", "").split(", ")
    if numbers != [""]:
        return "security_forces" if f"{row.number('country_id') or 0:.0f}" in numbers else "foreign_forces"
    if state is None:
        return "fighters"
    return "security_forces" if state[1] == row.text("country") else "foreign_forces"
