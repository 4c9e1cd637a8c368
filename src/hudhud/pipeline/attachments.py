"""Files attached as evidence: read from a disk, and given out again while a decision attaches them."""

from __future__ import annotations

from pathlib import Path

from hudhud import judging
from hudhud.errors import DecisionError, LedgerError, UnknownNameError
from hudhud.ledger import Attachments, Judgements, Ledger
from hudhud.model import File, FileAnchor
from hudhud.model.files import MOST_BYTES


def file_at(path: Path, most: int = MOST_BYTES) -> File:
    """The file at a path, to be attached.

    Raises:
        DecisionError: it cannot be read, is empty, or has more than `most` bytes.
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(most + 1)
            size = path.stat().st_size
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DecisionError(f"{path} cannot be read: {why}; give a file") from error
    if len(content) > most:
        raise DecisionError(f"{path} has {size / 1e6:.1f} MB, and {most / 1e6:g} MB are the most; attach a smaller one")
    return File.of(path.name, content, most)


def attached_as(ledger: Ledger, digest: str) -> FileAnchor:
    """What the last standing decision that attaches a file, by its SHA-256, says of it.

    Raises:
        UnknownNameError: no standing decision attaches it.
    """
    judgements, numbers = Judgements(ledger), Attachments(ledger).decisions(digest)
    reports = {name for number in numbers for name in judgements.reports_of(number)}
    standing = judging.verdicts(judgements.on(reports)).attached
    named = [r.ruling.file for r in standing if r.ruling.file is not None and r.ruling.file.sha256 == digest]
    if not named:
        raise UnknownNameError(
            f"no file {digest[:12]!r} is attached to anything in this ledger; 'hudhud log' says what was"
        )
    return named[-1]


def attached_file(ledger: Ledger, digest: str) -> File:
    """The file itself.

    Raises:
        UnknownNameError: no standing decision attaches it.
        LedgerError: a decision does, and its bytes are gone.
    """
    said, content = attached_as(ledger, digest), Attachments(ledger).content(digest)
    if content is None:
        raise LedgerError(f"the bytes of {said.name} are gone from ledger {ledger.name}; run 'hudhud verify'")
    return File(said, content)
