"""The commands that tell of readers: `readers`, `compare-readers`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from hudhud import pipeline
from hudhud.cli.shared import Ended, complain, format_option, print_records, progress_bar, reading_options, tell
from hudhud.model.reader_comparisons import ReadersCompared
from hudhud.publish import terminal
from hudhud.publish.readers import (
    agreement_records,
    agreement_table,
    difference_records,
    differences_table,
    reader_record,
    reader_table,
)


@click.command(short_help="List what can read reports, and how well.")
@format_option
def readers(form: str) -> None:
    """List the installed readers: their languages, and what was measured of each.

    Which of them read is said by --reader, by `readers` in hudhud.toml, or else those marked as default do. Several
    may read one report: where they differ, the first one's value counts, and the others stand beside it.
    """
    with progress_bar() as progress:
        found = pipeline.readers(progress)
    if form == "table":
        screen = terminal.console()
        screen.print(reader_table(found, screen.width))
    else:
        print_records((reader_record(each) for each in found), form)


@click.command("compare-readers", short_help="Set readers beside each other over some reports.")
@click.argument("inputs", nargs=-1, required=True, metavar="PATH|URL|-...")
@reading_options
@click.option("--most", type=click.IntRange(0), default=5, show_default=True, metavar="N",
              help="Reports to show of those on which the readers differ most.")  # fmt: skip
@click.option("--differences", is_flag=True, help="With jsonl or csv: each difference, instead of each field.")
@format_option
def compare_readers(
    inputs: tuple[str, ...],
    published: date | None,
    language: str | None,
    readers: tuple[str, ...],
    most: int,
    differences: bool,
    form: str,
) -> None:
    """Read reports with two readers or more, and tell how often they agree and where they differ most.

    Name the readers with --reader, once for each. Fields are counted over the incidents that both found. Where they
    differ, those reports come first on which most people hang: the difference of the largest figures, or the whole
    figure of an incident that one reader alone found. Nothing is stored.
    """
    given = pipeline.Given(published, language)
    with progress_bar() as progress:
        opened = pipeline.open_default_reader(progress, readers)
        tell(opened.notices)
        found = pipeline.compare_readers(inputs, opened, given=given, progress=progress)
    tell(opened.summaries)
    if form == "table":
        for one in found:
            _show(one, most)
    else:
        chosen = difference_records if differences else agreement_records
        print_records((record for one in found for record in chosen(one)), form)
    _tell_of_unread(found)


def _show(one: ReadersCompared, most: int) -> None:
    screen = terminal.console()
    if not one.reports:
        screen.print(terminal.safe(f"{one.first} and {one.second}: no report that both could read."))
        return
    screen.print(agreement_table(one, screen.width))
    if one.differing and most:
        screen.print(differences_table(one, most, screen.width))
    same = one.reports - len(one.differing)
    screen.print(f"{same:,} of {one.reports:,} reports are read alike in every field.")


def _tell_of_unread(found: Sequence[ReadersCompared]) -> None:
    """Each once: what could not be read is no disagreement, and is not passed over either."""
    unread = list(dict.fromkeys(one for compared in found for one in compared.not_compared))
    for one in unread:
        by = f"reader {one.reader}: " if one.reader else ""
        if one.failed:
            complain(f"{by}{one.reason}")
        else:
            tell([f"{by}{one.reason}"])
    if any(one.failed for one in unread):
        raise Ended
