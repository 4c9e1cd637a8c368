"""Our incidents beside others' records, on screen, in words and as records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table

from hudhud.model import Record
from hudhud.model.comparisons import Finding
from hudhud.publish.terminal import counted, date_words, safe

_STYLE = {"agree": "green", "differ": "yellow", "ours_only": "cyan", "theirs_only": "magenta", "not_compared": "dim"}
_WORDS = {"agree": "agree", "differ": "differ", "ours_only": "ours only", "theirs_only": "theirs only",
          "not_compared": "not compared"}  # fmt: skip
_SCOPE = {
    "ucdp": "UCDP GED holds events of organised violence with at least one death: others of ours cannot be in it.",
    "acled": "ACLED gives one figure of deaths, the lowest reported, and 0 also where none is told.",
    "awsd": "AWSD holds attacks on aid workers, and counts them alone: most of ours cannot be in it.",
    "hudhud": "Another ledger holds what its own reports tell.",
}
NAMES = {"ucdp": "UCDP GED", "acled": "ACLED", "awsd": "AWSD", "hudhud": "another ledger"}


def comparison_table(found: Iterable[Finding], origin: str) -> Table:
    """A row a finding."""
    table = Table(title=f"The ledger beside {NAMES[origin]}", title_justify="left", box=box.HORIZONTALS, pad_edge=False)
    for name in ("", "date", "place", "killed", "ours", "theirs", "what"):
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(
            _WORDS[one.outcome],
            date_words(one.record.when),
            safe(one.record.place.name) if one.record.place else "–",
            _killed(one.record),
            safe(one.ours.id) if one.ours else "–",
            safe(one.theirs.id) if one.theirs else "–",
            safe(_what(one)),
            style=_STYLE[one.outcome],
        )
    return table


def _killed(one: Record) -> str:
    toll = one.total("killed")
    if toll is None:
        return "–"
    return "?" if toll.best is None and toll.low is None else f"{toll.known:,}"


def _what(one: Finding) -> str:
    if one.reason is not None:
        return one.reason
    parts = [f"{d.field}: ours {d.ours}, theirs {d.theirs}" for d in one.differences]
    return "; ".join(parts) or (f"not told by both: {', '.join(one.unsaid)}" if one.unsaid else "")


def summary(findings: Iterable[Finding], origin: str, by_chance: float | None) -> list[str]:
    """The counts in sentences, with what they cannot show."""
    every = list(findings)
    told = Counter(one.outcome for one in every)
    pairs = told["agree"] + told["differ"]
    lines = [
        f"{counted(pairs, 'pair')} of an incident here and a record of {NAMES[origin]}: {told['agree']} agree in what "
        f"both tell, {told['differ']} differ{_by_field(every)}.",
        f"{told['ours_only']} only in the ledger, {told['theirs_only']} only in {NAMES[origin]}. {_SCOPE[origin]} "
        "What is only there may stand in reports that this ledger does not hold.",
    ]
    if by_chance is not None:
        lines.insert(1, f"Moved to other days, such incidents make about {by_chance:.0f} pairs by chance.")
    elif pairs:
        lines.insert(1, "How many pairs are there by chance cannot be told from so few.")
    unsaid = Counter(name for one in every for name in one.unsaid)
    if unsaid:
        lines.append(f"Of pairs, told by one side alone: {_listed(unsaid)}. Such a field neither agrees nor differs.")
    for whose, ours in (("the ledger's", True), (f"those of {NAMES[origin]}", False)):
        left = [one for one in every if one.outcome == "not_compared" and (one.ours is not None) == ours]
        if left:
            lines.append(f"Not compared of {whose}: {len(left)} ({_listed(Counter(str(o.reason) for o in left))}).")
    return lines


def _by_field(every: Iterable[Finding]) -> str:
    fields = Counter(d.field for one in every for d in one.differences)
    return f" (on {_listed(fields)})" if fields else ""


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def finding_record(one: Finding, origin: str) -> dict[str, Any]:
    """A finding as one record, both sides beside each other."""
    return {
        "outcome": one.outcome,
        "from": origin,
        **_side("ours", one.ours),
        **_side("theirs", one.theirs),
        "differences": [{"field": d.field, "ours": d.ours, "theirs": d.theirs} for d in one.differences],
        "unsaid": list(one.unsaid),
        "cost": one.cost,
        "reason": one.reason,
    }


def _side(name: str, one: Record | None) -> dict[str, Any]:
    when, place = (one.when, one.place) if one else (None, None)
    toll = one.total("killed") if one else None
    return {
        f"{name}_id": one.id if one else None,
        f"{name}_date_start": when.start.isoformat() if when else None,
        f"{name}_date_end": when.end.isoformat() if when else None,
        f"{name}_place": place.name if place else None,
        f"{name}_actors": [*one.perpetrators, *one.targets] if one else [],
        f"{name}_killed_low": toll.low if toll else None,
        f"{name}_killed_best": toll.best if toll else None,
        f"{name}_killed_high": toll.high if toll else None,
    }
