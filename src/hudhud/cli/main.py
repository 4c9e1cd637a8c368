"""The commands. Each parses its options, calls one function of `pipeline`, and prints what it gives."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from hudhud import __version__, pipeline
from hudhud.cli.adding import Tally, add, read
from hudhud.cli.answering import check, forecast, hotspots, surprise, trend, undercount
from hudhud.cli.comparing import compare, import_
from hudhud.cli.filtering import filter_options
from hudhud.cli.judging import decide, log
from hudhud.cli.keeping import document, quarantine, timestamp, verify
from hudhud.cli.ledgers import ledger as ledger_group
from hudhud.cli.publishing import export, policy, report
from hudhud.cli.reading import compare_readers, readers
from hudhud.cli.scaling import spark
from hudhud.cli.serving import serve
from hudhud.cli.shared import (
    Commands,
    complain,
    format_option,
    ledger_option,
    print_records,
    progress_bar,
)
from hudhud.cli.showing import below
from hudhud.cli.site import site
from hudhud.cli.watching import feeds, watch
from hudhud.errors import LedgerError
from hudhud.ledger import Ledger, name_of
from hudhud.ledger import exists as ledger_exists
from hudhud.pipeline import Filter
from hudhud.publish import terminal
from hudhud.publish.actors import actor_page, actor_record, actor_rows
from hudhud.publish.decisions import attachment_record
from hudhud.publish.reasons import link_record, revision_record
from hudhud.publish.records import incident_record

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="hudhud")
@click.pass_context
def cli(context: click.Context) -> None:
    """Read reports of armed violence; keep every figure tied to the words it came from.

    Start with: hudhud demo
    """
    _help_alone(context)


def _help_alone(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command(short_help="Read the bundled examples and print the incidents.")
@ledger_option
def demo(ledger_path: str) -> None:
    """Read the bundled example reports into a ledger and print the incidents."""
    with progress_bar() as progress:
        reader = pipeline.open_default_reader(progress)
        with Ledger.open(ledger_path) as ledger:
            documents = set()
            tally = Tally(progress)
            for outcome in tally.of(pipeline.demo(ledger, reader, progress)):
                documents |= {outcome.document.doc_id} if outcome.document else set()
            found = pipeline.incidents(ledger, Filter(documents=frozenset(documents)))
    screen = terminal.console()
    screen.print(
        terminal.incident_table(found, screen.width, f"{len(found)} incidents in {tally.total} example reports")
    )
    screen.print("A range runs from the lowest to the highest figure that a report gives. ≥ is open above, ≤ open "
                 "below, * is derived.", style="dim")  # fmt: skip
    best = max(found, key=lambda one: len(one.documents), default=None)
    if best is not None:
        option = "" if ledger_path == "hudhud.db" else f" --ledger {terminal.safe(name_of(ledger_path))}"
        screen.print(f"Next: hudhud show {best.id[:7]}{option}", style="bold", soft_wrap=True)
    tally.end()


@cli.command()
@ledger_option
@format_option
@filter_options
@click.option("--sum", "summed", is_flag=True, help="Below the table also the sums, nobody counted twice.")
def incidents(ledger_path: str, form: str, summed: bool, **wanted: Any) -> None:
    """List the incidents of the ledger, the latest first."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        view = pipeline.view(ledger, Filter(**wanted))
        unlinked = pipeline.unlinked(ledger)
    found, covered = view.incidents, view.covered
    if form != "table":
        print_records((incident_record(one, covered) for one in found), form)
    elif found:
        screen = terminal.console()
        screen.print(terminal.incident_table(found, screen.width, terminal.counted(len(found), "incident")))
        if summed:
            for line in view.account(found):
                screen.print(line.words, soft_wrap=True)
    else:
        terminal.console().print("Looked; no incident fits.")
    if unlinked:
        complain(
            LedgerError(f"{terminal.counted(unlinked, 'report')} not linked yet and in no incident; run: hudhud link")
        )


@cli.command(short_help="Print one incident with its words.")
@click.argument("name", metavar="ID")
@ledger_option
@format_option
@click.option("--why", is_flag=True, help="Also why these reports are held to tell of one incident.")
@click.option("--history", is_flag=True, help="Also how its figures moved as reports came in.")
def show(name: str, ledger_path: str, form: str, why: bool, history: bool) -> None:
    """Print one incident: each value, its words, its source, and what conflicts.

    ID is the incident's, or the beginning of it; one that it had before, or a mention's, leads there too.
    """
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        view = pipeline.view_of(ledger, name)
        links = pipeline.why(ledger, view.incidents[0]) if why else []
    one = view.incidents[0]
    moved = pipeline.revisions(one, view.copies)
    if form == "table":
        terminal.console().print(terminal.incident_page(one, below(view, links, moved if history else ())))
        if why and not links:
            terminal.console().print("One report alone tells of it; nothing was linked.")
    elif form == "csv" and history:
        print_records([revision_record(r) for r in moved], form)
    else:
        record = incident_record(one, view.covered)
        if attached := view.attached(one):
            record["attachments"] = [attachment_record(ruled.decision) for ruled in attached]
        if why:
            record["links"] = [link_record(x) for x in links]
        if history:
            record["history"] = [revision_record(r) for r in moved]
        print_records([record], form)


@cli.command(short_help="Link all reports anew.")
@ledger_option
def link(ledger_path: str) -> None:
    """Throw away what linking derived and make it again; what persons decided stays.

    `hudhud add` links by itself. This is for a ledger whose linking was interfered with.
    """
    with progress_bar() as progress, Ledger.open(ledger_path, create=False) as ledger:
        reports = pipeline.relink(ledger, progress)
    terminal.console().print(f"{terminal.counted(reports, 'report')} linked.")


@cli.command(short_help="Print an actor: names, years, figures, leaders.")
@click.argument("name", nargs=-1, required=True)
@ledger_option
@format_option
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
def actor(name: tuple[str, ...], ledger_path: str, form: str, as_json: bool) -> None:
    """Print an actor: aliases, kind, parents and years, and what reports say of it as a timeline.

    NAME is any name of the registry. Figures, leaders and claims come from the ledger, each with its
    words and source; without a ledger the registry's facts stand alone.
    """
    page = _actor_page(" ".join(name), ledger_path)
    form = "jsonl" if as_json else form
    if form == "table":
        terminal.console().print(actor_page(page, name_of(ledger_path)))
    else:
        print_records(actor_rows(page) if form == "csv" else [actor_record(page)], form)


def _actor_page(name: str, ledger_path: str) -> pipeline.ActorPage:
    if not ledger_exists(ledger_path):
        return pipeline.actor(name)
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        return pipeline.actor(name, ledger)


@cli.command(short_help="Find reports by their words.")
@click.argument("words", nargs=-1, required=True)
@ledger_option
@format_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
def search(words: tuple[str, ...], ledger_path: str, form: str, limit: int) -> None:
    """Find reports by their words. All must occur; "quotes" hold a phrase together."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        hits = pipeline.search(ledger, " ".join(words), limit)
    if form != "table":
        print_records(
            ({"doc_id": h.doc_id, "document_id": h.document_id, "title": h.title,
              "published": h.published.isoformat() if h.published else None, "snippet": h.snippet} for h in hits), form
        )  # fmt: skip
    elif hits:
        terminal.console().print(terminal.hit_table(hits))
    else:
        terminal.console().print("Looked; no report has these words.")


for _command in (
    read, add, watch, feeds, decide, log, serve, check, trend, surprise, undercount, hotspots, forecast,
    document, quarantine, timestamp, verify, export, report, policy, site, import_, compare, readers, compare_readers,
    ledger_group, spark,
):  # fmt: skip
    cli.add_command(_command)


@cli.group(cls=Commands, invoke_without_command=True, short_help="The places that names are looked up in.")
@click.pass_context
def gazetteer(context: click.Context) -> None:
    """The places that names are looked up in."""
    _help_alone(context)


@gazetteer.command("build")
@click.option("--again", is_flag=True, help="Compile it anew, even where a sound one is there.")
def gazetteer_build(again: bool) -> None:
    """Compile the gazetteer from the installed packages; once for each machine and version.

    Does nothing where it is there already, and replaces it where it is damaged.
    """
    with progress_bar() as progress:
        path = pipeline.gazetteer_build(progress, again=again)
    terminal.console().print(f"Gazetteer ready at {terminal.safe(str(path))}", soft_wrap=True)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal has no code for must not end the program.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    cli()
