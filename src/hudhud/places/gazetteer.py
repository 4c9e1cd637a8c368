"""Look places up by name: ranked entries, best first.

The countries that a document speaks of weigh most; then how the name matched, how well known and how
large the place is, and how near to what else the document names.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hudhud.errors import GazetteerError
from hudhud.places.build import Progress, build
from hudhud.places.geometry import distance_km
from hudhud.places.ranking import Candidate, Matched, likeness_to, score
from hudhud.places.sources import SCHEMA_VERSION, Kind, content_key
from hudhud.places.spelling import ARTICLE_COUNTRIES, fold, key_of_folded

_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer, as it matched a name."""

    id: str
    name: str
    kind: Kind
    country: str | None
    admin1: str | None
    """GeoNames code of the first-order division ("SY.11")."""
    admin1_name: str | None
    lat: float | None
    lon: float | None
    population: int
    fame: int
    """In how many names GeoNames knows it."""
    matched: Matched = "exact"
    spelling: str = ""
    """The known name that matched."""
    score: float = 0.0
    own: bool = False
    """Whether it is the entry's own name, and no alias, that matched."""
    capital: bool = False


def cache_folder() -> Path:
    """Where built gazetteers are kept."""
    if own := os.environ.get("HUDHUD_CACHE"):
        return Path(own).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "hudhud"
    except RuntimeError as error:
        raise GazetteerError("no home folder to keep the gazetteer in; set HUDHUD_CACHE to a folder") from error


def default_path() -> Path:
    """The file for the installed packages and this version's rules; another content is another file."""
    return cache_folder() / f"gazetteer-{content_key()}.sqlite"


class Gazetteer:
    """A built gazetteer, opened for reading. Safe to share between threads for reading."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._db = db
        self.meta: dict[str, str] = dict(db.execute("SELECT key, value FROM meta"))
        if self.meta.get("schema") != str(SCHEMA_VERSION):
            raise sqlite3.DatabaseError("made by another version of hudhud")
        rows = db.execute("SELECT code, name, neighbours, n, capital FROM country").fetchall()
        self._countries = {code: (name, tuple(filter(None, borders.split(",")))) for code, name, borders, *_ in rows}
        self._country_row: dict[str, int] = {code: n for code, _, _, n, _ in rows}
        self.capitals: frozenset[str] = frozenset(capital for *_, capital in rows if capital)
        self._words: dict[str, str] = dict(db.execute("SELECT folded, code FROM country_word"))
        provinces = db.execute("SELECT admin1, name FROM entry WHERE kind = 'admin1' ORDER BY n DESC")
        self._admin1: dict[str, str] = dict(provinces.fetchall())
        self._lookup = lru_cache(maxsize=50_000)(self._look)
        self.bearing = lru_cache(maxsize=5_000)(self._bearing)

    @classmethod
    def open(
        cls, path: Path | None = None, *, build_if_missing: bool = False, progress: Progress | None = None
    ) -> Gazetteer:
        """The gazetteer at `path`, or the default one."""
        file = path or default_path()
        if not file.is_file():
            if not build_if_missing:
                raise GazetteerError(f"no gazetteer at {file}; run: hudhud gazetteer build")
            build(file, progress)
        db: sqlite3.Connection | None = None
        try:
            db = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            return cls(db, file)
        except (sqlite3.Error, ValueError) as error:
            if db is not None:
                db.close()
            raise GazetteerError(
                f"the gazetteer at {file} is damaged ({error}); delete it and run: hudhud gazetteer build"
            ) from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def lookup(
        self,
        name: str,
        *,
        countries: Sequence[str] = (),
        near: tuple[float, float] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> list[Entry]:
        """Entries that `name` may mean, best first; empty where there is none.

        `countries` are the ISO codes of the countries that the document speaks of, the main one first.
        Only with them is the bold, vowel-less comparison tried. `near` is a point to prefer.
        """
        wanted = tuple(sorted(kinds)) if kinds is not None else None
        return list(self._lookup(name[:200], tuple(countries), near, wanted))

    def _look(
        self, name: str, countries: tuple[str, ...], near: tuple[float, float] | None, kinds: tuple[Kind, ...] | None
    ) -> tuple[Entry, ...]:
        plain, bare = fold(name), fold(name, article=True)
        if not plain:
            return ()
        found = self._by_spelling(name, plain, bare)
        home = set(countries)
        if home and not any(c.country in home and (kinds is None or c.kind in kinds) for c in found):
            found += self._by_sound(bare, countries)
        if kinds is not None:
            found = [c for c in found if c.kind in kinds]
        next_door = {code for country in countries for code in self.neighbours(country)}
        scored = [(score(c, countries, next_door, near), c) for c in found]
        # Ids settle ties, so that a look-up gives the same list on every machine.
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        return tuple(self._entry(c, points) for points, c in scored[:_AT_MOST])

    def _bearing(self, name: str) -> tuple[Entry, ...]:
        """All that a name, an abbreviation ("Ill.") or an adjective ("Syrian") may mean, in no order."""
        asked = " ".join(name.split())
        found = {c.id: self._entry(c, 0.0) for c in self._by_spelling(asked, fold(asked), fold(asked, article=True))}
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM entry e WHERE e.n = ?1 OR e.n IN (SELECT n FROM written WHERE words = ?2)",
            (self._country_row.get(self.country(asked) or ""), asked),
        )
        for row in rows:
            if row[0] not in found:
                found[row[0]] = self._entry(_candidate(row, "written", asked, 0.0), 0.0)
        return tuple(found.values())

    def _by_spelling(self, name: str, plain: str, bare: str) -> list[Candidate]:
        rows = self._db.execute(
            f"SELECT {_COLUMNS}, s.name, s.folded FROM spelling s JOIN entry e ON e.n = s.n WHERE s.folded IN (?, ?)",
            (plain, bare),
        )
        best: dict[str, Candidate] = {}
        asked = " ".join(name.split())
        for row in rows:
            country, own, spelling, folded = row[3], row[9], row[10], row[11]
            if folded != (bare if country in ARTICLE_COUNTRIES else plain):
                continue
            exact = spelling == asked
            if exact or row[0] not in best:
                how: Matched = "exact" if exact else "folded"
                best[row[0]] = _candidate(row, how, spelling, float(own == folded))
        return list(best.values())

    def _by_sound(self, bare: str, countries: Iterable[str]) -> list[Candidate]:
        sound = key_of_folded(bare)
        if not sound:
            return []
        likeness_of = likeness_to(bare)
        best: dict[str, Candidate] = {}
        for country in dict.fromkeys(countries):
            rows = self._db.execute(
                f"SELECT {_COLUMNS}, k.folded FROM sound k JOIN entry e ON e.n = k.n "
                "WHERE k.country = ? AND k.key = ? ORDER BY e.population DESC, e.n, k.folded LIMIT 100",
                (country, sound),
            )
            for row in rows:
                likeness = likeness_of(row[10])
                if likeness and (row[0] not in best or likeness > best[row[0]].likeness):
                    best[row[0]] = _candidate(row, "key", row[1], likeness)
        return list(best.values())

    def _entry(self, c: Candidate, points: float) -> Entry:
        admin1_name = self._admin1.get(c.admin1) if c.admin1 else None
        return Entry(
            c.id, c.name, c.kind, c.country, c.admin1, admin1_name, c.lat, c.lon, c.population, c.fame,
            c.matched, c.spelling, round(points, 3), c.likeness == 1.0, c.id in self.capitals,
        )  # fmt: skip

    def country(self, name: str) -> str | None:
        """ISO code for a country's name, alias, abbreviation, adjective or people; None if it is none."""
        words = " ".join(name.split())
        if words.lower().startswith("the "):
            words = words[4:]
        if len(words.replace(".", "")) <= 3 and words.upper() != words and words.title() != words:
            return None  # "us" is a pronoun
        if len(words) == 2 and words.title() == words and words.upper() != words:
            return None  # "Us" at the head of a sentence
        return self._words.get(fold(words))

    def country_name(self, code: str) -> str | None:
        """The English name of an ISO code."""
        found = self._countries.get(code.upper())
        return found[0] if found else None

    def neighbours(self, code: str) -> tuple[str, ...]:
        """ISO codes of the countries that share a land border."""
        found = self._countries.get(code.upper())
        return found[1] if found else ()

    def admin1_name(self, code: str | None) -> str | None:
        """The name of a first-order division by its GeoNames code."""
        return self._admin1.get(code) if code else None

    def nearest_admin1(self, lat: float, lon: float, country: str) -> tuple[str, str] | None:
        """Code and name of the first-order division of the nearest known place in `country`."""
        for reach in (0.25, 1.0, 4.0, 90.0):
            rows = self._db.execute(
                "SELECT admin1, lat, lon FROM entry WHERE kind = 'populated' AND country = ? "
                "AND lat BETWEEN ? AND ? AND admin1 IS NOT NULL",
                (country, lat - reach, lat + reach),
            ).fetchall()
            # A place in the band may be far to the east: trust it only once it is nearer than the band is wide.
            near = min(rows, key=lambda r: distance_km(lat, lon, r[1], r[2]), default=None)
            if near and (reach == 90.0 or distance_km(lat, lon, near[1], near[2]) <= reach * 111):
                return near[0], self._admin1.get(near[0], near[0])
        return None


_COLUMNS = "e.id, e.name, e.kind, e.country, e.admin1, e.lat, e.lon, e.population, e.fame, e.folded"


def _candidate(row: Sequence[Any], matched: Matched, spelling: str, likeness: float) -> Candidate:
    gid, name, kind, country, admin1, lat, lon, population, fame = row[:9]
    return Candidate(gid, name, kind, country, admin1, lat, lon, population, fame, matched, spelling, likeness)
