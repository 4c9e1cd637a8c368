"""Profiles as they are kept: everything but the vector as JSON, the vector as it is."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from hudhud.linking.profile import Profile


def packed(profile: Profile) -> tuple[str, bytes]:
    """A profile as text and bytes."""
    body = {f.name: getattr(profile, f.name) for f in fields(Profile) if f.name != "vector"}
    return json.dumps(body, ensure_ascii=False), profile.vector


def unpacked(body: str, vector: bytes) -> Profile:
    """The profile that was packed so."""
    told: dict[str, Any] = {name: _as_tuples(value) for name, value in json.loads(body).items()}
    return Profile(**told, vector=vector)


def _as_tuples(value: Any) -> Any:
    return tuple(_as_tuples(x) for x in value) if isinstance(value, list) else value
