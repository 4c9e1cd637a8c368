"""Sites of made-up items, and what is asked of every page of a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from hudhud.model import Assessment, Incident, Place, When
from hudhud.model.exports import Header, Item, Move, Reference
from hudhud.pipeline.site import added_up
from hudhud.publish.exports import json_lines
from hudhud.publish.policy import default_policy
from hudhud.publish.site import INCIDENTS, Manifest, Site, build, manifest_at

DAY = date(2024, 6, 1)
HEADER = Header("7-0123456789abcdef", "0", "", "a policy sha256:00")
HOSTILE = (
    "</script><script>window.ran = 1</script>", "<img src=x onerror=window.ran=1>", "\"><svg onload='window.ran = 1'>",
    "' onmouseover='window.ran = 1' x='", "{{ 7 * 7 }} {% raw %} ${7*7}", "\u202eneddih\u202c\x00\x1b[31m\ufffe",
    "]]><!-- <style>*{display:none}</style>",
)  # fmt: skip
_URLS = (
    "javascript:window.ran=1", " javascript:window.ran=1", "data:text/html,<script>1</script>", "//elsewhere.example",
    "https://e.example/\"><script>window.ran=1</script>", "JaVaScRiPt:1", "http://[broken", "https:///nohost",
)  # fmt: skip


def figure(
    harm: str = "killed", low: int | None = 5, high: int | None = 5, group: str = "civilians", **more: Any
) -> Assessment:
    return Assessment(**{"harm": harm, "group": group, "low": low, "best": low, "high": high, "by": ("Reuters",),
                         "reason": "the only figure", "claims": (), **more})  # fmt: skip


def item(
    number: int, *figures: Assessment, day: str | None = "2024-01-02", covers: Sequence[int] = (), **fields: Any
) -> Item:
    """An item with the id of its number; what it covers is given by number."""
    on = date.fromisoformat(day) if day else None
    told = figures or (figure(),)
    one = {
        "id": name(number), "members": (), "types": ("attack",), "status": "occurred", "aggregate": bool(covers),
        "when": When(start=on, end=on, precision="day") if on else None, "perpetrators": ("Islamic State",),
        "place": Place(name="part of Homs", country="SY", admin1="Homs", lat=34.55, lon=38.2, precision="district"),
        "harms": told, "totals": told, "conflicts": (), **fields,
    }  # fmt: skip
    report = Reference(f"d{number}", f"r{number}", None, "Reuters", None, DAY, "https://reuters.com/", "en",
                       datetime(2024, 1, 3, tzinfo=UTC))  # fmt: skip
    return Item(Incident(**one), f"hudhud:{name(number)}", (report,), tuple(map(name, covers)), (), ("rebel_group",))


def name(number: int) -> str:
    return f"i{number:012x}"


def hostile_items() -> list[Item]:
    """Each trick in every field that holds text, and each address once."""
    found = []
    for number, trick in enumerate(HOSTILE):
        own = figure(low=None, high=None, words=(trick,), by=(trick,), reason=trick, notes=(trick,))
        one = item(
            number, own, perpetrators=(trick,), conflicts=(trick,), types=("attack",),
            place=Place(name=trick, country=trick, admin1=trick, precision="near", relation=trick, lat=1.0, lon=2.0),
        )  # fmt: skip
        references = tuple(
            Reference(trick, f"{trick}{n}", trick, trick, trick, DAY, url, trick, datetime(2024, 1, 3, tzinfo=UTC),
                      f"{trick}0") for n, url in enumerate(_URLS)
        )  # fmt: skip
        moves = tuple(Move(None, "killed", "civilians", n, n, n, (trick,)) for n in (5, 9))
        found.append(Item(one.incident, trick, references, (), (name(9999),), ("rebel_group",), ("killed",), moves))
    return found


def built(
    folder: Path, items: Sequence[Item], before: Manifest | None = None, *, day: date = DAY, url: str = "",
    public: bool = True, title: str = "A record",
) -> Manifest:  # fmt: skip
    """A site of these items, as `pipeline.site` would build it in a new folder."""
    (folder / INCIDENTS).parent.mkdir(parents=True)
    json_lines.write(items, HEADER, folder / INCIDENTS)
    asked = Site(title, url, HEADER, default_policy() if public else None, "key", day, added_up)
    build(folder, asked, before, lambda *_: None)
    made = manifest_at(folder)
    assert made is not None
    return made


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def pages_of(folder: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, html.document_fromstring(path.read_bytes())


def problems_of(folder: Path) -> list[str]:
    """What no page may have: something that runs or styles by itself, or an address that leads nowhere or elsewhere."""
    told = []
    for path, page in pages_of(folder):
        where = path.relative_to(folder).as_posix()
        told += [f"{where}: script without a file" for one in page.iter("script") if not one.get("src") or one.text]
        told += [f"{where}: {one.tag}" for one in page.iter("style", "iframe", "object", "embed", "base")]
        for one in page.iter():
            told += [f"{where}: {key}" for key in one.attrib if key.lower().startswith(("on", "style", "srcdoc"))]
            for key in ("href", "src", "action", "data-points", "data-index"):
                if (address := one.get(key)) is not None and (wrong := _wrong(address, path)):
                    told.append(f"{where}: {one.tag} {key}={address!r} {wrong}")
    return told


def _wrong(address: str, page: Path) -> str:
    found = urlsplit(address)
    if found.scheme or found.netloc:
        return "" if found.scheme in {"http", "https"} and found.hostname else "is no address of the web"
    if address.startswith("/"):
        return "works only at the root of a host"
    if not found.path:
        return ""
    return "" if (page.parent / found.path).is_file() else "leads nowhere"
