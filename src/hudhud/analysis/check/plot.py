"""The picture of a checked claim: what decides it, each with what its figure leaves open."""

from __future__ import annotations

from matplotlib.figure import Figure

from hudhud.analysis.check.question import Trend
from hudhud.analysis.check.verdict import Verdict
from hudhud.analysis.drawing import BLUE, GREY, ORANGE, RED, literal

_LONGEST = 70


def plot_check(result: Verdict) -> Figure:
    """Of a superlative the incidents that decide it; of a trend or total the sums, with their 90 % intervals."""
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    if isinstance(result.question.predicate, Trend) or (result.values and len(result.values) > 1):
        rows = [(name, middle, span, BLUE) for name, middle, span in result.values]
    else:
        rows = _incidents(result)
    for place, (_, middle, (low, high), colour) in enumerate(rows):
        axes.plot([low, high], [place, place], color=colour, linewidth=4, alpha=0.5, solid_capstyle="butt")
        axes.plot([middle], [place], "o", color=colour)
    axes.set_yticks(range(len(rows)), [literal(name[:_LONGEST]) for name, *_ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"{result.question.harm} (dot: best figure; bar: what it leaves open)")
    axes.set_title(f"{result.finding}, probability {result.chance}", fontsize=10)
    return figure


def _incidents(result: Verdict) -> list[tuple[str, float, tuple[float, float], str]]:
    colours = {"the incident": RED, "in scope": BLUE, "may be in scope": ORANGE}
    rows = []
    for one in result.deciding:
        toll = result.question.scope.toll(one.record, result.question.harm)
        if toll is None:
            continue
        low = toll.interval[0] if toll.interval else toll.low if toll.low is not None else toll.known
        high = toll.interval[1] if toll.interval else toll.high if toll.high is not None else toll.known
        when = str(one.record.when.start) if one.record.when else "no day"
        name = f"{one.record.place.name if one.record.place else 'place not told'}, {when} ({one.role})"
        rows.append((name, float(toll.known), (float(low), float(high)), colours.get(one.role, GREY)))
    if not rows and result.values:
        rows = [(name, middle, span, BLUE) for name, middle, span in result.values]
    return rows
