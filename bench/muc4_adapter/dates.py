"""Days that a message tells, in the form of the DATE slot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muc4_adapter.analysis import Analysis

_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_MONTH = r"(?P<month>JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|" \
         r"OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"  # fmt: skip
_DAYS = "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY".split()
_NUMBERS = dict(zip("ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN".split(), range(1, 11), strict=True)) | {"A": 1}
_COUNT = r"(?P<count>\d{1,2}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|A)"


@dataclass(frozen=True)
class DayTold:
    """A day or range told in a sentence: its fill, how it was told, and the characters before it."""

    sentence: int
    fill: str
    kind: str
    before: str
    after: str


def shown(day: date) -> str:
    """A day as the slot wants it: "05 JAN 90"."""
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year % 100:02d}"


def _dated(found: re.Match[str], anchor: date) -> str | None:
    year = found.groupdict().get("year")
    month = _MONTHS.index(found["month"][:3]) + 1
    try:
        if year:
            return shown(date(1900 + int(year[-2:]), month, int(found["day"])))
        day = date(anchor.year, month, int(found["day"]))
        # a day without a year lies before the message
        return shown(day if day <= anchor + timedelta(days=3) else date(anchor.year - 1, month, int(found["day"])))
    except ValueError:
        return None


def _counted(found: re.Match[str]) -> int:
    text = found["count"]
    return int(text) if text.isdigit() else _NUMBERS[text]


def _ago(days: int) -> Callable[[re.Match[str], date], str | None]:
    return lambda _, anchor: shown(anchor - timedelta(days=days))


def _days_ago(found: re.Match[str], anchor: date) -> str | None:
    return shown(anchor - timedelta(days=_counted(found)))


def _span(days: int, gap: int) -> Callable[[re.Match[str], date], str | None]:
    return lambda _, anchor: f"{shown(anchor - timedelta(days=days))} - {shown(anchor - timedelta(days=gap))}"


def _until(_: re.Match[str], anchor: date) -> str | None:
    return f"- {shown(anchor)}"


_PATTERNS: tuple[tuple[str, str, Callable[[re.Match[str], date], str | None]], ...] = (
    ("dated", rf"\b(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)? (?:OF )?{_MONTH}\b(?:,? (?P<year>19\d\d))?", _dated),
    ("dated", rf"\b{_MONTH} (?P<day>\d{{1,2}})\b(?:,? (?P<year>19\d\d))?", _dated),
    ("day before", r"\bDAY BEFORE YESTERDAY\b", _ago(2)),
    ("yesterday", r"\b(?<!BEFORE )YESTERDAY\b", _ago(1)),
    ("last night", r"\bLAST NIGHT\b", _span(1, 0)),
    ("tonight", r"\bTONIGHT\b", _ago(0)),
    ("today", r"\b(?:TODAY|EARLY TODAY)\b", _ago(0)),
    ("this morning", r"\bTHIS (?:MORNING|AFTERNOON|EVENING|DAWN|NOON)\b", _ago(0)),
    ("hours ago", r"\b(?:HOURS|MINUTES|MOMENTS) AGO\b", _ago(0)),
    ("days ago", rf"\b{_COUNT} DAYS? AGO\b", _days_ago),
    ("weekday", rf"\b(?:LAST |ON |THIS |PAST )?(?:{'|'.join(_DAYS)})\b", _until),
    ("last week", r"\b(?:LAST|PAST) WEEK\b", _span(13, 7)),
    ("weekend", r"\b(?:LAST |THIS |PAST |OVER THE )WEEKEND\b", _until),
    ("this week", r"\bTHIS WEEK\b", _until),
    ("last days", r"\b(?:LAST|PAST) (?:FEW|SEVERAL|\d+) (?:DAYS|HOURS)\b", _until),
    ("month", rf"\b(?:IN|LAST|SINCE) {_MONTH}\b", _until),
    ("last month", r"\bLAST MONTH\b|\bMONTHS? AGO\b|\bWEEKS? AGO\b", _until),
    ("year", r"\bIN 19\d\d\b|\bLAST YEAR\b|\bYEARS? AGO\b", _until),
)
_COMPILED = tuple((kind, re.compile(pattern), make) for kind, pattern, make in _PATTERNS)


def _words(text: str) -> str:
    return re.sub(r"\s+([,.;:)\]])", r"\1", " ".join(text.split()))


def told(analysis: Analysis) -> Iterator[DayTold]:
    """All days told, sentence by sentence; none where the message has no date and the text gives no full one."""
    anchor = analysis.message.day
    for number, (start, end) in enumerate(analysis.sentences):
        text = _words(" ".join(t.text for t in analysis.tokens[start:end]))
        taken: list[tuple[int, int]] = []
        for kind, pattern, make in _COMPILED:
            for found in pattern.finditer(text):
                if any(a < found.end() and b > found.start() for a, b in taken):
                    continue
                if anchor is None and not found.groupdict().get("year"):
                    continue
                fill = make(found, anchor or date(1990, 12, 31))
                if fill:
                    taken.append(found.span())
                    yield DayTold(number, fill, kind, text[: found.start()], text[found.end() :])


def age(day: DayTold, anchor: date | None) -> int | None:
    """Days from a day told to the message's; None for open ranges and messages without a day."""
    found = re.fullmatch(r"(\d\d) ([A-Z]{3}) (\d\d)", day.fill)
    if found is None or anchor is None:
        return None
    return (anchor - date(1900 + int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))).days


def default_features(days: Sequence[DayTold], sentences: Mapping[int, float]) -> dict[str, float]:
    """Whether the incident is dated by nothing but the dateline, where `days` are told in the message."""
    out = {"none": 1.0, f"none days={min(4, len(days))}": 1.0}
    near = [d for d in days if d.sentence in sentences]
    out[f"none near={min(3, len(near))}"] = 1.0
    for day in days:
        out[f"none {'near' if day in near else 'far'}={day.kind}"] = 1.0
    if any(d.sentence == 0 for d in days):
        out["none lead"] = 1.0
    return out


def features(day: DayTold, sentences: Mapping[int, float], first: int) -> dict[str, float]:
    """Whether a day told is the incident's, whose members stand in `sentences` (weights) from `first` on."""
    nearest = min((abs(day.sentence - s) for s in sentences), default=20)
    weight = max((w for s, w in sentences.items() if s == day.sentence), default=0.0)
    before = day.before.split()[-3:]
    out = {
        f"kind={day.kind}": 1.0,
        f"near={min(nearest, 4)}": 1.0,
        f"kind={day.kind} near={min(nearest, 2)}": 1.0,
        "weight": weight,
        f"first={day.sentence == first}": 1.0,
        f"lead={day.sentence == 0}": 1.0,
        f"after first={day.sentence > first}": 1.0,
    }
    for at, word in enumerate(reversed(before)):
        out[f"before{at}={word}"] = 1.0
        out[f"kind={day.kind} before={word}"] = 1.0
    for at, word in enumerate(day.after.split()[:2]):
        out[f"after{at}={word}"] = 1.0
    return out
