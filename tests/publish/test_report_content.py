"""What a report says, beside what was counted by hand."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from report_samples import MARCH, Bounds, item, reported, rows, town, words

from hudhud.publish.report.content import Captured, Range, Span
from hudhud.publish.report.counting import parts

A = item("a", "2024-03-02", (5, 5, 5), covered_by=("s",))
B = item("b", "2024-03-05", (10, 12, None), injured=(3, 3, 3), covered_by=("s",))
C = item("c", "2024-03-09")
DENIED = item("d", "2024-03-10", (100, 100, 100), status="denied")
SUM = item("s", ("2024-03-01", "2024-03-20"), (20, 20, None), covers=("a", "b"))


def _figure(report: object, harm: str) -> Range:
    return next(one.everybody for one in report.figures if one.harm == harm)  # type: ignore[attr-defined]


def test_a_sum_is_never_added_to_what_it_covers() -> None:
    """5 and 10 to 12 or more are fifteen to seventeen; the sum that holds them says 20, and 20 it is, not 37."""
    report = reported([SUM, DENIED, C, B, A])
    assert _figure(report, "killed") == Range(20, 20, None)
    assert "3 incidents, and 1 sum over several, from 5 reports" in words(report)
    assert "People killed: at least 20; injured: 3." in words(report)


def test_who_did_it_is_counted_by_incident() -> None:
    nobody = item("n", perpetrators=())
    report = reported([A, item("b", perpetrators=("Islamic State", "Wagner")), nobody])
    assert "the reports name Islamic State in 2, Wagner in 1 of 3 incidents; in 1 nobody." in words(report)
    assert "Islamic State in 1 of 1 incident." in words(reported([A]))


def test_the_deadliest_is_named_where_one_is() -> None:
    assert "Most were killed at a place that is not told (5 Mar 2024): at least 10, best 12." in words(reported([A, B]))
    assert "Most were killed" not in words(reported([A, item("a2", killed=(5, 5, 5))]))


def test_where_the_parts_are_more_than_the_sum_they_count() -> None:
    small = item("s", ("2024-03-01", "2024-03-20"), (8, 8, 8), covers=("a", "b"))
    assert _figure(reported([small, B, A]), "killed") == Range(15, 17, None)


def test_people_of_a_group_are_within_the_total() -> None:
    report = reported([item("a", killed=(9, 9, 9), civilians=(4, 4, 4))])
    (killed,) = report.figures
    assert killed.everybody == Range(9, 9, 9)
    # Others of the nine may be civilians too: nobody says that they are not.
    assert killed.groups == (("civilians", Range(4, 4, None)),)


def test_nothing_told_is_not_none() -> None:
    report = reported([C], earlier=[item("x", "2024-02-10", (1, 1, 1))])
    assert report.figures == ()
    assert "killed" not in words(report)
    assert "killed" not in report.stretches[0].harms
    assert report.lines[0].figures == ()


def test_a_figure_without_a_number_opens_the_range() -> None:
    """Somebody was killed there, nobody knows how many: the sum is a bound and no number."""
    wordy = item("w", totals=(rows("killed", "unknown", (None, None, None), words=("dozens",)),),
                 harms=(rows("killed", "unknown", (None, None, None), words=("dozens",)),))  # fmt: skip
    report = reported([item("a", killed=(5, 5, 5)), wordy])
    assert _figure(report, "killed").words == "at least 5"
    assert {line.id: line.figures[0][2] for line in report.lines} == {"a": "5", "w": "dozens"}
    assert _figure(reported([wordy]), "killed").words == "number not told"


def test_what_was_denied_counts_nowhere_and_is_listed() -> None:
    report = reported([A, DENIED])
    assert _figure(report, "killed") == Range(5, 5, 5)
    assert [line.what for line in report.lines if line.id == "d"] == ["attack (denied)"]
    assert "1 report of threats or of what was denied" in words(report)


def test_who_may_belong_to_the_period_is_listed_and_counts_nowhere() -> None:
    wide = item("w", ("2024-02-20", "2024-03-03"), (50, 50, 50))
    report = reported([A, wide])
    assert _figure(report, "killed") == Range(5, 5, 5)
    assert "1 more incident or sum may belong to the period" in words(report)
    assert "may lie outside the period" in next(line.notes for line in report.lines if line.id == "w")
    assert report.stretches == (), "nothing before holds anything"


def test_periods_are_compared_by_what_lies_wholly_in_each() -> None:
    before = [item("x", "2024-02-10", (30, 30, 30)), item("y", "2024-01-20", (1, 1, None))]
    wide = item("w", ("2024-02-28", "2024-03-02"), (50, 50, 50))
    report = reported([A, wide], earlier=[*before, wide])
    assert [(one.span.start, one.incidents, one.maybe) for one in report.stretches] == [
        (date(2024, 3, 1), 1, 1), (date(2024, 1, 30), 1, 1), (date(2023, 12, 30), 1, 0)
    ]  # fmt: skip
    assert all(one.span.days == 31 for one in report.stretches)
    assert [one.harms["killed"] for one in report.stretches] == [
        Range(5, 5, 5), Range(30, 30, 30), Range(1, 1, None)
    ]  # fmt: skip
    assert "Fewer people were killed" in report.compared[0]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ((31, 40, None), (10, 20, 30), "More people"),
        ((30, 40, 50), (10, 20, 30), "cannot be told"),
        ((31, 31, 31), (10, 20, None), "cannot be told"),
        ((1, 1, 1), (2, 2, None), "Fewer people"),
    ],
)
def test_a_rise_is_said_only_where_no_figure_of_the_ranges_denies_it(now: Bounds, before: Bounds, said: str) -> None:
    report = reported([item("a", killed=now)], earlier=[item("b", "2024-02-10", before)])
    assert said in report.compared[0]


def test_nothing_recorded_before_is_not_nothing_happened() -> None:
    report = reported([A])
    assert "it cannot say" in report.compared[0]
    assert reported([A], span=None).compared == ()


def test_unequal_numbers_of_reports_are_said() -> None:
    report = reported([item("a", references=9)], earlier=[item("b", "2024-02-10", references=2)])
    assert "unequal numbers of reports (9 and 2)" in report.compared[1]


def test_without_a_period_all_counts_undated_too() -> None:
    report = reported([A, item("u", None, (2, 2, 2)), SUM], span=None)
    assert _figure(report, "killed") == Range(22, 22, None)
    assert report.span == Span(date(2024, 3, 2), date(2024, 3, 2)), "a sum over weeks does not stretch it"
    assert report.timeline.left == 1
    assert {line.id: line.when for line in report.lines}["u"] == "no date told"


def test_the_timeline_holds_what_fits_one_bar() -> None:
    wide = item("w", ("2024-03-10", "2024-03-20"), (7, 7, 7))
    report = reported([A, B, wide, item("a2", "2024-03-02", (1, 1, 1))])
    assert report.timeline.unit == "day"
    assert report.timeline.rows == (("2 March 2024", 2, "6"), ("5 March 2024", 1, "at least 10, best 12"))
    assert report.timeline.left == 1


def test_the_map_shows_what_is_close_and_counts_the_rest() -> None:
    homs = town("province", lat=None, lon=None)
    report = reported([
        item("a", place=town()), item("b", place=town("district")), item("c", place=homs), item("d", place=homs),
        item("e", place=town("region", name="Badiya")), item("f"), item("g", place=town(), status="threatened"),
    ])  # fmt: skip
    assert report.map.shown == 2
    assert report.map.beneath == ((Captured("Homs, SY"), 2), (Captured("Badiya, SY (region)"), 1))
    assert report.map.nowhere == 1


def test_killed_in_no_public_number_is_killed_on_the_map() -> None:
    hidden = (rows("killed", "civilians", (None, None, None), notes=("left out by the policy",)),)
    none = (rows("killed", "unknown", (0, 0, 0)),)
    report = reported(
        [item("a", place=town(), totals=hidden, harms=hidden), item("b", place=town(lat=36.0), totals=none)]
    )
    assert (report.map.wide or "").count('class="pic-point"') == 1
    assert (report.map.wide or "").count('class="pic-point-none"') == 1
    assert report.lines[0].figures == (("killed", "killed", "left out by the policy (civilians)"),)


def test_too_many_lines_are_cut_and_said() -> None:
    report = reported([item(f"i{n}", killed=(n, n, n)) for n in range(10)], most=3)
    assert {line.id for line in report.lines} == {"i7", "i8", "i9"}
    assert report.unlisted == 7
    assert _figure(report, "killed") == Range(45, 45, 45)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((7, 7, 7), "7"),
        ((0, 0, 0), "0"),
        ((46, 52, 61), "46–61, best 52"),
        ((46, 46, 61), "46–61, best 46"),
        ((16, 16, None), "at least 16"),
        ((16, 20, None), "at least 16, best 20"),
        ((None, None, 34), "at most 34"),
        ((0, 30, 34), "at most 34, best 30"),
        ((0, 400_000, None), "not bounded, best 400,000"),
        ((0, 0, None), "number not told"),
        ((None, None, None), "number not told"),
    ],
)
def test_ranges_in_words(bounds: tuple[int | None, int | None, int | None], said: str) -> None:
    assert Range(*bounds).words == said


@pytest.mark.parametrize("days", [1, 30, 45, 46, 400, 421, 1700, 2000, 5000, 9000, 30_000])
def test_bars_cover_the_period_without_gap_and_are_few(days: int) -> None:
    span = Span(date(1930, 2, 27), date(1930, 2, 27) + timedelta(days - 1))
    _, found = parts(span)
    assert len(found) <= 63
    assert found[-1].end == span.end
    assert all(one.end + timedelta(1) == after.start for one, after in itertools.pairwise(found))
    assert found[0].start == span.start or days > 60 * 365


@pytest.mark.parametrize("span", [Span(date.min, date.max), Span(date.max, date.max), Span(date.min, date.min)])
def test_the_ends_of_the_calendar_break_nothing(span: Span) -> None:
    assert parts(span)[1]
    assert reported([A], span=span).title


@pytest.mark.parametrize(("text", "found"), [("دير الزور", "rtl"), ("2 قتلى", "rtl"), ("Homs حمص", "ltr"), ("", "ltr")])
def test_the_direction_is_that_of_the_first_letter(text: str, found: str) -> None:
    assert Captured(text).dir == found


def test_the_period_in_words() -> None:
    assert MARCH.words == "1–31 March 2024"
    assert Span(date(2023, 12, 30), date(2024, 1, 2)).words == "30 December 2023 – 2 January 2024"
