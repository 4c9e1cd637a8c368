"""`hudhud spark`: reading past one machine, and its result to a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import click

from hudhud import scale
from hudhud.cli.adding import MAP
from hudhud.cli.shared import Commands, ledger_option, progress_bar, reading_options, tell
from hudhud.ledger import name_of
from hudhud.pipeline import Given
from hudhud.publish import terminal


@click.group(cls=Commands, invoke_without_command=True, short_help="Read millions of reports on Spark.")
@click.pass_context
def spark(context: click.Context) -> None:
    """Reading past one machine. Needs the extra `hudhud[spark]` and Java 17; see docs/scale.md."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@spark.command("read", short_help="Read folders or object stores into Parquet tables.")
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.argument("out", metavar="OUT")
@reading_options
@MAP
@click.option(
    "--master",
    metavar="MASTER",
    default=None,
    help="Spark's master, such as local[2]; else what spark-submit says, else all cores here.",
)
@click.option(
    "--partition-mb",
    type=click.FloatRange(0.001, 1024),
    default=1.0,
    show_default=True,
    metavar="MB",
    help="Input in one partition: what is done again at most where a run is stopped.",
)
@click.option("--anew", is_flag=True, help="Throw away what an earlier run left in OUT.")
def spark_read(  # noqa: PLR0913, PLR0917  # one parameter an option
    inputs: tuple[str, ...],
    out: str,
    published: date | None,
    language: str | None,
    readers: tuple[str, ...],
    columns: Mapping[str, str],
    master: str | None,
    partition_mb: float,
    anew: bool,
) -> None:
    """Read everything under IN on Spark, and write documents, mentions and quarantine as Parquet under OUT.

    IN and OUT are folders, files or addresses (s3://bucket/folder). IN holds JSON Lines, Parquet, web archives or
    whatever `hudhud read` takes; the mentions are the same. A run that was stopped goes on with the same command.
    What could not be read stands in quarantine with a reason, and the command still ends well. Next: hudhud spark load.
    """
    given = Given(published, language, columns)
    wanted = scale.Wanted(given, readers, int(partition_mb * 2**20), master, anew)
    with progress_bar() as progress:
        done = scale.read(inputs, out, wanted, progress=progress)
    tell(done.notices)
    came = done.written
    told = f"{terminal.counted(came.documents, 'report')} read with {terminal.counted(came.mentions, 'mention')}, "
    told += f"{came.quarantine} in quarantine; {terminal.counted(done.partitions, 'partition')}"
    told += f", {done.before} of them done before." if done.before else "."
    terminal.console().print(told, soft_wrap=True)


@spark.command("load", short_help="Add what was read to a ledger.")
@click.argument("out", metavar="OUT")
@ledger_option
@click.option("--no-link", "unlinked", is_flag=True, help="Leave the linking to 'hudhud add' or 'hudhud link'.")
def spark_load(out: str, ledger_path: str, unlinked: bool) -> None:
    """Add what `hudhud spark read` wrote under OUT to a ledger, and link it. Needs no Spark.

    Safe to stop and to repeat: the ledger is the one that `hudhud add` of the same files makes.
    """
    with progress_bar() as progress:
        done = scale.load(out, ledger_path, link=not unlinked, progress=progress)
    told = (
        f"{done.added} added, {done.known} already there, {done.unread} not read: see {terminal.safe(out)}/quarantine."
    )
    terminal.console().print(f"{told} Ledger: {terminal.safe(name_of(ledger_path))}", soft_wrap=True)
