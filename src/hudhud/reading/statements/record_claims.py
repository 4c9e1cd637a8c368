"""Claims about the record: deadliest, first, rising, so many in all, more than then.

Each needs words of violence for what is compared, and for superlatives and firsts a scope ("since
January", "in more than a year"): the deadliest storm and the first goal are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hudhud.model import Count, RecordClaim, When
from hudhud.reading.harm_claims import Harm
from hudhud.reading.numbers import quantities
from hudhud.reading.sentences import Sentence
from hudhud.reading.statements import record_patterns as patterns
from hudhud.reading.statements.surroundings import Found, Named, Surroundings, nearest

_SURE, _LIKELY = 0.8, 0.65
_SCOPE_REACH = 80  # characters between a claim and the words of its scope that are still quoted with it


@dataclass(frozen=True)
class _Scope:
    """The scope's words at `start:end`, and what they mean."""

    words: str
    start: int
    end: int
    since: When | None
    period: When | None


@dataclass(frozen=True)
class _Where:
    """A sentence with its actors, and what was told before it."""

    sentence: Sentence
    named: tuple[Named, ...]
    around: Surroundings

    @property
    def text(self) -> str:
        return self.around.text

    def is_violent(self, event: str, deadly: bool = False) -> bool:
        """Whether what is compared is violence: an event word of it, or a time in a sentence that tells of it."""
        sentence = self.sentence
        if sentence.disaster is not None and not sentence.violent:
            return False
        if re.fullmatch(patterns.VIOLENT_TIME, event, re.I):
            harms = any(t.harm is not None for t in sentence.tellings)
            return sentence.violent or (deadly and harms and sentence.disaster is None)
        return True

    def scope(self, start: int = 0, end: int | None = None) -> _Scope | None:
        """The first scope within a stretch."""
        match = patterns.SCOPE.search(self.text, start, len(self.text) if end is None else end)
        return self.scoped(match.start(), match.end()) if match else None

    def scoped(self, start: int, end: int) -> _Scope:
        """The scope that stands at `start:end`."""
        if self.text[start:end].lower().startswith("compared"):
            return _Scope(self.text[start:end].strip(), start, end, None, None)  # what it is held against
        inside = [t for t in self.sentence.times if t.expression.start < end and start < t.expression.end]
        meant = next((when for t in inside if (when := self.around.since(t)) is not None), None)
        if not self.text[start:end].lower().startswith("since"):
            return _Scope(self.text[start:end].strip(), start, end, None, meant)
        end = inside[0].expression.end if inside else end
        return _Scope(self.text[start:end].strip(), start, end, meant, None)

    def who(self, start: int, end: int) -> dict[str, str | None]:
        """The actor nearest to a stretch. "In Burkina Faso" is where, and "it was the worst" nobody."""
        able = [
            n
            for n in self.named
            if not (n.is_state and patterns.WHERE.search(self.text[: n.start]))
            and not patterns.IT_IS.match(self.text, n.start)
        ]
        found = nearest(able, start, end)
        return {"actor": found.actor.name, "actor_id": found.actor.id} if found else {}

    def place(self, at: int) -> str | None:
        """The place named nearest to a point of the sentence."""
        base = self.sentence.span.start_char
        near = sorted(self.sentence.places, key=lambda p: abs(p.tokens[0].idx - base - at))
        return near[0].phrase if near else None

    def about(self, event: str) -> dict[str, Any]:
        """What the claim compares, by its event word."""
        words = event.lower().split()
        return {"event": " ".join(event.split()), "event_types": self._types(words[-1]),
                "harm": patterns.HARM_OF.get(words[-1])}  # fmt: skip

    def _types(self, word: str) -> tuple[str, ...]:
        known = self.around.lexicon.event_words
        kind = known.get(word) or known.get(word.removesuffix("s")) or known.get(word.removesuffix("es"))
        return (kind,) if kind else ()

    def group(self, behind: int) -> str | None:
        """The victims that stand right behind the event ("attacks on aid workers")."""
        match = patterns.ON_GROUP.search(self.text[behind : behind + 50])
        if match is None:
            return None
        noun = match["noun"].lower()
        groups = self.around.lexicon.groups
        return groups.get(noun) or groups.get(noun.removesuffix("s"))


Rule = Callable[[_Where], Iterator[Found]]


def find(sentence: Sentence, around: Surroundings) -> Iterator[Found]:
    """The claims about the record in a sentence."""
    if not patterns.GATE.search(around.text) or patterns.NO_PLAY.search(around.text):
        return
    where = _Where(sentence, tuple(around.named(sentence)), around)
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        for found in rule(where):
            if all(found.end <= start or end <= found.start for start, end in taken):
                taken.append((found.start, found.end))
                yield found


def _claim(where: _Where, event: re.Match[str], said: tuple[int, int], scope: _Scope | None, **values: Any) -> Found:
    """A claim at `said`, widened to its scope. `event` is the match that names who, where and whom."""
    start, end = said
    if scope is not None and abs(scope.start - end) < _SCOPE_REACH:
        start, end = min(start, scope.start), max(end, scope.end)
    named = event.groupdict().get("event")
    value = RecordClaim(
        **(where.about(named) if named else {})
        | where.who(*said)
        | {
            "group": where.group(event.end("event") if named else event.end()),
            "place": where.place(said[0]),
            "scope": scope.words if scope else None,
            "since": scope.since if scope else None,
            "period": scope.period if scope else None,
        }
        | values
    )
    return Found(value, start, end, f"{value.kind} of violence{' with its scope' if scope else ''}", _SURE)


def _superlatives(where: _Where) -> Iterator[Found]:
    for pattern in (patterns.SINGLE, patterns.PREDICATED):
        for match in pattern.finditer(where.text):
            event, deadly = match["event"], bool(match["dead"])
            scope = where.scope(match.end()) or where.scope(0, match.start())
            if scope is None or not where.is_violent(event, deadly):
                continue
            numbered = bool(match["many"] or match["few"])
            yield _claim(
                where, match, match.span(), scope, kind="superlative", predicate=_joined(match["pred"]),
                measure="killed" if deadly else _measure(event, numbered),
                direction="least" if match["low"] or match["few"] else "most", one_of=bool(match["one"]),
            )  # fmt: skip
            return


def _firsts(where: _Where) -> Iterator[Found]:
    for pattern in (patterns.FIRST, patterns.NTH):
        match = pattern.search(where.text)
        if match is None or not where.is_violent(match["event"]):
            continue
        scope = where.scope(match.end())
        of_kind = bool(match.groupdict().get("kind"))
        if (scope is not None or of_kind) and not re.search(r"\bat\s+$", where.text[: match.start()]):
            yield _claim(where, match, match.span(), scope, kind="first", predicate=match["pred"], measure="incidents")
            return


def _trends(where: _Where) -> Iterator[Found]:
    text = where.text
    for pattern in (patterns.MOVES, patterns.NOUN_MOVES):
        match = pattern.search(text)
        if match is None or not where.is_violent(match["event"]):
            continue
        percent = patterns.PERCENT.search(text, max(0, match.start() - 30), match.end())
        start = min(match.start(), percent.start()) if percent else match.start()
        end = max(match.end("pred") if pattern is patterns.MOVES else match.end(), percent.end() if percent else 0)
        change = patterns.FROM_TO.match(text, end)
        scope = None if change else where.scope(match.start())
        times = _times(match.group())
        if scope is None and percent is None and change is None and times is None:
            continue  # "attacks increased" compares with nothing
        yield _claim(
            where, match, (start, change.end() if change else end), scope, kind="trend", predicate=match["pred"],
            measure=_measure(match["event"]), direction="up" if match["up"] else "down", times=times,
            percent=float(percent["n"]) if percent else None,
            quantity=next((q.count for q in quantities(change["new"].split())), None) if change else None,
        )  # fmt: skip
        return


def _activity(where: _Where) -> Iterator[Found]:
    """ "Less active every year since 2019", "fewer every year"."""
    match = patterns.ACTIVE.search(where.text)
    if match is None or not where.who(*match.span()):
        return
    every = match["every"] or match["always"]
    scope = where.scope(match.end())
    if scope is not None or every:
        sign = match["sign"] or match["fewer"]
        yield _claim(
            where, match, match.span(), scope, kind="trend",
            measure="activity" if match["pred"] == "active" else "incidents", predicate=_joined(match[0]),
            direction="up" if sign.lower().endswith(("more", "increasingly")) else "down",
        )  # fmt: skip


def _times(words: str) -> float | None:
    return next((n for stem, n in patterns.TIMES.items() if re.search(rf"\b{stem}", words, re.I)), None)


def _comparisons(where: _Where) -> Iterator[Found]:
    match = patterns.MORE_THAN.search(where.text) or patterns.COMPARED.search(where.text)
    if match is None or not where.is_violent(match["event"]):
        return
    predicate = _joined(match["pred"])
    low = predicate.lower()
    down = low.startswith(("fewer", "less", "half", "down"))
    numbers = where.around.numbers(where.sentence)
    count = next((n.count for n in numbers if 0 <= match.start("event") - n.end < 20), None)
    yield _claim(
        where, match, match.span(), where.scope(), kind="comparison", predicate=predicate, times=_times(predicate),
        quantity=count,
        measure=_measure(match["event"]), direction=None if low.startswith("compared") else "down" if down else "up",
    )  # fmt: skip


def _totals(where: _Where) -> Iterator[Found]:
    """ "About 500 people were killed in the ten-day battle", "200 attacks since January"."""
    sentence, text = where.sentence, where.text
    if sentence.disaster is not None and not sentence.violent:
        return
    cue = patterns.TOTAL_SCOPE.search(text)
    if cue is None:
        many = patterns.MANY.search(text)
        if many is not None and patterns.YEARS_OF_WAR.search(text):
            value = RecordClaim(kind="total", predicate=many["pred"], measure="killed", harm="killed",
                                quantity=Count(qualifier="word", words=many["count"]))  # fmt: skip
            yield Found(value, many.start(), many.end(), "sum over a war", _LIKELY)
        return
    scope = where.scoped(cue.start(), cue.end())
    # "A bomb killed twelve people in 2019" tells of one incident.
    for telling in () if patterns.YEAR_ALONE.match(scope.words) else sentence.tellings:
        if telling.harm is None or telling.judgement.status != "occurred" or telling.harm.victims.named:
            continue
        found = _sum_of_harm(where, telling.harm, scope)
        if found is not None:
            yield found
            return
    yield from _sums_of_events(where, scope)


def _sum_of_harm(where: _Where, harm: Harm, scope: _Scope) -> Found | None:
    base, first, last = where.sentence.span.start_char, harm.tokens[0], harm.tokens[-1]
    start, end = first.idx - base, last.idx - base + len(last.text)
    if start - scope.end > 40 or scope.start - end > 60:
        return None
    value = RecordClaim(
        kind="total", predicate=harm.trigger.text, measure="killed" if harm.harm == "killed" else "harmed",
        harm=harm.harm, group=harm.victims.group, quantity=harm.victims.count, scope=scope.words,
        since=scope.since, period=scope.period, place=where.place(start), **where.who(start, end),
    )  # fmt: skip
    return Found(value, min(start, scope.start), max(end, scope.end), "sum over a period", _LIKELY)


def _sums_of_events(where: _Where, scope: _Scope) -> Iterator[Found]:
    for number in where.around.numbers(where.sentence):
        match = patterns.COUNTED_EVENTS.match(where.text, number.end)
        if match is None or number.count.low == 1:
            continue
        event, at = match["event"], (number.start, number.end)
        value = RecordClaim(
            kind="total", predicate=event, measure=_measure(event), quantity=number.count, scope=scope.words,
            since=scope.since, period=scope.period, place=where.place(number.end), **where.about(event),
            **where.who(*at),
        )  # fmt: skip
        said = (min(number.start, scope.start), max(match.end(), scope.end))
        yield Found(value, *said, "sum of events over a period", _LIKELY)
        return


def _measure(event: str, numbered: bool = False) -> str:
    words = event.lower()
    if re.search(r"\b(?:deaths|killings|fatalities|murders|toll|executions)\b", words):
        return "killed"
    if re.search(r"\b(?:casualties|victims)\b", words):
        return "casualties"
    if re.search(r"\b(?:violence|fighting|hostilities|bloodshed|insurgency)\b", words):
        return "activity"
    return "incidents" if numbered or words.endswith("s") else "size"


def _joined(words: str) -> str:
    return " ".join(words.split())


_RULES: tuple[Rule, ...] = (_superlatives, _firsts, _trends, _activity, _comparisons, _totals)
