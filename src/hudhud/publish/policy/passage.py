"""Items through a policy: what leaves is built anew from what may, so that what nobody thought of stays."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from hudhud.model import HARM_FIELDS, Incident, Place
from hudhud.model.exports import Item, Reference
from hudhud.publish.policy.figures import guarded, hidden_harms, without_numbers
from hudhud.publish.policy.loading import Policy
from hudhud.publish.policy.moves import moves_told
from hudhud.publish.policy.places import coarsened

_DIGITS = 12
_SAYABLE_FILTERS = frozenset({"since", "until", "status", "aggregate", "conflict", "sources"})
_SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Public:
    """How something goes to the public."""

    policy: Policy
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    """From which the policy's delay counts back."""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Makes public ids: the same key the same ids; a new one ids that nobody can match."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that waits until it is known how its parts left."""

    id: str
    covers: tuple[str, ...]
    hidden: frozenset[str]
    leaving: Item


class Passage:
    """One walk of items through a policy. Afterwards it says how many were held back and why, in counts alone."""

    def __init__(self, public: Public) -> None:
        self.policy = public.policy
        self._public = public
        self.held: Counter[str] = Counter()
        """Incidents held back, by reason."""
        self.hidden = 0
        """Incidents that left without some of their figures."""

    def __call__(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items that may leave, as they may; sums over other incidents last.

        A sum less its parts would tell a part's figure: it keeps its own only where each of its parts left whole.
        """
        whole: set[str] = set()
        seen: set[str] = set()
        sums: list[_Sum] = []
        for item in items:
            if reason := self._held(item):
                self.held[reason] += 1
                continue
            one = item.incident
            hidden = hidden_harms(one, self.policy.rules.minimum)
            seen.add(one.id)
            if item.covers:
                # Without members and claims many may wait.
                sums.append(_Sum(one.id, item.covers, hidden, self._leaving(item, hidden)))
                continue
            if not hidden:
                whole.add(one.id)
            self.hidden += bool(hidden)
            yield self._leaving(item, hidden)
        yield from self._sums(sums, whole, seen)

    def _sums(self, waiting: list[_Sum], whole: set[str], seen: set[str]) -> Iterator[Item]:
        # A sum may cover a sum: the smaller ones settle first.
        while waiting:
            settled = [one for one in waiting if whole.issuperset(one.covers)]
            for one in settled or waiting:
                if not settled:
                    hidden, leaving = frozenset(HARM_FIELDS), _without_figures(one.leaving)
                else:
                    hidden, leaving = one.hidden, one.leaving
                if not hidden:
                    whole.add(one.id)
                self.hidden += bool(hidden)
                yield replace(leaving, covers=tuple(self._name("i", part) for part in one.covers if part in seen))
            if not settled:
                return
            done = {one.id for one in settled}
            waiting = [one for one in waiting if one.id not in done]

    def _held(self, item: Item) -> str | None:
        """Why an incident does not leave; None where it does."""
        one, rules = item.incident, self.policy.rules
        if set(one.types) & set(rules.event_types.held_back):
            return "kind of event"
        newest = one.when.end if one.when else max((r.captured_at.date() for r in item.references), default=None)
        if newest is None:
            return "no day known"
        return "too recent" if newest > self._public.today - timedelta(days=rules.delay.days) else None

    def _leaving(self, item: Item, hidden: frozenset[str]) -> Item:
        one, name = item.incident, self._name("i", item.incident.id)
        rules = self.policy.rules
        actors = list(self._actors(item))
        return Item(
            incident=Incident(
                id=name,
                members=(),
                types=one.types,
                status=one.status,
                aggregate=one.aggregate,
                when=one.when,
                place=self._place(one),
                perpetrators=tuple(actor for actor, _ in actors),
                harms=tuple(guarded(harm, hidden, rules, total=False) for harm in one.harms),
                totals=tuple(guarded(total, hidden, rules, total=True) for total in one.totals),
                conflicts=(),
            ),
            permalink=item.permalink.removesuffix(one.id) + name,
            references=tuple(self._reference(reference) for reference in item.references),
            covered_by=tuple(self._name("i", total) for total in item.covered_by),
            kinds=tuple(kind for _, kind in actors),
            disputed=tuple(about for about in item.disputed if about not in hidden),
            moves=tuple(moves_told(item, hidden, rules, partial(self._name, "r"))),
        )

    def _place(self, one: Incident) -> Place | None:
        rules = self.policy.rules
        finest = rules.places.finest
        if finest == "district" and set(one.types) & set(rules.event_types.wider):
            finest = "province"
        return coarsened(one.place, finest, rules.places.cell) if one.place else None

    def _actors(self, item: Item) -> Iterator[tuple[str, str | None]]:
        """Parties that the registry knows, and descriptions that fit many; a report's other words may be a name."""
        one = item.incident
        kinds = item.kinds if len(item.kinds) == len(one.perpetrators) else (None,) * len(one.perpetrators)
        for name, kind in zip(one.perpetrators, kinds, strict=True):
            if (kind is not None and kind != _SOURCE) or name.casefold() in self.policy.rules.sayable:
                yield name, kind

    def _reference(self, one: Reference) -> Reference:
        """A report by its outlet, where that is one of the policy's; else that there is one."""
        outlet = self.policy.rules.outlet_of(one.publisher, one.url)
        publisher, url = outlet or (None, None)
        captured = one.captured_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return Reference(
            document_id=self._name("d", one.document_id),
            doc_id=self._name("r", one.doc_id),
            title=None,
            publisher=publisher,
            author=None,
            published=one.published if outlet else None,
            url=url,
            language=one.language if outlet else "und",
            captured_at=captured,
            repeats=self._name("r", one.repeats) if one.repeats else None,
        )

    def _name(self, kind: str, name: str) -> str:
        """Ids are hashes of what anyone may hold and try: only a keyed one cannot be matched."""
        return kind + hmac.new(self._public.key, f"{kind}:{name}".encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _without_figures(item: Item) -> Item:
    one = item.incident
    bare = {"harms": tuple(map(without_numbers, one.harms)), "totals": tuple(map(without_numbers, one.totals))}
    return replace(item, incident=one.model_copy(update=bare))


def said_in_public(filter_query: dict[str, str]) -> dict[str, str]:
    """What a filter asked for, without what would tell a place, a name, a report or a figure of those it found."""
    return {name: value if name in _SAYABLE_FILTERS else "…" for name, value in filter_query.items()}
