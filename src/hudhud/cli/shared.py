"""What the commands share: options, formats, progress, and how errors leave."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from hudhud.errors import HudhudError
from hudhud.publish.cells import safe_cell
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
        "--ledger", "ledger_path", default="hudhud.db", envvar="HUDHUD_LEDGER", show_default=True, metavar="FILE|URL",
        help="The ledger: a file, or postgresql+psycopg://USER@SERVER/DATABASE. Also read from HUDHUD_LEDGER.",
    )(command)  # fmt: skip


def format_option(command: F) -> F:
    """`--format`, for every command that prints a table."""
    return click.option(
        "--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True,
        help="How to print: a table to look at, JSON Lines, or CSV.",
    )(command)  # fmt: skip


def reading_options(command: F) -> F:
    """`--published` and `--language`, for reports that do not say; `--reader`, for what reads them."""
    command = click.option(
        "--published", type=Day(), default=None, metavar="DATE",
        help="When the reports came out, where they do not say.",
    )(command)  # fmt: skip
    command = click.option(
        "--language", default=None, metavar="CODE", help="Their language, where it is guessed wrongly (en)."
    )(command)
    return click.option(
        "--reader", "readers", multiple=True, metavar="NAME",
        help="What reads, the most trusted first; may be given several times. See 'hudhud readers'.",
    )(command)  # fmt: skip


def tell(lines: Iterable[str]) -> None:
    """What is no error and no result, on standard error."""
    for line in lines:
        console(stderr=True).print(safe(line), style="dim", soft_wrap=True)


def complain(error: HudhudError | str) -> None:
    """One line on standard error, however long."""
    console(stderr=True).print(f"hudhud: {safe(str(error))}", style="red", soft_wrap=True)


class Ended(Exception):  # noqa: N818  # says that all has been said
    """Something went wrong and has been said; only the exit status is left."""


class Commands(click.Group):
    """A group in which every failure that a user can act on ends as one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HudhudError as error:
            complain(error)
            ctx.exit(1)
        except Ended:
            ctx.exit(1)
        except BrokenPipeError:
            _quiet_pipe()
            ctx.exit(0)
        except OSError as error:
            complain(f"{error.filename or 'output'}: {error.strerror or error}; check the path and the disk")
            _quiet_pipe()
            ctx.exit(1)
        except KeyboardInterrupt:
            complain("stopped; what was added before stays, and 'hudhud add' goes on from there")
            ctx.exit(130)


class _IfCounted(BarColumn):
    """A bar only where it is known how much there is to do."""

    def render(self, task: Task) -> Any:
        return super().render(task) if task.total else Text("")


class _Counted(MofNCompleteColumn):
    def render(self, task: Task) -> Text:
        done = int(task.fields.get("reports", 0))
        return super().render(task) if task.total else Text(f"{done} reports done" if done else "")


class Progressing:
    """What `pipeline` reports its progress to, and the commands how many reports are done."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None, reports=0)

    def __call__(self, what: str, done: int, total: int | None) -> None:
        self._bar.update(self._task, description=safe(what), completed=done, total=total)
        if total is None:
            self._bar.tasks[0].total = None  # `update` takes None for unchanged

    def count(self, reports: int) -> None:
        self._bar.update(self._task, reports=reports)


@contextmanager
def progress_bar(*, beside_output: bool = False) -> Iterator[Progressing]:
    """Progress on standard error, gone when done; silent where nobody looks.

    `beside_output`: lines go to standard output meanwhile; on one screen the bar would run into them.
    """
    screen = console(stderr=True)
    hidden = not screen.is_terminal or (beside_output and sys.stdout.isatty())
    # A name may look like markup; and what goes to standard output must not be led to the screen.
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), _IfCounted(), _Counted(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=screen, transient=True, disable=hidden, redirect_stdout=False,
                  redirect_stderr=False) as bar:  # fmt: skip
        yield Progressing(bar)


# Valid JSON may hold these as they are; a terminal would obey some of them.
_UNSEEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def print_records(records: Iterable[Mapping[str, Any]], form: str) -> None:
    """JSON Lines, or CSV with lists and places spread out and formulas neutralised."""
    if form == "jsonl":
        for record in records:
            line = json.dumps(record, ensure_ascii=not _speaks_unicode())
            click.echo(_UNSEEN.sub(lambda m: f"\\u{ord(m.group()):04x}", line))
        return
    writer: Any = None
    for record in records:
        row = _spread(record)
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(row), lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
        writer.writerow({k: safe_cell(v) for k, v in row.items()})


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


_PLACE = ("name", "country", "admin1", "lat", "lon", "precision")


def _spread(record: Mapping[str, Any]) -> dict[str, Any]:
    """A place as columns, a list of words as one cell; what is deeper stays JSON."""
    row: dict[str, Any] = {}
    for key, value in record.items():
        if key == "place":
            row |= {f"place_{part}": (value or {}).get(part) for part in _PLACE}
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            row[key] = "; ".join(value)
        elif isinstance(value, (list, dict)):
            row[key] = json.dumps(value, ensure_ascii=False)
        else:
            row[key] = value
    return row


def _quiet_pipe() -> None:
    """`hudhud incidents | head` ends without a complaint."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # replaces the closed pipe until exit
