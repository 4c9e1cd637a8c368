"""Reports made for the tests of the command line, and what a good failure looks like."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]

ENGLISH = """Title: Soldiers killed near Palmyra
Published: 2023-02-18
Language: en
Doc-Id: palmyra-{number}

---
Gunmen of the Islamic State killed {killed} soldiers in an ambush near Palmyra on Friday, the Example Observatory said.
"""
ARABIC = "قتل سبعة جنود في هجوم شنه مسلحون قرب مدينة تدمر في ريف حمص الشرقي يوم الجمعة، بحسب المرصد.\n" * 3


def report(folder: Path, number: int = 1, killed: str = "seven", name: str | None = None) -> Path:
    """A report in a file of its own. Those of equal figures tell of one incident."""
    path = folder / (name or f"report-{number:03d}.txt")
    path.write_text(ENGLISH.format(number=number, killed=killed), encoding="utf-8")
    return path


def json_lines(path: Path, *records: dict[str, object] | str) -> Path:
    """A bundle; a string is written as it is."""
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def complaint(result: Result, status: int = 1) -> str:
    """The one line that a command ended with."""
    assert result.exit_code == status, (result.output, result.exception)
    assert isinstance(result.exception, SystemExit), result.exception
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("hudhud: ")
    return lines[0]
