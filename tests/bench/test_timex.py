"""The TIMEX bench on a history that we made up: spans and values, and how they are scored."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(_BENCH))

import timex  # noqa: E402
from timex_values import Timex  # noqa: E402

_FILE = """<?xml version="1.0" ?>
<TimeML><DOCID>99_SaltWar</DOCID>
<DCT><TIMEX3 tid="t0" type="DATE" value="2009-12-19">2009-12-19</TIMEX3></DCT>
<TEXT>The Salt War began on <TIMEX3 tid="t1" type="DATE" value="1742-05-03">3 May 1742</TIMEX3> &amp; went on for
<TIMEX3 tid="t2" type="DATE" value="P2Y">two years</TIMEX3>. In <TIMEX3 tid="t3" type="DATE" value="1742-06">June
</TIMEX3> the port fell; it is <TIMEX3 tid="t4" type="DATE" value="null">a ruin of that age</TIMEX3>.</TEXT></TimeML>
"""

VALUES = {
    "a month": ("In September 1739.", ["1739-09"]),
    "a night": ("On the night of 8 May 1745.", ["1745-05-08TNI"]),
    "an hour": ("At 5:34 am on 8 May 1745.", ["1745-05-08T05:34"]),
    "a season": ("In the summer of 1741.", ["1741-SU"]),
    "a half": ("In the second half of 1741.", ["1741-H2"]),
    "a range of days": ("From 3 to 5 May 1745.", ["1745-05-03", "1745-05-05"]),
    "a range of years": ("In 1741-42.", ["1741", "1742"]),
    "a decade and a century": ("In the 1740s, in the 18th century.", ["174", "17"]),
    "before Christ": ("In the spring of 371 BC. Two years later, in 369, in the 370s BC.",
                      ["BC0371-SP", "BC0369", "BC0369", "BC037"]),
    "three digits of another time": ("In 1741 and in 369.", ["1741"]),
    "lengths": ("For three days, an hour, several weeks and two decades.", ["P3D", "PT1H", "PXW", "P2DE"]),
    "how often": ("Daily, weekly and at night.", ["XXXX-XX-XX", "XXXX-WXX", "XXXX-XX-XXTNI"]),
    "references": ("Now the former mayor has no future.", ["PRESENT_REF", "PAST_REF", "FUTURE_REF"]),
    "nothing to count from": ("On 8 May, in June, the next day.", ["XXXX-05-08", "XXXX-06", "XXXX-XX-XX"]),
    "an aside moves nothing": ("In 1741 (it had been bought in 1702) war came. In June it ended.",
                               ["1741", "1702", "1741-06"]),
    "a bound moves nothing": ("In 1741 it was ruled, until 1763, from afar. In June it fell.",
                              ["1741", "1763", "1741-06"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VALUES.values(), ids=VALUES.keys())
def test_values(text: str, expected: list[str]) -> None:
    assert [t.value for t in timex.find(text)] == expected


def test_a_file_is_read_and_scored(tmp_path: Path) -> None:
    (tmp_path / "99_SaltWar.tml").write_text(_FILE, "utf-8")
    (document,) = timex.documents(tmp_path)
    assert document.name == "99_SaltWar"
    assert [document.text[t.start : t.end].strip() for t in document.gold] == [
        "3 May 1742", "two years", "June", "a ruin of that age",
    ]  # fmt: skip
    result = timex.measure(tmp_path)
    # The gold without a value counts, and nothing can equal it.
    assert (result["all"]["precision"], result["all"]["recall"]) == (1.0, 0.75)


def test_pairs_are_one_to_one_and_the_larger_overlap_comes_first() -> None:
    gold = [Timex(0, 10, "1741"), Timex(12, 20, "1742")]
    found = [Timex(8, 20, "1742"), Timex(0, 3, "1741"), Timex(4, 6, "1741")]
    compared = timex.compare(gold, found)
    assert [c.right for c in compared] == [True, True, False]
    assert compared[2].gold is None


def test_a_value_that_is_missing_equals_nothing() -> None:
    assert not timex.compare([Timex(0, 4, "null")], [Timex(0, 4, "null")])[0].right


def test_ten_years_are_a_decade() -> None:
    assert timex.compare([Timex(0, 4, "P1DE")], [Timex(0, 4, "P10Y")])[0].right
