"""Taking turns: one connection a host, pauses between them, and what each robots.txt says."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from protego import Protego

AGENT = "hudhud"
"""The name under which a robots.txt may speak of us."""
DAY = 86_400.0
_SOON = 600.0
_MOST_SITES = 8


@dataclass(frozen=True)
class Robots:
    """What a robots.txt allows: by its rules, or everything or nothing where there are none (RFC 9309)."""

    rules: Protego | None = None
    refusal: str | None = None
    """Why nothing may be fetched."""

    @classmethod
    def parsed(cls, content: bytes) -> Robots:
        """The rules of a file, whatever is in it."""
        return cls(rules=Protego.parse(content.decode("utf-8-sig", errors="replace")))

    def why_not(self, url: str) -> str | None:
        """In one line why an address may not be fetched; None where it may."""
        if self.rules is not None and not self.rules.can_fetch(url, AGENT):
            return f"its robots.txt asks {AGENT} to stay away; ask the site, or save the page and add the file"
        return self.refusal

    @property
    def delay(self) -> float:
        """Seconds that it asks for between two requests."""
        return (self.rules.crawl_delay(AGENT) or 0.0) if self.rules is not None else 0.0


class Host:
    """One host: whoever asks it holds `line`; whoever reads its robots.txt holds `reading`."""

    def __init__(self) -> None:
        self.line = threading.Lock()
        self.reading = threading.Lock()
        self.delay = 0.0
        self._last: float | None = None
        self._resting = 0.0
        self._robots: OrderedDict[str, tuple[Robots, float]] = OrderedDict()

    def pause(self, now: float) -> float:
        """Seconds until it may be asked again."""
        soonest = self._resting if self._last is None else max(self._resting, self._last + self.delay)
        return max(0.0, soonest - now)

    def asked(self, now: float) -> None:
        """That a request has just ended."""
        self._last = now

    def rest(self, until: float) -> None:
        """That it asked to be left alone until then."""
        self._resting = max(self._resting, until)

    def robots(self, site: str, now: float) -> Robots | None:
        """What is known of the robots.txt of one of its sites (scheme and port)."""
        robots, until = self._robots.get(site, (None, 0.0))
        return robots if now < until else None

    def keep(self, site: str, robots: Robots, now: float) -> None:
        """Remember it for a day; what could not be read, for some minutes."""
        self._robots[site] = (robots, now + (DAY if robots.refusal is None else _SOON))
        self._robots.move_to_end(site)
        while len(self._robots) > _MOST_SITES:
            self._robots.popitem(last=False)

    def is_idle(self, now: float) -> bool:
        """Whether nobody would miss it but for its robots.txt."""
        return not self.line.locked() and not self.reading.locked() and self.pause(now) == 0


class Hosts:
    """All hosts of a run; the idle ones that were asked longest ago are forgotten beyond `most`."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Host] = OrderedDict()

    def of(self, name: str, now: float) -> Host:
        """The host of this name, one object however many ask for it."""
        with self._lock:
            host = self._known.setdefault(name.removesuffix("."), Host())
            self._known.move_to_end(name.removesuffix("."))
            if len(self._known) > self._most:
                for old, known in list(self._known.items())[:-1]:
                    if known.is_idle(now):
                        del self._known[old]
                        break
            return host
