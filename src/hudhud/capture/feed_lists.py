"""Lists of feeds → their addresses: OPML, with outlines in outlines, or an address a line."""

from __future__ import annotations

from hudhud.capture.feed_bytes import decoded, safe_tree
from hudhud.capture.feed_values import web_address
from hudhud.errors import CaptureError

MOST_FEEDS = 10_000


def feeds_in(content: bytes) -> list[str]:
    """The addresses of a list, each once, in its order. In a plain list a line that begins with # is a remark.

    Raises:
        CaptureError: there are none, too many, or a line of a plain list is no web address.
    """
    text = decoded(content).lstrip("\ufeff")
    found = _outlines(text) if text.lstrip().startswith("<") else _lines(text)
    if not found:
        raise CaptureError("holds no feeds; give OPML with xmlUrl in its outlines, or an address a line")
    if len(found) > MOST_FEEDS:
        raise CaptureError(f"holds {len(found):,} feeds; {MOST_FEEDS:,} are the most; split it")
    return found


def _outlines(text: str) -> list[str]:
    root = safe_tree(text)
    if root is None or "opml" not in str(root.tag).lower():
        raise CaptureError("is XML, but no OPML; give a list of feeds, or the address of one")
    given = (value for one in root.iter() for name, value in one.attrib.items() if str(name).lower() == "xmlurl")
    return list(dict.fromkeys(whole for value in given if (whole := web_address(value, ""))))


def _lines(text: str) -> list[str]:
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        whole = web_address(said, "")
        if whole is None:
            raise CaptureError(f"line {number} is no web address: {said[:60]!r}; begin it with http:// or https://")
        found[whole] = None
    return list(found)
