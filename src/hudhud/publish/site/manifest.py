"""What a site says of itself: its items by the hashes of their parts, what was withdrawn, and what each build changed.

The next build compares itself with it. It keeps no value that an incident had before: what a policy takes back
must not stand in a list of changes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hudhud.errors import SiteError
from hudhud.model.exports import Item

NAME = "manifest.json"
_DIGITS = 10
_NAMED = 500
"""So many ids of each kind are kept of one build; the rest are counted."""
_BUILDS = 100
# Names become names of files: one that was tampered with must lead nowhere else.
Id = Annotated[str, Field(pattern=r"^i[0-9a-f]{6,40}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)*$", max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Entry(_Part):
    """One item."""

    since: date
    """The day of the build that it came with."""
    changed: date | None = None
    parts: dict[str, str]
    """By what of it ("date", "killed"), the hash of that."""


class Build(_Part):
    """One build that was not the same as the one before."""

    day: date
    first: bool = False
    policy: bool = False
    """Whether it went through another policy than the one before."""
    added: int
    changed: int
    withdrawn: int
    added_ids: list[Id] = []
    changed_ids: list[tuple[Id, list[str]]] = []
    withdrawn_ids: list[Id] = []


class Manifest(_Part):
    """A whole site."""

    form: Literal["hudhud-site/1"] = "hudhud-site/1"
    public: bool
    key: str
    """Tells one key from another, and nothing of either."""
    header: dict[str, str | None]
    items: dict[Id, Entry] = {}
    withdrawn: dict[Id, date] = {}
    """By id, the day of the build that no longer had it."""
    builds: list[Build] = []
    """The newest first."""
    files: list[FileName] = []
    """All but the items' own pages and the manifest."""

    def content(self) -> str:
        """As it is laid in the folder."""
        told = self.model_dump(mode="json", exclude_defaults=True) | {"form": self.form}
        return json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n"


def parts_of(item: Item) -> dict[str, str]:
    """The hash of each part of an item that a reader would call changed."""
    one = item.incident
    told: dict[str, Any] = {
        "kind": [one.types, one.status, one.aggregate],
        "date": one.when,
        "place": one.place,
        "actors": [one.perpetrators, item.kinds],
        "reports": [asdict(r) for r in item.references],
        "conflicts": [one.conflicts, item.disputed],
        "sums": [item.covers, item.covered_by],
        "history": [asdict(m) for m in item.moves],
    }
    for harm in dict.fromkeys(row.harm for row in (*one.harms, *one.totals)):
        told[harm] = [row for row in (*one.harms, *one.totals) if row.harm == harm]
    return {name: _hash(value) for name, value in sorted(told.items())}


def _hash(value: Any) -> str:
    said = json.dumps(value, default=lambda v: v.model_dump(mode="json") if isinstance(v, BaseModel) else str(v))
    return hashlib.sha256(said.encode()).hexdigest()[:_DIGITS]


def after(previous: Manifest | None, now: Manifest, parts: Mapping[str, dict[str, str]], day: date) -> Manifest:
    """The manifest of a new build, `now` with its items, what was withdrawn and what it changed.

    Args:
        previous: of the build before; None where there is none.
        now: of the new build, without items and builds.
        parts: of its items, in the order of the list.
        day: of the build.
    """
    old = previous.items if previous else {}
    changed = {name: _differing(old[name].parts, own) for name, own in parts.items() if name in old}
    changed = {name: what for name, what in changed.items() if what}
    added = [name for name in parts if name not in old]
    gone = sorted(old.keys() - parts.keys())
    items = {name: _entry(old.get(name), own, name in changed, day) for name, own in parts.items()}
    withdrawn = {name: d for name, d in (previous.withdrawn if previous else {}).items() if name not in parts}
    withdrawn |= dict.fromkeys(gone, day)
    builds = list(previous.builds) if previous else []
    policy = previous is not None and previous.header.get("policy") != now.header.get("policy")
    if previous is None or added or changed or gone or policy:
        newest = Build(day=day, first=previous is None, policy=policy, added=len(added), changed=len(changed),
                       withdrawn=len(gone), added_ids=[] if previous is None else added[:_NAMED],
                       changed_ids=list(changed.items())[:_NAMED], withdrawn_ids=gone[:_NAMED])  # fmt: skip
        builds.insert(0, newest)
    return now.model_copy(update={"items": items, "withdrawn": withdrawn, "builds": builds[:_BUILDS]})


def _differing(old: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in old.keys() | now.keys() if old.get(name) != now.get(name))


def _entry(old: Entry | None, parts: dict[str, str], changed: bool, day: date) -> Entry:
    if old is None:
        return Entry(since=day, parts=parts)
    return Entry(since=old.since, changed=day if changed else old.changed, parts=parts)


def manifest_at(folder: Path) -> Manifest | None:
    """The manifest of the site in a folder; None where nothing is there.

    Raises:
        SiteError: the folder holds something else, or the manifest is damaged.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise SiteError(f"{folder}: is a file; name a folder of the site's own")
    path = folder / NAME
    if not path.is_file():
        if next(folder.iterdir(), None) is not None:
            raise SiteError(f"{folder}: holds files that hudhud did not make; name a folder of the site's own")
        return None
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise SiteError(f"{path}: is no manifest of a site ({error.errors()[0]['msg']}); build into another folder, or "
                        "move this one away") from None  # fmt: skip


def foreign(folder: Path, made: Manifest, page: str) -> str | None:
    """A file of the folder that is not of the site; None where there is none. `page` is an item's file with {id}."""
    own = {NAME, *made.files, *(page.format(id=name) for name in (*made.items, *made.withdrawn))}
    return next((name for name in _files(folder) if name not in own), None)


def _files(folder: Path) -> Iterator[str]:
    for where, folders, names in os.walk(folder):
        linked = [one for one in folders if (Path(where) / one).is_symlink()]
        for name in sorted([*names, *linked]):
            yield (Path(where) / name).relative_to(folder).as_posix()
