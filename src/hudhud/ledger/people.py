"""The people at work: who they are, how they came, and what was changed about their rights."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from sqlalchemy import Connection, Row, exists, func, insert, select, update

from hudhud.errors import PeopleError
from hudhud.ledger.store import Ledger
from hudhud.ledger.workplace import api_tokens, invitations, people_log, users
from hudhud.model.people import ROLES, Direction, Invitation, PeopleEntry, Role, Theme, User

LONGEST_NAME = 60
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(days=1)
FIRST_LASTS = timedelta(hours=24)

_ZERO_WIDTH_NON_JOINER = "\u200c"


def digest(secret: str) -> str:
    """What is kept of a secret of 256 random bits: it needs no salt, and it finds its row."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def folded(name: str) -> str:
    """A name as it is compared: capitals, widths, spaces and joiners make no other person."""
    compatible = unicodedata.normalize("NFKC", name).casefold().replace(_ZERO_WIDTH_NON_JOINER, "")
    return " ".join(unicodedata.normalize("NFKC", compatible).split())


def proper_name(name: str) -> str:
    """A name as it is kept.

    Raises:
        PeopleError: empty, too long, with signs that cannot be seen, or the machine's own.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    # Some Persian names hold the non-joiner; it does not count when names are compared.
    if not folded(name) or not name.replace(_ZERO_WIDTH_NON_JOINER, "").isprintable():
        raise PeopleError("name_unfit")
    if len(name) > LONGEST_NAME:
        raise PeopleError("name_long")
    if (folded(name) + " ").startswith("hudhud "):
        raise PeopleError("name_machine")
    return name


class People:
    """The users of a ledger and their invitations."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def user(self, number: int) -> User | None:
        with self.ledger.snapshot() as connection:
            return _user(connection, number)

    def named(self, name: str) -> User | None:
        """By a name, in whatever capitals."""
        sought = folded(name).encode("utf-8", "replace").decode("utf-8")  # half a character is nobody's name
        with self.ledger.snapshot() as connection:
            row = connection.execute(select(users).where(users.c.folded == sought)).first()
            return None if row is None else _user_from(row)

    def all(self) -> list[User]:
        """Everybody, disabled ones too, by name."""
        with self.ledger.snapshot() as connection:
            return [_user_from(row) for row in connection.execute(select(users).order_by(users.c.folded))]

    def invite(self, role: Role, by: User) -> str:
        """A new invitation; the secret for its link, which is kept nowhere."""
        with self.ledger.writing() as connection:
            _require_role(role)
            note(connection, by.name, "invited", "", role)
            return _invite(connection, INVITATION_LASTS, role=role, invited_by=by.id)

    def invite_to_reset(self, number: int, by: User) -> str:
        """A link by which a user sets a new password; links of this kind given before lead nowhere."""
        with self.ledger.writing() as connection:
            user = _required(connection, number)
            connection.execute(invitations.delete().where(invitations.c.user == user.id, invitations.c.used.is_(None)))
            note(connection, by.name, "reset_link", user.name)
            return _invite(connection, RESET_LASTS, role=user.role, invited_by=by.id, user=user.id)

    def invitation(self, secret: str) -> Invitation | None:
        """The invitation of a secret, where it still holds."""
        with self.ledger.snapshot() as connection:
            row = _valid(connection, secret)
            return None if row is None else _invitation_from(row)

    def open_invitations(self) -> list[Invitation]:
        """Those that somebody could still use, the latest first."""
        query = _invitations().where(invitations.c.used.is_(None), invitations.c.expires > _now())
        with self.ledger.snapshot() as connection:
            return [_invitation_from(row) for row in connection.execute(query.order_by(invitations.c.id.desc()))]

    def withdraw(self, number: int, by: User) -> None:
        """Let an invitation lead nowhere."""
        with self.ledger.writing() as connection:
            unused = (invitations.c.id == number) & invitations.c.used.is_(None)
            if not connection.execute(invitations.delete().where(unused)).rowcount:
                raise PeopleError("invitation_over")
            note(connection, by.name, "withdrew", "")

    def join(self, secret: str, name: str, password: str) -> User:
        """Use an invitation to become a user.

        Args:
            secret: of the link.
            name: as the person gave it.
            password: its hash.

        Raises:
            PeopleError: the invitation is over, or the name is unfit or taken.
        """
        name = proper_name(name)
        with self.ledger.writing() as connection:
            row = _valid(connection, secret)
            if row is None or row.user is not None:
                raise PeopleError("invitation_over")
            if connection.scalar(select(exists(select(users.c.id).where(users.c.folded == folded(name))))):
                raise PeopleError("name_taken")
            now = _now()
            made = connection.execute(
                insert(users),
                {"name": name, "folded": folded(name), "role": row.role, "password": password, "created": now,
                 "password_changed": now, "session_version": 1, "direction": "ltr", "theme": "auto"},
            ).inserted_primary_key  # fmt: skip
            assert made is not None
            connection.execute(update(invitations).where(invitations.c.id == row.id).values(used=now))
            note(connection, name, "joined", name, row.role)
            return _required(connection, made.id)

    def reset(self, secret: str, password: str) -> User:
        """Use a link to set a new password (its hash). All sessions and tokens of the user end."""
        with self.ledger.writing() as connection:
            row = _valid(connection, secret)
            if row is None or row.user is None:
                raise PeopleError("invitation_over")
            connection.execute(update(invitations).where(invitations.c.id == row.id).values(used=_now()))
            user = _required(connection, row.user)
            _set_password(connection, user, password)
            theirs = (api_tokens.c.user == user.id) & api_tokens.c.revoked.is_(None)
            connection.execute(update(api_tokens).where(theirs).values(revoked=_now()))
            note(connection, user.name, "password_reset", user.name)
            return _required(connection, user.id)

    def set_password(self, number: int, password: str) -> User:
        """Keep a new password (its hash); all sessions of the user end."""
        with self.ledger.writing() as connection:
            user = _required(connection, number)
            _set_password(connection, user, password)
            note(connection, user.name, "password_changed", user.name)
            return _required(connection, number)

    def rehash(self, number: int, password: str) -> None:
        """Keep the same password under a stronger hash."""
        self._change(number, password=password)

    def end_sessions(self, number: int) -> None:
        """Sign a user out everywhere."""
        with self.ledger.writing() as connection:
            user = _required(connection, number)
            _end_sessions(connection, user)
            note(connection, user.name, "sessions_ended", user.name)

    def set_role(self, number: int, role: Role, by: User) -> None:
        with self.ledger.writing() as connection:
            user = _required(connection, number)
            _require_role(role)
            if user.role == role:
                return
            _keep_an_administrator(connection, user)
            connection.execute(update(users).where(users.c.id == number).values(role=role))
            note(connection, by.name, "role_changed", user.name, f"{user.role} → {role}")

    def disable(self, number: int, by: User) -> None:
        """Let a user in no more. The name stays taken: decisions carry it."""
        with self.ledger.writing() as connection:
            user = _required(connection, number)
            if user.disabled is not None:
                return
            _keep_an_administrator(connection, user)
            connection.execute(update(users).where(users.c.id == number).values(disabled=_now()))
            _end_sessions(connection, user)
            note(connection, by.name, "disabled", user.name)

    def enable(self, number: int, by: User) -> None:
        with self.ledger.writing() as connection:
            user = _required(connection, number)
            if user.disabled is not None:
                connection.execute(update(users).where(users.c.id == number).values(disabled=None))
                note(connection, by.name, "enabled", user.name)

    def prefer(self, number: int, direction: Direction, theme: Theme) -> None:
        """How a user likes to see pages."""
        if direction not in get_args(Direction) or theme not in get_args(Theme):
            raise PeopleError("preference_unknown")
        self._change(number, direction=direction, theme=theme)

    def signed_in(self, user: User) -> None:
        with self.ledger.writing() as connection:
            connection.execute(update(users).where(users.c.id == user.id).values(last_sign_in=_now()))
            note(connection, user.name, "signed_in", user.name)

    def refused(self, user: User | None) -> None:
        """Note a sign-in that failed; None: nobody has the name. Such a name may be a password, and is not kept.

        It is noted all the same: to write takes a moment, by which one could tell who has an account.
        """
        with self.ledger.writing() as connection:
            note(connection, "", "refused", user.name if user else "")

    def log(self, limit: int = 200) -> list[PeopleEntry]:
        """What happened, the latest first."""
        with self.ledger.snapshot() as connection:
            rows = connection.execute(select(people_log).order_by(people_log.c.seq.desc()).limit(limit))
            return [PeopleEntry(row.at, row.by, row.action, row.subject, row.detail) for row in rows]

    def _change(self, number: int, **values: str) -> None:
        with self.ledger.writing() as connection:
            connection.execute(update(users).where(users.c.id == number).values(**values))


def first_invitation(ledger: Ledger) -> str | None:
    """The secret that makes the first administrator, instead of any given before; None once there is a user."""
    with ledger.writing() as connection:
        if _anybody(connection):
            return None
        connection.execute(invitations.delete().where(invitations.c.invited_by.is_(None)))
        return _invite(connection, FIRST_LASTS, role="administrator", invited_by=None)


def note(connection: Connection, by: str, action: str, subject: str, detail: str = "") -> None:
    """Add a line to the log of people, in the transaction of what it tells."""
    row = {"at": _now(), "by": by, "action": action, "subject": subject, "detail": detail}
    connection.execute(insert(people_log), row)


def _now() -> datetime:
    return datetime.now(UTC)


def _user_from(row: Row[Any]) -> User:
    return User(
        id=row.id,
        name=row.name,
        role=row.role,
        password=row.password,
        created=row.created,
        password_changed=row.password_changed,
        session_version=row.session_version,
        disabled=row.disabled,
        last_sign_in=row.last_sign_in,
        direction=row.direction,
        theme=row.theme,
    )


def _anybody(connection: Connection) -> bool:
    return bool(connection.scalar(select(exists(select(users.c.id)))))


def _user(connection: Connection, number: int) -> User | None:
    row = connection.execute(select(users).where(users.c.id == number)).first()
    return None if row is None else _user_from(row)


def _required(connection: Connection, number: int) -> User:
    user = _user(connection, number)
    if user is None:
        raise PeopleError("nobody")
    return user


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise PeopleError("role_unknown")


def _keep_an_administrator(connection: Connection, leaving: User) -> None:
    others = select(func.count()).where(
        users.c.role == "administrator", users.c.disabled.is_(None), users.c.id != leaving.id
    )
    if leaving.role == "administrator" and leaving.disabled is None and not connection.scalar(others):
        raise PeopleError("last_administrator")


def _set_password(connection: Connection, user: User, password: str) -> None:
    connection.execute(update(users).where(users.c.id == user.id).values(password=password, password_changed=_now()))
    _end_sessions(connection, user)


def _end_sessions(connection: Connection, user: User) -> None:
    connection.execute(update(users).where(users.c.id == user.id).values(session_version=users.c.session_version + 1))


def _invite(connection: Connection, lasts: timedelta, **fields: Any) -> str:
    secret, now = secrets.token_urlsafe(32), _now()
    connection.execute(
        insert(invitations), {"hash": digest(secret), "created": now, "expires": now + lasts, "user": None} | fields
    )
    return secret


_inviter = users.alias("inviter")
_invited = users.alias("invited")


def _invitations() -> Any:
    """Invitations with the names of those who gave them and those whose password they set."""
    joined = invitations.outerjoin(_inviter, _inviter.c.id == invitations.c.invited_by).outerjoin(
        _invited, _invited.c.id == invitations.c.user
    )
    return select(invitations, _inviter.c.name.label("inviter"), _invited.c.name.label("invited")).select_from(joined)


def _valid(connection: Connection, secret: str) -> Row[Any] | None:
    """Neither used nor too old, and given by somebody who still may give it."""
    still_may = (_inviter.c.role == "administrator") & _inviter.c.disabled.is_(None)
    row: Row[Any] | None = connection.execute(
        _invitations().where(
            invitations.c.hash == digest(secret),
            invitations.c.used.is_(None),
            invitations.c.expires > _now(),
            invitations.c.invited_by.is_(None) | still_may,
            invitations.c.user.is_(None) | _invited.c.disabled.is_(None),
        )
    ).first()
    if row is not None and row.invited_by is None and _anybody(connection):
        return None
    return row


def _invitation_from(row: Row[Any]) -> Invitation:
    return Invitation(row.id, row.role, row.inviter, row.expires, row.invited)
