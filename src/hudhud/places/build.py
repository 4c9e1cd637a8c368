"""Compile the gazetteer: once, into one read-only SQLite file.

1. read places, divisions, countries            (sources)
2. add our supplement: places and spellings that GeoNames lacks
3. write entries, folded names, keys            (into a temporary file)
4. record versions and a hash of the content, and rename the file into place
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hudhud.errors import GazetteerError
from hudhud.places.geometry import distance_km
from hudhud.places.sources import (
    OWN_IDS_FROM,
    SCHEMA_VERSION,
    Country,
    Row,
    content_key,
    load_yaml,
    read_cities,
    read_countries,
    read_divisions,
    versions,
)
from hudhud.places.spelling import WITHOUT_KEY, fold, fold_for, key_of_folded

Progress = Callable[[int, int], None]
Sound = tuple[str, str, int, str]

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT,
    admin1 TEXT, lat REAL, lon REAL, population INTEGER NOT NULL, fame INTEGER NOT NULL,
    folded TEXT NOT NULL);
CREATE TABLE spelling (folded TEXT, n INTEGER, name TEXT, PRIMARY KEY (folded, n, name)) WITHOUT ROWID;
CREATE TABLE written (words TEXT, n INTEGER, PRIMARY KEY (words, n)) WITHOUT ROWID;
CREATE TABLE sound (
    country TEXT, key TEXT, n INTEGER, folded TEXT, PRIMARY KEY (country, key, n, folded)) WITHOUT ROWID;
CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL, neighbours TEXT NOT NULL,
    n INTEGER NOT NULL, capital TEXT) WITHOUT ROWID;
CREATE TABLE country_word (folded TEXT PRIMARY KEY, code TEXT NOT NULL) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX entry_by_place ON entry (country, lat) WHERE kind = 'populated';"


def build(target: Path, progress: Progress | None = None) -> None:
    """Write the gazetteer to `target`. An interrupted build leaves nothing at `target`."""
    collecting = gc.isenabled()
    gc.disable()  # a million tuples and no cycles: each collection would walk them all, for a third of the time
    try:
        _build(target, progress or (lambda done, total: None))
    finally:
        if collecting:
            gc.enable()


def _build(target: Path, tell: Progress) -> None:
    tell(0, 5)
    cities = {row.n: row for row in read_cities()}
    tell(1, 5)
    countries = list(read_countries(cities))
    rows = {**cities, **{row.n: row for row in read_divisions(cities)}}
    rows.update((c.row.n, c.row) for c in countries)
    for row in supplement(rows.values()):
        rows[row.n] = row
    tell(2, 5)
    with _written_whole(target) as temporary, contextlib.closing(sqlite3.connect(temporary)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        content = _write(db, [rows[n] for n in sorted(rows)], countries, tell)
        meta = {"schema": str(SCHEMA_VERSION), "key": content_key(), "content": content}
        meta |= {"entries": str(len(rows)), "sources": json.dumps(versions(), sort_keys=True)}
        db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        db.executescript(_INDEX + "ANALYZE;")
        db.commit()
    tell(5, 5)


@contextlib.contextmanager
def _written_whole(target: Path) -> Iterator[Path]:
    """A temporary file beside `target`, renamed to it only if everything went well."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".gazetteer-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise GazetteerError(
            f"cannot write the gazetteer to {target.parent}: {error.strerror}; set HUDHUD_CACHE to a folder "
            "that can be written"
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(
            f"the gazetteer could not be written to {target}: {error}; free some space (200 MB) and run: "
            "hudhud gazetteer build"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _write(db: sqlite3.Connection, rows: list[Row], countries: list[Country], tell: Progress) -> str:
    digest = hashlib.sha256()

    def insert(table: str, values: Iterable[tuple[Any, ...]], width: int) -> None:
        def hashed() -> Iterator[tuple[Any, ...]]:
            for value in values:
                digest.update(repr(value).encode())
                yield value

        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", hashed())

    insert("entry", (entry_values(row) for row in rows), 11)
    insert("country", ((c.code, c.name, ",".join(c.neighbours), c.row.n, c.capital) for c in countries), 5)
    insert("country_word", sorted(_country_words(countries).items()), 2)
    tell(3, 5)
    spellings = sorted(spelling_values(rows))
    insert("spelling", spellings, 3)
    insert("written", sorted(written_values(rows)), 2)
    tell(4, 5)
    keyed = {r.n: r.country for r in rows if r.country and r.kind != "country" and r.country not in WITHOUT_KEY}
    insert("sound", sorted(set(sound_values(spellings, keyed))), 4)
    return digest.hexdigest()


def entry_values(row: Row) -> tuple[Any, ...]:
    """A row of table `entry`."""
    return (row.n, row.id, row.name, row.kind, row.country, row.admin1, row.lat, row.lon, row.population,
            row.fame, fold_for(row.name, row.country))  # fmt: skip


def spelling_values(rows: Iterable[Row]) -> set[tuple[str, int, str]]:
    """Rows of table `spelling`: every name under its folded form."""
    values = ((fold_for(name, row.country), row.n, name) for row in rows for name in row.names | {row.name})
    return {value for value in values if value[0]}


def written_values(rows: Iterable[Row]) -> Iterator[tuple[str, int]]:
    """Rows of table `written`: abbreviations and adjectives, to be matched letter by letter."""
    ours = load_yaml("divisions.yaml")["written"]
    known = {row.admin1 if row.kind == "admin1" else row.id: row.n for row in rows if row.kind in ("admin1", "region")}
    for code, words in ours.items():
        if code not in known:
            raise GazetteerError(f"divisions.yaml: GeoNames knows no division {code}; reinstall hudhud")
        for written in words:
            yield written, known[code]


def sound_values(spellings: Iterable[tuple[str, int, str]], country_of: Mapping[int, str]) -> Iterator[Sound]:
    """Rows of table `sound`: every key within its country."""
    for n, folded in dict.fromkeys((n, folded) for folded, n, _ in spellings):
        if n in country_of and (sound := key_of_folded(folded)):
            yield country_of[n], sound, n, folded


def _country_words(countries: Iterable[Country]) -> dict[str, str]:
    """Folded names and demonyms. Earlier ones win, so a country's own name is never taken by an alias."""
    words: dict[str, str] = {}
    for pick in (lambda c: (c.name,), lambda c: c.demonyms, lambda c: c.names):
        for country in countries:
            for word in pick(country):
                words.setdefault(fold(word), country.code)
    return words


def supplement(rows: Iterable[Row]) -> Iterator[Row]:
    """Our own places; and our spellings, added to the GeoNames entries that they mean."""
    ours, rows = load_yaml("supplement.yaml"), list(rows)
    wide = {slug: {**item, "kind": "region"} for slug, item in load_yaml("regions.yaml")["places"].items()}
    settled: dict[str | None, list[Row]] = {}
    for row in rows:
        if row.kind == "populated" and row.admin1:
            settled.setdefault(row.country, []).append(row)
    for number, (slug, item) in enumerate(sorted({**ours["places"], **wide}.items())):
        country = item.get("in")
        lat, lon = item["at"]
        names = {item["name"], *item.get("also", ())}
        # A region lies in no one province.
        admin1 = _nearest_admin1(settled.get(country, []), lat, lon) if item["kind"] != "region" else None
        yield Row(OWN_IDS_FROM + number, f"hudhud:{slug}", item["name"], item["kind"], country, admin1,
                  lat, lon, item.get("population", 0), names, fame=20)  # fmt: skip
    index = _by_name(rows, set(ours["spellings"]))
    for country, groups in ours["spellings"].items():
        for group in groups:
            _spell(index, country, group)


def _nearest_admin1(rows: list[Row], lat: float, lon: float) -> str | None:
    def far(row: Row) -> float:
        return distance_km(lat, lon, row.lat or 0.0, row.lon or 0.0)

    return min(rows, key=far).admin1 if rows else None


def _by_name(rows: Iterable[Row], countries: set[str]) -> dict[tuple[str, str], list[Row]]:
    index: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.country in countries and row.kind in ("populated", "admin1", "admin2"):
            for folded in {fold_for(name, row.country) for name in row.names | {row.name}}:
                index.setdefault((row.country, folded), []).append(row)
    return index


def _spell(index: dict[tuple[str, str], list[Row]], country: str, group: list[str]) -> None:
    """The first spelling that GeoNames knows names the entries: a city, and its province and district."""
    for spelling in group:
        found = index.get((country, fold_for(spelling, country)), [])
        if found:
            break
    else:
        raise GazetteerError(f"supplement.yaml: GeoNames knows none of {group} in {country}; reinstall hudhud")
    folded = {fold_for(spelling, country) for spelling in group}
    for kind in ("populated", "admin1", "admin2"):
        # GeoNames calls Nikopol "Sloviansk" too, by mistake: a place's own name counts before its aliases.
        same = sorted(
            (r for r in found if r.kind == kind),
            key=lambda r: (fold_for(r.name, country) not in folded, -r.population, r.n),
        )
        if same:
            same[0].names.update(group)
            same[0].name = group[0]
