"""The profiles by name."""

from __future__ import annotations

from hudhud.publish.exports import (
    acled,
    flat_csv,
    json_lines,
    nested_parquet,
    ucdp,
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
    )
}
