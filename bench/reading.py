"""Reading against gold: incidents and harms found, and their fields, by the gold's own scorer.

The development set was looked at while the rules were written: its figures say what the rules can
do, not what they will do on new reports.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import SHARED, read_record, show

from hudhud import pipeline
from hudhud.publish.records import reading_record

FOLDER = SHARED / "bench" / "reading"
_ASKED = {
    "incident": "0.70",
    "harm": "0.65",
    "date": "0.85",
    "place": "0.80",
    "perpetrator": "0.70",
    "attribution": "0.75",
}
_ANCHOR = {"incident": "PETRARCH2: 0–4 of 11 on the seed", "harm": "rules .05–.30, SRL .31–.74 exact"}


def measure(gold: Path, scorer: Path) -> dict[str, Any]:
    """Read every document of `gold` and score the result."""
    reader = pipeline.open_default_reader()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "system.jsonl"
        with out.open("w", encoding="utf-8") as lines:
            for line in filter(str.strip, gold.read_text("utf-8").splitlines()):
                read = read_record(reader, json.loads(line))
                if read is not None:
                    lines.write(json.dumps(reading_record(*read), ensure_ascii=False) + "\n")
        command = [sys.executable, str(scorer), str(gold), str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    score: dict[str, Any] = json.loads(done.stdout)
    return score


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=FOLDER / "dev.jsonl")
    parser.add_argument("--scorer", type=Path, default=FOLDER / "score.py")
    options = parser.parse_args()
    score = measure(options.gold, options.scorer)
    rows = []
    for name, asked in _ASKED.items():
        value = score[name].get("f1", score[name].get("accuracy"))
        rows.append((name, "–" if value is None else f"{value:.3f}", asked, _ANCHOR.get(name, "")))
    show(f"Reading, {options.gold.name}", rows, {"gold": options.gold.name, **score})


if __name__ == "__main__":
    main()
