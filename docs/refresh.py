"""Print real output into the pages: `python docs/refresh.py README.md docs/tutorial.md` (see `make docs`).

In a fenced block marked `console` every line `$ command` is run, from the top of the checkout, and
what stands below it is replaced by what it prints at 80 columns. Above the block may stand
`<!-- keep N; WORDS; WORDS; last N -->`: of a table the first N lines, the rows with these words, and
the last N lines; "…" stands for the rest. An incident id in a command becomes the one that the last
`Next: hudhud show` named.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(?:<!-- keep (?P<keep>[^>]*) -->\n)?```console\n(?P<body>.*?)```\n", re.DOTALL)
ID = re.compile(r"\bi[0-9a-f]{6}\b")
RULE = re.compile(r"[ ─━]*[─━][ ─━]*")


def commands(page: str) -> list[str]:
    """The commands of a page, in their order."""
    blocks = (match["body"] for match in BLOCK.finditer(page))
    return [line[2:] for body in blocks for line in body.splitlines() if line.startswith("$ ")]


class Refresher:
    """Runs commands one after the other over one ledger."""

    def __init__(self, ledger: Path, shown_as: str) -> None:
        self.ledger, self.shown_as = ledger, shown_as
        self.incident = ""

    def page(self, text: str) -> str:
        return BLOCK.sub(self._block, text)

    def _block(self, match: re.Match[str]) -> str:
        keep = match["keep"]
        lines = []
        for line in match["body"].splitlines():
            if line.startswith("$ "):
                command = ID.sub(lambda m: self.incident or m.group(), line[2:])
                lines += [f"$ {command}", *abridged(self.run(command), keep)]
        marker = f"<!-- keep {keep} -->\n" if keep else ""
        return f"{marker}```console\n" + "\n".join(lines) + "\n```\n"

    def run(self, command: str) -> list[str]:
        command = command.replace("make demo", "hudhud demo")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "HUDHUD_LEDGER": str(self.ledger), "COLUMNS": "80"}
        done = subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        output = (done.stdout + done.stderr).replace(str(self.ledger), self.shown_as)
        for found in re.findall(r"Next: hudhud show (i[0-9a-f]{6})", output):
            self.incident = found
        return [line.rstrip() for line in output.splitlines()]


def abridged(lines: list[str], keep: str | None) -> list[str]:
    """What `keep` asks for, with an ellipsis where lines are missing."""
    if not keep:
        return lines
    wanted = [part.strip() for part in keep.split(";")]
    first = int(wanted[0])
    last = int(wanted.pop().removeprefix("last ")) if wanted[-1].startswith("last ") else 0
    middle = lines[first : len(lines) - last]
    out, row, skipped = lines[:first], [], False
    for line in [*middle, "─"]:
        if not RULE.fullmatch(line):
            row.append(line)
            continue
        if any(re.search(word, "\n".join(row)) for word in wanted[1:]):
            out += [*([" …"] if skipped else []), *row, *([line] if line != "─" else [])]
            skipped = False
        else:
            skipped = skipped or bool(row)
        row = []
    return out + ([" …"] if skipped else []) + lines[len(lines) - last :]


def main() -> None:
    """Refresh the pages that are named."""
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:]:
            path = ROOT / name
            ledger = Path(folder, f"{path.stem}.db")
            refresher = Refresher(ledger, "build/demo.db" if path.name == "README.md" else "hudhud.db")
            path.write_text(refresher.page(path.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
