"""The command that tells of readers: `readers`."""

from __future__ import annotations

import click

from hudhud import pipeline
from hudhud.cli.shared import format_option, print_records, progress_bar
from hudhud.publish import terminal
from hudhud.publish.readers import reader_record, reader_table


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
