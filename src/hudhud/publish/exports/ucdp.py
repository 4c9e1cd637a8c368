"""UCDP's Georeferenced Event Dataset (GED): its 49 columns, for who compares with it or adds to it.

Codes follow its codebook (Högbladh, "UCDP GED Codebook").
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path

from hudhud.codebook.countries import countries
from hudhud.model import Assessment, Place, When
from hudhud.model.exports import Header, Item
from hudhud.publish.cells import safe_cell
from hudhud.publish.exports import scheme
from hudhud.publish.exports.columns import Cell, outlets
from hudhud.publish.exports.profile import Column, Profile

_ONE_SIDED, _NON_STATE, _STATE_BASED = 3, 2, 1
_UNKNOWN = "Unknown"
_LEAST = {"couple": 2, "few": 3, "several": 3, "dozen": 12, "dozens": 24, "tens": 20, "scores": 40, "hundreds": 200,
          "thousands": 2000}  # fmt: skip

COLUMNS = (
    Column("id", "whole", "The incident's id, its hexadecimal digits as a number."),
    Column("relid", "text", "The permalink."),
    Column("year", "whole", "Of the first day."),
    Column("active_year", "whole", "Empty: whether a dyad passed 25 dead in the year is UCDP's to say."),
    Column("code_status", "text", "State, version, filter and policy of the export; of UCDP's coding nothing."),
    Column("type_of_violence", "whole", "1 state-based, 2 non-state, 3 one-sided; by the rule above."),
    *(Column(name, "text", "Empty: UCDP's own number or name.") for name in
      ("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id")),
    Column("dyad_name", "text", "Both sides with a dash between."),
    *(Column(name, "text", "Empty: UCDP's own number.") for name in ("side_a_dset_id", "side_a_new_id")),
    Column("side_a", "text", "The state, or who is named first; in one-sided violence who did it."),
    *(Column(name, "text", "Empty: UCDP's own number.") for name in ("side_b_dset_id", "side_b_new_id")),
    Column("side_b", "text", "The other side; \"Civilians\" in one-sided violence."),
    Column("number_of_sources", "whole", "Reports but for those that repeat one; -1, GED's code, for none."),
    Column("source_article", "text", "Outlet, day, title and address of each report in quotes, semicolons between."),
    Column("source_office", "text", "The outlets."),
    Column("source_date", "text", "The days of the reports."),
    Column("source_headline", "text", "The titles of the reports."),
    Column("source_original", "text", "Who is said in the reports to have given the figures."),
    Column("where_prec", "whole", "1 exact, 2 near, 3 district, 4 province, 5 region, 6 country; never 7."),
    Column("where_coordinates", "text", "The place as it is named."),
    Column("where_description", "text", "How the incident lies to the place, in the report's words."),
    Column("adm_1", "text", "First-order division."),
    Column("adm_2", "text", "Second-order division: the place, where it is a district."),
    Column("latitude", "number", "Degrees; empty where the place has no point."),
    Column("longitude", "number", "Degrees."),
    Column("geom_wkt", "text", "The point as well-known text."),
    Column("priogrid_gid", "whole", "The half-degree cell of PRIO-GRID that holds the point."),
    Column("country", "text", "Its English name."),
    Column("country_id", "whole", "Its Gleditsch-Ward number."),
    Column("region", "text", "Africa, Americas, Asia, Europe or Middle East."),
    Column("event_clarity", "whole", "1 a single event; 2 a sum over several."),
    Column("date_prec", "whole", "1 the day; 2 two to six days; 3 a week; 4 up to a month; 5 longer."),
    Column("date_start", "date", "First day."),
    Column("date_end", "date", "Last day."),
    Column("deaths_a", "whole", "Dead of side a; empty where nothing is said of them."),
    Column("deaths_b", "whole", "Dead of side b; likewise."),
    Column("deaths_civilians", "whole", "Dead civilians; likewise."),
    Column("deaths_unknown", "whole", "Dead of whom it is not told what they were, or who are counted together."),
    Column("best", "whole", "The preferred figure."),
    Column("high", "whole", "The largest bound; empty where it is open."),
    Column("low", "whole", "The smallest bound; empty where it is open."),
    Column("gwnoa", "whole", "The Gleditsch-Ward number of side a, where it is the state of the country."),
    Column("gwnob", "whole", "Empty: a second state is not told apart."),
)  # fmt: skip
_NAMES = tuple(column.name for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class _Sides:
    kind: int
    a: str
    b: str
    home: bool = False
    """Side a is the country's own state."""


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """One row an event that GED can hold; returns how many there are."""
    asked = f"filter {header.filter or 'none'}; policy {header.policy or 'none'}"
    said = f"hudhud {header.version}; state {header.state}; {asked}"
    written = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, _NAMES, restval="", lineterminator="\n")
        writer.writeheader()
        for item in items:
            cells = row(item)
            if cells is not None:
                writer.writerow({k: safe_cell(v) for k, v in {**cells, "code_status": said}.items()})
                written += 1
    return written


def row(item: Item) -> dict[str, Cell] | None:
    """The cells of an incident by column; None where GED has no such event (see `Profile.loses`)."""
    one, dead = item.incident, scheme.killed(item.incident)
    if one.status != "occurred" or dead is None or one.when is None or one.place is None or item.covers:
        return None
    sides = _sides(item)
    return {
        "id": int(one.id[1:], 16), "relid": item.permalink, "year": one.when.start.year,
        "type_of_violence": sides.kind, "dyad_name": f"{sides.a} - {sides.b}", "side_a": sides.a, "side_b": sides.b,
        "event_clarity": 2 if one.aggregate else 1, "date_prec": _date_prec(one.when),
        "date_start": one.when.start, "date_end": one.when.end,
        **_where(one.place, sides), **_sources(item), **_deaths(dead, scheme.groups_killed(one), sides),
    }  # fmt: skip


def _sides(item: Item) -> _Sides:
    """Who fought whom, by who did it and who died."""
    one, parties, dead = item.incident, scheme.perpetrators(item), scheme.groups_killed(item.incident)
    place = countries().get(one.place.country or "") if one.place else None
    government = f"Government of {place.name}" if place else "Government"
    states = [name for name, kind in parties if kind in scheme.STATES]
    others = [name for name, kind in parties if kind not in scheme.STATES]
    if "security_forces" in dead and not states:
        return _Sides(_STATE_BASED, government, others[0] if others else _UNKNOWN, True)
    if "foreign_forces" in dead and not states:
        return _Sides(_STATE_BASED, "Government of another country", others[0] if others else _UNKNOWN)
    fought = "armed_clash" in one.types or "fighters" in dead
    if states and (others or fought or "security_forces" in dead):
        other = others[0] if others else (states[1] if len(states) > 1 else _UNKNOWN)
        return _Sides(_STATE_BASED, states[0], other, "security_forces" in dead)
    if fought:
        return _Sides(_NON_STATE, others[0] if others else _UNKNOWN, others[1] if len(others) > 1 else _UNKNOWN)
    return _Sides(_ONE_SIDED, parties[0][0] if parties else _UNKNOWN, "Civilians")


def _date_prec(when: When) -> int:
    """By the codebook's mapping; of days with a first and a last by how many they are, as GED has it."""
    if when.precision != "range":
        return scheme.numbers("date_precisions", "ucdp", "date_prec")[when.precision]
    days = (when.end - when.start).days + 1
    if days == 1:
        return 1
    return 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5


def _where(place: Place, sides: _Sides) -> dict[str, Cell]:
    country = countries().get(place.country or "")
    number = country.gleditsch_ward if country else None
    cells: dict[str, Cell] = {
        "where_prec": scheme.numbers("place_precisions", "ucdp", "where_prec")[place.precision],
        "where_coordinates": place.name, "where_description": place.relation, "adm_1": place.admin1,
        "adm_2": place.name if place.precision == "district" else None, "country": country.name if country else None,
        "country_id": number, "region": country.ucdp_region if country else None,
        "gwnoa": number if sides.home else None,
    }  # fmt: skip
    if place.lat is not None and place.lon is not None:
        line, column = min(floor((place.lat + 90) * 2), 359), min(floor((place.lon + 180) * 2), 719)
        cells |= {"latitude": place.lat, "longitude": place.lon, "geom_wkt": f"POINT ({place.lon} {place.lat})",
                  "priogrid_gid": line * 720 + column + 1}  # fmt: skip
    return cells


def _sources(item: Item) -> dict[str, Cell]:
    told = item.references
    articles = (
        ",".join(filter(None, (r.publisher or r.doc_id, str(r.published or ""), r.title, r.url))).replace('"', "'")
        for r in told
    )
    return {
        "number_of_sources": sum(r.repeats is None for r in told) or -1,
        "source_article": ";".join(f'"{article}"' for article in articles),
        "source_office": scheme.in_one(outlets(told)),
        "source_date": scheme.in_one(tuple(str(r.published or "") for r in told)),
        "source_headline": scheme.in_one(tuple(r.title or "" for r in told)),
        "source_original": scheme.in_one(scheme.attributed(item.incident)),
    }


def _deaths(total: Assessment, dead: Mapping[str, Assessment], sides: _Sides) -> dict[str, Cell]:
    least = scheme.in_numbers(total.words, _LEAST)
    best = next((n for n in (total.best, total.low, least) if n is not None), None)
    low = total.low if total.low is not None else least if total.best is None else None
    columns: dict[str, int] = {}
    for group, figure in dead.items():
        number = figure.best if figure.best is not None else figure.low
        if number is not None:
            column = _column(group, sides)
            columns[column] = columns.get(column, 0) + number
    rest = (best or 0) - sum(columns.values())
    if rest > 0:
        columns["deaths_unknown"] = columns.get("deaths_unknown", 0) + rest
    return {**columns, "low": low, "best": best, "high": total.high}


def _column(group: str, sides: _Sides) -> str:
    if group == "civilians":
        return "deaths_civilians"
    if sides.kind != _STATE_BASED or group not in {"security_forces", "foreign_forces", "fighters"}:
        return "deaths_unknown"
    return "deaths_b" if group == "fighters" else "deaths_a"


_RULES = (
    "A row is an incident that took place, in which somebody is said to have died, with a date and a place: GED "
    "holds no other. Sums that cover other incidents of the ledger are left out, so that the rows may be added up.",
    "type_of_violence is 1 where a state did it to an armed group, fought one, or lost soldiers or police; 2 where "
    "groups fought without a state, or fighters died and no state is named; 3 otherwise.",
    "side_a is the state in type 1; where only its dead tell of it, \"Government of\" the country. A side that nobody "
    "names is \"Unknown\".",
    "best is the preferred figure, else the bound from below, else the least number of the words: "
    + ", ".join(f"{word} {number}" for word, number in _LEAST.items())
    + ". Of words alone low is that number too; high stays empty. Other words give no number.",
    "An open bound is empty, in low as in high; GED itself fills all three. No empty cell means 0.",
    "Dead of a group count by best, else by the bound from below. Security and foreign forces are deaths_a, fighters "
    "deaths_b in type 1 and deaths_unknown in type 2, where nobody tells which side they were of; what best exceeds "
    "the groups by is deaths_unknown too.",
)  # fmt: skip
_LOSES = (
    "Incidents without a date, a place or anybody said to have died; those attempted, threatened or denied; and sums "
    "that cover others.",
    "Injured, abducted, missing, released, arrested and displaced people.",
    "Kinds of events: how it was done.",
    "Bounds of groups, and figures in words beside numbers; low and high are of all groups together.",
    "Intervals in which the true number lies, conflicts, claims and their words, and who gave which figure.",
    "Third and further parties, and whether a party is suspected or claims it.",
    "Whether several days are a week, a month or a range of as many; seasons and years are both date_prec 5.",
    "Countries other than the one of the place; of dead foreign soldiers, whose they were.",
)  # fmt: skip
PROFILE = Profile("ucdp", ".ged.csv", "the 49 columns of UCDP's GED, by name and order", _LOSES, write, {"": COLUMNS},
                  _RULES)  # fmt: skip
