"""The Aid Worker Security Database: attacks on aid workers, read by column name.

It counts aid workers alone, so its figures bound the civilians harmed, and everybody, from below; its 0 says that
no aid worker was among them, and nothing of others.
"""

from __future__ import annotations

import calendar
from datetime import date

from hudhud.codebook.countries import country_of
from hudhud.model import Place, Record, Toll, When
from hudhud.model.records import EVERYBODY
from hudhud.tables.row import CellError, Row

REQUIRED = (
    "incident id", "year", "month", "day", "country", "region", "district", "city", "total killed", "total wounded",
    "total kidnapped", "means of attack", "location", "latitude", "longitude", "actor name",
)  # fmt: skip

_TYPES = {
    "aerial bombardment": "air_strike",
    "bodily assault": "attack",
    "body-borne ied": "suicide_bombing",
    "complex attack": "attack",
    "kidnap-killing": "abduction",
    "kidnapping": "abduction",
    "landmine": "landmine",
    "other explosives": "explosion",
    "rape/sexual assault": "sexual_violence",
    "roadside ied": "explosion",
    "shelling": "shelling",
    "shooting": "attack",
    "vehicle-born ied": "explosion",
    "vehicle-borne ied": "explosion",
}
_HARMS = {"killed": "total killed", "injured": "total wounded", "abducted": "total kidnapped"}
_NOBODY = frozenset({"unknown", "not applicable"})


def record(row: Row) -> Record:
    """One attack. Means that are none of our types have no type. Raises CellError."""
    identity = row.needed("incident id")
    kind = _TYPES.get((row.text("means of attack") or "").casefold())
    counted = {harm: row.people(column) for harm, column in _HARMS.items()}
    actor = row.text("actor name")
    return Record(
        id=f"awsd-{identity}",
        types=(kind,) if kind else (),
        status="occurred",
        aggregate=False,
        when=_when(row),
        place=_place(row),
        admin2=row.text("district"),
        perpetrators=(actor,) if actor and actor.casefold() not in _NOBODY else (),
        targets=("aid workers",),
        tolls=tuple(_at_least(harm, "civilians", n) for harm, n in counted.items() if n),
        totals=tuple(_at_least(harm, EVERYBODY, n) for harm, n in counted.items() if n),
        sources=row.list("source"),
        documents=(identity,),
        origin="awsd",
    )


def _at_least(harm: str, group: str, number: int) -> Toll:
    return Toll(harm=harm, group=group, low=number, best=None, high=None)


def _when(row: Row) -> When:
    """A row without a day is of a month, one without a month of a year."""
    year, month, day = (row.people(part) for part in ("year", "month", "day"))
    if year is None:
        raise CellError("year", "is empty")
    try:
        if month is None:
            return When(start=date(year, 1, 1), end=date(year, 12, 31), precision="year")
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return When(start=date(year, month, 1), end=date(year, month, last), precision="month")
        one = date(year, month, day)
        return When(start=one, end=one, precision="day")
    except ValueError as error:
        raise CellError("day", f"{year}-{month}-{day} is no date ({error})") from None


def _place(row: Row) -> Place:
    """As close as the narrowest name that the row gives; beside a road it is near the town, not in it."""
    city, district, region = (row.text(part) for part in ("city", "district", "region"))
    country = row.text("country")
    lat, lon = row.point()
    precision = "country"
    if city:
        precision = "near" if (row.text("location") or "").casefold() == "road" else "exact"
    elif district:
        precision = "district"
    elif region:
        precision = "province"
    code = (row.text("country code") or "").upper()
    return Place(
        name=city or district or region or country or "not named",
        country=code if len(code) == 2 else country_of(country),
        admin1=region,
        lat=lat,
        lon=lon,
        precision=precision,
    )
