"""A filter in a page's address: the same incidents on the table, the map, in an export, and tomorrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from hudhud.codebook import load as load_codebook
from hudhud.ledger import ORDERS, Order
from hudhud.model.filters import Filter, said
from hudhud.web.access import Person
from hudhud.web.blindness import kept_from
from hudhud.web.words import say

_TEXTS = ("place", "actor", "words")
_NUMBERS = ("at_least", "sources")
_DAYS = ("since", "until")
_MOST_TEXT = 200
CODES = {"event_type": "event_types", "harm": "harms", "group": "groups", "status": "statuses"}
_REVIEWS = ("waiting", "accepted", "changed")
_ANSWERS = {"yes": True, "no": False}


def choices(names: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """By field, the codes to choose from with their words."""
    book = load_codebook()
    return {name: [(code, code.replace("_", " ")) for code in book[CODES[name]].codes] for name in names}


@dataclass(frozen=True)
class Asked:
    """What an address asks for, and what of it could not be understood: field and words."""

    filter: Filter
    order: Order
    page: int
    problems: tuple[tuple[str, str], ...]

    def query(self, **other: Any) -> str:
        """The canonical query of this address, with something else in place: the same filter has one address only."""
        every = {**said(self.filter), "order": self.order if self.order != "latest" else None, **other}
        return urlencode({k: v for k, v in every.items() if v not in {None, ""}})


def asked(request: Request) -> Asked:
    """The filter, order and page of a request's query. What is no value of its field is left out and said.

    What the person may be given to code blind is not among what they find.
    """
    said_ = understood(request.query_params)
    person: Person = request.state.signed.person
    return replace(said_, filter=replace(said_.filter, without=kept_from(request, person)))


def understood(query: Mapping[str, str]) -> Asked:
    """The same of a query's parts."""
    given = {k: v.strip()[:_MOST_TEXT] for k, v in query.items() if v.strip()}
    problems: list[tuple[str, str]] = []
    found: dict[str, Any] = {name: given[name] for name in _TEXTS if name in given}
    for name in (*_DAYS, *_NUMBERS, *CODES, "review", "conflict", "aggregate", "box"):
        if name in given:
            value = _value(name, given[name])
            if value is None:
                problems.append((name, say(f"filter.problem.{_kind(name)}", value=given[name])))
            else:
                found[name] = value
    order: Order = next((o for o in ORDERS if o == given.get("order")), "latest")
    page = int(given["page"]) if given.get("page", "").isdecimal() and len(given["page"]) < 7 else 1
    return Asked(Filter(**found), order, max(1, page), tuple(problems))


def _kind(name: str) -> str:
    return "day" if name in _DAYS else "number" if name in _NUMBERS else "box" if name == "box" else "code"


def _value(name: str, text: str) -> Any:
    """The value of a field; None where the text is none."""
    match _kind(name):
        case "day":
            return _day(text)
        case "number":
            return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
        case "box":
            return _box(text)
    if name in {"conflict", "aggregate"}:
        return _ANSWERS.get(text)
    codes = _REVIEWS if name == "review" else load_codebook()[CODES[name]].codes
    return text if text in codes else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _box(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    fits = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if fits else None


def without_period(one: Filter) -> Filter:
    """For a timeline, on which the period is chosen."""
    return replace(one, since=None, until=None)
