"""SVG with a look for each kind of thing in it.

A look stands twice: as attributes, which print and every renderer takes, and for a dark screen as a style sheet that
a page takes in once. Text is escaped by the library that writes it.
"""

from __future__ import annotations

from xml.etree import ElementTree as Tree

_WORDS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"
_PREFIX = "pic-"

_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "sea": {"fill": ("#dbe6ea", "#0b1216")},
    "land": {"fill": ("#f8f6f1", "#273037"), "stroke": ("#8b8579", "#78838a")},
    "division": {"fill": ("none", "none"), "stroke": ("#cfc9bc", "#414c53")},
    "border": {"fill": ("none", "none"), "stroke": ("#8b8579", "#78838a")},
    "point": {"fill": ("#9b1c2c", "#f59aa3"), "stroke": ("#fffdf9", "#14181b")},
    "point-none": {"fill": ("#4d5a66", "#b3bfc8"), "stroke": ("#fffdf9", "#14181b")},
    "count": {"fill": ("#ffffff", "#14181b")},
    "area": {"fill": ("#9b1c2c", "#f59aa3"), "stroke": ("#9b1c2c", "#f59aa3")},
    "area-none": {"fill": ("#4d5a66", "#b3bfc8"), "stroke": ("#4d5a66", "#b3bfc8")},
    "area-count": {"fill": ("#1d2326", "#e8e5de")},
    "name": {"fill": ("#4b5459", "#b7bfc3")},
    "country": {"fill": ("#3a4246", "#cdd2d4")},
    "words": {"fill": ("#4b5459", "#b7bfc3")},
    "heading": {"fill": ("#1d2326", "#e8e5de")},
    "axis": {"stroke": ("#8b8579", "#78838a"), "fill": ("none", "none")},
    "grid": {"stroke": ("#e3ded3", "#2c343a"), "fill": ("none", "none")},
    "incidents": {"fill": ("#39647a", "#86b4c8")},
    "low": {"fill": ("#9b1c2c", "#f59aa3")},
    "best": {"fill": ("#d9a3a8", "#8a4b53")},
    "high": {"stroke": ("#5c0f1a", "#ffd0d4"), "fill": ("none", "none")},
    "open": {"fill": ("#5c0f1a", "#ffd0d4")},
}
"""By kind, each attribute in the light and in the dark."""


def drawing(width: float, height: float, about: str) -> Tree.Element:
    """An empty picture; `about` says in a sentence what it shows to who does not see it."""
    root = Tree.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}",
        "height": f"{height:g}", "role": "img", "aria-label": about, "font-family": _WORDS,
    })  # fmt: skip
    return root


def add(parent: Tree.Element, tag: str, look: str, text: str = "", /, **attributes: str | float) -> Tree.Element:
    """A shape of a look; underscores in the names of attributes are hyphens."""
    given = {name.replace("_", "-"): value if isinstance(value, str) else f"{value:g}" for name, value in
             attributes.items()}  # fmt: skip
    light = {name: pair[0] for name, pair in _LOOKS.get(look, {}).items()}
    made = Tree.SubElement(parent, tag, {"class": _PREFIX + look, **light, **given})
    made.text = visible(text) or None
    return made


def titled(shape: Tree.Element, words: str) -> None:
    """What a shape says to who points at it."""
    Tree.SubElement(shape, "title").text = visible(words)


def written(root: Tree.Element) -> str:
    """The picture as text to be set into a page."""
    return Tree.tostring(root, "unicode")


def visible(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def dark_style() -> str:
    """The style sheet for a dark screen. Paper stays light."""
    rules = (
        f".{_PREFIX}{kind}{{{';'.join(f'{name}:{pair[1]}' for name, pair in look.items())}}}"
        for kind, look in _LOOKS.items()
    )
    return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"
