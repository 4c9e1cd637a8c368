"""What browsers load from others is what the manifest fixes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from hudhud.web.app import STATIC

_VENDOR = STATIC / "vendor"
_WANTED = Path(__file__).parents[2] / "vendoring/packages.json"


def test_every_file_is_in_the_manifest_with_its_hash_and_every_package_with_a_licence() -> None:
    manifest = json.loads((_VENDOR / "manifest.json").read_text("utf-8"))
    fixed = {f"{folder}/{name}": digest for folder, own in manifest.items() for name, digest in own["sha256"].items()}
    found = {p.relative_to(_VENDOR).as_posix(): p for p in _VENDOR.rglob("*") if p.is_file() and p.parent != _VENDOR}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()} == fixed
    assert all(own["license"] and "LICENSE" in own["sha256"] for own in manifest.values())
    assert sum(path.stat().st_size for path in found.values()) < 2_500_000


def test_the_manifest_is_of_the_versions_asked_for() -> None:
    manifest, wanted = (json.loads(p.read_text("utf-8")) for p in (_VENDOR / "manifest.json", _WANTED))
    assert {n: own["version"] for n, own in manifest.items()} == {n: own["version"] for n, own in wanted.items()}
