"""What leaves the ledger: `hudhud export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hudhud import pipeline
from hudhud.cli.filtering import filter_options
from hudhud.cli.shared import ledger_option, progress_bar
from hudhud.ledger import Ledger
from hudhud.pipeline import Filter
from hudhud.publish import terminal
from hudhud.publish.exports import PROFILES


@click.command(short_help="Write incidents to a file that other tools open.")
@ledger_option
@click.option("--profile", type=click.Choice(sorted(PROFILES)), required=True, help="The form of the file.")
@click.option("--out", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="The file; one that is there is replaced.")  # fmt: skip
@click.option("--base", default="", metavar="URL", help="Where the workbench or site stands that permalinks lead to.")
@filter_options
def export(ledger_path: str, profile: str, out: Path, base: str, **wanted: Any) -> None:
    """Write the incidents of the ledger to a file, from the same filters as 'hudhud incidents'."""
    with progress_bar() as progress, Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        done = pipeline.export(ledger, profile, out, Filter(**wanted), base=base, progress=progress)
    screen = terminal.console()
    screen.print(f"{terminal.safe(str(done.path))}: {terminal.counted(done.rows, 'row')}, state {done.header.state}",
                 soft_wrap=True)  # fmt: skip
    for lost in done.profile.loses:
        screen.print(f"Not in it: {lost}", style="dim", soft_wrap=True)
