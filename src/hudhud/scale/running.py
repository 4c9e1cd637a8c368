"""The driver's side of reading: a plan, its partitions to Spark, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from hudhud.configuration import Configuration
from hudhud.configuration import load as load_configuration
from hudhud.errors import HudhudError, ScaleError
from hudhud.pipeline.intake import Given
from hudhud.pipeline.progress import Progress, silent
from hudhud.pipeline.reports import open_default_reader
from hudhud.reading import Readers
from hudhud.scale import session as sessions
from hudhud.scale.lines import lines_begun
from hudhud.scale.partition import DONE, Task, Written, done_in, read_partition, reading_of, written_in
from hudhud.scale.planning import Partition, Plan, Stretch, fingerprint, listed, partitions
from hudhud.scale.storage import Folder
from hudhud.scale.tables import SCHEMAS

PLAN = "plan.json"
_TOLD = "number int, documents int, mentions int, quarantine int, error string"


@dataclass(frozen=True)
class Wanted:
    """What a run is asked for beside its input and output."""

    given: Given = field(default_factory=Given)
    readers: tuple[str, ...] = ()
    size: int = 1 << 20
    """Bytes of input in a partition: what is lost at most where a run is stopped, and done again."""
    master: str | None = None
    anew: bool = False
    """Whether what is in the output is thrown away."""


@dataclass(frozen=True)
class ReadDone:
    """What a run came to."""

    partitions: int
    before: int
    """Of these, done by earlier runs."""
    written: Written
    """By all runs together."""
    notices: tuple[str, ...] = ()


def read(
    inputs: Sequence[str],
    out: str,
    wanted: Wanted | None = None,
    *,
    configuration: Configuration | None = None,
    progress: Progress = silent,
) -> ReadDone:
    """Read everything under some folders or addresses into Parquet tables under `out`, on Spark.

    A run that was stopped goes on: partitions that are done are not read again, and the result is the same.

    Raises:
        ScaleError: Spark cannot start, an input is missing, or `out` belongs to another run.
    """
    wanted = wanted or Wanted()
    configuration = configuration or load_configuration()
    sessions.check()
    target = Folder(out)
    progress("listing the input", 0, None)
    files = listed(inputs)
    _apart(files, target)
    reader = open_default_reader(progress, wanted.readers, configuration)
    inputs_name = fingerprint(files, wanted.size)
    if wanted.anew:
        _own(target)
        # The plan last: without it nobody would know the rest for a run's.
        target.remove((*SCHEMAS, DONE), last=PLAN)
    kept = None if wanted.anew else _kept(target, inputs_name, reader, wanted.given)
    if kept is not None and len(names := done_in(target)) >= kept.partitions:  # nothing is left for Spark to do
        written = sum((written_in(target, name) for name in sorted(names)), Written())
        return ReadDone(kept.partitions, kept.partitions, written, tuple(reader.notices))
    progress("starting Spark", 0, None)
    with sessions.session(wanted.master) as spark:

        def count(stretches: Sequence[Stretch]) -> list[int]:
            return _counted(spark, stretches, progress)

        text_key = wanted.given.columns.get("text", "text")
        cut = partitions(files, wanted.size, text_key, count)
        plan = kept or _begin(target, inputs_name, reader, wanted.given, len(cut))
        done = done_in(target)
        waiting = [one for one in cut if one.name not in done]
        before = len(cut) - len(waiting)
        task = Task(out, plan.begun, plan.reading, wanted.readers, wanted.given, configuration)
        with sessions.watched(spark, progress, "reading", before, len(cut)):
            _run(spark, waiting, task)
    written = sum((written_in(target, one.name) for one in cut), Written())
    return ReadDone(len(cut), before, written, tuple(reader.notices))


def _apart(files: Sequence[tuple[str, Any]], target: Folder) -> None:
    inside = target.path.rstrip("/") + "/"
    for address, entry in files:
        if Folder(address).system.type_name == target.system.type_name and entry.path.startswith(inside):
            raise ScaleError(f"{target.address}: holds {entry.name}, which is to be read; give a folder of its own")


def _own(target: Folder) -> None:
    """A folder with what is not a run's is not written into."""
    if not target.has(PLAN) and target.system.get_file_info(target.path).type.name == "Directory" and _entries(target):
        raise ScaleError(f"{target.address}: is not empty and not a result of 'hudhud spark read'; give another folder")


def _entries(target: Folder) -> list[Any]:
    from pyarrow import fs  # noqa: PLC0415

    return list(target.system.get_file_info(fs.FileSelector(target.path)))


def _kept(target: Folder, inputs: str, reader: Readers, given: Given) -> Plan | None:
    """The plan of the run that is to go on; None for a new one. Raises ScaleError where it was another."""
    if not target.has(PLAN):
        _own(target)
        return None
    plan = Plan.from_json(target.read(PLAN))
    changed = []
    if plan.inputs != inputs:
        changed.append("other input, or it has changed since, or was cut otherwise")
    if plan.reading != reading_of(reader, given):
        changed.append("other readers or options")
    if changed:
        raise ScaleError(f"{target.address}: was begun with {' and '.join(changed)}; give another folder, or --anew "
                         "to throw away what is in it")  # fmt: skip
    return plan


def _begin(target: Folder, inputs: str, reader: Readers, given: Given, number: int) -> Plan:
    names = tuple(f"{one.name} {one.version} {one.config_hash}" for one in reader.readers)
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    plan = Plan(inputs, reading_of(reader, given), now, names, number)
    target.write(PLAN, plan.to_json().encode())
    return plan


def _frame(spark: Any, told: Sequence[str]) -> Any:
    """One string a partition."""
    rows = spark.sparkContext.parallelize([(one,) for one in told], len(told))
    return spark.createDataFrame(rows, "told string")


def _run(spark: Any, waiting: Sequence[Partition], task: Task) -> None:
    if not waiting:
        return
    from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _work(batches, task)

    try:
        told = _frame(spark, [one.to_json() for one in waiting]).mapInArrow(work, _TOLD).collect()
    except PySparkException as error:
        raise ScaleError(f"Spark gave up: {sessions.first_line(error)}; what is done stays, and the same command "
                         "goes on from there") from error  # fmt: skip
    failed = [row.error for row in told if row.error]
    if failed:
        raise ScaleError(f"{failed[0]} ({len(failed)} of {len(waiting)} partitions failed; what is done stays)")


def _work(batches: Iterator[pa.RecordBatch], task: Task) -> Iterator[pa.RecordBatch]:
    """On a worker. What a user can act on is told and not raised: trying it three times more would not help."""
    for batch in batches:
        for text in batch.column(0).to_pylist():
            partition = Partition.from_json(text)
            written, said = Written(), None
            try:
                written = read_partition(partition, task)
            except HudhudError as error:
                said = str(error)
            row = {"number": partition.number, **vars(written), "error": said}
            types = [(name, pa.string() if name == "error" else pa.int32()) for name in row]
            yield pa.RecordBatch.from_pylist([row], pa.schema(types))


def _counted(spark: Any, stretches: Sequence[Stretch], progress: Progress) -> list[int]:
    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            told = [json.loads(text) for text in batch.column(0).to_pylist()]
            counts = [lines_begun(Folder(a), path, start, end) for _, a, path, start, end in told]
            columns = [pa.array([one[0] for one in told], pa.int32()), pa.array(counts, pa.int64())]
            yield pa.RecordBatch.from_arrays(columns, ["number", "lines"])

    told = [json.dumps([n, s.address, s.path, s.start, s.end]) for n, s in enumerate(stretches)]
    with sessions.watched(spark, progress, "counting lines", 0, len(told)):
        rows = _frame(spark, told).mapInArrow(work, "number int, lines bigint").collect()
    found = {row.number: row.lines for row in rows}
    return [found[n] for n in range(len(stretches))]
