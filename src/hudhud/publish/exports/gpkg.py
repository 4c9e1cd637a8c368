"""GeoPackage (OGC 12-128), by GDAL: incidents as points, and the claims and reports behind them as tables."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from hudhud.errors import ExportError
from hudhud.model import HARM_FIELDS, Claim, HarmValue
from hudhud.model.exports import Header, Item
from hudhud.publish.exports.points import UNCERTAINTY, attributes, place_of
from hudhud.publish.exports.profile import Profile

_AT_ONCE = 200
"""Incidents of one batch."""
_WHOLE = [f"{harm}_{bound}" for harm in HARM_FIELDS for bound in ("low", "best", "high")]
_TEXTS = ("id", "permalink", "types", "status", "date_start", "date_end", "date_precision", "place", "relation",
          "admin1", "country", "precision", "perpetrators", "conflicts", "publishers", "covers",
          "covered_by")  # fmt: skip
_LAYERS: Mapping[str, pa.Schema] = {
    "incidents": pa.schema(
        [
            *((name, pa.string()) for name in _TEXTS),
            *((name, pa.bool_()) for name in ("aggregate", "is_area")),
            ("uncertainty_km", pa.float64()),
            ("reports", pa.int32()),
            *((name, pa.int64()) for name in _WHOLE),
            *((f"{harm}_words", pa.string()) for harm in HARM_FIELDS),
            ("geom", pa.binary()),
        ]
    ),
    "claims": pa.schema(
        [
            *((name, pa.string()) for name in ("incident", "mention", "report", "field", "value", "group")),
            *((name, pa.int64()) for name in ("low", "high")),
            *((name, pa.string()) for name in ("qualifier", "verbatim", "attributed_to", "reason")),
            ("confidence", pa.float64()),
            *((name, pa.string()) for name in ("reader", "reader_version")),
        ]
    ),
    "reports": pa.schema(
        [(name, pa.string()) for name in ("incident", "report", "sha256", "title", "publisher", "author", "published",
                                          "url", "language", "captured_at", "repeats")]
    ),
    "export": pa.schema([(name, pa.string()) for name in ("state", "version", "filter", "policy", "uncertainty")]),
}  # fmt: skip


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """Layers incidents, claims, reports and export. Raises ExportError where pyogrio is not installed."""
    try:
        import pyogrio  # noqa: F401, PLC0415  # an extra
    except ImportError:
        raise ExportError("a GeoPackage needs pyogrio; install it with: pip install 'hudhud[gpkg]'") from None
    counted = 0

    def batches(waiting: Mapping[str, pa.ipc.RecordBatchFileWriter]) -> Iterator[pa.RecordBatch]:
        nonlocal counted
        rest = iter(items)
        while some := list(islice(rest, _AT_ONCE)):
            counted += len(some)
            waiting["claims"].write(_batch("claims", [row for item in some for row in _claims(item)]))
            waiting["reports"].write(_batch("reports", [row for item in some for row in _reports(item)]))
            yield _batch("incidents", [_incident(item) for item in some])

    # A layer is written in one go; what belongs to the others waits in files meanwhile.
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}") as folder:
        built = Path(folder) / "built.gpkg"  # GDAL warns of every other suffix
        _write(built, "export", [_batch("export", [asdict(header) | {"uncertainty": UNCERTAINTY}])])
        files = {name: str(Path(folder) / name) for name in ("claims", "reports")}
        with ExitStack() as open_files:
            waiting = {n: open_files.enter_context(pa.ipc.new_file(f, _LAYERS[n])) for n, f in files.items()}
            _write(built, "incidents", batches(waiting))
        for name, file in files.items():
            with pa.ipc.open_file(file) as kept:
                _write(built, name, (kept.get_batch(n) for n in range(kept.num_record_batches)))
        built.replace(path)
    return counted


def _batch(layer: str, rows: list[dict[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=_LAYERS[layer])


def _write(path: Path, layer: str, batches: Iterable[pa.RecordBatch]) -> None:
    import pyogrio  # noqa: PLC0415  # an extra

    geometry: dict[str, Any] = {}
    if layer == "incidents":
        geometry = {"geometry_name": "geom", "geometry_type": "Point", "crs": "EPSG:4326"}
    stream = pa.RecordBatchReader.from_batches(_LAYERS[layer], batches)
    pyogrio.write_arrow(stream, path, layer=layer, driver="GPKG", append=path.exists(), **geometry)


def _incident(item: Item) -> dict[str, Any]:
    place = place_of(item)
    joined = {k: "; ".join(v) or None if isinstance(v, list) else v for k, v in attributes(item).items()}
    # Well-known binary of a point: little-endian, type 1, longitude, latitude.
    return joined | {"geom": struct.pack("<BIdd", 1, 1, place.lon, place.lat) if place else None}


def _claims(item: Item) -> Iterable[dict[str, Any]]:
    for member in item.incident.members:
        for claim in member.mention.claims:
            yield {
                "incident": item.incident.id,
                "mention": member.mention.id,
                "report": member.doc_id,
                "field": claim.field,
                "verbatim": claim.evidence.verbatim,
                **_value(claim),
                **claim.model_dump(include={"attributed_to", "reason", "confidence", "reader", "reader_version"}),
            }


def _value(claim: Claim) -> dict[str, Any]:
    value = claim.value
    if isinstance(value, HarmValue):
        count = value.count
        return {"value": count.words, "group": value.group, "low": count.low, "high": count.high,
                "qualifier": count.qualifier}  # fmt: skip
    said = value.model_dump(mode="json", exclude={"type"})
    return {"value": "; ".join(f"{name} {part}" for name, part in said.items() if part is not None)}


def _reports(item: Item) -> Iterable[dict[str, Any]]:
    for one in item.references:
        said = {name: getattr(one, name) for name in ("title", "publisher", "author", "url", "language", "repeats")}
        yield said | {
            "incident": item.incident.id,
            "report": one.doc_id,
            "sha256": one.document_id,
            "published": one.published.isoformat() if one.published else None,
            "captured_at": one.captured_at.isoformat(),
        }


PROFILE = Profile(
    "gpkg",
    ".gpkg",
    "GeoPackage for QGIS and other GIS: incidents as points, claims and reports as tables",
    (
        "Who was harmed: the figures on the incidents stand over everybody; the claims have the groups.",
        "The shapes of areas: an area is its middle, with a radius that stands for its precision, or has no geometry "
        "where the ledger holds no coordinates of it.",
        "How the figures of an incident were weighed against each other, and why.",
    ),
    write,
)
