"""One figure's reported range as a small bar: where the best figure lies in it, and how far the estimate reaches."""

from __future__ import annotations

from markupsafe import Markup

from hudhud.web.charts.drawing import element

_WIDTH, _HEIGHT = 120, 16


def range_bar(
    low: int | None, best: int | None, high: int | None, interval: tuple[int, int] | None = None, harm: str = "killed"
) -> Markup:
    """The bar alone, hidden from those who listen: the words beside it say the same.

    Args:
        low: of the reported range; None where it is open.
        best: the figure that somebody stands behind.
        high: of the reported range; None where it is open.
        interval: where the true number lies nine times in ten; drawn thin behind the range.
        harm: a code of the codebook; gives the colour.
    """
    told = [v for v in (low, best, high, *(interval or ())) if v is not None]
    if not told:
        return Markup("")
    most = max(told) * 1.15 or 1
    middle = _HEIGHT / 2

    def x(value: float) -> float:
        return 2 + (_WIDTH - 4) * value / most

    drawn = [element("line", class_="range-axis", x1=2, x2=_WIDTH - 2, y1=middle, y2=middle)]
    if interval:
        drawn.append(
            element(
                "line", class_=f"range-interval harm-{harm}", x1=x(interval[0]), x2=x(interval[1]), y1=middle, y2=middle
            )
        )
    if low is not None or high is not None:
        start, end = x(low or 0), x(high) if high is not None else _WIDTH - 2.0
        kind = "range-open" if low is None or high is None else "range-told"
        drawn.append(
            element(
                "rect", class_=f"{kind} harm-{harm}", x=start, y=middle - 4, width=max(end - start, 2.0), height=8, rx=2
            )
        )
    if best is not None:
        drawn.append(element("line", class_="range-best", x1=x(best), x2=x(best), y1=1, y2=_HEIGHT - 1))
    return element("svg", *drawn, class_="range-bar", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT,
                   aria_hidden="true", focusable="false")  # fmt: skip
