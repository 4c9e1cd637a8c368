"""A site from its file of items: two walks, one for what all pages share, one for each item's own page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from hudhud.model.exports import Header, Item
from hudhud.publish.exports import PROFILES, json_lines
from hudhud.publish.policy import Policy
from hudhud.publish.site import assets
from hudhud.publish.site.cards import Card, Summing, card_of, in_order
from hudhud.publish.site.data import write_index, write_points
from hudhud.publish.site.feed import write_feed
from hudhud.publish.site.manifest import NAME, Manifest, after, parts_of
from hudhud.publish.site.pages import Pages
from hudhud.publish.site.rendering import INCIDENT_PAGE

INCIDENTS = "data/incidents.jsonl"
"""Where the items are that a site is built from; it is one of its downloads."""
_DOWNLOADS = ("csv", "xlsx", "hxl", "geojson", "jsonl", "parquet", "ucdp", "acled")
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Site:
    """What is asked for, beside the items."""

    title: str
    url: str
    """Where it will stand, without a slash at its end; "" where that is not known, and there is no feed."""
    header: Header
    policy: Policy | None
    """None where it is not for the public."""
    key: str
    """Tells one key from another, and nothing of either."""
    day: date
    """Of the build."""
    sums: Summing


@dataclass(frozen=True, slots=True)
class Counts:
    """What a build has, and how it differs from the one before."""

    incidents: int
    first: bool
    added: int
    changed: int
    withdrawn: int


def build(folder: Path, site: Site, previous: Manifest | None, progress: Progress) -> Counts:
    """Lay a whole site into a folder that holds `INCIDENTS` and nothing else."""
    cards, parts = _gathered(folder, progress)
    made = Manifest(public=site.policy is not None, key=site.key, header=asdict(site.header))
    made = after(previous, made, parts, site.day)
    del parts
    assets.lay(folder)
    downloads = _downloads(folder, site, len(cards), progress)
    write_index(cards, folder / "data/search.json")
    write_points(cards, folder / "data/points.json")
    if site.policy:
        (folder / "data/policy.yaml").write_bytes(site.policy.content)
    if site.url:
        write_feed(cards, made, site.title, site.url, folder / "feed.xml")
    pages = Pages(folder, site.title, bool(site.url), cards, made, site.policy)
    pages.overview(site.sums)
    pages.lists()
    pages.map()
    pages.changes()
    pages.downloads(downloads)
    pages.about()
    for done, item in enumerate(_items(folder)):
        if done % 50 == 0:
            progress("writing pages", done, len(cards))
        pages.incident(item)
    for name in made.withdrawn:
        pages.withdrawn(name)
    _lay_manifest(folder, made)
    return _counts(len(cards), previous, made)


def _items(folder: Path) -> Iterator[Item]:
    with (folder / INCIDENTS).open(encoding="utf-8") as lines:
        for line in lines:
            yield json_lines.item_of(json.loads(line))[0]


def _gathered(folder: Path, progress: Progress) -> tuple[list[Card], dict[str, dict[str, str]]]:
    """The cards in the order of lists, and by id the hashes of each item's parts, in that order too."""
    cards: list[Card] = []
    parts: dict[str, dict[str, str]] = {}
    for done, item in enumerate(_items(folder)):
        if done % 50 == 0:
            progress("comparing with the site before", done, None)
        cards.append(card_of(item))
        parts[item.incident.id] = parts_of(item)
    ordered = in_order(cards)
    return ordered, {one.id: parts[one.id] for one in ordered}


def _downloads(folder: Path, site: Site, number: int, progress: Progress) -> list[tuple[str, str]]:
    """The names of the profiles written, each with its file."""
    found = []
    for done, name in enumerate(_DOWNLOADS):
        progress("writing downloads", done, len(_DOWNLOADS))
        profile = PROFILES[name]
        file = f"data/incidents{profile.suffix}"
        if file != INCIDENTS:
            profile.write(_items(folder), site.header, folder / file)
        found.append((name, file))
    return found


def _lay_manifest(folder: Path, made: Manifest) -> None:
    every = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    own = {INCIDENT_PAGE.format(id=name) for name in (*made.items, *made.withdrawn)}
    files = [name for name in every if name not in own]
    (folder / NAME).write_text(made.model_copy(update={"files": files}).content(), "utf-8", newline="")


def _counts(number: int, previous: Manifest | None, made: Manifest) -> Counts:
    same = previous is not None and made.builds[:1] == previous.builds[:1] and len(made.builds) == len(previous.builds)
    if same or not made.builds:
        return Counts(number, False, 0, 0, 0)
    newest = made.builds[0]
    return Counts(number, newest.first, newest.added, newest.changed, newest.withdrawn)
