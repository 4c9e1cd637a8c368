"""Made-up rows of the tables that hudhud reads."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

UCDP_ROW = {
    "id": "700001", "relid": "SYR-2018-1-99-1", "type_of_violence": "1", "side_a": "Government of Syria",
    "side_b": "IS", "number_of_sources": "2", "source_office": "Nadir Agency;Watch Post;Nadir Agency",
    "where_prec": "2", "where_coordinates": "Tel Sahl village", "adm_1": "Homs governorate",
    "adm_2": "Tadmur district", "latitude": "34.5", "longitude": "38.25", "country": "Syria", "country_id": "652",
    "event_clarity": "1", "date_prec": "1", "date_start": "2018-05-02", "date_end": "2018-05-02", "deaths_a": "4",
    "deaths_b": "3", "deaths_civilians": "0", "deaths_unknown": "1", "low": "6", "best": "8", "high": "11",
    "gwnoa": "652", "gwnob": "",
}  # fmt: skip

ACLED_ROW = {
    "event_id_cnty": "SYR70001", "event_date": "03 April 2021", "year": "2021", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack", "actor1": "Military Forces of Syria (2000-2024)",
    "assoc_actor_1": "", "inter1": "State forces", "actor2": "Civilians (Syria)", "assoc_actor_2": "",
    "inter2": "Civilians", "interaction": "State forces-Civilians", "civilian_targeting": "Civilian targeting",
    "iso": "760", "region": "Middle East", "country": "Syria", "admin1": "Idleb", "admin2": "Ariha", "admin3": "",
    "location": "Tel Sahl", "latitude": "35.8", "longitude": "36.5", "geo_precision": "1",
    "source": "Nadir Agency; Watch Post", "source_scale": "National", "notes": "Made up.", "fatalities": "2",
    "tags": "", "timestamp": "1617600000",
}  # fmt: skip


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path
