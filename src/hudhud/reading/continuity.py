"""Whether a frame goes on with a story: what excludes it, and what speaks for it.

Another date, another place, another kind of event, other actors, another count from the same source
exclude it. Pointing back, adding no date or place of its own, or repeating them speak for it.
"""

from __future__ import annotations

from hudhud.model import Count, When
from hudhud.places import distance_km
from hudhud.reading import deaths
from hudhud.reading.locate import LocatedPlace
from hudhud.reading.story import HarmTold, Story

_SAME_PLACE_KM = 30
_BACK_REACH = 6
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


def dates_or_places(loose: Story, story: Story) -> bool:
    """Whether what said too little to be an incident says when or where the next one was.

    "Officers were called to a shooting on Monday. They found a man wounded."
    """
    distance = story.frames[0].sentence.index - loose.last.index
    if loose.listed or story.listed or _excluded(story, loose):
        return False
    return loose.title_only or 0 <= distance <= _REACH


def home(new: Story, stories: list[Story]) -> Story | None:
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
    dated_apart = new.date and story.date and not _dates_meet(new.date.resolved.when, story.date.resolved.when)
    if dated_apart and not deaths.later_in_hospital(new, story):
        return True
    if new.frames[0].judgement.status != story.frames[0].judgement.status:
        return True
    if _places_part(new.place, story.place) and not _one_may_lie_in_the_other(new, story):
        return True
    if not _kinds_meet(new.kinds, story.kinds):
        return True
    if deaths.later_in_hospital(new, story):
        return False
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
    if a.found.inside_a_town != b.found.inside_a_town:
        return False  # a street and a town: the one may lie in the other
    if a.place.lat is not None and a.place.lon is not None and b.place.lat is not None and b.place.lon is not None:
        return distance_km(a.place.lat, a.place.lon, b.place.lat, b.place.lon) > _SAME_PLACE_KM
    return a.specific and b.specific


def _one_may_lie_in_the_other(new: Story, story: Story) -> bool:
    """A spot or an area without coordinates, and a town: the words must say that it is the same incident."""
    places = [p for p in (new.place, story.place) if p is not None]
    unknown = sum(p.place.lat is None for p in places)
    if unknown == 0:
        return False
    if story.title_only or _same_harm(new, story):
        return True
    return unknown == 1 and new.frames[0].points_back


def _kinds_meet(a: set[str], b: set[str]) -> bool:
    return not a or bool(a & b) or "other" in a | b or any(a & family and b & family for family in _FAMILIES)


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
    if not new.kinds and not new.harms:
        return distance <= _BACK_REACH
    if deaths.later_in_hospital(new, story):
        return distance <= _BACK_REACH
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
    if story.date is None and new.date is not None and not new.harms and distance <= _REACH:
        return bool(new.kinds & story.kinds) and (new.place is None or story.place is None)
    if _same_harm(new, story) and (new.date is None or story.date is None):
        return True
    if frame.points_back and not own_ground:
        return distance <= _BACK_REACH
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
