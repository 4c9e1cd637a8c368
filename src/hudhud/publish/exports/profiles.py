"""The profiles by name."""

from __future__ import annotations

from hudhud.publish.exports import (
    acled,
    flat_csv,
    ftm,
    geojson,
    gpkg,
    json_lines,
    nested_parquet,
    plover,
    ucdp,
    victims,
    workbook,
)
from hudhud.publish.exports.profile import Profile

PROFILES: dict[str, Profile] = {
    one.name: one
    for one in (
        json_lines.PROFILE,
        flat_csv.PROFILE,
        flat_csv.HXL,
        workbook.PROFILE,
        nested_parquet.PROFILE,
        ucdp.PROFILE,
        acled.PROFILE,
        geojson.PROFILE,
        gpkg.PROFILE,
        plover.PROFILE,
        ftm.PROFILE,
        victims.PROFILE,
    )
}
