"""How surprising is an incident? Its size beside the tail of the sizes of all that are in scope.

After Clauset & Woodard (2013), "Estimating the historical and future probabilities of large terrorist events", Annals
of Applied Statistics 7: a power law and a lognormal over the tail, its least size fixed, both fitted to events drawn
anew. A lognormal never falls more slowly than a power law, and a power law never bends: each alone gives intervals that
are too narrow where the truth is the other, and the lognormal's are too low even where the truth is a power law. So the
answer is the average of both, its interval that of both sets of draws together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import beta

from hudhud.analysis.basis import Basis
from hudhud.analysis.drawing import BLUE, GREY, ORANGE, RED, literal
from hudhud.analysis.scope import Scope
from hudhud.analysis.series import amount
from hudhud.analysis.tails import LEAST_TAIL, TailDraws, choose_least, middle_and_interval, resample
from hudhud.errors import AnalysisError
from hudhud.model import Record

_DAYS_A_MONTH = 30.4375
_DRAWS = 400


@dataclass(frozen=True)
class Chance:
    """A probability with its central 90 % interval."""

    best: float
    interval: tuple[float, float]

    def __str__(self) -> str:
        low, high = self.interval
        return f"{_percent(self.best)} [{_percent(low)}–{_percent(high)}]"


@dataclass(frozen=True)
class TailChance:
    """What one tail says of sizes like the incident's."""

    kind: str
    """"power law", "lognormal" or "average"."""
    single: Chance
    """That an incident of the tail is as large."""
    seen: Chance
    """Of at least one as large in the period seen."""
    ahead: Chance
    """Of at least one as large in the months ahead."""


@dataclass(frozen=True)
class Surprise:
    """The size of one incident beside the sizes of the others."""

    scope: Scope
    incident: str
    """Its id."""
    harm: str
    size: int
    size_interval: tuple[int, int]
    """Its own 90 % interval where one was estimated, else the reported range."""
    rank: int
    """1 is the largest in scope; the higher of equals."""
    at_least: Chance
    """Share of the incidents with a figure that are as large."""
    least: int
    """From which size on the tail is fitted."""
    chosen: bool
    """The least size was chosen from the sizes, not given."""
    months: int
    since: date
    until: date
    sizes: NDArray[np.int64]
    """Of all incidents with a figure, falling."""
    drawn: TailDraws | None
    """None where there is no tail to fit."""
    tails: tuple[TailChance, ...]
    """Power law, lognormal and their average; empty where the incident lies below the tail, or nothing can be told."""
    told: bool
    basis: Basis
    words: str

    @property
    def events(self) -> int:
        """Incidents in the tail."""
        return int((self.sizes >= self.least).sum())


@dataclass(frozen=True)
class _Known:
    records: tuple[Record, ...]
    sizes: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """Where a size was estimated its 90 % interval, else the size itself."""
    gaps: tuple[str, ...]


def surprise(
    records: Sequence[Record],
    scope: Scope,
    incident: str | None = None,
    *,
    harm: str = "killed",
    least: int | None = None,
    months: int = 12,
    until: date | None = None,
) -> Surprise:
    """Weigh one incident, by its id, against the tail of those in scope; without an id the largest.

    `least` is the size from which on the tail is fitted; without it, it is chosen once from the sizes and then held.
    `until` is the last day that the records cover. Raises AnalysisError where the incident is not in scope or has no
    figure, or nothing in scope has one.
    """
    if months < 1:
        raise AnalysisError(f"months ahead must be at least 1, not {months}")
    known = _known(records, scope, harm)
    chosen = _chosen(known, incident, records, harm)
    since, last = _period(records, scope, until)
    enough = len(known.sizes) >= LEAST_TAIL
    start = least if least is not None else int(choose_least(known.sizes)) if enough else int(known.sizes.min())
    told = bool((known.sizes >= start).sum() >= LEAST_TAIL and len(np.unique(known.sizes[known.sizes >= start])) > 1)
    drawn = resample(known.sizes, start, ranges=_ranges(known), draws=_DRAWS) if told else None
    size = int(known.sizes[chosen])
    exposure = months * _DAYS_A_MONTH / ((last - since).days + 1)
    tails = _tails(drawn, _sizes_of(known, chosen), exposure) if drawn and size >= start else ()
    record = known.records[chosen]
    found = Surprise(
        scope=scope, incident=record.id, harm=harm, size=size, size_interval=_told_range(record, scope, harm),
        rank=1 + int((known.sizes > size).sum()), at_least=_share(int((known.sizes >= size).sum()), len(known.sizes)),
        least=start, chosen=least is None, months=months, since=since, until=last, sizes=np.sort(known.sizes)[::-1],
        drawn=drawn, tails=tails, told=told, basis=_basis(known, start, least is None), words="",
    )  # fmt: skip
    return replace(found, words=_words(found, record))


def _known(records: Sequence[Record], scope: Scope, harm: str) -> _Known:
    """The single incidents in scope that have a figure above 0, and what was left out."""
    fits = [(r, scope.fit(r)) for r in records]
    inside = [r for r, fit in fits if fit == "in"]
    single = [r for r in inside if not r.aggregate]
    told = [r for r in single if scope.toll(r, harm) is not None]
    some = [r for r in told if amount(r, scope, harm)[1] > 0]
    if not some:
        raise AnalysisError(f"no incident in scope has a figure for {harm}; widen the scope or choose another harm")
    reasons = (
        (sum(fit == "maybe" for _, fit in fits), "may or may not be in scope (place, actor or day not told)"),
        (len(inside) - len(single), "are sums over several incidents or fights of many days, no single sizes"),
        (len(single) - len(told), f"have no figure for {harm}, which is unknown and not 0"),
        (len(told) - len(some), f"have 0 as their figure for {harm}, or only a highest one"),
    )
    ranges = [_interval(r, scope, harm) for r in some]
    return _Known(
        records=tuple(some),
        sizes=np.array([amount(r, scope, harm)[1] for r in some]),
        low=np.array([low for low, _ in ranges]),
        high=np.array([high for _, high in ranges]),
        gaps=tuple(f"{n:,} of {len(records):,} incidents {why}: left out." for n, why in reasons if n),
    )


def _interval(record: Record, scope: Scope, harm: str) -> tuple[int, int]:
    """The 90 % interval of a toll; where none was estimated its best figure, since a reported range is no interval."""
    toll = scope.toll(record, harm)
    low, best, high = amount(record, scope, harm)
    return (low, high) if toll is not None and toll.interval is not None else (best, best)


def _told_range(record: Record, scope: Scope, harm: str) -> tuple[int, int]:
    low, _, high = amount(record, scope, harm)
    return low, high


def _ranges(known: _Known) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    return (known.low, known.high) if (known.low < known.high).any() else None


def _sizes_of(known: _Known, chosen: int) -> NDArray[np.int64]:
    """The incident's own size, drawn from its interval; shape (draws,)."""
    return np.random.default_rng(1).integers(known.low[chosen], known.high[chosen] + 1, _DRAWS)


def _chosen(known: _Known, incident: str | None, records: Sequence[Record], harm: str) -> int:
    if incident is None:
        return int(known.sizes.argmax())
    place = next((n for n, r in enumerate(known.records) if r.id == incident), None)
    if place is not None:
        return place
    if not any(r.id == incident for r in records):
        raise AnalysisError(f"no incident has the id {incident!r}; list the ids with `hudhud incidents`")
    raise AnalysisError(f"incident {incident} is out of scope, a sum, or has no figure for {harm}; widen the scope")


def _period(records: Sequence[Record], scope: Scope, until: date | None) -> tuple[date, date]:
    """The first and last day that the records cover."""
    when = [r.when for r in records if r.when]
    if not when:
        raise AnalysisError(
            "no record has a date, so no chance in a period can be told; check the table's date columns"
        )
    since = scope.since or min(w.start for w in when)
    return since, max(since, until or scope.until or max(w.end for w in when))


def _share(hits: int, of: int) -> Chance:
    """A share with Jeffreys' interval."""
    low, high = beta.ppf([0.05, 0.95], hits + 0.5, of - hits + 0.5)
    return Chance(hits / of, (float(low), float(high)))


def _tails(drawn: TailDraws, sizes: NDArray[np.int64], exposure: float) -> tuple[TailChance, ...]:
    kinds = ("power law", "lognormal")
    by_kind = {
        kind: (drawn.survival(kind, sizes), drawn.chance(kind, sizes), drawn.chance(kind, sizes, exposure))
        for kind in kinds
    }
    single = tuple(TailChance(kind, *(Chance(*middle_and_interval(of)) for of in by_kind[kind])) for kind in kinds)
    both = zip(*by_kind.values(), strict=True)
    return (*single, TailChance("average", *(Chance(*middle_and_interval(*draws)) for draws in both)))


def _basis(known: _Known, least: int, chosen: bool) -> Basis:
    how = "chosen where a power law lies closest, and held fixed" if chosen else "given"
    return Basis(
        ids=tuple(r.id for r in known.records),
        gaps=known.gaps,
        assumptions=(
            f"The tail begins at {least}, {how}; another beginning gives other chances.",
            "Incidents of the tail come as often as in the period seen, and each has its size by itself.",
            "The incident weighed is among those that the tails are fitted to.",
            "Large incidents are as likely to be in the table as small ones; where small ones are missed, chances of "
            "large ones are too high.",
            "Sizes are best figures; where an interval was estimated they are drawn from it.",
        ),
    )


def _words(found: Surprise, record: Record) -> str:
    when = f" ({record.when.start.isoformat()})" if record.when else ""
    said = (
        f"{found.scope.words()}: incident {found.incident}{when}, with {_sized(found)} {found.harm}, is number "
        f"{found.rank:,} of {len(found.sizes):,} incidents with a figure from {found.since} to {found.until}; "
        f"{found.at_least} of them are as large."
    )
    if not found.told:
        return (
            f"{said} How surprising that is cannot be told from these data: {found.events:,} incidents have "
            f"{found.least:,} or more, and a tail needs {LEAST_TAIL} of different sizes."
        )
    if not found.tails:
        return f"{said} It lies below the tail, which begins at {found.least:,}: nothing is surprising in its size."
    power, log, average = found.tails
    once = f"by power law {power.single}, by lognormal {log.single}, on average {average.single}"
    return (
        f"{said} Among the {found.events:,} incidents of {found.least:,} or more, one is as large with a chance of "
        f"{once}. At least one as large was to be expected in this period with a chance of {average.seen} (power law "
        f"{power.seen}, lognormal {log.seen}), and is in the next {_months(found.months)} with {average.ahead} (power "
        f"law {power.ahead}, lognormal {log.ahead}), if violence stays as it was."
    )


def _sized(found: Surprise) -> str:
    low, high = found.size_interval
    return f"{found.size:,}" if low == high else f"{found.size:,} [{low:,}–{high:,}]"


def _months(number: int) -> str:
    return "month" if number == 1 else f"{number} months"


def _percent(share: float) -> str:
    """With two figures that mean something."""
    if share < 0.0001:
        return "under 0.01%"
    if share > 0.9995:
        return "over 99.9%"
    return f"{100 * share:.2g}%" if share < 0.99 else f"{share:.1%}"


def plot_surprise(result: Surprise) -> Figure:
    """Share of incidents at least as large, by size: as found, by both tails with 90 % bands, the incident marked."""
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    sizes, often = np.unique(result.sizes, return_counts=True)
    above = np.cumsum(often[::-1])[::-1] / often.sum()
    axes.plot(sizes, above, "o", color=GREY, markersize=4, label="incidents found")
    if result.drawn is not None:
        _bands(axes, result, result.drawn)
    axes.axvline(result.size, color=RED, linewidth=1.5)
    axes.plot([result.size], [result.at_least.best], "D", color=RED, label=f"this incident: {_sized(result)}")
    axes.set(xscale="log", yscale="log", ylim=(above.min() / 4, 1.5))
    axes.set_xlabel(f"people {result.harm} in one incident (logarithmic)")
    axes.set_ylabel("share of incidents at least as large (logarithmic)")
    axes.set_title(f"How surprising is {literal(result.incident)}? {literal(result.scope.words())}", fontsize=11)
    axes.legend(loc="lower left", fontsize=9)
    return figure


def _bands(axes: Axes, result: Surprise, drawn: TailDraws) -> None:
    at = np.unique(np.round(np.geomspace(result.least, 2 * result.sizes[0], 60)))
    share = result.events / len(result.sizes)
    for tails, kind, colour, line in (
        (drawn.power_law, "power law", BLUE, "-"),
        (drawn.lognormal, "lognormal", ORANGE, "--"),
    ):
        low, middle, high = share * np.quantile([t.survival(at) for t in tails], [0.05, 0.5, 0.95], axis=0)
        axes.fill_between(at, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(at, middle, line, color=colour, linewidth=2, label=f"{kind}, with its 90 % band")
    axes.axvline(result.least, color=GREY, linestyle=":", linewidth=1, label=f"the tail begins at {result.least:,}")
