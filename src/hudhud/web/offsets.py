"""Offsets of browsers and of hudhud: JavaScript counts UTF-16 units, hudhud counts code points."""

from __future__ import annotations


def to_utf16(text: str, code_points: int) -> int:
    """How many UTF-16 units the first `code_points` characters take.

    Raises:
        ValueError: the offset lies outside the text.
    """
    if not 0 <= code_points <= len(text):
        raise ValueError(f"offset {code_points} lies outside a text of {len(text)} characters")
    return len(text[:code_points].encode("utf-16-le", "surrogatepass")) // 2


def to_code_points(text: str, units: int) -> int:
    """How many characters the first `units` UTF-16 units hold.

    Raises:
        ValueError: the offset lies outside the text, or inside a character.
    """
    encoded = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= units * 2 <= len(encoded):
        raise ValueError(f"offset {units} lies outside a text of {len(encoded) // 2} UTF-16 units")
    before = len(encoded[: units * 2].decode("utf-16-le", "surrogatepass"))
    if to_utf16(text, before) != units:
        raise ValueError(f"offset {units} lies inside a character")
    return before
