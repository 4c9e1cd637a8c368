"""Everything that only PostgreSQL understands, over a connection: triggers, full text, bulk copies, its catalogue.

How a server is reached, and what its errors mean, stands in `postgres_server.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Engine,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError

from hudhud.ledger.search import Hit, Term
from hudhud.ledger.tables import TABLES, decisions, documents, readings
from hudhud.ledger.words import query as query_of
from hudhud.ledger.words import snippet, vector
from hudhud.model import GENESIS

LOCK = "writing_lock"
"""The table that whoever writes locks. It has no rows: nothing ever has to be swept out of it."""

_APPEND_ONLY = """
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: no % on %', TG_OP, TG_TABLE_NAME;
END
"""

_IN_ORDER = """
DECLARE
    known chain_end%ROWTYPE;
    added bigint;
    broken bigint;
BEGIN
    SELECT * INTO STRICT known FROM chain_end FOR UPDATE;
    SELECT count(*), count(*) FILTER (WHERE one.seq <> one.expected OR one.prev_hash <> one.before)
        INTO added, broken
        FROM (SELECT seq, prev_hash, known.seq + row_number() OVER w AS expected,
                     lag(hash, 1, known.hash) OVER w AS before
              FROM added_now WINDOW w AS (ORDER BY seq)) AS one;
    IF broken > 0 THEN
        RAISE EXCEPTION 'a decision goes behind the last one';
    END IF;
    UPDATE chain_end SET seq = one.seq, hash = one.hash
        FROM (SELECT seq, hash FROM added_now ORDER BY seq DESC LIMIT 1) AS one;
    RETURN NULL;
END
"""

_FUNCTIONS = {"hudhud_append_only": _APPEND_ONLY, "hudhud_in_order": _IN_ORDER}

_FOUNDATION = (
    "CREATE TABLE document_words (document bigint PRIMARY KEY REFERENCES documents (seq), words tsvector NOT NULL)",
    "CREATE INDEX ix_document_words ON document_words USING gin (words)",
    f"CREATE TABLE {LOCK} ()",
    # The last decision, beside the chain: one that is cut off at its end would look whole by itself.
    "CREATE TABLE chain_end (one boolean PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL, "
    "hash text NOT NULL)",
    f"INSERT INTO chain_end (seq, hash) VALUES (0, '{GENESIS}')",
    "CREATE UNIQUE INDEX uq_decisions_prev_hash ON decisions (prev_hash)",
    f"CREATE FUNCTION hudhud_append_only() RETURNS trigger LANGUAGE plpgsql AS $body${_APPEND_ONLY}$body$",
    # With its owner's rights: whoever may add decisions need not be able to say where the chain ends.
    "CREATE FUNCTION hudhud_in_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT "
    f"AS $body${_IN_ORDER}$body$",
)

OWN_TABLES = frozenset({"document_words", LOCK, "chain_end"})
"""Tables that a ledger has in PostgreSQL alone."""


_EVERY = [one.name for one in TABLES]


def foundation() -> Sequence[str]:
    """The text index, the lock of writers, the end of the chain, and the functions of the triggers."""
    return _FOUNDATION


def protections(tables: Sequence[str] = tuple(_EVERY)) -> dict[str, str]:
    """Name and definition of every trigger that keeps these tables append-only; as PostgreSQL words them itself."""
    triggers = {
        f"{table}_append_only": f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hudhud_append_only()"
        for table in tables
    }
    if "decisions" in tables:
        triggers["decisions_in_order"] = (
            "CREATE TRIGGER decisions_in_order AFTER INSERT ON decisions REFERENCING NEW TABLE AS added_now "
            "FOR EACH STATEMENT EXECUTE FUNCTION hudhud_in_order()"
        )
    return triggers


def settle(connection: Connection) -> None:
    """Let every text be of any length and sort by its characters' numbers, and every number have 64 bits.

    So a ledger holds here what it holds in SQLite, and lists come in the same order whatever the server's language.
    """
    found = connection.execute(
        text(
            """SELECT c.relname AS table, a.attname AS column, a.atttypid::regtype::text AS type
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0
                AND NOT a.attisdropped AND c.relname = ANY(:ours)
                AND (a.atttypid = 'integer'::regtype OR a.atttypid IN ('text'::regtype, 'varchar'::regtype)
                    AND (a.attcollation <> '"C"'::regcollation OR a.atttypid = 'varchar'::regtype))
            ORDER BY c.relname, a.attnum"""
        ),
        {"ours": [*_ours()]},
    ).all()
    changes: dict[str, list[str]] = {}
    for row in found:
        kind = "bigint" if row.type == "integer" else 'text COLLATE "C"'
        changes.setdefault(row.table, []).append(f'ALTER COLUMN "{row.column}" TYPE {kind}')
    for table, parts in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(parts)}')
    if "incident_rows" in changes:
        for statement in _INDICES:
            connection.exec_driver_sql(statement)


_INDICES = (
    # The usual order of lists, which has what is undated last; and points for the map's boxes.
    "CREATE INDEX IF NOT EXISTS ix_incident_rows_order ON incident_rows (first_day DESC NULLS LAST, incident)",
    "CREATE INDEX IF NOT EXISTS ix_incident_rows_box ON incident_rows USING gist (point(lon, lat))",
)


def _ours() -> set[str]:
    return {table.name for table in documents.metadata.sorted_tables}


def tables(connection: Connection) -> set[str]:
    """The tables of the current schema, without those of extensions."""
    query = text(
        """SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""
    )
    return set(connection.scalars(query))


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many rows, all of the same columns, by COPY."""
    if not rows:
        return
    dialect, names = connection.dialect, list(rows[0])
    quote = dialect.identifier_preparer.quote
    columns = ", ".join(quote(name) for name in names)
    stored = [table.c[name].type.bind_processor(dialect) for name in names]
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            values = ((row[name], change) for name, change in zip(names, stored, strict=True))
            copy.write_row([value if change is None else change(value) for value, change in values])


def index_document(connection: Connection, seq: int) -> None:
    """Put a document that was just written into the text index."""
    row = connection.execute(select(documents.c.title, _BODY).where(documents.c.seq == seq)).one()
    connection.execute(
        text("INSERT INTO document_words (document, words) VALUES (:seq, CAST(:words AS tsvector))"),
        {"seq": seq, "words": vector(row.title, row.body)},
    )


_BODY = func.coalesce(documents.c.plain, documents.c.text).label("body")
_LATER = documents.alias("later")


def find(connection: Connection, terms: Sequence[Term], limit: int) -> list[Hit]:
    """The documents that hold all terms, best first."""
    sought = cast(bindparam("sought", query_of(terms), Text), _tsquery())
    held: Any = literal_column("document_words.words")
    rank = func.ts_rank(held, sought).label("rank")
    best = (
        select(literal_column("document_words.document").label("document"), rank)
        .select_from(text("document_words"))
        .where(held.op("@@")(sought))
        .order_by(rank.desc(), literal_column("document_words.document"))
        .limit(max(0, limit))
        .subquery()
    )
    day = (
        select(_only_day())
        .where(readings.c.document_id == documents.c.id)
        .order_by(readings.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    later = select(_LATER.c.seq).where(_LATER.c.doc_id == documents.c.doc_id, _LATER.c.seq > documents.c.seq).exists()
    query = (
        select(documents.c.id, documents.c.doc_id, documents.c.title, _BODY, best.c.rank,
               type_coerce(day, Date).label("published"), later.label("superseded"))
        .join_from(best, documents, documents.c.seq == best.c.document)
        .order_by(best.c.rank.desc(), best.c.document)
    )  # fmt: skip
    return [
        Hit(
            document_id=row.id,
            doc_id=row.doc_id,
            title=row.title,
            published=row.published,
            snippet=snippet(row.body, terms) or snippet(row.title or "", terms),
            rank=row.rank,
            superseded=row.superseded,
        )
        for row in connection.execute(query)
    ]


def _tsquery() -> Any:
    from sqlalchemy.dialects.postgresql import TSQUERY  # noqa: PLC0415  # takes time that SQLite's users need not spend

    return TSQUERY


def _only_day() -> ColumnElement[Any]:
    return func.nullif(readings.c.published_start, func.nullif(readings.c.published_start, readings.c.published_end))


def day_number(day: ColumnElement[Any]) -> ColumnElement[int]:
    """A date counted from 1970-01-01."""
    return type_coerce(day - literal_column("DATE '1970-01-01'"), Integer)


def json_columns(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """All rows as one JSON object of equally long lists, as text."""
    lists = ((name, func.coalesce(func.array_to_json(func.array_agg(c)), _NO_ROWS)) for name, c in columns.items())
    return cast(func.json_build_object(*(part for pair in lists for part in pair)), Text)


_NO_ROWS: ColumnElement[Any] = literal_column("'[]'::json")


def among(column: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these texts, which are one parameter however many they are."""
    return column == func.any(bindparam(None, list(names), type_=ARRAY(Text)))


def within(lat: ColumnElement[Any], lon: ColumnElement[Any], box: tuple[float, ...]) -> ColumnElement[bool]:
    """Whether a point in degrees lies in a box: west, south, east, north. PostgreSQL's own points have an index."""
    west, south, east, north = box
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    at = func.point(lon, lat)
    inside = (at.op("<@")(func.box(func.point(a, south), func.point(b, north))) for a, b in parts)
    # Boxes have a little play at their edges; the columns themselves have none.
    exact = lon.between(west, east) if west <= east else or_(lon >= west, lon <= east)
    return and_(or_(*inside), lat.between(south, north), exact)


def attempt(connection: Connection) -> AbstractContextManager[Any]:
    """A savepoint: after a query that failed, a transaction would answer no other."""
    return connection.begin_nested()


def state_of(error: BaseException | None) -> str:
    """The SQLSTATE of an error; empty where the server did not give one."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(original, "sqlstate", None) or "")


def is_damage(error: DBAPIError) -> bool:
    """Whether the content is at fault: pages that cannot be read, or values that are none."""
    return state_of(error)[:2] in {"XX", "22"} or (not state_of(error) and type(error.orig).__name__ == "DataError")


def structure_problems(connection: Connection) -> list[str]:
    """Missing, altered or switched-off triggers and functions, and decisions cut off the end of the chain."""
    stored = {
        row.name: row
        for row in connection.execute(
            text(
                """SELECT tgname AS name, tgenabled::text AS enabled, pg_get_triggerdef(t.oid, true) AS definition
                FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"""
            )
        )
    }
    problems = []
    for name, definition in protections().items():
        if name not in stored:
            problems.append(f"The trigger {name}, which keeps the ledger append-only, is missing.")
        elif stored[name].definition != definition or stored[name].enabled not in {"O", "A"}:
            problems.append(f"The trigger {name}, which keeps the ledger append-only, has been changed.")
    bodies = {
        row.name: row.body
        for row in connection.execute(
            text(
                "SELECT proname AS name, prosrc AS body FROM pg_proc "
                "WHERE pronamespace = current_schema()::regnamespace"
            )
        )
    }
    for name, body in _FUNCTIONS.items():
        if bodies.get(name) != body:
            problems.append(f"The function {name}, which keeps the ledger append-only, has been changed.")
    given = connection.scalar(text("SELECT max(seq) FROM chain_end")) or 0
    last = connection.scalar(select(func.max(decisions.c.seq))) or 0
    if given > last:
        problems.append(f"The end of decisions is missing: {given} were numbered, the last is {last}.")
    return problems


def index_problems(engine: Engine, read_only: bool) -> list[str]:
    """Whether the text index holds exactly the documents' words."""
    wrong = ["The text index does not agree with the documents' titles and texts."]
    same = text("SELECT words = CAST(:words AS tsvector) FROM document_words WHERE document = :seq")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        count = connection.scalar(text("SELECT count(*) FROM document_words"))
        if count != connection.scalar(select(func.count()).select_from(documents)):
            return wrong
        for seq in connection.scalars(select(documents.c.seq).order_by(documents.c.seq)).all():
            row = connection.execute(select(documents.c.title, _BODY).where(documents.c.seq == seq)).one()
            if not connection.scalar(same, {"seq": seq, "words": vector(row.title, row.body)}):
                return wrong
    return []


def last_number(connection: Connection, table: Table) -> int:
    """The highest number ever given to a row of a table; 0 for none."""
    if (sequence := _sequence(connection, table)) is None:
        return 0
    return connection.scalar(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")) or 0


def number_from(connection: Connection, table: Table, last: int) -> None:
    """Give no row of a table a number up to this one any more."""
    if last > 0 and (sequence := _sequence(connection, table)) is not None:
        connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _sequence(connection: Connection, table: Table) -> str | None:
    key = next(iter(table.primary_key.columns)).name
    query = text("SELECT pg_get_serial_sequence(:table, :key)")
    name: str | None = connection.scalar(query, {"table": f'"{table.name}"', "key": key})
    return name
