"""From a claim in words to a question that the record can answer; what is not understood is said, never dropped."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hudhud.actors import load as load_registry
from hudhud.analysis.check import First, Question, Superlative, Total, Trend
from hudhud.analysis.check.question import Predicate
from hudhud.analysis.scope import Scope
from hudhud.errors import AnalysisError
from hudhud.learned.encoder import Encoder
from hudhud.model import Count, HarmValue, Mention, Record, When
from hudhud.model.statements import RecordClaim
from hudhud.pipeline.holdings import Subject, place_scope, scope_of

EXAMPLE = "write it as in 'the deadliest IS attack in Syria since January 2022'"

_COMMON = 12_000
"""The encoder's vocabulary is in the order of how common its words are."""

_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
            "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}  # fmt: skip
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}
_LASTING = re.compile(
    r"(?:in|for|over|within)\s+(?P<bound>more\s+than|less\s+than|over|nearly|almost|about|at\s+least)?\s*"
    r"(?:the\s+(?:past|last)\s+)?(?P<number>\w+)?\s*\b(?P<unit>day|week|month|year|decade)s?\Z",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\bfrom\s+(?P<old>[\d,]+)\s+in\s+(?P<year>\d{4})\s+to\s+(?P<new>[\d,]+)\s+in\s+(?P<next>\d{4})", re.IGNORECASE
)
_THAN = re.compile(r"\bthan\s+(?:in\s+)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_PARTS = {"half": 0.5, "a third": 1 / 3, "a quarter": 0.25, "two thirds": 2 / 3, "three quarters": 0.75}
_BY_PART = re.compile(rf"\bby\s+(?:about\s+)?(?P<part>{'|'.join(_PARTS)})\b", re.IGNORECASE)
_EVERY_YEAR = re.compile(r"\b(?:every|each)\s+year\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_][\w’'.-]*")
_NO_NAMES = frozenset(
    """january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday governorate province state region district city town""".split()
)


@dataclass(frozen=True)
class Said:
    """A claim in words, and when it was said."""

    words: str
    on: date | None


def question_of(claim: RecordClaim, said: Said, records: Sequence[Record]) -> Question:
    """The question that a claim asks of these records.

    Raises:
        AnalysisError: a part of the claim was not understood, or no record has its actor or place.
    """
    scope = _scope(claim.actor, claim.place, claim.group, records)
    predicate = _predicate(claim, said.words)
    if isinstance(predicate, Trend):
        return _trend(claim, said, predicate, scope)
    question = Question(said.words, predicate, scope, frozenset(claim.event_types))
    if claim.period is not None:
        return replace(question, scope=scope.during(claim.period.start, _end(claim.period, said.on)))
    if claim.since is not None:
        # A total since January counts January; the deadliest since January is not held against January's.
        whole = isinstance(predicate, Total)
        since = claim.since.start if whole else claim.since.end + timedelta(days=1)
        named = None if whole else (claim.scope or "").removeprefix("since ").strip()
        return replace(question, scope=scope.during(since, said.on if whole else None), named_since=named or None)
    days = _lasting(claim.scope)
    if days is None:
        raise AnalysisError(f"the time {claim.scope or 'of the claim'!r} was not understood; {EXAMPLE}")
    if isinstance(predicate, Total):
        if said.on is None:
            raise AnalysisError(f"{claim.scope!r} needs a day on which it ends; give --on")
        return replace(question, scope=scope.during(said.on - timedelta(days=days), said.on))
    return replace(question, days_back=days)


def question_of_total(mention: Mention, said: Said, records: Sequence[Record]) -> Question:
    """A sum told as if it were an incident: "more than 1,000 civilians were killed in Raqqa in 2017".

    Raises:
        AnalysisError: it gives no number, or no time.
    """
    harms = [value for _, value in mention.of(HarmValue) if value.count.low is not None or value.count.high is not None]
    if not harms or mention.when is None:
        raise AnalysisError(f"no claim about many incidents was found in the words; {EXAMPLE}")
    actor = next(iter(mention.perpetrators), None)
    group = harms[0].group if harms[0].group != "unknown" else None
    scope = _scope(actor, mention.place.name if mention.place else None, group, records)
    scope = scope.during(mention.when.start, mention.when.end)
    return Question(said.words, _total(harms[0].harm, harms[0].count), scope, frozenset(mention.types))


def refuse_unread(words: str, understood: str, actor_ids: Collection[str]) -> None:
    """A name in the claim that nothing was made of would change what it asks.

    Args:
        words: the claim.
        understood: all that reading made of it, in words.
        actor_ids: the actors that reading found in it; any of their names may stand for them.

    Raises:
        AnalysisError: there is such a name.
    """
    registry = load_registry()
    names = {n.casefold() for i in actor_ids for n in (registry.actors[i].name, *registry.actors[i].aliases)}
    known = f"{understood} {' '.join(names)}".casefold()
    for at, match in enumerate(_WORDS.finditer(words)):
        word = match[0].strip(".’'").removesuffix("'s").removesuffix("’s")
        if not word[:1].isupper() or word.casefold() in known or word.casefold() in _NO_NAMES:
            continue
        bearer = registry.named(word)
        if (bearer is not None and bearer.id in actor_ids) or (at == 0 and _is_common(word)):
            continue
        raise AnalysisError(f"{word!r} in the claim was not understood, so it is not checked; {EXAMPLE}")


def _is_common(word: str) -> bool:
    """Whether a word that a sentence begins with is no name: one of English's commoner words."""
    return Encoder.open().rank(word.casefold(), _COMMON) is not None


def _scope(actor: str | None, place: str | None, group: str | None, records: Sequence[Record]) -> Scope:
    scope = scope_of(records, Subject(actor=actor, group=group))
    return place_scope(records, scope, place) if place else scope


def _predicate(claim: RecordClaim, words: str) -> Predicate:
    harm = claim.harm or {"harmed": "injured"}.get(claim.measure, "killed")
    match claim.kind:
        case "superlative":
            rank = next((n for word, n in _ORDINALS.items() if word in claim.predicate.casefold()), 1)
            return Superlative(harm, rank, claim.one_of, claim.direction == "least")
        case "first":
            return First()
        case "total":
            if claim.quantity is None:
                raise AnalysisError(f"the number of the claim was not understood; {EXAMPLE}")
            return _total("incidents" if claim.measure == "incidents" else harm, claim.quantity)
        case _:
            what = "incidents" if claim.measure in {"incidents", "activity", "size"} else harm
            if claim.direction not in {"up", "down"}:
                raise AnalysisError(f"whether the claim says more or fewer was not understood; {EXAMPLE}")
            return Trend(what, claim.direction == "up", _times(claim, words), bool(_EVERY_YEAR.search(words)))


def _times(claim: RecordClaim, words: str) -> float | None:
    up = claim.direction == "up"
    if (both := _FROM_TO.search(words)) is not None:
        return _number(both["new"]) / max(1, _number(both["old"]))
    if claim.percent is not None:
        return 1 + claim.percent / 100 if up else 1 - claim.percent / 100
    if claim.times is not None:
        return claim.times
    part = _BY_PART.search(words)
    if part is None:
        return None
    return 1 + _PARTS[part["part"].casefold()] if up else 1 - _PARTS[part["part"].casefold()]


def _total(what: str, count: Count) -> Total:
    """Bounds stay bounds; "more than" and "fewer than" leave the number itself out."""
    low, high = count.low, count.high
    if count.qualifier == "more_than" and low is not None:
        low += 1
    if count.qualifier == "less_than" and high is not None:
        high -= 1
    if low is None and high is None:
        raise AnalysisError(f"{count.words!r} is no number that can be checked; {EXAMPLE}")
    return Total(what, low, high, count.qualifier == "about")


def _trend(claim: RecordClaim, said: Said, predicate: Trend, scope: Scope) -> Question:
    question = Question(said.words, predicate, scope, frozenset(claim.event_types))
    if predicate.every_year:
        since = claim.since or claim.period
        return replace(question, scope=scope.during(since.start if since else None, said.on))
    both, than = _FROM_TO.search(said.words), _THAN.search(said.words)
    if both is not None:
        now, before = _year(int(both["next"])), _year(int(both["year"]))
    elif claim.period is not None:
        now = (claim.period.start, _end(claim.period, said.on))
        before = _year(int(than["year"])) if than else _before(now)
    else:
        raise AnalysisError(f"the claim does not say which time is compared with which; {EXAMPLE}, or 'rose in 2018'")
    return replace(question, scope=scope.during(*now), earlier=before)


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _before(now: tuple[date, date]) -> tuple[date, date]:
    """The same days a year earlier for what is no longer than a year, else as many days before."""
    start, end = now
    if (end - start).days <= 366:
        year = 1
        return _years_back(start, year), _years_back(end, year)
    return start - (end - start) - timedelta(days=1), start - timedelta(days=1)


def _years_back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _end(period: When, on: date | None) -> date:
    return min(period.end, on) if on is not None else period.end


def _lasting(scope: str | None) -> int | None:
    match = _LASTING.fullmatch(" ".join((scope or "").split()))
    if match is None:
        return None
    word = (match["number"] or "one").casefold()
    number = int(word) if word.isdigit() else _NUMBERS.get(word)
    return None if number is None else number * _UNITS[match["unit"].casefold()]


def _number(text: str) -> int:
    return int(text.replace(",", ""))
