"""Features for what is told of an incident and of its fillers: set fills, numbers, names and descriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from muc4_adapter import dates
from muc4_adapter.analysis import Analysis, Phrase
from muc4_adapter.entities import Entity
from muc4_adapter.events import TARGETS, Event
from muc4_adapter.fills import HEADS, ROLES
from muc4_adapter.linear import sigmoid
from muc4_adapter.places import NINE, Found, Lexicon
from muc4_adapter.roles import View

_NUMBERS = dict(
    zip("ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE".split(), range(1, 13), strict=True)
) | {"FIFTEEN": 15, "TWENTY": 20, "A": 1, "AN": 1, "ANOTHER": 1, "BOTH": 2, "DOZEN": 12}
_PLURAL = frozenset("PEOPLE MEN WOMEN CHILDREN POLICEMEN NEWSMEN PATROLMEN POLICE PERSONNEL DEAD WOUNDED".split())


def of_filler(view: View, phrase: Phrase, head: str) -> dict[str, float]:
    """Features of one occurrence for the set fills of `head`."""
    tokens = view.analysis.tokens
    token = tokens[phrase.head]
    low, high = view.analysis.sentences[token.sentence]
    out = {f"tag {v}": float(x) / 3 for v, x in zip(HEADS[head], view.mean(phrase, head), strict=True)}
    out |= {f"word={t.small}": 1.0 for t in tokens[phrase.start : phrase.end]}
    out[f"head={token.lemma}"] = 1.0
    out[f"tail={token.small[-4:]}"] = 1.0
    for at in range(max(low, phrase.start - 4), phrase.start):
        out[f"before={tokens[at].lemma}"] = 1.0
    for at in range(phrase.end, min(high, phrase.end + 4)):
        out[f"after={tokens[at].lemma}"] = 1.0
    out[f"gov={tokens[token.head].lemma}"] = 1.0
    out[f"gov={tokens[token.head].lemma} dep={token.dep}"] = 1.0
    out |= {f"in={t.lemma}": 1.0 for t in tokens[low:high] if t.common and t.pos in {"NOUN", "VERB", "ADJ"}}
    return out


def _tagged(view: View, event: Event) -> dict[str, float]:
    """What the tagger says of the incident's fillers, the probable ones most."""
    sums = {head: np.zeros(len(HEADS[head])) for head in ("type", "stage", "category")}
    total = 1e-6
    for entity, share in event.members:
        weight = entity.probability * share
        total += weight
        for head, values in sums.items():
            values += weight * view.mean(entity.best.phrase, head)  # noqa: PLW2901  # in place
    out: dict[str, float] = {}
    for head, values in sums.items():
        out |= {f"tag {v}": float(x) / total / 3 for v, x in zip(HEADS[head], values, strict=True)}
    for entity, share in event.of("human_name", "human_description"):
        odds = sigmoid(view.mean(entity.best.phrase, "human_type"))
        for value, p in zip(HEADS["human_type"], odds, strict=True):
            name = f"victim {value}"
            out[name] = max(out.get(name, 0.0), float(p) * share)
    return out


def _filled(event: Event) -> dict[str, float]:
    """Which fillers the incident has, and how probable they are."""
    out: dict[str, float] = {}
    for role in ROLES:
        own = [e.probability * p for e, p in event.of(role)]
        out[f"max {role}"] = max(own, default=0.0)
        out[f"sum {role}"] = min(4.0, sum(own))
        out[f"none {role}"] = float(not own)
    targets = [e.probability for e, _ in event.of(*TARGETS)]
    best = max(targets, default=0.0)
    out["best target"] = float(np.log((best + 0.02) / (1.02 - best)))
    out["missed targets"] = float(np.prod([1 - p for p in targets]))
    out |= {f"{entity.role}={entity.words[-1]}": 1.0 for entity, _ in event.members}
    return out


def _dated(analysis: Analysis, sentences: Mapping[int, float]) -> dict[str, float]:
    """When the incident's sentences say that it was, in kinds and ages: old news is not relevant."""
    out: dict[str, float] = {}
    for day in dates.told(analysis):
        if day.sentence in sentences:
            out[f"told {day.kind}"] = 1.0
            if (days := dates.age(day, analysis.message.day)) is not None:
                out[f"age={'old' if days > 60 else 'week' if days <= 7 else 'month'}"] = 1.0
    return out


def _worded(analysis: Analysis, sentences: Mapping[int, float]) -> dict[str, float]:
    """The words of the sentences that tell most of the incident."""
    out: dict[str, float] = {}
    top = max(sentences.values(), default=1.0)
    for number, weight in sentences.items():
        if weight < 0.25 * top:
            continue
        low, high = analysis.sentences[number]
        for token in analysis.tokens[low:high]:
            if token.common and token.pos in {"NOUN", "VERB", "ADJ", "ADV", "ADP"}:
                out[f"in={token.lemma}"] = 1.0
            if token.pos == "VERB":
                out[f"verb={token.small}"] = 1.0
    return out


def of_event(view: View, event: Event, count: int) -> dict[str, float]:
    """Features of an incident, one of `count` found, for its type, stage, category, weapon and relevance."""
    analysis = view.analysis
    sentences = event.sentences()
    return {
        "one": 1.0,
        "events": min(count, 5) / 2,
        "first": min(sentences, default=0) / 10,
        f"lead={0 in sentences}": 1.0,
        f"genre={analysis.message.genre}": 1.0,
        f"source={analysis.message.source}": 1.0,
        "length": min(60, len(analysis.sentences)) / 30,
        **_tagged(view, event),
        **_filled(event),
        **_dated(analysis, sentences),
        **_worded(analysis, sentences),
    }


def of_link(analysis: Analysis, name: Phrase, other: Phrase) -> dict[str, float]:
    """Whether a description is that of a name, from where the two stand."""
    tokens = analysis.tokens
    first, second = sorted((name, other), key=lambda p: p.start)
    between = [t.text for t in tokens[first.end : second.start]]
    same = tokens[name.head].sentence == tokens[other.head].sentence
    order = "name first" if first is name else "name last"
    gap = second.start - first.end
    return {
        f"{order} gap={min(8, max(0, gap))} same={same}": 1.0,
        f"{order} between={' '.join(between[:3])}": float(gap <= 3),
        f"{order} comma={',' in between} and={'AND' in between} same={same} close={gap < 8}": 1.0,
        f"overlap={gap < 0}": 1.0,
        f"verb between={any(t.pos in {'VERB', 'AUX'} for t in tokens[first.end : second.start])}": 1.0,
        f"appos={tokens[other.head].dep} {tokens[name.head].dep}": float(same and gap < 8),
        f"direct={tokens[other.head].head == name.head or tokens[name.head].head == other.head}": 1.0,
        f"word={tokens[other.head].lemma}": 1.0,
        f"plural={tokens[other.head].small.endswith('s')}": 1.0,
        f"sentences={min(4, abs(tokens[name.head].sentence - tokens[other.head].sentence))}": 1.0,
    }


def number(analysis: Analysis, entity: Entity) -> str:
    """How many a filler is: a figure, PLURAL, or 1."""
    if entity.role == "human_name":
        return "1"
    tokens = analysis.tokens
    for occurrence in entity.occurrences[:2]:
        start = occurrence.phrase.start
        for at in range(start - 1, max(-1, start - 4), -1):
            word = tokens[at].text.replace(",", "")
            if tokens[at].sentence != occurrence.sentence or tokens[at].pos in {"VERB", "ADP", "PUNCT", "CCONJ"}:
                break
            if (word.isdigit() and len(word) < 6) or word in _NUMBERS:
                figure = int(word) if word.isdigit() else _NUMBERS[word]
                if word in {"A", "AN"}:
                    continue
                rest = " ".join(t.text for t in tokens[max(0, at - 3) : at])
                if re.search(r"AT LEAST|MORE THAN|OVER$", rest):
                    return f"{figure}-"
                return f"~{figure}" if re.search(r"ABOUT$|APPROXIMATELY$|SOME$", rest) else str(figure)
    for word in entity.text.split()[:2]:
        if word in _NUMBERS and word not in {"A", "AN"}:
            return str(_NUMBERS[word])
    head = tokens[entity.best.phrase.head]
    plural = head.text in _PLURAL or (head.text.endswith("S") and head.lemma.upper() != head.text)
    return "PLURAL" if plural else "1"


def of_place(analysis: Analysis, place: Found, sentences: Mapping[int, float], count: int) -> dict[str, float]:
    """Whether a place told is where the incident was."""
    tokens = analysis.tokens
    sentence = tokens[place.start].sentence
    low, _ = analysis.sentences[sentence]
    nearest = min((abs(sentence - s) for s in sentences), default=20)
    before = [t.text for t in tokens[max(low, place.start - 3) : place.start]]
    kind = place.kind or (max(place.entries, key=lambda e: e.weight).kind if place.entries else "")
    out = {
        f"near={min(4, nearest)}": 1.0,
        "weight": sentences.get(sentence, 0.0),
        f"kind={kind}": 1.0,
        f"near={min(2, nearest)} kind={kind}": 1.0,
        f"lead={sentence == 0}": 1.0,
        f"dateline={place.name == analysis.message.place}": 1.0,
        "count": min(5, count) / 3,
        f"beside={place.kind != ''}": 1.0,
        f"after={tokens[place.end].text if place.end < len(tokens) else ''}": 1.0,
        "listed": float(sum(e.weight for e in place.entries) > 4),
    }
    for at, word in enumerate(reversed(before)):
        out[f"before{at}={word}"] = 1.0
        if at == 0:
            out[f"near={min(2, nearest)} before={word}"] = 1.0
    return out


def home(analysis: Analysis, lexicon: Lexicon) -> str:
    """The country of the dateline, "" if unknown."""
    message = analysis.message
    if message.country:
        return message.country
    entries = lexicon.get(message.place, ())
    return max(entries, key=lambda e: e.weight).country if entries else ""


def of_country(country: str, at_home: str, shares: Mapping[str, float], near: Mapping[str, float]) -> dict[str, float]:
    """Whether an incident was in `country`: the dateline's, much spoken of, or told beside the incident."""
    top = max(shares, key=lambda c: shares[c], default="")
    return {
        f"home={country == at_home} nine={country in NINE}": 1.0,
        "share": shares.get(country, 0.0),
        f"top={country == top}": 1.0,
        "near": near.get(country, 0.0),
        f"near={near.get(country, 0.0) > 0} others={any(v > 0 for c, v in near.items() if c != country)}": 1.0,
        f"home={country == at_home} top={country == top} near={near.get(country, 0.0) > 0}": 1.0,
        f"home elsewhere={at_home in NINE}": 1.0,
        f"country={country}": 1.0,
    }


def of_member(view: View, event: Event, entity: Entity, share: float, count: int) -> dict[str, float]:
    """Whether a filler belongs into an incident's template, beside its other fillers."""
    role = entity.role
    rivals = sorted((e.probability for e, _ in event.of(role) if e is not entity), reverse=True)
    targets = [e for e, _ in event.of(*TARGETS) if e is not entity]
    apart = min((abs(entity.best.sentence - e.best.sentence) for e in targets), default=9)
    p = min(max(entity.probability, 0.01), 0.99)
    kinds = sum((view.mean(e.best.phrase, "type") for e, _ in event.members), np.zeros(len(HEADS["type"])))
    kind = HEADS["type"][int(np.argmax(kinds))]
    dense = {
        "odds": float(np.log(p / (1 - p))),
        "share": share,
        "best rival": rivals[0] if rivals else 0.0,
        "rivals": min(6, len(rivals)) / 3,
        "better": min(4, sum(r > entity.probability for r in rivals)) / 2,
        "targets": min(6, len(targets)) / 3,
        "best target": max((e.probability for e in targets), default=0.0),
        "apart": min(apart, 8) / 4,
        "events": min(count, 5) / 2,
        "occurrences": min(5, len(entity.occurrences)) / 3,
        "one": 1.0,
    }
    out = {f"{role} {name}": value for name, value in dense.items()}
    out |= dense
    out[f"{role} kind={kind}"] = 1.0
    out[f"{role} head={entity.words[-1]}"] = 1.0
    out[f"{role} same sentence={apart == 0}"] = 1.0
    for other in ("human_name", "human_description", "physical", "perp_individual", "perp_organisation"):
        out[f"{role} with {other}={bool(event.of(other))}"] = 1.0
    return out
