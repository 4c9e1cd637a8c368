"""A made-up table in UCDP's form: three years of attacks in Homs that double in the last half year."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

_COLUMNS = {
    "type_of_violence": "3", "side_a": "IS", "side_b": "Civilians", "source_office": "Nadir Agency;Watch Post",
    "where_prec": "1", "where_coordinates": "Tel Sahl village", "adm_1": "Homs governorate", "country": "Syria",
    "country_id": "652", "event_clarity": "1", "date_prec": "1", "deaths_a": "0", "deaths_b": "0",
    "deaths_unknown": "0",
}  # fmt: skip


def attacks(path: Path, *, rise: float = 2.0, weeks: int = 156, quiet: int = 130) -> Path:
    """`quiet` weeks of two attacks on average, then `rise` times as many; each kills one to nine."""
    rng = np.random.default_rng(5)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        number = 0
        for week in range(weeks):
            for _ in range(int(rng.poisson(2.0 * (rise if week >= quiet else 1.0)))):
                day = (date(2017, 1, 2) + timedelta(days=7 * week + int(rng.integers(7)))).isoformat()
                dead = str(int(rng.integers(1, 10)))
                number += 1
                row = _COLUMNS | {
                    "id": str(number), "relid": f"made-{number}", "date_start": day, "date_end": day,
                    "deaths_civilians": dead, "low": dead, "best": dead, "high": dead,
                    "latitude": f"{34.5 + rng.normal(0, 0.3):.4f}", "longitude": f"{38.2 + rng.normal(0, 0.3):.4f}",
                }  # fmt: skip
                writer = writer or _headed(file, row)
                writer.writerow(row)
    return path


def _headed(file: object, row: dict[str, str]) -> csv.DictWriter[str]:
    writer = csv.DictWriter(file, list(row))  # type: ignore[arg-type]
    writer.writeheader()
    return writer
