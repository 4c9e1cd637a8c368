"""Others' tables, and our own exports, as records: UCDP GED, ACLED, `hudhud incidents`."""

from hudhud.tables.table import Refuse, read_table, stream_table

__all__ = ["Refuse", "read_table", "stream_table"]
