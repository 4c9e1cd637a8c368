"""Figures of few people left out, with every figure that they could be worked out from."""

from __future__ import annotations

import re

from hudhud.model import Assessment, Incident
from hudhud.publish.policy.rules import Minimum, Rules

LEFT_OUT = "left out by the policy"
_KEPT = "the words behind it are not public"
_COPIES = re.compile(r" \(also in \d+ cop(?:y|ies)\)$")
# A figure of these may be a total over other groups.
TOTALS = frozenset({"mixed", "unknown"})


def hidden_harms(one: Incident, minimum: Minimum) -> frozenset[str]:
    """The harms of which some figure is too small to leave."""
    small = {figure.harm for figure in one.harms if figure.group in minimum.groups and _is_small(figure, minimum)}
    alone = {figure.harm for figure in one.harms if figure.group not in minimum.groups}
    # A small total is of people that may be counted elsewhere in no group, unless others' are all that is told.
    return frozenset(small | {t.harm for t in one.totals if t.harm not in alone and _is_small(t, minimum)})


def guarded(one: Assessment, hidden: frozenset[str], rules: Rules, *, total: bool) -> Assessment:
    """A figure as it leaves: without words and reasons, and without numbers where it would tell a small one."""
    within = total or one.group in rules.minimum.groups or one.group in TOTALS
    if one.harm in hidden and within:
        return without_numbers(one)
    named = (rules.source_named(_COPIES.sub("", name)) for name in one.by)
    return Assessment(
        harm=one.harm,
        group=one.group,
        low=one.low,
        best=one.best,
        high=one.high,
        words=tuple(word for word in one.words if word.casefold() in rules.quantity_words),
        by=tuple(dict.fromkeys(name for name in named if name)),
        reason=_KEPT,
        claims=(),
        derived=one.derived,
        interval=one.interval,
        estimate=one.estimate,
    )


def without_numbers(one: Assessment) -> Assessment:
    """That there is a figure of such a harm, and that it was left out."""
    return Assessment(harm=one.harm, group=one.group, low=None, best=None, high=None, by=(), reason=LEFT_OUT,
                      claims=(), notes=(LEFT_OUT,))  # fmt: skip


def _is_small(one: Assessment, minimum: Minimum) -> bool:
    told = (one.low, one.best, one.high, one.estimate)
    return any(0 < number < minimum.people for number in told if number is not None)
