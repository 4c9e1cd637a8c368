"""The commands of custody: `document`, `quarantine`, `timestamp`, `verify`."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import click

from hudhud import pipeline
from hudhud.cli.shared import Ended, complain, format_option, ledger_option, print_records
from hudhud.configuration import load
from hudhud.errors import LedgerError
from hudhud.ledger import Custody, Ledger, Verification
from hudhud.model.custody import Held
from hudhud.publish import terminal
from hudhud.publish.custody import (
    diff_text,
    document_page,
    document_record,
    quarantine_record,
    quarantine_table,
)


@click.command(short_help="Print where a report came from and how it changed.")
@click.argument("name", metavar="ID")
@ledger_option
@format_option
@click.option("--diff", is_flag=True, help="Also how its text changed from each capture to the next.")
@click.option(
    "--warc", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write what servers answered, as a .warc.gz that archives' tools read.",
)  # fmt: skip
def document(name: str, ledger_path: str, form: str, diff: bool, warc: Path | None) -> None:
    """Print what is known of a report and where each of it was found, its versions, fetches and copies.

    ID is the report's id, the beginning of it, or the name or address that it goes by.
    """
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        found = pipeline.held(ledger, name)
        changed = [
            line
            for one, other in pairwise(found.versions if diff else ())
            for line in pipeline.changes(ledger, one.id, other.id)
        ]
        written = _write(warc, found, ledger) if warc else 0
    if form != "table":
        record = document_record(found)
        print_records([record | {"diff": changed} if diff else record], form)
        return
    screen = terminal.console()
    screen.print(document_page(found))
    if diff:
        one_version = "There is one version; nothing to compare."
        screen.print(diff_text(changed) if len(found.versions) > 1 else one_version, soft_wrap=True)
    if warc:
        screen.print(f"{terminal.counted(written, 'WARC record')} written to {terminal.safe(str(warc))}.")


def _write(path: Path, found: Held, ledger: Ledger) -> int:
    members = list(pipeline.warc_of(ledger, found.document.id))
    if not members:
        raise LedgerError(f"{found.document.doc_id[:80]} was not fetched but added from a file; there is no WARC of it")
    path.write_bytes(b"".join(members))
    return len(members)


@click.command(short_help="List what could not be taken apart safely.")
@ledger_option
@format_option
def quarantine(ledger_path: str, form: str) -> None:
    """List the bytes that ended or outlasted the process that was to take them apart. They are kept and not read."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        found = Custody(ledger).quarantine()
    if form != "table":
        print_records((quarantine_record(one) for one in found), form)
    elif found:
        terminal.console().print(quarantine_table(found))
    else:
        terminal.console().print("Looked; nothing is in quarantine.")


@click.command(short_help="Have an authority sign the state of the ledger.")
@ledger_option
@click.option("--authority", required=True, metavar="URL", help="Address of an RFC 3161 timestamp authority.")
def timestamp(ledger_path: str, authority: str) -> None:
    """Have a timestamp authority sign the hash of the last decision (RFC 3161); its answer is kept.

    It proves later that the whole ledger existed at that time as it was. Only a hash leaves this machine.
    """
    configuration = load(ledger_path)
    with Ledger.open(ledger_path, create=False) as ledger:
        decision, at = pipeline.timestamp(ledger, authority, pipeline.poster(configuration))
    terminal.console().print(
        f"Signed by {terminal.safe(authority)} at {at:%Y-%m-%d %H:%M:%S} UTC: the chain up to decision {decision}.",
        soft_wrap=True,
    )


@click.command(short_help="Check custody, hash chain and claims.")
@ledger_option
@format_option
@click.option(
    "--authority", type=click.Path(path_type=Path), metavar="PEM",
    help="Certificates of timestamp authorities, to check their signatures too.",
)  # fmt: skip
def verify(ledger_path: str, form: str, authority: Path | None) -> None:
    """Check the ledger: custody, hash chain, and that every claim stands on its words."""
    with Ledger.open(ledger_path, create=False, read_only=True) as ledger:
        result = pipeline.verify(ledger, authority)
    if form != "table":
        custody = result.custody
        print_records(
            [{"ok": result.ok, "documents": result.documents, "readings": result.readings, "mentions": result.mentions,
              "claims": result.claims, "statements": result.statements, "decisions": result.decisions,
              "files": result.files, "imported": result.imported, "fetches": custody.fetches,
              "warc_records": custody.records, "quarantined": custody.quarantined,
              "timestamps": custody.timestamps, "head": result.head, "problems": result.problems}], form
        )  # fmt: skip
    else:
        for line in _checked(result, authority is not None):
            terminal.console().print(line, soft_wrap=True)
        if result.ok:
            terminal.console().print("Nothing is missing, changed or out of order.", style="green")
    for problem in result.problems:
        complain(problem)
    if not result.ok:
        raise Ended


def _checked(result: Verification, signatures: bool) -> list[str]:
    custody = result.custody
    lines = [
        f"{result.documents} documents, {result.claims} claims and {result.decisions} decisions checked; "
        f"head of the chain {result.head[:16]}."
    ]
    if result.files:
        lines.append(f"{terminal.counted(result.files, 'attached file')} hashed again.")
    if result.imported:
        lines.append(f"{terminal.counted(result.imported, 'imported record')} held against their files' digests.")
    if custody.fetches:
        fetched = f"{custody.fetches} {'fetch' if custody.fetches == 1 else 'fetches'}"
        lines.append(f"{fetched} with {terminal.counted(custody.records, 'WARC record')} hashed again.")
    if custody.quarantined:
        lines.append(f"{terminal.counted(custody.quarantined, 'file')} in quarantine hashed again.")
    if custody.timestamps:
        how = "with their signatures" if signatures else "without their signatures; give --authority to check them too"
        lines.append(f"{terminal.counted(custody.timestamps, 'timestamp')} held against the chain, {how}.")
    return lines
