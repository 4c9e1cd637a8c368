"""When it happened: incidents, and below them the people killed as ranges, one bar a stretch of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Tree

from hudhud.publish.pictures.svg import add, drawing, titled, written

_LEFT, _RIGHT, _BETWEEN, _ABOVE, _BELOW = 44.0, 8.0, 30.0, 24.0, 22.0
_SIZE = 11


@dataclass(frozen=True, slots=True)
class Bar:
    """What is told of one stretch of time."""

    label: str
    """Below the axis; "" where none is wanted."""
    about: str
    """Said of the bar: the stretch and its figures in words."""
    incidents: int
    low: int
    best: int
    high: int | None
    """None where the figures leave it open."""


@dataclass(frozen=True, slots=True)
class _Panel:
    """A row of bars: where it stands and how tall one is."""

    top: float
    height: float
    most: int

    def y(self, value: float) -> float:
        return round(self.top + self.height - min(1.0, value / self.most) * self.height, 1)


def timeline_picture(bars: Sequence[Bar], width: int = 720, height: int = 300, *, harm: str = "killed") -> str | None:
    """The bars in two rows over one axis; None where there are none.

    A solid bar reaches to the smallest bound, a pale one to the best figure, a line to the largest bound; a triangle
    says that there is none.
    """
    if not bars:
        return None
    root = drawing(width, height, _about(bars, harm))
    tall = (height - _ABOVE - _BETWEEN - _BELOW) / 2
    step = (width - _LEFT - _RIGHT) / len(bars)
    above = _Panel(_ABOVE, tall, _round_up(max(bar.incidents for bar in bars)))
    below = _Panel(_ABOVE + tall + _BETWEEN, tall, _round_up(max(bar.high or bar.best for bar in bars)))
    for panel, words in ((above, "Incidents"), (below, f"People {harm}")):
        _axis(root, panel, words, width)
    _labels(root, bars, step, height - 6)
    for number, bar in enumerate(bars):
        group = Tree.SubElement(root, "g")
        x, wide = _LEFT + number * step + step * 0.12, max(1.0, step * 0.76)
        _block(group, "incidents", x, wide, above.y(bar.incidents), above.y(0))
        _range(group, bar, x, wide, below)
        titled(group, bar.about)
    return written(root)


def _about(bars: Sequence[Bar], harm: str) -> str:
    return (
        f"Timeline of {sum(bar.incidents for bar in bars):,} incidents and the people {harm}, in {len(bars)} bars; "
        "its figures stand in the table after it."
    )


def _axis(root: Tree.Element, panel: _Panel, words: str, width: int) -> None:
    add(root, "text", "heading", words, x=0, y=panel.top - 9, font_size=12, font_weight="600")
    for value in sorted({0, panel.most // 2, panel.most}):
        y = panel.y(value)
        add(root, "path", "axis" if value == 0 else "grid", d=f"M{_LEFT:g} {y:g}H{width - _RIGHT:g}", stroke_width=1)
        add(root, "text", "words", f"{value:,}", x=_LEFT - 6, y=y + 4, text_anchor="end", font_size=_SIZE)


def _labels(root: Tree.Element, bars: Sequence[Bar], step: float, y: float) -> None:
    """As many as fit beside one another, none beyond the picture."""
    end, most = 0.0, _LEFT + step * len(bars) + _RIGHT
    for number, bar in enumerate(bars):
        wide = len(bar.label) * _SIZE * 0.58
        middle = _LEFT + (number + 0.5) * step
        middle = min(max(middle, wide / 2), most - wide / 2)
        if bar.label and middle - wide / 2 >= end:
            add(root, "text", "words", bar.label, x=round(middle, 1), y=y, text_anchor="middle", font_size=_SIZE)
            end = middle + wide / 2 + 8


def _block(parent: Tree.Element, look: str, x: float, wide: float, top: float, foot: float) -> None:
    if foot > top:
        add(parent, "rect", look, x=round(x, 1), y=top, width=round(wide, 1), height=round(foot - top, 1))


def _range(group: Tree.Element, bar: Bar, x: float, wide: float, panel: _Panel) -> None:
    _block(group, "low", x, wide, panel.y(bar.low), panel.y(0))
    _block(group, "best", x, wide, panel.y(bar.best), panel.y(bar.low))
    middle, top = round(x + wide / 2, 1), panel.y(bar.best)
    if bar.high is None and bar.incidents:
        half = min(4.0, wide / 2)
        add(group, "path", "open", d=f"M{middle - half:g} {top - 2:g}H{middle + half:g}L{middle:g} {top - 8:g}Z")
    elif bar.high is not None and bar.high > bar.best:
        half = min(4.0, wide / 2)
        end = panel.y(bar.high)
        add(group, "path", "high", stroke_width=1.4,
            d=f"M{middle:g} {top:g}V{end:g}M{middle - half:g} {end:g}H{middle + half:g}")  # fmt: skip


def _round_up(most: int) -> int:
    """The end of an axis: 2, 4, 10, 20, 40, 100 …, whose half is whole."""
    end = 2
    while end < most:
        end = end * 5 // 2 if str(end)[0] == "4" else end * 2
    return end
