"""Charts as markup."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from hudhud.web import charts

_WEEKS = [
    charts.Bar("W1", 16, 18, 24, "/incidents?week=1"),
    charts.Bar("W2", None, None, None),
    charts.Bar("W3", 61, 61, None),
]


def _bars() -> Markup:
    return charts.weekly_bars("Killed by week", "killed", _WEEKS)


def _toll() -> Markup:
    levels = [charts.Level(date(2031, 3, 5), 7, 7, 7), charts.Level(date(2031, 3, 9), 16, 18, None)]
    reports = [
        charts.Report(date(2031, 3, 5), 7, 7, "<b>Orlan</b>"),
        charts.Report(date(2031, 3, 9), 16, None, "Clinic"),
    ]
    return charts.toll_over_time("Toll", "killed", levels, reports)


_ALL = [
    _bars(),
    _toll(),
    charts.weekly_bars("None", "killed", []),
    charts.toll_over_time("None", "killed", [], []),
    charts.sparkline("a line", [1, None, 3]),
]


@pytest.mark.parametrize("markup", _ALL)
def test_a_chart_is_well_formed_named_and_without_style(markup: Markup) -> None:
    tree = ElementTree.fromstring(str(markup))
    assert tree.find(".//title") is not None
    assert " style=" not in markup


def test_a_week_without_a_report_has_no_bar_and_an_open_high_stays_open() -> None:
    markup = _bars()
    assert len(re.findall(r'class="bar harm-killed"', markup)) == 2
    assert "W2: nothing reported" in markup
    assert '<td class="number">61</td><td class="number">open</td>' in markup


def test_names_of_sources_are_text() -> None:
    assert "<b>" not in _toll()
    assert "&lt;b&gt;Orlan" in _toll()


def test_a_bar_of_nothing_is_nothing() -> None:
    assert charts.range_bar(None, None, None) == ""
