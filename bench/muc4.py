"""MUC-4: the templates of terrorist incidents, by the all-templates F of the scorer that comes with the data.

Reads text files in capitals and writes a response in the format of 1992. With keys it is scored. The extractor is
learned from DEV and TST1 (`training/muc4_model.py`); other files of the same kind are read with the same weights.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import show
from muc4_adapter import keys as keyed
from muc4_adapter import messages, model, response
from threadpoolctl import threadpool_limits

_TST2 = (keyed.FOLDER / "tst2" / "tst2-muc4", keyed.FOLDER / "tst2" / "key-tst2.v4")


def write(texts: Sequence[Path], out: Path) -> dict[str, float]:
    """Read the messages of `texts`, write the response to `out`; how many there were, and seconds for each."""
    adapter = model.load()
    found = [message for path in texts for message in messages.read(path)]
    start = time.perf_counter()
    with threadpool_limits(1):  # matrices this small lose tenfold where threads wait for a busy core
        responses = {message.id: templates for message, templates in adapter.read(found)}
    seconds = (time.perf_counter() - start) / max(1, len(found))
    out.write_text(response.text(responses), "latin-1", errors="replace")
    count = sum(map(len, responses.values()))
    return {"documents": len(found), "templates": count, "seconds_per_document": round(seconds, 3)}


def score(out: Path, keys: Sequence[Path]) -> dict[str, Any]:
    """The scorer's all-templates figures of a response, in percent, and each slot's F."""
    scorer = keyed.scorer()
    wanted = [t for path in keys for t in scorer.read_templates(str(path), is_key=True, lenient=True)]
    report = scorer.report(scorer.score_all(wanted, scorer.read_templates(str(out), is_key=False)))
    total = report["summary"]["ALL TEMPLATES"]
    slots = {
        name: round(scorer.f_measure(row["rec"], row["pre"]), 1) for name, row in report["slots"].items() if row["pos"]
    }
    return {
        "F": total["f"],
        "F_exact": round(total["f_exact"], 2),
        "recall": round(total["rec"] or 0.0, 2),
        "precision": round(total["pre"] or 0.0, 2),
        "slots": slots,
    }


def measure(texts: Sequence[Path] = _TST2[:1], keys: Sequence[Path] = _TST2[1:]) -> dict[str, Any]:
    """Read and score; by default TST2, which nothing was fitted to."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "response"
        told = write(texts, out)
        return {**score(out, keys), **told}


def main() -> None:
    """Write a response, and measure it where there are keys."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, nargs="+", default=[_TST2[0]], metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="RESPONSE")
    parser.add_argument("--keys", type=Path, nargs="+", default=[], metavar="KEYS")
    options = parser.parse_args()
    result: dict[str, Any] = dict(write(options.texts, options.out))
    if not options.keys:
        print(json.dumps(result))
        return
    result = {**score(options.out, options.keys), **result}
    rows = [("F", str(result["F"]), "40 (goal 60)", "GE 1992 on TST3, TST4: 55.9, 57.2")]
    rows += [(name, str(result[name]), "", "") for name in ("recall", "precision")]
    rows += [(f"F of {name}", str(value), "", "") for name, value in result["slots"].items()]
    show("MUC-4, all templates", rows, result)


if __name__ == "__main__":
    main()
