"""Incidents as files that others' tools open: one module a profile."""

from hudhud.publish.exports.profile import Profile
from hudhud.publish.exports.profiles import PROFILES

__all__ = ["PROFILES", "Profile"]
