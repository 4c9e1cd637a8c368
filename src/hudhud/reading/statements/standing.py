"""Standing figures: how many fighters a group has, how many are held, how large its cells are.

A figure stands where the words between the actor and the number say no more than having
("has an estimated", "is believed to number"); a verb of harm between them tells of an incident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.model import Count, Share, Standing
from hudhud.reading.numbers import cardinal
from hudhud.reading.sentences import Sentence
from hudhud.reading.statements import standing_words as words
from hudhud.reading.statements.surroundings import Found, Named, Number, Surroundings, nearest

if TYPE_CHECKING:
    from spacy.tokens import Token

_SPEECH, _INFERRED = 0.85, 0.7


@dataclass(frozen=True)
class _Counted:
    """A quantity with its noun, at `start:end` of the sentence's text."""

    count: Count
    start: int
    end: int
    noun: str | None
    named: Named | None
    """The actor that the phrase itself names ("800 ISIS fighters")."""
    before: tuple[str, ...]

    @property
    def what(self) -> str | None:
        return words.WHAT.get(self.noun.lower()) if self.noun else None


def find(sentence: Sentence, around: Surroundings) -> Iterator[Found]:
    """The standing figures of a sentence."""
    text = around.text
    if not (words.GATE.search(text) and words.NUMBERISH.search(text) and words.CUE.search(text)):
        return
    named = around.named(sentence)
    if not named and not words.PRISON.search(text):
        return
    yield from _cells(sentence, named, around)
    counted = list(_counted(sentence, named, around))
    last: tuple[_Counted, Standing] | None = None
    for one in counted:
        if last is not None and _is_part(text, last[0], one):
            value = last[1].model_copy(
                update={"what": _part_of(one), "count": one.count, "within": last[1].what, "noun": one.noun}
            )
            yield Found(value, one.start, one.end, "part of the figure before", _INFERRED)
            continue
        made = _held(one, sentence, named, around) or _has(one, sentence, named, around)
        if made is None:
            continue
        value, start, end, reason = made
        yield Found(value, start, end, reason, _SPEECH)
        yield from _shares(text, one, value)
        last = (one, value)


def _counted(sentence: Sentence, named: Sequence[Named], around: Surroundings) -> Iterator[_Counted]:
    """Quantities with the noun of people behind them; those without one as they are."""
    tokens, base, text = list(sentence.span), sentence.span.start_char, around.text
    for number in around.numbers(sentence):
        at = _noun_behind(tokens, number)
        if at is None:
            yield _Counted(number.count, number.start, number.end, None, None, ())
            continue
        end = tokens[at].idx - base + len(tokens[at].text)
        inside = next((n for n in named if number.end <= n.start and n.end <= end), None)
        if inside is None:
            inside = next((n for n in named if end <= n.start and words.MEMBERS_OF.match(text[end : n.start])), None)
            end = inside.end if inside is not None else end
        before = tuple(t.lower_ for t in tokens[number.last : at])
        yield _Counted(number.count, number.start, end, tokens[at].text, inside, before)


def _noun_behind(tokens: Sequence[Token], number: Number) -> int | None:
    """The noun of people that a quantity counts, as an index into the sentence."""
    start = number.last
    if number.in_words and start < len(tokens) and tokens[start].lower_ == "of":
        start += 1  # "hundreds of"
    for at in range(start, min(start + 6, len(tokens))):
        token = tokens[at]
        if token.lower_ in words.WHAT or token.lower_ == "people":
            return at
        if token.pos_ in {"VERB", "AUX", "ADP", "SCONJ", "PRON"} or token.lower_ in {",", ";", ".", "and", "or"}:
            return None
    return None


def _has(
    one: _Counted, sentence: Sentence, named: Sequence[Named], around: Surroundings
) -> tuple[Standing, int, int, str] | None:
    """ "X has some 3,000 fighters", "the 500-strong X", "an estimated 800 X members remain"."""
    text = around.text
    if one.count.qualifier == "word" and one.noun is None:
        return None
    if _harmed(one, sentence):
        return None
    strong = words.STRONG.match(text[one.end :]) if one.noun is None else None
    owner = _owner(one, text, named, strong is not None)
    if owner is None:
        return None
    who, start, reason = owner
    noun = (one.noun or "").lower()
    if one.noun is None and strong is None and not re.search(r"\b(?:number|strength|size|member|manpower|ranks)", text):
        return None
    if who.is_state and not strong and noun not in words.OF_STATES:
        return None
    what = one.what or "strength"
    if what == "detainees" or noun == "people":
        return None
    if "foreign" in one.before and what == "fighters":
        what = "foreign_fighters"
    when = around.when(sentence, one.start, one.end)
    value = Standing(actor=who.actor.name, actor_id=who.actor.id, what=what, count=one.count, noun=one.noun, when=when)
    end = max(one.end + strong.end(), who.end) if strong is not None else one.end
    return value, start, end, reason


def _harmed(one: _Counted, sentence: Sentence) -> bool:
    """Whether the sentence tells that these people were killed, taken or otherwise harmed."""
    base = sentence.span.start_char
    for telling in sentence.tellings:
        if telling.harm is not None:
            head = telling.harm.victims.head.idx - base
            if one.start <= head < one.end:
                return True
    return False


def _owner(one: _Counted, text: str, named: Sequence[Named], strong: bool) -> tuple[Named, int, str] | None:
    """Whose figure it is, where the statement begins, and by which words."""
    before = [n for n in named if n.end <= one.start]
    if strong:
        behind = next((n for n in named if one.end <= n.start < one.end + 40), None)
        who = behind or (before[-1] if before and _only_having(text[before[-1].end : one.start], need=False) else None)
        return (who, min(one.start, who.start), "so many strong") if who else None
    for candidate in reversed(before):
        if _only_having(text[candidate.end : one.start]):
            return candidate, candidate.start, "the words between say no more than having"
    if one.named is not None:
        behind_text, before_text = text[one.end :], text[: one.start]
        if (
            words.STATIVE.match(behind_text)
            or words.THERE.search(before_text)
            or words.ESTIMATED.search(before_text + text[one.start : one.end])
        ):
            return one.named, one.start, "said to be there"
    return None


def _only_having(gap: str, need: bool = True) -> bool:
    """Whether a gap holds only words of having, estimating and place, and a word of having among them."""
    found = re.findall(r"[\w-]+|[^\w\s]", gap)
    if len(found) > words.LONGEST_GAP:
        return False
    had = False
    for at, word in enumerate(found):
        low = word.lower()
        if low in words.HAVE:
            had = had or low not in {"of", "with"} or at <= 3
        elif low not in words.FILL and not word[:1].isupper() and not word.isdigit():
            return False
    return had or not need


def _held(
    one: _Counted, sentence: Sentence, named: Sequence[Named], around: Surroundings
) -> tuple[Standing, int, int, str] | None:
    """ "About 300 X fighters are held in prisons", "the jail holds 200 inmates"."""
    text = around.text
    if one.noun is None or words.NOT_HELD.search(text):
        return None
    behind, before = words.HELD.match(text[one.end :]), words.HOLDS.search(text[: one.start])
    prison = words.PRISON.search(text)
    if one.named is None and behind is not None and not words.PLACE_TO_HOLD.search(text):
        return None  # "three people are in custody" ends an incident
    if behind is not None:
        now = behind["now"].lower() not in {"were", "was", "have been"}
        if not (prison and (now or "held" in behind.group().lower())):
            return None
    elif before is not None:
        inmates = one.what == "detainees" or prison is not None
        if not inmates:
            return None
    elif not (one.what == "detainees" and one.named is None and words.THERE.search(text[: one.start])):
        return None
    holder = _holder(text, one, named, around, before.start("verb") if before else None)
    who = one.named.actor if one.named else None
    what = {"families": "families", "children": "children"}.get(one.what or "", "detainees")
    value = Standing(
        actor=who.name if who else holder or one.noun.lower(),
        actor_id=who.id if who else _id_of(holder, around),
        what=what,
        count=one.count,
        noun=one.noun,
        holder=holder,
        when=around.when(sentence, one.start, one.end),
    )
    start = before.start("verb") if before else one.start
    return value, start, one.end + (behind.end() if behind else 0), "people held"


def _holder(text: str, one: _Counted, named: Sequence[Named], around: Surroundings, verb: int | None) -> str | None:
    run = words.RUN_BY.search(text)
    if run is not None:
        actor = around.registry.named(run["who"], around.year)
        return actor.name if actor and actor.kind != "source" else run["who"]
    by = next((n for n in named if re.search(r"\bby\s+(?:the\s+)?$", text[: n.start]) and n.start > one.end), None)
    subject = [n for n in named if verb is not None and n.end <= verb and verb - n.end < 25]
    found = by or (subject[-1] if subject else None)
    return found.actor.name if found else None


def _id_of(name: str | None, around: Surroundings) -> str | None:
    actor = around.registry.named(name, around.year) if name else None
    return actor.id if actor else None


def _is_part(text: str, whole: _Counted, part: _Counted) -> bool:
    """ "…, including about 200 foreigners", "…, 200 of them foreigners"."""
    gap = text[whole.end : part.start]
    if part.start <= whole.end or len(gap) > 60 or part.noun is None:
        return False
    return bool(re.search(r"\b(?:including|among\s+them|of\s+whom|of\s+them)\s*$", gap, re.I)) or bool(
        re.match(r"^[^.;]{0,40}$", gap) and re.search(r"\bof\s+(?:them|whom)\b", text[part.start : part.end], re.I)
    )


def _part_of(one: _Counted) -> str:
    return "foreign_fighters" if "foreign" in one.before else one.what or "members"


def _shares(text: str, one: _Counted, whole: Standing) -> Iterator[Found]:
    match = words.SHARE.match(text[one.end :])
    if match is None:
        return
    what = words.WHAT[match["noun"].lower()]
    low, high = _bounds(match)
    share = Share(words=match["share"].strip(), low=low, high=high)
    value = whole.model_copy(update={"what": what, "count": None, "share": share, "within": whole.what,
                                     "noun": match["noun"]})  # fmt: skip
    start = one.end + match.start("share")
    yield Found(Standing.model_validate(value.model_dump()), start, one.end + match.end(), "share of the figure before",
                _SPEECH)  # fmt: skip


def _bounds(match: re.Match[str]) -> tuple[float, float]:
    """The share as a fraction, as the words bound it."""
    part = match["part"].lower()
    if "most" in part or "majority" in part:
        return 0.5, 1.0
    exact = int(match["percent"]) / 100 if match["percent"] else words.PARTS[re.split(r"[\s-]", part)[-1]]
    exact = min(exact, 1.0)
    bound = " ".join((match["bound"] or "").lower().split())
    if bound in {"more than", "over", "at least"}:
        return exact, 1.0
    return (0.0, exact) if bound in {"up to", "less than", "fewer than"} else (exact, exact)


def _cells(sentence: Sentence, named: Sequence[Named], around: Surroundings) -> Iterator[Found]:
    """ "15- to 30-person cells", "cells of five to ten"."""
    text = around.text
    for pattern in (words.CELL, words.ONE_CELL):
        match = pattern.search(text)
        if match is not None:
            low = cardinal([match["low"].lower()], 0)
            high = cardinal([match["high"].lower()], 0) if pattern is words.CELL else low
            who = nearest(named, match.start(), match.end())
            if low and high and low[0] <= high[0] and who is not None:
                kind = "range" if low[0] < high[0] else "exact"
                yield _cell(Count(low=low[0], high=high[0], qualifier=kind), who, match.start(), match.end())
                return
    if not words.CELL_WORD.search(text):
        return
    base, tokens = sentence.span.start_char, list(sentence.span)
    for number in around.numbers(sentence):
        lead = words.CELLS_OF.search(text[: number.start])
        who = nearest(named, number.start, number.start)
        if lead is None or who is None or number.in_words:
            continue
        noun = _noun_behind(tokens, number)
        if noun is None and not lead.group().lower().startswith("cell"):
            continue
        last = tokens[noun if noun is not None else number.last - 1]
        yield _cell(number.count, who, lead.start(), last.idx - base + len(last.text))
        return


def _cell(count: Count, who: Named, start: int, end: int) -> Found:
    value = Standing(actor=who.actor.name, actor_id=who.actor.id, what="cell_size", count=count)
    return Found(value, start, end, "size of a cell", _SPEECH)
