"""Names to actors: aliases, kind, parent, country, years active; and a state's forces by adjective.

The entries are the YAML files of the folder `registry`, one a region: `states` by adjective, `actors`,
`sources`; `words.yaml` adds descriptions that name nobody, and names that are ordinary words too. An
entry has `id`, `name` (the usual English form), `kind` (a code of the codebook), and where known
`country` or `countries`, `parent`, `years` ("first-last", open where still active) and `aliases`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from hudhud.actors.names import NameIndex, folded
from hudhud.codebook import load as load_codebook

_FOLDER = "registry"

_NOT_ARMED_ALONE = frozenset(
    "soldiers troops police army military herders herdsmen individuals factions tribesmen".split()
)


@dataclass(frozen=True)
class Actor:
    """One entry. `name` is the usual English form; `years` as "first-last", open where still active."""

    id: str
    name: str
    kind: str
    country: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    years: str = ""
    countries: tuple[str, ...] = ()
    """Where it is at home in several countries; `country` is then None."""

    def active_in(self, year: int) -> bool:
        """Whether the year lies within its years; true where they are not known."""
        first, _, last = self.years.partition("-")
        return (not first or int(first) <= year) and (not last or year <= int(last))


@dataclass(frozen=True)
class Match:
    """An actor found at `start:end` of the text searched."""

    start: int
    end: int
    actor: Actor


class Registry:
    """Finds actors in text, the longest name first."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        kinds = load_codebook()["actor_kinds"]
        self.actors: dict[str, Actor] = {}
        # Of several that share a name the first comes first: states, then armed groups, then sources.
        self._bearers: dict[str, list[Actor]] = {}
        self._names = NameIndex(raw.get("as_written", ()))
        for adjective, (code, country, aliases) in raw["states"].items():
            forces = Actor(f"state-{code.lower()}", f"{adjective} forces", "state_forces", code, None, tuple(aliases))
            self._names.add(adjective, adjective=True)
            self._add(forces, (f"{adjective} forces", adjective, country, *aliases))
        for entry in raw["actors"]:
            kinds[entry["kind"]]
            lists = {key: tuple(entry.get(key, ())) for key in ("aliases", "countries")}
            actor = Actor(**{**entry, **lists})
            self._add(actor, (actor.name, *actor.aliases))
        for entry in raw["sources"]:
            aliases = tuple(entry.get("aliases", ()))
            source = Actor(entry["id"], entry["name"], "source", entry.get("country"), aliases=aliases)
            self._add(source, (source.name, *source.aliases))
        self.unnamed = tuple(sorted(raw["unnamed"], key=len, reverse=True))
        # Of the descriptions, the single words that by themselves say arms ("gunmen", not "police").
        self.unnamed_words = frozenset(w for w in self.unnamed if " " not in w) - _NOT_ARMED_ALONE

    def _add(self, actor: Actor, names: tuple[str, ...]) -> None:
        self.actors[actor.id] = actor
        for name in names:
            self._names.add(name)
            bearers = self._bearers.setdefault(folded(name), [])
            if actor not in bearers:
                bearers.append(actor)

    def find(self, text: str, year: int | None = None) -> list[Match]:
        """Actors named in `text`, left to right, none inside another.

        A name that several bear means the one active in `year`, the first of those; else the first.
        """
        return [Match(start, end, self._bearer(name, year)) for start, end, name in self._names.find(text)]

    def named(self, name: str, year: int | None = None) -> Actor | None:
        """The actor that goes by exactly this name; of several, as `find` chooses."""
        key = folded(name)
        return self._bearer(key, year) if key in self._bearers else None

    def bearers(self, name: str) -> tuple[Actor, ...]:
        """All actors that go by this name."""
        return tuple(self._bearers.get(folded(name), ()))

    def _bearer(self, key: str, year: int | None) -> Actor:
        bearers = self._bearers[key]
        if year is None or len(bearers) == 1:
            return bearers[0]
        return next((a for a in bearers if a.active_in(year)), bearers[0])

    def near(self, name: str, most: int = 4) -> list[str]:
        """Names of the registry spelt like this one, the likest first, one for each actor."""
        close = get_close_matches(folded(name), self._bearers, n=3 * most, cutoff=0.65)
        containing = [key for key in self._bearers if len(name) > 3 and folded(name) in key]
        actors = dict.fromkeys(self._bearers[key][0].name for key in [*close[:most], *containing])
        return list(actors)[:most]

    def children(self, actor_id: str) -> Iterator[Actor]:
        return (a for a in self.actors.values() if a.parent == actor_id)

    def above(self, actor_id: str) -> list[Actor]:
        """The actors above one, the nearest first."""
        found: list[Actor] = []
        parent = self.actors.get(actor_id)
        while parent is not None and (parent := self.actors.get(parent.parent or "")) and parent not in found:
            found.append(parent)
        return found

    def related(self, one: str, other: str) -> bool:
        """Whether two ids are the same actor, or one is the other's parent."""
        a, b = self.actors.get(one), self.actors.get(other)
        return one == other or (a is not None and a.parent == other) or (b is not None and b.parent == one)


def _files() -> list[tuple[str, str]]:
    """Name and text of every file, in the order of their names."""
    folder = resources.files("hudhud.actors").joinpath(_FOLDER)
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return [(f.name, f.read_text("utf-8")) for f in files]


def digest() -> str:
    """SHA-256 over all files of the registry; part of a reading's configuration hash."""
    total = hashlib.sha256()
    for name, text in _files():
        total.update(f"{name}\0{text}\0".encode())
    return total.hexdigest()


def source() -> dict[str, Any]:
    """The entries of all files, put together as `Registry` takes them."""
    # The loader in C reads this much YAML eight times as fast; both give the same.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: dict[str, Any] = {"states": {}, "actors": [], "sources": [], "unnamed": [], "as_written": []}
    for _, text in _files():
        for section, entries in yaml.load(text, loader).items():
            if section == "states":
                raw[section] |= entries
            else:
                raw[section] += entries
    return raw


@lru_cache(maxsize=1)
def load() -> Registry:
    """The registry that ships with the package."""
    return Registry(source())
