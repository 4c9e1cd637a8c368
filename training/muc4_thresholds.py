"""Sets the thresholds of the MUC-4 extractor for the best F of the scorer, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from muc4_adapter import keys
from muc4_adapter.entities import Entity
from muc4_adapter.extractor import Extractor
from muc4_fitting import Case

_STEPS = (-0.1, -0.05, 0.05, 0.1, 0.2)
_GAIN = 0.01
_ORDER = """specific event kept human_description human_name physical perp_individual perp_organisation instrument share
    cluster event place link effect category weapon human_description kept event""".split()


def all_templates(made: Extractor, cases: Sequence[Case], gathered: Mapping[str, list[Entity]]) -> dict[str, Any]:
    """The scorer's summary of the templates found in `cases`, whose entities are in `gathered`."""
    scorer = keys.scorer()
    wanted, given = [], []
    for case in cases:
        wanted += case.templates or [scorer.Template(case.id)]
        for number, fills in enumerate(made.from_entities(case.view, gathered[case.id]), 1):
            slots = {
                slot: [f for text in texts if (f := scorer.read_fill(scorer.SLOTS[slot], text, False))]
                for slot, texts in fills.items()
            }
            given.append(scorer.Template(case.id, str(number), False, slots))
    report: dict[str, Any] = scorer.report(scorer.score_all(wanted, given))
    return report


def tuned(made: Extractor, cases: Sequence[Case], say: Callable[[str], None] = print) -> dict[str, float]:
    """Thresholds by coordinate search for the best F over `cases`, which `made` must not have seen."""
    gathered = {c.id: made.entities(c.view, c.view.probabilities(made.models["phrase"])) for c in cases}

    def value() -> float:
        return float(all_templates(made, cases, gathered)["summary"]["ALL TEMPLATES"]["f_exact"])

    best = value()
    say(f"before tuning: {best:.2f}")
    for name in _ORDER:
        at = made.thresholds[name]
        for step in _STEPS:
            made.thresholds[name] = round(min(0.95, max(0.05, at + step)), 3)
            if (found := value()) > best + _GAIN:
                best, at = found, made.thresholds[name]
            made.thresholds[name] = at
        say(f"{name} {at}: {best:.2f}")
    return dict(made.thresholds)
