"""Whether another's record is among what was asked for."""

from __future__ import annotations

from hudhud.model import Place, Record
from hudhud.model.filters import Filter
from hudhud.model.records import EVERYBODY


def fits(one: Record, wanted: Filter) -> bool:
    """As the ledger's list would choose it. What a ledger alone knows (reviews, reports, their words) fits nobody's."""
    if wanted.review or wanted.documents or wanted.words:
        return False
    return _when_fits(one, wanted) and _where_fits(one.place, wanted) and _what_fits(one, wanted)


def _when_fits(one: Record, wanted: Filter) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    if one.when is None:
        return False
    return (wanted.since is None or one.when.end >= wanted.since) and (
        wanted.until is None or one.when.start <= wanted.until
    )


def _where_fits(place: Place | None, wanted: Filter) -> bool:
    if wanted.place is None and wanted.box is None:
        return True
    if place is None:
        return False
    said = (wanted.place or "").casefold()
    named = said in place.name.casefold() or said in (place.admin1 or "").casefold()
    return (named or said == (place.country or "").casefold()) and _in_box(place, wanted.box)


def _in_box(place: Place, box: tuple[float, float, float, float] | None) -> bool:
    if box is None:
        return True
    if place.lat is None or place.lon is None:
        return False
    west, south, east, north = box
    across = west <= place.lon <= east if west <= east else place.lon >= west or place.lon <= east
    return across and south <= place.lat <= north


def _what_fits(one: Record, wanted: Filter) -> bool:
    said = (wanted.actor or "").casefold()
    if said and not any(said in name.casefold() for name in one.perpetrators):
        return False
    if wanted.event_type is not None and wanted.event_type not in one.types:
        return False
    if wanted.status is not None and wanted.status != one.status:
        return False
    if wanted.aggregate is not None and wanted.aggregate != one.aggregate:
        return False
    if wanted.conflict is not None and wanted.conflict != bool(one.conflicts):
        return False
    if wanted.sources is not None and len(one.sources) < wanted.sources:
        return False
    if wanted.harm is None and wanted.group is None and wanted.at_least is None:
        return True
    tolls = one.totals if wanted.group is None else one.tolls
    least = wanted.at_least or 0
    return any(
        wanted.harm in {None, toll.harm} and toll.group == (wanted.group or EVERYBODY) and toll.known >= least
        for toll in tolls
    )
