"""One nested, typed row an incident, as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hudhud.model import Assessment, HarmValue, Member
from hudhud.model.exports import Header, Item
from hudhud.publish.exports.columns import told
from hudhud.publish.exports.profile import Profile

_GROUP = 1000
"""Incidents in a row group, and in memory at one time."""

_text, _whole, _day, _truth, _number = pa.string(), pa.int64(), pa.date32(), pa.bool_(), pa.float64()
_texts = pa.list_(_text)
_FIGURES = pa.list_(pa.struct({
    "harm": _text, "group": _text, "low": _whole, "best": _whole, "high": _whole,
    "interval_low": _whole, "interval_high": _whole, "estimate": _whole, "words": _texts, "by": _texts,
    "reason": _text, "derived": _truth, "notes": _texts,
}))  # fmt: skip
_CLAIMS = pa.list_(pa.struct({
    "report": _text, "mention": _text, "field": _text, "value": _text, "value_json": _text, "group": _text,
    "low": _whole, "high": _whole, "qualifier": _text, "words": _text, "verbatim": _text, "span_start": _whole,
    "span_end": _whole, "attributed_to": _text, "confidence": _number, "reason": _text, "reader": _text,
    "reader_version": _text,
}))  # fmt: skip
_REPORTS = pa.list_(pa.struct({
    "document_id": _text, "doc_id": _text, "title": _text, "publisher": _text, "author": _text, "published": _day,
    "url": _text, "language": _text, "captured_at": pa.timestamp("us", tz="UTC"), "repeats": _text,
}))  # fmt: skip
_PLACE = pa.struct({
    "name": _text, "country": _text, "admin1": _text, "lat": _number, "lon": _number, "precision": _text,
    "relation": _text, "gazetteer_id": _text,
})  # fmt: skip
SCHEMA = pa.schema({
    "id": _text, "permalink": _text, "types": _texts, "status": _text, "aggregate": _truth,
    "covers": _texts, "covered_by": _texts, "date_start": _day, "date_end": _day, "date_precision": _text,
    "place": _PLACE, "perpetrators": _texts, "harms": _FIGURES, "totals": _FIGURES, "conflicts": _texts,
    "reports": _REPORTS, "claims": _CLAIMS,
})  # fmt: skip
METADATA_KEY = b"hudhud"


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """Row groups of some incidents each; the header is the file's metadata under "hudhud", as JSON."""
    schema = SCHEMA.with_metadata({METADATA_KEY: json.dumps(asdict(header)).encode()})
    written, waiting = 0, []
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for item in items:
            waiting.append(_row(item))
            if len(waiting) == _GROUP:
                out.write_table(pa.Table.from_pylist(waiting, schema))
                written, waiting = written + len(waiting), []
        if waiting:
            out.write_table(pa.Table.from_pylist(waiting, schema))
    return written + len(waiting)


def _row(item: Item) -> dict[str, Any]:
    one = item.incident
    return {
        "id": one.id, "permalink": item.permalink, "types": one.types, "status": one.status,
        "aggregate": one.aggregate, "covers": item.covers, "covered_by": item.covered_by,
        "date_start": one.when and one.when.start, "date_end": one.when and one.when.end,
        "date_precision": one.when and one.when.precision,
        "place": one.place and one.place.model_dump(exclude={"type"}),
        "perpetrators": one.perpetrators, "harms": [_figure(f) for f in one.harms],
        "totals": [_figure(f) for f in one.totals], "conflicts": one.conflicts,
        "reports": [asdict(r) for r in item.references],
        "claims": [claim for member in one.members for claim in _claims(member)],
    }  # fmt: skip


def _figure(one: Assessment) -> dict[str, Any]:
    lower, upper = one.interval or (None, None)
    return {
        "harm": one.harm, "group": one.group, "low": one.low, "best": one.best, "high": one.high,
        "interval_low": lower, "interval_high": upper, "estimate": one.estimate, "words": one.words, "by": one.by,
        "reason": one.reason, "derived": one.derived, "notes": one.notes,
    }  # fmt: skip


def _claims(member: Member) -> Iterable[dict[str, Any]]:
    for claim in member.mention.claims:
        harm = claim.value if isinstance(claim.value, HarmValue) else None
        yield {
            "report": member.doc_id, "mention": member.mention.id, "field": claim.field, "value": told(claim),
            "value_json": claim.value.model_dump_json(), "group": harm and harm.group, "low": claim.low,
            "high": claim.high, "qualifier": claim.qualifier, "words": harm and harm.count.words,
            "verbatim": claim.evidence.verbatim, "span_start": claim.evidence.span_start,
            "span_end": claim.evidence.span_end, "attributed_to": claim.attributed_to,
            "confidence": claim.confidence, "reason": claim.reason, "reader": claim.reader,
            "reader_version": claim.reader_version,
        }  # fmt: skip


_LOSES = (
    "Which claims stand behind which figure; all claims of an incident stand in it together.",
    "Of a mention, what its own report inferred about its day of publication, and whether the mention is a sum.",
)
_RULES = (
    'State, version, filter and policy are the file\'s metadata under the key "hudhud", as JSON.',
    "A harm's columns are those of the CSV profile, as lists of structures; nothing is joined, no text is changed.",
)
PROFILE = Profile("parquet", ".parquet", "one nested, typed row an incident, for data frames and SQL", _LOSES, write,
                  rules=_RULES)  # fmt: skip
