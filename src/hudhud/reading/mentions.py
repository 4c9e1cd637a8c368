"""A story to a mention: every value with its words, its source, its reason and its confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.model import (
    Claim,
    Document,
    EventKind,
    Evidence,
    HarmValue,
    Mention,
    Party,
    ReadingCopy,
    StatusValue,
    Value,
    When,
)
from hudhud.model.mentions import mention_id
from hudhud.reading import confidence
from hudhud.reading.sentences import Sentence
from hudhud.reading.story import HarmTold, Story

if TYPE_CHECKING:
    from spacy.tokens import Token


class _Claims:
    """Makes claims for one mention; knows the document and how spans lead back to it."""

    def __init__(self, document: Document, copy: ReadingCopy, reader: str, version: str) -> None:
        self._document, self._copy = document, copy
        self._reader, self._version = reader, version

    def make(
        self, value: Value, sentence: Sentence, tokens: Iterable[Token], reason: str, source: str | None = None
    ) -> Claim:
        start, end = self._copy.original(*sentence.offsets(tokens))
        return Claim(
            value=value,
            evidence=Evidence(verbatim=self._document.text[start:end], span_start=start, span_end=end),
            attributed_to=source,
            confidence=confidence.of(value, reason),
            reason=reason,
            reader=self._reader,
            reader_version=self._version,
        )


@dataclass(frozen=True)
class ReaderName:
    """What signs the claims."""

    name: str
    version: str
    config_hash: str


def mention(story: Story, document: Document, copy: ReadingCopy, ordinal: int, reader: ReaderName) -> Mention:
    """The mention that a story makes."""
    claims = _Claims(document, copy, reader.name, reader.version)
    return Mention(
        id=mention_id(document.id, reader.name, reader.version, reader.config_hash, ordinal),
        claims=(
            *_kinds(story, claims),
            *_status(story, claims),
            *_date(story, claims),
            *_place(story, claims),
            *_parties(story, claims),
            *_harms(story, claims),
        ),
        aggregate=story.aggregate,
    )


def _kinds(story: Story, claims: _Claims) -> Iterator[Claim]:
    seen: set[str] = set()
    for frame in story.frames:
        for kind, tokens in frame.types:
            if kind not in seen:
                seen.add(kind)
                yield claims.make(EventKind(event_type=kind), frame.sentence, tokens, "event word")


def _status(story: Story, claims: _Claims) -> Iterator[Claim]:
    frame = story.frames[0]
    judgement = frame.judgement
    token = frame.tellings[0].token
    if judgement.status is not None:
        yield claims.make(StatusValue(status=judgement.status), frame.sentence, [token], judgement.reason)


def _date(story: Story, claims: _Claims) -> Iterator[Claim]:
    if story.date is not None and story.date_sentence is not None:
        when: When = story.date.resolved.when
        yield claims.make(when, story.date_sentence, story.date.tokens, story.date.resolved.reason)


def _place(story: Story, claims: _Claims) -> Iterator[Claim]:
    if story.place is not None:
        yield claims.make(story.place.place, story.place.sentence, story.place.found.tokens, story.place.reason)


def _parties(story: Story, claims: _Claims) -> Iterator[Claim]:
    for party, sentence in story.parties:
        value = Party(name=party.name, actor_id=party.actor_id, role=party.role, certainty=party.certainty)
        inside = all(t.doc is sentence.span.doc for t in party.tokens)
        if inside:
            yield claims.make(value, sentence, party.tokens, party.reason)
        else:
            # The actor was named in an earlier sentence: the words here are those that stand for it.
            tokens = story.frames[0].tellings[0].token
            yield claims.make(value, story.frames[0].sentence, [tokens], f"{party.reason}; named before")


def _harms(story: Story, claims: _Claims) -> Iterator[Claim]:
    taken = next((h.group for h in story.harms if h.harm.harm == "abducted" and h.group != "unknown"), None)
    for told in story.harms:
        victims = told.harm.victims
        value = HarmValue(harm=told.harm.harm, group=_group(told, taken), count=victims.count, victims=victims.noun,
                          derived=told.harm.derived)  # fmt: skip
        yield claims.make(value, told.sentence, told.harm.tokens, told.harm.rule, told.source)


def _group(told: HarmTold, taken: str | None) -> str:
    """The words' own group; "25 were released" are of the group that was taken."""
    if told.group == "unknown" and taken is not None and told.harm.harm in {"released", "missing"}:
        return taken
    return told.group
