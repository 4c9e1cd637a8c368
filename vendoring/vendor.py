"""Puts what browsers load from others under `web/static/vendor`, by npm and node. Running hudhud needs neither.

`packages.json` says what: a package and its version, the files that are taken, the exact edits made in them, and the
outlines that `geography.mjs` draws small; these go to `outlines/data`, for maps that need no browser. The manifest
written beside the files holds the SHA-256 of every one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE.parent / "src/hudhud"
FOLDERS = {"README.md": "web/static/vendor", "OUTLINES.md": "outlines/data"}
"""What each folder says of itself, and where it is."""
_GEOGRAPHY_TOOLS = ("topojson-client@3.1.0", "topojson-server@3.0.1", "topojson-simplify@3.0.3")


def main() -> None:
    """`make vendor`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SOURCE, help="where the folders are that are written anew")
    out: Path = parser.parse_args().out
    wanted: dict[str, dict[str, Any]] = json.loads((HERE / "packages.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as work:
        for about, folder in FOLDERS.items():
            own = {n: entry for n, entry in wanted.items() if ("outlines" in entry) == (about == "OUTLINES.md")}
            _write(own, about, out / folder, Path(work))


def _write(wanted: Mapping[str, Mapping[str, Any]], about: str, out: Path, work: Path) -> None:
    """A folder anew, with its manifest."""
    made = work / Path(about).stem
    manifest = {name: _take(made / name, entry, work) for name, entry in wanted.items()}
    (made / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    shutil.copy(HERE / about, made / "README.md")
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(made, out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{len(manifest)} packages, {size / 1e6:.2f} MB in {out}")


def _take(folder: Path, entry: Mapping[str, Any], work: Path) -> dict[str, Any]:
    """Fills the folder from one package, and says for the manifest what it now holds."""
    source = _fetched(f"{entry['package']}@{entry['version']}", work)
    folder.mkdir(parents=True)
    for path, name in entry["files"].items():
        text = (source / path).read_text("utf-8")
        for old, new in entry.get("edits", {}).get(name, []):
            if old not in text:
                sys.exit(f"{entry['package']}: {path} no longer has {old!r}; look at it and mend packages.json")
            text = text.replace(old, new)
        (folder / name).write_text(text, "utf-8", newline="")
    for name, (kind, path) in entry.get("outlines", {}).items():
        _draw(kind, source / path, folder / name, work)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    own = {"package": entry["package"], "version": entry["version"], "license": entry["license"], "sha256": files}
    return own | {"changed": sorted([*entry.get("edits", {}), *entry.get("outlines", {})])}


def _fetched(package: str, work: Path) -> Path:
    """The unpacked package, as the registry gives it."""
    said = _run(["npm", "pack", "--silent", package], work)
    folder = work / "packages" / package.replace("/", "_")
    folder.mkdir(parents=True)
    with tarfile.open(work / said.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _draw(kind: str, source: Path, out: Path, work: Path) -> None:
    tools = work / "geography"
    if not tools.is_dir():
        tools.mkdir()
        _run(["npm", "install", "--silent", "--no-save", *_GEOGRAPHY_TOOLS], tools)
        shutil.copy(HERE / "geography.mjs", tools)
    _run(["node", "geography.mjs", kind, str(source), str(out)], tools)


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} failed; is it installed, and the registry within reach?")
    return done.stdout


if __name__ == "__main__":
    main()
