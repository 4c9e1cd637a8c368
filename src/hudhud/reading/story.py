"""What a document says about one incident, as far as it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field

from hudhud.reading.frames import Dated, Frame
from hudhud.reading.harm_claims import Harm
from hudhud.reading.locate import LocatedPlace
from hudhud.reading.parties import PartyFound
from hudhud.reading.sentences import Sentence


@dataclass
class HarmTold:
    """A harm with the sentence that tells it and the source that the sentence gives."""

    harm: Harm
    sentence: Sentence
    source: str | None
    group: str


@dataclass
class Story:
    """What the document says about one incident, as far as it has been read."""

    frames: list[Frame] = field(default_factory=list)
    date: Dated | None = None
    date_sentence: Sentence | None = None
    place: LocatedPlace | None = None
    parties: list[tuple[PartyFound, Sentence]] = field(default_factory=list)
    harms: list[HarmTold] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        return {kind for frame in self.frames for kind, _ in frame.types}

    @property
    def last(self) -> Sentence:
        return self.frames[-1].sentence

    @property
    def aggregate(self) -> bool:
        return self.frames[0].aggregate

    @property
    def listed(self) -> bool:
        return self.frames[0].sentence.listed

    @property
    def title_only(self) -> bool:
        return all(f.sentence.parsed.block.kind == "title" for f in self.frames)
