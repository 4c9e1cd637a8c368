"""ACLED's export: its 31 columns, one row a day and place.

Codes follow the public ACLED Codebook.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from hudhud import codebook
from hudhud.codebook.countries import countries
from hudhud.model import Incident, When
from hudhud.model.exports import Header, Item
from hudhud.publish.cells import safe_cell
from hudhud.publish.exports import scheme
from hudhud.publish.exports.columns import BETWEEN, Cell, outlets
from hudhud.publish.exports.profile import Column, Profile

COLUMNS = (
    Column("event_id_cnty", "text", "The country's three letters and the incident's id as a number; of a toll over "
           "several days the day's number behind it."),
    Column("event_date", "date", "The day; where it is not known, the middle of the interval."),
    Column("year", "whole", "Of that day."),
    Column("time_precision", "whole", "1 the day, or a day of a toll that is split; 2 a week; 3 a month, or a range "
           "of more than 31 days."),
    Column("disorder_type", "text", "Political violence, Demonstrations or Strategic developments."),
    Column("event_type", "text", "One of ACLED's six."),
    Column("sub_event_type", "text", "One of ACLED's sub-events."),
    Column("actor1", "text", "Who is named first; \"Unidentified Armed Group\" of the country where nobody is."),
    Column("assoc_actor_1", "text", "Third and further parties."),
    Column("inter1", "text", "What actor1 is, in ACLED's words; empty where the registry does not know it."),
    Column("actor2", "text", "The other side; else \"Civilians\" of the country, where civilians were harmed."),
    Column("assoc_actor_2", "text", "Empty."),
    Column("inter2", "text", "What actor2 is; likewise."),
    Column("interaction", "text", "Both with a dash between, or the one and \"only\"."),
    Column("civilian_targeting", "text", "\"Civilian targeting\" where nobody but civilians was harmed."),
    Column("iso", "whole", "The country's number in ISO 3166-1."),
    Column("region", "text", "ACLED's region."),
    Column("country", "text", "Its English name."),
    Column("admin1", "text", "First-order division."),
    Column("admin2", "text", "Second-order division: the place, where it is a district."),
    Column("admin3", "text", "Empty."),
    Column("location", "text", "The place as it is named."),
    Column("latitude", "number", "Degrees; empty where the place has no point."),
    Column("longitude", "number", "Degrees."),
    Column("geo_precision", "whole", "1 exact, 2 near or a district, 3 a province or wider."),
    Column("source", "text", "The outlets of the reports."),
    Column("source_scale", "text", "Empty."),
    Column("notes", "text", "The incident in a sentence: the whole toll with its bounds, and how it was split."),
    Column("fatalities", "whole", "The dead of that day; empty where nothing is said."),
    Column("tags", "text", "Permalink, state, version, filter, policy; \"split\" where a toll is."),
    Column("timestamp", "whole", "When the last of its reports was captured, in seconds since 1970."),
)  # fmt: skip
_NAMES = tuple(column.name for column in COLUMNS)

# From the gravest; of several kinds the first is the event's.
_ORDER = (
    "Violence against civilians: Sexual violence",
    "Battles: Armed clash",
    "Explosions/Remote violence: Suicide bomb",
    "Explosions/Remote violence: Air/drone strike",
    "Explosions/Remote violence: Shelling/artillery/missile attack",
    "Explosions/Remote violence: Remote explosive/landmine/IED",
    "Violence against civilians: Abduction/forced disappearance",
    "Violence against civilians: Attack",
    "Riots: Mob violence",
    "Protests: Peaceful protest",
    "Strategic developments: Arrests",
    "Strategic developments: Looting/property destruction",
)
_BATTLE, _FOILED, _ELSE = _ORDER[1], "Strategic developments: Disrupted weapons use", "Strategic developments: Other"
# What is done to soldiers or fighters is a battle, also where one side alone shot.
_DONE_TO_CIVILIANS = "Violence against civilians: Attack"
_KINDS = {"1": "State forces", "2": "Rebel group", "3": "Political militia", "4": "Identity militia",
          "8": "External/Other forces"}  # fmt: skip
_UNIDENTIFIED, _CIVILIANS = "Unidentified Armed Group", "Civilians"
_LEAST = {"few": 3, "several": 3, "many": 3, "tens": 10, "dozen": 12, "dozens": 12, "scores": 40,
          "hundreds": 100}  # fmt: skip
_LONGEST = 31
"""Days over which a toll is split."""
_WIDEST = 3
_ARMED = frozenset({"security_forces", "foreign_forces", "fighters"})


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    precision: int
    dead: int | None
    number: int = 0
    """Of the days over which the toll is split, from 1; 0 where it is not."""


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """One row a day; returns how many there are."""
    said = (f"state={header.state}", f"version={header.version}", f"filter={header.filter}",
            f"policy={header.policy or ''}")  # fmt: skip
    written = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, _NAMES, restval="", lineterminator="\n")
        writer.writeheader()
        for item in items:
            for cells in rows(item, said):
                writer.writerow({name: safe_cell(cell) for name, cell in cells.items()})
                written += 1
    return written


def rows(item: Item, said: tuple[str, ...] = ()) -> Iterator[dict[str, Cell]]:
    """The rows of an incident; none where ACLED has no such event (see `Profile.loses`)."""
    one = item.incident
    if one.status not in {"occurred", "attempted"} or one.when is None or one.place is None or item.covers:
        return
    if one.when.precision in {"season", "year"}:
        return
    days = _days(one.when, _dead(one))
    country = countries().get(one.place.country or "")
    identity = f"{country.iso3 if country else 'XXX'}{int(one.id[1:], 16)}"
    shared = _what(item) | _where(one) | {
        "source": BETWEEN.join(outlets(item.references)),
        "timestamp": max((int(r.captured_at.timestamp()) for r in item.references), default=None),
    }  # fmt: skip
    for day in days:
        split = (f"split={day.number} of {len(days)}",) if day.number else ()
        yield shared | {
            "event_id_cnty": f"{identity}-{day.number}" if day.number else identity,
            "event_date": day.day, "year": day.day.year, "time_precision": day.precision, "fatalities": day.dead,
            "notes": _notes(one, day, len(days)),
            "tags": BETWEEN.join((f"permalink={item.permalink}", *said, *split)),
        }  # fmt: skip


def _dead(one: Incident) -> int | None:
    """ACLED takes the most careful figure: the bound from below, else the best, else its numbers for words."""
    total = scheme.killed(one)
    if total is None:
        return None
    found = (total.low, total.best, scheme.in_numbers(total.words, _LEAST))
    return next((number for number in found if number is not None), None)


def _days(when: When, dead: int | None) -> list[_Day]:
    """The days of a range, the dead spread evenly, the first days one more; any other interval is one row."""
    length = (when.end - when.start).days + 1
    middle = when.start + timedelta(days=(length - 1) // 2)
    if when.precision != "range" or length == 1:
        precision = scheme.numbers("date_precisions", "acled", "time precision")[when.precision]
        return [_Day(middle, 1 if length == 1 else precision, dead)]
    if length > _LONGEST:
        return [_Day(middle, _WIDEST, dead)]
    each, more = divmod(dead or 0, length)
    return [
        _Day(when.start + timedelta(days=n), 1, None if dead is None else each + (n < more), n + 1)
        for n in range(length)
    ]


def _what(item: Item) -> dict[str, Cell]:
    """Kinds of event, and actors."""
    one, parties = item.incident, scheme.perpetrators(item)
    country = countries().get(one.place.country or "") if one.place else None
    behind = f" ({country.name})" if country else ""
    harmed = {figure.group for figure in one.harms}
    names = [(name, _inter(kind)) for name, kind in parties]
    first: tuple[str, str | None] = names[0] if names else (f"{_UNIDENTIFIED}{behind}", None)
    second: tuple[str, str | None] = ("", None)
    rest = names[1:]
    if "civilians" in harmed and "armed_clash" not in one.types:
        second = (f"{_CIVILIANS}{behind}", _CIVILIANS)
    elif rest:
        second, rest = rest[0], rest[1:]
    kind, narrow = _event(one, harmed).split(": ")
    return {
        "disorder_type": _disorder(kind), "event_type": kind, "sub_event_type": narrow,
        "actor1": first[0], "inter1": first[1], "actor2": second[0], "inter2": second[1],
        "assoc_actor_1": BETWEEN.join(name for name, _ in rest),
        "interaction": _interaction(first[1], second[0], second[1]),
        "civilian_targeting": "Civilian targeting" if harmed == {"civilians"} else None,
    }  # fmt: skip


def _event(one: Incident, harmed: set[str]) -> str:
    if one.status == "attempted":
        return _FOILED
    kinds = {label for name in one.types if (label := _labels().get(name))}
    if _DONE_TO_CIVILIANS in kinds and harmed & _ARMED and "civilians" not in harmed:
        kinds = kinds - {_DONE_TO_CIVILIANS} | {_BATTLE}
    return min(kinds, key=_ORDER.index, default=_ELSE)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """ACLED's event and sub-event by our type, as ACLED writes them today."""
    known = {label.casefold(): label for label in _ORDER}
    entries = codebook.load()["event_types"].entries
    return {e.code: known[e.maps_to["acled"].casefold()] for e in entries if "acled" in e.maps_to}


@lru_cache(maxsize=16)
def _inter(kind: str | None) -> str | None:
    label = codebook.load()["actor_kinds"][kind].maps_to.get("acled", "") if kind else ""
    return _KINDS.get(label[:1])


def _disorder(kind: str) -> str:
    if kind == "Protests":
        return "Demonstrations"
    return kind if kind == "Strategic developments" else "Political violence"


def _interaction(first: str | None, other: str, second: str | None) -> str | None:
    if not other:
        return first and f"{first} only"
    return f"{first}-{second}" if first and second else None


def _where(one: Incident) -> dict[str, Cell]:
    place = one.place
    if place is None:
        return {}
    country = countries().get(place.country or "")
    precisions = scheme.numbers("place_precisions", "acled", "geo precision")
    return {
        "iso": country.iso_number if country else None, "region": country.acled_region if country else None,
        "country": country.name if country else None, "admin1": place.admin1,
        "admin2": place.name if place.precision == "district" else None, "location": place.name,
        "latitude": place.lat, "longitude": place.lon, "geo_precision": precisions.get(place.precision, _WIDEST),
    }  # fmt: skip


def _notes(one: Incident, day: _Day, days: int) -> str:
    """The incident in a sentence or two, in our words."""
    when, total = one.when, scheme.killed(one)
    types = ", ".join(codebook.load()["event_types"][name].label for name in one.types)
    parts = [f"{types.capitalize() or 'Event'}; {when.start} to {when.end} ({when.precision})." if when else types]
    if one.aggregate:
        parts.append("A sum over several incidents.")
    if total:
        bounds = f"low {_said(total.low)}, best {_said(total.best)}, high {_said(total.high)}"
        words = f"; in words: {', '.join(total.words)}" if total.words else ""
        parts.append(f"Killed: {bounds}{words}; according to {', '.join(total.by) or 'nobody named'}.")
    if day.number:
        parts.append(f"The toll is of {days} days and is split evenly over them; this is day {day.number}.")
    return " ".join(parts)


def _said(number: int | None) -> str:
    return "open" if number is None else str(number)


_RULES = (
    "Of several kinds the first of these is the event's: " + "; ".join(_ORDER) + ". An attack in which soldiers, "
    "police or fighters were harmed and no civilians is a battle; what was attempted is \"Disrupted weapons use\"; "
    "what has none of these kinds is \"Strategic developments: Other\".",
    f"A toll over a range of up to {_LONGEST} days is split over its days: each gets the whole part, the first days "
    "one more until the rest is used up, so that the sum stays. Notes and tags say so. An interval that only tells "
    "how little is known (a week, a month) is not split, and a longer range is one row of time_precision 3.",
    "fatalities are the bound from below, else the best figure, else the number for the words: "
    + ", ".join(f"{word} {number}" for word, number in _LEAST.items())
    + ". Where only a bound from above is told, or nobody is said to have died, it is empty; ACLED itself writes 0 "
    "there. A day of a split toll may be 0 by the split.",
    "A place that is no closer than its country has geo_precision 3, the widest that ACLED has.",
    "An actor that nobody names is \"Unidentified Armed Group\" of the country, as ACLED writes it; of a kind that "
    "the registry does not know, inter is empty.",
)  # fmt: skip
_LOSES = (
    "Incidents without a date or place, dated to a season or year, threatened or denied; and sums that cover other "
    "incidents of the ledger.",
    "Kinds of event but one.",
    "Figures of groups, bounds from above, and injured, abducted, missing, released, arrested and displaced people; "
    "of the dead the notes keep the bounds over all groups.",
    "Intervals in which the true number lies, conflicts, claims and their words, titles and addresses of reports.",
    "Whether a place is near or a district, and what is wider than a province; how the incident lies to the place.",
    "Whether a party is suspected or claims it.",
)  # fmt: skip
PROFILE = Profile("acled", ".acled.csv", "the 31 columns of ACLED's export, one row a day and place", _LOSES, write,
                  {"": COLUMNS}, _RULES)  # fmt: skip
