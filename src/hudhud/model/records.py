"""An incident in one row: what tables, maps, exports and analyses need of it, from the ledger or elsewhere."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from hudhud.model.claims import EventType, Group, Harm, Place, Status, When

EVERYBODY = "all"
"""The group of a toll that holds people of every group."""


class Toll(BaseModel):
    """How many people of a group suffered a harm in one incident; None is not said, never 0."""

    model_config = ConfigDict(frozen=True)

    harm: Harm
    group: Group | str
    """A group of the codebook, or `EVERYBODY`."""
    low: int | None
    best: int | None
    high: int | None
    estimate: int | None = None
    interval: tuple[int, int] | None = None
    """Where the true number lies nine times in ten; the reported range, low to high, says no such thing."""

    @property
    def known(self) -> int:
        """The figure to rank by: best, else the bound from below, else 0."""
        return self.best if self.best is not None else self.low or 0


class Record(BaseModel):
    """One incident without its claims."""

    model_config = ConfigDict(frozen=True)

    id: str
    types: tuple[EventType, ...]
    status: Status
    aggregate: bool
    """A sum over several incidents, or a fight of many days; never compared with single attacks unsaid."""
    when: When | None
    place: Place | None
    admin2: str | None = None
    perpetrators: tuple[str, ...]
    targets: tuple[str, ...] = ()
    """The other side's names, where a table gives them."""
    tolls: tuple[Toll, ...]
    """By harm and group. They overlap only where groups do; `totals` hold all of them."""
    totals: tuple[Toll, ...]
    """One a harm, over everybody; never added to `tolls`."""
    sources: tuple[str, ...]
    """Who told of it: outlets or sources, copies of one story once."""
    documents: tuple[str, ...]
    """`doc_id`s of the reports, or the ids that another's table names."""
    conflicts: tuple[str, ...] = ()
    origin: str = "ledger"
    """Which table: "ledger", "ucdp", "acled", "awsd" or the name of another table."""

    def total(self, harm: str) -> Toll | None:
        """The toll of one harm over everybody; None where nothing is said of it."""
        return next((t for t in self.totals if t.harm == harm), None)
