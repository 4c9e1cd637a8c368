"""An e-mail (RFC 5322): its body, subject, sender's name and date. Attachments are not looked into."""

from __future__ import annotations

import email
import email.policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from hudhud.capture.decoding import LARGEST_REPORT, decode
from hudhud.capture.source import Source
from hudhud.capture.told import Told
from hudhud.errors import CaptureError
from hudhud.model import AboutField, Found

_MOST_PARTS = 1_000
# What the standard library's parser of headers and bodies is known to raise on nonsense.
_NONSENSE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


def told_by_message(source: Source) -> Told:
    """A message's body: plain text where it has one, else HTML. Raises CaptureError where there is neither."""
    if len(source.content) > LARGEST_REPORT:
        raise CaptureError(f"{source.origin}: {len(source.content) / 1e6:.0f} MB is too large for one report")
    try:
        message = email.message_from_bytes(source.content, policy=email.policy.compat32)
        parts = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]
        bodies = {part.get_content_type(): part for part in reversed(parts) if not _is_attached(part)}
        chosen = bodies.get("text/plain") or bodies.get("text/html")
        payload = chosen.get_payload(decode=True) if chosen is not None else None
        charset = chosen.get_content_charset() if chosen is not None else None
    except _NONSENSE as error:
        raise CaptureError(f"{source.origin}: is no readable e-mail ({error}); save it again as EML") from error
    if chosen is None or not isinstance(payload, bytes) or not payload.strip():
        raise CaptureError(f"{source.origin}: {_empty(parts)}")
    is_html = chosen.get_content_type() == "text/html"
    text, encoding = decode(payload, source.origin, is_html=is_html, declared=charset)
    return Told(text, encoding, "text/html" if is_html else "text/plain", _about(message))


def _is_attached(part: Message) -> bool:
    return part.is_multipart() or part.get_content_disposition() == "attachment"


def _empty(parts: list[Message]) -> str:
    kinds = sorted({part.get_content_type() for part in parts if part.get_content_disposition() == "attachment"})
    if kinds:
        return f"the e-mail has no words of its own, only attachments ({', '.join(kinds)[:120]}); save and add those"
    return "the e-mail has no words; check that it was saved completely"


def _about(message: Message) -> dict[AboutField, Found]:
    found: dict[AboutField, Found] = {}
    if title := _header(message, "Subject"):
        found["title"] = Found(value=title, where="header Subject")
    # Only a name that the sender shows: an address leads to a person.
    name = parseaddr(_header(message, "From") or "")[0].strip()
    if name and "@" not in name:
        found["publisher"] = Found(value=name[:300], where="header From")
    try:
        day = parsedate_to_datetime(str(message.get("Date") or ""))
    except _NONSENSE:
        return found
    return found | {"published": Found(value=day.isoformat(), where="header Date")}


def _header(message: Message, name: str) -> str | None:
    try:
        text = str(make_header(decode_header(str(message.get(name) or ""))))
    except _NONSENSE:
        return None
    return " ".join(text.split())[:1_000] or None


def is_message(beginning: bytes) -> bool:
    """Whether bytes begin like an e-mail: at least two headers that only those have."""
    head = beginning.split(b"\r\n\r\n")[0].split(b"\n\n")[0]
    names = {line.split(b":")[0].strip().lower() for line in head.splitlines() if b":" in line}
    return len(names & {b"from", b"to", b"message-id", b"mime-version", b"received", b"return-path"}) >= 2
