"""The public site: `hudhud site`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import click

from hudhud import pipeline
from hudhud.cli.filtering import filter_options
from hudhud.cli.publishing import policy_option, print_passage, public_by
from hudhud.cli.shared import Day, complain, ledger_option, progress_bar
from hudhud.errors import SiteError
from hudhud.ledger import Ledger
from hudhud.pipeline import Filter, SiteBuilt
from hudhud.pipeline.site import TITLE
from hudhud.publish import terminal
from hudhud.publish.policy import Public, key_at, key_kept

F = TypeVar("F", bound=Callable[..., Any])


class Address(click.ParamType):  # type: ignore[type-arg]  # generic in the newest Click alone
    """Where a site will stand."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            found = urlsplit(str(value))
            sound = found.scheme in {"http", "https"} and bool(found.hostname) and "@" not in found.netloc
        except ValueError:
            sound = False
        if not sound or found.query or found.fragment or any(not c.isprintable() or c.isspace() for c in str(value)):
            self.fail(
                f"{value!r} is no address of a site; write it as https://records.example.org/incidents", param, ctx
            )
        return str(value)


@dataclass(frozen=True)
class _How:
    """How it goes to the public, so far as the command line says."""

    policy_path: Path | None
    key_path: Path | None
    as_of: date | None

    def __call__(self, ledger_path: str, out: Path) -> Public:
        """With the key, which is made where there is none yet."""
        public = public_by(self.policy_path, None, self.as_of)  # a wrong policy or day must leave no key behind
        if self.key_path is None and "://" in ledger_path:
            raise SiteError("a ledger at an address has no place for the key beside it; name one with --key FILE")
        path = self.key_path or Path(f"{ledger_path}.site-key")
        if out.resolve() in path.resolve().parents:
            raise SiteError(f"{path}: a key in the site's own folder would be published with it; keep it elsewhere")
        key = key_at(path) if self.key_path else key_kept(path)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            complain(f"{path}: others on this machine may read the key; run: chmod 600 {path}")
        return replace(public, key=key)


def _public_by_default(command: F) -> F:
    """`--public`, `--policy`, `--key` and `--as-of`, which reach the command as one `public`; None where private."""

    @wraps(command)
    def with_public(
        *given: Any, public: bool, policy_path: Path | None, key_path: Path | None, as_of: date | None, **named: Any
    ) -> Any:
        if not public and (policy_path or key_path or as_of):
            raise click.UsageError("--private goes through no policy; leave out --policy, --key and --as-of")
        return command(*given, public=_How(policy_path, key_path, as_of) if public else None, **named)

    options = (
        click.option("--public/--private", default=True, show_default=True,
                     help="Through the do-no-harm policy, or with everything in it."),
        policy_option,
        click.option("--key", "key_path", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
                     help="Secret bytes that make the ids of the pages; kept beside the ledger where not given."),
        click.option("--as-of", type=Day(), default=None, metavar="DATE",
                     help="The day of the build, from which the policy's delay counts back, instead of today."),
    )  # fmt: skip
    for option in reversed(options):
        with_public = option(with_public)
    return cast("F", with_public)


@click.command(short_help="Build a static site of incidents for any file host.")
@ledger_option
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="A folder of the site's own; a site that is there is replaced.")  # fmt: skip
@click.option("--title", default=TITLE, show_default=True, help="Over every page.")
@click.option("--url", type=Address(), default=None, metavar="URL",
              help="Where it will stand; the feed needs it, and is left out without.")  # fmt: skip
@_public_by_default
@filter_options
def site(ledger_path: str, out: Path, title: str, url: str | None, public: _How | None, **wanted: Any) -> None:
    """Build a static site of incidents: overview, list with search, map, a page each, changes, feed, downloads.

    Everything on it goes through the do-no-harm policy. The folder works on any file host, under any path. A later
    build into the same folder keeps the pages' addresses, lists what it changed, and leaves a page that says so
    where an incident was withdrawn. The addresses come from a key, made once and kept beside the ledger as
    LEDGER.site-key: keep it as safe as the ledger, and never in the folder.
    """
    if not title.strip():
        raise click.UsageError("--title is empty; a page needs one")
    with progress_bar() as progress, Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        how = public(ledger_path, out) if public else None
        done = pipeline.site(ledger, out, Filter(**wanted), public=how, title=title, url=url or "", progress=progress)
    _say(done, out, url)


def _say(done: SiteBuilt, out: Path, url: str | None) -> None:
    screen, counts = terminal.console(), done.counts
    told = terminal.counted(counts.incidents, "incident")
    screen.print(f"{terminal.safe(str(out))}: {told}, state {done.header.state}", soft_wrap=True)
    if not counts.first:
        screen.print(
            f"{counts.added} added, {counts.changed} changed, {counts.withdrawn} withdrawn since the last build"
        )
    if not url:
        screen.print("Without a feed: it needs the address of the site, --url.")
    if done.passage:
        print_passage(done.passage)
    else:
        complain(
            "not for the public: the site holds exact places, names and words of reports; keep it as safe as the ledger"
        )
