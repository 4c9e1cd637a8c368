"""Mixed reports added while the process is killed twice and the disk fills up: is anything lost, or there twice?

Prints a table and, last, one JSON object; exit status 1 where anything is lost, doubled or does not verify.
The disk is a small file system of its own, which needs the right to mount one; without it that part is left out.
"""

from __future__ import annotations

import argparse
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from measuring import show
from mixed_reports import write_reports

_MARK = re.compile(r"Reference (\d{6})\.")
_HUDHUD = [sys.executable, "-c", "from hudhud.cli import main; main()"]
_HOURS = 3


def measure(folder: Path, count: int, disk_mb: int) -> dict[str, Any]:
    """Add `count` reports below `folder`, interrupted three times, and look at what the ledger holds."""
    kinds = write_reports(folder / "reports", count)
    with _disk(folder / "disk", disk_mb) as mounted:
        ledger = folder / "disk" / "ledger.db"
        steps: dict[str, Any] = {"killed": []}
        begun = time.monotonic()
        steps["killed"].append(_killed_at(folder, ledger, 0.3 * count))
        if mounted:
            steps["full disk"] = _with_full_disk(folder, ledger, 0.5 * count)
        steps["killed"].append(_killed_at(folder, ledger, 0.75 * count))
        last = _run(["add", str(folder / "reports"), "--ledger", str(ledger)])
        again = _run(["add", str(folder / "reports"), "--ledger", str(ledger)])
        seconds = time.monotonic() - begun
        checked = _run(["verify", "--ledger", str(ledger)])
        found = _numbers(ledger)
    doubled = sum(times > 1 for times in found.values())
    return {
        "reports": count, "kinds": kinds, **steps, "seconds": round(seconds, 1),
        "lost": count - len(found), "doubled": doubled, "last run": last.stdout.strip(),
        "errors": last.stderr.strip().splitlines()[:5], "repeated": again.stdout.strip(),
        "verified": checked.returncode == 0, "verify": checked.stdout.strip() + checked.stderr.strip(),
    }  # fmt: skip


@contextmanager
def _disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A folder on a file system of its own; False where none may be mounted."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = subprocess.run(["mount", *options], check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*_HUDHUD, *arguments], capture_output=True, text=True, check=False, timeout=_HOURS * 3600)


def _started(folder: Path, ledger: Path) -> subprocess.Popen[str]:
    arguments = ["add", str(folder / "reports"), "--ledger", str(ledger)]
    return subprocess.Popen([*_HUDHUD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _killed_at(folder: Path, ledger: Path, documents: float) -> int:
    """Start adding and kill the process once so many documents are kept; how many were."""
    process = _started(folder, ledger)
    reached = _wait(process, ledger, documents)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return reached


def _with_full_disk(folder: Path, ledger: Path, documents: float) -> dict[str, Any]:
    """Start adding, fill the disk on the way, and see how the process ends."""
    process = _started(folder, ledger)
    reached = _wait(process, ledger, documents)
    balloon = ledger.with_name("balloon")
    with balloon.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 1_000_000)
                file.flush()
        except OSError:
            pass
    _, complaint = process.communicate(timeout=600)
    balloon.unlink()
    return {"at": reached, "status": process.returncode, "said": complaint.strip()[-200:]}


def _wait(process: subprocess.Popen[str], ledger: Path, documents: float) -> int:
    while process.poll() is None:
        if (kept := _kept(ledger)) >= documents:
            return kept
        time.sleep(0.2)
    raise SystemExit(f"adding ended before {documents:.0f} documents: {process.communicate()[1].strip()[-500:]}")


def _kept(ledger: Path) -> int:
    if not ledger.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return 0  # not made yet, or busy for a moment


def _numbers(ledger: Path) -> Counter[str]:
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        texts = connection.execute("SELECT text FROM documents")
        return Counter(mark for (text,) in texts for mark in set(_MARK.findall(text)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--disk-mb", type=int, default=1_500, help="size of the disk that fills up")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.reports, options.disk_mb)
    full = found.get("full disk")
    rows = [
        ("reports of eight kinds", str(found["reports"]), "", ""),
        ("killed after", " and ".join(map(str, found["killed"])), "twice", ""),
        ("full disk", "could not be mounted" if full is None else f"status {full['status']}", "status 1", ""),
        ("lost", str(found["lost"]), "0", ""),
        ("there twice", str(found["doubled"]), "0", ""),
        ("verify passes", str(found["verified"]), "True", ""),
    ]
    show("Custody", rows, found)
    ok = not found["lost"] and not found["doubled"] and found["verified"] and (full is None or full["status"] == 1)
    raise SystemExit(0 if ok else 1)


if __name__ == "__main__":
    main()
