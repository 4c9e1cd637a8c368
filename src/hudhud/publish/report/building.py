"""Items to a report. All that it says comes from them, so that what a policy held back is nowhere in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hudhud.model.exports import Header, Item
from hudhud.publish.policy import Policy
from hudhud.publish.report.content import Account, Checked, Corrections, PolicyTold, Report, Span, Stretch
from hudhud.publish.report.corrections import Snapshot, Told, corrections, snapshot_of
from hudhud.publish.report.counting import covered, figures, share, stretch
from hudhud.publish.report.listing import listed
from hudhud.publish.report.pictured import mapped, timed
from hudhud.publish.report.sentences import compared, lead


@dataclass(frozen=True)
class Material:
    """What a report is made of. Items have been through the policy, where there is one."""

    items: Sequence[Item]
    """The incidents that were asked for."""
    span: Span | None
    """The period that was asked for, as far as it may be told; None for all that the items cover."""
    earlier: Sequence[Item]
    """Those of the two periods before, by the same filter; empty where `span` is None."""
    header: Header
    account: Account
    written: date
    title: str | None = None
    policy: Policy | None = None
    key: str | None = None
    """Tells the secret behind public ids from others."""
    most: int = 300
    """Lines of the table."""
    checked: Sequence[Checked] = ()
    last: Snapshot | None = None
    now: Mapping[str, Told] = field(default_factory=dict)
    """What is told of all incidents that may be told; asked for where there is a last report."""


def build(given: Material) -> Report:
    """The report, whole."""
    span = given.span or covered(given.items)
    found = share(given.items, given.span, undated=given.span is None)
    counts = figures(found.inside, given.account)
    public = given.policy is not None
    lines, unlisted = listed((*found.inside, *found.maybe), given.most, {i.incident.id for i in found.maybe},
                             public=public)  # fmt: skip
    stretches = _stretches(given, span) if given.span else ()
    known = any(one.incidents or one.harms for one in stretches[1:])
    return Report(
        title=given.title or "Incidents of armed violence",
        span=span,
        written=given.written,
        lead=lead(found.inside, counts, span, len(found.maybe), public=public),
        figures=counts,
        map=mapped(found.inside),
        timeline=timed(found.inside, span, given.account),
        lines=lines,
        unlisted=unlisted,
        stretches=stretches if known else (),
        compared=compared(stretches, known) if len(stretches) > 1 else (),
        checked=tuple(given.checked),
        corrections=_corrections(given, [*found.inside, *found.maybe]),
        state=given.header.state,
        version=given.header.version,
        asked=given.header.filter,
        policy=_policy(given.policy),
        snapshot=_snapshot(given, span, (*found.inside, *found.maybe)).model_dump_json(),
    )


def _stretches(given: Material, span: Span | None) -> tuple[Stretch, ...]:
    """The period and the two before it; an item that reaches into two is in neither's figures."""
    every = {item.incident.id: item for item in (*given.items, *given.earlier)}
    found: list[Stretch] = []
    for _ in range(3):
        if span is not None:
            found.append(stretch(tuple(every.values()), span, given.account))
            span = span.before()
    return tuple(found)


def _policy(policy: Policy | None) -> PolicyTold | None:
    if policy is None:
        return None
    return PolicyTold(policy.said, tuple(policy.rules.sentences()), policy.content.decode())


def _corrections(given: Material, items: Sequence[Item]) -> Corrections | None:
    last = given.last
    if last is None:
        return None
    period = Span(last.start, last.end) if last.start and last.end else None
    shown = [item.incident.id for item in share(items, period, undated=period is None).inside]
    return corrections(last, given.now, shown, given.policy.said if given.policy else None)


def _snapshot(given: Material, span: Span | None, items: Sequence[Item]) -> Snapshot:
    return Snapshot(
        written=given.written,
        state=given.header.state,
        start=span.start if span else None,
        end=span.end if span else None,
        policy=given.policy.said if given.policy else None,
        key=given.key,
        incidents=snapshot_of(items),
    )
