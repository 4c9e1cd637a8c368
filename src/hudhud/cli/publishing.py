"""What leaves the ledger: `hudhud export`, and `hudhud policy`, which says how it leaves for the public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from hudhud import pipeline
from hudhud.cli.filtering import filter_options
from hudhud.cli.shared import Day, ledger_option, progress_bar
from hudhud.ledger import Ledger
from hudhud.pipeline import Filter
from hudhud.publish import terminal
from hudhud.publish.exports import PROFILES
from hudhud.publish.policy import Passage, Policy, Public, default_policy, key_at, policy_at

_FILE = click.Path(path_type=Path, dir_okay=False)
F = TypeVar("F", bound=Callable[..., Any])
policy_option = click.option("--policy", "policy_path", type=_FILE, default=None, metavar="FILE",
                              help="A do-no-harm policy of your own.")  # fmt: skip


def public_options(command: F) -> F:
    """`--public`, `--policy`, `--key` and `--as-of`, which reach the command as one `public`; None without them."""

    @wraps(command)
    def with_public(
        *given: Any, public: bool, policy_path: Path | None, key_path: Path | None, as_of: date | None, **named: Any
    ) -> Any:
        asked = public_by(policy_path, key_at(key_path) if key_path else None, as_of) if public or policy_path else None
        if asked is None and (key_path or as_of):
            raise click.UsageError("--key and --as-of need a policy to go through; add --public or --policy FILE")
        return command(*given, public=asked, **named)

    options = (
        click.option("--public", is_flag=True, help="Through the do-no-harm policy, the bundled one without --policy."),
        policy_option,
        click.option("--key", "key_path", type=_FILE, default=None, metavar="FILE",
                     help="Secret bytes that keep public ids the same from time to time."),
        click.option("--as-of", type=Day(), default=None, metavar="DATE",
                     help="The day from which the policy's delay counts back, instead of today."),
    )  # fmt: skip
    for option in reversed(options):
        with_public = option(with_public)
    return cast("F", with_public)


@click.command(short_help="Write incidents to a file that other tools open.")
@ledger_option
@click.option("--profile", type=click.Choice(sorted(PROFILES)), required=True, help="The form of the file.")
@click.option(
    "--out", "out", type=_FILE, required=True, metavar="FILE", help="The file; one that is there is replaced."
)
@click.option("--base", default="", metavar="URL", help="Where the workbench or site stands that permalinks lead to.")
@public_options
@filter_options
def export(ledger_path: str, profile: str, out: Path, base: str, public: Public | None, **wanted: Any) -> None:
    """Write the incidents of the ledger to a file, from the same filters as 'hudhud incidents'.

    With --public or --policy places are coarsened, persons masked and recent incidents held back; the policy is
    laid beside the file. Without, the file holds everything: keep it as safe as the ledger.
    """
    with progress_bar() as progress, Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        done = pipeline.export(ledger, profile, out, Filter(**wanted), base=base, public=public, progress=progress)
    screen = terminal.console()
    screen.print(f"{terminal.safe(str(done.path))}: {terminal.counted(done.rows, 'row')}, state {done.header.state}",
                 soft_wrap=True)  # fmt: skip
    for lost in done.profile.loses:
        screen.print(f"Not in it: {lost}", style="dim", soft_wrap=True)
    if done.passage:
        print_passage(done.passage, done.policy_path)
    else:
        screen.print("Not for the public: it holds exact places, names and words. --public leaves them out.")


@click.command(short_help="Write a report for people: one page or a PDF.")
@ledger_option
@click.option(
    "--out", "out", type=_FILE, required=True, metavar="FILE", help="The file; .html writes a page, .pdf a PDF."
)
@click.option("--title", default=None, metavar="TEXT", help="What stands at its head.")
@click.option(
    "--last",
    type=_FILE,
    default=None,
    metavar="FILE",
    help="The report before, page or PDF: what it told otherwise is listed as corrected.",
)
@click.option(
    "--check",
    "claims",
    multiple=True,
    metavar="CLAIM",
    help="A claim to hold against the record, as for 'hudhud check'; may be given several times.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 5000),
    default=300,
    show_default=True,
    metavar="N",
    help="List at most N incidents, those with the most people killed.",
)
@click.option("--base", default="", metavar="URL", help="Where the workbench or site stands that permalinks lead to.")
@public_options
@filter_options
def report(ledger_path: str, out: Path, public: Public | None, **named: Any) -> None:
    """Write what happened in a period for people to read: counted facts, map, timeline, table, what periods before
    held, what was corrected, and how far to trust it. One file, which loads nothing from anywhere.

    The filters are those of 'hudhud incidents'. With --since, the two periods of equal length before are compared.
    With --public or --policy everything goes through a do-no-harm policy first, sums and comparisons too.
    """
    asked = pipeline.Asked(**{name: named.pop(name) for name in ("title", "last", "claims", "most", "base")})
    with progress_bar() as progress, Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        reader = pipeline.open_default_reader(progress) if asked.claims else None
        done = pipeline.report(ledger, out, Filter(**named), asked, public=public, reader=reader, progress=progress)
    screen = terminal.console()
    span = f", {done.span.words}" if done.span else ""
    screen.print(f"{terminal.safe(str(done.path))}: {terminal.counted(done.incidents, 'incident')}{span}, state "
                 f"{done.header.state}", soft_wrap=True)  # fmt: skip
    if done.passage:
        print_passage(done.passage, done.policy_path)
    else:
        screen.print("Not for the public: it holds exact places, names and words. --public leaves them out.")


@click.command(short_help="Print the do-no-harm policy.")
@policy_option
def policy(policy_path: Path | None) -> None:
    """Print the policy that --public goes by, to be read, copied and changed; its hash is in the last line."""
    found = _policy(policy_path)
    click.echo(found.content.decode())
    click.echo(f"# {found.said}")


def _policy(path: Path | None) -> Policy:
    return policy_at(path) if path else default_policy()


def public_by(policy_path: Path | None, key: bytes | None, as_of: date | None) -> Public:
    """How it goes to the public; without a key by a new one, without a day today."""
    public = Public(_policy(policy_path))
    if as_of and as_of > public.today:
        raise click.UsageError("--as-of lies in the future: nothing would be held back; give today or earlier")
    return replace(public, today=as_of or public.today, key=key or public.key)


def print_passage(passage: Passage, beside: Path | None = None) -> None:
    """Which policy it was, what it held back, and what no policy can do."""
    screen = terminal.console()
    screen.print(f"Public, by policy {passage.policy.said}", soft_wrap=True)
    for sentence in passage.policy.rules.sentences():
        screen.print(f"  {sentence}", markup=False, soft_wrap=True)
    for reason, number in sorted(passage.held.items()):
        screen.print(f"{terminal.counted(number, 'incident')} held back: {reason}")
    if passage.hidden:
        screen.print(f"{terminal.counted(passage.hidden, 'incident')} without some figures")
    if beside:
        screen.print(f"Publish with it {terminal.safe(str(beside))}, as it stands, comments included.", soft_wrap=True)
    screen.print("No policy hides what other publications tell; read docs/do-no-harm.md first.", style="dim")
