"""Small documents and readings, made by hand. Also imported by the processes that tests kill."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from hudhud.model import (
    Claim,
    Count,
    Document,
    EventKind,
    Evidence,
    HarmValue,
    Mention,
    Party,
    Place,
    Reading,
    Standing,
    Statement,
    When,
)
from hudhud.model.mentions import mention_id

VERSION = "1.0"


def make_document(text: str, doc_id: str, **fields: Any) -> Document:
    content = fields.pop("content", None) or text.encode()
    defaults: dict[str, Any] = {
        "media_type": "text/plain",
        "encoding": "utf-8",
        "language": "en",
        "origin": f"/reports/{doc_id}",
        "captured_at": datetime(2024, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
    }
    return Document(
        id=hashlib.sha256(content).hexdigest(), doc_id=doc_id, content=content, text=text, **defaults | fields
    )


def make_claim(text: str, words: str, value: Any, **fields: Any) -> Claim:
    start = text.index(words)
    defaults: dict[str, Any] = {
        "confidence": 0.1 + 0.2,
        "reason": "said so",
        "reader": "rules",
        "reader_version": VERSION,
    }
    evidence = Evidence(verbatim=words, span_start=start, span_end=start + len(words))
    return Claim(value=value, evidence=evidence, **defaults | fields)


def make_reading(document: Document, *claims: tuple[Claim, ...], **fields: Any) -> Reading:
    version = fields.get("reader_version", VERSION)
    defaults: dict[str, Any] = {
        "published": When(start=date(2024, 3, 1), end=date(2024, 3, 1), precision="day"),
        "published_basis": "given",
        "reader": "rules",
        "reader_version": VERSION,
        "config_hash": "c0ffee",
    }
    mentions = tuple(
        Mention(id=mention_id(document.id, "rules", version, "c" * 64, n), claims=group, aggregate=n == 1)
        for n, group in enumerate(claims)
    )
    return Reading(document_id=document.id, mentions=mentions, **defaults | fields)


def make_statement(text: str, words: str, value: Any, **fields: Any) -> Statement:
    claim = make_claim(text, words, EventKind(event_type="attack"))
    day = When(start=date(2024, 3, 1), end=date(2024, 3, 1), precision="day")
    return Statement(**claim.model_dump(exclude={"value"}) | {"value": value, "said": day} | fields)


def sample_text(number: int) -> str:
    return (
        f"Report {number}. At least 16 truffle hunters were killed near Hamsi on 2 March 2024, "
        "local sources said. Gunmen of ISIS abducted about 75 others; dozens were injured."
    )


def sample(number: int, **reading_fields: Any) -> tuple[Document, Reading]:
    text = sample_text(number)
    document = make_document(text, f"doc-{number}", title=f"Attack {number}", publisher="Daily")
    first = (
        make_claim(text, "killed", EventKind(event_type="attack")),
        make_claim(
            text,
            "At least 16 truffle hunters",
            HarmValue(
                harm="killed",
                group="civilians",
                count=Count(low=16, qualifier="at_least"),
                victims="truffle hunters",
            ),
            attributed_to="local sources",
        ),
        make_claim(
            text,
            "2 March 2024",
            When(start=date(2024, 3, 2), end=date(2024, 3, 2), precision="day"),
        ),
        make_claim(
            text,
            "Hamsi",
            Place(name="Hamsi", country="SY", lat=35.1, lon=38.7, precision="near", relation="near"),
        ),
        make_claim(text, "ISIS", Party(name="Islamic State", actor_id="is")),
    )
    second = (
        make_claim(
            text,
            "about 75 others",
            HarmValue(harm="abducted", group="civilians", count=Count(low=75, high=75, qualifier="about")),
        ),
        make_claim(
            text,
            "dozens",
            HarmValue(harm="injured", group="civilians", count=Count(qualifier="word", words="dozens")),
        ),
    )
    held = Standing(
        actor="Islamic State", actor_id="islamic-state", what="detainees",
        count=Count(low=75, high=75, qualifier="about"), holder="Islamic State",
    )  # fmt: skip
    said = (make_statement(text, "about 75 others", held, attributed_to="local sources"),)
    return document, make_reading(document, first, second, **{"statements": said} | reading_fields)
