"""Deciding and looking it up on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_samples import Run, complaint, report

from hudhud import pipeline
from hudhud.ledger import Ledger

SIGNED = ("--by", "Amal", "--reason", "two sources agree")


@pytest.fixture
def mentions(run: Run, tmp_path: Path, ledger_path: Path) -> list[str]:
    """The ids of the mentions of three reports."""
    for number, killed in enumerate(("seven", "eight", "ninety"), 1):
        assert run("add", report(tmp_path, number, killed)).exit_code == 0
    with Ledger.open(ledger_path) as ledger:
        return [m.mention.id for m in ledger.members()]


def log(run: Run, *arguments: str) -> list[dict[str, object]]:
    result = run("log", "--format", "jsonl", *arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_action_is_kept_with_name_and_reason(run: Run, mentions: list[str]) -> None:
    one, other, third = mentions
    incident = json.loads(run("incidents", "--format", "jsonl").stdout.splitlines()[0])["id"]
    for words in (
        ("accept", incident),
        ("unverifiable", third),
        ("reject", third),
        ("correct", one, "--field", "killed", "--value", "at least 6"),
        ("correct", one, "--field", "place", "--value", "Palmyra, SY"),
        ("same", one, other),
        ("undo", "15"),
        ("different", one, other),
    ):
        result = run("decide", *words, *SIGNED)
        assert result.exit_code == 0, result.output
        assert "by Amal is kept" in result.stdout
    records = log(run)
    assert [r["action"] for r in records] == ["different", "undo", "same", "correct", "correct", "reject",
                                              "unverifiable", "accept"]  # fmt: skip
    assert {(r["actor"], r["reason"]) for r in records} == {("Amal", "two sources agree")}
    assert [r["undone_by"] for r in records[:3]] == [None, None, 16]
    assert run("verify").exit_code == 0


def test_a_split_names_reports(run: Run, mentions: list[str], ledger_path: Path) -> None:
    result = run("decide", "split", mentions[0], "palmyra-2", *SIGNED)
    assert "is no incident" in complaint(result)
    with Ledger.open(ledger_path) as ledger:
        together = next(one for one in pipeline.incidents(ledger) if len(one.documents) > 1)
    assert run("decide", "split", together.id, together.documents[1], *SIGNED).exit_code == 0
    with Ledger.open(ledger_path) as ledger:
        (pair,) = pipeline.judged(ledger).cannot
    assert set(pair) == {m.mention.id for m in together.members}


def test_the_name_comes_from_the_environment(run: Run, mentions: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDHUD_REVIEWER", "Omar")
    assert run("decide", "accept", mentions[0], "--reason", "seen").exit_code == 0
    assert log(run)[0]["actor"] == "Omar"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accept", "{0}", "--reason", "x"), "--by NAME or set HUDHUD_REVIEWER"),
        (("accept", "{0}", "--by", "Amal"), "give --reason"),
        (("accept", "{0}", "--by", "hudhud 0.1.0", "--reason", "x"), "the machine's name"),
        (("accept", "m000000", *SIGNED), "no mention 'm000000'"),
        (("accept", "i000000", *SIGNED), "no incident 'i000000'"),
        (("accept", "c000000", *SIGNED), "no claim 'c000000'"),
        (("accept", "palmyra-1", *SIGNED), "no id of an incident"),
        (("correct", "{0}", "--value", "5", *SIGNED), "--field"),
        (("correct", "{0}", "--field", "killed", *SIGNED), "--value"),
        (("correct", "{0}", "--field", "killed", "--value", "sixteen", *SIGNED), "write 16"),
        (("same", "{0}", "{0}", *SIGNED), "give two"),
        (("undo", "1", *SIGNED), "no decision 1 of a person"),
        (("undo", "last", *SIGNED), "hudhud log"),
    ],
)
def test_what_is_wrong_is_one_line_and_keeps_nothing(
    run: Run, mentions: list[str], words: tuple[str, ...], told: str
) -> None:
    assert told in complaint(run("decide", *(w.format(*mentions) for w in words)))
    assert log(run) == []


def test_a_contradiction_names_what_stands(run: Run, mentions: list[str]) -> None:
    one, other, _ = mentions
    run("decide", "different", one, other, *SIGNED)
    seq = log(run)[0]["seq"]
    line = complaint(run("decide", "same", one, other, "--by", "Omar", "--reason", "one ambush"))
    assert f"decision {seq} (different, by Amal" in line
    assert f"hudhud decide undo {seq}" in line


def test_the_log_is_filtered_and_marks_what_is_undone(run: Run, mentions: list[str]) -> None:
    assert "nothing was decided" in run("log").stdout
    run("decide", "accept", mentions[0], *SIGNED)
    run("decide", "reject", mentions[1], "--by", "Omar", "--reason", "a film")
    seq = log(run)[0]["seq"]
    run("decide", "undo", str(seq), *SIGNED)
    assert [r["action"] for r in log(run, "--by", "omar")] == ["reject"]
    assert [r["action"] for r in log(run, "--subject", mentions[1][:8])] == ["undo", "reject"]
    assert [r["action"] for r in log(run, "--subject", "palmyra-1")] == ["accept"]
    assert [r["action"] for r in log(run, "--action", "undo")] == ["undo"]
    assert {r["action"] for r in log(run, "--all")} == {"undo", "reject", "accept", "link", "read", "capture"}
    assert {r["action"] for r in log(run, "--action", "link")} == {"link"}
    table = run("log").stdout
    assert f"undone by {seq + 1}" in table  # type: ignore[operator]
    assert run("log", "--format", "csv").stdout.splitlines()[0].startswith("seq,at,actor,action,subject,what,reason")


def test_a_ledger_that_is_not_there_is_not_made(run: Run, ledger_path: Path) -> None:
    assert "no ledger" in complaint(run("decide", "accept", "m1", *SIGNED))
    assert "no ledger" in complaint(run("log"))
    assert not ledger_path.exists()


def test_words_that_steer_the_terminal_are_kept_and_not_obeyed(run: Run, mentions: list[str]) -> None:
    run("decide", "accept", mentions[0], "--by", "[red]Amal\x1b[31m", "--reason", "=cmd() \x1b]0;x")
    assert "\x1b" not in run("log").stdout
    assert "\x1b" not in run("log", "--format", "csv").stdout
    assert log(run)[0]["actor"] == "[red]Amal\x1b[31m"


def test_a_file_is_attached_looked_up_verified_and_taken_back(run: Run, mentions: list[str], tmp_path: Path) -> None:
    file = tmp_path / "gate [1].txt"
    file.write_bytes(b"the gate, seen by a witness")
    result = run("decide", "attach", mentions[0], file, *SIGNED)
    assert result.exit_code == 0, result.output
    (record,) = log(run)
    assert (record["action"], record["subject"]) == ("attach", mentions[0])
    assert "“gate [1].txt” (text/plain, 27 bytes, SHA-256 " in str(record["what"])
    assert "attached" in run("log").stdout
    assert "Attached: “gate [1].txt” (text/plain, 27 bytes" in run("show", mentions[0]).stdout
    (shown,) = json.loads(run("show", mentions[0], "--format", "jsonl").stdout)["attachments"]
    assert (shown["name"], shown["by"], shown["decision"]) == ("gate [1].txt", "Amal", record["seq"])
    assert json.loads(run("verify", "--format", "jsonl").stdout)["files"] == 1
    assert "1 attached file hashed again" in run("verify").stdout
    assert run("decide", "undo", str(record["seq"]), *SIGNED).exit_code == 0
    assert [r["undone_by"] for r in log(run)] == [None, record["seq"] + 1]  # type: ignore[operator]
    assert run("verify").exit_code == 0


def test_files_that_cannot_be_attached_are_refused_in_a_line(run: Run, mentions: list[str], tmp_path: Path) -> None:
    empty, large = tmp_path / "empty.png", tmp_path / "large.bin"
    empty.touch()
    large.write_bytes(b"x" * 5001)
    for arguments, words in (
        ((tmp_path / "none.png",), "cannot be read"),
        ((tmp_path,), "cannot be read"),
        ((empty,), "is empty"),
        ((large, "--most", "0.005"), "0.005 MB are the most"),
    ):
        assert words in complaint(run("decide", "attach", mentions[0], *arguments, *SIGNED))
    claim = "c" + "0" * 16
    assert "no claim" in complaint(run("decide", "attach", claim, large, *SIGNED))
    assert log(run) == []
