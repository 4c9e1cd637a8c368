"""The commands. Each parses its options, calls one function of `pipeline`, and prints what it gives."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from hudhud import __version__, pipeline
from hudhud.cli.shared import (
    Day,
    complain,
    format_option,
    ledger_option,
    print_records,
    progress_bar,
    quiet_pipe,
    reading_options,
)
from hudhud.codebook import load as load_codebook
from hudhud.errors import HudhudError, LanguageError
from hudhud.ledger import Ledger
from hudhud.pipeline import Filter, Outcome
from hudhud.publish import terminal
from hudhud.publish.records import incident_record, reading_record

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")


class _Ended(Exception):  # noqa: N818  # says that all has been said
    """Something went wrong and has been said; only the exit status is left."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hudhud")
def cli() -> None:
    """Read reports of armed violence; keep every figure tied to the words it came from.

    Start with: hudhud demo
    """


@cli.command()
@ledger_option
def demo(ledger_path: str) -> None:
    """Read the bundled example reports into a ledger and print the incidents."""
    with progress_bar() as progress:
        reader = pipeline.open_default_reader(progress)
        with Ledger.open(ledger_path) as ledger:
            outcomes = pipeline.demo(ledger, reader, progress)
            found = pipeline.incidents(ledger, Filter(documents=_examples(outcomes)))
    screen = terminal.console()
    screen.print(terminal.incident_table(found, f"{len(found)} incidents in {len(outcomes)} example reports"))
    several = next((one for one in found if len(one.documents) > 2), found[0] if found else None)
    screen.print("Ranges are what reports say, lowest to highest; ≥ is open above, * is derived.", style="dim")
    if several is not None:
        option = "" if ledger_path == "hudhud.db" else f" --ledger {ledger_path}"
        screen.print(f"Next: hudhud show {several.id[:7]}{option}", style="bold")


def _examples(outcomes: Iterable[Outcome]) -> frozenset[str]:
    return frozenset(o.document.doc_id for o in outcomes if o.document)


@cli.command()
@_PATHS
@reading_options
@format_option
def read(paths: tuple[Path, ...], published: date | None, language: str | None, form: str) -> None:
    """Find the incidents in reports; nothing is stored.

    PATH is a text or HTML file, a folder of them, or JSON Lines with doc_id, published, language,
    publisher, title and text.
    """
    with progress_bar() as progress:
        reader = pipeline.open_default_reader(progress)
        outcomes = pipeline.read(paths, reader, published=published, language=language, progress=progress)
        read_ones: list[Outcome] = []
        if form == "table":
            read_ones = list(outcomes)
        else:
            print_records(_reading_records(outcomes, read_ones), form)
    if form == "table":
        _print_readings(read_ones)
    _end(read_ones)


def _reading_records(outcomes: Iterable[Outcome], seen: list[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        seen.append(outcome)
        if outcome.document is not None and outcome.reading is not None:
            yield reading_record(outcome.document, outcome.reading)
        elif isinstance(outcome.error, LanguageError):
            # Not read is not the same as read and nothing found.
            yield {"doc_id": outcome.error.name, "published": None, "language": outcome.error.language, "title": None,
                   "mentions": None, "could_not_read": str(outcome.error)}  # fmt: skip


def _print_readings(outcomes: list[Outcome]) -> None:
    screen = terminal.console()
    for outcome in outcomes:
        if outcome.document is None or outcome.reading is None:
            continue
        if outcome.reading.mentions:
            screen.print(terminal.mention_table(outcome.document, outcome.reading))
        else:
            screen.print(
                f"{terminal.safe(outcome.document.title or outcome.document.doc_id)}: read, no incident found."
            )
        if outcome.reading.published_basis == "inferred":
            screen.print(f"Publication date inferred: {outcome.reading.published_reason}.", style="dim")


def _end(outcomes: list[Outcome]) -> None:
    """Say what failed. Reports in a language without a reader fail only where nothing else was read."""
    for outcome in outcomes:
        if outcome.error is not None:
            complain(outcome.error)
    some_read = any(o.error is None for o in outcomes)
    if any(o.error is not None and not (o.left_unread and some_read) for o in outcomes):
        raise _Ended


@cli.command()
@_PATHS
@ledger_option
@reading_options
def add(paths: tuple[Path, ...], ledger_path: str, published: date | None, language: str | None) -> None:
    """Capture, read, link and store reports. Safe to stop and to repeat.

    PATH as for `hudhud read`. A report that is in the ledger already changes nothing.
    """
    with progress_bar() as progress:
        reader = pipeline.open_default_reader(progress)
        with Ledger.open(ledger_path) as ledger:
            outcomes = list(
                pipeline.add(paths, ledger, reader, published=published, language=language, progress=progress)
            )
            counts = ledger.counts()
    new = sum(o.added for o in outcomes)
    known = sum(o.error is None for o in outcomes) - new
    terminal.console().print(
        f"{new} added, {known} already there, {len(outcomes) - new - known} not read. "
        f"The ledger {ledger_path} holds {counts.documents} reports with {counts.mentions} mentions."
    )
    _end(outcomes)


@cli.command()
@ledger_option
@format_option
@click.option("--since", type=Day(), metavar="DATE", help="Ending on or after this day.")
@click.option("--until", type=Day(), metavar="DATE", help="Starting on or before this day.")
@click.option("--place", help="Part of the name of the place, its admin-1, or the country's code.")
@click.option("--actor", help="Part of a perpetrator's name.")
@click.option("--type", "event_type", type=click.Choice(load_codebook()["event_types"].codes), help="Event type.")
@click.option("--harm", type=click.Choice(load_codebook()["harms"].codes), help="With this harm.")
@click.option("--status", type=click.Choice(load_codebook()["statuses"].codes), help="Status.")
@click.option("--at-least", type=int, metavar="N", help="With at least N people harmed, by the best figure.")
def incidents(ledger_path: str, form: str, **wanted: Any) -> None:
    """List the incidents of the ledger, the latest first."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        found = pipeline.incidents(ledger, Filter(**wanted))
    if form != "table":
        print_records((incident_record(one) for one in found), form)
    elif found:
        terminal.console().print(terminal.incident_table(found, f"{len(found)} incidents"))
    else:
        terminal.console().print("Looked; no incident fits.")


@cli.command()
@click.argument("name", metavar="ID")
@ledger_option
@format_option
@click.option("--why", is_flag=True, help="Also why these reports are held to tell of one incident.")
def show(name: str, ledger_path: str, form: str, why: bool) -> None:
    """Print one incident: each value, its words, its source, and what conflicts."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        one = pipeline.show(ledger, name)
        links = [terminal.LinkLine(x.score, x.comparisons) for x in pipeline.why(ledger, one)] if why else []
    if form == "table":
        terminal.console().print(terminal.incident_page(one, links))
    else:
        print_records([incident_record(one)], form)


@cli.command()
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
        return
    if not hits:
        terminal.console().print("Looked; no report has these words.")
        return
    table = Table(show_lines=True)
    for column in ("report", "published", "title", "words"):
        table.add_column(column)
    for hit in hits:
        day = hit.published.isoformat() if hit.published else "–"
        table.add_row(Text(terminal.safe(hit.doc_id)[:40]), day, Text(terminal.safe(hit.title or "")),
                      Text(terminal.safe(hit.snippet)))  # fmt: skip
    terminal.console().print(table)


@cli.command()
@ledger_option
@format_option
def verify(ledger_path: str, form: str) -> None:
    """Check the ledger: custody, hash chain, and that every claim stands on its words."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        result = pipeline.verify(ledger)
    if form != "table":
        print_records(
            [{"ok": result.ok, "documents": result.documents, "readings": result.readings, "mentions": result.mentions,
              "claims": result.claims, "decisions": result.decisions, "head": result.head,
              "problems": result.problems}], form
        )  # fmt: skip
    else:
        terminal.console().print(
            f"{result.documents} documents, {result.claims} claims and {result.decisions} decisions checked; "
            f"head of the chain {result.head[:16]}.", soft_wrap=True
        )  # fmt: skip
        if result.ok:
            terminal.console().print("Nothing is missing, changed or out of order.", style="green")
    for problem in result.problems:
        complain(problem)
    if not result.ok:
        raise _Ended


@cli.group()
def gazetteer() -> None:
    """The places that names are looked up in."""


@gazetteer.command("build")
def gazetteer_build() -> None:
    """Compile the gazetteer from the installed packages; once for each machine and version."""
    with progress_bar() as progress:
        path = pipeline.gazetteer_build(progress)
    terminal.console().print(f"Gazetteer ready at {path}", soft_wrap=True)


def main() -> None:
    """Run the command line; every failure that a user can act on is one line and exit status 1."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        complain("stopped; what was added before stays, and `hudhud add` goes on from there")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except HudhudError as error:
        complain(error)
        sys.exit(1)
    except BrokenPipeError:
        quiet_pipe()
        sys.exit(0)
    except _Ended:
        sys.exit(1)
