"""What browsers load from others is what the manifest fixes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from hudhud.outlines import FOLDER
from hudhud.web.app import STATIC

_FOLDERS = (STATIC / "vendor", FOLDER)
_WANTED = Path(__file__).parents[2] / "vendoring/packages.json"


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_is_in_the_manifest_with_its_hash_and_every_package_with_a_licence(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    fixed = {f"{package}/{name}": digest for package, own in manifest.items() for name, digest in own["sha256"].items()}
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.parent != folder}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()} == fixed
    assert all(own["license"] and "LICENSE" in own["sha256"] for own in manifest.values())
    assert sum(path.stat().st_size for path in found.values()) < 2_500_000


def test_the_manifest_is_of_the_versions_asked_for() -> None:
    manifest = {n: own for f in _FOLDERS for n, own in json.loads((f / "manifest.json").read_text("utf-8")).items()}
    wanted = json.loads(_WANTED.read_text("utf-8"))
    assert {n: own["version"] for n, own in manifest.items()} == {n: own["version"] for n, own in wanted.items()}
