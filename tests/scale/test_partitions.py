"""What Spark is given and what a worker makes of it, without Spark: cutting, reading, loading."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hudhud import pipeline, scale
from hudhud.configuration import Configuration
from hudhud.errors import ScaleError
from hudhud.ledger import Custody, Ledger, verify
from hudhud.model.filters import Filter
from hudhud.pipeline import Given
from hudhud.publish.records import incident_record
from hudhud.scale.lines import lines_begun, lines_in
from hudhud.scale.partition import Task, read_partition, reading_of
from hudhud.scale.planning import Plan, Stretch, fingerprint, listed, partitions
from hudhud.scale.storage import Folder
from tests.scale.reports import given_reports, mentions_in


def counted(stretches: Sequence[Stretch]) -> list[int]:
    return [lines_begun(Folder(s.address), s.path, s.start, s.end) for s in stretches]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64])
def test_every_line_is_in_one_stretch(tmp_path: Path, size: int) -> None:
    lines = [b'{"a": 1}', b"", b"x" * 40, "ü".encode(), b"", b"{}"]
    for end in (b"", b"\n", b"\n\n"):
        path = tmp_path / "some.jsonl"
        path.write_bytes(b"\n".join(lines) + end)
        folder = Folder(str(tmp_path))
        edges = [*range(0, path.stat().st_size, size), path.stat().st_size]
        pairs = list(pairwise(edges))
        parts = [lines_in(folder, str(path), a, b) for a, b in pairs]
        assert b"".join(parts) == path.read_bytes()
        begun = [lines_begun(folder, str(path), a, b) for a, b in pairs]
        assert begun == [len(part.splitlines()) for part in parts]


def test_input_is_always_cut_alike_and_in_the_order_of_one_machine(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/1.txt", "b-a.txt", "a.txt", ".hidden.txt"):
        (tmp_path / name).write_text("Gunmen killed two.")
    (tmp_path / "c.jsonl").write_text("".join(json.dumps({"text": f"report {n}"}) + "\n" for n in range(50)))
    pq.write_table(pa.table({"text": [str(n) for n in range(90)]}), tmp_path / "d.parquet", row_group_size=20)
    files = listed([str(tmp_path)])
    cut = partitions(files, 300, "text", counted)
    assert cut == partitions(listed([str(tmp_path)]), 300, "text", counted)
    stretches = [s for one in cut for s in one.stretches]
    assert [Path(n).name for n in dict.fromkeys(s.name for s in stretches)] == [
        "a.txt", "1.txt", "b-a.txt", "c.jsonl", "d.parquet",
    ]  # fmt: skip
    rows = [(s.start, s.end, s.before) for s in stretches if s.kind == "parquet"]
    assert [before for _, _, before in rows] == [20 * first for first, _, _ in rows]
    assert rows[0][0] == 0 and rows[-1][1] == 5
    lines = [s for s in stretches if s.kind == "lines"]
    assert len(lines) > 1
    for one in lines:
        before = (tmp_path / "c.jsonl").read_bytes()[: one.start]
        assert one.before == before.count(b"\n") + (0 if before.endswith(b"\n") or not before else 1)
    (tmp_path / "a.txt").write_text("Gunmen killed three.")
    assert fingerprint(listed([str(tmp_path)]), 300) != fingerprint(files, 300)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return given_reports(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def result(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a run leaves, made by one process."""
    out = tmp_path_factory.mktemp("result")
    make(reports, out)
    yield out


def make(reports: Path, out: Path) -> None:
    configuration, given = Configuration(), Given()
    reader = pipeline.open_default_reader(configuration=configuration)
    files = listed([str(reports)])
    cut = partitions(files, 3_000, "text", counted)
    plan = Plan(fingerprint(files, 3_000), reading_of(reader, given), "2026-01-02T03:04:05+00:00", (), len(cut))
    task = Task(str(out), plan.begun, plan.reading, (), given, configuration)
    Folder(str(out)).write("plan.json", plan.to_json().encode())
    for one in cut:
        read_partition(one, task)


def test_a_worker_reads_what_one_machine_reads(reports: Path, result: Path) -> None:
    reader = pipeline.open_default_reader()
    outcomes = list(pipeline.read([reports], reader))
    expected = sorted(m.model_dump_json() for o in outcomes if o.reading for m in o.reading.mentions)
    assert expected and mentions_in(result) == expected
    documents = pq.read_table(result / "documents")
    read = [o.document for o in outcomes if o.reading and o.document]
    assert sorted(documents["id"].to_pylist()) == sorted(d.id for d in read)
    assert sorted(documents["origin"].to_pylist()) == sorted(d.origin for d in read)
    quarantine = pq.read_table(result / "quarantine")
    assert sorted(quarantine["reason"].to_pylist()) == sorted(str(o.error) for o in outcomes if o.error)
    assert len(quarantine) >= 3


def told(ledger: Path) -> list[str]:
    with Ledger.open(ledger, read_only=True) as opened:
        return sorted(
            json.dumps(incident_record(one, {}), sort_keys=True) for one in pipeline.incidents(opened, Filter())
        )


def test_what_is_loaded_is_what_add_would_have_made(reports: Path, result: Path, tmp_path: Path) -> None:
    added, loaded = tmp_path / "added.db", tmp_path / "loaded.db"
    with Ledger.open(added) as ledger:
        list(pipeline.add([reports], ledger, pipeline.open_default_reader()))
        counts, fetches = ledger.counts(), [len(Custody(ledger).fetches(d.id)) for d in ledger.documents()]
    first = scale.load(str(result), str(loaded))
    assert first.added == counts.documents
    with Ledger.open(loaded) as ledger:
        assert ledger.counts() == counts
        assert [len(Custody(ledger).fetches(d.id)) for d in ledger.documents()] == fetches
        assert any(fetches)
        assert verify(ledger).problems == []
    assert told(loaded) == told(added) != []
    again = scale.load(str(result), str(loaded))
    assert (again.added, again.known) == (0, first.added + first.known)
    with Ledger.open(loaded) as ledger:
        assert ledger.counts() == counts


_KILLED = """
import os, signal, sys
from hudhud import scale
from hudhud.ledger import Ledger
whole, calls = Ledger.add_all, []
def cut_off(self, many, *, actor):
    added = whole(self, many, actor=actor)
    calls.append(1)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return added
Ledger.add_all = cut_off
scale.load(sys.argv[1], sys.argv[2])
"""


def test_a_load_that_was_killed_goes_on(result: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    scale.load(str(result), str(whole))
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(result), str(killed)], check=False, env=dict(os.environ))
    assert ended.returncode == -signal.SIGKILL
    with Ledger.open(killed) as ledger:
        assert ledger.counts().documents > 0
    scale.load(str(result), str(killed))
    assert told(killed) == told(whole)
    with Ledger.open(killed) as ledger, Ledger.open(whole) as other:
        assert ledger.counts() == other.counts()
        assert verify(ledger).problems == []


def test_rows_of_parquet_are_reports(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "body": "Gunmen killed three farmers in Raqqa on 3 May 2023.", "day": "2023-05-04", "lang": "en"},
        {"id": 2, "body": None, "day": "2023-05-04", "lang": "en"},
        {"id": 3, "body": "A bomb killed two soldiers in Mosul on Monday.", "day": "yesterday", "lang": "en"},
    ]
    (tmp_path / "in").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in" / "some.parquet")
    columns = {"text": "body", "published": "day", "doc_id": "id"}
    configuration, given = Configuration(), Given(columns=columns)
    reader = pipeline.open_default_reader(configuration=configuration)
    task = Task(str(tmp_path / "out"), "2026-01-02T03:04:05+00:00", reading_of(reader, given), (), given, configuration)
    (cut,) = partitions(listed([str(tmp_path / "in")]), 10**6, "body", counted)
    written = read_partition(cut, task)
    assert (written.documents, written.mentions, written.quarantine) == (1, 1, 2)
    (reason, other) = pq.read_table(tmp_path / "out" / "quarantine")["reason"].to_pylist()
    assert "row 2: has no `body`" in reason and "row 3: 'yesterday' is not a date" in other


def test_what_is_no_result_is_said(result: Path, tmp_path: Path) -> None:
    with pytest.raises(ScaleError, match="is not a result of"):
        scale.load(str(tmp_path), str(tmp_path / "a.db"))
    assert not (tmp_path / "a.db").exists()
    with pytest.raises(ScaleError, match="no such file or folder"):
        listed([str(tmp_path / "nowhere")])
    part = tmp_path / "part"
    (part / "_done").mkdir(parents=True)
    (part / "plan.json").write_bytes((result / "plan.json").read_bytes())
    with pytest.raises(ScaleError, match="partitions are not read yet"):
        scale.load(str(part), str(tmp_path / "a.db"))


def test_to_begin_anew_removes_what_a_run_wrote_and_nothing_else(tmp_path: Path) -> None:
    out = Folder(str(tmp_path))
    for name in ("documents/000000.parquet", "_done/000000.json", "plan.json", "notes of my own.txt"):
        out.write(name, b"x")
    out.remove(("documents", "mentions", "_done"), last="plan.json")
    assert [path.name for path in tmp_path.iterdir()] == ["notes of my own.txt"]
    out.remove(("documents", "mentions", "_done"), last="plan.json")
