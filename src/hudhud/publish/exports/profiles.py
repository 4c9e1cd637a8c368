"""The profiles by name."""

from __future__ import annotations

from hudhud.publish.exports import json_lines
from hudhud.publish.exports.profile import Profile

PROFILES: dict[str, Profile] = {one.name: one for one in (json_lines.PROFILE,)}
