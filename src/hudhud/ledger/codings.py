"""Second codings and the share of incidents that gets one. They are no record: no decision follows from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, exists, func, insert, select, update

from hudhud.errors import DecisionError
from hudhud.ledger.people import note
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import decisions
from hudhud.ledger.workplace import coding_samples, codings, looks
from hudhud.model.codings import Coding, Pair


class Codings:
    """The second codings of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def seed(self) -> str:
        """What the sample is drawn by: the hash of the first decision of all, which no later one changes; "" before."""
        with self.ledger.snapshot() as connection:
            return connection.scalar(select(decisions.c.hash).where(decisions.c.seq == 1)) or ""

    def share(self) -> float:
        """The share of incidents that a second person codes; 0 until an administrator sets one."""
        query = select(coding_samples.c.share).order_by(coding_samples.c.seq.desc()).limit(1)
        with self.ledger.snapshot() as connection:
            return connection.scalar(query) or 0.0

    def set_share(self, share: float, by: str) -> None:
        """Draw another share; of a larger one a smaller is a part."""
        if not 0 <= share <= 1:
            raise DecisionError("the share of incidents that are coded twice lies between 0 and 100 %; give another")
        with self.ledger.writing() as connection:
            connection.execute(insert(coding_samples), {"share": share, "by": by, "at": datetime.now(UTC)})
            note(connection, by, "coding_share", "", f"{share:.0%}")

    def coded(self) -> set[str]:
        """The incidents that have their second coding."""
        with self.ledger.snapshot() as connection:
            return set(connection.scalars(select(codings.c.incident)))

    def stage(self, coder: str) -> tuple[float, int, int]:
        """Changes whenever what this coder may be given changes without a decision: share, codings, their looks."""
        counts = (select(func.count()).select_from(codings),
                  select(func.count()).select_from(looks).where(looks.c.who == coder))  # fmt: skip
        with self.ledger.snapshot() as connection:
            coded, seen = (connection.scalar(query) or 0 for query in counts)
        return self.share(), coded, seen

    def pairs(self) -> list[Pair]:
        """All codings beside what they are compared with, the latest first."""
        with self.ledger.snapshot() as connection:
            return [_pair(row) for row in connection.execute(select(codings).order_by(codings.c.id.desc()))]

    def pair(self, number: int) -> Pair | None:
        with self.ledger.snapshot() as connection:
            row = connection.execute(select(codings).where(codings.c.id == number)).first()
            return None if row is None else _pair(row)

    def keep(self, incident: str, first: tuple[str, int, Coding], second: tuple[str, Coding]) -> None:
        """Keep a second coding.

        Args:
            incident: its id.
            first: who decided on it, by which decision, and what it says by that.
            second: who coded it again, and what.

        Raises:
            DecisionError: somebody else did so already.
        """
        row = {
            "incident": incident, "first": first[0], "decision": first[1], "first_values": first[2].model_dump_json(),
            "second": second[0], "second_values": second[1].model_dump_json(), "at": datetime.now(UTC),
        }  # fmt: skip
        with self.ledger.writing() as connection:
            if connection.scalar(select(exists().where(codings.c.incident == incident))):
                raise DecisionError(f"somebody coded {incident} a second time already; take the next one")
            connection.execute(insert(codings), row)

    def settle(self, number: int, by: str) -> None:
        """Note that an editor has looked at where two codings differ."""
        open_one = (codings.c.id == number) & codings.c.settled.is_(None)
        with self.ledger.writing() as connection:
            connection.execute(update(codings).where(open_one).values(settled_by=by, settled=datetime.now(UTC)))


def _pair(row: Row[Any]) -> Pair:
    return Pair(
        id=row.id,
        incident=row.incident,
        first=row.first,
        decision=row.decision,
        said=Coding.model_validate_json(row.first_values),
        second=row.second,
        says=Coding.model_validate_json(row.second_values),
        at=row.at,
        settled_by=row.settled_by,
    )
