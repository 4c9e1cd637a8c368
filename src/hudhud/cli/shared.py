"""What the commands share: options, formats, progress, and how errors leave."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from hudhud.errors import HudhudError
from hudhud.publish.terminal import console, safe

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in the newest Click alone
    """An ISO date on the command line."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2023-02-22", param, ctx)


def ledger_option(command: F) -> F:
    """`--ledger`, from the environment where it is not given."""
    return click.option(
        "--ledger", "ledger_path", default="hudhud.db", envvar="HUDHUD_LEDGER", show_default=True, metavar="FILE",
        help="The ledger. Also read from HUDHUD_LEDGER.",
    )(command)  # fmt: skip


def format_option(command: F) -> F:
    """`--format`, for every command that prints a table."""
    return click.option(
        "--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True,
        help="How to print: a table to look at, JSON Lines, or CSV.",
    )(command)  # fmt: skip


def reading_options(command: F) -> F:
    """`--published` and `--language`, for reports that do not say."""
    command = click.option(
        "--published", type=Day(), default=None, metavar="DATE",
        help="When the reports came out, where they do not say.",
    )(command)  # fmt: skip
    return click.option(
        "--language", default=None, metavar="CODE", help="Their language, where it is guessed wrongly (en)."
    )(command)


def complain(error: HudhudError | str) -> None:
    """One line on standard error."""
    console(stderr=True).print(f"hudhud: {safe(str(error))}", style="red", soft_wrap=True)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """Progress on standard error, gone when done; silent where nobody looks."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task: TaskID = bar.add_task("starting", total=None)

        def report(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=safe(what), completed=done, total=total)

        yield report


def print_records(records: Iterable[Mapping[str, Any]], form: str) -> None:
    """JSON Lines, or CSV with nested values as JSON and formulas neutralised."""
    if form == "jsonl":
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    writer: Any = None
    for record in records:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(record), lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
        writer.writerow({k: _cell(v) for k, v in record.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value  # a spreadsheet would run it
    return value


def quiet_pipe() -> None:
    """`hudhud incidents | head` ends without a complaint."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # replaces the closed pipe until exit
