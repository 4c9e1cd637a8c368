"""Whatever is put in, the answer is one line that says what is wrong, and nothing is kept of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cli_samples import ARABIC, Run, complaint, json_lines, report

from hudhud.ledger import sqlite
from hudhud.places import default_path
from hudhud.reading import parse

BAD = {
    "empty": ("empty.txt", b"", "is empty"),
    "blank": ("blank.txt", b" \n\t\n", "is empty"),
    "binary": ("binary.txt", bytes(range(256)) * 20, "binary"),
    "a PDF": ("report.pdf", b"%PDF-1.7\n" + b"x" * 100, "PDF"),
    "Latin-1": ("latin.txt", "Sept morts à Mossoul après une attaque".encode("latin-1"), "not UTF-8"),
    "a page without text": ("page.html", b"<html><head><title>x</title></head><body><script>1</script></body></html>",
                            "no readable text"),
    "Arabic": ("arabic.txt", ARABIC.encode(), "cannot read language 'ar'"),
    "an impossible date": ("date.txt", b"Published: 2023-02-31\n\n---\nSeven were killed.\n", "not a date"),
    "an empty bundle": ("empty.jsonl", b"", "is empty"),
    "a bundle of nothing": ("numbers.jsonl", b"17\n", "no JSON object"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["read", "add"])
@pytest.mark.parametrize("case", BAD)
def test_a_bad_report_is_one_line_and_nothing_is_stored(
    run: Run, tmp_path: Path, ledger_path: Path, command: str, case: str
) -> None:
    name, content, said = BAD[case]
    path = tmp_path / name
    path.write_bytes(content)
    line = complaint(run(command, path))
    assert said in line
    assert name in line
    assert not ledger_path.exists()


@pytest.mark.parametrize("command", ["read", "add"])
def test_a_missing_file_is_named(run: Run, tmp_path: Path, ledger_path: Path, command: str) -> None:
    assert "none.txt: no such file" in complaint(run(command, tmp_path / "none.txt"))
    assert not ledger_path.exists()


def test_a_long_complaint_stays_one_line(run: Run, tmp_path: Path) -> None:
    deep = tmp_path / "a folder with a long name" / ("x" * 200)
    assert "x" * 200 in complaint(run("read", deep, columns=40))


def test_a_name_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "\x1b[2Jevil\x9b.txt"
    path.write_bytes(b"")
    line = complaint(run("read", path))
    assert "evil" in line
    assert "\x1b" not in line
    assert "\x9b" not in line


def test_a_malformed_line_spoils_nobody_else(run: Run, tmp_path: Path) -> None:
    bundle = json_lines(
        tmp_path / "bundle.jsonl",
        {"doc_id": "a", "published": "2023-02-18", "text": "Gunmen killed seven soldiers near Palmyra on Friday."},
        "{this is no JSON",
        {"doc_id": "c", "published": "2023-02-18", "text": "Two farmers were killed near Homs on Friday."},
    )
    result = run("add", bundle)
    assert "bundle.jsonl, line 2: not valid JSON" in complaint(result)
    assert "2 added, 0 already there, 1 not read" in result.stdout


def test_another_language_beside_reports_that_were_read_is_named_and_no_failure(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    report(folder)
    (folder / "arabic.txt").write_text(ARABIC, encoding="utf-8")
    for command in ("read", "add"):
        result = run(command, folder)
        assert result.exit_code == 0
        assert result.stderr.count("\n") == 1
        assert "arabic.txt: cannot read language 'ar'" in result.stderr


def test_a_folder_in_another_language_alone_fails(run: Run, tmp_path: Path, ledger_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "arabic.txt").write_text(ARABIC, encoding="utf-8")
    complaint(run("add", folder))
    assert not ledger_path.exists()


def test_not_read_is_told_from_nothing_found(run: Run, tmp_path: Path) -> None:
    bundle = json_lines(
        tmp_path / "bundle.jsonl",
        {"doc_id": "quiet", "text": "The weather was mild and the market was open all day long."},
        {"doc_id": "foreign", "text": ARABIC},
    )
    lines = run("read", bundle, "--format", "jsonl").stdout.splitlines()
    assert '"doc_id": "quiet"' in lines[0]
    assert '"mentions": []' in lines[0]
    assert '"doc_id": "foreign"' in lines[1]
    assert '"mentions": null' in lines[1]
    assert "could_not_read" in lines[1]


def test_usage_errors_exit_2(run: Run, tmp_path: Path) -> None:
    for arguments in (
        ["read"],
        ["incidents", "--type", "no-such-type"],
        ["read", str(tmp_path), "--published", "yesterday"],
        ["nonsense"],
        ["show"],
        ["search", "x", "--limit", "0"],
    ):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert "Traceback" not in result.output


@pytest.mark.parametrize("command", [["incidents"], ["show", "i1"], ["search", "killed"], ["verify"]])
def test_looking_into_a_ledger_that_is_not_there(run: Run, ledger_path: Path, command: list[str]) -> None:
    assert "no ledger at" in complaint(run(*command))
    assert not ledger_path.exists()


def test_an_id_that_nobody_has(run: Run, tmp_path: Path) -> None:
    run("add", report(tmp_path))
    assert "no incident 'zzz'" in complaint(run("show", "zzz"))


@pytest.fixture
def filled(run: Run, tmp_path: Path, ledger_path: Path) -> Path:
    assert run("add", report(tmp_path)).exit_code == 0
    return ledger_path


def test_a_locked_ledger_says_so(run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    hold = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE');"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(filled)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert "in use by another process" in complaint(run("add", report(tmp_path, 2, "eight")))
        assert holder.stdin is not None
        holder.stdin.close()
    assert run("verify").exit_code == 0


def test_a_read_only_ledger_says_so(run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled.read_bytes()
    filled.chmod(0o444)
    # The superuser may write anything; what the system would answer to anybody else is asked here.
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: not (Path(path) == filled and mode == os.W_OK) and real(path, mode)
    )
    assert "read-only" in complaint(run("add", report(tmp_path, 2, "eight")))
    assert filled.read_bytes() == before
    assert run("incidents").exit_code == 0


def test_a_ledger_of_a_newer_version_is_left_alone(run: Run, filled: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for arguments in (["add", str(report(tmp_path, 2))], ["incidents"], ["verify"]):
        assert "newer hudhud" in complaint(run(*arguments))


@pytest.mark.parametrize("arguments", [["add"], ["incidents"], ["verify"]])
def test_a_file_that_is_no_ledger_is_left_alone(
    run: Run, tmp_path: Path, ledger_path: Path, arguments: list[str]
) -> None:
    ledger_path.write_text("name,killed\nPalmyra,7\n")
    more = [str(report(tmp_path))] if arguments == ["add"] else []
    assert "is not a ledger" in complaint(run(*arguments, *more))
    assert ledger_path.read_text() == "name,killed\nPalmyra,7\n"


def test_a_changed_ledger_fails_to_verify(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute("DROP TRIGGER documents_no_update")
        connection.execute("UPDATE documents SET title = 'Nobody was killed'")
    result = run("verify")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert all(line.startswith("hudhud: ") for line in result.stderr.splitlines())
    assert result.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_whole(run: Run, tmp_path: Path, small_disk: Path) -> None:
    words = "Gunmen killed seven soldiers near Palmyra on Friday."
    records = ({"doc_id": f"r{n}", "text": words, "padding": "x" * 40_000} for n in range(12))
    folder = json_lines(tmp_path / "bundle.jsonl", *records)
    ledger = small_disk / "ledger.db"
    assert "disk is full" in complaint(run("add", folder, "--ledger", ledger))
    assert run("verify", "--ledger", ledger).exit_code == 0


def test_a_damaged_gazetteer_says_what_to_do_and_is_mended_by_it(
    run_bare: Run, tmp_path: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDHUD_CACHE", str(tmp_path))
    default_path().write_bytes(b"not a database at all" * 400)
    line = complaint(run_bare("add", report(tmp_path)))
    assert "damaged" in line
    assert "hudhud gazetteer build" in line
    assert not ledger_path.exists()


def test_a_missing_model_says_what_to_install(
    run_bare: Run, tmp_path: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Path:
        raise ImportError(name)

    monkeypatch.setattr(parse, "_package_folder", missing)
    parse.model.cache_clear()
    try:
        line = complaint(run_bare("add", report(tmp_path)))
    finally:
        parse.model.cache_clear()
    assert "no language model is installed; run: pip install" in line
    assert not ledger_path.exists()


def test_a_model_that_is_not_there_is_named(run_bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDHUD_SPACY_MODEL", "no_such_model")
    parse.model.cache_clear()
    try:
        assert "no_such_model" in complaint(run_bare("read", report(tmp_path)))
    finally:
        parse.model.cache_clear()


def test_a_broken_pipe_is_no_failure(filled: Path) -> None:
    command = (
        f"{sys.executable} -c 'from hudhud.cli import main; main()' incidents --format jsonl --ledger {filled} | true"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_full_output_is_one_line(filled: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    command = [sys.executable, "-c", "from hudhud.cli import main; main()", "incidents", "--ledger", str(filled)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "No space left" in done.stderr
