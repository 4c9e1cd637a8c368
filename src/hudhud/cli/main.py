"""The commands. Each parses its options, calls one function of `pipeline`, and prints what it gives."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from hudhud import __version__, pipeline
from hudhud.cli.answering import check, forecast, hotspots, surprise, trend, undercount
from hudhud.cli.judging import decide, log
from hudhud.cli.serving import serve
from hudhud.cli.shared import (
    Commands,
    Day,
    Ended,
    Progressing,
    complain,
    format_option,
    ledger_option,
    print_records,
    progress_bar,
    reading_options,
)
from hudhud.cli.showing import below
from hudhud.cli.watching import feeds, watch
from hudhud.codebook import load as load_codebook
from hudhud.errors import HudhudError, LanguageError, LedgerError
from hudhud.ledger import Ledger
from hudhud.ledger import exists as ledger_exists
from hudhud.pipeline import Filter, Outcome
from hudhud.publish import terminal
from hudhud.publish.actors import actor_page, actor_record, actor_rows
from hudhud.publish.decisions import attachment_record
from hudhud.publish.reasons import link_record, revision_record
from hudhud.publish.records import incident_record, reading_record

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
            tally = _Tally(progress)
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
        option = "" if ledger_path == "hudhud.db" else f" --ledger {terminal.safe(ledger_path)}"
        screen.print(f"Next: hudhud show {best.id[:7]}{option}", style="bold", soft_wrap=True)
    tally.end()


@dataclass
class _Tally:
    """Counts outcomes as they pass, and keeps of them only what went wrong."""

    progress: Progressing
    total: int = 0
    read: int = 0
    added: int = 0
    errors: list[HudhudError] = field(default_factory=list)

    def of(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            self.total += 1
            self.added += outcome.added
            if outcome.error is None:
                self.read += 1
            else:
                self.errors.append(outcome.error)
            self.progress.count(self.total)
            yield outcome

    def end(self) -> None:
        """Say what failed. Reports in a language without a reader fail only where nothing else was read."""
        for error in self.errors:
            complain(error)
        if any(not (isinstance(error, LanguageError) and self.read) for error in self.errors):
            raise Ended


@cli.command(short_help="Find the incidents in reports; nothing is stored.")
@_PATHS
@reading_options
@format_option
def read(paths: tuple[Path, ...], published: date | None, language: str | None, form: str) -> None:
    """Find the incidents in reports; nothing is stored.

    PATH is a text or HTML file, a folder of them, or JSON Lines with doc_id, published, language,
    publisher, title and text.
    """
    with progress_bar(beside_output=form != "table") as progress:
        reader = pipeline.open_default_reader(progress)
        outcomes = pipeline.read(paths, reader, published=published, language=language, progress=progress)
        tally = _Tally(progress)
        told: list[Outcome] = []
        if form == "table":
            told = [o for o in tally.of(outcomes) if o.error is None]
        else:
            rows = _reading_records if form == "jsonl" else _mention_rows
            print_records(rows(tally.of(outcomes)), form)
    for number, outcome in enumerate(told):
        if number:
            click.echo()
        _print_reading(outcome)
    tally.end()


def _reading_records(outcomes: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        if outcome.document is not None and outcome.reading is not None:
            yield reading_record(outcome.document, outcome.reading)
        elif isinstance(outcome.error, LanguageError):
            # Not read is not the same as read and nothing found.
            yield {"doc_id": outcome.error.name, "published": None, "language": outcome.error.language, "title": None,
                   "mentions": None, "could_not_read": str(outcome.error)}  # fmt: skip


_NO_MENTION: dict[str, Any] = dict.fromkeys(
    ("types", "status", "aggregate", "date_start", "date_end", "date_precision", "place", "perpetrators", "harms")
)


def _mention_rows(outcomes: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    """For CSV a row a mention; a report without one, or not read, has a row of its own."""
    for record in _reading_records(outcomes):
        about = {k: record[k] for k in ("doc_id", "published", "language", "title")}
        for mention in record["mentions"] or [{}]:
            row = {key: mention.get(key) for key in _NO_MENTION}
            yield {**about, "mention": mention.get("id"), **row, "could_not_read": record.get("could_not_read")}


def _print_reading(outcome: Outcome) -> None:
    screen = terminal.console()
    if outcome.document is None or outcome.reading is None:
        return
    if outcome.reading.mentions:
        screen.print(terminal.mention_table(outcome.document, outcome.reading, screen.width))
    else:
        screen.print(f"{terminal.title_words(outcome.document)}: read, no incident found.")
    if outcome.reading.published_basis == "inferred":
        reason = terminal.safe(outcome.reading.published_reason or "")
        screen.print(f"Publication date inferred: {reason}.", style="dim")


@cli.command(short_help="Capture, read, link and store reports.")
@_PATHS
@ledger_option
@reading_options
def add(paths: tuple[Path, ...], ledger_path: str, published: date | None, language: str | None) -> None:
    """Capture, read, link and store reports. Safe to stop and to repeat.

    PATH as for `hudhud read`. A report that is in the ledger already changes nothing. No ledger is
    made where no report could be taken in.
    """
    with progress_bar() as progress:
        reader = pipeline.open_default_reader(progress)
        tally = _Tally(progress)
        outcomes = pipeline.add_at(
            ledger_path, paths, reader, published=published, language=language, progress=progress
        )
        for _ in tally.of(outcomes):
            pass
    told = f"{tally.added} added, {tally.read - tally.added} already there, {len(tally.errors)} not read."
    if tally.read:
        with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
            counts = ledger.counts()
        told += f" {terminal.safe(ledger_path)} holds {terminal.counted(counts.documents, 'report')} "
        told += f"with {terminal.counted(counts.mentions, 'mention')}."
    terminal.console().print(told, soft_wrap=True)
    tally.end()


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
@click.option("--group", type=click.Choice(load_codebook()["groups"].codes), help="With people of this group harmed.")
@click.option("--at-least", type=int, metavar="N", help="With at least N people of the harm, by the best figure.")
@click.option("--sources", type=int, metavar="N", help="Told by at least N sources.")
@click.option("--conflict/--no-conflict", default=None, help="Whose reports contradict each other, or do not.")
@click.option("--review", type=click.Choice(["waiting", "accepted", "changed"]), help="By where its review stands.")
@click.option("--words", help="With these words in names and titles.")
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
        terminal.console().print(actor_page(page, ledger_path))
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


for _command in (decide, log, watch, feeds, serve, check, trend, surprise, undercount, hotspots, forecast):
    cli.add_command(_command)


@cli.command(short_help="Check custody, hash chain and claims.")
@ledger_option
@format_option
def verify(ledger_path: str, form: str) -> None:
    """Check the ledger: custody, hash chain, and that every claim stands on its words."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        result = pipeline.verify(ledger)
    if form != "table":
        print_records(
            [{"ok": result.ok, "documents": result.documents, "readings": result.readings, "mentions": result.mentions,
              "claims": result.claims, "statements": result.statements, "decisions": result.decisions,
              "files": result.files, "head": result.head, "problems": result.problems}], form
        )  # fmt: skip
    else:
        terminal.console().print(
            f"{result.documents} documents, {result.claims} claims and {result.decisions} decisions checked; "
            f"head of the chain {result.head[:16]}.", soft_wrap=True
        )  # fmt: skip
        if result.files:
            terminal.console().print(f"{terminal.counted(result.files, 'attached file')} hashed again.", soft_wrap=True)
        if result.ok:
            terminal.console().print("Nothing is missing, changed or out of order.", style="green")
    for problem in result.problems:
        complain(problem)
    if not result.ok:
        raise Ended


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
