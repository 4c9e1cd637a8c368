"""`hudhud ledger`: a ledger as a whole."""

from __future__ import annotations

import click

from hudhud.cli.shared import Commands, progress_bar
from hudhud.ledger import copy
from hudhud.publish import terminal


@click.group(cls=Commands, invoke_without_command=True, short_help="A ledger as a whole: copy it.")
@click.pass_context
def ledger(context: click.Context) -> None:
    """A ledger as a whole."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@ledger.command("copy", short_help="Copy a ledger, between SQLite and PostgreSQL too.")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def ledger_copy(source: str, target: str) -> None:
    """Copy the ledger FROM to TO, where there is none or an empty one: everything, or nothing.

    Each is a file or a PostgreSQL URL. Every row is read back from the copy and held against where it came from;
    the hash over all of them is printed, and is the same in both.
    """
    with progress_bar() as progress:
        done = copy(source, target, progress)
    screen = terminal.console()
    screen.print(f"{terminal.counted(done.rows, 'row')} copied and read back; the same in both.", soft_wrap=True)
    screen.print(f"state {done.state}", soft_wrap=True)
    screen.print(f"head  {done.head}", soft_wrap=True)
