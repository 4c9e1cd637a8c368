"""An answer on a terminal and as a record: verdict, words, numbers, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hudhud.publish.terminal import WIDE, safe

_STYLE = {
    "supported": "bold green", "supported on the known part": "green", "contradicted": "bold red",
    "undetermined": "yellow", "lasting": "bold red", "one-off": "green", "no rise": "green", "open": "yellow",
    "too early to say": "yellow", "cannot be told": "yellow", "a lower bound": "bold",
}  # fmt: skip
_MOST_ROWS = 12
_NARROW = 8
_MOST_IDS = 12


class Rests(Protocol):
    """What an answer rests on."""

    @property
    def ids(self) -> tuple[str, ...]: ...
    @property
    def gaps(self) -> tuple[str, ...]: ...
    @property
    def assumptions(self) -> tuple[str, ...]: ...


class Answered(Protocol):
    """An answer of `hudhud.pipeline.answers`."""

    @property
    def question(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def rows(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def basis(self) -> Rests: ...
    @property
    def chance(self) -> tuple[float, float, float] | None: ...
    @property
    def likely(self) -> str: ...


def answer_page(answer: Answered, width: int) -> RenderableType:
    """The answer for a screen of so many columns."""
    likely = f", probability {answer.likely}" if answer.likely else ""
    parts: list[RenderableType] = [
        Text(safe(answer.question), style="bold"),
        Text(f"{safe(answer.verdict)}{likely}", style=_STYLE.get(answer.verdict, "bold")),
        Padding(Text(safe(answer.words)), (1, 0)),
    ]
    if answer.rows:
        parts.append(_table(answer.rows, width))
    parts += [_listed("Gap", answer.basis.gaps, "yellow"), _listed("Assumed", answer.basis.assumptions, "dim")]
    if answer.basis.ids:
        shown = ", ".join(safe(i) for i in answer.basis.ids[:_MOST_IDS])
        more = len(answer.basis.ids) - _MOST_IDS
        rest = f" and {more:,} more; --format jsonl gives all" if more > 0 else ""
        parts.append(Text(f"Rests on {len(answer.basis.ids):,} incidents: {shown}{rest}.", style="dim"))
    return Group(*parts)


def _table(rows: Sequence[Mapping[str, Any]], width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = list(rows[0]) if width >= WIDE else list(rows[0])[:_NARROW]
    for name in names:
        numbers = all(isinstance(row[name], (int, float)) or row[name] is None for row in rows)
        table.add_column(safe(name), justify="right" if numbers else "left", no_wrap=numbers)
    for row in rows[:_MOST_ROWS]:
        table.add_row(*(_cell(row[name]) for name in names))
    if len(rows) > _MOST_ROWS or len(names) < len(rows[0]):
        table.caption = "all rows and columns with --format csv"
    return table


def _cell(value: Any) -> Text:
    if value is None:
        return Text("–")
    if isinstance(value, int):
        return Text(f"{value:,}")
    return Text(f"{value:,g}" if isinstance(value, float) else safe(str(value)))


def _listed(what: str, sentences: Sequence[str], style: str) -> Text:
    lines = Text()
    for one in sentences:
        lines.append(f"{what}: ", style="bold")
        lines.append(safe(one) + "\n", style=style)
    lines.rstrip()
    return lines


def _named(chance: tuple[float, float, float] | None) -> dict[str, float] | None:
    return None if chance is None else dict(zip(("best", "low", "high"), chance, strict=True))


def answer_record(answer: Answered) -> dict[str, Any]:
    """The answer as one line of JSON."""
    return {
        "question": answer.question,
        "verdict": answer.verdict,
        "probability": None
        if answer.chance is None
        else dict(zip(("best", "low", "high"), answer.chance, strict=True)),
        "words": answer.words,
        "rows": [dict(row) for row in answer.rows],
        "incidents": list(answer.basis.ids),
        "gaps": list(answer.basis.gaps),
        "assumptions": list(answer.basis.assumptions),
    }
