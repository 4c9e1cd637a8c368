"""An e-mail message (RFC 5322) → its body and what its header says.

Headers are taken apart by the older, smaller functions of `email`: those of its newer policy raise
AttributeError, IndexError and RecursionError on headers that arrive every day.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from hudhud.capture.decoding import LARGEST_REPORT, decode
from hudhud.capture.source import Source
from hudhud.capture.taken import Taken, found, known
from hudhud.errors import CaptureError
from hudhud.model import Found

# The parser's time grows with their product.
_MOST_LINES = 500_000
_MOST_CONTAINERS = 100
_CONTAINER = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_LONGEST_FIELD = 5_000
_READ = ("text/plain", "text/html")
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):")
_OF_MESSAGES = frozenset({b"date", b"subject", b"to", b"message-id", b"received", b"mime-version", b"return-path"})


def is_message(beginning: bytes) -> bool:
    """Whether bytes begin with the header of a message: `From` and at least two others that messages have."""
    names: set[bytes] = set()
    for line in beginning[:16_384].splitlines():
        if line[:1] in (b" ", b"\t"):
            continue
        match = _HEADER_LINE.match(line)
        if match is None:
            break
        names.add(match[1].lower())
    return b"from" in names and len(names & _OF_MESSAGES) >= 2


def take_message(source: Source) -> Taken:
    """The text of the body, plain before HTML; attachments are not read. Raises CaptureError where there is none."""
    content, origin = source.content, source.origin
    if len(content) > LARGEST_REPORT or content.count(b"\n") > _MOST_LINES:
        raise CaptureError(f"{origin}: a message too large for one report; save its body alone as text")
    if len(_CONTAINER.findall(content)) > _MOST_CONTAINERS:
        raise CaptureError(f"{origin}: a message of more than {_MOST_CONTAINERS} parts; save its body alone as text")
    try:
        message = message_from_bytes(content, policy=compat32)
        bodies = [part for part in _bodies(message) if _payload(part, origin).strip()]
    except (MessageError, RecursionError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise CaptureError(f"{origin}: a message that cannot be taken apart ({type(error).__name__})") from error
    if not bodies:
        raise CaptureError(f"{origin}: {_why_empty(message)}")
    kind = bodies[0].get_content_type()
    texts = [
        decode(_payload(part, origin), origin, is_html=kind == "text/html", charset=part.get_content_charset())
        for part in bodies
        if part.get_content_type() == kind
    ]
    name = parseaddr(_field(message, "From") or "")[0]
    where = "message header From"
    return Taken(
        "\n\n".join(text for text, _ in texts),
        texts[0][1],
        "text/html" if kind == "text/html" else "text/plain",
        about=known(
            title=found(_field(message, "Subject"), "message header Subject"),
            # The address belongs to a person; only the name that it shows is kept apart.
            author=found(name, where) if "@" not in name else None,
            publisher=found(name, where, guessed=True) if "@" not in name else None,
            published=_date(_field(message, "Date")),
        ),
    )


def _bodies(message: object) -> Iterator[Message]:
    """The parts that are shown as the message itself; of alternatives the plain one, or else HTML."""
    if not isinstance(message, Message) or message.get_content_disposition() == "attachment":
        return
    parts = message.get_payload() if message.is_multipart() else None
    if not isinstance(parts, list):
        if message.get_content_type() in _READ:
            yield message
        return
    if message.get_content_maintype() != "multipart":
        return
    if message.get_content_subtype() != "alternative":
        for part in parts:
            yield from _bodies(part)
        return
    versions = [each for each in (list(_bodies(part)) for part in parts) if any(_has_words(part) for part in each)]
    versions.sort(key=lambda each: _READ.index(each[0].get_content_type()))
    yield from versions[0] if versions else []


def _has_words(part: Message) -> bool:
    return bool(_payload(part, "").strip())


def _payload(part: Message, origin: str) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (binascii.Error, ValueError, LookupError) as error:
        raise CaptureError(f"{origin}: its body is in a broken transfer encoding; save the body as text") from error
    return payload if isinstance(payload, bytes) else b""


def _why_empty(message: Message) -> str:
    types = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    if "application/pdf" in types:
        return "a message without text but with a PDF attached; save the attachment and add that"
    if any(part.get_content_disposition() == "attachment" for part in message.walk() if part is not message):
        return f"a message without text but with {', '.join(sorted(set(types)))[:100]} attached; save and add that"
    return "a message without text; check that it was saved completely"


def _field(message: Message, name: str) -> str | None:
    """A header in one line, its encoded words decoded; None where it is missing or in no known encoding."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if raw is None:
        return None
    line = " ".join(str(raw)[:_LONGEST_FIELD].split())
    try:
        parts = decode_header(line.encode("ascii", "surrogateescape").decode("utf-8"))
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii", "strict") for part, charset in parts
        )
    except (HeaderParseError, LookupError, ValueError):
        return None


def _date(written: str | None) -> Found | None:
    """The day and time in the sender's own zone; None for what is no date."""
    try:
        time = parsedate_to_datetime(written or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Found(value=time.isoformat(), where="message header Date")
