"""The views of the incidents that people keep, for themselves or for all."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, exists, func, insert, select

from hudhud.errors import PeopleError
from hudhud.ledger.store import Ledger
from hudhud.ledger.workplace import saved_views, users
from hudhud.model.people import ROLES, Role
from hudhud.model.views import SavedView

MOST_VIEWS = 50
"""Of one person."""
LONGEST_NAME = 60
LONGEST_QUERY = 2000

_VIEW = saved_views.c


class SavedViews:
    """The saved views of one ledger's people."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def of(self, user: int) -> list[SavedView]:
        """A person's own, and those that are shared, by name."""
        query = (
            select(saved_views, users.c.name.label("by"))
            .join(users, users.c.id == _VIEW.user)
            .where((_VIEW.user == user) | _VIEW.shared)
            .order_by(func.lower(_VIEW.name), _VIEW.id)
        )
        with self.ledger.snapshot() as connection:
            return [
                SavedView(row.id, row.name, row.query, row.by, row.shared, row.user == user)
                for row in connection.execute(query)
            ]

    def keep(self, user: int, role: Role, name: str, query: str, *, shared: bool) -> None:
        """Keep a query under a name that this person has for no other.

        Raises:
            PeopleError: the name is unfit or taken, the query too long, there are too many, or the role may not share.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise PeopleError("view_name")
        if len(query) > LONGEST_QUERY:
            raise PeopleError("view_long")
        if shared and not _may_share(role):
            raise PeopleError("view_share")
        with self.ledger.writing() as connection:
            own = _VIEW.user == user
            if (connection.scalar(select(func.count()).select_from(saved_views).where(own)) or 0) >= MOST_VIEWS:
                raise PeopleError("view_many")
            if connection.scalar(select(exists().where(own, _VIEW.name == name))):
                raise PeopleError("view_taken")
            row = {"user": user, "name": name, "query": query, "shared": shared, "created": datetime.now(UTC)}
            connection.execute(insert(saved_views), row)

    def remove(self, user: int, role: Role, number: int) -> None:
        """Forget one's own view, or a shared one, which editors look after.

        Raises:
            PeopleError: there is none of this number that this person may remove.
        """
        theirs = (_VIEW.user == user) | _VIEW.shared if _may_share(role) else _VIEW.user == user
        with self.ledger.writing() as connection:
            if not connection.execute(delete(saved_views).where(_VIEW.id == number, theirs)).rowcount:
                raise PeopleError("view_gone")


def _may_share(role: Role) -> bool:
    return ROLES.index(role) >= ROLES.index("editor")
