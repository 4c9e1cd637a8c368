"""What a model says, held to the words it points at: what hudhud's own rules find in them counts, nothing else.

A quote must stand in the report. Within it the number grammar must find the count, counting people; a word of
that harm must stand in the same sentence, and the sentence must not say that it did not happen. A date is what
the date rules make of its words, a place what the gazetteer makes of a name in a place's position, an actor a
name of the registry or a proper name of the text. So an invention is dropped, with the reason, and so is what
the rules cannot follow: the model proposes where to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from hudhud.model import Count, HarmValue, Party, Place, ReadingCopy, When
from hudhud.reading import calendar, factuality, lexicon, parse, sentences, where
from hudhud.reading.llm.reply import DateSaid, HarmSaid, IncidentSaid, PartySaid, PlaceSaid, TypeSaid
from hudhud.reading.locate import Locator
from hudhud.reading.parse import lemma
from hudhud.reading.sentences import Sentence
from hudhud.reading.victims import SentenceVictims, Victims

if TYPE_CHECKING:
    from spacy.tokens import Token

    from hudhud.reading.readers import Tools

_SECOND_PERSON = frozenset({"you", "your", "yours", "yourself"})
_OF_MACHINES = frozenset("json schema prompt assistant inst instruction instructions dear".split())
_MARKUP = re.compile(r"[{}<>`|\[\]]")
_SPACE = re.compile(r"\s+")
_LIKE = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\xa0": " "})
Stretch = tuple[int, int]
"""From and to, in characters of the reading copy."""


@dataclass(frozen=True)
class Grounded:
    """A value that the words bear out."""

    value: HarmValue | When | Place | Party | str
    """A string is an event type."""
    at: Stretch
    said_by: str | None = None


@dataclass(frozen=True)
class Dropped:
    """What a model said and the words do not bear out, and why."""

    field: str
    said: str
    why: str


class UnfoundedError(Exception):
    """The words do not bear a value out, and why."""


Said = HarmSaid | DateSaid | PlaceSaid | PartySaid | TypeSaid


@dataclass
class Text:
    """One report as the rules see it, to hold values against."""

    copy: ReadingCopy
    tools: Tools
    published: When | None
    dropped: list[Dropped] = field(default_factory=list)

    @cached_property
    def _words(self) -> lexicon.Lexicon:
        return lexicon.load()

    @cached_property
    def _locator(self) -> Locator:
        return Locator.of(self.copy.text, self.tools.gazetteer, self.tools.registry)

    @cached_property
    def _sentences(self) -> list[tuple[Stretch, Sentence]]:
        blocks = parse.parse(self.copy, parse.model().nlp)
        found = sentences.find(blocks, self._words, self.tools.registry, self._locator.foreign)
        return [(one.offsets(one.span), one) for one in found]

    @cached_property
    def _addressed(self) -> frozenset[int]:
        """The paragraphs in which some sentence speaks to whoever reads."""
        return frozenset(one.parsed.index for _, one in self._sentences if _speaks_to_its_reader(one))

    @cached_property
    def _sources(self) -> frozenset[str]:
        """Whom the report quotes, without articles."""
        return frozenset(_bare(one.source.name) for _, one in self._sentences if one.source is not None)

    @cached_property
    def _like(self) -> tuple[str, list[int]]:
        """The copy with plain quotes and single spaces in small letters, and where each of its characters stood."""
        text: list[str] = []
        at: list[int] = []
        for number, mark in enumerate(self.copy.text.translate(_LIKE)):
            if mark.isspace() and text and text[-1] == " ":
                continue
            small = " " if mark.isspace() else mark.lower()
            text.append(small if len(small) == 1 else mark)
            at.append(number)
        return "".join(text), at

    def find(self, quote: str, near: Stretch | None = None) -> Stretch | None:
        """Where a quote stands, but for spaces, capitals and kinds of quotes; the nearest to `near` of several."""
        like, at = self._like
        words = _SPACE.sub(" ", quote.translate(_LIKE)).strip().lower()
        found = [match.start() for match in re.finditer(re.escape(words), like)] if words else []
        # Whole words alone: "six" is not in "sixty".
        found = [
            start
            for start in found
            if not (_joins(like, start - 1) and _joins(words, 0))
            and not (_joins(like, start + len(words)) and _joins(words, len(words) - 1))
        ]
        if not found:
            return None
        start = min(found, key=lambda each: abs(at[each] - near[0])) if near else found[0]
        return at[start], at[start + len(words) - 1] + 1

    def ground(self, said: Said, incident: IncidentSaid, near: Stretch | None = None) -> Grounded | None:
        """What the words make of a value; None where they do not bear it out, which is noted.

        Args:
            said: the value, with its quote.
            incident: whose value it is.
            near: where the incident is told: of several places where the quote stands, the nearest is meant.
        """
        try:
            match said:
                case HarmSaid():
                    return self._harm(said, incident)
                case DateSaid():
                    return self._date(said, near)
                case PlaceSaid():
                    return self._place(said, near)
                case PartySaid():
                    return self._party(said, near)
                case TypeSaid():
                    return self._kind(said)
        except UnfoundedError as error:
            self.dropped.append(Dropped(type(said).__name__.removesuffix("Said").lower(), repr(said)[:300], str(error)))
            return None

    def _within(self, stretch: Stretch) -> Iterator[Sentence]:
        for at, sentence in self._sentences:
            if _overlap(at, stretch) and sentence.parsed.index not in self._addressed:
                yield sentence

    def _harm(self, said: HarmSaid, incident: IncidentSaid) -> Grounded:
        """A count of people harmed, as the words of the quote give it."""
        quoted = self.find(said.quote)
        if quoted is None:
            raise UnfoundedError("these words are not in the report")
        if said.low == said.high == 0:
            raise UnfoundedError("nothing said is not zero")
        why = "its words count nobody so"
        for sentence in self._within(quoted):
            victims = self._counted(said, sentence, quoted)
            if victims is None:
                continue
            word = self._word_of_harm(said.harm, sentence)
            if word is None:
                why = "no word of this harm stands in the sentence"
                continue
            judged = factuality.judge(word, sentence.span, sentence.headline, self._words).status or "occurred"
            if judged != incident.status:
                why = f"the sentence tells it as {judged}"
                continue
            value = HarmValue(harm=said.harm, group=victims.group, count=victims.count, victims=victims.noun)
            at = sentence.offsets({*victims.tokens, word})
            return Grounded(value, at, self._source(said, sentence))
        raise UnfoundedError(why)

    def _counted(self, said: HarmSaid, sentence: Sentence, quoted: Stretch) -> Victims | None:
        """The people in the quote whose count is the one said, those that the rules see harmed first."""
        seen = SentenceVictims(sentence.span, self._words, self._locator.foreign)
        told = [t.harm.victims for t in sentence.tellings if t.harm is not None and t.harm.harm == said.harm]
        inside = [t for t in sentence.span if _overlap(sentence.offsets([t]), quoted)]
        nouns = (victims for token in inside for victims in seen.of(token))
        for victims in (*told, *nouns):
            if _overlap(sentence.offsets(victims.tokens), quoted) and _same_count(said, victims.count):
                return victims
        return None

    def _word_of_harm(self, harm: str, sentence: Sentence) -> Token | None:
        told = next((t.harm.trigger for t in sentence.tellings if t.harm is not None and t.harm.harm == harm), None)
        if told is not None:
            return told
        known = _harm_words()
        return next((t for t in sentence.span if harm in known.get(lemma(t), known.get(t.lower_, frozenset()))), None)

    def _source(self, said: HarmSaid, sentence: Sentence) -> str | None:
        if sentence.source is not None:
            return sentence.source.name
        found = self.find(said.said_by) if said.said_by else None
        return None if found is None else self.copy.text[found[0] : found[1]]

    def _date(self, said: DateSaid, near: Stretch | None) -> Grounded:
        """The days that the quote's words leave, by hudhud's own reading of them."""
        quoted = self.find(said.quote, near)
        if quoted is None:
            raise UnfoundedError("these words are not in the report")
        for sentence in self._within(quoted):
            for timed in sentence.times:
                at = sentence.offsets(timed.tokens)
                if not _overlap(at, quoted) or timed.expression.scope:
                    continue
                resolved = calendar.resolve(timed.expression, calendar.Anchors(self.published))
                if resolved is not None:
                    return Grounded(resolved.when, at)
        raise UnfoundedError("its words date nothing")

    def _place(self, said: PlaceSaid, near: Stretch | None) -> Grounded:
        """A name that stands where places do."""
        quoted = self.find(said.quote, near)
        if quoted is None or self.find(said.name, quoted) is None:
            raise UnfoundedError("these words are not in the report")
        for sentence in self._within(quoted):
            for found in where.find(sentence.span, self.tools.registry):
                at = sentence.offsets(found.tokens)
                if _overlap(at, quoted) and _alike(said.name, found.name):
                    return Grounded(self._locator.placed(found, sentence).place, at)
        raise UnfoundedError("no place is named so there")

    def _party(self, said: PartySaid, near: Stretch | None) -> Grounded:
        """An actor of the registry, or a proper name of the text."""
        quoted = self.find(said.quote, near)
        if quoted is None:
            raise UnfoundedError("these words are not in the report")
        text = self.copy.text[quoted[0] : quoted[1]]
        meant = {m.actor.id for m in self.tools.registry.find(said.name)}
        actors = (m for m in self.tools.registry.find(text) if m.actor.kind != "source")
        known = next((m for m in actors if m.actor.id in meant), None)
        if known is not None:
            at = (quoted[0] + known.start, quoted[0] + known.end)
            self._not_harmed(at)
            return Grounded(Party(name=known.actor.name, actor_id=known.actor.id), at)
        named = self.find(said.name, quoted)
        if named is None or not _overlap(named, quoted):
            raise UnfoundedError("nobody is named so there")
        if _bare(said.name) in self._sources:
            raise UnfoundedError("the report quotes them, and does not say that they did it")
        for sentence in self._within(named):
            tokens = [t for t in sentence.span if _overlap(sentence.offsets([t]), named)]
            if any(t.pos_ == "PROPN" for t in tokens):
                self._not_harmed(named)
                return Grounded(Party(name=self.copy.text[named[0] : named[1]]), named)
        raise UnfoundedError("its words are no name")

    def _not_harmed(self, named: Stretch) -> None:
        """Who is told of as harmed there is not who did it."""
        for sentence in self._within(named):
            for telling in sentence.tellings:
                if telling.harm is not None and _overlap(sentence.offsets(telling.harm.victims.tokens), named):
                    raise UnfoundedError("these words name who was harmed")

    def _kind(self, said: TypeSaid) -> Grounded:
        """An event type that a word of the quote's sentence says."""
        quoted = self.find(said.quote)
        if quoted is None:
            raise UnfoundedError("these words are not in the report")
        for sentence in self._within(quoted):
            triggers = [*(t.trigger for t in sentence.tellings if t.trigger is not None), *sentence.means]
            for trigger in triggers:
                at = sentence.offsets(trigger.phrase or (trigger.token,))
                if said.type in trigger.types and _overlap(at, quoted):
                    return Grounded(said.type, at)
        raise UnfoundedError("its words say no such event")


def _speaks_to_its_reader(sentence: Sentence) -> bool:
    """Whether a sentence asks, orders or is markup instead of telling: reports tell in the third person.

    So words that tell a model what to say bear nothing out, even where they hold the number that it then says, nor
    does anything else in their paragraph. A witness's "they told you" is lost with them.
    """
    if _MARKUP.search(sentence.text):
        return True
    first = next((t for t in sentence.span if t.is_alpha), None)
    for token in sentence.span:
        if token.lower_ in _SECOND_PERSON or token.lower_ in _OF_MACHINES:
            return True
        begins = token is first or (token.i > sentence.span.start and token.nbor(-1).text in {":", ";", "."})
        if begins and token.tag_ == "VB":
            return True
    return False


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()


def _joins(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalnum()


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _alike(said: str, found: str) -> bool:
    a, b = (_SPACE.sub(" ", each.translate(_LIKE)).casefold().strip() for each in (said, found))
    return a == b or a in b.split(", ") or b in a.split(", ")


def _same_count(said: HarmSaid, count: Count) -> bool:
    """Whether the number said is the one of the words; which bound it is, the words decide."""
    if count.qualifier == "word":
        return said.low is None and said.high is None
    return {said.low, said.high} - {None} == {count.low, count.high} - {None}


@lru_cache(maxsize=1)
def _harm_words() -> Mapping[str, frozenset[str]]:
    """Of each word of harm, which harms it may tell of."""
    words = lexicon.load()
    found: dict[str, set[str]] = {}
    for table in (words.object_verbs, words.subject_verbs, words.harm_nouns, words.harm_adjectives, words.victim_nouns):
        for word, harm in table.items():
            found.setdefault(word, set()).add(harm)
    return {word: frozenset(harms) for word, harms in found.items()}
