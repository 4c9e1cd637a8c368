"""The health of feeds, on a terminal and in records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from hudhud.model.alerts import Undelivered
from hudhud.model.feeds import FeedHealth
from hudhud.publish.terminal import WIDE, counted, cut, safe


def feed_table(found: Sequence[FeedHealth], width: int) -> Table:
    """One row a feed, those that fail first."""
    table = Table(title=counted(len(found), "feed"), title_justify="left", show_lines=True, box=box.HORIZONTALS,
                  pad_edge=False)  # fmt: skip
    table.add_column("feed", ratio=3, overflow="fold")
    table.add_column("last success, next", ratio=2)
    table.add_column("entries", ratio=2)
    if width >= WIDE:
        table.add_column("last error", ratio=3)
    for one in found:
        name = Text(cut(safe(one.title or one.url), 80), style="bold")
        if one.title:
            name.append(f"\n{cut(safe(one.url), 120)}", style="not bold dim")
        times = Text(_when(one.last_success), style="" if one.last_success else "yellow")
        times.append(f"\nnext {_when(one.next_at)}", style="dim")
        error = _error(one)
        row = [name, times, Text(_counts(one))]
        if width >= WIDE:
            row.append(error)
        elif error.plain:
            row[0] = Text("\n").join([name, error])
        table.add_row(*row)
    return table


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


def _counts(one: FeedHealth) -> str:
    told = [(one.new, "new"), (one.versions, "new versions"), (one.duplicates, "duplicates"), (one.waiting, "waiting"),
            (one.given_up, "given up")]  # fmt: skip
    return "\n".join(f"{number:,} {what}" for number, what in told if number or what == "new")


def _error(one: FeedHealth) -> Text:
    told = Text()
    if one.failures and one.last_error:
        told.append(f"failed {counted(one.failures, 'time')} in a row: {cut(safe(one.last_error), 300)}", style="red")
    if one.entry_error:
        told.append("\n" if told.plain else "")
        told.append(f"an entry: {cut(safe(one.entry_error), 300)}", style="yellow")
    return told


def feed_record(one: FeedHealth) -> dict[str, Any]:
    """One line of `hudhud feeds --format jsonl`."""
    return {
        "url": one.url,
        "title": one.title,
        "added": one.added.isoformat(),
        "last_try": one.last_try.isoformat() if one.last_try else None,
        "last_success": one.last_success.isoformat() if one.last_success else None,
        "next": one.next_at.isoformat(),
        "failures": one.failures,
        "last_error": one.last_error,
        "new": one.new,
        "versions": one.versions,
        "duplicates": one.duplicates,
        "waiting": one.waiting,
        "given_up": one.given_up,
        "entry_error": one.entry_error,
    }


def undelivered_words(one: Undelivered) -> str:
    """An alert that could not be sent so far, in one line."""
    return (f"alert {safe(one.rule)} for {one.incident} not sent by {one.channel} after {counted(one.tries, 'try')}, "
            f"again at {_when(one.next_at)}: {safe(one.error)}").replace("trys", "tries")  # fmt: skip
