"""The reader: asks a model part by part, holds what it says to the text, and makes mentions of what stands."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hudhud import __version__
from hudhud.actors import digest as registry_digest
from hudhud.errors import ReaderError
from hudhud.model import (
    Claim,
    Document,
    EventKind,
    Evidence,
    Mention,
    Reading,
    ReadingCopy,
    StatusValue,
    Value,
    When,
)
from hudhud.model.mentions import mention_id
from hudhud.places.gazetteer import cache_folder
from hudhud.reading import lexicon, parse
from hudhud.reading.llm.cache import Cache, key_of
from hudhud.reading.llm.client import Client
from hudhud.reading.llm.grounding import Grounded, Text
from hudhud.reading.llm.prompt import messages, prompt_hash, repair
from hudhud.reading.llm.reply import IncidentSaid, Reply, UnusableError, parsed, schema
from hudhud.reading.llm.settings import Settings, settings_of
from hudhud.reading.readers import Tools

READER = "llm"
# Raised by hand with every change of a rule that can change a result.
VERSION = "1"
_CONFIDENCE = 0.5
"""Nobody measured how often a grounded value of any model is right; half says so."""


@dataclass
class ModelReader:
    """Reads English reports by a language model that must show the words."""

    settings: Settings
    tools: Tools
    client: Client
    cache: Cache
    tally: Counter[str] = field(default_factory=Counter)
    """What became of the values that the model gave in this run: kept, dropped, and of replies: asked, cached."""

    languages = ("en",)
    name = READER
    version = f"{__version__}+{VERSION}"
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def notice(self) -> str:
        """What will be sent where, for the person to see before it is."""
        return self.settings.notice

    @property
    def summary(self) -> str:
        """What became of the model's values in this run."""
        seen, spent = self.tally, self.client.spent
        cost = f", cost {spent.cost(self.settings):.4f}" if self.settings.priced else ""
        return (
            f"llm: {seen['kept']} values kept, {seen['dropped']} dropped that the words do not bear out; "
            f"{seen['asked']} questions asked ({spent.sent:,} tokens sent, {spent.received:,} received{cost}), "
            f"{seen['cached']} answered from {self.cache.path.name}"
        )

    @cached_property
    def config_hash(self) -> str:
        """Of the model's name, the prompt, and the rules that its values are held against."""
        parts = (self._asking, prompt_hash(), parse.model().hash, lexicon.digest(), registry_digest(),
                 self.tools.gazetteer.meta.get("content", ""))  # fmt: skip
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    @cached_property
    def _asking(self) -> str:
        """The settings that can change an answer."""
        chosen = self.settings.model_dump(include={"model", "form", "most_reply_tokens", "most_characters"})
        return json.dumps(chosen, sort_keys=True)

    def read(self, document: Document, copy: ReadingCopy) -> Reading:
        """Read one document, of which `copy` is the reading copy.

        Raises:
            ReaderError: the model gave no usable answer.
        """
        given = document.published
        published = None if given is None else When(start=given, end=given, precision="day")
        text = Text(copy, self.tools, published)
        said = [incident for part in self._parts(copy) for incident in self._ask(document, part).incidents]
        mentions: list[Mention] = []
        for incident in said:
            claims = list(self._claims(document, text, incident))
            if any(claim.field not in ("date", "place", "perpetrator", "status") for claim in claims):
                name = mention_id(document.id, self.name, self.version, self.config_hash, len(mentions))
                mentions.append(Mention(id=name, claims=tuple(claims), aggregate=incident.sum_of_several))
        self.tally["dropped"] += len(text.dropped)
        return Reading(
            document_id=document.id,
            published=published,
            published_basis="unknown" if published is None else "given",
            mentions=tuple(mentions),
            reader=self.name,
            reader_version=self.version,
            config_hash=self.config_hash,
        )

    def _parts(self, copy: ReadingCopy) -> Iterator[str]:
        """The report in stretches of whole paragraphs that one question can hold; a longer paragraph is cut."""
        most = self.settings.most_characters
        waiting = ""
        for block in copy.blocks:
            words = copy.text[block.start : block.end]
            if waiting and len(waiting) + len(words) + 2 > most:
                yield waiting
                waiting = ""
            waiting = f"{waiting}\n\n{words}" if waiting else words
            while len(waiting) > most:
                yield waiting[:most]
                waiting = waiting[most:]
        if waiting:
            yield waiting

    def _ask(self, document: Document, part: str) -> Reply:
        asked = messages(document, part)
        try:
            return parsed(first := self._reply(document, asked))
        except UnusableError as error:
            again = repair(asked, first, str(error))
        try:
            return parsed(self._reply(document, again))
        except UnusableError as error:
            raise ReaderError(f"{document.doc_id}: the model gave no usable answer, twice: {error}") from error

    def _reply(self, document: Document, asked: list[dict[str, str]]) -> str:
        key = key_of(self.settings.model, self._asking, asked)
        known = self.cache.reply(key)
        if known is not None:
            self.tally["cached"] += 1
            return known
        self.tally["asked"] += 1
        reply = self.client.ask(asked)
        self.cache.keep(key, document.id, reply)
        return reply

    def _claims(self, document: Document, text: Text, said: IncidentSaid) -> Iterator[Claim]:
        harms = [found for each in said.harms if (found := text.ground(each, said)) is not None]
        kinds = [found for each in said.types if (found := text.ground(each, said)) is not None]
        told = [*harms, *kinds]
        if not told:
            return
        near = told[0].at
        once: set[str] = set()
        for kind in kinds:
            if kind.value not in once:
                once.add(str(kind.value))
                yield self._claim(document, text, kind, EventKind(event_type=str(kind.value)))
        if said.status != "occurred":
            yield self._claim(document, text, told[0], StatusValue(status=said.status))
        about = (said.date, said.place, *said.perpetrators)
        beside = [text.ground(each, said, near) for each in about if each is not None]
        for found in (*beside, *harms):
            if found is not None and not isinstance(found.value, str):
                yield self._claim(document, text, found, found.value)

    def _claim(self, document: Document, text: Text, found: Grounded, value: Value) -> Claim:
        self.tally["kept"] += 1
        start, end = text.copy.original(*found.at)
        return Claim(
            value=value,
            evidence=Evidence(verbatim=document.text[start:end], span_start=start, span_end=end),
            attributed_to=found.said_by,
            confidence=_CONFIDENCE,
            reason=f"pointed out by {self.settings.model}, borne out by the words",
            reader=self.name,
            reader_version=self.version,
        )


def open_llm(tools: Tools) -> ModelReader:
    """The reader of the entry point.

    Raises:
        ReaderError: its settings are missing or wrong.
    """
    settings = settings_of(tools.settings)
    cache = Cache(settings.cache or cache_folder() / "llm-replies.sqlite")
    return ModelReader(settings, tools, Client(settings, schema()), cache)
