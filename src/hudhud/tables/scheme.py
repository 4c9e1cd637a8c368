"""Our codes from those of other schemes, by the mapping that the codebook holds."""

from __future__ import annotations

from hudhud import codebook


def widest(vocabulary: str, scheme: str, measure: str) -> dict[int, str]:
    """Our precision by the scheme's number ("where_prec 4"); the widest where several of ours answer to it.

    The codebook lists precisions from narrow to wide.
    """
    found: dict[int, str] = {}
    for entry in codebook.load()[vocabulary].entries:
        label = entry.maps_to.get(scheme, "")
        if label.startswith(f"{measure} "):
            found[int(label.removeprefix(measure))] = entry.code
    return found


def first(vocabulary: str, scheme: str) -> dict[str, str]:
    """Our code by the scheme's words; the most general, which the codebook lists first, where several fit."""
    found: dict[str, str] = {}
    for entry in codebook.load()[vocabulary].entries:
        if scheme in entry.maps_to:
            found.setdefault(entry.maps_to[scheme].casefold(), entry.code)
    return found
