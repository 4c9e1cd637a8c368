"""The same reading over millions of reports: partitions of the input on Spark, Parquet out, and from there to a ledger.

1. planning: folders or object-store addresses to partitions, always cut alike.
2. running: the partitions to Spark, but for those that an earlier run finished.
3. partition: on a worker, one partition to three tables and a note that it is done.
4. loading: the tables to a ledger, without Spark.
"""

from hudhud.scale.loading import Loaded, load
from hudhud.scale.planning import Plan
from hudhud.scale.running import ReadDone, Wanted, read

__all__ = ["Loaded", "Plan", "ReadDone", "Wanted", "load", "read"]
