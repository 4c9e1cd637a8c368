"""Who has what before them: an item that a colleague looks at is not given to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

_LASTS = timedelta(minutes=5)
_MOST = 1000


@dataclass(frozen=True)
class Look:
    """Somebody's look at an item."""

    person: int
    name: str
    until: datetime


class InUse:
    """The items before people's eyes, by id. A look ends by itself, and with the next one of the same person."""

    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}
        self._lock = Lock()

    def take(self, item: str, person: int, name: str) -> Look | None:
        """Look at an item. Returns the look of somebody else who was first; they keep it."""
        now = datetime.now(UTC)
        with self._lock:
            held = self._looks.get(item)
            if held is not None and held.person != person and held.until > now:
                return held
            keep = ((key, look) for key, look in self._looks.items() if look.until > now and look.person != person)
            self._looks = dict(list(keep)[-_MOST:])
            self._looks[item] = Look(person, name, now + _LASTS)
            return None

    def others(self, person: int) -> frozenset[str]:
        """The items that somebody else has before them."""
        now = datetime.now(UTC)
        with self._lock:
            return frozenset(key for key, look in self._looks.items() if look.person != person and look.until > now)
