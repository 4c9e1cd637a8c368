"""Records that the tests of answers are asked about."""

from __future__ import annotations

from datetime import date, timedelta

from hudhud.model import Place, Record, Toll, When

FIRST = date(2020, 1, 6)
"""A Monday."""


def made(
    n: int, day: date | int, killed: int | tuple[int, int, int] | None = None, *, admin1: str | None = "Barq",
    interval: tuple[int, int] | None = None, aggregate: bool = False, by: tuple[str, ...] = ("Raiders",),
    sources: tuple[str, ...] = ("Agency",), days: int = 1,
) -> Record:  # fmt: skip
    """An incident of one day or more, `day` a date or days after the first."""
    start = day if isinstance(day, date) else FIRST + timedelta(days=day)
    when = When(start=start, end=start + timedelta(days=days - 1), precision="day" if days == 1 else "range")
    low, best, high = killed if isinstance(killed, tuple) else (killed, killed, killed)
    toll = Toll(harm="killed", group="all", low=low, best=best, high=high, interval=interval)
    return Record(id=f"i{n}", types=("attack",), status="occurred", aggregate=aggregate, when=when,
                  place=Place(name=admin1 or "the east", country="SY", admin1=admin1, precision="district"),
                  perpetrators=by, tolls=(), totals=() if killed is None else (toll,), sources=sources,
                  documents=(f"d{n}",))  # fmt: skip
