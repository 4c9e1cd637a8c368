"""An incident: a cluster of mentions and what follows from their claims. A view; nothing edits it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from hudhud.model.claims import Claim, EventType, Group, Harm, Place, Status, When
from hudhud.model.mentions import Mention


class Member(BaseModel):
    """A mention in an incident, with the document it stands in."""

    model_config = ConfigDict(frozen=True)

    mention: Mention
    document_id: str
    doc_id: str
    title: str | None
    publisher: str | None
    published: When | None
    """The day of publication, or the interval that the report's words leave."""
    published_basis: str


class Assessment(BaseModel):
    """What is reported of one harm to one group, over all members.

    `low` to `high` is the *reported range*, not a confidence interval: the smallest and the
    largest bound anyone gave. `best` is None where no report gives a number. `high` is None where
    a report leaves it open and none closes it.
    """

    model_config = ConfigDict(frozen=True)

    harm: Harm
    group: Group
    low: int | None
    best: int | None
    high: int | None
    words: tuple[str, ...] = ()
    """Quantities given in words without a number ("dozens")."""
    by: tuple[str, ...]
    """Who gave the figures: the source named in the text, else the publisher, else the document.
    Copies of one story count as one: "AFP (also in 3 copies)"."""
    reason: str
    """Why best is best, in words."""
    claims: tuple[tuple[str, Claim], ...]
    """The claims behind it, each with the doc_id of its document."""
    derived: bool = False
    interval: tuple[int, int] | None = None
    """Where the true number lies nine times in ten, so far as such sources go; not a reported range, and
    often wider. None where no figure says anything from below; `notes` then says why."""
    estimate: int | None = None
    """The model's own number, no less than `best`: the one that the truth most probably is or exceeds by a few
    hundredths. Nobody's figure: `best` is the one that somebody stands behind."""
    notes: tuple[str, ...] = ()
    """What else follows ("exactly 34 only if exactly 16 died"), and why there is no interval."""


class Incident(BaseModel):
    """One incident as the ledger sees it now: a pure function of claims and decisions."""

    model_config = ConfigDict(frozen=True)

    id: str
    members: tuple[Member, ...]
    types: tuple[EventType, ...]
    status: Status
    aggregate: bool
    when: When | None
    place: Place | None
    perpetrators: tuple[str, ...]
    harms: tuple[Assessment, ...]
    totals: tuple[Assessment, ...] = ()
    """One a harm, over all groups. They hold what `harms` hold and are never added to it."""
    conflicts: tuple[str, ...]
    """What the reports disagree on, each in a sentence."""

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(member.doc_id for member in self.members))


def incident_id(mention: str) -> str:
    """The id of the incident whose first mention this is. So every id ever given leads to a mention."""
    return f"i{mention[1:11]}"
