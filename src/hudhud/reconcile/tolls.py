"""What is reported of each harm to each group, and what follows from it.

`low` to `high` stays the reported range. An open end is closed where other figures close it, what nobody
counts is derived where the figures fix it, and both are said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hudhud.model import Assessment, Claim, Member
from hudhud.reconcile.conflicts import Conflict, reconcile
from hudhud.reconcile.constraints import ALL, Bound, Node, Range, System, bounds_of, ranges, speaks_of_rest, system_of
from hudhud.reconcile.derive import derived
from hudhud.reconcile.figures import WHOLE, Figure, gather, minority, rank, standing
from hudhud.reconcile.tally import Judged, Toll, by_list, group_tolls, high_of, judge, low_of, whole_tolls


@dataclass(frozen=True)
class Result:
    """All that reconciling finds."""

    harms: tuple[Assessment, ...]
    totals: tuple[Assessment, ...]
    """One a harm, over all groups."""
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class _Case:
    """The figures of an incident, and what follows when those that can stand together are true."""

    figures: Sequence[Figure]
    system: System
    kept: Sequence[Bound]
    sound: frozenset[str]
    """The harms whose figures do not exclude each other."""
    follows: Mapping[Node, Range]
    first: date | None
    """The day of the first report."""


def assess(
    members: Sequence[Member],
    copies: Mapping[str, str] | None = None,
    doubted: Mapping[str, frozenset[Claim]] | None = None,
) -> Result:
    """Every harm and group that the members speak of, in the codebook's order.

    `copies` is by document id; `doubted` gives, by mention, the claims that count nowhere.
    """
    figures = gather(members, copies, doubted)
    believed = [f for f in figures if not f.doubted]
    system = system_of(believed)
    kept, conflicts = reconcile(system, bounds_of(believed))
    broken = {node[0] for c in conflicts for node in (b.node for b in c.bounds)}
    by_key: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        by_key[figure.key].append(figure)
    wanted = {_node(key): None for key, own in by_key.items() if _open(own)}
    follows = _ranges(system, kept, wanted) if wanted else {}
    first = min((f.as_of for f in figures if f.as_of), default=None)
    case = _Case(figures, system, kept, frozenset({f.value.harm for f in figures} - broken), follows, first)
    harms = tuple(_assess(case, *key, by_key[key]) for key in sorted(by_key, key=rank))
    rows = tuple(_derived(case, row, harms) for row in harms)
    return Result(rows, _totals(case, rows), tuple(conflicts))


def _node(key: tuple[str, str]) -> Node:
    return key[0], ALL if key[1] in WHOLE else key[1]


def _open(figures: Sequence[Figure]) -> bool:
    """Whether the figures leave an end open that other groups or harms may close."""
    return high_of(group_tolls(standing(figures))) is None


def _ranges(system: System, kept: Sequence[Bound], wanted: Mapping[Node, None]) -> Mapping[Node, Range]:
    """As told; where "about" is what makes the figures fit, with its slack."""
    found = ranges(system, kept, wanted)
    if found is None:
        found = ranges(system, [b.loose() for b in kept], wanted)
    return found or {}


def _assess(case: _Case, harm: str, group: str, figures: Sequence[Figure]) -> Assessment:
    row = _Row(harm, group, figures)
    numbered = standing(figures)
    by_person = [f for f in numbered if f.by_person]
    if by_person:
        return row.settled(by_person[-1])
    tolls = group_tolls(numbered)
    judged = judge(tolls, case.first)
    if judged is not None:
        return _closed(case, row.reported(tolls, judged))
    if tolls:
        return row.capped(tolls)
    return row.of_parts(numbered) if numbered else row.in_words()


@dataclass(frozen=True)
class _Row:
    """An assessment in the making."""

    harm: str
    group: str
    figures: Sequence[Figure]

    def reported(self, tolls: Sequence[Toll], judged: Judged) -> Assessment:
        best = judged.best
        number = best.low if best.low == best.high or best.high is None else None
        return self._made(low_of(tolls), number, high_of(tolls), _why(tolls, judged) + self._replaced(),
                          interval=judged.interval, estimate=judged.estimate)  # fmt: skip

    def settled(self, figure: Figure) -> Assessment:
        low, high = figure.low, figure.high
        number = low if low is not None else high
        known = (low, high) if low is not None and high is not None else None
        return self._made(low, number, high, f"entered by a person ({figure.by}), who outranks every other figure",
                          interval=known, estimate=number)  # fmt: skip

    def capped(self, tolls: Sequence[Toll]) -> Assessment:
        why = f"only bounds from above, by {', '.join(dict.fromkeys(t.by for t in tolls))}"
        return self._made(None, min(t.high or 0 for t in tolls), high_of(tolls), why,
                          notes=("No interval: no figure bounds the number from below.",))  # fmt: skip

    def of_parts(self, figures: Sequence[Figure]) -> Assessment:
        most = max(figures, key=lambda f: (f.number, f.order))
        who = minority(most) or "some"
        why = f"only {who} of them are counted, by {most.by}; a lower bound"
        return self._made(most.low, most.low, None, why + self._replaced(),
                          notes=("No interval: nobody counts the whole group.",))  # fmt: skip

    def in_words(self) -> Assessment:
        return self._made(None, None, None, "told without a number",
                          notes=("No interval: no figure to start from.",))  # fmt: skip

    def _replaced(self) -> str:
        gone = sum(f.replaced for f in self.figures)
        return f"; {gone} earlier figure{'s' if gone > 1 else ''} replaced by the same source" if gone else ""

    def _made(self, low: int | None, best: int | None, high: int | None, reason: str, *,
              interval: tuple[int, int] | None = None, estimate: int | None = None,
              notes: tuple[str, ...] = ()) -> Assessment:  # fmt: skip
        words = tuple(dict.fromkeys(f.value.count.words for f in self.figures if f.value.count.words))
        claims = tuple((f.doc_id, f.claim) for f in self.figures)
        return Assessment(harm=self.harm, group=self.group, low=low, best=best, high=high, interval=interval,
                          estimate=estimate, words=words, by=by_list(self.figures), reason=reason,
                          claims=claims, notes=notes)  # fmt: skip


def _why(tolls: Sequence[Toll], judged: Judged) -> str:
    best = judged.best
    when = f" of {best.as_of.isoformat()}" if best.as_of else ""
    if len(tolls) == 1:
        reason = f"the only figure, by {best.by}"
    else:
        reason = (
            f"of {len(tolls)} figures the largest that is likely reached ({judged.reached:.0%}), by {best.by}{when}"
        )
    return reason + ("; a lower bound" if best.high is None else "")


def _closed(case: _Case, row: Assessment) -> Assessment:
    """With the open end closed where the other figures leave no more."""
    high = case.follows.get(_node((row.harm, row.group)), (0, None))[1]
    if row.high is not None or high is None or row.harm not in case.sound or high < (row.best or row.low or 0):
        return row
    why = f"{row.reason}; no more than {high:,} by the other figures"
    return row.model_copy(update={"high": high, "reason": why})


def _derived(case: _Case, row: Assessment, rows: Sequence[Assessment]) -> Assessment:
    counted = any(f.numbered for f in case.figures if f.key == (row.harm, row.group))
    if row.harm != "missing" or counted or not speaks_of_rest(case.figures):
        return row
    return derived(row, rows, case.system, case.kept, _node((row.harm, row.group)))


def _totals(case: _Case, rows: Sequence[Assessment]) -> tuple[Assessment, ...]:
    """One a harm: the row itself where there is but one, else what each source gives over all groups."""
    found = []
    for harm in dict.fromkeys(r.harm for r in rows):
        own = [r for r in rows if r.harm == harm]
        told = [r for r in own if r.low is not None or r.high is not None] or own
        found.append(told[0] if len(told) == 1 else _total(case, harm, own))
    return tuple(found)


def _total(case: _Case, harm: str, rows: Sequence[Assessment]) -> Assessment:
    figures = [f for f in case.figures if f.value.harm == harm]
    row = _Row(harm, "mixed", figures)
    numbered = standing(figures)
    settled = [f for f in numbered if f.by_person and f.group in WHOLE]
    if settled:
        return row.settled(settled[-1])
    by_person = {f.group for f in numbered if f.by_person}
    tolls = whole_tolls([f for f in numbered if f.by_person or f.group not in by_person])
    judged = judge(tolls, case.first)
    if judged is None:
        return row.capped(tolls) if tolls else row.of_parts(numbered) if numbered else row.in_words()
    total = row.reported(tolls, judged)
    return total.model_copy(update={"derived": any(len(t.figures) > 1 for t in tolls)})
