"""The tables of a run to a ledger, without Spark: in the order of one machine, many reports in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from hudhud.errors import ScaleError
from hudhud.ledger import Custody, Ledger
from hudhud.ledger.batches import batches
from hudhud.pipeline.links import link_new
from hudhud.pipeline.progress import MACHINE, Progress, silent
from hudhud.scale.partition import done_in
from hudhud.scale.planning import Plan
from hudhud.scale.running import PLAN
from hudhud.scale.storage import Folder
from hudhud.scale.tables import Unread, read_from, unread_from

_AT_ONCE = 200
"""Reports in one transaction: so much is lost where it is stopped, and done again."""


@dataclass(frozen=True)
class Loaded:
    """What came of a load."""

    added: int
    known: int
    unread: int
    """Reports that the run could not read; those that ended their process are in the ledger's quarantine."""


def load(out: str, location: str, *, link: bool = True, progress: Progress = silent) -> Loaded:
    """Add everything that a finished run read to a ledger, which is made where there is none; then link.

    Safe to stop and to repeat: what is there already changes nothing.

    Raises:
        ScaleError: `out` is not the result of a run, or of one that is not finished.
        LedgerError: the ledger cannot be opened, or holds the same bytes decoded otherwise.
    """
    source = Folder(out)
    if not source.has(PLAN):
        raise ScaleError(f"{out}: is not a result of 'hudhud spark read'; check the address")
    plan = Plan.from_json(source.read(PLAN))
    done = sorted(done_in(source))
    if len(done) < plan.partitions:
        raise ScaleError(f"{out}: {plan.partitions - len(done)} of {plan.partitions} partitions are not read yet; "
                         "run the same 'hudhud spark read' again, which goes on from there")  # fmt: skip
    added = seen = unread = 0
    with Ledger.open(location) as ledger:
        custody = Custody(ledger)
        for number, name in enumerate(done):
            progress("loading", number, len(done))
            for some in batches(_rows(source, f"documents/{name}.parquet"), _AT_ONCE):
                seen += len(some)
                added += ledger.add_all([_read(row, out, name) for row in some], actor=MACHINE)
            for row in _rows(source, f"quarantine/{name}.parquet"):
                unread += 1
                _keep_unread(custody, unread_from(row))
        if link:
            link_new(ledger, progress)
    return Loaded(added, seen - added, unread)


def _rows(source: Folder, name: str) -> Iterator[dict[str, Any]]:
    try:
        with source.parquet(name) as file:
            for batch in file.iter_batches(_AT_ONCE):
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise ScaleError(f"{source.address}/{name}: is damaged ({str(error)[:100]}); remove the note of its "
                         "partition in _done, and read again") from error  # fmt: skip


def _read(row: dict[str, Any], out: str, name: str) -> Any:
    try:
        return read_from(row)
    except (ValueError, TypeError, KeyError) as error:
        raise ScaleError(f"{out}: partition {name} holds a damaged row; remove its note in _done, and read again") \
            from error  # fmt: skip


def _keep_unread(custody: Custody, one: Unread) -> None:
    if one.fetch is not None:
        custody.keep(one.fetch, MACHINE)
    if one.deadly and one.content is not None:
        custody.put_apart(one.content, one.origin, one.reason, MACHINE)
