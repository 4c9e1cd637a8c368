"""Whether the confidence of claims can be believed: of those given 80 %, how many are right?

Over the reported parts of the gun violence and aid worker data. Prints the claims by tenths of confidence and the
expected calibration error (Guo et al. 2017: the mean gap between confidence and share right, weighted by claims);
with --plot it draws them.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import labels
from measuring import show

from hudhud import pipeline


def measure(every: int = 20) -> dict[str, Any]:
    """The calibration error, and for each tenth of confidence its claims, mean confidence and share right."""
    reader = pipeline.open_default_reader()
    judged = [*labels.gun_violence(reader, "report", every), *labels.aid_workers(reader, "report", every)]
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for claim, right in judged:
        tenths[min(9, int(claim.confidence * 10))].append((claim.confidence, right))
    rows = [
        {
            "claims": len(found),
            "confidence": round(sum(c for c, _ in found) / len(found), 4),
            "right": round(sum(r for _, r in found) / len(found), 4),
        }
        for _, found in sorted(tenths.items())
    ]
    gap = sum(r["claims"] * abs(r["confidence"] - r["right"]) for r in rows) / max(1, len(judged))
    return {"calibration_error": round(gap, 4), "claims": len(judged), "tenths": rows}


def plot(rows: Sequence[dict[str, float]], out: Path) -> None:
    """Share right against confidence, the size of a point by its claims; SVG or PNG by the file's name."""
    from matplotlib.figure import Figure  # noqa: PLC0415  # only for the plot

    figure = Figure(figsize=(5, 5))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.scatter([r["confidence"] for r in rows], [r["right"] for r in rows], s=[max(8, r["claims"]) for r in rows])
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence of the claim", ylabel="share right")
    axes.set_title("On the line, confidence can be believed")
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None)


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=10, help="read each so-many-th document")
    parser.add_argument("--plot", type=Path, help="draw to this .svg or .png")
    options = parser.parse_args()
    result = measure(options.every)
    if options.plot is not None:
        plot(result["tenths"], options.plot)
    rows = [(f"{r['confidence']:.2f} given to {r['claims']}", f"{r['right']:.3f}", "", "") for r in result["tenths"]]
    rows.append(("calibration error", f"{result['calibration_error']:.3f}", "", ""))
    show("Confidence of claims: share right", rows, result)


if __name__ == "__main__":
    main()
