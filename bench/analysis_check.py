"""Claims held against simulated ledgers of which the truth is known.

Each ledger holds some two dozen attacks over three years, each told by a bundle of reports with copying, partial
scope, exaggeration and climbing counts (`bundles.py`), and reconciled as any; of some no report gives a figure. One
claim is made of each: that an attack planted in it is the deadliest so far, or of a year; that more were killed in the
last year than in the one before; or that at least so many were killed in all. The
planted one killed between a third and three times as many as the largest other, and totals are claimed at .7 to 1.3 of
the truth; the harder variant plants between half and double. Beside the probability stands judging by best figures
alone: yes or no.

Nothing was fitted to these claims; the intervals come from other seeds (`training/interval.py`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from bundles import USUAL, Bundle, bundles
from measuring import show

from hudhud.analysis.check import Question, Superlative, Total, Trend, check
from hudhud.analysis.scope import Scope
from hudhud.model import Record, When
from hudhud.reconcile import incident, record

_FIRST, _DAYS = date(2021, 1, 1), 3 * 365
_LAST = _FIRST + timedelta(days=_DAYS - 1)
_POOL = 3000
_UNTOLD = 0.05
_VARIANTS = {"planted": 3.0, "harder": 2.0}
"""By how many times at most the planted attack is smaller or larger than the largest other."""
_BINS = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
_DRAWS_OF = 24
_KINDS = ("deadliest", "deadliest of a year", "more than before", "at least so many")


@dataclass(frozen=True)
class Attack:
    """One incident as the ledger has it, and how many died."""

    record: Record
    deaths: int


def pool(number: int, seed: int) -> list[tuple[Record, int]]:
    """Reconciled bundles to make ledgers of, without days."""
    made: list[tuple[Record, int]] = []
    for bundle in bundles(number, seed, USUAL):
        made.append((record(incident(bundle.members, bundle.copies), bundle.copies), _deaths(bundle)))
    return made


def _deaths(bundle: Bundle) -> int:
    return bundle.deaths


def ledger(rng: np.random.Generator, made: Sequence[tuple[Record, int]], spread: float) -> list[Attack]:
    """Attacks on days of three years, the planted one first; of a few no report gives a figure."""
    chosen = rng.choice(len(made), size=int(rng.integers(12, 2 * _DRAWS_OF)), replace=False)
    largest = max(made[at][1] for at in chosen)
    target = largest * spread ** rng.uniform(-1, 1)
    planted = min((n for n in range(len(made)) if n not in set(chosen) and made[n][0].total("killed")),
                  key=lambda n: abs(np.log(made[n][1] / target)))  # fmt: skip
    found = []
    for number, at in enumerate([planted, *chosen]):
        one, deaths = made[at]
        day = _FIRST + timedelta(days=int(rng.integers(_DAYS)))
        blank = {"tolls": (), "totals": ()} if number and rng.random() < _UNTOLD else {}
        when = When(start=day, end=day, precision="day")
        found.append(Attack(one.model_copy(update={"id": f"a{number}", "when": when, **blank}), deaths))
    # The record is known to begin and to end there.
    ends = [(_FIRST, "begin"), (_LAST, "end")]
    for day, name in ends:
        when = When(start=day, end=day, precision="day")
        quiet = found[0].record.model_copy(update={"id": name, "when": when, "status": "denied"})
        found.append(Attack(quiet, 0))
    return found


def claim(rng: np.random.Generator, attacks: Sequence[Attack]) -> tuple[str, float, bool, bool]:
    """A claim's kind, its probability, whether best figures alone bear it out, and whether it is true."""
    kind = _KINDS[int(rng.integers(len(_KINDS)))]
    real = [a for a in attacks if a.record.status == "occurred"]
    if kind in _KINDS[:2]:
        return _single(kind, rng, attacks, real)
    return _many(kind, rng, attacks, real)


def _single(
    kind: str, rng: np.random.Generator, attacks: Sequence[Attack], real: Sequence[Attack]
) -> tuple[str, float, bool, bool]:
    figures = {a.record.id: _best(a) for a in real}
    subject = attacks[0]
    day = _day(subject)
    since = day - timedelta(days=365) if kind == "deadliest of a year" else None
    others = [a for a in real if a is not subject and _day(a) <= day]
    others = [a for a in others if since is None or _day(a) >= since]
    question = Question("a claim", Superlative("killed"), Scope(), days_back=365 if since else None)
    found = check(question, [a.record for a in attacks], incident=subject.record.id, seed=int(rng.integers(1 << 30)))
    larger = sum(a.deaths > subject.deaths for a in others)
    by_best = sum(figures[a.record.id] > figures[subject.record.id] for a in others)
    return kind, found.chance.best, by_best == 0, larger == 0


def _many(
    kind: str, rng: np.random.Generator, attacks: Sequence[Attack], real: Sequence[Attack]
) -> tuple[str, float, bool, bool]:
    records, seed = [a.record for a in attacks], int(rng.integers(1 << 30))
    if kind == "at least so many":
        truth, best = sum(a.deaths for a in real), sum(_best(a) for a in real)
        number = max(1, round(truth * float(rng.uniform(0.7, 1.3))))
        found = check(Question("a claim", Total("killed", number, None), Scope()), records, seed=seed)
        return kind, found.chance.best, best >= number, truth >= number
    now, before = (_LAST - timedelta(days=364), _LAST), (_LAST - timedelta(days=729), _LAST - timedelta(days=365))
    question = Question("a claim", Trend("killed", True), Scope(since=now[0], until=now[1]), earlier=before)
    found = check(question, records, seed=seed)

    def both(of: dict[str, int]) -> bool:
        old, new = (sum(of[a.record.id] for a in real if s <= _day(a) <= e) for s, e in (before, now))
        return new > old

    return (kind, found.chance.best, both({a.record.id: _best(a) for a in real}),
            both({a.record.id: a.deaths for a in real}))  # fmt: skip


def _day(attack: Attack) -> date:
    assert attack.record.when is not None
    return attack.record.when.start


def _best(attack: Attack) -> int:
    total = attack.record.total("killed")
    return total.known if total is not None else 0


def measure(simulations: int = 1500, seed: int = 2027) -> dict[str, Any]:
    """Brier scores of ours and of best figures alone, and the share of true claims by bin, for both variants."""
    made = pool(min(_POOL, 2 * simulations), seed)
    return {name: variant(made, simulations, seed, spread) for name, spread in _VARIANTS.items()}


def variant(made: Sequence[tuple[Record, int]], simulations: int, seed: int, spread: float) -> dict[str, Any]:
    """The measures over so many ledgers with one way of planting."""
    found = []
    for number in range(simulations):
        rng = np.random.default_rng([seed, number])
        found.append(claim(rng, ledger(rng, made, spread)))
    likely = np.array([p for _, p, _, _ in found])
    by_best, true = (np.array([row[n] for row in found], dtype=float) for n in (2, 3))
    ours, plain = float(np.mean((likely - true) ** 2)), float(np.mean((by_best - true) ** 2))
    kinds = {
        kind: round(float(np.mean([(p - t) ** 2 for k, p, _, t in found if k == kind])), 4)
        for kind in _KINDS
    }  # fmt: skip
    return {
        "simulations": simulations,
        "true": round(float(true.mean()), 3),
        "brier": round(ours, 4),
        "brier of best figures": round(plain, 4),
        "ratio": round(ours / plain, 3) if plain else None,
        "worst bin": round(max(abs(b["said"] - b["true"]) for b in bins(likely, true).values()), 3),
        "bins": bins(likely, true),
        "by kind": kinds,
        "supported and false": round(float(np.mean(1 - true[likely >= 0.9])), 3) if (likely >= 0.9).any() else None,
        "contradicted and true": round(float(np.mean(true[likely <= 0.1])), 3) if (likely <= 0.1).any() else None,
    }


def bins(likely: np.ndarray[Any, Any], true: np.ndarray[Any, Any]) -> dict[str, dict[str, float]]:
    """By bin of the probability: how many, the mean said and the share that was true. Bins of under 20 are left out."""
    place = np.clip(np.searchsorted(_BINS, likely, side="right") - 1, 0, len(_BINS) - 2)
    return {
        f"{_BINS[b]:.1f}–{_BINS[b + 1]:.1f}": {
            "claims": int((place == b).sum()),
            "said": round(float(likely[place == b].mean()), 3),
            "true": round(float(true[place == b].mean()), 3),
        }
        for b in range(len(_BINS) - 1)
        if (place == b).sum() >= 20
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=2027)
    options = parser.parse_args()
    result = measure(options.simulations, options.seed)
    rows = []
    for name, told in result.items():
        rows += [
            (f"{name}: Brier", f"{told['brier']:.3f}", "≤ .07", f"{told['brier of best figures']:.3f}"),
            (f"{name}: beside best figures", f"{told['ratio']:.2f}", "≤ .75", ""),
            *((f"{name}: said {span}", f"{b['said']:.2f} / {b['true']:.2f} of {b['claims']}", "± .10", "")
              for span, b in told["bins"].items()),
        ]  # fmt: skip
    show("Claims checked (said / true; anchor: best figures alone)", rows, result)


if __name__ == "__main__":
    main()
