"""`hudhud actor`: what the registry knows, what a ledger says, and which of the two is missing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_samples import Run, complaint, json_lines

REPORTS: tuple[dict[str, object], ...] = (
    {
        "doc_id": "later",
        "published": "2023-03-02",
        "language": "en",
        "title": "A group grows",
        "text": "Al-Shabaab has between 7,000 and 12,000 fighters, according to Amnesty International. "
        "Its deputy leader, Mahad Karate, was killed in an air strike on Monday.",
    },
    {
        "doc_id": "earlier",
        "published": "2021-05-04",
        "language": "en",
        "title": "A group in 2021",
        "text": "Al-Shabaab numbers about 5,000 fighters. It was the deadliest attack by Al-Shabaab since January "
        "2020. Boko Haram leader Abubakar Shekau spoke in a video.",
    },
)


@pytest.fixture
def kept(run: Run, tmp_path: Path) -> Run:
    """A ledger with two reports."""
    assert run("add", json_lines(tmp_path / "reports.jsonl", *REPORTS)).exit_code == 0
    return run


def test_an_actor_with_its_timeline(kept: Run) -> None:
    result = kept("actor", "al-Shabab", columns=120)
    assert result.exit_code == 0, result.output
    page = " ".join(result.stdout.split())
    for words in ("Al-Shabaab", "rebel group", "since 2006", "part of: Al-Qaeda", "fighters: 7,000–12,000",
                  "Mahad Karate, deputy: killed", "Amnesty International", "A group grows", "27 Feb 2023",
                  "superlative: deadliest attack"):  # fmt: skip
        assert words in page, words
    assert page.index("fighters: ~5,000") < page.index("fighters: 7,000–12,000")
    assert "Shekau" not in page


def test_an_actor_as_json(kept: Run) -> None:
    result = kept("actor", "Harakat", "al-Shabaab", "al-Mujahideen", "--json")
    record = json.loads(result.stdout)
    assert record["id"] == "al-shabaab"
    assert record["parents"] == ["al-qaeda"]
    assert [s["kind"] for s in record["statements"]] == ["standing", "record", "leadership", "standing"]
    figure = next(s for s in record["statements"] if s["kind"] == "standing" and s["doc_id"] == "later")
    assert figure["count"] == {"low": 7000, "high": 12000, "qualifier": "range", "words": None}
    assert figure["attributed_to"] == "Amnesty International"
    assert figure["verbatim"] == "Al-Shabaab has between 7,000 and 12,000 fighters"
    dates = [s["date_start"] for s in record["statements"]]
    assert dates == sorted(dates)
    assert json.loads(kept("actor", "al-shabaab", "--format", "jsonl").stdout) == record


def test_an_actor_as_csv(kept: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(kept("actor", "al-shabaab", "--format", "csv").stdout)))
    assert {row["actor_id"] for row in rows} == {"al-shabaab"}
    assert "fighters: 7,000–12,000" in {row["what"] for row in rows}


def test_nothing_said_is_not_the_same_as_no_ledger(kept: Run, run_bare: Run, tmp_path: Path) -> None:
    said = kept("actor", "Shining Path")
    assert said.exit_code == 0
    assert "nothing in" in said.stdout
    assert json.loads(kept("actor", "Shining Path", "--json").stdout)["statements"] == []
    missing = run_bare("actor", "Shining Path", "--ledger", tmp_path / "none.db")
    assert missing.exit_code == 0
    assert "No ledger at" in missing.stdout
    assert not (tmp_path / "none.db").exists()
    without = run_bare("actor", "Shining Path", "--ledger", tmp_path / "none.db", "--json")
    assert json.loads(without.stdout)["statements"] is None


def test_an_unknown_name_is_one_line_that_names_near_ones(run_bare: Run) -> None:
    assert "Boko Haram" in complaint(run_bare("actor", "Boko", "Harram"))
    assert "none is spelt like it" in complaint(run_bare("actor", "qqqqxxxxzz"))


def test_what_is_no_ledger_is_refused(run_bare: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a ledger")
    assert "is not a ledger" in complaint(run_bare("actor", "Hamas", "--ledger", path))


def test_a_shared_name_names_the_others(run_bare: Run) -> None:
    page = " ".join(run_bare("actor", "Syrian army", columns=120).stdout.split())
    assert "same name: Syrian transitional government forces" in page


def test_statements_are_read_out_and_verified(kept: Run, run: Run, tmp_path: Path) -> None:
    path = json_lines(tmp_path / "one.jsonl", REPORTS[0])
    (line,) = run("read", path, "--format", "jsonl").stdout.splitlines()
    assert [s["kind"] for s in json.loads(line)["statements"]] == ["standing", "leadership"]
    checked = json.loads(kept("verify", "--format", "jsonl").stdout)
    assert checked["ok"]
    assert checked["statements"] == 5
