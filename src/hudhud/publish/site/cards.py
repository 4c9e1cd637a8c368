"""What a site keeps of each incident in memory: enough for lists, sums and links; the rest is on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hudhud.codebook.countries import countries
from hudhud.model import Assessment, Incident
from hudhud.model.exports import Item
from hudhud.publish.policy.figures import LEFT_OUT
from hudhud.publish.site.words import say
from hudhud.publish.terminal import bounds, date_words, place_words


@dataclass(frozen=True, slots=True)
class Card:
    """An incident in a list."""

    incident: Incident
    """Without members and claims."""
    reports: int
    covers: tuple[str, ...]
    covered_by: tuple[str, ...]
    disputed: bool

    @property
    def id(self) -> str:
        return self.incident.id

    @property
    def is_sum(self) -> bool:
        """Holds what other incidents hold too, and is never added to them."""
        return self.incident.aggregate or bool(self.covers)

    def total(self, harm: str) -> Assessment | None:
        """The figure of a harm over everybody; None where nothing is said of it."""
        return next((t for t in self.incident.totals if t.harm == harm), None)


def card_of(item: Item) -> Card:
    """What stays in memory."""
    one = item.incident
    bare = {
        "members": (),
        "conflicts": (),
        "harms": tuple(map(_bare, one.harms)),
        "totals": tuple(map(_bare, one.totals)),
    }
    return Card(one.model_copy(update=bare), len(item.references), item.covers, item.covered_by,
                bool(item.disputed or one.conflicts))  # fmt: skip


def _bare(one: Assessment) -> Assessment:
    return one.model_copy(update={"claims": (), "reason": "", "by": ()})


def in_order(cards: Iterable[Card]) -> list[Card]:
    """The latest first, those without a day last, the same order always."""

    def rank(one: Card) -> tuple[bool, int, int, str]:
        when = one.incident.when
        return when is None, -when.end.toordinal() if when else 0, -when.start.toordinal() if when else 0, one.id

    return sorted(cards, key=rank)


def left_out(one: Assessment) -> bool:
    """Whether the policy kept the figure back."""
    return LEFT_OUT in one.notes


def figure_words(one: Assessment) -> str:
    """A reported range: "16", "≥16", "16–24", "dozens"; that it has no number, or was left out, where that is so."""
    if left_out(one):
        return say("figure.left_out")
    told = one.low is not None or one.high is not None or one.words
    return bounds(one.low, one.high, one.words) if told else say("figure.unnumbered")


def kind_words(one: Incident) -> str:
    """What happened: "attack, armed clash"."""
    return ", ".join(plain(kind) for kind in one.types) or say("incident.no_kind")


def where_words(one: Incident, *, closeness: bool = True) -> str:
    """The place with its country's name and, unless that is said elsewhere, how closely it is fixed."""
    place = one.place
    if place is None:
        return say("incident.no_place")
    country = countries().get(place.country or "")
    name = country.name if country and place.name != country.name else None
    # On a point no closeness is said; the words for one that is near stay.
    said = place.precision if closeness or place.precision == "near" else "exact"
    return place_words(place.model_copy(update={"country": name, "precision": said}))


def when_words(one: Incident) -> str:
    """The date, no closer than it is told."""
    return date_words(one.when) if one.when else say("incident.no_date")


def headline(one: Incident) -> str:
    """An incident in one line: its worst figure, or what happened, with place and date."""
    told = (t for t in one.totals if t.low is not None or t.high is not None or t.words)
    worst = next(told, None)
    what = f"{figure_words(worst)} {worst.harm}" if worst else kind_words(one)
    return f"{what} · {where_words(one)} · {when_words(one)}"


def plain(code: str) -> str:
    """A code without its underscores."""
    return code.replace("_", " ")


def whole_year(one: Incident) -> int | None:
    """The year in which it lies; None where it may lie in another, or no day is told."""
    when = one.when
    return when.start.year if when and when.start.year == when.end.year else None


@dataclass(frozen=True, slots=True)
class Line:
    """How many people suffered a harm in several incidents, nobody counted twice."""

    harm: str
    low: int | None
    """None where no figure says how many at least."""
    best: int | None
    """None where no incident has a best figure or a lower bound."""
    high: int | None
    """None where some incident leaves it open."""
    incidents: int
    """Those with a figure in the sum."""
    without: int
    """Those of which such a harm is told without a figure, or whose figure was left out."""


Summing = Callable[[Sequence[Card]], Sequence[Line]]
"""The sums over some incidents, a line a harm, in the codebook's order."""


def day_number(day: date | None) -> int | None:
    """Days since 1970-01-01, as scripts count."""
    return (day - date(1970, 1, 1)).days if day else None
