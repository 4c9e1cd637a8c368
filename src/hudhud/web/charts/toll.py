"""How an incident's toll moved: the best figure as a stepped line, its reported range as a band, reports as dots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from hudhud.web.charts.drawing import Plot, amount, axis, element, framed, link, steps, table
from hudhud.web.words import say

_SIZE = (720, 220)
_MOST_LABELS = 6


@dataclass(frozen=True, slots=True)
class Level:
    """What is held from a day on. `high` is None where it is open."""

    day: date
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A figure that one report gave on a day."""

    day: date
    low: int | None
    high: int | None
    source: str
    href: str | None = None

    @property
    def value(self) -> int | None:
        return self.low if self.low is not None else self.high

    @property
    def words(self) -> str:
        if self.low == self.high:
            return amount(self.low)
        if self.high is None:
            return f"≥{amount(self.low)}"
        return f"≤{amount(self.high)}" if self.low is None else f"{amount(self.low)}–{amount(self.high)}"


def toll_over_time(name: str, harm: str, levels: Sequence[Level], reports: Sequence[Report]) -> Markup:
    """The toll by the day that reports came in.

    Args:
        name: over the chart.
        harm: a code of the codebook; gives the colour.
        levels: in order of their days.
        reports: every figure told, in order of their days.
    """
    days = sorted({one.day for one in levels} | {one.day for one in reports})
    told = [v for one in levels for v in (one.low, one.best, one.high)] + [
        v for one in reports for v in (one.low, one.high)
    ]
    marks = steps(max((v for v in told if v is not None), default=0))
    plot = Plot(left=48, right=_SIZE[0] - 16, head=12, foot=_SIZE[1] - 28, top=marks[-1])
    time = _Time(plot, days[0], days[-1]) if days else _Time(plot, date.min, date.min)
    drawn = [axis(plot, marks), *_band(time, levels, harm), *_line(time, levels, harm), *_dots(time, reports, harm)]
    drawn += _days(time, days)
    rows = ((one.day.isoformat(), link(one.source, one.href), one.words) for one in reports)
    headings = [say("chart.day"), say("chart.source"), say("chart.figure")]
    return framed(name, say("chart.toll_about"), _SIZE, drawn, table(name, headings, rows))


@dataclass(frozen=True, slots=True)
class _Time:
    plot: Plot
    first: date
    last: date

    def x(self, day: date) -> float:
        """Days from the first to the last over nine tenths of the width; what is held last goes on to its end."""
        days = (self.last - self.first).days
        return self.plot.x(0.02 + 0.9 * (day - self.first).days / days) if days else self.plot.x(0.1)


def _steps_of(time: _Time, levels: Sequence[Level]) -> Iterator[tuple[Level, float, float]]:
    for k, level in enumerate(levels):
        end = time.x(levels[k + 1].day) if k + 1 < len(levels) else time.plot.right
        yield level, time.x(level.day), end


def _band(time: _Time, levels: Sequence[Level], harm: str) -> Iterator[Markup]:
    """Where high is open the band reaches the head of the plot and fades."""
    for level, start, end in _steps_of(time, levels):
        if level.low is None:
            continue
        head = time.plot.head if level.high is None else time.plot.y(level.high)
        foot = time.plot.y(level.low)
        kind = "band-open" if level.high is None else "band"
        yield element("rect", class_=f"{kind} harm-{harm}", x=start, y=head, width=max(end - start, 0.0),
                      height=max(foot - head, 1.0))  # fmt: skip


def _line(time: _Time, levels: Sequence[Level], harm: str) -> Iterator[Markup]:
    path, drawing = "", False
    for level, start, end in _steps_of(time, levels):
        if level.best is None:
            drawing = False
            continue
        y = time.plot.y(level.best)
        path += f"{f'V{y:.1f}' if drawing else f'M{start:.1f} {y:.1f}'}H{end:.1f}"
        drawing = True
    if path:
        yield element("path", class_=f"step harm-{harm}", d=path)


def _dots(time: _Time, reports: Sequence[Report], harm: str) -> Iterator[Markup]:
    for report in reports:
        if report.value is None:
            continue
        told = say("chart.report", day=report.day.isoformat(), source=report.source, figure=report.words)
        kind = "dot-open" if None in (report.low, report.high) else "dot"
        dot = element("circle", element("title", told), class_=f"{kind} harm-{harm}", cx=time.x(report.day),
                      cy=time.plot.y(report.value), r=4.5)  # fmt: skip
        yield element("a", dot, href=report.href, tabindex="-1", aria_label=told) if report.href else dot


def _days(time: _Time, days: Sequence[date]) -> Iterator[Markup]:
    """The days on which something came, as many as fit; the first and the last among them."""
    shown: list[float] = []
    wanted = [*days[:1], *days[-1:], *days[1:-1]]
    room = (time.plot.right - time.plot.left) / _MOST_LABELS
    for day in wanted:
        x = time.x(day)
        if all(abs(x - other) >= room * 0.8 for other in shown):
            shown.append(x)
            yield element(
                "text",
                day.isoformat(),
                class_="tick",
                x=max(x, time.plot.left + 30),
                y=time.plot.foot + 18,
                text_anchor="middle",
            )
