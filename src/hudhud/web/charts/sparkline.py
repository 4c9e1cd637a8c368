"""A line no taller than the words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from hudhud.web.charts.drawing import element

_WIDTH, _HEIGHT = 120, 28


def sparkline(told: str, values: Sequence[float | None], harm: str = "killed") -> Markup:
    """Values in order from 0 up; a gap where there is none.

    Args:
        told: what the line says, in words, for those who do not see it.
        values: evenly spaced in time.
        harm: a code of the codebook; gives the colour.
    """
    most = max((v for v in values if v is not None), default=0) or 1
    step = (_WIDTH - 6) / max(len(values) - 1, 1)
    points = [
        (3 + k * step, None if v is None else _HEIGHT - 3 - (_HEIGHT - 6) * v / most) for k, v in enumerate(values)
    ]
    path, drawing = "", False
    for x, y in points:
        if y is not None:
            path += f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}"
        drawing = y is not None
    alone = [(x, y) for k, (x, y) in enumerate(points) if y is not None and _alone(points, k)]
    ends = [(x, y) for x, y in points[-1:] if y is not None]
    dots = [element("circle", class_=f"dot harm-{harm}", cx=x, cy=y, r=2.5) for x, y in dict.fromkeys(alone + ends)]
    line = [element("path", class_=f"step harm-{harm}", d=path)] if path else []
    return element("svg", element("title", told), *line, *dots, class_="sparkline", role="img", aria_label=told,
                   viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT)  # fmt: skip


def _alone(points: Sequence[tuple[float, float | None]], k: int) -> bool:
    return all(not 0 <= j < len(points) or points[j][1] is None for j in (k - 1, k + 1))
