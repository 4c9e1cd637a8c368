"""The commands of those who judge: `decide` and `log`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from hudhud import judging, pipeline
from hudhud.cli.shared import Commands, format_option, ledger_option, print_records
from hudhud.codebook import load as load_codebook
from hudhud.ledger import Ledger
from hudhud.model.claims import FieldName
from hudhud.model.decisions import Action, PersonAction
from hudhud.model.files import MOST_BYTES
from hudhud.publish import terminal
from hudhud.publish.decisions import decision_words, log_record, log_table

F = TypeVar("F", bound=Callable[..., Any])

_SUBJECT = click.argument("subject", metavar="ID")
_ACTIONS = [code for group in get_args(Action) for code in get_args(group)]


def _signing(command: F) -> F:
    """`--reason`, `--by` and `--ledger`, which every decision has."""
    command = ledger_option(command)
    command = click.option(
        "--by", default="", envvar="HUDHUD_REVIEWER", metavar="NAME",
        help="Who decides. Also read from HUDHUD_REVIEWER.",
    )(command)  # fmt: skip
    return click.option("--reason", default="", metavar="WORDS", help="Why, in a few words; it is kept.")(command)


def _decide(signed: Mapping[str, str], action: PersonAction, subject: str, wish: pipeline.Wish | None = None) -> None:
    with Ledger.open(signed["ledger_path"], create=False) as ledger:
        decision = pipeline.decide(ledger, signed["by"], action, subject, signed["reason"], wish)
    words = decision_words(decision, judging.corrected_words(decision))
    terminal.console().print(
        f"Decision {decision.seq} by {terminal.safe(decision.actor)} is kept: {words}.", soft_wrap=True
    )


@click.group(
    cls=Commands, invoke_without_command=True, short_help="Accept, correct, reject, merge, split, attach, undo."
)
@click.pass_context
def decide(context: click.Context) -> None:
    """Accept, correct, reject, merge, split, attach, undo.

    Every decision has a name and a reason, is kept for good, and can be undone.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@decide.command()
@_SUBJECT
@_signing
def accept(subject: str, **signed: str) -> None:
    """Say that a claim, a mention or an incident holds, as it is now.

    What changes in it later is shown, and nothing of it is overwritten by a newer reading.
    """
    _decide(signed, "accept", subject)


@decide.command()
@_SUBJECT
@_signing
def reject(subject: str, **signed: str) -> None:
    """Say that a claim does not count, or that a mention or an incident is none."""
    _decide(signed, "reject", subject)


@decide.command()
@_SUBJECT
@_signing
def unverifiable(subject: str, **signed: str) -> None:
    """Say that a claim, a mention or an incident cannot be verified: it stays, and enters no best figure."""
    _decide(signed, "unverifiable", subject)


@decide.command()
@_SUBJECT
@click.option("--value", default="", metavar="VALUE", help="What is right; below is how it is written.")
@click.option("--field", type=click.Choice(get_args(FieldName)), help="What is wrong; a claim's own where left out.")
@click.option("--group", type=click.Choice(load_codebook()["groups"].codes), help="Who was harmed.")
@_signing
def correct(subject: str, value: str, field: FieldName | None, group: str | None, **signed: str) -> None:
    """Put another value in place of what was read, which stays visible beside it.

    A count is written 16, "at least 16", "more than 16", "up to 34", "about 75", 10-15 or unknown; a
    date 2023-02-17, 2023-02, 2023 or 2023-02-10..2023-02-17; a place as a name, at will with country
    and point: "Sukhna, SY, 34.885, 38.871"; an event type and a status by their codes.
    """
    wish = pipeline.Wish(correction=judging.Correction(value, field, group))
    _decide(signed, "correct", subject, wish)


@decide.command()
@_SUBJECT
@click.argument("other", metavar="ID")
@_signing
def same(subject: str, other: str, **signed: str) -> None:
    """Say that two mentions or incidents are one incident."""
    _decide(signed, "same", subject, pipeline.Wish(other=other))


@decide.command()
@_SUBJECT
@click.argument("other", metavar="ID")
@_signing
def different(subject: str, other: str, **signed: str) -> None:
    """Say that two mentions or incidents are never one incident."""
    _decide(signed, "different", subject, pipeline.Wish(other=other))


@decide.command()
@click.argument("subject", metavar="INCIDENT")
@click.argument("apart", nargs=-1, required=True, metavar="MENTION|REPORT...")
@_signing
def split(subject: str, apart: tuple[str, ...], **signed: str) -> None:
    """Part mentions, or all that a report says, from an incident."""
    _decide(signed, "split", subject, pipeline.Wish(apart=apart))


@decide.command()
@click.argument("subject", metavar="INCIDENT|MENTION")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--most", default=MOST_BYTES / 1e6, show_default=True, metavar="MB", help="So large a file is taken.",
              type=click.FloatRange(0.001, 1000))  # fmt: skip
@_signing
def attach(subject: str, file: Path, most: float, **signed: str) -> None:
    """Keep a picture or file as evidence beside an incident or a mention.

    Its bytes are kept in the ledger as they are, under their SHA-256, and 'hudhud verify' checks them.
    """
    _decide(signed, "attach", subject, pipeline.Wish(file=pipeline.file_at(file, int(most * 1e6))))


@decide.command()
@click.argument("number", metavar="NUMBER")
@_signing
def undo(number: str, **signed: str) -> None:
    """Take back a decision by its number in the log; undoing an undo restores what it undid."""
    _decide(signed, "undo", number)


@click.command(short_help="Print what was decided, by whom and why.")
@ledger_option
@format_option
@click.option("--subject", metavar="ID", help="On this claim, mention, incident or report.")
@click.option("--by", metavar="NAME", help="By this person.")
@click.option("--action", type=click.Choice(_ACTIONS), help="Of this kind.")
@click.option("--all", "machine", is_flag=True, help="Also what the machine decided: capture, read, link.")
def log(ledger_path: str, form: str, machine: bool, **wanted: str | None) -> None:
    """Print the decisions of persons, the latest first. What is undone is struck through."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        entries = pipeline.log(ledger, machine=machine, **wanted)
    says = [judging.corrected_words(entry.decision) for entry in entries]
    if form != "table":
        print_records((log_record(entry, value) for entry, value in zip(entries, says, strict=True)), form)
    elif entries:
        terminal.console().print(log_table(entries, says, terminal.counted(len(entries), "decision")))
    else:
        terminal.console().print("Looked; nothing was decided.")
