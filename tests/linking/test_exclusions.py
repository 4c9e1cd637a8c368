"""What two mentions of one incident may differ in, and what keeps them apart whatever they have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hudhud.linking import Profile, excluded
from tests.linking.linking_samples import NOWHERE, PALMYRA, RAQQA, UNDATED, day, profile


def both_ways(a: Profile, b: Profile) -> str | None:
    assert (excluded(a, b) is None) == (excluded(b, a) is None)
    return excluded(a, b)


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        ({"document": "r"}, {"document": "r"}, "one report"),
        ({"aggregate": True}, {}, "sums several"),
        ({"status": "denied"}, {}, "denied"),
        (day("2023-02-11"), day("2023-02-17"), "6 days"),
        ({**PALMYRA, "named": ()}, {**RAQQA, "named": ()}, "km apart"),
        ({"types": ("protest",)}, {"types": ("attack",)}, "protest"),
        ({"types": ("abduction",)}, {"types": ("air_strike",)}, "against"),
        (
            {"counts": (("killed", "civilians", 2, 2),)},
            {"counts": (("killed", "civilians", 61, None),)},
            "killed: 2 against 61",
        ),
        ({"aggregate": True, **day("2023-02-01")}, {"aggregate": True, **day("2023-02-02")}, "different times"),
    ],
)
def test_excludes(mine: dict[str, Any], theirs: dict[str, Any], words: str) -> None:
    assert words in (both_ways(profile(**mine), profile(**theirs)) or "nothing")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({}, {}),
        (day("2023-02-17"), day("2023-02-18")),  # a night
        (UNDATED, {}),
        ({"sure_date": False, **day("2023-02-01")}, {}),
        # An arrest's day; the report tells the killing's too.
        ({**day("2023-03-09"), "told_days": (date(2023, 2, 17).toordinal(), date(2023, 3, 9).toordinal())}, {}),
        (NOWHERE, RAQQA),
        # The other report names Raqqa: towns share names, and one's town is another's countryside.
        ({**PALMYRA, "named": ("palmyra", "raqqa")}, RAQQA),
        ({"counts": (("killed", "civilians", 36, None),)}, {"counts": (("killed", "civilians", 61, None),)}),
        ({"counts": (("killed", "civilians", 1, 1),)}, {"counts": (("killed", "security_forces", 61, 61),)}),
        ({"counts": (("killed", "civilians", 1, 1),)}, {"counts": (("killed", "civilians", 3, 3),)}),
        # The one counts some of the sixteen apart.
        ({"counts": (("killed", "civilians", 1, 1), ("killed", "civilians", 16, 16))}, {}),
        ({"types": ("air_strike",)}, {"types": ("explosion",)}),
        ({"types": ()}, {}),
    ],
)
def test_does_not_exclude(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert both_ways(profile(**mine), profile(**theirs)) is None
