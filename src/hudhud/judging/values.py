"""From what a reviewer types to a value, bounds kept: "at least 16", "2023-02-10..2023-02-17", "Sukhna, SY"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from pydantic import ValidationError

from hudhud.codebook import load as load_codebook
from hudhud.errors import DecisionError
from hudhud.model import HARM_FIELDS, Count, EventKind, HarmValue, Party, Place, StatusValue, Value, When
from hudhud.model.claims import FieldName

Registry = Callable[[str], tuple[str, str] | None]
"""From a name of an actor to its usual form and its id; None where nobody is known by it."""

VAGUE = ("unknown", "a few", "dozens", "hundreds", "many", "scores", "several", "some", "the rest", "thousands")
"""Words that are kept as they are: no number is made of them."""

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,12})"
_QUALIFIED: tuple[tuple[str, str], ...] = (
    ("at_least", rf"(?:at least|no fewer than|≥|>=)\s*{_NUMBER}|{_NUMBER}\s*\+"),
    ("more_than", rf"(?:more than|over|>)\s*{_NUMBER}"),
    ("at_most", rf"(?:at most|up to|no more than|≤|<=)\s*{_NUMBER}"),
    ("less_than", rf"(?:less than|fewer than|under|<)\s*{_NUMBER}"),
    ("about", rf"(?:about|around|some|approximately|~)\s*{_NUMBER}"),
    ("exact", _NUMBER),
)
_RANGE = re.compile(rf"(?:between\s+)?{_NUMBER}\s*(?:-|–|to|and)\s*{_NUMBER}", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def parse_value(field: FieldName, words: str, group: str, registry: Registry) -> Value:
    """The value of a field.

    Args:
        field: what the value is of.
        words: as typed.
        group: who was harmed, where the field is a harm.
        registry: whom a name means.

    Raises:
        DecisionError: the words are no value of the field; the message says which are.
    """
    words = " ".join(words.split())
    if not words:
        raise DecisionError("a correction needs the right value; give --value")
    if field in HARM_FIELDS:
        return HarmValue(harm=field, group=group, count=parse_count(words))
    if field == "date":
        return parse_date(words)
    if field == "place":
        return parse_place(words)
    if field == "perpetrator":
        name, actor_id = registry(words) or (words, None)
        return Party(name=name, actor_id=actor_id)
    if field == "event_type":
        return EventKind(event_type=_code("event_types", words))
    return StatusValue(status=_code("statuses", words))


def _code(vocabulary: str, words: str) -> str:
    code = words.casefold().replace(" ", "_")
    codes = load_codebook()[vocabulary].codes
    if code not in codes:
        raise DecisionError(f"{words!r} is none of the {vocabulary.replace('_', ' ')}: {', '.join(codes)}")
    return code


def parse_count(words: str) -> Count:
    """ "16", "at least 16", "10-15", "about 75", "up to 34", "dozens", "unknown"."""
    if words.casefold() in VAGUE:
        return Count(qualifier="word", words=words.casefold())
    span = _RANGE.fullmatch(words)
    if span:
        low, high = _whole(span[1]), _whole(span[2])
        if low > high:
            raise DecisionError(f"the range {words!r} ends below its beginning; write the smaller number first")
        return Count(low=low, high=high, qualifier="range" if low < high else "exact")
    for qualifier, pattern in _QUALIFIED:
        found = re.fullmatch(pattern, words, re.ASCII | re.IGNORECASE)
        if found:
            number = _whole(next(group for group in found.groups() if group))
            return Count(
                low=None if qualifier in {"at_most", "less_than"} else number,
                high=None if qualifier in {"at_least", "more_than"} else number,
                qualifier=qualifier,
            )
    raise DecisionError(
        f"{words!r} is no count; write 16, 'at least 16', 'more than 16', 'up to 34', 'about 75', 10-15, or a word "
        f"without a number ({', '.join(VAGUE)})"
    )


def _whole(digits: str) -> int:
    return int(digits.replace(",", ""))


def parse_date(words: str) -> When:
    """ "2023-02-17", "2023-02", "2023", or two of them with ".." between."""
    first, dots, last = (part.strip() for part in words.partition(".."))
    start, end, precision = _days(first, words)
    if dots:
        _, end, _ = _days(last, words)
        precision = "day" if start == end else "range"
    if start > end:
        raise DecisionError(f"the interval {words!r} ends before it starts; write the earlier day first")
    return When(start=start, end=end, precision=precision)


def _days(text: str, words: str) -> tuple[date, date, str]:
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31), "year"
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
        return date(year, month, day), date(year, month, day), "day"
    except ValueError as error:
        raise DecisionError(
            f"{words!r} is no date; write 2023-02-17, 2023-02, 2023 or 2023-02-10..2023-02-17"
        ) from error


def parse_place(words: str) -> Place:
    """ "Sukhna", "Sukhna, SY", "Sukhna, SY, 34.885, 38.871": a name, at will its country's code and a point."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    point: list[float] = []
    while parts and len(point) < 2 and re.fullmatch(r"[-+]?\d+(?:\.\d+)?", parts[-1], re.ASCII):
        point.insert(0, float(parts.pop()))
    country = parts.pop() if len(parts) > 1 and re.fullmatch(r"[A-Z]{2}", parts[-1]) else None
    if not parts or len(point) == 1:
        raise DecisionError(f"{words!r} is no place; write a name, or 'NAME, COUNTRY CODE, LATITUDE, LONGITUDE'")
    lat, lon = point or (None, None)
    try:
        return Place(name=", ".join(parts), country=country, lat=lat, lon=lon, precision="exact")
    except ValidationError as error:
        raise DecisionError(
            f"{words!r}: a latitude lies between -90 and 90, a longitude between -180 and 180"
        ) from error
