"""Others' tables, and our own lists, as records: UCDP GED, ACLED, AWSD, `hudhud incidents`."""

from hudhud.tables.table import Entry, Refuse, read_table, stream_entries, stream_table

__all__ = ["Entry", "Refuse", "read_table", "stream_entries", "stream_table"]
