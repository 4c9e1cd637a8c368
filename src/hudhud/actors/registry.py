"""Names to actors: aliases, kind, parent, country, years active; and a state's forces by adjective."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from hudhud.codebook import load as load_codebook

_FILE = "registry.yaml"
_LONGEST_ACRONYM = 5


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
        self._names: dict[str, Actor] = {}
        for adjective, (code, country, aliases) in raw["states"].items():
            forces = Actor(f"state-{code.lower()}", f"{adjective} forces", "state_forces", code, None, tuple(aliases))
            self._add(forces, (f"{adjective} forces", adjective, country, *aliases))
        for entry in raw["actors"]:
            kinds[entry["kind"]]
            actor = Actor(**{**entry, "aliases": tuple(entry["aliases"])})
            self._add(actor, (actor.name, *actor.aliases))
        for entry in raw["sources"]:
            source = Actor(entry["id"], entry["name"], "source", entry.get("country"), aliases=tuple(entry["aliases"]))
            self._add(source, (source.name, *source.aliases))
        self.unnamed = tuple(sorted(raw["unnamed"], key=len, reverse=True))
        # Of the descriptions, the single words that by themselves say arms ("gunmen", not "police").
        self.unnamed_words = frozenset(w for w in self.unnamed if " " not in w) - _NOT_ARMED_ALONE
        # Short names only as written ("LeT" is not "let"); longer ones in any case, so that headlines match.
        short = [n for n in self._names if len(n) <= _LONGEST_ACRONYM]
        long = [n for n in self._names if n not in short]
        self._patterns = (_pattern(long, re.IGNORECASE), _pattern(short, 0))
        self._folded = {n.lower(): a for n, a in self._names.items()}

    def _add(self, actor: Actor, names: tuple[str, ...]) -> None:
        self.actors[actor.id] = actor
        for name in names:
            # The first to claim a name keeps it: states come first, then armed groups, then sources.
            self._names.setdefault(name.replace("’", "'"), actor)

    def find(self, text: str) -> list[Match]:
        """Actors named in `text`, left to right, none inside another."""
        plain = text.replace("’", "'")
        found = [
            Match(m.start(), m.end(), self._folded[m.group().lower()])
            for p in self._patterns
            for m in p.finditer(plain)
        ]
        found.sort(key=lambda m: (m.start, -(m.end - m.start)))
        out: list[Match] = []
        for match in found:
            if not out or match.start >= out[-1].end:
                out.append(match)
        return out

    def named(self, name: str) -> Actor | None:
        """The actor that goes by exactly this name."""
        return self._folded.get(name.replace("’", "'").lower())

    def children(self, actor_id: str) -> Iterator[Actor]:
        return (a for a in self.actors.values() if a.parent == actor_id)

    def related(self, one: str, other: str) -> bool:
        """Whether two ids are the same actor, or one is the other's parent."""
        a, b = self.actors.get(one), self.actors.get(other)
        return one == other or (a is not None and a.parent == other) or (b is not None and b.parent == one)


def _pattern(names: list[str], flags: int) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?:{alternatives})(?!\w|-(?:backed|led|supported|made|occupied|held|controlled|allied|sponsored|trained|\w+ed\b))",
        flags,
    )


def source_text() -> str:
    """The YAML itself; its hash is part of a reading's configuration hash."""
    return resources.files("hudhud.actors").joinpath(_FILE).read_text("utf-8")


def digest() -> str:
    """SHA-256 of the registry."""
    return hashlib.sha256(source_text().encode()).hexdigest()


@lru_cache(maxsize=1)
def load() -> Registry:
    """The registry that ships with the package."""
    return Registry(yaml.safe_load(source_text()))
