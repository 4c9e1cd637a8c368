"""Count how often each kind of rule is right, on the fit parts of the measuring data; writes confidence.json.

Harms, days and places come from the Gun Violence Corpus and the Aid Worker Security Database; actors, event
types, statuses and places also from the gold reports that the rules were written beside, which flatters them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
import labels
import reading as gold_bench

from hudhud import pipeline
from hudhud.reading import confidence

OUT = Path(confidence.__file__).with_name("confidence.json")
_PULL = 15  # claims by which a rare rule's share is drawn to its field's
_FIELDS = {"place": "place", "perpetrator": "perpetrator", "kind": "type", "status": "status"}

Counted = tuple[str, str, bool]


def counted(every: int) -> Iterator[Counted]:
    """(field, rule, whether right) of each claim that the coded data judge."""
    reader = pipeline.open_default_reader()
    for judged in (labels.gun_violence(reader, "fit", every), labels.aid_workers(reader, "fit", max(1, every // 2))):
        for claim, right in judged:
            yield *confidence.rule_of(claim.value, claim.reason), right


def from_gold() -> Iterator[Counted]:
    """The gold's own shares of pairs, for fields that no other data judge."""
    score = gold_bench.measure(gold_bench.FOLDER / "dev.jsonl", gold_bench.FOLDER / "score.py")
    for field, name in _FIELDS.items():
        right, of = score[name]["right"], score[name]["of"]
        yield from ((field, "any", at < right) for at in range(of))


def table(rows: Iterable[Counted]) -> dict[str, dict[str, float]]:
    """Shares by field and rule, each drawn to its field's share, and that to the share of all."""
    seen: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for field, rule, right in rows:
        for f, r in {(field, rule), (field, "any"), ("any", "any")}:
            seen[f][r, right] += 1
    overall = _share(seen["any"], "any", 0.5)
    out = {"any": {"any": round(overall, 3)}}
    for field in sorted(seen.keys() - {"any"}):
        whole = _share(seen[field], "any", overall)
        rules = sorted({rule for rule, _ in seen[field]} - {"any"})
        out[field] = {"any": round(whole, 3), **{r: round(_share(seen[field], r, whole), 3) for r in rules}}
    return out


def _share(seen: Counter[tuple[str, bool]], rule: str, prior: float) -> float:
    right, wrong = seen[rule, True], seen[rule, False]
    return (right + _PULL * prior) / (right + wrong + _PULL)


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=12, help="read each so-many-th document")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    found = table([*counted(options.every), *from_gold()])
    options.out.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
