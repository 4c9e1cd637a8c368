"""Which fillers belong to the same incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from muc4_adapter import dates
from muc4_adapter.analysis import Analysis
from muc4_adapter.entities import Entity, Occurrence
from muc4_adapter.fills import HEADS
from muc4_adapter.linear import Array, Linear, sigmoid
from muc4_adapter.places import Found
from muc4_adapter.roles import View

TARGETS = frozenset({"physical", "human_name", "human_description"})
_CUES = frozenset(
    """meanwhile another also other second third addition earlier later recall ago previous same similar last day
    week month two three several simultaneously elsewhere hour""".split()
)
_CLOSE_PAIRS = 6


@dataclass
class Event:
    """An incident: the fillers that belong to it, each with how surely."""

    members: list[tuple[Entity, float]] = field(default_factory=list)

    def of(self, *roles: str) -> list[tuple[Entity, float]]:
        """Members with one of `roles`."""
        return [(e, p) for e, p in self.members if e.role in roles]

    def sentences(self) -> dict[int, float]:
        """The sentences in which its members stand, with the greatest member probability in each."""
        found: dict[int, float] = {}
        for entity, share in self.members:
            for o in entity.occurrences:
                found[o.sentence] = max(found.get(o.sentence, 0.0), o.score * share)
        return found


def _carried(told: Mapping[int, set[str]], count: int) -> list[set[str]]:
    """For each sentence what was last told in it or before it."""
    out: list[set[str]] = []
    for at in range(count):
        out.append(told.get(at) or (out[-1] if out else set()))
    return out


def _alike(told: Sequence[set[str]], one: int, two: int) -> str:
    if not told[one] or not told[two]:
        return "unknown"
    if told[one] == told[two]:
        return "same"
    return "shared" if told[one] & told[two] else "other"


class Pairing:
    """Features of two occurrences that tell whether one incident has them both."""

    def __init__(self, view: View, places: Sequence[Found]) -> None:
        self._view = view
        analysis: Analysis = view.analysis
        self._places: dict[int, set[str]] = {}
        for place in places:
            if not place.is_country:
                self._places.setdefault(analysis.tokens[place.start].sentence, set()).add(place.name)
        self._days: dict[int, set[str]] = {}
        for day in dates.told(analysis):
            self._days.setdefault(day.sentence, set()).add(day.fill)
        self._last_places = _carried(self._places, len(analysis.sentences))
        self._last_days = _carried(self._days, len(analysis.sentences))
        self._cues = [{t.lemma for t in analysis.tokens[a:b] if t.lemma in _CUES} for a, b in analysis.sentences]

    def _types(self, occurrence: Occurrence) -> Array:
        return sigmoid(self._view.mean(occurrence.phrase, "type"))

    def features(self, one: tuple[str, Occurrence], two: tuple[str, Occurrence]) -> dict[str, float]:
        """Binary and dense features; the order of the two does not matter."""
        (role1, first), (role2, second) = sorted((one, two), key=lambda x: x[1].phrase.start)
        tokens = self._view.analysis.tokens
        token1, token2 = tokens[first.phrase.head], tokens[second.phrase.head]
        apart = second.sentence - first.sentence
        roles = "+".join(sorted((role1, role2)))
        types1, types2 = self._types(first), self._types(second)
        names = HEADS["type"]
        kind1, kind2 = names[int(types1.argmax())], names[int(types2.argmax())]
        places1, places2 = self._places.get(first.sentence, set()), self._places.get(second.sentence, set())
        between = set().union(*(self._places.get(s, set()) for s in range(first.sentence + 1, second.sentence + 1)))
        out = {
            f"apart={min(apart, 8)}": 1.0,
            f"paragraphs={min(token2.paragraph - token1.paragraph, 5)}": 1.0,
            f"roles={roles}": 1.0,
            f"roles={roles} same sentence={apart == 0}": 1.0,
            f"kinds={'+'.join(sorted((kind1, kind2)))}": 1.0,
            f"same kind={kind1 == kind2}": 1.0,
            "agree": float(types1 @ types2),
            "differ": float(np.abs(types1 - types2).sum()),
            f"place={bool(places1 & places2)},{bool(places1)},{bool(places2)}": float(apart > 0),
            "new places": min(3, len(between - places1)) / 2,
            "log apart": float(np.log1p(apart)),
            f"head={token1.lemma == token2.lemma}": 1.0,
            f"first={first.sentence == 0},{apart > 0}": 1.0,
        }
        if apart:
            out[f"scene={_alike(self._last_places, first.sentence, second.sentence)}"] = 1.0
            out[f"day={_alike(self._last_days, first.sentence, second.sentence)}"] = 1.0
            own_day = _alike([self._days.get(s, set()) for s in (first.sentence, second.sentence)], 0, 1)
            out[f"own day={own_day}"] = 1.0
            out |= {f"cue={c}": 1.0 for c in self._cues[second.sentence]}
            out |= {f"between={c}": 1.0 for s in range(first.sentence + 1, second.sentence) for c in self._cues[s]}
            low, _ = self._view.analysis.sentences[second.sentence]
            out |= {f"opening={t.lemma}": 1.0 for t in tokens[low : low + 4]}
        return out


def _closest(one: Entity, two: Entity) -> list[tuple[Occurrence, Occurrence]]:
    pairs = [(a, b) for a in one.occurrences[:4] for b in two.occurrences[:4]]
    return sorted(pairs, key=lambda p: (-p[0].score * p[1].score, abs(p[0].sentence - p[1].sentence)))[:_CLOSE_PAIRS]


def together(pairing: Pairing, model: Linear, entities: Sequence[Entity]) -> Array:
    """Probability that two entities share an incident, entities × entities."""
    count = len(entities)
    out = np.eye(count, dtype=np.float32)
    rows, owners, weights = [], [], []
    for i in range(count):
        for j in range(i + 1, count):
            for a, b in _closest(entities[i], entities[j]):
                rows.append(pairing.features((entities[i].role, a), (entities[j].role, b)))
                owners.append((i, j))
                weights.append(a.score * b.score)
    best: dict[tuple[int, int], float] = {}
    if rows:
        top = max(weights)
        for owner, weight, p in zip(owners, weights, model.probabilities(rows)[:, 0], strict=True):
            # a weak occurrence near the other shall not join two that are told apart
            best[owner] = max(best.get(owner, 0.0), float(p) * (0.7 + 0.3 * weight / top))
    for (i, j), p in best.items():
        out[i, j] = out[j, i] = p
    return out


def clusters(similarity: Array, weights: Sequence[float], least: float) -> list[list[int]]:
    """Average linkage, weighted, until no two clusters are more alike than `least`."""
    groups = [[i] for i in range(len(weights))]

    def alike(one: list[int], two: list[int]) -> float:
        shares = [(similarity[i, j], weights[i] * weights[j]) for i in one for j in two]
        return float(sum(s * w for s, w in shares) / max(1e-9, sum(w for _, w in shares)))

    while len(groups) > 1:
        score, a, b = max((alike(groups[a], groups[b]), a, b) for a in range(len(groups)) for b in range(a))
        if score < least:
            break
        groups[b] += groups.pop(a)
    return groups


def build(entities: Sequence[Entity], similarity: Array, least: float, share: float) -> list[Event]:
    """Events from clusters of targets; the other fillers join every event they are near enough to.

    Where no target was found, the other fillers make one event.
    """
    seeds = [i for i, e in enumerate(entities) if e.role in TARGETS] or list(range(len(entities)))
    if not seeds:
        return []
    part = similarity[np.ix_(seeds, seeds)]
    events = []
    groups = clusters(part, [entities[i].probability for i in seeds], least)
    scores = np.array([[max(similarity[i, seeds[k]] for k in g) for g in groups] for i in range(len(entities))])
    inside = [{seeds[k] for k in g} for g in groups]
    for at in range(len(groups)):
        members = [(entities[i], 1.0) for i in sorted(inside[at])]
        for i, entity in enumerate(entities):
            if entity.role not in TARGETS and i not in inside[at]:
                near = float(scores[i, at])
                if near >= share or (near == scores[i].max() and not any(i in g for g in inside)):
                    members.append((entity, near))
        events.append(Event(members))
    return events
