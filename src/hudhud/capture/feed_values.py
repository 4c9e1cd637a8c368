"""What entries of all kinds of feeds have in common: bounded words, one entry an id."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

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
    """A link made whole, where it leads to the web."""
    if not isinstance(link, str) or not link.strip() or len(link) > _LONGEST_ADDRESS:
        return None
    try:
        whole = urljoin(base, link.strip())
        parts = urlsplit(whole)
        named = bool(parts.hostname)
    except ValueError:
        return None
    fit = parts.scheme in {"http", "https"} and named and whole.isprintable() and " " not in whole
    return whole.partition("#")[0] if fit else None


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
