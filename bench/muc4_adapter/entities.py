"""Phrases of one role that mean the same, gathered to one filler."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from muc4_adapter.analysis import Analysis, Phrase
from muc4_adapter.fills import ROLES
from muc4_adapter.linear import Array
from muc4_adapter.roles import View, disjoint

_WEAK = frozenset(
    """a an the this that these those one two three four five six seven eight nine ten more most many several some all
    few any another other certain of s""".upper().split()
)
LEAST_MENTION = 0.08
"""Phrases less probable than this are not looked at again."""


@dataclass(frozen=True)
class Occurrence:
    """A phrase that may play a role, and how probable that is."""

    phrase: Phrase
    score: float
    sentence: int


@dataclass
class Entity:
    """A possible filler: its occurrences, best first, and the probability that the key has it."""

    role: str
    text: str
    occurrences: list[Occurrence] = field(default_factory=list)
    probability: float = 0.0

    @property
    def best(self) -> Occurrence:
        return self.occurrences[0]

    @property
    def words(self) -> tuple[str, ...]:
        return weighty(self.text)


def weighty(text: str) -> tuple[str, ...]:
    """The words of a filler that carry weight with the scorer."""
    found = re.findall(r"\w+", text.upper().replace(".", ""))
    return tuple(w for w in found if w not in _WEAK) or tuple(found)


def occurrences(view: View, probabilities: Array) -> dict[str, list[Occurrence]]:
    """For each role, the phrases that may play it, of which none overlap; best first."""
    analysis = view.analysis
    found = {}
    for k, role in enumerate(ROLES):
        likely = [i for i in range(len(analysis.phrases)) if probabilities[i, k] >= LEAST_MENTION]
        phrases = [analysis.phrases[i] for i in likely]
        scores = [float(probabilities[i, k]) for i in likely]
        kept = disjoint(phrases, scores)
        found[role] = [Occurrence(phrases[i], scores[i], analysis.tokens[phrases[i].head].sentence) for i in kept]
    return found


def _same(role: str, one: Sequence[str], two: Sequence[str], aliases: Mapping[str, str]) -> bool:
    if one == two:
        return True
    if role == "perp_organisation":
        first, second = " ".join(one), " ".join(two)
        if aliases.get(first, first) == aliases.get(second, second):
            return True
    short, long = sorted((set(one), set(two)), key=len)
    if role == "human_name":
        return short <= long and (len(short) > 1 or next(iter(short)) in (one[-1], two[-1], *long))
    return one[-1] == two[-1] and short < long


def local_aliases(analysis: Analysis) -> dict[str, str]:
    """Short names that stand in brackets beside the long ones: "... LIBERATION FRONT [FMLN]"."""
    tokens = analysis.tokens
    found = {}
    names = {p.end: p for p in analysis.phrases if p.end - p.start > 1}
    for at in range(1, len(tokens) - 2):
        if tokens[at].text in {"[", "("} and tokens[at + 2].text in {"]", ")"} and at in names:
            found[" ".join(weighty(analysis.text(names[at])))] = tokens[at + 1].text
    return found


def gather(view: View, found: Mapping[str, list[Occurrence]], aliases: Mapping[str, str]) -> list[Entity]:
    """Entities of all roles, their probability still that of their best occurrence."""
    analysis = view.analysis
    known = {**aliases, **local_aliases(analysis)}
    entities: list[Entity] = []
    for role, list_ in found.items():
        own: list[Entity] = []
        for occurrence in list_:
            text = analysis.text(occurrence.phrase)
            words = weighty(text)
            for entity in own:
                if _same(role, words, entity.words, known):
                    entity.occurrences.append(occurrence)
                    if role == "human_name" and len(words) > len(entity.words) and occurrence.score > 0.2:
                        entity.text = text
                    break
            else:
                own.append(Entity(role, text, [occurrence], occurrence.score))
        entities += own
    return entities


def features(view: View, entity: Entity, entities: Sequence[Entity]) -> dict[str, float]:
    """What tells whether a filler is one of the key: its occurrences together, and its rivals."""
    analysis = view.analysis
    logits = [float(np.log(o.score / (1 - min(o.score, 0.999)))) for o in entity.occurrences]
    role = entity.role
    best = entity.best
    head = analysis.tokens[best.phrase.head]
    others = [e.best.score for e in entities if e is not entity and e.role == role]
    rivals = [
        e.best.score
        for e in entities
        if e.role != role and any(o.phrase.head == best.phrase.head for o in e.occurrences)
    ]
    dense = {
        "best": logits[0] / 2,
        "second": (logits[1] if len(logits) > 1 else -3.0) / 2,
        "sum": float(sum(o.score for o in entity.occurrences)),
        "count": min(6, len(logits)) / 3,
        "first": min(o.sentence for o in entity.occurrences) / 10,
        "others": max(others, default=0.0),
        "others sum": min(5.0, sum(others)),
        "rival": max(rivals, default=0.0),
        "targets": max((e.best.score for e in entities if e.role in {"physical", "human_name", "human_description"}),
                       default=0.0),
        "size": len(entity.words) / 4,
    }  # fmt: skip
    out = {f"{role} {name}": value for name, value in dense.items()}
    out[f"{role}"] = 1.0
    out[f"{role} head={head.lemma}"] = 1.0
    out[f"{role} genre={analysis.message.genre}"] = 1.0
    for word in entity.words:
        out[f"{role} word={word}"] = 1.0
    return out
