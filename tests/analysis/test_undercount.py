"""How many are on no list: the table that is taken, the three estimators, and what is said of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from hudhud.analysis.capture_graphs import graph_average
from hudhud.analysis.capture_lists import ListTable, from_rows, read_lists
from hudhud.analysis.capture_loglinear import log_linear
from hudhud.analysis.undercount import LOWER_BOUND, Undercount, heterogeneity, plot_undercount, undercount
from hudhud.errors import TableError

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import analysis_undercount as bench

SHARED = Path(os.environ.get("HUDHUD_SHARED", Path(__file__).resolve().parents[3] / "shared"))
KOSOVO = SHARED / "bench" / "kosovo" / "kosovo_aggregate.csv"
NAMES = ("press", "families", "court", "morgue")


def simulated(kind: str) -> ListTable:
    return ListTable(NAMES, bench.simulated(kind, 1, seed=4)[0])


def shortly(table: ListTable) -> Undercount:
    return undercount(table, chains=4, sweeps=400, burn=300)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lists.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_person_by_list_table_is_read_with_and_without_ids(tmp_path: Path) -> None:
    rows = ["1,0,0", "1,1,0", "0,1,1", "1,1,0"]
    bare = read_lists(written(tmp_path, "\n".join(["a,b,c", *rows])))
    named = read_lists(written(tmp_path, "\n".join(["person,a,b,c", *(f"p{n},{row}" for n, row in enumerate(rows))])))
    assert bare.names == named.names == ("a", "b", "c")
    assert (bare.persons, bare.sizes, bare.shared) == (4, (3, 3, 1), 3)
    assert np.array_equal(bare.counts, named.counts)
    assert bare.counts[0b011] == 2


def test_list_columns_can_be_named(tmp_path: Path) -> None:
    text = "town,a,b,c,age\nx,1,0,1,40\nx,1,1,0,7\ny,0,1,1,33\n"
    assert read_lists(written(tmp_path, text), lists=["a", "b", "c"]).persons == 3
    with pytest.raises(TableError, match="no column d"):
        read_lists(written(tmp_path, text), lists=["a", "b", "d"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,date_start,best\n1,2018-05-02,4\n", "news reports copy each other"),
        ("event_id_cnty,fatalities\nSYR1,4\n", "not of persons by list"),
        ('{"id": "i1", "killed": 4}\n', "not of persons by list"),
        ("outlet,a,b,c\nx,4,0,2\ny,1,1,9\n", "row 2, a: '4' is neither 0 nor 1.*news"),
        ("person,a,b,c\nx,1,0,1\nx,1,1,0\n", "rows 2 and 3 are both 'x'.*match the lists"),
        ("a,b\n1,0\n1,1\n", "2 lists"),
        ("a,b,c\n1,0,1\n0,0,0\n", "row 3: a person on no list"),
        ("a,b,c\n1,0,0\n0,1,0\n0,0,1\n", "no person stands on two lists"),
        ("a,b,c\n1,0,0\n1,1,0\n", "nobody stands on the list c"),
        ("a,b,c\n1,1,0\n0,0,1\n1,1,1\n", "a and b are the same"),
        ("a,b,c\n1,1\n", "row 2 has 2 cells"),
        ("a,b,c\n", "has no rows"),
    ],
)
def test_what_is_no_such_table_is_refused_with_the_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TableError, match=said) as error:
        read_lists(written(tmp_path, text))
    assert "\n" not in str(error.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be opened"):
        read_lists(tmp_path / "missing.csv")


def test_three_independent_lists_give_what_pairs_of_them_give() -> None:
    # 400 victims, each list holding half: an eighth is on none, so 350 are named.
    table = from_rows(
        ("a", "b", "c"), np.array([[k >> j & 1 for j in range(3)] for k in range(1, 8) for _ in range(50)])
    )
    assert table.persons == 350
    found = graph_average(table)
    assert found.interval[0] <= 400 <= found.interval[1]
    linear = log_linear(table)
    assert linear is not None
    assert linear.model == "no list depends on another"
    assert linear.estimate == 400


def test_the_pair_that_depends_is_found() -> None:
    rng = np.random.default_rng(3)
    on = rng.random((3000, 4)) < 0.4
    on[:, 1] = rng.random(3000) < np.where(on[:, 0], 0.7, 0.2)
    table = from_rows(NAMES, on[on.any(axis=1)].astype(np.int64))
    linear = log_linear(table)
    assert linear is not None
    assert linear.model == "press–families"
    assert "press–families" in graph_average(table).chosen[0][0]


def test_all_three_stand_together_and_are_a_lower_bound() -> None:
    found = shortly(simulated("independent"))
    assert found.told
    assert found.words.endswith(LOWER_BOUND)
    for part in ("averaged over graphs", "by latent classes", "log-linear", "95 % intervals"):
        assert part in found.words
    assert len(plot_undercount(found).axes) == 2
    assert len(found.basis.assumptions) >= 4


def test_heterogeneous_capture_prints_the_warning_and_even_capture_does_not() -> None:
    uneven = shortly(simulated("heterogeneous"))
    assert uneven.heterogeneity.seen
    assert "easier to find than others" in uneven.words
    assert "lower bound, not as the total" in uneven.words
    assert not heterogeneity(simulated("independent")).seen


def test_lists_that_avoid_each_other_are_no_lower_bound() -> None:
    rng = np.random.default_rng(8)
    kind = rng.random((2000, 1)) < 0.5
    on = rng.random((2000, 4)) < np.where(kind, [0.6, 0.6, 0.1, 0.1], [0.1, 0.1, 0.6, 0.6])
    found = shortly(from_rows(NAMES, on[on.any(axis=1)].astype(np.int64)))
    assert any("too high" in warning for warning in found.warnings)


def test_too_few_shared_persons_cannot_be_told() -> None:
    rows = np.array([[1, 0, 0]] * 30 + [[0, 1, 0]] * 30 + [[0, 0, 1]] * 30 + [[1, 1, 0], [0, 1, 1]])
    found = shortly(from_rows(("a", "b", "c"), rows))
    assert not found.told
    assert "cannot be told from these data" in found.words
    assert "Only 2 persons" in found.words


def test_simulated_lists_are_covered() -> None:
    result = bench.measure(simulations=60, sweeps=0)
    for kind in ("independent", "pairwise"):
        assert result[kind]["graphs"]["coverage"] >= 0.9
        assert result[kind]["log_linear_bic"]["coverage"] >= 0.85
        assert result[kind]["warned"] <= 0.1
    assert result["heterogeneous"]["warned"] >= 0.95


@pytest.mark.skipif(not KOSOVO.exists(), reason=f"no measuring data at {SHARED}")
def test_graph_averaging_of_the_kosovo_lists() -> None:
    found = graph_average(read_lists(KOSOVO))
    assert abs(found.median - 12_595) <= 5
    assert abs(found.interval[0] - 9_827) <= 5
    assert abs(found.interval[1] - 16_544) <= 5
