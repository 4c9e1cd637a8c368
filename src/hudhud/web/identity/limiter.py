"""How often somebody may try to sign in. Kept in memory: one process serves, and a restart forgives."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from hudhud.ledger.people import folded


@dataclass(frozen=True)
class Allowance:
    """So many failures for nothing; then each doubles the wait, up to the longest, in seconds."""

    free: int
    longest: float


# A name waits at most a minute: else anybody could keep somebody else out.
PER_NAME = Allowance(free=5, longest=60)
PER_ADDRESS = Allowance(free=20, longest=900)

_FORGOTTEN = 3600.0
_MOST_KEPT = 20_000


@dataclass
class _Failures:
    count: int
    last: float


class Limiter:
    """Counts failed attempts by name and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], _Failures] = {}
        self._lock = Lock()

    def begin(self, name: str, address: str) -> float:
        """Seconds to wait before an attempt; 0 where it may go on.

        An attempt that may counts as failed until `succeeded`, so that many at one time gain nothing.
        """
        with self._lock:
            now, keys = self._clock(), _keys(name, address)
            self._forget(now)
            wait = max(self._wait(key, allowance, now) for key, allowance in keys)
            if wait <= 0:
                for key, _ in keys:
                    kept = self._failures.pop(key, _Failures(0, now))  # put behind the others: the oldest go first
                    self._failures[key] = _Failures(kept.count + 1, now)
            return max(0.0, wait)

    def succeeded(self, name: str, address: str) -> None:
        """Forgive the name; the address gets back its one attempt."""
        with self._lock:
            (by_name, _), (by_address, _) = _keys(name, address)
            self._failures.pop(by_name, None)
            kept = self._failures.get(by_address)
            if kept is not None:
                kept.count -= 1

    def _wait(self, key: tuple[str, str], allowance: Allowance, now: float) -> float:
        kept = self._failures.get(key)
        if kept is None or kept.count < allowance.free:
            return 0.0
        doubled = 2.0 ** min(kept.count - allowance.free, 32)
        return kept.last + min(doubled, allowance.longest) - now

    def _forget(self, now: float) -> None:
        while self._failures:
            oldest = next(iter(self._failures))
            if now - self._failures[oldest].last < _FORGOTTEN and len(self._failures) < _MOST_KEPT:
                return
            del self._failures[oldest]


def _keys(name: str, address: str) -> list[tuple[tuple[str, str], Allowance]]:
    return [(("name", folded(name)[:200]), PER_NAME), (("address", _network(address)), PER_ADDRESS)]


def _network(address: str) -> str:
    """One household has 2^64 addresses of the new kind; they count as one."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return address
    if number.version == 4:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False))
