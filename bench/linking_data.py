"""Documents that are labelled with their incident, read and profiled, for the bench and the training of linking."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gva import as_record, main_mention
from measuring import SHARED, Part, part, read_record

from hudhud import pipeline
from hudhud.linking import Profile
from hudhud.model import Member
from hudhud.reading import Readers

DOCS = SHARED / "bench" / "gva" / "docs.jsonl"

DocumentPair = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A mention with the incident that its document is labelled with."""

    incident: str
    document: str
    main: bool
    """It is the one that tells of the document's own incident, as far as its place in the text says."""
    profile: Profile
    member: Member


@dataclass(frozen=True)
class Corpus:
    """Documents with their incidents, and all their mentions."""

    incident_of: Mapping[str, str]
    rows: tuple[Row, ...]
    digest: str
    """SHA-256 over the documents that were read."""

    @property
    def same(self) -> set[DocumentPair]:
        """Pairs of documents of one incident, the smaller id first."""
        by_incident: dict[str, list[str]] = defaultdict(list)
        for document, incident in self.incident_of.items():
            by_incident[incident].append(document)
        return {pair for group in by_incident.values() for pair in itertools.combinations(sorted(group), 2)}


def corpus(which: Part, docs: Path | None = None, share: int = 1) -> Corpus:
    """The gun violence corpus, the incidents of one part; every `share`-th of them."""
    lines = (docs or DOCS).read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    chosen = [r for r in records if _chosen(str(r["incident_id"]), which, share)]
    return read_corpus(((str(r["incident_id"]), as_record(r)) for r in chosen), pipeline.open_default_reader())


def _chosen(incident: str, which: Part, share: int) -> bool:
    return part(incident) == which and int(hashlib.sha256(incident.encode()).hexdigest(), 16) // 2 % share == 0


def read_corpus(records: Iterable[tuple[str, Mapping[str, Any]]], reader: Readers) -> Corpus:
    """Read records, each with its incident."""
    rows: list[Row] = []
    incident_of: dict[str, str] = {}
    digest = hashlib.sha256()
    for incident, record in records:
        read = read_record(reader, record)
        if read is None or str(record["doc_id"]) in incident_of:
            continue
        document, reading = read
        incident_of[document.doc_id] = incident
        digest.update(document.id.encode())
        members = pipeline.members_of(document, reading)
        main = main_mention(reading.mentions)
        for member, profile in zip(members, pipeline.profiles_of(document, members), strict=True):
            rows.append(Row(incident, document.doc_id, member.mention is main, profile, member))
    return Corpus(incident_of, tuple(rows), digest.hexdigest())


def partition(data: Corpus, clusters: Sequence[Sequence[str]]) -> dict[str, str]:
    """The group of each document: the largest of those that its mentions are in.

    A report tells of other incidents too, and a reader may tell one incident twice; the group that most
    documents share is what the document is about. A document without any mention stands alone.
    """
    document_of = {row.profile.mention: row.document for row in data.rows}
    sums = {row.profile.mention for row in data.rows if row.profile.aggregate}
    main = {row.profile.mention for row in data.rows if row.main}
    best: dict[str, tuple[int, bool, str]] = {}
    for number, cluster in enumerate(clusters):
        size = len({document_of[m] for m in cluster})
        for mention in cluster:
            if mention not in sums or mention in main:
                found = (size, mention in main, f"c{number}")
                best[document_of[mention]] = max(best.get(document_of[mention], found), found)
    return {document: best[document][2] if document in best else f"alone {document}" for document in data.incident_of}


def document_pairs(groups: Mapping[str, str]) -> set[DocumentPair]:
    """Pairs of documents that stand in one group, the smaller id first."""
    by_group: dict[str, list[str]] = defaultdict(list)
    for document, group in groups.items():
        by_group[group].append(document)
    return {pair for some in by_group.values() for pair in itertools.combinations(sorted(some), 2)}


def tuples(data: Corpus, *, by_actor: bool) -> dict[str, str]:
    """Baseline: one incident for each date, place and event type, or date, place and actor, of the main mentions.

    So Phoenix keeps events: one a day for each place and actor. Without a date or a place a report stands alone.
    """
    groups: dict[str, str] = {}
    for row in data.rows:
        p = row.profile
        if row.main and p.day_from is not None and p.place is not None:
            what = p.actors if by_actor else p.types
            groups[row.document] = f"{p.day_from}|{p.place}|{','.join(sorted(what))}"
    return {document: groups.get(document, f"alone {document}") for document in data.incident_of}


def counted(pairs: Iterable[DocumentPair]) -> Counter[str]:
    """In how many pairs each document stands."""
    return Counter(name for pair in pairs for name in pair)
