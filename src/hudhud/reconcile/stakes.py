"""What a person's decision on an incident may change: the order of the review queue.

Counted in people killed or their like: how far the figures may be off, and how many would be counted twice
or not at all if a doubtful link were wrong. A guide to where an hour is best spent, not a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

from hudhud.model import Assessment, Incident

_LIKE_KILLED = {"killed": 1.0, "missing": 0.6, "abducted": 0.6, "injured": 0.3, "arrested": 0.2, "released": 0.1,
                "displaced": 0.001}  # fmt: skip
_NOT_INCIDENTS = {"threatened", "denied"}


@dataclass(frozen=True)
class Stake:
    """`people`: how many people killed, or their like, a decision may move; the reasons, the heaviest first."""

    people: float
    reasons: tuple[str, ...]


def stake(incident: Incident, weakest_link: float | None, threshold: float) -> Stake:
    """How much hangs on an incident.

    Args:
        incident: as reconciled.
        weakest_link: bits of the weakest tie that holds its reports together; None for one report.
        threshold: bits from which on two mentions are held for one incident.
    """
    parts: list[tuple[float, str]] = []
    for total in incident.totals:
        weight = _LIKE_KILLED.get(total.harm, 0.2)
        width = _may_be_off(total)
        parts.append((weight * width, f"{total.harm}: the figure may be off by {width:.0f}"))
    people = sum(_LIKE_KILLED.get(t.harm, 0.2) * (t.best or t.low or 0) for t in incident.totals)
    if weakest_link is not None:
        wrong = 1 / (1 + 2.0 ** max(0.0, weakest_link - threshold))
        parts.append((people * wrong, "one of its reports may tell of another incident"))
    unsure = _unsure_reading(incident)
    parts.append((people * unsure, "the words may have been misread"))
    if incident.conflicts:
        parts.append((0.25 * people + 0.5, "its reports contradict each other"))
    if incident.status in _NOT_INCIDENTS:
        parts = [(0.2 * value, reason) for value, reason in parts]
    parts.sort(key=lambda part: -part[0])
    return Stake(sum(value for value, _ in parts), tuple(reason for value, reason in parts if value >= 0.5))


def _may_be_off(total: Assessment) -> float:
    """Half the interval; where nothing bounds it, the figure itself, and where there is none, a few people."""
    if total.interval is not None:
        return (total.interval[1] - total.interval[0]) / 2
    return float(max(total.best or total.low or 0, 2))


def _unsure_reading(incident: Incident) -> float:
    """The share of harm claims that are likely misread, by the reader's own calibrated confidence."""
    own = [claim.confidence for total in incident.totals for _, claim in total.claims]
    return 1 - sum(own) / len(own) if own else 0.0
