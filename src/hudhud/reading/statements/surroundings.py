"""What the rules of statements share: whom "the group" means, when it was, and what they find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from hudhud.actors import Actor, Match, Registry
from hudhud.model import Count, StatementValue, When
from hudhud.reading import calendar
from hudhud.reading.calendar import Anchors
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.numbers import quantities
from hudhud.reading.sentences import Sentence, Timed

# How many sentences back "it" and "the group" may reach.
_PRONOUN_REACH, _NOUN_REACH = 3, 12

BACK = re.compile(
    r"\b(?P<noun>(?:the|this|that)\s+(?:[\w-]+\s+){0,2}?(?:group|organi[sz]ation|militia|movement|gang|cartel|"
    r"insurgency|"
    r"network|militants|rebels|insurgents|jihadists|guerrillas|extremists|separatists|paramilitaries))\b"
    r"|\b(?P<pronoun>it|its|they|their)\b",
    re.I,
)
STATES = frozenset({"state_forces", "coalition"})


@dataclass(frozen=True)
class Found:
    """A statement in a sentence. `start:end` are offsets into the sentence's text."""

    value: StatementValue
    start: int
    end: int
    reason: str
    confidence: float


@dataclass(frozen=True)
class Named:
    """An actor, or words that stand for one, at `start:end` of the sentence's text."""

    start: int
    end: int
    actor: Actor

    @property
    def is_state(self) -> bool:
        return self.actor.kind in STATES


@dataclass(frozen=True)
class Number:
    """A quantity at `start:end` of the sentence's text; tokens `first:last` of the sentence."""

    start: int
    end: int
    count: Count
    first: int
    last: int

    @property
    def in_words(self) -> bool:
        return self.count.qualifier == "word"


@dataclass
class Surroundings:
    """What goes on from sentence to sentence, and what several rules ask of the one being read."""

    registry: Registry
    lexicon: Lexicon
    anchors: Anchors
    group: Actor | None = None
    """The armed group named last: whom "it" means."""
    group_at: int = -1
    naming: Counter[str] = field(default_factory=Counter)
    """How often each armed group was named: "the group" means the one that the report is about."""
    leaders: dict[str, tuple[Actor, str]] = field(default_factory=dict)
    """By the last word of their names, those said to lead, with whom and in which role."""
    leader: tuple[str | None, Actor, str] | None = None
    """The leader spoken of last, by name or not, whom he leads and in which role."""

    text: str = ""
    """Of the sentence being read. Put together once: spaCy does so at every asking."""
    _matches: Sequence[Match] = ()
    _named: list[Named] | None = None
    _numbers: list[Number] | None = None

    def enter(self, sentence: Sentence) -> None:
        """Begin with a sentence."""
        self.text = sentence.text
        self._matches = self.registry.find(self.text, self.year)
        self._named = self._numbers = None

    @property
    def year(self) -> int | None:
        return self.anchors.published.start.year if self.anchors.published else None

    def named(self, sentence: Sentence) -> list[Named]:
        """The armed actors that the sentence names, and the words that point back to the last group."""
        if self._named is None:
            self._named = self._find_named(sentence)
        return self._named

    def numbers(self, sentence: Sentence) -> list[Number]:
        """The quantities of the sentence."""
        if self._numbers is None:
            tokens, base = list(sentence.span), sentence.span.start_char
            self._numbers = [
                Number(tokens[q.start].idx - base, tokens[q.end - 1].idx - base + len(tokens[q.end - 1].text),
                       q.count, q.start, q.end)
                for q in quantities([t.text for t in tokens])
            ]  # fmt: skip
        return self._numbers

    def _find_named(self, sentence: Sentence) -> list[Named]:
        found = [Named(m.start, m.end, m.actor) for m in self._matches if m.actor.kind != "source"]
        backward = []
        for match in BACK.finditer(self.text):
            if any(n.start < match.end() and match.start() < n.end for n in found):
                continue
            own = [n for n in found if n.end <= match.start() and not n.is_state]
            group = own[-1].actor if own else self._meant(sentence, by_noun=match["noun"] is not None)
            if group is not None:
                backward.append(Named(match.start(), match.end(), group))
        return sorted([*found, *backward], key=lambda n: n.start)

    def _meant(self, sentence: Sentence, by_noun: bool) -> Actor | None:
        if self.group is None or sentence.index - self.group_at > (_NOUN_REACH if by_noun else _PRONOUN_REACH):
            return None
        if not by_noun:
            return self.group
        # Of those named as often the first, whom a report introduces as its subject.
        return self.registry.actors[max(self.naming, key=lambda actor_id: self.naming[actor_id])]

    def pass_by(self, sentence: Sentence) -> None:
        """Remember whom the sentence named and which day it told of."""
        for match in self._matches:
            if match.actor.kind not in {*STATES, "source"}:
                self.group, self.group_at = match.actor, sentence.index
                self.naming[match.actor.id] += 1
        for timed in sentence.times:
            resolved = calendar.resolve(timed.expression, self.anchors)
            if resolved is not None and not timed.expression.scope:
                self.anchors = self.anchors.told(resolved.when)

    def lead(self, person: str, actor: Actor, role: str) -> None:
        """Remember a leader."""
        self.leader = (person, actor, role)
        self.leaders[person.rsplit(maxsplit=1)[-1].lower()] = (actor, role)

    def led_by(self, person: str) -> tuple[Actor, str] | None:
        """Whom a person named before leads, and as what."""
        return self.leaders.get(person.rsplit(maxsplit=1)[-1].lower())

    def when(self, sentence: Sentence, start: int, end: int) -> When | None:
        """The time that the sentence gives nearest to a stretch of it."""
        dating = [t for t in sentence.times if not t.expression.scope]
        for timed in sorted(dating, key=lambda t: _gap(t, start, end)):
            resolved = calendar.resolve(timed.expression, self.anchors)
            if resolved is not None:
                return resolved.when
        return None

    def since(self, timed: Timed) -> When | None:
        """What a time expression that bounds a scope means."""
        resolved = calendar.resolve(replace(timed.expression, scope=False), self.anchors)
        return resolved.when if resolved else None


def _gap(timed: Timed, start: int, end: int) -> int:
    return max(timed.expression.start - end, start - timed.expression.end, 0)


def nearest(named: Iterable[Named], start: int, end: int) -> Named | None:
    """Of the actors before a stretch the closest, else the first behind it."""
    named = list(named)
    before = [n for n in named if n.end <= start or start <= n.start < end]
    return before[-1] if before else next((n for n in named if n.start >= end), None)
