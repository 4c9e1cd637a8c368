"""Files attached as evidence: read from a disk, and given out again while a decision attaches them."""

from __future__ import annotations

from pathlib import Path

from hudhud import judging
from hudhud.errors import DecisionError, UnknownNameError
from hudhud.ledger import Attachments, Judgements, Ledger
from hudhud.model import File
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


def attached_file(ledger: Ledger, digest: str) -> File:
    """A file by its SHA-256, under the name that the last decision which attaches it gives it.

    Raises:
        UnknownNameError: no standing decision attaches it.
    """
    store, judgements = Attachments(ledger), Judgements(ledger)
    numbers = store.decisions(digest)
    reports = {name for number in numbers for name in judgements.reports_of(number)}
    standing = judging.verdicts(judgements.on(reports)).attached
    named = [r.ruling.file for r in standing if r.ruling.file is not None and r.ruling.file.sha256 == digest]
    content = store.content(digest) if named else None
    if content is None:
        raise UnknownNameError(
            f"no file {digest[:12]!r} is attached to anything in this ledger; 'hudhud log' says what was"
        )
    return File(named[-1], content)
