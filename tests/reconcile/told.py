"""Reports in our own words, for the tests of reconciling."""

from __future__ import annotations

import hashlib
from datetime import date

from hudhud.model import Claim, Count, Evidence, HarmValue, Member, Mention, StatusValue, When

Said = tuple[str, str, Count]


def exactly(number: int) -> Count:
    return Count(low=number, high=number)


def about(number: int) -> Count:
    return Count(low=number, high=number, qualifier="about")


def at_least(number: int) -> Count:
    return Count(low=number, qualifier="at_least")


def at_most(number: int) -> Count:
    return Count(high=number, qualifier="at_most")


def in_words(words: str) -> Count:
    return Count(qualifier="word", words=words)


def identity(doc: str) -> str:
    return hashlib.sha256(doc.encode()).hexdigest()


def claim(harm: str, group: str, count: Count, source: str | None = None, victims: str | None = None,
          reader: str = "test", start: int = 0) -> Claim:  # fmt: skip
    number = count.low if count.low is not None else count.high
    words = f"{count.qualifier.replace('_', ' ')} {count.words or number} {victims or group} {harm}"
    return Claim(value=HarmValue(harm=harm, group=group, count=count, victims=victims),
                 evidence=Evidence(verbatim=words, span_start=start, span_end=start + len(words)),
                 attributed_to=source, confidence=0.9, reason="made for a test", reader=reader,
                 reader_version="1")  # fmt: skip


def report(doc: str, *claims: Claim, day: str | None = None, publisher: str | None = None, status: str = "occurred",
           aggregate: bool = False) -> Member:  # fmt: skip
    """A member whose claims stand one after the other in the document."""
    happened = Claim(value=StatusValue(status=status), evidence=Evidence(verbatim="x", span_start=0, span_end=1),
                     confidence=0.9, reason="made for a test", reader="test", reader_version="1")  # fmt: skip
    published = date.fromisoformat(day) if day else None
    return Member(
        mention=Mention(id=f"m-{doc}", claims=(happened, *claims), aggregate=aggregate), document_id=identity(doc),
        doc_id=doc, title=None, publisher=publisher, published_basis="given" if day else "unknown",
        published=When(start=published, end=published, precision="day") if published else None,
    )  # fmt: skip
