"""Scored links by splink on Spark: the same comparisons, weights and keys as on DuckDB, in Spark's words.

The comparisons are written once, in DuckDB's SQL (`settings.py`); the few functions over lists that Spark calls
otherwise are renamed here. splink's own functions in Java are not used, so that no file of theirs has to be given
to Spark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from hudhud.linking.blocking import keys
from hudhud.linking.profile import Profile
from hudhud.linking.scoring import KEPT, Link, links_from, table, told_apart, weights
from hudhud.linking.settings import settings

_COSINE = re.compile(r"list_cosine_similarity\((\w+), (\w+)\)")
_RENAMED = ((re.compile(r"\blen\("), "size("), (re.compile(r"\blist_intersect\("), "array_intersect("))
_DOT = "aggregate(zip_with({0}, {1}, (x, y) -> cast(x as double) * cast(y as double)), 0D, (sum, x) -> sum + x)"


def in_spark_sql(sql: str) -> str:
    """A comparison's condition, as `settings.py` writes it, in Spark's SQL."""
    for name, ours in _RENAMED:
        sql = name.sub(ours, sql)
    return _COSINE.sub(lambda m: _cosine(m[1], m[2]), sql)


def _cosine(one: str, other: str) -> str:
    lengths = f"sqrt({_DOT.format(one, one)}) * sqrt({_DOT.format(other, other)})"
    return f"({_DOT.format(one, other)} / ({lengths}))"


def score_on_spark(spark: Any, profiles: Sequence[Profile], keep: float = KEPT) -> list[Link]:
    """All links among the profiles that share a key, as `score_all` finds them.

    `spark` is a session with a checkpoint directory.
    """
    from splink import Linker  # noqa: PLC0415  # with Spark's half, which is an extra
    from splink.backends import spark as backend  # noqa: PLC0415

    if len(profiles) < 2:
        return []
    chosen = told_apart(weights())
    given = table(profiles, map(keys, profiles))
    at = given.schema.get_field_index("vector")
    # Spark knows no lists of a fixed length.
    given = given.set_column(at, "vector", given["vector"].cast(pa.list_(pa.float32())))
    opened: Any = backend.SparkAPI
    api = opened(spark_session=spark, register_udfs_automatically=False)
    made = settings(chosen, dialect="spark", translated=in_spark_sql)
    linker = Linker(api.register(spark.createDataFrame(given)), made, log_level=None)
    found = linker.inference.predict(threshold_match_weight=keep, warning_mode="never")

    def batches(wanted: Sequence[str]) -> Any:
        return found.as_spark_dataframe().select(*wanted).toArrow().to_batches()

    return links_from(batches, profiles, chosen)
