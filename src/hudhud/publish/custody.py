"""A document with what shows where it came from, and what is in quarantine, on screen and as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from hudhud.model import Fetch, Found
from hudhud.model.custody import Held, Quarantined, Version
from hudhud.publish.terminal import counted, safe, title_words

_DIFF_STYLE = {"+": "green", "-": "red", "@": "dim"}


def document_page(held: Held) -> Group:
    """What is known of a document, and from where; its versions, fetches and copies."""
    one = held.document
    lines: list[RenderableType] = [Text(title_words(one), style="bold"), _facts(held)]
    if len(held.versions) > 1:
        lines.append(_version_table(held.versions, one.id))
    lines += [Text(_fetch_words(fetch), style="dim") for fetch in held.fetches]
    if held.copies:
        told = ", ".join(identity[:12] for identity in held.copies)
        lines.append(Text(f"{counted(len(held.copies), 'other report')} with its story in its words: {told}"))
    return Group(*lines)


def _facts(held: Held) -> Table:
    one = held.document
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    table.add_row("id", _fact(one.id, "SHA-256 of its bytes"))
    table.add_row("name", safe(one.doc_id))
    kind = f"{one.media_type}, {one.encoding}, {len(one.content):,} bytes"
    table.add_row("captured", _fact(_moment(one.captured_at), f"from {one.origin} ({kind})"))
    for name in ("title", "publisher", "published", "language"):
        value = getattr(one, name)
        if value is not None and name not in one.about:
            table.add_row(name, safe(str(value)))
    for field, found in sorted(one.about.items()):
        table.add_row(field, _found(found))
    return table


def _found(found: Found) -> Text:
    where = f"guessed from {found.where}" if found.guessed else found.where
    return _fact(found.value, where, "yellow" if found.guessed else "dim")


def _fact(value: str, where: str, style: str = "dim") -> Text:
    return Text.assemble(safe(value), "  ", (safe(where), style))


def _version_table(versions: Sequence[Version], shown: str) -> Table:
    table = Table(title=counted(len(versions), "version"), title_justify="left", box=box.HORIZONTALS, pad_edge=False)
    for name in ("version", "captured", "title", "last seen"):
        table.add_column(name)
    for version in versions:
        mark = " ←" if version.id == shown else ""
        seen = _moment(version.last_seen) if version.last_seen else ""
        table.add_row(version.id[:12] + mark, _moment(version.captured_at), safe(version.title or ""), seen)
    return table


def _fetch_words(fetch: Fetch) -> str:
    led = "" if fetch.final_url == fetch.url else f", led to {fetch.final_url}"
    records = counted(len(fetch.records), "WARC record")
    return safe(f"Fetched {_moment(fetch.at)} from {fetch.url}{led}: status {fetch.status}, {records}.")


def diff_text(lines: Sequence[str]) -> Text:
    """The lines of a unified diff in their colours."""
    whole = Text()
    for line in lines:
        whole.append(safe(line) + "\n", style="bold" if line[:3] in ("+++", "---") else _DIFF_STYLE.get(line[:1], ""))
    return whole


def document_record(held: Held) -> dict[str, Any]:
    """A document as one record, without its text."""
    one = held.document
    record: dict[str, Any] = one.model_dump(mode="json", exclude={"content", "text"})
    record["bytes"] = len(one.content)
    record["versions"] = [_version_record(version) for version in held.versions]
    record["fetches"] = [_fetch_record(fetch) for fetch in held.fetches]
    record["copies"] = list(held.copies)
    return record


def _version_record(version: Version) -> dict[str, Any]:
    seen = version.last_seen
    return {"id": version.id, "captured_at": version.captured_at.isoformat(), "origin": version.origin,
            "title": version.title, "last_seen": seen.isoformat() if seen else None}  # fmt: skip


def _fetch_record(fetch: Fetch) -> Mapping[str, Any]:
    records = [record.model_dump(include={"id", "kind", "sha256"}) for record in fetch.records]
    return fetch.model_dump(mode="json", exclude={"records"}) | {"records": records}


def quarantine_table(found: Sequence[Quarantined]) -> Table:
    """What is in quarantine, a row each."""
    table = Table(title="Quarantine", title_justify="left", box=box.HORIZONTALS, pad_edge=False)
    for name in ("file", "from", "since", "size", "why"):
        table.add_column(name, overflow="fold", justify="right" if name == "size" else "left")
    for one in found:
        size = f"{one.size / 1000:,.0f} kB"
        table.add_row(one.id[:12], safe(one.origin), _moment(one.at), size, safe(one.reason))
    return table


def quarantine_record(one: Quarantined) -> dict[str, Any]:
    """One of them as a record."""
    return {"id": one.id, "origin": one.origin, "at": one.at.isoformat(), "bytes": one.size, "reason": one.reason}


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
