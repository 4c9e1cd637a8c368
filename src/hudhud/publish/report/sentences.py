"""What happened, in sentences that count: no cause, no adjective, no figure closer than it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hudhud.model.exports import Item
from hudhud.publish.report.content import Captured, Figure, Range, Sentence, Span, Stretch
from hudhud.publish.report.counting import COUNTED, single
from hudhud.publish.terminal import counted, date_words, place_words

_IN_LEAD = 4
_NAMED = 3


def lead(
    inside: Sequence[Item], figures: Sequence[Figure], span: Span | None, maybe: int, *, public: bool
) -> tuple[Sentence, ...]:
    """The first paragraphs."""
    return tuple(_lead(inside, figures, span, maybe, public))


def _lead(
    inside: Sequence[Item], figures: Sequence[Figure], span: Span | None, maybe: int, public: bool
) -> Iterator[Sentence]:
    one_each = single(inside)
    when = f"Of {span.words} " if span else ""
    reports = {reference.document_id for item in inside for reference in item.references}
    if not inside:
        yield (f"{when or 'Of '}{'no incident' if when else 'nothing'} is told: the record was looked through, and "
               "holds none that fits.",)  # fmt: skip
        return
    sums = sum(item.incident.aggregate for item in inside)
    beside = f", and {counted(sums, 'sum')} over several" if sums else ""
    yield (f"{when or 'In all '}the record holds {counted(len(one_each), 'incident')}{beside}, from "
           f"{counted(len(reports), 'report')}.",)  # fmt: skip
    told = [f"{one.label}: {one.everybody.words}" for one in figures[:_IN_LEAD]]
    if told:
        yield (f"People {'; '.join(told)}.",)
    largest = _largest(one_each)
    if largest:
        yield largest
    if doers := _doers(one_each):
        yield doers
    if not_so := sum(item.incident.status not in COUNTED for item in inside):
        yield (f"{counted(not_so, 'report')} of threats or of what was denied count nowhere.",)
    if maybe:
        yield (
            f"{maybe:,} more {'incident or sum' if maybe == 1 else 'incidents or sums'} may belong to the period: of "
            "these the dates are too wide to say. The table lists them, and no figure holds them.",
        )
    if public:
        yield ("What may not be published is left out of every figure, so each says what is public, not all that "
               "is known.",)  # fmt: skip


def _largest(items: Sequence[Item]) -> Sentence | None:
    known = [(row.best or row.low or 0, item, row) for item in items for row in item.incident.totals if
             row.harm == "killed"]  # fmt: skip
    if len(known) < 2:
        return None
    most, item, row = max(known, key=lambda one: one[0])
    if not most or sum(number == most for number, _, _ in known) > 1:
        return None
    one = item.incident
    where: Sentence = (" in ", Captured(place_words(one.place))) if one.place else (" at a place that is not told",)
    day = f" ({date_words(one.when)})" if one.when else ""
    return ("Most were killed", *where, f"{day}: {Range(row.low, row.best, row.high).words}.")


def _doers(items: Sequence[Item]) -> Sentence | None:
    every = Counter(name for item in items for name in dict.fromkeys(item.incident.perpetrators))
    named = sum(bool(item.incident.perpetrators) for item in items)
    if not every:
        return None
    found: list[str | Captured] = ["As who did it, or as a side of a fight, the reports name "]
    for number, (name, times) in enumerate(every.most_common(_NAMED)):
        found += [", " if number else "", Captured(name), f" in {times:,}"]
    nobody = f"; in {len(items) - named:,} nobody" if named < len(items) else ""
    return (*found, f" of {counted(len(items), 'incident')}{nobody}.")


def compared(stretches: Sequence[Stretch], first_known: bool) -> tuple[str, ...]:
    """What the periods say beside one another, and what they cannot."""
    return tuple(_compared(stretches, first_known))


def _compared(stretches: Sequence[Stretch], first_known: bool) -> Iterator[str]:
    now, *earlier = stretches
    if not first_known:
        yield (f"The record holds nothing of the {now.span.days:,} days before, nor of as many before them. Whether "
               "nothing happened or nothing was recorded, it cannot say.")  # fmt: skip
        return
    before = earlier[0]
    killed = [one.harms.get("killed", Range(0, 0, 0)) for one in (now, before)]
    yield (f"In the {now.span.days:,} days before, the record holds {counted(before.incidents, 'incident')}; in this "
           f"period {now.incidents:,}. {_against(*killed)}")  # fmt: skip
    if before.reports and now.reports and not 0.5 <= now.reports / before.reports <= 2:
        yield (f"The periods rest on unequal numbers of reports ({now.reports:,} and {before.reports:,}): a "
               "difference may show how much was recorded, not how much happened.")  # fmt: skip


def _against(now: Range, before: Range) -> str:
    """Which of two ranges lies higher, where that can be told."""
    if now == before == Range(0, 0, 0):
        return "Of neither is anybody told to be killed."
    if before.high is not None and (now.low or 0) > before.high:
        return "More people were killed, whatever figures of the range are right."
    if now.high is not None and (before.low or 0) > now.high:
        return "Fewer people were killed, whatever figures of the range are right."
    return "Whether more or fewer people were killed cannot be told: the ranges overlap or are open."
