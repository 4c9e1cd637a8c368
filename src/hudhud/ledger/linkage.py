"""What linking keeps in the ledger: profiles, the keys that find them, links, and which mention is in which incident.

None of it is a record; it follows from readings and decisions, and `forget` throws all of it away.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, or_, select

from hudhud.errors import OvertakenError
from hudhud.ledger import engines
from hudhud.ledger.attachments import keep_file
from hudhud.ledger.batches import AT_ONCE, batches
from hudhud.ledger.board import Board, Row
from hudhud.ledger.chain import Draft, extend, head_of
from hudhud.ledger.derived import (
    LINKING,
    copies,
    judged,
    linked,
    links,
    memberships,
    profile_keys,
    profiles,
    signature_bands,
    signatures,
)
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, mentions, readings
from hudhud.ledger.view import MEMBER_COLUMNS, Horizon, latest_reading, latest_version, members_of, mentions_of
from hudhud.model import Decision, File, Member
from hudhud.model.decisions import PERSON_ACTIONS


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile as it is kept: its fields as JSON, its vector as bytes, the keys that find it."""

    mention: str
    body: str
    vector: bytes
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link with its weight in bits, and what was compared: name, outcome in words, weight."""

    one: str
    other: str
    weight: float
    comparisons: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reading that counts and that the linker has not seen."""

    reading: int
    document_id: str
    doc_id: str


@dataclass(frozen=True, slots=True)
class StoredSignature:
    """The sketch of a document's wording, and the bands that find it."""

    document: str
    body: str
    bands: tuple[str, ...]


@dataclass
class Change:
    """What one step of linking alters; kept together or not at all."""

    linker: str
    linked: list[Waiting] = field(default_factory=list)
    profiles: list[StoredProfile] = field(default_factory=list)
    links: list[StoredLink] = field(default_factory=list)
    placed: dict[str, str] = field(default_factory=dict)
    """Mention to incident."""
    signatures: list[StoredSignature] = field(default_factory=list)
    copies: dict[tuple[str, str], float] = field(default_factory=dict)
    """Pairs of documents of which one repeats the other, the smaller id first, with the share that they have alike."""
    gone: set[str] = field(default_factory=set)
    """Mentions that count no more."""
    drafts: list[Draft] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    """What the board shows of the incidents that changed."""
    emptied: set[str] = field(default_factory=set)
    """Incidents that are no more."""
    speaks_of: frozenset[str] = frozenset()
    """The reports, by `doc_id`, that a person's decision among the drafts speaks of."""
    file: File | None = None
    """What a decision among the drafts attaches."""
    head: int | None = None
    """The last decision that all this was derived from; None where it does not matter."""


class Linkage:
    """The derived tables of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def waiting(self, linker: str) -> list[Waiting]:
        """Readings that count now and that this linker has not linked, in the order of capture."""
        with self.ledger.snapshot() as connection:
            horizon = Horizon.of(connection)
            query = (
                select(readings.c.seq, documents.c.id, documents.c.doc_id)
                .join_from(documents, readings, readings.c.document_id == documents.c.id)
                .outerjoin(linked, (linked.c.reading == readings.c.seq) & (linked.c.linker == linker))
                .where(linked.c.reading.is_(None), latest_version(horizon), latest_reading(horizon))
                .order_by(documents.c.seq)
            )
            return [Waiting(*row) for row in connection.execute(query)]

    def stale(self, linker: str) -> bool:
        """Whether another linker's results are here."""
        with self.ledger.snapshot() as connection:
            return connection.scalar(select(linked.c.reading).where(linked.c.linker != linker).limit(1)) is not None

    def superseded(self, doc_ids: Collection[str]) -> set[str]:
        """Mentions placed in incidents that belong to older readings or versions of these documents."""
        found: set[str] = set()
        with self.ledger.snapshot() as connection:
            horizon = Horizon.of(connection)
            for some in batches(doc_ids):
                current = (
                    select(mentions.c.id)
                    .join_from(documents, readings, readings.c.document_id == documents.c.id)
                    .join(mentions, mentions.c.reading == readings.c.seq)
                    .where(documents.c.doc_id.in_(some), latest_version(horizon), latest_reading(horizon))
                )
                every = (
                    select(memberships.c.mention)
                    .join_from(memberships, mentions, mentions.c.id == memberships.c.mention)
                    .join(readings, readings.c.seq == mentions.c.reading)
                    .join(documents, documents.c.id == readings.c.document_id)
                    .where(documents.c.doc_id.in_(some))
                )
                found |= set(connection.scalars(every)) - set(connection.scalars(current))
        return found

    def members_in(self, doc_ids: Collection[str]) -> list[Member]:
        """The mentions that count now of these documents, in the order of capture."""
        found: list[tuple[int, list[Member]]] = []
        with self.ledger.snapshot() as connection:
            horizon = Horizon.of(connection)
            for some in batches(doc_ids):
                query: Select[Any] = (
                    select(documents.c.seq.label("document"), *MEMBER_COLUMNS)
                    .join_from(documents, readings, readings.c.document_id == documents.c.id)
                    .where(documents.c.doc_id.in_(some), latest_version(horizon), latest_reading(horizon))
                )
                rows = connection.execute(query).all()
                of = mentions_of(connection, [row.reading for row in rows])
                found += [(row.document, list(members_of([row], of))) for row in rows]
        return [member for _, some in sorted(found, key=lambda x: x[0]) for member in some]

    def mentions_in(self, names: Collection[str]) -> set[str]:
        """The mentions, placed in incidents, of these documents, by document id."""
        query = (
            select(memberships.c.mention)
            .join_from(memberships, mentions, mentions.c.id == memberships.c.mention)
            .join(readings, readings.c.seq == mentions.c.reading)
        )
        return {row[0] for row in self._rows(query, readings.c.document_id, names)}

    def doc_ids_of(self, names: Collection[str]) -> dict[str, str]:
        """By mention id, the `doc_id` of its document."""
        query = (
            select(mentions.c.id, documents.c.doc_id)
            .join_from(mentions, readings, readings.c.seq == mentions.c.reading)
            .join(documents, documents.c.id == readings.c.document_id)
        )
        return {row[0]: row[1] for row in self._rows(query, mentions.c.id, names)}

    def sharing(self, keys: Iterable[str]) -> set[str]:
        """Mentions placed in incidents that have one of these keys."""
        query = select(profile_keys.c.mention).join_from(
            profile_keys, memberships, memberships.c.mention == profile_keys.c.mention
        )
        return {row[0] for row in self._rows(query, profile_keys.c.key, {_number(key) for key in keys})}

    def profiles(self, names: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """Body and vector of these mentions' profiles, or of all that are placed in incidents."""
        query = select(profiles.c.body, profiles.c.vector)
        if names is None:
            query = query.join_from(profiles, memberships, memberships.c.mention == profiles.c.mention)
            with self.ledger.snapshot() as connection:
                yield from ((row[0], row[1]) for row in connection.execute(query))
        else:
            yield from ((row[0], row[1]) for row in self._rows(query, profiles.c.mention, names))

    def links(self, names: Collection[str]) -> list[StoredLink]:
        """The links with one of these mentions at an end."""
        found = {}
        for row in self._rows(select(links), (links.c.one, links.c.other), names):
            compared = tuple((str(n), str(w), float(b)) for n, w, b in json.loads(row.comparisons))
            found[row.one, row.other] = StoredLink(row.one, row.other, row.weight, compared)
        return list(found.values())

    def neighbours(self, names: Collection[str], weight: float) -> set[str]:
        """What links of at least so many bits lead to."""
        found: set[str] = set()
        for side, far in ((links.c.one, links.c.other), (links.c.other, links.c.one)):
            query = (
                select(far).join_from(links, memberships, memberships.c.mention == far).where(links.c.weight >= weight)
            )
            found |= {row[0] for row in self._rows(query, side, names)}
        return found

    def memberships(self) -> dict[str, str]:
        """Of every mention that counts, the incident it is in."""
        with self.ledger.snapshot() as connection:
            return {row[0]: row[1] for row in connection.execute(select(memberships))}

    def incidents_of(self, names: Collection[str]) -> dict[str, str]:
        """Of these mentions, the incidents they are in."""
        return {row[0]: row[1] for row in self._rows(select(memberships), memberships.c.mention, names)}

    def in_incidents(self, names: Collection[str]) -> dict[str, str]:
        """The mentions of these incidents, each with its incident."""
        return {row[0]: row[1] for row in self._rows(select(memberships), memberships.c.incident, names)}

    def beginning(self, prefix: str, most: int = 3) -> list[str]:
        """Incidents whose ids begin so, at most so many."""
        within = (memberships.c.incident >= prefix) & (memberships.c.incident < prefix + "~")
        query = select(memberships.c.incident).where(within).distinct().order_by(memberships.c.incident).limit(most)
        with self.ledger.snapshot() as connection:
            return list(connection.scalars(query))

    def order(self, names: Collection[str]) -> dict[str, int]:
        """The order in which these mentions were kept; of a mention that several readings gave, the first."""
        found: dict[str, int] = {}
        for row in self._rows(select(mentions.c.id, mentions.c.seq), mentions.c.id, names):
            found[row[0]] = min(row[1], found.get(row[0], row[1]))
        return found

    def copies(self, names: Collection[str]) -> list[tuple[str, str]]:
        """Pairs of documents, by id, of which one repeats the other's story: of these, and of what they lead to."""
        found: set[tuple[str, str]] = set()
        edge, seen = set(names), set(names)
        while edge:
            rows = self._rows(select(copies.c.one, copies.c.other), (copies.c.one, copies.c.other), edge)
            new = {(row[0], row[1]) for row in rows}
            found |= new
            edge = {end for pair in new for end in pair} - seen
            seen |= edge
        return sorted(found)

    def issued(self, names: Collection[str]) -> dict[str, tuple[int | None, int]]:
        """Of documents the last day of publication that the latest reading leaves, as an ordinal, and their number."""
        query = (
            select(documents.c.id, documents.c.seq, readings.c.published_end)
            .join_from(documents, readings, readings.c.document_id == documents.c.id)
            .order_by(readings.c.seq)
        )
        rows = self._rows(query, documents.c.id, names)
        return {row[0]: (row[2].toordinal() if row[2] else None, row[1]) for row in rows}

    def with_bands(self, bands: Iterable[str]) -> set[str]:
        """Documents whose signatures share one of these bands."""
        numbers = {_number(band) for band in bands}
        return {row[0] for row in self._rows(select(signature_bands.c.document), signature_bands.c.key, numbers)}

    def signatures(self, names: Collection[str]) -> dict[str, str]:
        """By document id, its signature as it was kept."""
        return {row[0]: row[1] for row in self._rows(select(signatures), signatures.c.document, names)}

    def keep(self, change: Change) -> list[Decision]:
        """Write one step: all of it, or nothing. Returns the decisions as they were sealed.

        Raises:
            OvertakenError: the chain has grown since `change.head`; nothing was written.
        """
        with self.ledger.writing() as connection:
            if change.head is not None and head_of(connection)[0] != change.head:
                raise OvertakenError(f"another decision reached ledger {self.ledger.name} first; look again and repeat")
            for name in ("profiles", "links", "placed", "signatures"):
                getattr(self, f"_keep_{name}")(connection, change)
            _remove(connection, memberships, memberships.c.mention, change.gone)
            rows = [{"reading": w.reading, "linker": change.linker} for w in change.linked]
            _remove(connection, linked, linked.c.reading, [w.reading for w in change.linked])
            _add(connection, linked, rows)
            Board(self.ledger).keep(connection, change.rows, change.emptied)
            now = datetime.now(UTC)
            sealed = extend(connection, change.drafts, now)
            if change.file is not None:
                keep_file(connection, change.file, sealed[-1].actor, now)
            by_person = [d.seq for d in sealed if d.action in PERSON_ACTIONS]
            spoken = [{"doc_id": name, "decision": n} for n in by_person for name in sorted(change.speaks_of)]
            _add(connection, judged, spoken)
            return sealed

    def forget(self) -> None:
        """Throw everything derived away; the next linking makes it again."""
        with self.ledger.writing() as connection:
            for table in LINKING:
                connection.execute(delete(table))

    @staticmethod
    def _keep_profiles(connection: Connection, change: Change) -> None:
        names = [p.mention for p in change.profiles]
        _remove(connection, profile_keys, profile_keys.c.mention, names)
        _remove(connection, profiles, profiles.c.mention, names)
        rows = [{"mention": p.mention, "body": p.body, "vector": p.vector} for p in change.profiles]
        _add(connection, profiles, rows)
        found = ({"key": n, "mention": p.mention} for p in change.profiles for n in {_number(k) for k in p.keys})
        _add(connection, profile_keys, list(found))

    @staticmethod
    def _keep_links(connection: Connection, change: Change) -> None:
        for some in batches(change.links):
            for link in some:
                connection.execute(delete(links).where(links.c.one == link.one, links.c.other == link.other))
        rows = [
            {"one": x.one, "other": x.other, "weight": x.weight,
             "comparisons": json.dumps(x.comparisons, ensure_ascii=False)} for x in change.links
        ]  # fmt: skip
        _add(connection, links, rows)

    @staticmethod
    def _keep_signatures(connection: Connection, change: Change) -> None:
        names = [s.document for s in change.signatures]
        _remove(connection, signature_bands, signature_bands.c.document, names)
        _remove(connection, signatures, signatures.c.document, names)
        _add(connection, signatures, [{"document": s.document, "body": s.body} for s in change.signatures])
        found = ({"key": n, "document": s.document} for s in change.signatures for n in {_number(b) for b in s.bands})
        _add(connection, signature_bands, list(found))
        for one, other in change.copies:
            connection.execute(delete(copies).where(copies.c.one == one, copies.c.other == other))
        rows = [{"one": one, "other": other, "share": share} for (one, other), share in change.copies.items()]
        _add(connection, copies, rows)

    @staticmethod
    def _keep_placed(connection: Connection, change: Change) -> None:
        _remove(connection, memberships, memberships.c.mention, change.placed)
        _add(connection, memberships, [{"mention": m, "incident": i} for m, i in change.placed.items()])

    def _rows(
        self, query: Any, columns: ColumnElement[Any] | tuple[ColumnElement[Any], ...], values: Collection[Any]
    ) -> Iterator[Any]:
        """The rows that have one of the values in a column, or in one of several: then a row may come again."""
        either = columns if isinstance(columns, tuple) else (columns,)
        with self.ledger.snapshot() as connection:
            for some in batches(values, AT_ONCE // len(either)):
                yield from connection.execute(query.where(or_(*(column.in_(some) for column in either)))).all()


def _number(key: str) -> int:
    """A key as a number of 64 bits; two that meet by chance cost one comparison and change nothing."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def _remove(connection: Connection, table: Table, column: ColumnElement[Any], values: Iterable[Any]) -> None:
    for some in batches(values):
        connection.execute(delete(table).where(column.in_(some)))


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    engines.of(connection).add(connection, table, rows)
