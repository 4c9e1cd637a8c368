"""What one kind of database does otherwise than another. Nowhere else is it asked which kind it is.

A `Dialect` is a module of functions (`sqlite`, `postgres`): what SQL leaves open, over a connection. A `Place`
is where one ledger is kept: how it is reached, locked, and called in messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from hudhud.ledger import postgres, sqlite
from hudhud.ledger.search import Hit, Term

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees; west may be greater than east."""


class Dialect(Protocol):
    """How a kind of database does what SQL leaves open."""

    def foundation(self) -> Sequence[str]:
        """What is made right after the first tables: the text index and its like."""

    def protections(self, tables: Sequence[str]) -> Mapping[str, str]:
        """Name and definition of every trigger that keeps these tables append-only."""

    def settle(self, connection: Connection) -> None:
        """What is wanted on top of the tables, after every migration; done twice, it changes nothing."""

    def tables(self, connection: Connection) -> set[str]:
        """The tables that are there, without those of the database's own."""

    def add(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write many rows, all of the same columns."""

    def index_document(self, connection: Connection, seq: int) -> None:
        """Put a document that was just written into the text index."""

    def find(self, connection: Connection, terms: Sequence[Term], limit: int) -> list[Hit]:
        """The documents that hold all terms, best first."""

    def day_number(self, day: ColumnElement[Any]) -> ColumnElement[int]:
        """A date counted from 1970-01-01."""

    def json_columns(self, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """All rows as one JSON object of equally long lists, as text, in the order of the rows."""

    def among(self, column: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[bool]:
        """Whether a column holds one of these texts, which are one parameter however many they are."""

    def within(self, lat: ColumnElement[Any], lon: ColumnElement[Any], box: Box) -> ColumnElement[bool]:
        """Whether a point in degrees lies in a box."""

    def attempt(self, connection: Connection) -> AbstractContextManager[Any]:
        """Within it a query may fail without spoiling the transaction."""

    def is_damage(self, error: DBAPIError) -> bool:
        """Whether the content is at fault, and not the moment or the disk."""

    def structure_problems(self, connection: Connection) -> list[str]:
        """Damaged structures, missing or altered protections, rows cut off the end of a table."""

    def index_problems(self, engine: Engine, read_only: bool) -> list[str]:
        """Whether the text index holds exactly the documents' words."""

    def last_number(self, connection: Connection, table: Table) -> int:
        """The highest number ever given to a row of a table; 0 for none."""

    def number_from(self, connection: Connection, table: Table, last: int) -> None:
        """Give no row of a table a number up to this one any more."""


class Place(Protocol):
    """Where one ledger is kept."""

    name: str
    """What it is called in messages. It never holds a password."""
    what: str
    """The kind of thing that holds it, in a word."""
    path: Path
    """Its file; of a server's ledger, the name in the working folder beside which its own files stand."""

    def exists(self) -> bool:
        """Whether there is anything; what is there may still be no ledger."""

    def check(self, *, create: bool, write: bool) -> None:
        """Refuse what cannot hold a ledger, before anything is opened. Raises LedgerError."""

    def connect(self, *, read_only: bool) -> Engine:
        """An engine on it. Nothing has been looked at yet."""

    def reading(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A connection that sees one state."""

    def writing(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A transaction beside which nobody else writes, from before what it reads until it ends."""

    def migrating(self, engine: Engine) -> AbstractContextManager[Connection]:
        """The same where there may be no table yet."""

    def ready(self, engine: Engine) -> None:
        """The last step of opening for writing, once all is migrated."""

    def speaking(self) -> AbstractContextManager[None]:
        """Turn what the database says into a LedgerError that a user can act on."""

    def alone(self, engine: Engine, what: str) -> AbstractContextManager[bool]:
        """Hold a task that one process at a time may do over this ledger; False where another holds it."""


_DIALECTS: dict[str, Dialect] = {"sqlite": sqlite, "postgresql": postgres}


def of(connection: Connection | Engine) -> Dialect:
    """The dialect of a connection's database."""
    return _DIALECTS[connection.dialect.name]
