"""What a do-no-harm policy says: every rule must be there, none has a silent default."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hudhud.model.claims import EventType, Group

Finest = Literal["district", "province", "country"]
Word = Annotated[str, Field(min_length=1, max_length=200)]

_OF_INDIVIDUALS = frozenset(
    "x.com twitter.com facebook.com instagram.com t.me telegram.me telegram.org youtube.com youtu.be tiktok.com vk.com "
    "medium.com substack.com wordpress.com blogspot.com reddit.com bsky.app threads.net mastodon.social "
    "whatsapp.com linkedin.com".split()
)
"""Hosts on which persons publish under names of their own: never an outlet."""


class _Rule(BaseModel):
    # Strict: YAML's bare `no` must not pass for a word, nor "14" for a number.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Places(_Rule):
    """How closely a place may be told."""

    finest: Finest
    cell: int = Field(ge=0, le=5)
    """Resolution of the H3 cell whose middle stands for the coordinates."""


class EventTypes(_Rule):
    """Kinds of events that endanger people more than others."""

    held_back: tuple[EventType, ...]
    wider: tuple[EventType, ...]
    """Never told closer than the province."""


class Delay(_Rule):
    """How long what is recent waits."""

    days: int = Field(ge=0, le=36500)


class Minimum(_Rule):
    """Below how many people a figure is left out."""

    people: int = Field(ge=1)
    groups: tuple[Group, ...]


class Persons(_Rule):
    """Which names and descriptions of people may leave."""

    public: tuple[Word, ...]
    unnamed_actors: tuple[Word, ...]


class Outlet(_Rule):
    """Who publishes in public."""

    name: Word
    also: tuple[Word, ...]
    domains: tuple[Annotated[str, Field(pattern=r"^([a-z0-9-]+\.)+[a-z0-9-]+$")], ...]

    @model_validator(mode="after")
    def _carries_no_individuals(self) -> Outlet:
        for domain in self.domains:
            if any(domain == one or domain.endswith(f".{one}") for one in _OF_INDIVIDUALS):
                raise ValueError(f"{domain} carries posts of individuals, which never leave")
        return self


class Rules(_Rule):
    """A whole policy."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$")]
    places: Places
    event_types: EventTypes
    delay: Delay
    minimum: Minimum
    persons: Persons
    quantity_words: tuple[Word, ...]
    addresses: Literal["none", "site", "whole"]
    outlets: tuple[Outlet, ...]

    @cached_property
    def _outlets_by_name(self) -> dict[str, Outlet]:
        return {name.casefold(): one for one in self.outlets for name in (one.name, *one.also)}

    @cached_property
    def sayable(self) -> frozenset[str]:
        """What may stand as a perpetrator that the registry does not know, casefolded."""
        return frozenset(word.casefold() for word in (*self.persons.public, *self.persons.unnamed_actors))

    def source_named(self, name: str) -> str | None:
        """The name under which the source of a figure leaves; None where it must not be named."""
        outlet = self._outlets_by_name.get(name.casefold())
        return outlet.name if outlet else name if name in self.persons.public else None

    def outlet_of(self, publisher: str | None, url: str | None) -> tuple[str, str | None] | None:
        """Name and address under which a report's outlet leaves; None where it is none of the policy's.

        An address elsewhere outweighs the publisher's name: what a person repeats is the person's post.
        """
        if not url:
            outlet = self._outlets_by_name.get((publisher or "").casefold())
            return (outlet.name, None) if outlet else None
        where = _split(url)
        if where is None:
            return None
        host = (where.hostname or "").removesuffix(".")
        for outlet in self.outlets:
            for domain in outlet.domains:
                if host == domain or host.endswith(f".{domain}"):
                    return outlet.name, self._address(domain, host, where)
        return None

    def _address(self, domain: str, host: str, where: SplitResult) -> str | None:
        if self.addresses == "none":
            return None
        # A subdomain may be somebody's own page.
        return f"https://{domain}/" if self.addresses == "site" else f"https://{host}{where.path or '/'}"

    def sentences(self) -> list[str]:
        """The rules in words, for whoever exports."""
        days, least, places = self.delay.days, self.minimum, self.places
        return [
            f"Places to the {places.finest}, coordinates to the middle of an H3 cell of resolution {places.cell}; "
            f"to the province for {_listed(self.event_types.wider)}.",
            f"Held back: {_listed(self.event_types.held_back)}, and what may be less than {days} days old.",
            f"Figures under {least.people} people of {_listed(least.groups)} left out, with all that would tell them.",
            f"Persons named: {len(self.persons.public)}. Outlets named: {len(self.outlets)}; "
            f"addresses: {self.addresses}.",
            "No words, titles or authors of reports, no decisions and nobody who took them, no hashes of reports.",
        ]


def _split(url: str) -> SplitResult | None:
    try:
        found = urlsplit(url)
    except ValueError:
        return None
    return found if found.scheme in {"http", "https"} else None


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(code.replace("_", " ") for code in codes) or "nothing"
