"""`hudhud watch` and `hudhud feeds`: feeds watched until somebody stops it, and how they fare."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from hudhud import pipeline
from hudhud.cli.shared import Ended, complain, format_option, ledger_option, print_records, progress_bar, tell
from hudhud.configuration import load
from hudhud.errors import CaptureError, LedgerError
from hudhud.ledger import Feeds, Ledger, Outbox
from hudhud.publish import terminal
from hudhud.publish.feeds import feed_record, feed_table, undelivered_words

_WORDS = {"new": ("new", "green"), "version": ("new version", "cyan"), "held": ("held", "dim"),
          "feed": ("feed", "dim"), "alert": ("ALERT", "bold red")}  # fmt: skip


@click.command(short_help="Watch feeds: take in what they bring, alert by rules.")
@click.argument("feeds", nargs=-1, metavar="FEEDS...")
@ledger_option
@click.option("--once", is_flag=True, help="End when nothing is due; otherwise at Ctrl-C.")
@click.option("--every", type=click.FloatRange(1, 10080), metavar="MINUTES",
              help="Between two looks at a feed; else as configured, or 30.")  # fmt: skip
def watch(feeds: tuple[str, ...], ledger_path: str, once: bool, every: float | None) -> None:
    """Watch feeds: take in, read and link what they bring, and alert by the rules of hudhud.toml.

    FEEDS are addresses of feeds (RSS, Atom, JSON Feed), OPML files, or files with an address a line;
    without any, the feeds that the ledger watches already. Safe to stop and to repeat: it goes on
    where it was. A new alert rule tells only of incidents of which a report comes in from then on.
    """
    configuration = load(ledger_path)
    if every is not None:
        watching = configuration.watching.model_copy(update={"every_minutes": every})
        configuration = configuration.model_copy(update={"watching": watching})
    with progress_bar(beside_output=True) as progress, Ledger.open(ledger_path) as ledger, _alone(ledger):
        reader = pipeline.open_default_reader(progress, (), configuration)
        tell(reader.notices)
        with pipeline.open_hands(configuration, ledger, reader) as hands, _stopping() as stopped:
            urls = _addresses(feeds, hands) or Feeds(ledger).urls()
            if not urls:
                raise CaptureError("no feed is watched yet; give an address, or a file that lists some")
            clock = pipeline.Clock(sleep=stopped.wait, stopped=stopped.is_set)
            events = pipeline.watch(urls, ledger, hands, configuration, once=once, progress=progress, clock=clock)
            failed = _tell(events)
    if failed and once:
        raise Ended


@contextmanager
def _alone(ledger: Ledger) -> Iterator[None]:
    """Refuse a second watch over one ledger: it would fetch and send everything twice."""
    with ledger.place.alone(ledger.engine, "watch") as free:
        if not free:
            raise LedgerError(f"another 'hudhud watch' is at work on {ledger.name}; stop it first")
        yield


def _addresses(feeds: Sequence[str], hands: pipeline.Hands) -> list[str]:
    found: list[str] = []
    for one in feeds:
        if one.startswith(("http://", "https://")):
            found.append(one)
            continue
        try:
            found += hands.feeds_in(Path(one).read_bytes())
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise CaptureError(
                f"{one}: {why}; give a file that lists feeds, or an address that begins with http"
            ) from error
        except CaptureError as error:
            raise CaptureError(f"{one}: {error}") from error
    return found


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that the first SIGINT or SIGTERM sets; a second one ends the program at once."""
    stopped = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        for each, handler in before.items():
            signal.signal(each, handler)

    for number in before:
        signal.signal(number, stop)
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(events: Iterator[pipeline.Event]) -> bool:
    """A line an event, on standard output, failures on the other; whether anything failed."""
    screen, failed = terminal.console(), False
    for one in events:
        if one.kind in {"failure", "given_up"}:
            failed = True
            complain(("given up: " if one.kind == "given_up" else "") + one.words)
            continue
        if one.kind == "feed" and not one.words:
            continue
        what, style = _WORDS[one.kind]
        title = one.document.title if one.document else None
        words = one.words if one.kind == "alert" else " · ".join(filter(None, (title, one.subject, one.words)))
        screen.print(f"{what:12}{terminal.safe(words)}", style=style, soft_wrap=True, markup=False, highlight=False)
        screen.file.flush()
    return failed


@click.command(short_help="Print how the watched feeds fare.")
@ledger_option
@format_option
def feeds(ledger_path: str, form: str) -> None:
    """Print how the watched feeds fare: last success, failures, what they brought, what waits; and alerts not sent.

    Duplicates are entries whose report was held already, or repeats a story that was.
    """
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        found, unsent = Feeds(ledger).health(), Outbox(ledger).undelivered()
    screen = terminal.console()
    if form != "table":
        print_records((feed_record(one) for one in found), form)
    elif found:
        screen.print(feed_table(found, screen.width))
    else:
        screen.print("No feed is watched; begin with: hudhud watch ADDRESS")
    for one in unsent:
        complain(undelivered_words(one))
