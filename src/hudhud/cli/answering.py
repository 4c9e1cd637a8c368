"""The commands that answer: over the ledger, or over a table of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hudhud import pipeline
from hudhud.cli.shared import Day, Ended, complain, format_option, ledger_option, print_records, progress_bar
from hudhud.codebook import load as load_codebook
from hudhud.errors import AnalysisError
from hudhud.ledger import Ledger
from hudhud.pipeline.holdings import Holdings, Subject, records_of
from hudhud.publish import terminal
from hudhud.publish.answers import answer_page, answer_record

if TYPE_CHECKING:
    from hudhud.pipeline.answers import Answer

F = TypeVar("F", bound=Callable[..., Any])

_PLOTS = frozenset({".svg", ".png", ".pdf"})
_HARMS = load_codebook()["harms"].codes
_SUBJECT = ("country", "admin1", "actor", "involving", "event_type", "group", "since", "until")


def _table_option(command: F) -> F:
    return click.option(
        "--table", "table", type=click.Path(path_type=Path), metavar="FILE",
        help="Answer from this table, not the ledger: UCDP GED or ACLED as CSV, or what `hudhud incidents` wrote.",
    )(command)  # fmt: skip


def _plot_option(command: F) -> F:
    return click.option(
        "--plot", "plot", type=click.Path(path_type=Path), metavar="FILE",
        help="Also draw it, as .svg, .png or .pdf; an answer with several plots adds their names to the file's.",
    )(command)  # fmt: skip


def _subject_options(command: F) -> F:
    """What the question is about, in options named as in `hudhud incidents`."""
    book = load_codebook()
    for option in (
        click.option("--until", type=Day(), metavar="DATE", help="The last day that the incidents cover."),
        click.option("--since", type=Day(), metavar="DATE", help="Nothing before this day."),
        click.option("--group", type=click.Choice(book["groups"].codes), help="Count people of this group alone."),
        click.option("--type", "event_type", type=click.Choice(book["event_types"].codes), help="Event type."),
        click.option("--involving", metavar="NAME", help="An actor on either side."),
        click.option("--actor", metavar="NAME", help="The perpetrator, by any of its names."),
        click.option("--admin1", metavar="NAME", help="Governorate, province or state."),
        click.option("--country", metavar="NAME", help="Country, by name or two letters."),
    ):
        command = option(command)
    return command


def _asking(command: F) -> F:
    """All that the questions over incidents share."""
    return _subject_options(_table_option(_plot_option(format_option(ledger_option(command)))))


@click.command(short_help="Is a claim about many incidents true?")
@click.argument("claim", required=False, metavar="[CLAIM]")
@click.option("--document", metavar="ID", help="Check the claims that this report makes instead.")
@click.option("--incident", metavar="ID", help="What a superlative is about; else the latest incident in its scope.")
@click.option("--on", type=Day(), metavar="DATE", help="The day of the claim: nothing after it counts.")
@_table_option
@_plot_option
@format_option
@ledger_option
def check(claim: str | None, ledger_path: str, table: Path | None, form: str, **asked: Any) -> None:
    """Hold a claim against the record: "the deadliest IS attack in Syria since January 2022", "attacks in Homs
    fell by half in 2018", "more than 500 people were killed in Aleppo in 2016".

    The answer says how the claim was understood, how likely it is, what decides it, and what is missing.
    """
    document, plot = asked.pop("document"), asked.pop("plot")
    if (claim is None) == (document is None):
        raise AnalysisError("give a claim in quotes, or --document with a report's name; one of them")
    with _holdings(ledger_path, table) as holdings:
        if claim is not None:
            answer = _checking().check_claim(holdings, pipeline.open_default_reader(), claim, **asked)
        else:
            with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
                answers = _checking().check_document(ledger, holdings, document)
    if claim is not None:
        _print(answer, form, plot)
    else:
        _print_all(answers, form)


def _checking() -> ModuleType:
    from hudhud.pipeline import checking  # noqa: PLC0415  # as `_answers`

    return checking


def _print_all(found: Sequence[Answer | AnalysisError], form: str) -> None:
    """Answers one below the other; a claim that could not be checked is said and is no failure of the others."""
    answers = [one for one in found if not isinstance(one, AnalysisError)]
    if form == "jsonl":
        print_records((answer_record(one) for one in answers), form)
    elif form == "csv":
        print_records(({"claim": one.question, "verdict": one.verdict, "words": one.words} for one in answers), form)
    for number, one in enumerate(found):
        if isinstance(one, AnalysisError):
            complain(f"not checked: {one}")
        elif form == "table":
            screen = terminal.console()
            if number:
                screen.rule(style="dim")
            screen.print(answer_page(one, screen.width))
    if not answers:
        raise Ended


@click.command(short_help="A return, or a one-off?")
@_asking
@click.option("--count", "what", type=click.Choice(["incidents", *_HARMS]), default="incidents", show_default=True,
              help="What is counted by week.")  # fmt: skip
@click.option("--baseline", nargs=2, type=Day(), metavar="FROM TO", help="The weeks to compare with; else the first "
              "two years, or two thirds of a shorter record.")  # fmt: skip
@click.option("--rise", "factor", type=click.FloatRange(1.1, 10), default=2.0, show_default=True,
              help="How many times as many the alarm is set up to find.")  # fmt: skip
def trend(ledger_path: str, table: Path | None, form: str, plot: Path | None, **asked: Any) -> None:
    """Say whether incidents returned after a baseline: an alarm that one bad week cannot sound, whether a rise
    lasts or was a one-off, and what else may explain it (the season, who was reporting).
    """
    subject, rest = _subject(asked)
    with _holdings(ledger_path, table) as holdings:
        answer = _answers().trend(holdings, subject, **rest)
    _print(answer, form, plot)


@click.command(short_help="Where is it hotter, and does one lead to another?")
@_asking
@click.option("--km", type=click.FloatRange(0.1, 500), default=10.0, show_default=True, help="What is near in space.")
@click.option("--days", type=click.IntRange(1, 365), default=14, show_default=True, help="What is near in time.")
@click.option("--recent-days", type=click.IntRange(7, 3650), default=90, show_default=True,
              help="The last days, held against all before.")  # fmt: skip
@click.option("--resolution", type=click.IntRange(2, 8), default=5, show_default=True,
              help="Of the H3 cells; 5 is some 250 square km.")  # fmt: skip
def hotspots(ledger_path: str, table: Path | None, form: str, plot: Path | None, **asked: Any) -> None:
    """Say which cells are hotter than before beyond chance, whether incidents repeat nearby, and how many set
    off others.
    """
    subject, rest = _subject(asked)
    with _holdings(ledger_path, table) as holdings:
        answer = _answers().hotspots(holdings, subject, **rest)
    _print(answer, form, plot)


@click.command(short_help="How surprising is an incident's size?")
@_asking
@click.option("--incident", metavar="ID", help="The incident; the largest, where none is named.")
@click.option("--harm", type=click.Choice(_HARMS), default="killed", show_default=True, help="Its size.")
@click.option("--least", type=click.IntRange(1), metavar="N", help="The size from which on the tail is fitted; chosen "
              "from the sizes, where none is given.")  # fmt: skip
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True, help="How far ahead to look.")
def surprise(ledger_path: str, table: Path | None, form: str, plot: Path | None, **asked: Any) -> None:
    """Weigh an incident's size against the tail of the others, by power law and lognormal: how likely one so
    large was in the period seen, and is in the months ahead.
    """
    subject, rest = _subject(asked)
    with _holdings(ledger_path, table) as holdings:
        answer = _answers().surprise(holdings, subject, **rest)
    _print(answer, form, plot)


@click.command(short_help="What may the months ahead bring?")
@_asking
@click.option("--count", "what", type=click.Choice(["incidents", *_HARMS]), default="killed", show_default=True,
              help="What is counted by month.")  # fmt: skip
@click.option("--months", type=click.IntRange(1, 6), default=6, show_default=True, help="How far ahead.")
def forecast(ledger_path: str, table: Path | None, form: str, plot: Path | None, **asked: Any) -> None:
    """Foretell each district's months ahead, with 90 % intervals, beside the last month and the last twelve, and
    say how such forecasts did in the past.
    """
    subject, rest = _subject(asked)
    with _holdings(ledger_path, table) as holdings:
        answer = _answers().forecast(holdings, subject, **rest)
    _print(answer, form, plot)


@click.command(short_help="How many victims are on no list?")
@click.argument("lists", type=click.Path(path_type=Path), metavar="LISTS")
@click.option("--column", "columns", multiple=True, metavar="NAME", help="A column that is a list; all, where none is "
              "named.")  # fmt: skip
@_plot_option
@format_option
def undercount(lists: Path, columns: tuple[str, ...], plot: Path | None, form: str) -> None:
    """Estimate how many victims are on no list, by multiple systems estimation.

    LISTS is a CSV of matched persons: a row a person, a column a list, 1 where the person is on it. Counts of
    incidents or of news say nothing of this, and are refused.
    """
    with progress_bar() as progress:
        progress("three estimators; the latent classes take a minute", 0, None)
        answer = _answers().undercount(lists, columns)
    _print(answer, form, plot)


def _answers() -> ModuleType:
    """Plots and statistics, which take a second to import that other commands need not wait for."""
    from hudhud.pipeline import answers  # noqa: PLC0415

    return answers


def _subject(asked: dict[str, Any]) -> tuple[Subject, dict[str, Any]]:
    return Subject(**{name: asked.pop(name) for name in _SUBJECT}), asked


@contextmanager
def _holdings(ledger_path: str, table: Path | None) -> Iterator[Holdings]:
    """The incidents to answer from, with progress for as long as the answer takes."""
    with progress_bar() as progress:
        if table is not None:
            progress(f"reading {table}", 0, None)
            holdings = records_of(table)
        else:
            with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
                holdings = records_of(ledger)
        progress("answering", 0, None)
        yield holdings


def _print(answer: Answer, form: str, plot: Path | None) -> None:
    drawn = _draw(answer, plot) if plot is not None else []
    if form == "jsonl":
        print_records([answer_record(answer)], form)
    elif form == "csv":
        print_records(answer.rows, form)
    else:
        screen = terminal.console()
        screen.print(answer_page(answer, screen.width))
        for path in drawn:
            screen.print(f"Drawn: {terminal.safe(str(path))}", style="dim", soft_wrap=True)


def _draw(answer: Answer, plot: Path) -> list[Path]:
    if plot.suffix.casefold() not in _PLOTS:
        raise AnalysisError(f"{plot}: a plot is written as .svg, .png or .pdf; name one of them")
    if not answer.plots:
        raise AnalysisError("there is nothing to draw: no incident has a day and a place; leave --plot out")
    paths = []
    for number, (name, draw) in enumerate(answer.plots.items()):
        path = plot.with_stem(f"{plot.stem}-{name.replace(' ', '-')}") if number else plot
        draw().savefig(path, dpi=150, metadata={"Date": None} if plot.suffix == ".svg" else None)
        paths.append(path)
    return paths
