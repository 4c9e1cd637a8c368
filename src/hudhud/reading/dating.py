"""The day of an incident whose own words give none: which of the report's other dates it is.

"Officers were called on Monday night", "Saturday's shooting", "a memorial was held on Friday": a logistic
model over what each date hangs on, how far it stands from the incident and how long before publication
it lies. `dating.md` beside the weights says what it was fitted to and how well it does.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

from hudhud.model import When
from hudhud.reading.calendar import Resolved
from hudhud.reading.frames import Dated, outer_head, stamp
from hudhud.reading.parse import lemma
from hudhud.reading.sentences import Sentence, Telling
from hudhud.reading.story import Story

BY_HOUR = "hour"  # the kind of a date that only an hour tells
_WIDEST = 3  # days; a wider interval would date the incident no better than the report's own day does
_LEAD = 3  # sentences
_SEVERAL = 3  # days
_AROUND_HOUR = 4  # sentences between an incident and the hour that dates it
_HOUR = re.compile(r"\b\d{1,2}(?::[0-5]\d)?\s*[ap]\.?m\b|\b(?:early[- ]morning|overnight|pre-?dawn)\b", re.I)
_HOURS = frozenset("morning afternoon evening night noon dawn midnight p.m. a.m. pm am early late overnight".split())


@dataclass(frozen=True)
class Candidate:
    """A date of the report and the sentence that gives it."""

    dated: Dated
    sentence: Sentence

    @property
    def when(self) -> When:
        return self.dated.resolved.when


def fill(stories: Sequence[Story], candidates: Sequence[Candidate], published: When | None) -> None:
    """Date the stories that have no date or a wide one, where one of the report's days is likely enough theirs."""
    hours = [c for c in candidates if c.dated.kind == BY_HOUR]
    narrow = [c for c in candidates if narrow_enough(c.when) and c.dated.kind != BY_HOUR]
    if not narrow:
        _fill_by_hour(stories, hours)
        return
    own = {_days(s.date.resolved.when) for s in stories if s.date is not None and not s.listed}
    if len(own) >= _SEVERAL:
        # A report of several incidents: a day that one of them has by its own words is not another's.
        narrow = [c for c in narrow if _days(c.when) not in own]
    for story in stories:
        told = None if story.date is None else story.date.resolved.when
        if story.listed or story.aggregate or (told is not None and narrow_enough(told)):
            continue
        # "The 2015 shooting": the day must lie in what the incident's own words say.
        fitting = [c for c in narrow if told is None or told.start <= c.when.start <= c.when.end <= told.end]
        probable = [(probability(features(c, story, narrow, published)), c) for c in fitting]
        if not probable:
            continue
        chance, best = max(probable, key=lambda p: p[0])
        if chance >= weights().threshold:
            reason = f"{best.dated.resolved.reason}; told apart from the incident, likely its day ({chance:.0%})"
            story.date = replace(best.dated, resolved=Resolved(best.when, reason))
            story.date_sentence = best.sentence


def hour(sentence: Sentence, published: When | None) -> Candidate | None:
    """The hour that a sentence tells, as the day of publication or the one before: news of a day unsaid is fresh."""
    match = _HOUR.search(sentence.text)
    if match is None or published is None or published.precision != "day" or stamp(sentence):
        return None
    start, end = (sentence.span.start_char + at for at in match.span())
    tokens = tuple(t for t in sentence.span if t.idx < end and start < t.idx + len(t))
    when = When(start=published.start - timedelta(days=1), end=published.end, precision="range")
    return Candidate(
        Dated(Resolved(when, "an hour without a day: that of publication or before"), tokens, BY_HOUR), sentence
    )


def _fill_by_hour(stories: Sequence[Story], hours: Sequence[Candidate]) -> None:
    """Date by the hour the incidents of a report that names no day at all."""
    for story in stories:
        told = [f.sentence.index for f in story.frames]
        near = [c for c in hours if min(abs(c.sentence.index - at) for at in told) <= _AROUND_HOUR]
        if near and story.date is None and not story.listed and not story.aggregate:
            story.date, story.date_sentence = near[0].dated, near[0].sentence


def _days(when: When) -> tuple[date, date]:
    return when.start, when.end


def narrow_enough(when: When) -> bool:
    """Whether an interval is short enough to be the day of an incident."""
    return (when.end - when.start).days < _WIDEST


def features(candidate: Candidate, story: Story, others: Sequence[Candidate], published: When | None) -> list[str]:
    """What speaks for or against the date, each as a short name."""
    tokens, sentence = candidate.dated.tokens, candidate.sentence
    governor = outer_head(tokens)
    verb = next((t for t in (governor, *governor.ancestors) if t.pos_ in {"VERB", "AUX"}), governor)
    near = {t.lower_ for t in sentence.span.doc[max(0, tokens[0].i - 3) : tokens[-1].i + 4]}
    told = [t for t in sentence.tellings if t.judgement.status is not None]
    same = sum(o.when == candidate.when for o in others) - 1
    return [
        f"on {lemma(governor)}",
        f"under {lemma(verb)} {'passive' if any(c.dep_ == 'auxpass' for c in verb.children) else 'active'}",
        f"kind {candidate.dated.kind}",
        f"before publication {_ago(candidate.when, published)}",
        f"told {_distance(sentence, story)}",
        f"sentence tells {'harm' if any(t.harm for t in told) else 'violence' if told else 'neither'}",
        *(["sentence tells the same harm"] if _same_harm(told, story) else []),
        f"said again {min(same, 2)}",
        f"place in report {'title' if sentence.headline else 'lead' if sentence.index <= _LEAD else 'body'}",
        *(["with an hour"] if near & _HOURS else []),
        *(["possessive"] if tokens[-1].i + 1 < len(tokens[-1].doc) and tokens[-1].nbor().tag_ == "POS" else []),
        *(["earliest"] if candidate.when.start == min(o.when.start for o in others) else []),
        *(["first"] if candidate is others[0] else []),
        *(["only"] if len({(o.when.start, o.when.end) for o in others}) == 1 else []),
    ]


def _same_harm(told: Sequence[Telling], story: Story) -> bool:
    """Whether the date's sentence tells a harm of the story in the same number."""
    known = {(h.harm.harm, h.harm.victims.count.low, h.harm.victims.count.high) for h in story.harms}
    counts = ((t.harm.harm, t.harm.victims.count) for t in told if t.harm is not None)
    return any(count.low is not None and (harm, count.low, count.high) in known for harm, count in counts)


def _ago(when: When, published: When | None) -> str:
    if published is None:
        return "unknown"
    days = (published.start - when.start).days
    limits = ((0, "same day"), (1, "one day"), (2, "two days"), (6, "a week"), (13, "two weeks"), (60, "two months"))
    return next((name for most, name in limits if days <= most), "longer")


def _distance(sentence: Sentence, story: Story) -> str:
    steps = min((sentence.index - f.sentence.index for f in story.frames), key=abs)
    side = "before" if steps < 0 else "after"
    return (
        "there" if steps == 0 else f"{side} {abs(steps) if abs(steps) <= 2 else 'by 5' if abs(steps) <= 5 else 'far'}"
    )


@dataclass(frozen=True)
class Weights:
    """A weight for each feature that the training data showed often enough; others weigh nothing."""

    bias: float
    threshold: float
    of: Mapping[str, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights that ship with the package."""
    raw = json.loads(resources.files("hudhud.reading").joinpath("dating.json").read_text("utf-8"))
    return Weights(raw["bias"], raw["threshold"], raw["weights"])


def probability(found: Sequence[str]) -> float:
    """How likely a date with these features is the incident's, from 0 to 1."""
    known = weights()
    return 1 / (1 + math.exp(-known.bias - sum(known.of.get(f, 0.0) for f in found)))
