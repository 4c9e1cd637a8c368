"""How many by week: the best figure as a bar, the reported range as a whisker over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hudhud.web.charts.drawing import Plot, amount, axis, element, framed, link, steps, table
from hudhud.web.words import say

_SIZE = (720, 180)
_MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One week. `high` is None where a report leaves it open; all are None where nothing was reported."""

    label: str
    low: int | None
    best: int | None
    high: int | None
    href: str | None = None
    """Where a click leads: the incidents of the week."""

    @property
    def open(self) -> bool:
        return self.high is None and self.low is not None


def weekly_bars(name: str, harm: str, bars: Sequence[Bar]) -> Markup:
    """Bars of one harm, a week each, in order.

    Args:
        name: over the chart: "Killed by week".
        harm: a code of the codebook; gives the colour.
        bars: a week without a report is there too, with None.
    """
    most = max((value for bar in bars for value in (bar.low, bar.best, bar.high) if value is not None), default=0)
    marks = steps(most)
    plot = Plot(left=48, right=_SIZE[0] - 8, head=10, foot=_SIZE[1] - 26, top=marks[-1])
    drawn = [axis(plot, marks), *_drawn(plot, harm, bars), *_labels(plot, bars)]
    rows = ((link(b.label, b.href), amount(b.low), amount(b.best), _high(b)) for b in bars)
    headings = [say("chart.week"), say("chart.low"), say("chart.best"), say("chart.high")]
    return framed(name, say("chart.bars_about"), _SIZE, drawn, table(name, headings, rows))


def _high(bar: Bar) -> str:
    return say("chart.open") if bar.open else amount(bar.high)


def _drawn(plot: Plot, harm: str, bars: Sequence[Bar]) -> Iterator[Markup]:
    width = (plot.right - plot.left) / max(len(bars), 1)
    for k, bar in enumerate(bars):
        left = plot.left + k * width
        parts: list[Markup] = [
            element("title", _told(bar)),
            element("rect", class_="bar-hit", x=left, y=plot.head, width=width, height=plot.foot - plot.head),
        ]
        if bar.best is not None:
            height = max(plot.foot - plot.y(bar.best), 1.0)
            parts.append(
                element("rect", class_=f"bar harm-{harm}", x=left + width * 0.15, width=width * 0.7,
                        y=plot.foot - height, height=height)
            )  # fmt: skip
        parts.extend(_whisker(plot, bar, left + width / 2, min(width * 0.2, 4)))
        if bar.href:
            yield element("a", *parts, href=bar.href, tabindex="-1", class_="bar-link", aria_label=_told(bar))
        else:
            yield element("g", *parts)


def _whisker(plot: Plot, bar: Bar, x: float, half: float) -> Iterator[Markup]:
    """From low to high; an arrow's head where high is open."""
    if bar.low is None or bar.low == bar.high:
        return
    foot = plot.y(bar.low)
    if bar.high is not None:
        head = plot.y(bar.high)
        ends = f"h{2 * half:.1f}"
        path = f"M{x - half:.1f} {foot:.1f}{ends}M{x:.1f} {foot:.1f}V{head:.1f}M{x - half:.1f} {head:.1f}{ends}"
    else:
        head = max(plot.y(max(bar.low, bar.best or 0)) - 9, plot.head - 6)
        path = f"M{x:.1f} {foot:.1f}V{head:.1f}m{-half - 1:.1f} 4l{half + 1:.1f} -4l{half + 1:.1f} 4"
    yield element("path", class_="whisker", d=path)


def _labels(plot: Plot, bars: Sequence[Bar]) -> Iterator[Markup]:
    every = -(-len(bars) // _MOST_LABELS) or 1
    width = (plot.right - plot.left) / max(len(bars), 1)
    for k in range(0, len(bars), every):
        x = plot.left + (k + 0.5) * width
        anchor = "start" if k == 0 else "middle"
        yield element(
            "text", bars[k].label, class_="tick", x=x if k else plot.left, y=plot.foot + 18, text_anchor=anchor
        )


def _told(bar: Bar) -> str:
    if bar.best is None and bar.low is None and bar.high is None:
        return say("chart.none", label=bar.label)
    return say("chart.told", label=bar.label, best=amount(bar.best), low=amount(bar.low), high=_high(bar))
