"""Others' records: `hudhud import` and `hudhud compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hudhud import pipeline
from hudhud.cli.filtering import filter_options
from hudhud.cli.shared import complain, format_option, ledger_option, print_records, progress_bar
from hudhud.errors import TableError
from hudhud.ledger import Ledger
from hudhud.model.comparisons import OUTCOMES
from hudhud.model.imports import ORIGINS, Origin
from hudhud.pipeline import Filter
from hudhud.publish import terminal
from hudhud.publish.comparisons import comparison_table, finding_record, summary

_SHOWN = 5


@click.command("import", short_help="Take others' records into the ledger.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--from", "origin", type=click.Choice(ORIGINS), required=True, help="Whose table it is.")
@ledger_option
def import_(path: Path, origin: Origin, ledger_path: str) -> None:
    """Take somebody's table into the ledger as it is, to be compared with what was read; never as reports.

    FILE is a CSV of UCDP GED, ACLED or AWSD, or what 'hudhud export' (jsonl, csv or hxl) or 'hudhud incidents' of
    another ledger wrote. A file that is there already is not taken twice.
    """
    refused: list[TableError] = []
    with progress_bar() as progress, Ledger.open(ledger_path) as ledger:
        done = pipeline.import_table(ledger, path, origin, refused.append, progress)
    for one in (*refused[:-1][:_SHOWN], *refused[-1:]):
        complain(one)
    screen, name = terminal.console(), terminal.safe(path.name)
    if done is None:
        screen.print(f"{name} is in the ledger already; nothing changed.", soft_wrap=True)
    else:
        screen.print(f"{terminal.counted(done.rows, 'record')} of {name} imported.", soft_wrap=True)


@click.command(short_help="Compare incidents with others' records.")
@click.option("--from", "origin", type=click.Choice(ORIGINS), help="Only records of this origin.")
@click.option(
    "--only",
    type=click.Choice(OUTCOMES),
    multiple=True,
    help="Print these alone; all are counted. A table has all but not_compared.",
)
@ledger_option
@format_option
@filter_options
def compare(origin: Origin | None, only: tuple[str, ...], ledger_path: str, form: str, **wanted: Any) -> None:
    """Compare incidents with others' records that were imported, one by one: agree, differ, in one alone.

    A pair is near in days and place, and not too far apart in actors and people killed; whether a figure agrees is
    asked of the reported ranges. The filters choose what is printed, and never what is a pair.
    """
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        found = pipeline.compare(ledger, origin, Filter(**wanted))
    # What was not compared is usually most of another's table; a screen gets its reasons and numbers.
    shown = only or tuple(o for o in OUTCOMES if form != "table" or o != "not_compared")
    chosen = {one.origin: [f for f in one.findings if f.outcome in shown] for one in found}
    if form != "table":
        print_records((finding_record(f, name) for name, some in chosen.items() for f in some), form)
        return
    screen = terminal.console()
    for one in found:
        if some := chosen[one.origin]:
            screen.print(comparison_table(some, one.origin))
        for line in summary(one.findings, one.origin, one.by_chance):
            screen.print(terminal.safe(line), soft_wrap=True)
