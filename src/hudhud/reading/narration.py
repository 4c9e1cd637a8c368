"""Over a document: which frames tell of the same incident.

Frames come in the order of the text. Each is held against the incidents told so far, the latest
first; `continuity` judges whether it goes on with one. Headlines of other stories stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from hudhud.actors import Registry
from hudhud.model import When
from hudhud.reading import dating, deaths, parties
from hudhud.reading.attribution import PRONOUNS, Source
from hudhud.reading.calendar import Anchors
from hudhud.reading.continuity import dates_or_places, home
from hudhud.reading.dating import Candidate
from hudhud.reading.frames import Dated, Frame
from hudhud.reading.harm_claims import Harm
from hudhud.reading.locate import Locator
from hudhud.reading.parse import lemma
from hudhud.reading.parties import PartyFound
from hudhud.reading.sentences import Sentence
from hudhud.reading.story import HarmTold, Story

_BLAME_REACH = 8
_LIST_DAYS = 45
_LOOSE = 4
_LEAD = 6
"""Sentences of a report's beginning, its title among them, that say what it is about."""
_NO_SUBJECT = frozenset({"arrest", "protest", "other"})


@dataclass
class Narrator:
    """Carries what goes on from sentence to sentence: anchors, who acted last, who was quoted last."""

    anchors: Anchors
    registry: Registry
    actors: list[PartyFound] = field(default_factory=list)
    groups: list[PartyFound] = field(default_factory=list)
    """The last actors that are no state's forces: whom "the group" and "the gunmen" mean."""
    quoted: str | None = None
    """The last source of the registry."""
    speaker: str | None = None
    """The last source of any kind: whom "he said" means."""
    observatory: str | None = None
    """The one observatory that the document names, before or after: whom "the monitor" means."""
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
        if re.search(r"monitor|observatory|watchdog", source.name, re.I):
            return self.observatory or source.name
        if re.search(r"network|same", source.name, re.I):
            return self.quoted or source.name
        return self.quoted or self.speaker or source.name

    def _of_a_state(self, actor_id: str) -> bool:
        actor = self.registry.actors.get(actor_id)
        return actor is not None and actor.kind in {"state_forces", "coalition"}

    def resolve(self, found: list[PartyFound]) -> list[PartyFound]:
        """Put the last actors in a pronoun's place."""
        named = [p for p in found if not p.pronoun]
        if named:
            self.actors = named
            groups = [p for p in named if p.actor_id and not self._of_a_state(p.actor_id)]
            self.groups = groups or self.groups
            return named
        if not found:
            return []
        meant = self.actors if any(p.name.lower() in PRONOUNS for p in found) else self.groups
        if meant:
            return list(meant)
        return [
            replace(p, pronoun=False) for p in found if p.name.lower() not in PRONOUNS and p.reason.startswith("desc")
        ]


def _says_violence(harm: Harm) -> bool:
    """Whether the words say violence where no accident is named: killed and wounded do, died and injured do not."""
    return lemma(harm.trigger) in {"kill", "wound"} or (
        harm.harm == "killed" and harm.victims.group in {"security_forces", "fighters", "foreign_forces"}
    )


@dataclass
class _Context:
    """Whether the report is speaking of violence or of a disaster.

    A harm whose sentence says neither belongs to what was spoken of last: "It killed nine" after a
    cyclone made landfall counts for nothing here, after an ambush it does.
    """

    violent_report: bool
    disaster_report: bool
    last: str | None = None

    def hear(self, sentence: Sentence) -> None:
        if sentence.listed:
            self.last = None
        if sentence.violent:
            self.last = "violence"
        elif sentence.disaster is not None:
            self.last = "disaster"

    def allows(self, sentence: Sentence, frame: Frame) -> bool:
        if sentence.violent:
            return True
        if sentence.disaster is not None or self.last == "disaster":
            return False
        if not self.disaster_report and any(_says_violence(h) for h in frame.harms):
            return True
        taken = all(h.harm in {"arrested", "abducted", "released"} for h in frame.harms)
        return self.last == "violence" or self.violent_report or sentence.listed or taken


Builder = Callable[[Sentence, Anchors], tuple[list[Frame], list[Dated], Anchors]]


def tell(sentences: Iterable[Sentence], build: Builder, anchors: Anchors, locator: Locator) -> list[Story]:
    """Read the sentences in order and gather their frames into stories."""
    sentences = list(sentences)
    known = {s.source.name for s in sentences if s.source is not None and s.source.known}
    watching = {name for name in known if re.search(r"observatory|network|monitor|watch", name, re.I)} or known
    observatory = next(iter(watching)) if len(watching) == 1 else None
    narrator = Narrator(anchors, locator.registry, observatory=observatory)
    stories: list[Story] = []
    loose: list[Story] = []
    dates: list[Candidate] = []
    context = _Context(any(s.violent for s in sentences), any(s.disaster for s in sentences))
    for sentence in sentences:
        context.hear(sentence)
        if sentence.listed:
            narrator = Narrator(Anchors(anchors.published), locator.registry, observatory=observatory)
        frames, dated, narrator.anchors = build(sentence, narrator.anchors)
        if not sentence.listed:
            dates += [Candidate(one, sentence) for one in dated]
            dates += [by for by in (dating.hour(sentence, anchors.published),) if by is not None and not dated]
        source = narrator.source_of(sentence)
        for frame in frames:
            parties = narrator.resolve(frame.parties)
            place = locator.best(frame)
            date = frame.date if not sentence.listed or _own_date(frame.date, anchors.published) else None
            if frame.harms and not context.allows(sentence, frame):
                continue
            told = [HarmTold(h, sentence, source, h.victims.group) for h in frame.harms]
            candidate = Story([frame], date, sentence, place, [(p, sentence) for p in parties], told)
            goes_on = home(candidate, stories)
            if goes_on is not None:
                _add(goes_on, candidate)
            elif _stands_alone(candidate, first=not stories):
                stories.append(candidate)
                _complete(candidate, loose)
            else:
                loose.append(candidate)
        _blame(sentence, frames, stories, locator)
    stories = [s for s in stories if not _summary(s, stories)] or _what_it_is_about(loose)
    dating.fill(stories, dates, anchors.published)
    return stories


def _what_it_is_about(loose: list[Story]) -> list[Story]:
    """The incident of a report whose sentences each say too little: the first that its headline or lead names.

    "Police investigate the shooting at the stadium" counts nobody and says no day, yet the report is of it.
    What the others add to it is taken; nothing is made of the aside of a report on something else.
    """
    for number, story in enumerate(loose):
        if not _may_be_subject(story):
            continue
        for other in loose[number + 1 :]:
            if home(other, [story]) is story:
                _add(story, other)
        if _points_somewhere(story):
            return [story]
    return []


def _may_be_subject(story: Story) -> bool:
    """Whether a headline or a lead names one violent incident as done."""
    frame = story.frames[0]
    if story.listed or story.aggregate or not frame.types or frame.judgement.status != "occurred":
        return False
    plural = bool(frame.triggers) and all(t.plural for t in frame.triggers)
    return frame.sentence.index < _LEAD and not set(story.kinds) <= _NO_SUBJECT and not plural


def _points_somewhere(story: Story) -> bool:
    """Whether a place, a day or somebody harmed tells the incident from any other."""
    placed = story.place is not None and story.place.specific
    dated = story.date is not None and story.date.resolved.when.precision in {"day", "range"}
    return placed or dated or bool(story.harms)


def _complete(story: Story, loose: list[Story]) -> None:
    """Take date, place and parties from what was said just before without telling an incident of its own."""
    for one in reversed(loose[-_LOOSE:]):
        if not dates_or_places(one, story):
            continue
        if story.date is None and one.date is not None:
            story.date, story.date_sentence = one.date, one.date_sentence
        if story.place is None or (one.place is not None and story.place.wide and one.place.rank > story.place.rank):
            story.place = one.place
        story.parties = story.parties or one.parties


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


def _add(story: Story, new: Story) -> None:
    story.frames += new.frames
    if _harmed(new) and _in_custody(story):
        story.date, story.date_sentence = new.date, new.date_sentence  # the arrest's day is not the shooting's
    elif _in_custody(new) and _harmed(story):
        pass
    elif story.date is None or (new.date is not None and story.title_only):
        story.date, story.date_sentence = new.date or story.date, new.date_sentence
    elif (
        new.date is not None
        and not deaths.later_in_hospital(new, story)
        and _narrower_date(new.date.resolved.when, story.date.resolved.when)
    ):
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
        if not _repeated(told, story.harms) and not deaths.told_of_the_dead(told, story.harms):
            story.harms = deaths.without_who_died(story.harms, told)
            story.harms.append(told)


def _harmed(story: Story) -> bool:
    return any(h.harm.harm in {"killed", "injured"} for h in story.harms)


def _in_custody(story: Story) -> bool:
    """Whether it tells only who was arrested or let go."""
    return bool(story.harms) and all(h.harm.harm in {"arrested", "released"} for h in story.harms)


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


def _stands_alone(story: Story, first: bool) -> bool:
    """Whether a frame says enough to be an incident of its own; `first` where the report has told none yet."""
    frame = story.frames[0]
    precise = story.date is not None and story.date.resolved.when.precision in {"day", "range"}
    local = story.place is not None and story.place.specific
    if not frame.types:
        return False  # "it happened" of nothing that was told
    if frame.harms:
        if any(h.victims.pronoun for h in frame.harms) and not (precise or local or (first and frame.sentence.violent)):
            return False
        if frame.counted:
            return True
        return precise or (local and not all(t.plural for t in frame.triggers or [])) or (story.listed and local)
    if frame.judgement.status in {"attempted", "threatened", "denied"}:
        return local or precise or (bool(story.parties) and story.date is not None)
    done = bool(story.parties) or any(t.token.pos_ == "VERB" for t in frame.triggers)
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
