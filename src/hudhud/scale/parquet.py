"""Row groups of a Parquet file → one report a row, each as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from hudhud.capture import Failure, Source
from hudhud.capture.columns import FIELDS
from hudhud.errors import CaptureError
from hudhud.scale.planning import Stretch
from hudhud.scale.storage import Folder

_AT_ONCE = 100


def rows_of(folder: Folder, stretch: Stretch, columns: Mapping[str, str]) -> Iterator[Source | Failure]:
    """The reports of a stretch. A report's bytes are the JSON object of its row: our fields, as they are called there.

    So a table of the same rows as a file of JSON Lines gives the same reports where its lines are written in this
    form: the keys that the table has in the order of `FIELDS`, null where it is null, spaces as `json.dumps` puts them.
    """
    wanted = {ours: columns.get(ours, ours) for ours in FIELDS}
    number = stretch.before
    try:
        with folder.file(stretch.path) as opened:
            file = pq.ParquetFile(opened)
            there = [theirs for theirs in wanted.values() if theirs in file.schema_arrow.names]
            if wanted["text"] not in there:
                names = ", ".join(repr(name[:40]) for name in file.schema_arrow.names[:12])
                raise CaptureError(f"{stretch.name}: there is no column {wanted['text']!r}; there are: {names}; "
                                   "say which with --map")  # fmt: skip
            groups = list(range(stretch.start, stretch.end))
            for batch in file.iter_batches(_AT_ONCE, groups, there):
                for row in batch.to_pylist():
                    number += 1
                    yield _source({name: row[name] for name in there}, f"{stretch.name}, row {number}", columns)
    except (pa.ArrowException, OSError) as error:
        yield Failure(stretch.name, CaptureError(
            f"{stretch.name}: a damaged Parquet file ({str(error)[:100]}) behind row {number}; export it again"
        ))  # fmt: skip
    except CaptureError as error:
        yield Failure(stretch.name, error)


def _source(row: Mapping[str, object], origin: str, columns: Mapping[str, str]) -> Source | Failure:
    said = {name: value.isoformat() if isinstance(value, (date, datetime)) else value for name, value in row.items()}
    try:
        content = json.dumps(said, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        return Failure(origin, CaptureError(f"{origin}: holds a value that is neither text, number nor date"))
    return Source(origin, content, "application/json", columns=columns)
