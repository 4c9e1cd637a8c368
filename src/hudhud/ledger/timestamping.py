"""Asking an authority to sign that the chain existed at a time, and holding its answer against the chain (RFC 3161).

What is signed is the hash of the last decision, as its hexadecimal letters: whoever has the token, the
authority's certificate and that hash can check it without hudhud, for example with `openssl ts -verify`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from hudhud.errors import LedgerError
from hudhud.model.custody import Timestamp

REQUEST_TYPE = "application/timestamp-query"
ANSWER_TYPE = "application/timestamp-reply"


def request_for(head: str) -> TimeStampRequest:
    """What to send to an authority, for the hash of a decision; its `as_bytes()` is DER."""
    return TimestampRequestBuilder().data(head.encode()).hash_algorithm(HashAlgorithm.SHA256).build()


def answered(answer: bytes, head: str, request: TimeStampRequest, authority: str) -> datetime:
    """When the authority says it signed. Raises LedgerError for an answer that is none to this request."""
    response = _decoded(answer, authority)
    why = _unfit(response, head)
    if not why and request.nonce is not None and response.tst_info.nonce != request.nonce:
        why = "it answers another request"
    if why:
        raise LedgerError(f"{authority} gave no timestamp: {why}; try again or ask another authority")
    return response.tst_info.gen_time


def problem_of(stamp: Timestamp, roots: Sequence[x509.Certificate]) -> str | None:
    """What is wrong with a stored timestamp, in a sentence; with `roots`, its signature is checked too."""
    name = f"The timestamp of decision {stamp.decision} by {stamp.authority}"
    if stamp.hash is None:
        return f"{name} is of a decision that is missing."
    try:
        response = _decoded(stamp.token, stamp.authority)
        if why := _unfit(response, stamp.hash):
            return f"{name} does not fit the chain: {why}."
        if response.tst_info.gen_time != stamp.signed_at:
            return f"{name} says another time than the ledger."
        if roots:
            _checked(response, stamp.hash, roots)
    except LedgerError:
        return f"{name} is no timestamp any more."
    except (VerificationError, ValueError) as error:
        return f"{name} is not signed by the given certificates: {' '.join(str(error).split())}."
    return None


def certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises LedgerError where there are none."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except ValueError as error:
        raise LedgerError(f"{path}: holds no certificate in PEM; give the authority's root certificate") from error


def _decoded(answer: bytes, authority: str) -> TimeStampResponse:
    try:
        return decode_timestamp_response(answer)
    except ValueError as error:
        raise LedgerError(f"{authority} answered with something that is no timestamp; check the address") from error


def _unfit(response: TimeStampResponse, head: str) -> str | None:
    if PKIStatus(response.status) != PKIStatus.GRANTED:
        return f"it was refused ({'; '.join(response.status_string) or f'status {response.status}'})"
    if response.tst_info.message_imprint.message != hashlib.sha256(head.encode()).digest():
        return "it was given for another hash"
    return None


def _checked(response: TimeStampResponse, head: str, roots: Sequence[x509.Certificate]) -> None:
    builder = VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    builder.build().verify_message(response, head.encode())
