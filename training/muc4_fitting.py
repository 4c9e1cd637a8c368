"""Fits the adapter's models to keyed messages. For training only: needs scikit-learn and the keys."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from muc4_adapter import dates, entities, events, extractor, facts, keys, places
from muc4_adapter.analysis import Analysis, Phrase
from muc4_adapter.entities import Entity, Occurrence
from muc4_adapter.events import Event, Pairing
from muc4_adapter.extractor import Extractor, Lists
from muc4_adapter.fills import ASKED, CATEGORIES, HEADS, INSTRUMENTS, ROLE_SLOTS, ROLES, STAGES, TYPES
from muc4_adapter.keys import Filler
from muc4_adapter.linear import Array, Features, Linear, key_of
from muc4_adapter.roles import View
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

FOLDS = 3
_SEED = 4


@dataclass
class Case:
    """A keyed message: the tagger's view of it (of a tagger not fitted to it), its key, its fillers in the text."""

    view: View
    templates: list[Any]
    fillers: list[Filler]

    @property
    def id(self) -> str:
        return self.view.analysis.message.id

    @property
    def analysis(self) -> Analysis:
        return self.view.analysis


def fold(name: str, count: int = FOLDS, salt: str = "") -> int:
    """The fold of a message, by the hash of its id."""
    return int(hashlib.sha256((salt + name).encode()).hexdigest(), 16) % count


class Rows:
    """Feature rows with a label for each class, to which a model is fitted."""

    def __init__(self, classes: Sequence[str]) -> None:
        self.classes = tuple(classes)
        self.rows: list[Features] = []
        self.labels: list[Sequence[float]] = []
        self.weights: list[float] = []

    def add(self, row: Features, labels: Sequence[float], weight: float = 1.0) -> None:
        """Add one row."""
        self.rows.append(row)
        self.labels.append(labels)
        self.weights.append(weight)

    def fit(self, strength: float, least: int = 3) -> Linear:
        """L2-regularised logistic regressions (inverse strength `strength`), one for each class."""
        counts = Counter(name for row in self.rows for name in row)
        names = sorted((n for n, c in counts.items() if c >= least), key=key_of)
        index = {n: i for i, n in enumerate(names)}
        data, columns, ends = [], [], [0]
        for row in self.rows:
            for name, value in row.items():
                if (at := index.get(name)) is not None and value:
                    columns.append(at)
                    data.append(value)
            ends.append(len(columns))
        matrix = csr_matrix((data, columns, ends), shape=(len(self.rows), len(names)), dtype=np.float64)
        labels = np.asarray(self.labels, dtype=np.float64)
        weights = np.asarray(self.weights)
        coefficients = np.zeros((len(names), len(self.classes)), dtype=np.float32)
        bias = np.full(len(self.classes), -6.0, dtype=np.float32)
        for k in range(len(self.classes)):
            goal = labels[:, k] > 0.5
            if not goal.any():
                continue
            if goal.all():
                bias[k] = 6.0
                continue
            model = LogisticRegression(C=strength, solver="liblinear", random_state=_SEED, intercept_scaling=3.0)
            model.fit(matrix, goal, sample_weight=weights)
            coefficients[:, k] = model.coef_[0]
            bias[k] = model.intercept_[0]
        hashes = np.array([key_of(n) for n in names], dtype=np.uint32)
        return Linear(self.classes, hashes, coefficients, bias)


def _one_hot(values: Iterable[str], classes: Sequence[str]) -> list[float]:
    wanted = set(values)
    return [float(c in wanted) for c in classes]


# ------------------------------------------------------------------ phrases and entities


def phrase_rows(cases: Sequence[Case]) -> tuple[Rows, list[list[int]]]:
    """Rows of the phrases that the tagger does not rule out, and which phrases of each message they are."""
    rows = Rows(ROLES)
    chosen = []
    compare = keys.scorer().compare_strings
    for case in cases:
        likely = case.view.likely()
        chosen.append(likely)
        for at in likely:
            phrase = case.analysis.phrases[at]
            text = case.analysis.text(phrase)
            labels = [0.0] * len(ROLES)
            weight = 1.0
            for filler in case.fillers:
                k = ROLES.index(filler.role)
                if any(a < phrase.end and b > phrase.start for a, b in filler.sure):
                    fit = max(compare(v, text) for v in filler.values)
                    labels[k] = max(labels[k], fit)
                elif any(a < phrase.end and b > phrase.start for a, b in filler.spans):
                    weight = 0.2
            rows.add(case.view.features(phrase), labels, weight)
    return rows, chosen


def entity_label(entity: Entity, case: Case) -> bool:
    """Whether some template of the key has the filler, at least in part."""
    compare = keys.scorer().compare_strings
    slot = ROLE_SLOTS[entity.role]
    return any(compare(v, entity.text) > 0 for t in case.templates for f in t.slots.get(slot, []) for v in f.values)


# ------------------------------------------------------------------ gold fillers


def pair_rows(cases: Sequence[Case], lists: Lists) -> Rows:
    """Rows of pairs of key fillers in a message: do they share a template?"""
    rows = Rows(("together",))
    for case in cases:
        told = places.find(case.analysis, lists.lexicon, lists.countries)
        pairing = Pairing(case.view, told)
        spans: dict[tuple[str, tuple[int, int]], set[int]] = defaultdict(set)
        for filler in case.fillers:
            for span in filler.sure[:4]:
                spans[filler.role, span].add(filler.template)
        items = [(role, _occurrence(case.analysis, span), t) for (role, span), t in sorted(spans.items())]
        pairs = [(a, b) for i, a in enumerate(items) for b in items[i + 1 :]]
        for a, b in pairs[:: 1 + len(pairs) // 300]:
            rows.add(pairing.features(a[:2], b[:2]), [float(bool(a[2] & b[2]))], 1 / (1 + len(pairs) / 30))
    return rows


def _occurrence(analysis: Analysis, span: tuple[int, int]) -> Occurrence:
    inside = [i for i in range(*span) if not span[0] <= analysis.tokens[i].head < span[1]] or [span[1] - 1]
    return Occurrence(Phrase(*span, inside[-1], "key"), 1.0, analysis.tokens[span[0]].sentence)


def fact_rows(cases: Sequence[Case]) -> dict[str, Rows]:
    """Rows of key fillers for the set fills told of them."""
    rows = {head: Rows(HEADS[head]) for head in ASKED if head not in {"type", "stage", "category"}}
    for case in cases:
        for filler in case.fillers:
            for head, own in rows.items():
                slot, roles = ASKED[head]
                if filler.role in roles and (slot in filler.facts or head.endswith("effect")):
                    for span in filler.sure[:3]:
                        phrase = _occurrence(case.analysis, span).phrase
                        labels = _one_hot(filler.facts.get(slot, ()), HEADS[head])
                        own.add(facts.of_filler(case.view, phrase, head), labels, 1 / min(3, len(filler.sure)))
    return rows


def link_rows(cases: Sequence[Case]) -> Rows:
    """Rows of key names and descriptions of one template: is the one the other's?"""
    rows = Rows(("link",))
    words = keys.scorer().words
    for case in cases:
        for name in (f for f in case.fillers if f.role == "human_name"):
            own = {words(v) for v in name.values}
            for other in (f for f in case.fillers if f.role == "human_description" and f.template == name.template):
                told = [f for f in case.templates[other.template].slots.get(19, []) if f.values == other.values]
                linked = any(words(t) in own for f in told for t in f.tags)
                best = min(((a, b) for a in name.sure for b in other.sure), key=lambda p: abs(p[0][0] - p[1][0]))
                first, second = (_occurrence(case.analysis, s).phrase for s in best)
                rows.add(facts.of_link(case.analysis, first, second), [float(linked)])
    return rows


# ------------------------------------------------------------------ found events


def matching(event: Event, case: Case) -> Any | None:
    """The key template that an event found shares most fillers with, targets counting twice."""
    compare = keys.scorer().compare_strings
    best, score = None, 0.0
    for template in case.templates:
        total = 0.0
        for entity, share in event.members:
            for fill in template.slots.get(ROLE_SLOTS[entity.role], []):
                if any(compare(v, entity.text) > 0 for v in fill.values):
                    total += share * entity.probability * (2 if entity.role in events.TARGETS else 1)
                    break
        if total > score:
            best, score = template, total
    return best


@dataclass
class Found:
    """An event found in a message, how many there are in it, the places told, and the key's template for it."""

    case: Case
    event: Event
    count: int
    told: list[places.Found]
    template: Any | None


def event_rows(found: Sequence[Found], lists: Lists) -> dict[str, Rows]:
    """Rows of events found, for everything that is asked of a whole incident."""
    rows = {
        "event": Rows(("event",)), "type": Rows(TYPES), "stage": Rows(STAGES), "category": Rows(CATEGORIES),
        "weapon": Rows(INSTRUMENTS), "date": Rows(("date",)), "place": Rows(("place",)),
        "country": Rows(("country",)), "member": Rows(("member",)),
    }  # fmt: skip
    for one in found:
        features = facts.of_event(one.case.view, one.event, one.count)
        rows["event"].add(features, [float(one.template is not None)])
        _add_members(rows["member"], one)
        if one.template is None:
            continue
        slots = one.template.slots
        for head, slot in (("type", 4), ("stage", 5), ("category", 8)):
            rows[head].add(features, _one_hot([v for f in slots.get(slot, []) for v in f.values], HEADS[head]))
        if slots[4][0].values[0] not in {"ARSON", "KIDNAPPING"}:
            rows["weapon"].add(features, _one_hot([v for f in slots.get(7, []) for v in f.values], INSTRUMENTS))
        _add_date(rows["date"], one)
        _add_places(rows, one, lists)
    return rows


def _add_members(rows: Rows, one: Found) -> None:
    compare = keys.scorer().compare_strings
    for entity, share in one.event.members:
        fills = one.template.slots.get(ROLE_SLOTS[entity.role], []) if one.template else []
        right = any(compare(v, entity.text) > 0 for f in fills for v in f.values)
        # in an incident that will be left out it matters little what is in it
        weight = 1.0 if one.template else 0.3
        rows.add(facts.of_member(one.case.view, one.event, entity, share, one.count), [float(right)], weight)


def _add_date(rows: Rows, one: Found) -> None:
    analysis = one.case.analysis
    values = [v for f in one.template.slots.get(2, []) for v in f.values]
    sentences = one.event.sentences()
    first = min(sentences, default=0)
    days = list(dates.told(analysis))
    hit = False
    compare = keys.scorer().compare_dates
    for day in days:
        right = any(compare(v, day.fill) == 1 for v in values)
        hit = hit or right
        rows.add(dates.features(day, sentences, first), [float(right)])
    if days and analysis.message.day:
        default = f"- {dates.shown(analysis.message.day)}"
        right = any(compare(v, default) == 1 for v in values)
        rows.add(dates.default_features(days, sentences), [float(right)])


def _add_places(rows: Mapping[str, Rows], one: Found, lists: Lists) -> None:
    paths = [v for f in one.template.slots.get(3, []) for v in f.values]
    countries = {p.split(":")[0].split(" - ")[0].strip() for p in paths}
    for name, row in extractor.country_rows(one.case.analysis, one.event, one.told, lists.lexicon).items():
        rows["country"].add(row, [float(name in countries)])
    parts = {n.split("(")[0].strip() for p in paths for n in p.replace(" - ", ":").split(":")[1:]}
    inner = [t for t in one.told if not t.is_country and any(places.settle(t, c) for c in countries)]
    counts = Counter(t.name for t in inner)
    sentences = one.event.sentences()
    for place in inner:
        row = facts.of_place(one.case.analysis, place, sentences, counts[place.name])
        rows["place"].add(row, [float(place.name in parts)])


# ------------------------------------------------------------------ all of it

STRENGTHS = {"phrase": 0.05, "entity": 0.1, "pair": 0.02, "fact": 0.3, "link": 0.3, "event": 0.02, "type": 0.15,
             "stage": 0.02, "category": 0.05, "weapon": 0.05, "date": 0.1, "place": 0.1, "country": 0.1,
             "member": 0.05}  # fmt: skip


def find_events(made: Extractor, case: Case, probabilities: Array, kept: Sequence[Entity] | None = None) -> list[Found]:
    """The events that an extractor finds in a message."""
    told = places.find(case.analysis, made.lists.lexicon, made.lists.countries)
    chosen = made.kept(made.entities(case.view, probabilities)) if kept is None else kept
    found = made.events(case.view, chosen, told)
    return [Found(case, event, len(found), told, matching(event, case)) for event in found]


def gather(cases: Sequence[Case], made: Extractor, say: Callable[[str], None]) -> list[list[Entity]]:
    """Fit the models of phrases and entities; the entities of each message, by models that did not see it."""
    rows, chosen = phrase_rows(cases)
    say(f"phrases: {len(rows.rows)}")
    made.models["phrase"] = rows.fit(STRENGTHS["phrase"])
    unseen = _crossed(cases, rows, chosen)
    gathered = [made.entities(c.view, p) for c, p in zip(cases, unseen, strict=True)]
    entity_rows, owners = Rows(("filler",)), []
    for at, (case, own) in enumerate(zip(cases, gathered, strict=True)):
        for entity in own:
            entity_rows.add(entities.features(case.view, entity, own), [float(entity_label(entity, case))])
            owners.append(at)
    made.models["entity"] = entity_rows.fit(STRENGTHS["entity"])
    _cross_entities(cases, gathered, entity_rows, owners)
    say(f"entities: {len(owners)}")
    return gathered


def fit(cases: Sequence[Case], lists: Lists, say: Callable[[str], None] = print) -> Extractor:
    """An extractor fitted to keyed messages; later models see the earlier ones' values on messages unseen by them."""
    made = Extractor(lists, {})
    gathered = gather(cases, made, say)
    fit_events(cases, made, gathered, say)
    return made


def fit_events(
    cases: Sequence[Case], made: Extractor, gathered: Sequence[list[Entity]], say: Callable[[str], None]
) -> None:
    """Fit the models of pairs, set fills and events to entities of models that did not see their messages."""
    lists = made.lists
    made.models["pair"] = pair_rows(cases, lists).fit(STRENGTHS["pair"])
    for head, own_rows in fact_rows(cases).items():
        made.models[head] = own_rows.fit(STRENGTHS["fact"])
    made.models["link"] = link_rows(cases).fit(STRENGTHS["link"])
    found = [
        one for case, own in zip(cases, gathered, strict=True)
        for one in find_events(made, case, np.zeros(0, np.float32), made.kept(own))
    ]  # fmt: skip
    say(f"events: {len(found)}, of the key: {sum(f.template is not None for f in found)}")
    for name, event_row in event_rows(found, lists).items():
        made.models[name] = event_row.fit(STRENGTHS[name])


def _part(rows: Rows, chosen: Sequence[int]) -> Rows:
    part = Rows(rows.classes)
    for i in chosen:
        part.add(rows.rows[i], rows.labels[i], rows.weights[i])
    return part


def _crossed(cases: Sequence[Case], rows: Rows, chosen: Sequence[Sequence[int]]) -> list[Array]:
    owners = np.repeat([fold(c.id) for c in cases], [len(c) for c in chosen])
    models = [_part(rows, np.flatnonzero(owners != k).tolist()).fit(STRENGTHS["phrase"]) for k in range(FOLDS)]
    return [c.view.probabilities(models[fold(c.id)]) for c in cases]


def _cross_entities(cases: Sequence[Case], gathered: Sequence[list[Entity]], rows: Rows, owners: Sequence[int]) -> None:
    parts = np.array([fold(cases[o].id) for o in owners])
    flat = [e for own in gathered for e in own]
    for k in range(FOLDS):
        model = _part(rows, np.flatnonzero(parts != k).tolist()).fit(STRENGTHS["entity"])
        inside = np.flatnonzero(parts == k)
        for i, p in zip(inside, model.probabilities([rows.rows[i] for i in inside])[:, 0], strict=True):
            flat[i].probability = float(p)
