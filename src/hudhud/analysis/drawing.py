"""What the plots share: colours that the colour-blind can tell apart, and names that draw nothing but themselves."""

from __future__ import annotations

BLUE, ORANGE, GREEN, RED, GREY = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#767676"
"""Of Okabe & Ito (2008), "Color Universal Design"; the grey is dark enough for text on white."""

_LONGEST = 60


def literal(name: str) -> str:
    """A name from the data as plot text: one line, not too long, its dollar signs no mathematics."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    short = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    return short.replace("$", r"\$")
