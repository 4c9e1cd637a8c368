"""The pages of a site, each from its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from hudhud.model import HARM_FIELDS
from hudhud.model.exports import Item, Reference
from hudhud.publish.exports import PROFILES
from hudhud.publish.policy import Policy
from hudhud.publish.site.cards import Card, Line, Summing, headline, where_words, whole_year
from hudhud.publish.site.manifest import Build, Manifest
from hudhud.publish.site.rendering import INCIDENT_PAGE, render

_IN_A_LIST = 100
_LATEST = 8
_NAMED = 200
"""So many incidents of each kind are named of one build on the page of changes."""
_BUILDS = 20
_PLACES = 200


@dataclass(frozen=True, slots=True)
class Year:
    """The incidents of one year; of those that may lie in several, or in none that is told, where `year` is None."""

    year: int | None
    incidents: int
    killed: Line | None


@dataclass(frozen=True, slots=True)
class Where:
    """A place, and how many incidents were there."""

    words: str
    incidents: int


class Pages:
    """Writes pages that share a frame, and know of each other."""

    def __init__(
        self, folder: Path, title: str, feed: bool, cards: Sequence[Card], made: Manifest, policy: Policy | None
    ) -> None:
        self._folder = folder
        self._cards = cards
        self._made = made
        self._by_id = {one.id: one for one in cards}
        self._shared: dict[str, Any] = {
            "title": title, "feed": feed, "public": policy is not None, "header": made.header,
            "day_of": made.builds[0].day if made.builds else None,
            "rules": policy.rules if policy else None, "sentences": policy.rules.sentences() if policy else [],
        }  # fmt: skip

    def overview(self, sums: Summing) -> None:
        """The first page."""
        days = [one.incident.when for one in self._cards if one.incident.when]
        self._page("overview.html", "index.html", "overview", cards=self._cards, latest=self._cards[:_LATEST],
                   lines=sums(self._cards), years=_years(self._cards, sums),
                   first=min((w.start for w in days), default=None), last=max((w.end for w in days), default=None),
                   newest=self._made.builds[0] if self._made.builds else None)  # fmt: skip

    def lists(self) -> None:
        """All incidents, some to a page; the first page has the search too."""
        pages = max(1, -(-len(self._cards) // _IN_A_LIST))
        types = dict.fromkeys(sorted(kind for one in self._cards for kind in one.incident.types))
        harms = [harm for harm in HARM_FIELDS if any(one.total(harm) for one in self._cards)]
        for number in range(1, pages + 1):
            some = self._cards[(number - 1) * _IN_A_LIST : number * _IN_A_LIST]
            self._page("incidents.html", _list_page(number), "incidents", cards=some, number=number, pages=pages,
                       found=len(self._cards), numbers=_near(number, pages), list_page=_list_page,
                       types=list(types), harms=harms)  # fmt: skip

    def map(self) -> None:
        """The map, and the same in words."""
        places: dict[str, int] = {}
        for one in self._cards:
            words = where_words(one.incident)
            places[words] = places.get(words, 0) + 1
        found = sorted((Where(words, n) for words, n in places.items()), key=lambda w: (-w.incidents, w.words))
        self._page("map.html", "map.html", "map", places=found[:_PLACES], more=max(0, len(found) - _PLACES))

    def changes(self) -> None:
        """What each build changed, the newest first."""
        self._page("changes.html", "changes.html", "changes", builds=self._made.builds[:_BUILDS], named=self._named)

    def _named(self, build: Build, kind: str) -> list[tuple[str, str | None, list[str]]]:
        """Id, headline and what changed, of some that a build changed; of what is no longer there no headline."""
        changed = dict(build.changed_ids) if kind == "changed" else {}
        given: Sequence[str] = list(changed) if kind == "changed" else getattr(build, f"{kind}_ids")
        found = []
        for name in given[:_NAMED]:
            card = self._by_id.get(name)
            found.append((name, headline(card.incident) if card else None, changed.get(name, [])))
        return found

    def downloads(self, files: Sequence[tuple[str, str]]) -> None:
        """The files, what each is and cannot hold."""
        told = [(PROFILES[name], file, (self._folder / file).stat().st_size) for name, file in files]
        about = {one.name: f"{one.about[0].upper()}{one.about[1:]}." for one, _, _ in told}
        self._page("downloads.html", "downloads.html", "downloads", files=told, about=about)

    def about(self) -> None:
        """Method, policy and limits."""
        self._page("about.html", "about.html", "about")

    def incident(self, item: Item) -> None:
        """One incident's own page."""
        one, references = item.incident, item.references
        named = [r for r in references if r.publisher or r.title or r.url]
        values = {
            "card": self._by_id[one.id],
            "item": item,
            "one": one,
            "entry": self._made.items[one.id],
            "actors": list(zip_longest(one.perpetrators, item.kinds)),
            "named": named,
            "unnamed": len(references) - len(named),
            "repeated": _repeated(references),
            "moved": len(item.moves) > len({(move.harm, move.group) for move in item.moves}),
            "covers": self._linked(item.covers),
            "covered_by": self._linked(item.covered_by),
        }
        self._page("incident.html", INCIDENT_PAGE.format(id=one.id), "", up="../", **values)

    def _linked(self, names: Sequence[str]) -> list[tuple[str, Card | None]]:
        """Other incidents; without a card, what is not on the site."""
        return [(name, self._by_id.get(name)) for name in names]

    def withdrawn(self, name: str) -> None:
        """The page of an incident that is no longer there: that it was withdrawn, and nothing else."""
        self._page("withdrawn.html", INCIDENT_PAGE.format(id=name), "", up="../")

    def _page(self, template: str, file: str, here: str, *, up: str = "", **values: Any) -> None:
        render(template, self._folder / file, up=up, here=here, **self._shared, **values)


def _years(cards: Sequence[Card], sums: Summing) -> list[Year]:
    by_year: dict[int | None, list[Card]] = {}
    for one in cards:
        by_year.setdefault(whole_year(one.incident), []).append(one)
    found = []
    for year in sorted(by_year, key=lambda y: (y is None, -(y or 0))):
        own = by_year[year]
        found.append(Year(year, len(own), next((one for one in sums(own) if one.harm == "killed"), None)))
    return found


def _list_page(number: int) -> str:
    return "incidents.html" if number == 1 else f"incidents-{number}.html"


def _near(number: int, pages: int) -> list[int | None]:
    """The pages that are linked to: the ends and those around; None for those between."""
    shown = sorted({1, pages, *range(max(1, number - 2), min(pages, number + 2) + 1)})
    found: list[int | None] = []
    for one in shown:
        if found and found[-1] is not None and one > found[-1] + 1:
            found.append(None)
        found.append(one)
    return found


def _repeated(references: Sequence[Reference]) -> dict[str, str]:
    """By a report's name, who published the story that it repeats."""
    outlet = {r.doc_id: r.publisher for r in references}
    return {r.doc_id: outlet.get(r.repeats) or "" for r in references if r.repeats}
