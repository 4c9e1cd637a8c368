"""What Arabic text says about time, as the same expressions that English gives: `calendar.resolve` dates both.

Found over folded text: digits of both scripts are one, and so are the forms of alef, ya and ta marbuta. Months have
three sets of names, those of the Levant and Iraq, those of Egypt and the Gulf, and those of the Maghreb; a report
often gives two of them beside each other. Days of the Islamic calendar give no date: they hang on a moon that was
seen or not, and a day too late is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hudhud.reading.arabic.folding import fold
from hudhud.reading.arabic.numbers import cardinal
from hudhud.reading.time_expression import Part, TimeExpression, Unit

_MONTH_NAMES = (
    "كانون الثاني|يناير|جانفي", "شباط|فبراير|فيفري", "اذار|مارس", "نيسان|ابريل|افريل", "ايار|مايو|ماي",
    "حزيران|يونيو|يونيه|جوان", "تموز|يوليو|يوليه|يوليوز|جويليه", "اب|اغسطس|غشت|اوت", "ايلول|سبتمبر|شتنبر",
    "تشرين الاول|اكتوبر", "تشرين الثاني|نوفمبر|نونبر", "كانون الاول|ديسمبر|دجنبر",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
# Alone these are a father, a practice, a name, or the water of a dialect: they need a day, a year or the word "month".
_ALSO_WORDS = frozenset("اب مارس ماي جوان اوت".split())
_ISLAMIC = "محرم|صفر|ربيع|جمادي|رجب|شعبان|رمضان|شوال|ذي القعده|ذو القعده|ذي الحجه|ذو الحجه"
_WEEKDAYS = {"الاثنين": 0, "الاتنين": 0, "الثلاثاء": 1, "الاربعاء": 2, "الخميس": 3, "الجمعه": 4, "السبت": 5, "الاحد": 6}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر".split(), 1)
} | {"الحادي": 1}  # fmt: skip
_PARTS: dict[str, Part] = {
    "منتصف": "mid", "اوايل": "early", "مطلع": "early", "بدايه": "early", "بدايات": "early", "مستهل": "early",
    "اواخر": "late", "نهايه": "late", "نهايات": "late", "اواسط": "mid",
}  # fmt: skip
_UNITS: dict[str, tuple[Unit, int | None]] = {
    "يوم": ("day", 1), "يوما": ("day", None), "يومين": ("day", 2), "ايام": ("day", None),
    "اسبوع": ("week", 1), "اسبوعا": ("week", None), "اسبوعين": ("week", 2), "اسابيع": ("week", None),
    "شهر": ("month", 1), "شهرا": ("month", None), "شهرين": ("month", 2), "اشهر": ("month", None),
    "شهور": ("month", None), "عام": ("year", 1), "عاما": ("year", None), "عامين": ("year", 2),
    "اعوام": ("year", None), "سنه": ("year", 1), "سنتين": ("year", 2), "سنوات": ("year", None),
}  # fmt: skip
"""A unit with the number that its form holds; None where a numeral stands before it."""
_THE_UNITS: dict[str, Unit] = {"الاسبوع": "week", "الشهر": "month", "العام": "year", "السنه": "year"}

_B, _E = r"(?<!\w)", r"(?!\w)"
_CLITIC = r"(?:[وفبل]|ول|وب)?"
_MONTH = "(?:" + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True)) + ")"
_EITHER_MONTH = rf"(?P<month>{_MONTH})(?:\s*[/\\(-]\s*{_MONTH}\s*\)?)?"
_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"(?:\s*[,،]?\s*(?:من\s+)?(?:(?:ال|ل)?عام\s+|سنه\s+)?(?P<year>{_YEAR})(?!\d)\s?م?{_E})?"
_UNITS_ORDINAL = "|".join(_ORDINALS)
_ORDINAL = rf"(?:(?:{_UNITS_ORDINAL})\s+(?:عشر|والعشرين|والثلاثين)|العشرين|الثلاثين|(?:{_UNITS_ORDINAL}))"
_DAY = rf"(?:0?[1-9]|[12]\d|3[01])(?!\d)|{_ORDINAL}"
_WEEKDAY = "|".join(_WEEKDAYS)
_HOURS = "صباح|مساء|فجر|ليل|ليله|ظهر|ظهيره|عصر|نهار|يوم|عشيه|غروب|ضحي"
_BEFORE_HOURS = rf"(?:(?:{_HOURS})\s+){{0,2}}"
_PAST = r"(?:الماضي|الماضيه|الفايت|الفايته|المنصرم|المنصرمه|السابق)"
_NOW = r"(?:الحالي|الحاليه|الجاري|الجاريه|هذا|هذه)"
# A market, a mosque or a village is called after a day of the week.
_CALLED = r"(?<!سوق )(?<!مسجد )(?<!جامع )(?<!شارع )(?<!بلده )(?<!قريه )(?<!مدينه )(?<!جبل )(?<!حي )(?<!ال)"
_SCOPE = re.compile(rf"{_B}(?:و?منذ|و?حتي|و?لغايه|طوال|طيله|خلال)\s+(?:\w+\s+)?$")

Maker = Callable[[re.Match[str]], TimeExpression | None]


def expressions(text: str) -> list[TimeExpression]:
    """Every expression of time in the original text, in order, none inside another; offsets are the text's own."""
    folded = fold(text)
    taken: list[tuple[int, int]] = []
    found: list[TimeExpression] = []
    for pattern, make in _RULES:
        for match in pattern.finditer(folded.text):
            start, end = match.span("said") if "said" in pattern.groupindex else match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            made = make(match)
            taken.append((start, end))
            if made is not None:
                scope = made.scope or bool(_SCOPE.search(folded.text, 0, start))
                found.append(_placed(made, *folded.original(start, end), scope=scope))
    return sorted(found, key=lambda one: one.start)


def _placed(one: TimeExpression, start: int, end: int, *, scope: bool) -> TimeExpression:
    parts = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return TimeExpression(**{**parts, "start": start, "end": end, "scope": scope})


def _day_number(said: str) -> int | None:
    """The day of a month, in digits or as an ordinal."""
    if said.isdecimal():
        return int(said)
    first, _, second = said.partition(" ")
    if first in {"العشرين", "الثلاثين"}:
        return 20 if first == "العشرين" else 30
    more = {"": 0, "عشر": 10, "والعشرين": 20, "والثلاثين": 30}.get(second)
    day = _ORDINALS[first] + more if more is not None else None
    return day if day is not None and day <= 31 else None


def _year(match: re.Match[str]) -> int | None:
    said = match.groupdict().get("year")
    return int(said) if said else None


def _nothing(_: re.Match[str]) -> None:
    return None


def _day(match: re.Match[str]) -> TimeExpression | None:
    day = _day_number(match["day"])
    if day is None:
        return None
    return TimeExpression(0, 1, "day", year=_year(match), month=_MONTHS[match["month"]], day=day)


def _days(match: re.Match[str]) -> TimeExpression | None:
    first, last = _day_number(match["first"]), _day_number(match["day"])
    if first is None or last is None or first >= last:
        return None
    month = _MONTHS[match["month"]]
    return TimeExpression(0, 1, "day_range", year=_year(match), month=month, day=first, last_day=last)


def _numeric(match: re.Match[str]) -> TimeExpression | None:
    """Day first, as the region writes; what can only be a month before a day is read so."""
    day, month = int(match["day"]), int(match["month"])
    if month > 12 >= day:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return TimeExpression(0, 1, "day", year=int(match["year"]), month=month, day=day)


def _month(match: re.Match[str]) -> TimeExpression | None:
    year, part = _year(match), _PARTS.get(match["part"] or "")
    bare = year is None and part is None and not match["called"]
    if bare and match["month"] in _ALSO_WORDS:
        return None
    shift = -1 if match.groupdict().get("past") else 0
    return TimeExpression(0, 1, "month", year=year, month=_MONTHS[match["month"]], part=part, shift=shift)


def _in_year(match: re.Match[str]) -> TimeExpression:
    return TimeExpression(0, 1, "year", year=_year(match), part=_PARTS.get(match["part"] or ""))


def _weekday(match: re.Match[str]) -> TimeExpression:
    shift = -1 if match["past"] else 0
    return TimeExpression(0, 1, "weekday", weekday=_WEEKDAYS[match["weekday"]], shift=shift)


def _from_publication(shift: int, days: int = 1) -> Maker:
    return lambda _: TimeExpression(0, 1, "deictic", shift=shift, count=days)


def _ago(match: re.Match[str]) -> TimeExpression | None:
    unit, held = _UNITS[match["unit"]]
    told = match["number"]
    if told is None:
        count = held
    else:
        read = cardinal(told.split(), 0)
        count = read[0] if read is not None and read[1] == len(told.split()) else None
    if not count:
        return None
    return TimeExpression(0, 1, "offset", count=count, unit=unit, direction="ago", approximate=bool(match["about"]))


def _period(match: re.Match[str]) -> TimeExpression:
    shift = 0 if match["now"] else -1
    day = _day_number(match["day"]) if match.groupdict().get("day") else None
    part = _PARTS.get(match.groupdict().get("part") or "")
    return TimeExpression(0, 1, "period", unit=_THE_UNITS[match["unit"]], shift=shift, day=day, part=part)


def _rules() -> Iterator[tuple[str, Maker]]:
    yield rf"{_B}(?:{_DAY})\s+(?:من\s+)?(?:شهر\s+)?(?:{_ISLAMIC}){_E}(?:\s+\w+)?(?:\s+1[34]\d\d)?", _nothing
    yield r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d/-])", _numeric
    yield r"(?<![\d/.-])(?P<day>\d{1,2})[-/.\\](?P<month>\d{1,2})[-/.\\](?P<year>(?:19|20)\d\d)(?!\d)", _numeric
    tail = rf"\s+(?:من\s+)?(?:شهر\s+)?{_EITHER_MONTH}{_OF_YEAR}{_E}"
    between = r"\s*(?:و(?!العشرين|الثلاثين)|الي|-|–|حتي)\s*"
    yield rf"(?<![\w/.])(?:(?:ما\s+)?بين\s+|من\s+)?(?P<first>{_DAY}){between}(?P<day>{_DAY}){tail}", _days
    yield rf"(?<![\w/.]){_CLITIC}(?P<said>(?P<day>{_DAY}){tail})", _day
    yield (
        rf"{_B}{_CLITIC}(?P<said>(?:(?P<part>{'|'.join(_PARTS)})\s+)?(?P<called>(?:ال)?شهر\s+)?{_EITHER_MONTH}"
        + (rf"(?:\s+(?P<past>{_PAST}))?{_OF_YEAR}){_E}"),
        _month,
    )
    yield rf"{_B}{_CLITIC}(?P<said>(?P<day>{_DAY})\s+من\s+(?P<unit>الشهر)\s+(?:(?P<now>{_NOW})|{_PAST})){_E}", _period
    yield (
        rf"{_B}{_CLITIC}(?P<said>(?:(?P<part>{'|'.join(_PARTS)})\s+)?(?:ال|ل)?(?:عام|سنه)\s+(?P<year>{_YEAR})){_E}",
        (_in_year),
    )
    # What is to come dates nothing.
    yield rf"{_B}\w{{0,2}}(?:{_WEEKDAY}|الاسبوع|الشهر|العام)\s+(?:القادم|المقبل|القادمه|المقبله){_E}", _nothing
    yield rf"{_B}{_CLITIC}(?P<said>(?:يوم\s+)?(?:امس\s+الاول|اول\s+(?:من\s+)?امس)){_E}", _from_publication(-2)
    named = rf"(?P<weekday>{_WEEKDAY})(?:\s+(?P<past>{_PAST}))?"
    yield rf"{_B}{_CLITIC}(?P<said>{_BEFORE_HOURS}(?:(?:امس|اليوم)\s+)?{_CALLED}{named}){_E}", _weekday
    yield rf"{_B}{_CLITIC}(?P<said>(?:(?:{_HOURS})\s+)?(?:امس|البارحه)|الليله\s+الماضيه){_E}", _from_publication(-1)
    today = rf"(?:هذا\s+|هذه\s+)?(?:{_HOURS})\s+اليوم|هذا\s+(?:الصباح|المساء|اليوم|الفجر)|هذه\s+الليله|اليوم"
    yield (
        rf"{_B}{_CLITIC}(?P<said>{today}){_E}(?!\s+(?:السابق|التالي|الاول|الثاني|الثالث|الرابع|الخامس))",
        (_from_publication(0)),
    )
    numeral = r"(?P<number>(?:\d{1,3}|[^\W\d]+(?:\s+و?[^\W\d]+)?))\s+"
    yield (
        rf"{_B}{_CLITIC}(?P<said>قبل\s+(?:(?P<about>نحو|حوالي|قرابه)\s+)?(?:{numeral})?(?P<unit>{'|'.join(_UNITS)})){_E}",
        (_ago),
    )
    unit = f"(?P<unit>{'|'.join(_THE_UNITS)})"
    yield (
        rf"{_B}{_CLITIC}(?P<said>(?:(?P<part>{'|'.join(_PARTS)})\s+)?{unit}\s+(?:(?P<now>{_NOW})|{_PAST})){_E}",
        _period,
    )
    yield rf"{_B}(?P<now>هذا|هذه)\s+{unit}{_E}", _period


_RULES = tuple((re.compile(pattern), make) for pattern, make in _rules())
"""In order: what an earlier one has taken, or has found to be no date, no later one takes."""
