"""What the charts share: escaped elements, scales, axes, and the frame with its table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from markupsafe import Markup, escape

from hudhud.web.words import say


def element(name: str, *children: Markup | str, **attributes: str | float | None) -> Markup:
    """An element; attributes that are None are left out, `class_` and `font_size` are written class and font-size."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{''.join(escape(child) for child in children)}</{name}>")


def _short(value: str | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Plot:
    """A box on the drawing, and the numbers 0 to `top` from its foot to its head."""

    left: float
    right: float
    head: float
    foot: float
    top: float

    def y(self, value: float) -> float:
        return self.foot - (self.foot - self.head) * min(value, self.top) / self.top

    def x(self, share: float) -> float:
        return self.left + (self.right - self.left) * share


def steps(most: float, about: int = 4) -> list[int]:
    """Round whole numbers from 0 to at least `most`, evenly spaced: 0, 5, 10, 15."""
    raw = max(most, 1) / about
    power = 10 ** floor(log10(raw)) if raw >= 1 else 1
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= raw)
    return [int(k * step) for k in range(int(-(-max(most, 1) // step)) + 1)]


def axis(plot: Plot, marks: Sequence[int]) -> Markup:
    """Lines across the plot with their numbers before them."""
    return _joined(
        element("line", class_="grid-line", x1=plot.left, x2=plot.right, y1=plot.y(mark), y2=plot.y(mark))
        + element("text", f"{mark:,}", class_="tick", x=plot.left - 6, y=plot.y(mark) + 4, text_anchor="end")
        for mark in marks
    )


def framed(name: str, description: str, size: tuple[int, int], drawn: Iterable[Markup], table: Markup) -> Markup:
    """A figure: the drawing with its name and description, and the numbers behind a summary."""
    own = "chart-" + hashlib.sha256(f"{name}|{description}|{table}".encode()).hexdigest()[:10]
    svg = element(
        "svg",
        element("title", name, id=f"{own}-name"),
        element("desc", description, id=f"{own}-about"),
        *drawn,
        class_="chart-drawing",
        viewBox=f"0 0 {size[0]} {size[1]}",
        role="group",
        aria_labelledby=f"{own}-name",
        aria_describedby=f"{own}-about",
    )
    return element(
        "figure",
        element("figcaption", name, class_="chart-name"),
        element("div", svg, class_="chart-scroll", tabindex="0", role="region", aria_label=name),
        element("details", element("summary", say("chart.as_table")), table, class_="chart-table"),
        class_="chart",
    )


def table(name: str, headings: Sequence[str], rows: Iterable[Sequence[Markup | str]]) -> Markup:
    """The numbers of a chart, the first cell of a row being its heading."""
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    body = (
        element("tr", element("th", row[0], scope="row"), *(element("td", cell, class_="number") for cell in row[1:]))
        for row in rows
    )
    caption = element("caption", name, class_="hidden-words")
    made = element("table", caption, element("thead", head), element("tbody", *body))
    return element("div", made, class_="table-wrap", tabindex="0", role="region", aria_label=name)


def link(words: str, href: str | None) -> Markup:
    """The words, and where they lead if anywhere."""
    return element("a", words, href=href) if href else escape(words)


def amount(value: float | None) -> str:
    """ "1,204", or a dash where nobody gave a number."""
    return "–" if value is None else f"{value:,}"


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup("").join(pieces)
