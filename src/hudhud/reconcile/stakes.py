"""What a person's decision on an incident may change: the order of the review queue.

Counted in people killed or their like: how far the figures may be off, and how many would be counted twice
or not at all if a doubtful link were wrong. A guide to where an hour is best spent, not a measurement.
"""

from __future__ import annotations

from hudhud.model import Assessment, Incident

_LIKE_KILLED = {"killed": 1.0, "missing": 0.6, "abducted": 0.6, "injured": 0.3, "arrested": 0.2, "released": 0.1,
                "displaced": 0.001}  # fmt: skip
_NOT_INCIDENTS = {"threatened", "denied"}


def stake(incident: Incident, weakest_link: float | None, threshold: float) -> float:
    """How many people killed, or their like, a decision on an incident may move.

    Args:
        incident: as reconciled.
        weakest_link: bits of the weakest tie that holds its reports together; None for one report.
        threshold: bits from which on two mentions are held for one incident.
    """
    moved = sum(_LIKE_KILLED.get(t.harm, 0.2) * _may_be_off(t) for t in incident.totals)
    people = sum(_LIKE_KILLED.get(t.harm, 0.2) * (t.best or t.low or 0) for t in incident.totals)
    if weakest_link is not None:
        # One of its reports may tell of another incident.
        moved += people / (1 + 2.0 ** max(0.0, weakest_link - threshold))
    moved += people * _unsure_reading(incident)
    if incident.conflicts:
        moved += 0.25 * people + 0.5
    return 0.2 * moved if incident.status in _NOT_INCIDENTS else moved


def _may_be_off(total: Assessment) -> float:
    """Half the interval; where nothing bounds it, the figure itself, and where there is none, a few people."""
    if total.interval is not None:
        return (total.interval[1] - total.interval[0]) / 2
    return float(max(total.best or total.low or 0, 2))


def _unsure_reading(incident: Incident) -> float:
    """The share of harm claims that are likely misread, by the reader's own calibrated confidence."""
    own = [claim.confidence for total in incident.totals for _, claim in total.claims]
    return 1 - sum(own) / len(own) if own else 0.0
