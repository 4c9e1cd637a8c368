"""Passwords by argon2id. The same time passes whether or not there is anybody of a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hudhud.errors import PeopleError
from hudhud.ledger.people import folded

SHORTEST = 12
LONGEST = 500
_FEWEST_SIGNS = 5

_AT_ONCE = 2
"""Each takes 64 MiB: many sign-ins at one time must wait and not exhaust the machine."""

_WAITING = 10
"""Each that waits holds a thread, of which the other pages have need."""


def _bytes(password: str) -> bytes:
    # One keyboard writes é as one sign, another as two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def require_strength(password: str, name: str) -> None:
    """Refuse what is guessed first.

    Raises:
        PeopleError: too short, too long, of few different signs, or made from the name.
    """
    if len(password) < SHORTEST:
        raise PeopleError("password_short")
    if len(password) > LONGEST:
        raise PeopleError("password_long")
    rest = folded(password).replace(folded(name), "") if name else password
    if len(set(password)) < _FEWEST_SIGNS or len(rest) < SHORTEST // 2:
        raise PeopleError("password_plain")


class Passwords:
    """Makes and compares hashes."""

    def __init__(self, parameters: Parameters) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)
        self._places = BoundedSemaphore(_AT_ONCE + _WAITING)
        self._turn = BoundedSemaphore(_AT_ONCE)
        self._nobody = self._hasher.hash(b"a password that nobody has")

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise PeopleError("busy")
        try:
            with self._turn:
                yield
        finally:
            self._places.release()

    def hashed(self, password: str) -> str:
        with self._in_turn():
            return self._hasher.hash(_bytes(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one of this hash; None, where there is nobody, takes as long and fits never."""
        with self._in_turn():
            try:
                self._hasher.verify(kept or self._nobody, _bytes(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)
