"""A site with feeds, without a network, and hands that take its pages in. Also run by a process that tests kill."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hudhud import pipeline
from hudhud.capture import Source, capture_source
from hudhud.capture.isolation.operations import OPERATIONS
from hudhud.configuration import Configuration
from hudhud.errors import FetchError, HudhudError
from hudhud.ledger import Ledger
from hudhud.model import (
    Claim,
    Count,
    Document,
    EventKind,
    Evidence,
    Fetch,
    HarmValue,
    Mention,
    Place,
    Reading,
    StatusValue,
    Value,
    When,
)
from hudhud.model.feeds import FeedContent
from hudhud.model.mentions import mention_id

FEED = "http://site.test/feed"
_TOLD = re.compile(r"At least (?P<n>\d+) people were killed in (?P<place>\w+) on (?P<day>\d+) March 2024")
_PLACES = {"Sukhna": (34.885, 38.871), "Maiduguri": (11.833, 13.151), "Owo": (7.196, 5.587)}


def page(number: int, killed: int = 7, place: str = "Sukhna", day: int = 2, more: str = "") -> bytes:
    """A report of its own wording about one attack."""
    told = f"At least {killed} people were killed in {place} on {day} March 2024, officials said in account {number}."
    filler = " ".join(f"word{number}x{n}" for n in range(60))
    return f"<html><title>Report {number}</title><body><p>{told}</p><p>{filler} {more}</p></body></html>".encode()


def rss(paths: Mapping[str, str | None], *, ttl: int | None = None, updated: str | None = None) -> bytes:
    """A feed with these entries: path to text, None for those with a link alone."""
    items = "".join(
        f"<item><guid isPermaLink='false'>id-{path}</guid><title>T {path}</title>"
        + (f"<description>{text}</description>" if text else f"<link>http://site.test/{path}</link>")
        + (f"<dc:date>{updated}</dc:date>" if updated else "")
        + "</item>"
        for path, text in paths.items()
    )
    waits = f"<ttl>{ttl}</ttl>" if ttl else ""
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return f"<rss version='2.0' {space}><channel><title>Site</title>{waits}{items}</channel></rss>".encode()


@dataclass
class Answer:
    fetch: Fetch
    content: bytes | None = None
    media_type: str = "text/html"
    charset: str | None = "utf-8"
    unchanged: bool = False


@dataclass
class Site:
    """The site, and the hands on it. What is an error is raised."""

    ledger: Ledger
    pages: dict[str, bytes | HudhudError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    status: int = 200

    def fetch(self, url: str) -> Answer:
        return self.fetch_feed(url, None)

    def fetch_feed(self, url: str, known: Fetch | None) -> Answer:
        self.asked.append(url)
        found = self.pages.get(url)
        if isinstance(found, HudhudError):
            raise found
        now = datetime.now(UTC)
        if found is None:
            return Answer(Fetch(url=url, final_url=url, at=now, status=404, error="answered 404"))
        tag = f'"{hash(found)}"'
        if known is not None and known.etag == tag:
            return Answer(Fetch(url=url, final_url=url, at=now, status=304, etag=tag), unchanged=True)
        return Answer(Fetch(url=url, final_url=url, at=now, status=200, etag=tag), found)

    def source_of(self, fetched: Answer) -> Source:
        return Source(fetched.fetch.final_url, fetched.content or b"", "text/html", fetched.fetch.final_url, "utf-8")

    def note(self, fetch: Fetch) -> None:
        pass

    def entries(self, content: bytes, url: str, content_type: str | None) -> FeedContent:
        # As it comes from another process.
        said = json.loads(json.dumps(OPERATIONS["feed"](content, url=url, content_type=content_type)))
        return FeedContent.model_validate(said)

    def feeds_in(self, content: bytes) -> list[str]:
        found: list[str] = OPERATIONS["feeds in"](content)
        return found

    def keep(self, source: Source) -> pipeline.Outcome:
        try:
            document = capture_source(source, language="en").document
        except HudhudError as error:
            return pipeline.Outcome(source.origin, error=error)
        document = document.model_copy(update={"about": dict(source.about)})
        reading = read(document)
        added = self.ledger.add(document, reading, actor="test")
        return pipeline.Outcome(source.origin, document, reading, added=added)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.posted.append((url, body, dict(headers)))
        if self.status == 0:
            raise FetchError(f"{url}: no answer")
        return self.status


def read(document: Document, version: str = "1") -> Reading:
    """A reading of the one sentence that reports here tell an attack with."""

    def claim(value: Value, start: int, end: int, source: str | None = None) -> Claim:
        words = Evidence(verbatim=document.text[start:end], span_start=start, span_end=end)
        return Claim(value=value, evidence=words, attributed_to=source, confidence=0.9, reason="said so",
                     reader="test", reader_version="1")  # fmt: skip

    mentions = []
    for number, found in enumerate(_TOLD.finditer(document.text)):
        day = date(2024, 3, int(found["day"]))
        lat, lon = _PLACES[found["place"]]
        place = Place(name=found["place"], country="NG" if lat < 20 else "SY", lat=lat, lon=lon, precision="exact",
                      gazetteer_id=found["place"])  # fmt: skip
        claims = (
            claim(EventKind(event_type="attack"), found.start(), found.end()),
            claim(StatusValue(status="occurred"), found.start(), found.end()),
            claim(HarmValue(harm="killed", group="civilians", count=Count(low=int(found["n"]), qualifier="at_least")),
                  found.start(), found.end("n"), "officials"),
            claim(When(start=day, end=day, precision="day"), found.start("day"), found.end("day")),
            claim(place, found.start("place"), found.end("place")),
        )  # fmt: skip
        mentions.append(Mention(id=mention_id(document.id, "test", version, "c" * 64, number), claims=claims))
    out = When(start=date(2024, 3, 3), end=date(2024, 3, 3), precision="day")
    return Reading(document_id=document.id, mentions=tuple(mentions), published=out, published_basis="given",
                   reader="test", reader_version=version, config_hash="c0ffee")  # fmt: skip


@dataclass
class Times:
    """A clock that tests set."""

    at: datetime = datetime(2024, 3, 5, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)

    def clock(self) -> pipeline.Clock:
        return pipeline.Clock(now=self.now, sleep=lambda _: None, chance=lambda: 0.0)


class SlowSite(Site):
    """For the process that is killed: it says what it keeps, before and behind."""

    def keep(self, source: Source) -> pipeline.Outcome:
        print("takes", source.origin, flush=True)
        kept = super().keep(source)
        print("kept", source.origin, flush=True)
        time.sleep(0.05)
        return kept


def many(number: int) -> dict[str, bytes | HudhudError]:
    """A feed and so many pages of attacks in different places and days."""
    pages: dict[str, bytes | HudhudError] = {f"http://site.test/{n}": page(n, day=n + 1) for n in range(number)}
    return pages | {FEED: rss({str(n): None for n in range(number)})}


if __name__ == "__main__":
    with Ledger.open(sys.argv[1]) as opened:
        site = SlowSite(opened, many(int(sys.argv[2])))
        for event in pipeline.watch([FEED], opened, site, Configuration(), once=True):
            print("event", event.kind, event.subject, flush=True)
