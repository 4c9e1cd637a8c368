"""Over a document: which frames tell of the same incident.

Frames come in the order of the text. Each is held against the incidents told so far, the latest
first: what excludes it (another date, another place, another kind of event, other actors, another
count from the same source) and what speaks for it (it points back, it adds no date or place of its
own, it repeats them). Headlines of other stories stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from hudhud.model import Count, When
from hudhud.places.geometry import distance_km
from hudhud.reading import parties
from hudhud.reading.attribution import PRONOUNS, Source
from hudhud.reading.calendar import Anchors
from hudhud.reading.frames import Dated, Frame
from hudhud.reading.harms import Harm
from hudhud.reading.locate import LocatedPlace, Locator
from hudhud.reading.parties import PartyFound
from hudhud.reading.sentences import Sentence

_SAME_PLACE_KM = 30
_BLAME_REACH = 8
_LIST_DAYS = 45
_REACH = 2  # sentences over which a story goes on without a word that points back
_KINDS_OF_STRIKE = frozenset(
    {"attack", "air_strike", "drone_strike", "shelling", "explosion", "suicide_bombing", "landmine"}
)
# Kinds that one incident may well have together; others exclude each other.
_FAMILIES = (
    _KINDS_OF_STRIKE
    | {"armed_clash", "property_destruction", "execution", "mob_violence", "sexual_violence", "looting"},
    frozenset({"raid", "arrest", "armed_clash", "attack", "air_strike"}),
    frozenset({"abduction", "attack", "execution", "armed_clash", "looting", "raid"}),
    frozenset({"protest", "mob_violence", "arrest", "attack"}),
)


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


@dataclass
class Narrator:
    """Carries what goes on from sentence to sentence: anchors, who acted last, who was quoted last."""

    anchors: Anchors
    actors: list[PartyFound] = field(default_factory=list)
    quoted: str | None = None
    """The last source of the registry."""
    speaker: str | None = None
    """The last source of any kind: whom "he said" means."""
    only: str | None = None
    """The one source of the registry that the document names, if there is just one."""
    vouching: tuple[str, int] | None = None
    """A trailing "according to X" and the block whose further sentences it also vouches for."""

    def source_of(self, sentence: Sentence) -> str | None:
        source = sentence.source
        if source is None:
            if self.vouching and self.vouching[1] == sentence.parsed.index and not sentence.headline:
                return self.vouching[0]
            return None
        name = self._meant(source) if source.back else source.name
        if not source.back:
            self.speaker = name
        if source.known:
            self.quoted = name
        if source.trailing and name is not None and "according" in sentence.text.lower():
            self.vouching = (name, sentence.parsed.index)
        return name

    def _meant(self, source: Source) -> str | None:
        """Whom a pronoun or "the monitor" stands for; the noun itself where nobody was named."""
        if source.name.lower() in PRONOUNS:
            return self.speaker
        if re.search(r"monitor|observatory|watchdog|network|same", source.name, re.I):
            return self.quoted or self.only or source.name
        return self.quoted or self.speaker or source.name

    def resolve(self, found: list[PartyFound]) -> list[PartyFound]:
        """Put the last actors in a pronoun's place."""
        named = [p for p in found if not p.pronoun]
        if named:
            self.actors = named
            return named
        if self.actors or not found:
            return list(self.actors)
        return [
            replace(p, pronoun=False) for p in found if p.name.lower() not in PRONOUNS and p.reason.startswith("desc")
        ]


Builder = Callable[[Sentence, Anchors], tuple[list[Frame], Anchors]]


def tell(sentences: Iterable[Sentence], build: Builder, anchors: Anchors, locator: Locator) -> list[Story]:
    """Read the sentences in order and gather their frames into stories."""
    sentences = list(sentences)
    known = {s.source.name for s in sentences if s.source is not None and s.source.known}
    only = next(iter(known)) if len(known) == 1 else None
    narrator = Narrator(anchors, only=only)
    stories: list[Story] = []
    for sentence in sentences:
        if sentence.listed:
            narrator = Narrator(Anchors(anchors.published), only=only)
        frames, narrator.anchors = build(sentence, narrator.anchors)
        source = narrator.source_of(sentence)
        for frame in frames:
            parties = narrator.resolve(frame.parties)
            place = locator.best(frame)
            date = frame.date if not sentence.listed or _own_date(frame.date, anchors.published) else None
            told = [HarmTold(h, sentence, source, h.victims.group) for h in frame.harms]
            candidate = Story([frame], date, sentence, place, [(p, sentence) for p in parties], told)
            home = _home(candidate, stories)
            if home is not None:
                _add(home, candidate)
            elif _stands_alone(candidate):
                stories.append(candidate)
        _blame(sentence, frames, stories, locator)
    return [s for s in stories if not _summary(s, stories)]


def _blame(sentence: Sentence, frames: list[Frame], stories: list[Story], locator: Locator) -> None:
    """ "The attack was blamed on X": X for the story just told, where none or nobody by name is known."""
    own = [s for s in stories if frames and s.frames[-1] in frames]
    recent = own or [s for s in stories if not s.listed and sentence.index - s.last.index <= _BLAME_REACH][-1:]
    for story in recent:
        if any(p.actor_id for p, _ in story.parties):
            continue
        found = parties.blamed(sentence.span, locator.registry)
        if found:
            story.parties = [(p, sentence) for p in found]


def _own_date(date: Dated | None, published: When | None) -> bool:
    """Whether a headline of another story dates itself.

    "On Friday" counts from that story's own day, which is not known; and the list may be months
    younger than the report that it stands under, so that a missing year is only taken from a report
    of the weeks after.
    """
    if date is None or "as written" not in date.resolved.reason:
        return False
    if "year from publication" not in date.resolved.reason:
        return True
    return published is not None and (published.start - date.resolved.when.end).days <= _LIST_DAYS


def _home(new: Story, stories: list[Story]) -> Story | None:
    """The story that the new frame goes on with, if any."""
    if new.listed:
        return None
    for story in reversed([s for s in stories if not s.listed]):
        if _excluded(new, story):
            continue
        if _speaks_for(new, story):
            return story
    return None


def _excluded(new: Story, story: Story) -> bool:
    if new.aggregate != story.aggregate and not story.title_only:
        return True
    if new.date and story.date and not _dates_meet(new.date.resolved.when, story.date.resolved.when):
        return True
    if new.frames[0].judgement.status != story.frames[0].judgement.status:
        return True
    if _places_part(new.place, story.place):
        return True
    if not _kinds_meet(new.kinds, story.kinds):
        return True
    return _actors_part(new, story) or _counts_part(new, story)


def _dates_meet(a: When, b: When) -> bool:
    return a.start <= b.end and b.start <= a.end


def _places_part(a: LocatedPlace | None, b: LocatedPlace | None) -> bool:
    if a is None or b is None:
        return False
    if a.wide or b.wide:
        return bool(a.place.country and b.place.country and a.place.country != b.place.country)
    if a.place.name.casefold() == b.place.name.casefold():
        return False
    if a.place.lat is not None and a.place.lon is not None and b.place.lat is not None and b.place.lon is not None:
        return distance_km(a.place.lat, a.place.lon, b.place.lat, b.place.lon) > _SAME_PLACE_KM
    return a.specific and b.specific


def _kinds_meet(a: set[str], b: set[str]) -> bool:
    return bool(a & b) or "other" in a | b or any(a & family and b & family for family in _FAMILIES)


def _actors_part(new: Story, story: Story) -> bool:
    ours = {p.actor_id or p.name for p, _ in new.parties}
    theirs = {p.actor_id or p.name for p, _ in story.parties}
    if not ours or not theirs or ours & theirs:
        return False
    return not any(all(p.actor_id is None for p, _ in s.parties) for s in (new, story))


def _counts_part(new: Story, story: Story) -> bool:
    """Another number for the same harm to the same group, by the same source: another incident."""
    for mine in new.harms:
        for theirs in story.harms:
            if mine.harm.harm != theirs.harm.harm or mine.source != theirs.source:
                continue
            a, b = mine.harm.victims.count, theirs.harm.victims.count
            if a.qualifier == "word" or b.qualifier == "word" or (a.low, a.high) == (b.low, b.high):
                continue
            if (
                mine.group == theirs.group
                and _disjoint(a, b)
                and not _narrower(mine, theirs)
                and mine.sentence is not theirs.sentence
            ):
                return True
    return False


def _disjoint(a: Count, b: Count) -> bool:
    return (a.high is not None and b.low is not None and a.high < b.low) or (
        b.high is not None and a.low is not None and b.high < a.low
    )


def _narrower(a: HarmTold, b: HarmTold) -> bool:
    """Whether one may be a part of the other, or another source's count of it."""
    return (
        a.source is not None
        or b.source is not None
        or a.sentence.parsed.block.kind == "title"
        or (b.sentence.parsed.block.kind == "title")
    )


def _speaks_for(new: Story, story: Story) -> bool:
    frame = new.frames[0]
    distance = frame.sentence.index - story.last.index
    same_block = frame.sentence.parsed.index == story.last.parsed.index
    if distance == 0:
        return new.date is None or story.date is None or new.date is story.date
    own_ground = new.date is not None and new.place is not None and new.place.specific
    same_date = new.date is not None and story.date is not None and new.date.resolved.when == story.date.resolved.when
    same_place = new.place is not None and story.place is not None and not new.place.wide and not story.place.wide
    if story.title_only:
        return True
    if same_date and (same_place or new.place is None or story.place is None):
        return True
    if same_place and new.date is None and (frame.points_back or distance <= _REACH + 2):
        return True
    if story.date is None and distance <= _REACH and (same_place or frame.points_back):
        return True
    if _same_harm(new, story) and (new.date is None or story.date is None):
        return True
    if frame.points_back and not own_ground:
        return distance <= 6
    if new.date is None and new.place is None:
        return distance <= _REACH or (distance <= 2 * _REACH and (same_block or bool(new.harms)))
    if new.date is None and new.place is not None and not new.place.specific:
        return distance <= _REACH and same_block
    return False


def _same_harm(new: Story, story: Story) -> bool:
    mine = {
        (h.harm.harm, h.harm.victims.count.low, h.harm.victims.count.high)
        for h in new.harms
        if not h.harm.victims.named
    }
    theirs = {(h.harm.harm, h.harm.victims.count.low, h.harm.victims.count.high) for h in story.harms}
    return bool({m for m in mine if m[1] is not None or m[2] is not None} & theirs)


def _add(story: Story, new: Story) -> None:
    story.frames += new.frames
    if story.date is None or (new.date is not None and story.title_only):
        story.date, story.date_sentence = new.date or story.date, new.date_sentence
    elif new.date is not None and _narrower_date(new.date.resolved.when, story.date.resolved.when):
        story.date, story.date_sentence = new.date, new.date_sentence
    if new.place is not None and (story.place is None or new.place.rank > story.place.rank):
        story.place = new.place
    known = {p.name for p, _ in story.parties}
    if new.parties and not any(p.actor_id for p, _ in story.parties) and any(p.actor_id for p, _ in new.parties):
        story.parties = new.parties
    elif not known or "armed_clash" in new.kinds:
        story.parties = _named_first([*story.parties, *((p, s) for p, s in new.parties if p.name not in known)])
    if _breakdown(new.harms, story.harms):
        return
    for told in new.harms:
        if not _repeated(told, story.harms):
            story.harms.append(told)


def _breakdown(new: list[HarmTold], known: list[HarmTold]) -> bool:
    """ "six soldiers and one civilian" after "seven people": the same people, split."""
    for harm in {h.harm.harm for h in new}:
        parts = [h for h in new if h.harm.harm == harm]
        low = sum(h.harm.victims.count.low or 0 for h in parts)
        if len(parts) > 1 and any(k.harm.harm == harm and k.harm.victims.count.low == low > 0 for k in known):
            return True
    return False


def _named_first(found: list[tuple[PartyFound, Sentence]]) -> list[tuple[PartyFound, Sentence]]:
    """ "IS gunmen … the militants": the description adds nothing beside the name."""
    if not any(p.actor_id for p, _ in found):
        return found
    return [(p, s) for p, s in found if p.actor_id or p.name.lower() not in parties.GENERIC]


def _narrower_date(a: When, b: When) -> bool:
    return (a.end - a.start) < (b.end - b.start)


def _repeated(told: HarmTold, harms: list[HarmTold]) -> bool:
    """The same figure told again by nobody new, or "he was killed" of somebody already named."""
    count = told.harm.victims.count
    for other in harms:
        if other.harm.harm != told.harm.harm:
            continue
        theirs = other.harm.victims.count
        same = (count.low, count.high, count.qualifier) == (theirs.low, theirs.high, theirs.qualifier)
        if same and (told.source == other.source or told.source is None or other.source is None):
            if other.source is None and told.source is not None:
                other.source = told.source
            if other.group == "unknown" and told.group != "unknown":
                other.group = told.group
            return True
        if told.harm.victims.pronoun or (
            count.qualifier == "word"
            and told.source in {None, other.source}
            and count.words not in {"others", "several others", "the rest"}
        ):
            return True
    return False


def _stands_alone(story: Story) -> bool:
    """Whether a frame says enough to be an incident of its own."""
    frame = story.frames[0]
    precise = story.date is not None and story.date.resolved.when.precision in {"day", "range"}
    local = story.place is not None and story.place.specific
    if frame.harms:
        if any(h.victims.pronoun for h in frame.harms) and not (precise or local):
            return False
        if frame.counted:
            return True
        return precise or (local and not all(t.plural for t in frame.triggers or [])) or (story.listed and local)
    if frame.judgement.status in {"attempted", "threatened", "denied"}:
        return bool(story.parties) and (local or precise or story.date is not None)
    done = bool(story.parties) or bool(frame.triggers and frame.triggers[0].token.pos_ == "VERB")
    if story.listed:
        return local and bool(story.parties) and not frame.aggregate
    if frame.triggers and all(t.plural for t in frame.triggers) and not (precise and local):
        return False
    return done and (
        (precise and story.place is not None)
        or (local and story.date is not None)
        or (precise and bool(story.parties))
        or (local and bool(story.parties))
    )


def _summary(story: Story, stories: list[Story]) -> bool:
    """A lead that only sums up what the report then tells one by one, in words without a number."""
    only_words = not any(f.counted for f in story.frames)
    plural = all(t.plural for f in story.frames for t in f.triggers)
    vague = story.date is None or story.date.resolved.when.precision not in {"day"}
    later = any(s is not story and any(f.counted for f in s.frames) for s in stories)
    return only_words and bool(story.harms) and plural and vague and later
