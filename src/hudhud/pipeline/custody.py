"""Where a document came from, how it changed between captures, and whether all of it is still there."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from hudhud.capture import reading_copy
from hudhud.capture.fetching import Fetcher
from hudhud.configuration import Configuration
from hudhud.errors import FetchError, LedgerError
from hudhud.ledger import Custody, Ledger, Linkage, Verification
from hudhud.ledger import verify as verify_ledger
from hudhud.ledger.timestamping import ANSWER_TYPE, REQUEST_TYPE, answered, certificates, problem_of, request_for
from hudhud.model import Document
from hudhud.model.custody import Held
from hudhud.pipeline.progress import MACHINE

Post = Callable[[str, bytes], bytes]
"""Sends a body to an address and gives what came back; raises FetchError."""


def held(ledger: Ledger, name: str) -> Held:
    """A document by its id, its `doc_id` or the beginning of its id. Raises UnknownNameError."""
    document = ledger.document(name)
    custody = Custody(ledger)
    pairs = Linkage(ledger).copies([document.id])
    versions = tuple(custody.versions(document.doc_id))
    copies = sorted({other for pair in pairs for other in pair} - {version.id for version in versions})
    return Held(document, versions, tuple(custody.fetches(document.id)), tuple(copies))


def changes(ledger: Ledger, earlier: str, later: str) -> list[str]:
    """How the text that is read changed between two documents, as the lines of a unified diff by paragraph."""
    one, other = ledger.document(earlier), ledger.document(later)
    return list(
        difflib.unified_diff(_paragraphs(one), _paragraphs(other), _named(one), _named(other), n=1, lineterm="")
    )


def _paragraphs(document: Document) -> list[str]:
    copy = reading_copy(document)
    return [copy.text[block.start : block.end].replace("\n", " ") for block in copy.blocks]


def _named(document: Document) -> str:
    return f"{document.id[:12]} captured {document.captured_at.isoformat(timespec='seconds')}"


def warc_of(ledger: Ledger, document: str) -> Iterator[bytes]:
    """The WARC records of every fetch of a document, as the members of a `.warc.gz`."""
    for fetch in Custody(ledger).fetches(document):
        for record in fetch.records:
            yield record.content


def poster(configuration: Configuration) -> Post:
    """Posts requests for timestamps under the rules of fetching."""
    fetcher = Fetcher(configuration)

    def post(address: str, body: bytes) -> bytes:
        status, answer = fetcher.post(address, body, {"Content-Type": REQUEST_TYPE, "Accept": ANSWER_TYPE})
        if status != 200:
            raise FetchError(f"{address}: answered {status} to a request for a timestamp; check the address")
        return answer

    return post


def timestamp(ledger: Ledger, authority: str, post: Post) -> tuple[int, datetime]:
    """Have an authority sign the chain's head, and keep its answer: the decision that was signed, and when.

    Raises LedgerError for an empty ledger and for an answer that is none, FetchError where none came.
    """
    custody = Custody(ledger)
    decision, head = custody.head()
    if not decision:
        raise LedgerError(f"ledger {ledger.name} is empty; there is nothing to be signed yet")
    request = request_for(head)
    answer = post(authority, request.as_bytes())
    signed_at = answered(answer, head, request, authority)
    custody.keep_timestamp(decision, authority, signed_at, answer, MACHINE)
    return decision, signed_at


def verify(ledger: Ledger, roots: Path | None = None) -> Verification:
    """Check custody, the hash chain, and that every claim stands on its words.

    `roots`: a PEM file with the certificates of authorities, to check the signatures of timestamps too.
    """
    trusted = certificates(roots) if roots else []
    result = verify_ledger(ledger)
    for stamp in Custody(ledger).timestamps():
        if problem := problem_of(stamp, trusted):
            result.problems.append(problem)
    return result
