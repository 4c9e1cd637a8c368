"""How many are missing when those taken are accounted for: derived, with the conditions under which it is exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hudhud.model import Assessment
from hudhud.reconcile.constraints import ALL, Bound, Node, Range, System, bounded, ranges

_VERBS = {"killed": "died", "injured": "were injured", "abducted": "were taken", "missing": "are missing",
          "released": "were released", "arrested": "were arrested", "displaced": "were displaced"}  # fmt: skip
_NAMES = {"killed": "killed", "abducted": "taken", "released": "released"}


def derived(
    row: Assessment, rows: Sequence[Assessment], system: System, kept: Sequence[Bound], node: Node
) -> Assessment:
    """The row of the missing with the bounds that follow from the taken, the killed and the released.

    `node` is the row's unknown. The row stays as it is where no upper bound follows.
    """
    ends = [n for n in system.nodes if n[1] == ALL and n[0] in _NAMES]
    free = ranges(system, kept, [node, *ends])
    if free is None:
        kept = [b.loose() for b in kept]
        free = ranges(system, kept, [node, *ends])
    if free is None or free[node][1] is None:
        return row
    low, high = free[node][0], free[node][1] or 0
    why = "derived: " + ", ".join(_said(free[n], _NAMES[n[0]]) for n in ends)
    return row.model_copy(update={
        "low": low if low > 1 else None, "best": low if low == high else None, "high": high,
        "interval": _interval(row, rows, low if low > 1 else 0, high), "reason": why, "derived": True,
        "notes": _conditions(system, kept, node, high, {n: free[n] for n in ends}),
    })  # fmt: skip


def _said(between: Range, name: str) -> str:
    low, high = between
    if low == high:
        return f"{low:,} {name}"
    return f"at least {low:,} {name}" if low else f"at most {high:,} {name}"


def _interval(row: Assessment, rows: Sequence[Assessment], low: int, high: int) -> tuple[int, int]:
    """What the others' intervals leave, never outside what follows when the figures are true."""
    ends = {r.harm: r.interval for r in rows if r.interval is not None and r.harm in _NAMES}
    taken = ends.pop("abducted", None)
    if taken is None:
        return low, high
    least = taken[0] - sum(interval[1] for interval in ends.values())
    most = taken[1] - sum(interval[0] for interval in ends.values())
    return min(max(low, least), high), max(min(high, most), low)


def _conditions(
    system: System, kept: Sequence[Bound], node: Node, high: int, free: Mapping[Node, Range]
) -> tuple[str, ...]:
    """Which other numbers are then fixed: "exactly 34 only if exactly 16 died"."""
    then = ranges(system, [*kept, bounded(node, high)], free) or {}
    fixed = [
        f"exactly {now[0]:,} {_VERBS[n[0]]}" for n, now in then.items() if now[0] == now[1] and free[n][0] != free[n][1]
    ]
    return (f"exactly {high:,} only if {' and '.join(fixed)}",) if fixed else ()
