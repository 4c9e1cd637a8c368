"""From a parsed message and the tagger's view of it to incidents, and from these to templates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muc4_adapter import dates, entities, events, facts, places
from muc4_adapter.analysis import Analysis
from muc4_adapter.entities import Entity
from muc4_adapter.events import Event, Pairing
from muc4_adapter.fills import HEADS
from muc4_adapter.linear import Array, Linear
from muc4_adapter.places import Found, Lexicon
from muc4_adapter.roles import View

Fills = dict[int, list[str]]
"""A template: the fills of each slot, as they are to be written."""

THRESHOLDS = {
    "specific": 0.5, "kept": 0.2, "cluster": 0.5, "share": 0.5, "event": 0.35, "place": 0.4, "link": 0.5,
    "weapon": 0.35, "category": 0.35, "effect": 0.3, "instrument": 0.3, "perp_individual": 0.3,
    "perp_organisation": 0.3, "physical": 0.3, "human_name": 0.3, "human_description": 0.3,
}  # fmt: skip
"""Where a probability suffices; training tunes them."""


@dataclass(frozen=True)
class Lists:
    """The task's closed lists: places, names of nations, and short names of organisations by the long ones."""

    lexicon: Lexicon
    countries: frozenset[str]
    aliases: Mapping[str, str]


@dataclass
class Extractor:
    """The models of all steps and their thresholds."""

    lists: Lists
    models: dict[str, Linear]
    thresholds: dict[str, float] = field(default_factory=lambda: dict(THRESHOLDS))

    def entities(self, view: View, phrase_probabilities: Array) -> list[Entity]:
        """The possible fillers of a message with their probabilities."""
        found = entities.gather(view, entities.occurrences(view, phrase_probabilities), self.lists.aliases)
        if found and "entity" in self.models:
            rows = [entities.features(view, e, found) for e in found]
            for entity, p in zip(found, self.models["entity"].probabilities(rows)[:, 0], strict=True):
                entity.probability = float(p)
        return found

    def kept(self, found: Sequence[Entity]) -> list[Entity]:
        """Those fillers that are probable enough to be looked at with the others; of one phrase, only its best role."""
        best: dict[int, Entity] = {}
        for entity in found:
            rival = best.get(entity.best.phrase.head)
            if rival is None or entity.probability > rival.probability:
                best[entity.best.phrase.head] = entity
        least = self.thresholds["kept"]
        return [e for e in found if e.probability >= least and best[e.best.phrase.head] is e]

    def settled(self, view: View, event: Event, count: int) -> Event:
        """An incident with those of its fillers that belong into its template."""
        if "member" not in self.models or not event.members:
            return event
        rows = [facts.of_member(view, event, e, share, count) for e, share in event.members]
        odds = self.models["member"].probabilities(rows)[:, 0]
        return Event([m for m, p in zip(event.members, odds, strict=True) if p >= self.thresholds[m[0].role]])

    def events(self, view: View, kept: Sequence[Entity], told: Sequence[Found]) -> list[Event]:
        """The incidents that the fillers make."""
        similarity = events.together(Pairing(view, told), self.models["pair"], kept)
        return events.build(kept, similarity, self.thresholds["cluster"], self.thresholds["share"])

    def relevance(self, view: View, event: Event, count: int) -> float:
        """Probability that the key has this incident."""
        return float(self.models["event"].probabilities([facts.of_event(view, event, count)])[0, 0])

    def templates(self, view: View, phrase_probabilities: Array) -> list[Fills]:
        """The templates of a message."""
        return self.from_entities(view, self.entities(view, phrase_probabilities))

    def from_entities(self, view: View, gathered: Sequence[Entity]) -> list[Fills]:
        """The templates that a message's possible fillers make."""
        kept = self.kept(gathered)
        if not kept:
            return []
        told = places.find(view.analysis, self.lists.lexicon, self.lists.countries)
        found = self.events(view, kept, told)
        relevant = [e for e in found if self.relevance(view, e, len(found)) >= self.thresholds["event"]]
        settled = [self.settled(view, event, len(found)) for event in relevant]
        return [self.template(view, event, told, len(found)) for event in settled if event.members]

    def template(self, view: View, event: Event, told: Sequence[Found], count: int) -> Fills:
        """One incident's template."""
        fills: Fills = {}
        features = facts.of_event(view, event, count)
        type_ = self.kind(features)
        fills[4] = [type_]
        fills[5] = [self._best("stage", features)]
        country = self.country(view.analysis, event, told)
        fills[3] = [self.location(view.analysis, event, told, country)]
        if day := self.day(view.analysis, event):
            fills[2] = [day]
        category = self.models["category"].probabilities([features])[0]
        if category.max() >= self.thresholds["category"]:
            fills[8] = [self.models["category"].classes[int(category.argmax())]]
        if type_ not in {"ARSON", "KIDNAPPING"}:
            self._weapons(view, event, features, fills)
        self._perpetrators(view, event, fills)
        if type_ != "KIDNAPPING":
            self._objects(view, event, fills, country)
        self._people(view, event, fills, country)
        return fills

    def kind(self, features: Mapping[str, float]) -> str:
        """The incident's type: ATTACK, which is the more general, unless another is clearly more probable."""
        model = self.models["type"]
        odds = dict(zip(model.classes, map(float, model.probabilities([features])[0]), strict=True))
        general = odds.pop("ATTACK")
        best = max(odds, key=lambda name: odds[name])
        return best if odds[best] >= self.thresholds["specific"] * (odds[best] + general) else "ATTACK"

    def _best(self, model: str, features: Mapping[str, float]) -> str:
        return self.models[model].classes[int(self.models[model].scores([features])[0].argmax())]

    def fact(self, view: View, entity: Entity, head: str, least: float = 0.0) -> str | None:
        """The set fill that a head's model gives a filler, None below `least`."""
        top = entity.occurrences[:3]
        rows = [facts.of_filler(view, o.phrase, head) for o in top]
        scores = self.models[head].probabilities(rows)
        weights = [o.score for o in top]
        mean = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
        best = int(mean.argmax())
        return HEADS[head][best] if mean[best] >= least else None

    def day(self, analysis: Analysis, event: Event) -> str | None:
        """The DATE fill: the day told that is most probably the incident's, else a day up to the dateline's."""
        sentences = event.sentences()
        first = min(sentences, default=0)
        default = f"- {dates.shown(analysis.message.day)}" if analysis.message.day else None
        days = list(dates.told(analysis))
        if not days:
            return default
        model = self.models["date"]
        odds = model.probabilities([dates.features(d, sentences, first) for d in days])[:, 0]
        none = float(model.probabilities([dates.default_features(days, sentences)])[0, 0])
        values: dict[str, float] = {default: none} if default else {}
        for day, p in zip(days, odds, strict=True):
            values[day.fill] = max(values.get(day.fill, 0.0), float(p))
        return max(values, key=lambda v: values[v])

    def country(self, analysis: Analysis, event: Event, told: Sequence[Found]) -> str:
        """The country of an incident."""
        rows = country_rows(analysis, event, told, self.lists.lexicon)
        names = list(rows)
        scores = self.models["country"].scores([rows[n] for n in names])[:, 0]
        return names[int(scores.argmax())]

    def location(self, analysis: Analysis, event: Event, told: Sequence[Found], country: str) -> str:
        """The LOCATION fill within `country`."""
        inner = [t for t in told if not t.is_country and places.settle(t, country)]
        if not inner:
            return country
        counts = Counter(t.name for t in inner)
        sentences = event.sentences()
        rows = [facts.of_place(analysis, t, sentences, counts[t.name]) for t in inner]
        odds = self.models["place"].probabilities(rows)[:, 0]
        order = sorted(range(len(inner)), key=lambda i: -odds[i])
        chosen = [inner[i] for i in order if odds[i] >= self.thresholds["place"]]
        return places.fill(country, chosen, self.lists.lexicon)

    def _weapons(self, view: View, event: Event, features: Mapping[str, float], fills: Fills) -> None:
        for entity, _ in event.of("instrument"):
            fills.setdefault(6, []).append(quoted(entity.text))
            if kind := self.fact(view, entity, "instrument"):
                fills.setdefault(7, []).append(f"{kind}: {quoted(entity.text)}")
        if not event.of("instrument"):
            odds = self.models["weapon"].probabilities([features])[0]
            if odds.max() >= self.thresholds["weapon"]:
                fills[7] = [self.models["weapon"].classes[int(odds.argmax())]]

    def _perpetrators(self, view: View, event: Event, fills: Fills) -> None:
        for entity, _ in event.of("perp_individual"):
            fills.setdefault(9, []).append(quoted(entity.text))
        for entity, _ in event.of("perp_organisation"):
            fills.setdefault(10, []).append(quoted(entity.text))
            fills.setdefault(11, []).append(f"{self.fact(view, entity, 'confidence')}: {quoted(entity.text)}")

    def _objects(self, view: View, event: Event, fills: Fills, country: str) -> None:
        for entity, _ in event.of("physical"):
            name = quoted(entity.text)
            fills.setdefault(12, []).append(name)
            fills.setdefault(13, []).append(f"{self.fact(view, entity, 'physical_type')}: {name}")
            fills.setdefault(14, []).append(f"{facts.number(view.analysis, entity)}: {name}")
            if (nation := places.nationality(entity.text)) and nation != country:
                fills.setdefault(15, []).append(f"{nation}: {name}")
            if effect := self.fact(view, entity, "physical_effect", self.thresholds["effect"]):
                fills.setdefault(16, []).append(f"{effect}: {name}")

    def links(self, view: View, event: Event) -> dict[int, int]:
        """Descriptions that are those of named people: place in `event.of` of the one → place of the other."""
        names = event.of("human_name")
        found = {}
        for at, (other, _) in enumerate(event.of("human_description")):
            rows, owners = [], []
            for number, (name, _) in enumerate(names):
                for a in name.occurrences[:4]:
                    for b in other.occurrences[:4]:
                        rows.append(facts.of_link(view.analysis, a.phrase, b.phrase))
                        owners.append(number)
            if rows:
                odds = self.models["link"].probabilities(rows)[:, 0]
                if odds.max() >= self.thresholds["link"]:
                    found[at] = owners[int(odds.argmax())]
        return found

    def _people(self, view: View, event: Event, fills: Fills, country: str) -> None:
        names = [e for e, _ in event.of("human_name")]
        others = [e for e, _ in event.of("human_description")]
        links = self.links(view, event)
        people: list[tuple[Entity, list[Entity]]] = [
            (name, [others[o] for o, n in links.items() if n == at]) for at, name in enumerate(names)
        ]
        people += [(other, []) for at, other in enumerate(others) if at not in links]
        for person, titles in people:
            tag = quoted(person.text)
            if person.role == "human_name":
                fills.setdefault(18, []).append(tag)
                if titles:
                    title = max(titles, key=lambda t: t.probability)
                    fills.setdefault(19, []).append(f"{quoted(title.text)}: {tag}")
            else:
                fills.setdefault(19, []).append(tag)
            fills.setdefault(20, []).append(f"{self.fact(view, person, 'human_type')}: {tag}")
            fills.setdefault(21, []).append(f"{facts.number(view.analysis, person)}: {tag}")
            nation = places.nationality(" ".join(e.text for e in (person, *titles)))
            if nation and nation != country:
                fills.setdefault(22, []).append(f"{nation}: {tag}")
            if effect := self.fact(view, person, "human_effect", self.thresholds["effect"]):
                fills.setdefault(23, []).append(f"{effect}: {tag}")


def country_rows(
    analysis: Analysis, event: Event, told: Sequence[Found], lexicon: Lexicon
) -> dict[str, dict[str, float]]:
    """The countries that an incident may have been in, with their features."""
    votes = places.country_votes(analysis, told)
    sentences = event.sentences()
    near: dict[str, float] = defaultdict(float)
    for place in told:
        if (sentence := analysis.tokens[place.start].sentence) in sentences:
            country = place.name if place.is_country else ""
            if place.entries:
                country = max(place.entries, key=lambda e: e.weight).country
            near[country] += sentences[sentence]
    near.pop("", None)
    at_home = facts.home(analysis, lexicon)
    total = sum(votes.values()) or 1.0
    shares = {c: v / total for c, v in votes.items()}
    names = list(dict.fromkeys([*votes, *near, *([at_home] if at_home else [])])) or ["COLOMBIA"]
    return {name: facts.of_country(name, at_home, shares, near) for name in names}


def quoted(text: str) -> str:
    """A string fill; a quote within it would end it."""
    return '"' + text.replace('"', "").replace("\\", "").strip() + '"'
