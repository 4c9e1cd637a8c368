"""The commands that take reports in: `read` and `add`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import click

from hudhud import pipeline
from hudhud.capture import parse_columns
from hudhud.cli.shared import (
    Ended,
    Progressing,
    complain,
    format_option,
    ledger_option,
    print_records,
    progress_bar,
    reading_options,
    tell,
)
from hudhud.configuration import load as load_configuration
from hudhud.errors import CaptureError, HudhudError, LanguageError
from hudhud.ledger import Ledger, name_of
from hudhud.pipeline import Given, Outcome
from hudhud.publish import terminal
from hudhud.publish.records import reading_record


class _Columns(click.ParamType):  # type: ignore[type-arg]  # generic in the newest Click alone
    """A column map on the command line."""

    name = "map"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Mapping[str, str]:
        if isinstance(value, Mapping):
            return value
        try:
            return parse_columns(str(value))
        except CaptureError as error:
            self.fail(str(error), param, ctx)


_INPUTS = click.argument("inputs", nargs=-1, required=True, metavar="PATH|URL...")
MAP = click.option(
    "--map", "columns", type=_Columns(), default={}, metavar="FIELD=COLUMN,...",
    help="Of tables, which column or key holds what: text=body,published=date.",
)  # fmt: skip


@dataclass
class Tally:
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


@click.command(short_help="Find the incidents in reports; nothing is stored.")
@_INPUTS
@reading_options
@MAP
@format_option
def read(  # one parameter an option
    inputs: tuple[str, ...],
    published: date | None,
    language: str | None,
    readers: tuple[str, ...],
    columns: Mapping[str, str],
    form: str,
) -> None:
    """Find the incidents in reports; nothing is stored.

    PATH is a text, HTML page, PDF with a text layer, e-mail (EML), web archive (WARC, WACZ), table (CSV, JSON
    Lines), or a folder of them; "-" is standard input. An address is fetched, which needs a contact in hudhud.toml.
    Tables hold doc_id, published, language, publisher, title and text, or what --map says.
    """
    with progress_bar(beside_output=form != "table") as progress:
        reader = pipeline.open_default_reader(progress, readers)
        tell(reader.notices)
        outcomes = pipeline.read(inputs, reader, given=Given(published, language, columns), progress=progress)
        tally = Tally(progress)
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
    tell(reader.summaries)
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


@click.command(short_help="Capture, read, link and store reports.")
@_INPUTS
@ledger_option
@reading_options
@MAP
@click.option("--again", is_flag=True, help="Also try what is in quarantine once more.")
def add(  # one parameter an option
    inputs: tuple[str, ...],
    ledger_path: str,
    published: date | None,
    language: str | None,
    readers: tuple[str, ...],
    columns: Mapping[str, str],
    again: bool,
) -> None:
    """Capture, read, link and store reports. Safe to stop and to repeat.

    PATH as for `hudhud read`. A report that is in the ledger already changes nothing; an address that was fetched
    before is asked whether it changed, and if so, becomes a new version. No ledger is made where no report could be
    taken in.
    """
    with progress_bar() as progress:
        reader = pipeline.open_default_reader(progress, readers, load_configuration(ledger_path))
        tell(reader.notices)
        tally = Tally(progress)
        given = Given(published, language, columns, again)
        for _ in tally.of(pipeline.add_at(ledger_path, inputs, reader, given=given, progress=progress)):
            pass
    told = f"{tally.added} added, {tally.read - tally.added} already there, {len(tally.errors)} not read."
    if tally.read:
        with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
            counts = ledger.counts()
        told += f" {terminal.safe(name_of(ledger_path))} holds {terminal.counted(counts.documents, 'report')} "
        told += f"with {terminal.counted(counts.mentions, 'mention')}."
    terminal.console().print(told, soft_wrap=True)
    tell(reader.summaries)
    tally.end()
