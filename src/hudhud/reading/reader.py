"""The rule reader: a document to mentions, in numbered steps.

1. Parse the reading copy, block by block, where any word of it says violence.
2. In each sentence find harms, event words, dates, places, parties, source; judge what happened.
3. Infer the publication date where none is given and the text pins it down.
4. Gather within sentences (frames), then over the document (stories).
5. Turn stories into mentions whose every claim carries its words.
6. Read what is said besides incidents: standing figures, leaders, claims about the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from hudhud import __version__
from hudhud.actors import Registry
from hudhud.actors import digest as registry_digest
from hudhud.model import Document, Reading, ReadingCopy, When
from hudhud.places import Gazetteer
from hudhud.reading import calendar, frames, lexicon, narration, parse, sentences, statements, triage
from hudhud.reading.calendar import Anchors
from hudhud.reading.figures import figures_of
from hudhud.reading.locate import Locator
from hudhud.reading.mentions import ReaderName, mention
from hudhud.reading.sentences import Sentence

READER = "rules-en"
# Raised by hand with every change of a rule that can change a result.
VERSION = "3"
_HEAD = 8
"""Sentences of a report's beginning in which a line may say when it was published."""
_NOT_ARMED_GROUPS = frozenset({"source", "state_forces"})


@dataclass(frozen=True)
class Publication:
    """When the report came out, as an interval, and how that is known."""

    when: When | None
    basis: Literal["given", "inferred", "unknown"]
    reason: str | None = None


@dataclass(frozen=True)
class Reader:
    """Reads English reports by rules over a dependency parse."""

    model: parse.Model
    gazetteer: Gazetteer
    registry: Registry
    lexicon: lexicon.Lexicon

    languages = ("en",)
    name = READER
    version = f"{__version__}+{VERSION}"

    @property
    def figures(self) -> dict[str, str]:
        return figures_of(self.name)

    @cached_property
    def config_hash(self) -> str:
        """Of everything but the code that can change a reading."""
        parts = (self.model.hash, lexicon.digest(), registry_digest(), self.gazetteer.meta.get("content", ""))
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    @cached_property
    def _gate(self) -> Callable[[str], bool]:
        return triage.gate(self.lexicon)

    def _may_tell(self, text: str) -> bool:
        return self._gate(text) or any(m.actor.kind not in _NOT_ARMED_GROUPS for m in self.registry.find(text))

    def read(self, document: Document, copy: ReadingCopy) -> Reading:
        """Read one document. `copy` must be the reading copy of its text."""
        blocks = list(parse.parse(copy, self.model.nlp)) if self._may_tell(copy.text) else []
        locator = Locator.of(copy.text, self.gazetteer, self.registry)
        found = list(sentences.find(blocks, self.lexicon, self.registry, locator.foreign))
        published = _published(document, found)

        def build(sentence: Sentence, anchors: Anchors) -> tuple[list[frames.Frame], list[frames.Dated], Anchors]:
            return frames.build(sentence, anchors, self.lexicon, self.registry)

        stories = narration.tell(found, build, Anchors(published.when), locator)
        signed = ReaderName(self.name, self.version, self.config_hash)
        mentions = tuple(mention(one, document, copy, ordinal, signed) for ordinal, one in enumerate(stories))
        return Reading(
            document_id=document.id,
            published=published.when,
            published_basis=published.basis,
            published_reason=published.reason,
            mentions=mentions,
            statements=statements.read(
                found, document, copy, published.when, self.registry, self.lexicon, signed=(self.name, self.version)
            ),
            reader=self.name,
            reader_version=self.version,
            config_hash=signed.config_hash,
        )


def _published(document: Document, found: list[Sentence]) -> Publication:
    given: date | None = document.published
    if given is not None:
        return Publication(When(start=given, end=given, precision="day"), "given")
    if (headed := _day_at_head(document, found)) is not None:
        return headed
    body = [[t.expression for t in s.times] for s in found if not s.listed]
    inferred = calendar.infer_published(body, document.captured_at.date())
    if inferred is None:
        return Publication(None, "unknown", "the report gives no date, and its words do not pin one down")
    return Publication(inferred[0], "inferred", inferred[1])


def _day_at_head(document: Document, found: list[Sentence]) -> Publication | None:
    """The day that a line before the report says and nothing else: "3 February 2024", "Posted on May 3, 2015"."""
    for sentence in found[:_HEAD]:
        if sentence.listed or (sentence.tellings and not sentence.headline):
            return None
        written = [t.expression for t in sentence.times if t.expression.kind == "day" and t.expression.year]
        if not frames.stamp(sentence) or len(written) != 1:
            continue
        told = calendar.resolve(written[0], Anchors(None))
        if told is not None and told.when.precision == "day" and told.when.end <= document.captured_at.date():
            return Publication(told.when, "inferred", "a line before the report says this day and nothing else")
    return None
