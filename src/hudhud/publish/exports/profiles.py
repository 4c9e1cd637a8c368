"""The profiles by name."""

from __future__ import annotations

from hudhud.publish.exports import ftm, geojson, gpkg, json_lines, plover, victims
from hudhud.publish.exports.profile import Profile

PROFILES: dict[str, Profile] = {
    one.name: one
    for one in (json_lines.PROFILE, geojson.PROFILE, gpkg.PROFILE, plover.PROFILE, ftm.PROFILE, victims.PROFILE)
}
