"""Reading on Spark itself, on two cores of this machine."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from hudhud import pipeline, scale
from hudhud.cli.main import cli
from hudhud.errors import ScaleError
from hudhud.pipeline import Given
from hudhud.scale import session
from tests.scale.reports import given_reports, mentions_in

pytest.importorskip("pyspark")
pytestmark = pytest.mark.spark
TWO = scale.Wanted(size=4_000, master="local[2]")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return given_reports(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def result(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("result") / "out"
    done = scale.read([str(reports)], str(out), TWO)
    assert done.before == 0 and done.partitions > 4
    return out


def tables(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "plan.json"}


def test_spark_reads_what_one_machine_reads(reports: Path, result: Path) -> None:
    outcomes = pipeline.read([reports], pipeline.open_default_reader())
    expected = sorted(m.model_dump_json() for o in outcomes if o.reading for m in o.reading.mentions)
    assert len(expected) > 40
    assert mentions_in(result) == expected


def test_a_stopped_run_goes_on_and_another_is_refused(reports: Path, result: Path) -> None:
    before = tables(result)
    for name in ("000001", "000002"):
        (result / "_done" / f"{name}.json").unlink()
        (result / "mentions" / f"{name}.parquet").unlink()
    untouched = (result / "mentions" / "000000.parquet").stat().st_mtime_ns
    done = scale.read([str(reports)], str(result), TWO)
    assert done.before == done.partitions - 2
    assert tables(result) == before
    assert (result / "mentions" / "000000.parquet").stat().st_mtime_ns == untouched
    with pytest.raises(ScaleError, match="begun with other readers or options"):
        scale.read([str(reports)], str(result), scale.Wanted(Given(language="en"), size=4_000, master="local[2]"))
    with pytest.raises(ScaleError, match="begun with other input"):
        scale.read([str(reports / "lines.jsonl")], str(result), TWO)
    with pytest.raises(ScaleError, match="to be read; give a folder of its own"):
        scale.read([str(reports)], str(reports), TWO)
    assert tables(result) == before


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _of(ancestor: int) -> dict[int, str]:
    """The processes below one, with their command lines."""
    found: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            pid = above = int(folder.name)
            while above > 1 and above != ancestor:
                above = _parent(above)
            if above == ancestor and pid != ancestor:
                found[pid] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError):
            continue  # it has ended meanwhile
    return found


def test_a_worker_killed_in_the_middle_changes_nothing(reports: Path, result: Path, tmp_path: Path) -> None:
    out, killed = tmp_path / "out", []

    def kill() -> None:
        until = time.monotonic() + 120
        while not killed and time.monotonic() < until:
            mine = _of(os.getpid())
            daemons = {pid for pid, line in mine.items() if "pyspark.daemon" in line}
            workers = [pid for pid in daemons if _parent(pid) in daemons]
            if workers and list(out.glob("_done/*.json")):
                os.kill(workers[0], signal.SIGKILL)
                killed.append(workers[0])
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    done = scale.read([str(reports)], str(out), TWO)
    killer.join()
    assert killed, "no worker was found to be killed"
    assert done.before == 0
    assert mentions_in(out) == mentions_in(result)
    assert sorted(tables(out)) == sorted(tables(result))
    left = [line for line in _of(os.getpid()).values() if re.search("java|pyspark", line)]
    assert left == []


def test_the_command_and_what_it_says(reports: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    out, ledger = str(tmp_path / "out"), str(tmp_path / "a.db")
    command = ["spark", "read", str(reports / "lines.jsonl"), out, "--master", "local[1]"]
    read = runner.invoke(cli, command)
    assert read.exit_code == 0, read.output
    assert "3 reports read" in read.output and "5 in quarantine; 1 partition." in read.output
    again = runner.invoke(cli, command)
    assert "1 of them done before" in again.output
    loaded = runner.invoke(cli, ["spark", "load", out, "--ledger", ledger])
    assert loaded.exit_code == 0 and "2 added, 1 already there, 5 not read" in loaded.output


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ScaleError, match="needs Java 17 or newer, and there is none"):
        session.check()
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    with pytest.raises(ScaleError, match="is 11; install it"):
        session.check()
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    with pytest.raises(ScaleError, match=r"hudhud\[spark\]"):
        session.check()
