"""A ledger full of secrets, invented by us, and a search that finds them in whatever a file is made of."""

from __future__ import annotations

import io
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from pypdf import PdfReader
from pypdf.generic import StreamObject

from hudhud import pipeline
from hudhud.ledger import Ledger
from hudhud.ledger.custody import Custody
from hudhud.model import Claim, Count, EventKind, File, Found, HarmValue, Party, Place, Reading, StatusValue, When
from hudhud.model.claims import Value
from tests.ledger.ledger_samples import make_claim, make_document, make_reading

TODAY = date(2024, 6, 1)
LAT, LON = 34.61913, 38.12877
NEAR = 0.015
"""Degrees: closer than this to a true coordinate is told too closely."""

TOLD = (
    "Khirbat Samra", "Yusuf Darwish", "يوسف درويش", "Олена Коваль", "王小明", "sons of the baker", "Umm Samir",
    "Abu Khirba", "Pen Writerly", "x.com", "witness_of_samra", "two-brothers-of-samra", "baker's two boys",
    "field-notes-samra", "east of the well", "Ayn Harm", "Tell Tomorrow", "Samra Voices",
)  # fmt: skip
"""What a file that is not public holds, in one profile or another."""
NEVER = ("Rania Reviewer", "fieldstaff", "shelter-plan", "broken-witness", "she hides at", "Wadi Rejected")
"""What no export holds at all."""

_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_PACKED = (_ZIP, _PARQUET)
_WORDS = (
    "In Khirbat Samra, east of the well, gunmen led by Abu Khirba shot Yusuf Darwish, يوسف درويش, Олена Коваль and "
    "王小明, sons of the baker, Umm Samir said; 5 people died and 2 were hurt; the baker's two boys are missing."
)


def secret_ledger(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The ledger, and the ids and hashes in it that must not leave."""
    path = folder / "secret.db"
    with Ledger.open(path) as ledger:
        for reading in (_main(ledger), _simple(ledger, "Ayn Harm", "sexual_violence", date(2024, 1, 9), 35.9),
                        _simple(ledger, "Tell Tomorrow", "attack", date(2024, 5, 25), 33.1),
                        _simple(ledger, "Wadi Rejected", "attack", date(2023, 3, 3), 32.2)):  # fmt: skip
            assert reading.mentions
        Custody(ledger).put_apart(b"\0broken", "/home/fieldstaff/broken-witness.pdf", "cannot be read", "hudhud test")
        pipeline.link_new(ledger)
        found = {one.place.name: one.id for one in pipeline.incidents(ledger) if one.place}
        plan = File.of("shelter-plan-7.pdf", b"%PDF-1.4 plan")
        main = found["Khirbat Samra"]
        pipeline.decide(ledger, "Rania Reviewer", "accept", main, "she hides at her aunt's")
        pipeline.decide(ledger, "Rania Reviewer", "attach", main, "she hides at her aunt's", pipeline.Wish(file=plan))
        pipeline.decide(ledger, "Rania Reviewer", "reject", found["Wadi Rejected"], "she hides at her aunt's")
        hashes = tuple(document.id for document in ledger.documents())
        mentions = tuple(m.mention.id for one in pipeline.incidents(ledger) for m in one.members)
        return path, (*found.values(), *hashes, *mentions)


def _main(ledger: Ledger) -> Reading:
    about: dict[str, Any] = {
        "title": "Yusuf Darwish and others killed in Khirbat Samra", "publisher": "Samra Voices",
        "author": "Pen Writerly", "url": "https://x.com/witness_of_samra/two-brothers-of-samra",
    }  # fmt: skip
    document = make_document(
        _WORDS, "field-notes-samra", title=about["title"], publisher=about["publisher"],
        origin="/home/fieldstaff/khirba/notes.txt", captured_at=datetime(2024, 3, 3, 7, 41, 9, tzinfo=UTC),
        about={name: Found(value=value, where="header") for name, value in about.items()},
    )  # fmt: skip
    place = Place(name="Khirbat Samra", country="SY", admin1="Homs", lat=LAT, lon=LON, precision="near",
                  relation="east of the well", gazetteer_id="geonames:998877")  # fmt: skip
    civilians = {"harm": "killed", "group": "civilians"}
    boys = Count(qualifier="word", words="baker's two boys")
    claims = (
        _claim("shot", EventKind(event_type="attack")),
        _claim("shot", StatusValue(status="occurred")),
        _claim("5 people died", HarmValue(**civilians, count=Count(low=5, high=5), victims="sons of the baker"),
               attributed_to="Umm Samir"),
        _claim("2 were hurt", HarmValue(harm="injured", group="civilians", count=Count(low=2, high=2))),
        _claim("the baker's two boys are missing", HarmValue(harm="missing", group="civilians", count=boys)),
        _claim("shot", When(start=date(2024, 3, 2), end=date(2024, 3, 2), precision="day")),
        _claim("Khirbat Samra, east of the well", place),
        _claim("Abu Khirba", Party(name="Abu Khirba")),
        _claim("Yusuf Darwish, يوسف درويش, Олена Коваль and 王小明", Party(name="Islamic State", actor_id="is")),
    )  # fmt: skip
    reading = make_reading(document, claims)
    ledger.add(document, reading, actor="hudhud test")
    return reading


def _claim(words: str, value: Value, **fields: Any) -> Claim:
    return make_claim(_WORDS, words, value, **fields)


def _simple(ledger: Ledger, where: str, kind: str, day: date, lat: float) -> Reading:
    text = f"In {where} 9 people died."
    document = make_document(text, f"report of {where}", publisher=f"Paper of {where}")
    place = Place(name=where, country="SY", admin1="Homs", lat=lat, lon=39.5, precision="exact")
    claims = (
        make_claim(text, "died", EventKind(event_type=kind)),
        make_claim(text, "9 people", HarmValue(harm="killed", group="civilians", count=Count(low=9, high=9))),
        make_claim(text, text, When(start=day, end=day, precision="day")),
        make_claim(text, where, place),
    )
    reading = make_reading(document, claims)
    ledger.add(document, reading, actor="hudhud test")
    return reading


def secrets_in(path: Path, names: tuple[str, ...]) -> set[str]:
    """Which of the names stand in a file, in any of its layers and encodings; and "lat" or "lon"."""
    found: set[str] = set()
    for layer in _layers(path.read_bytes(), path):
        for text in _texts(layer):
            found |= {name for name in names if _plain(name) in text}
            found |= {kind for kind, number in (("lat", LAT), ("lon", LON)) if _near_in_words(number, text)}
        # Compressed bytes are as good as random: among so many some look like any number.
        if not layer.startswith(_PACKED):
            found |= {kind for kind, number in (("lat", LAT), ("lon", LON)) if _near_in_bits(number, layer)}
    return found


def secrets_in_pdf(path: Path, names: tuple[str, ...]) -> set[str]:
    """The same of a PDF, in its text and in every stream and attachment; numbers of its layout are no coordinates."""
    read = PdfReader(path)
    text = "\n".join(one.extract_text() for one in read.pages).encode()
    told = [text, str(read.metadata).encode(), *(one for found in read.attachments.values() for one in found)]
    streams = [path.read_bytes(), *_streams(read)]
    plain = [text for layer in (*told, *streams) for text in _texts(layer)]
    found = {name for name in names if any(_plain(name) in text for text in plain)}
    near = {"lat": LAT, "lon": LON}.items()
    return found | {kind for kind, number in near for one in told for t in _texts(one) if _near_in_words(number, t)}


def _streams(read: PdfReader) -> Iterator[bytes]:
    for number in range(1, int(read.trailer["/Size"])):
        one = read.get_object(number)
        yield str(one).encode("utf-8", "replace")
        if isinstance(one, StreamObject):
            yield one.get_data()


def _layers(content: bytes, path: Path | None = None) -> Iterator[bytes]:
    """The bytes, and those that are packed in them: members of archives, rows of databases, pages of Parquet."""
    yield content
    if content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield member.filename.encode()
                yield from _layers(archive.read(member))
    elif content.startswith(b"SQLite format 3\0") and path is not None:
        with sqlite3.connect(path) as opened:
            for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in opened.execute(f'SELECT * FROM "{table}"'):
                    yield from (cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
    elif content.startswith(_PARQUET):
        table = pq.read_table(io.BytesIO(content))
        yield str(table.schema.metadata).encode()
        yield from (str(row).encode() for row in table.to_pylist())


def _texts(layer: bytes) -> Iterator[str]:
    for start, encoding in ((0, "utf-8"), (0, "utf-16-le"), (1, "utf-16-le"), (0, "utf-16-be"), (1, "utf-16-be")):
        text = layer[start:].decode(encoding, "ignore")
        yield _plain(text)
        # Names in JSON may be escaped.
        if encoding == "utf-8" and "\\u" in text:
            yield _plain(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("&apos;", "'").replace("&#39;", "'")


def _near_in_words(number: float, text: str) -> bool:
    told = re.findall(r"-?\d{1,3}[.,]\d+(?:e[+-]?\d+)?", text)
    return any(abs(abs(float(one.replace(",", "."))) - number) < NEAR for one in told)


def _near_in_bits(number: float, layer: bytes) -> bool:
    for form in ("<f8", ">f8", "<f4", ">f4"):
        size = np.dtype(form).itemsize
        for start in range(size):
            part = layer[start : start + (len(layer) - start) // size * size]
            with np.errstate(invalid="ignore", over="ignore"):
                values = np.frombuffer(part, form).astype("f8")
                if bool((np.abs(values - number) < NEAR).any()):
                    return True
    return False
