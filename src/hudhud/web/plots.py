"""From what the ledger holds to charts: people harmed by week, and the toll of one incident as reports came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from hudhud import pipeline
from hudhud.ledger import Week
from hudhud.model import Incident
from hudhud.model.filters import Filter
from hudhud.model.records import EVERYBODY
from hudhud.web.charts import Bar, Level, Report, toll_over_time, weekly_bars
from hudhud.web.filters import Asked
from hudhud.web.values import group_words
from hudhud.web.words import say

MOST_WEEKS = 260
"""So many weeks are drawn at most, up to the last one of which anything is told."""
_WEEK = timedelta(days=7)


def weekly(weeks: Sequence[Week], harm: str) -> Markup | None:
    """People of one harm by week, each bar leading to its incidents; None where nothing is told."""
    if not weeks:
        return None
    told = {week.start: week for week in weeks}
    last = weeks[-1].start
    back_to = min((last - weeks[0].start).days // 7 + 1, MOST_WEEKS)
    return weekly_bars(
        say("plot.weekly", harm=say(f"harm.{harm}")),
        harm,
        [_bar(last - _WEEK * back, told.get(last - _WEEK * back), harm) for back in range(back_to - 1, -1, -1)],
    )


def _bar(start: date, week: Week | None, harm: str) -> Bar:
    if week is None:
        return Bar(start.isoformat(), None, None, None)
    wanted = Filter(since=start, until=start + timedelta(days=6), harm=harm)
    address = "/incidents?" + Asked(wanted, "latest", 1, ()).query()
    return Bar(start.isoformat(), week.low, week.best, None if week.open else week.high, address)


def tolls(one: Incident, moved: Sequence[pipeline.Revision]) -> list[Markup]:
    """For each harm and group that several reports told of, the figures by the day that they came in."""
    charts = []
    place = {m.doc_id: n for n, m in enumerate(one.members, start=1)}
    for row in one.harms:
        levels = [
            Level(r.day, r.low, r.best, r.high)
            for r in moved
            if r.day is not None and (r.harm, r.group) == (row.harm, row.group)
        ]
        days = {m.doc_id: m.published.end for m in one.members if m.published is not None}
        reports = [
            Report(days[doc], claim.low, claim.high, claim.attributed_to or doc, f"#report-{place[doc]}")
            for doc, claim in row.claims
            if doc in days and (claim.low is not None or claim.high is not None)
        ]
        if len(reports) > 1 and levels:
            group = "" if row.group == EVERYBODY else group_words(row.group)
            name = say("plot.toll", harm=say(f"harm.{row.harm}"), group=group)
            charts.append(toll_over_time(name, row.harm, levels, sorted(reports, key=lambda r: r.day)))
    return charts
