"""What entries of all kinds of feeds have in common: bounded words, one entry an id."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urljoin, urlsplit, urlunsplit

from hudhud.model.documents import Found
from hudhud.model.feeds import Entry

LONGEST_TEXT = 1_000_000
"""Characters of an entry's text; a longer one is left to its page."""
_LONGEST_WORDS = 1_000
LONGEST_ID = 1_000
"""Characters; an entry with a longer id goes by its address."""
_LONGEST_ADDRESS = 4_000


def words(value: object, most: int = _LONGEST_WORDS) -> str | None:
    """One line of text without what cannot be encoded; None for anything else, and for what is too long."""
    if not isinstance(value, str) or len(value) > most:
        return None
    return " ".join(value.encode("utf-8", "ignore").decode().split()) or None


def found(value: str | None, where: str) -> Found | None:
    """What stands there, if anything does."""
    return Found(value=value, where=where) if value else None


def web_address(link: object, base: str) -> str | None:
    """A link made whole, where it leads to the web: host in small letters, no usual port, no fragment."""
    if not isinstance(link, str) or not link.strip() or len(link) > _LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    usual = {"http": 80, "https": 443}
    if parts.scheme not in usual or not host or "@" in parts.netloc:
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in {None, usual[parts.scheme]} else f"{host}:{port}"
    whole = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
    return whole if whole.isprintable() and " " not in whole else None


def named(identity: str | None, link: str | None, text: str | None) -> str:
    """What an entry goes by: its id, else its address, else the hash of its text."""
    return identity or link or f"sha256:{sha256((text or '').encode('utf-8', 'replace')).hexdigest()}"


def gathered(made: Iterable[Entry | None], most: int) -> tuple[tuple[Entry, ...], int]:
    """The first of each id, at most so many; and how many were unusable."""
    kept: dict[str, Entry] = {}
    unusable = 0
    for one in made:
        if one is None:
            unusable += 1
        elif len(kept) < most:
            kept.setdefault(one.id, one)
    return tuple(kept.values()), unusable
