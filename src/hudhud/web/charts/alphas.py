"""How far coders agree as a small bar from chance to all, with the marks from which one concludes and relies."""

from __future__ import annotations

from markupsafe import Markup

from hudhud.analysis.agreement import RELIABLE, TENTATIVE
from hudhud.web.charts.drawing import element

_WIDTH, _HEIGHT = 160, 20


def alpha_bar(alpha: float, interval: tuple[float, float] | None = None) -> Markup:
    """The bar alone, hidden from those who listen: the words beside it say the same. Below 0 it ends at 0."""
    middle = _HEIGHT / 2

    def x(value: float) -> float:
        return 4 + (_WIDTH - 8) * min(max(value, 0.0), 1.0)

    drawn = [element("line", class_="range-axis", x1=x(0), x2=x(1), y1=middle, y2=middle)]
    drawn += [element("line", class_="range-axis", x1=x(v), x2=x(v), y1=3, y2=_HEIGHT - 3) for v in (0, 1)]
    drawn += [element("line", class_="alpha-mark", x1=x(v), x2=x(v), y1=1, y2=_HEIGHT - 1)
              for v in (TENTATIVE, RELIABLE)]  # fmt: skip
    if interval is not None:
        low, high = (x(end) for end in interval)
        drawn.append(
            element("rect", class_="alpha-interval", x=low, y=middle - 4, width=max(high - low, 2.0), height=8, rx=2)
        )
    drawn.append(element("line", class_="range-best", x1=x(alpha), x2=x(alpha), y1=2, y2=_HEIGHT - 2))
    return element("svg", *drawn, class_="range-bar", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT,
                   aria_hidden="true", focusable="false")  # fmt: skip
