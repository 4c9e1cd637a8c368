"""Months ahead in Syria: UCDP's events of 2016 to November 2019, fourteen governorates, from a rolling origin.

Every month is foretold from the months before alone. What was chosen by eye was chosen on the months of 2016 and 2017;
the figures asked for are those of January 2018 to November 2019, and 2017 stands beside them.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from measuring import SHARED, show

from hudhud.analysis.discounted import foretell
from hudhud.analysis.forecast import forecast, score
from hudhud.analysis.scope import Scope
from hudhud.tables import read_table

UCDP = SHARED / "bench" / "ucdp" / "ucdp_ged_syria_201601_201911.csv"
_LAST = date(2019, 11, 30)
_CHOSEN_UP_TO = 24
"""Months from January 2016."""
_AHEAD = (1, 3, 6)
_ASKED = {"deaths": 0.15, "IS events": 0.30}
_SERIES: dict[str, tuple[Scope, str]] = {
    "deaths": (Scope(), "killed"),
    "IS events": (Scope(involving=frozenset({"IS"})), "incidents"),
}


def measure(path: Path = UCDP) -> dict[str, Any]:
    """Scores by series, part and months ahead; empty where there is no file."""
    if not path.exists():
        return {}
    records = list(read_table(path))
    found: dict[str, Any] = {}
    for name, (scope, what) in _SERIES.items():
        made = forecast(records, scope, what=what, until=_LAST)
        counts = np.stack([p.series.counts for p in made.places], axis=1)
        found[name] = {"districts": counts.shape[1], "months": len(counts)}
        for ahead in _AHEAD:
            foretold = foretell(counts, ahead)
            parts = {
                "2018 on": score(counts, foretold, ahead, _CHOSEN_UP_TO - ahead),
                "2017": score(counts[:_CHOSEN_UP_TO], foretold[:_CHOSEN_UP_TO], ahead, _CHOSEN_UP_TO // 2 - 1),
            }
            for part, scored in parts.items():
                if scored is not None:
                    found[name].setdefault(part, {})[str(ahead)] = {
                        **{k: round(v, 3) for k, v in asdict(scored).items()},
                        "skill": round(scored.skill, 3),
                    }
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ucdp", type=Path, default=UCDP)
    options = parser.parse_args()
    result = measure(options.ucdp)
    if not result:
        print(f"no events at {options.ucdp}: nothing was measured")
        return
    rows = []
    for name, by_part in result.items():
        for part in ("2018 on", "2017"):
            for ahead, one in by_part[part].items():
                asked = "" if part == "2017" else str(_ASKED[name]) if ahead == "1" else "0"
                inside = "" if part == "2017" else "0.85 to 0.95"
                where = f"{name}, {part}, {ahead} ahead"
                last = 1 - one["model"] / one["last_value"]
                rows.append((f"{where}: CRPS skill", str(one["skill"]), asked, f"last value {last:.2f}"))
                rows.append((f"{where}: coverage of 90 %", str(one["coverage"]), inside, ""))
                rows.append((f"{where}: the same, jumps evened out", str(one["coverage_evened"]), "", ""))
    show("forecast", rows, result)


if __name__ == "__main__":
    main()
