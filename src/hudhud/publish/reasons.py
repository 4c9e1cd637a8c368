"""Why reports are held to be of one incident, how its figures moved, and what a sum covers; on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from rich import box
from rich.table import Table
from rich.text import Text

from hudhud.publish.terminal import name_words, safe

_BAR = 12  # characters for the largest weight of a link
_MOST = 12  # links on screen; `--format jsonl` gives all


@dataclass(frozen=True)
class LinkLine:
    """Two reports with what was compared: name, outcome in words, weight in bits."""

    one: str
    other: str
    weight: float
    reasons: tuple[tuple[str, str, float], ...]

    @property
    def probability(self) -> float:
        return 1 / (1 + math.exp2(-self.weight))

    @property
    def start(self) -> float:
        """What two mentions that share a key weigh before anything is compared."""
        return self.weight - sum(weight for _, _, weight in self.reasons)


def why_table(lines: Sequence[LinkLine]) -> Table:
    """The links of an incident, the strongest first, each as a waterfall of weights."""
    title = "Why these reports are held to tell of one incident"
    if len(lines) > _MOST:
        title += f" (the strongest {_MOST} of {len(lines)} links)"
    table = Table(title=title, title_justify="left", show_lines=True, box=box.HORIZONTALS, pad_edge=False)
    table.add_column("reports", width=26)
    table.add_column("what was compared, and what it adds, in bits (one bit doubles the odds)")
    for line in lines[:_MOST]:
        pair = Text(f"{name_words(line.one, most=24)}\n{name_words(line.other, most=24)}", style="dim")
        pair.append(f"\n{_percent(line.probability)} one incident", style="not dim bold")
        table.add_row(pair, _waterfall(line))
    return table


def _waterfall(line: LinkLine) -> Text:
    widest = max((abs(weight) for _, _, weight in line.reasons), default=1.0) or 1.0
    text = Text()
    sofar = line.start
    text.append(f"{sofar:+6.1f} {'':{_BAR}}  {sofar:+6.1f}  to begin with\n", style="dim")
    for name, words, weight in line.reasons:
        sofar += weight
        bar = "█" * max(1 if weight else 0, round(_BAR * abs(weight) / widest))
        style = "green" if weight > 0 else "red" if weight < 0 else "dim"
        text.append(f"{weight:+6.1f} {bar:<{_BAR}}", style=style)
        text.append(f"  {sofar:+6.1f}  ", style="dim")
        text.append(f"{safe(name)}: {safe(words)}\n", style="dim" if weight == 0 else "")
    text.rstrip()
    return text


def _percent(share: float) -> str:
    # Never 100 %: no weight makes a link certain.
    return f"{min(99.9, math.floor(share * 1000) / 10):g} %"


class Linked(Protocol):
    """A link as the ledger keeps it."""

    @property
    def one(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def weight(self) -> float: ...
    @property
    def comparisons(self) -> tuple[tuple[str, str, float], ...]: ...


def link_record(link: Linked) -> dict[str, Any]:
    """A link between two mentions for JSON Lines, its weights in bits."""
    compared = [{"what": name, "found": words, "weight": weight} for name, words, weight in link.comparisons]
    return {"one": link.one, "other": link.other, "weight": link.weight, "comparisons": compared}


class Moved(Protocol):
    """A figure as it stood from a day on."""

    @property
    def day(self) -> date | None: ...
    @property
    def harm(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def before(self) -> tuple[int | None, int | None, int | None] | None: ...
    @property
    def after(self) -> tuple[int | None, int | None, int | None]: ...
    @property
    def by(self) -> tuple[str, ...]: ...
    @property
    def documents(self) -> tuple[str, ...]: ...
    @property
    def current(self) -> bool: ...


def revision_table(revisions: Sequence[Moved]) -> Table:
    """One row each time a figure moved: what it was, what it became, by whom."""
    table = Table(title="How the figures moved as reports came in", title_justify="left", box=box.HORIZONTALS,
                  pad_edge=False)  # fmt: skip
    table.add_column("published")
    table.add_column("harm")
    table.add_column("from → to (low, best, high)")
    table.add_column("by")
    for one in revisions:
        moved = Text(f"{_bounds(one.before)} → " if one.before else "first: ", style="dim")
        moved.append(_bounds(one.after), style="bold" if one.current else "not dim")
        table.add_row(
            one.day.isoformat() if one.day else "no date",
            f"{one.harm}, {one.group.replace('_', ' ')}",
            moved,
            Text(safe(", ".join(one.by)), style="cyan"),
        )
    return table


def _bounds(values: tuple[int | None, int | None, int | None]) -> str:
    return ", ".join("?" if v is None else f"{v:,}" for v in values)


def revision_record(one: Moved) -> dict[str, Any]:
    """A revision for JSON Lines and CSV."""
    record: dict[str, Any] = {"day": one.day.isoformat() if one.day else None, "harm": one.harm, "group": one.group}
    for name, values in (("before", one.before or (None, None, None)), ("after", one.after)):
        record |= {f"{bound}_{name}": value for bound, value in zip(("low", "best", "high"), values, strict=True)}
    return record | {"by": list(one.by), "documents": list(one.documents), "current": one.current}


class Covering(Protocol):
    """An incident that a sum covers."""

    @property
    def incident(self) -> str: ...
    @property
    def sureness(self) -> str: ...
    @property
    def reason(self) -> str: ...


def covers_text(one: str, covers: Mapping[str, Iterable[Covering]]) -> Text | None:
    """What the incident sums, or which sums cover it; None where neither."""
    text = Text()
    for sum_id, found in covers.items():
        for covered in found:
            if one == sum_id:
                text.append(f"Covers {covered.incident} ({covered.sureness}: {safe(covered.reason)}).\n")
            elif one == covered.incident:
                text.append(f"Covered by the sum {sum_id} ({covered.sureness}: {safe(covered.reason)}).\n")
    text.rstrip()
    return text if text else None
