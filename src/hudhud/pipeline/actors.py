"""An actor with what the ledger's reports say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hudhud.actors import Actor
from hudhud.actors import load as load_registry
from hudhud.errors import ActorError
from hudhud.ledger import Ledger
from hudhud.model import Standing, Told


@dataclass(frozen=True)
class ActorPage:
    """An actor of the registry with those around it, and what the ledger's reports say of it."""

    actor: Actor
    parents: tuple[Actor, ...]
    """From the nearest up."""
    branches: tuple[Actor, ...]
    namesakes: tuple[Actor, ...]
    told: tuple[Told, ...] | None
    """By the time that it tells of, what has none last; None where no ledger was asked."""


def actor(name: str, ledger: Ledger | None = None) -> ActorPage:
    """The actor that goes by this name or id, with its figures, leaders and records as a timeline.

    Raises:
        ActorError: the registry knows nobody of this name; the message gives near spellings.
    """
    registry = load_registry()
    found = registry.named(name) or registry.actors.get(name.lower())
    if found is None:
        near = registry.near(name)
        hint = f"did you mean {', '.join(near)}?" if near else "and none is spelt like it"
        raise ActorError(f"no actor {name!r} in the registry; {hint}")
    return ActorPage(
        actor=found,
        parents=tuple(registry.above(found.id)),
        branches=tuple(registry.children(found.id)),
        namesakes=tuple(a for a in registry.bearers(name) if a != found),
        told=None if ledger is None else tuple(sorted(_told_of(ledger, found), key=_time_told)),
    )


def _told_of(ledger: Ledger, wanted: Actor) -> Iterator[Told]:
    for told in ledger.statements():
        value = told.statement.value
        holds = isinstance(value, Standing) and value.holder == wanted.name
        if value.actor_id == wanted.id or holds:
            yield told


def _time_told(told: Told) -> tuple[bool, int, int]:
    when = told.statement.when
    return (when is None, when.start.toordinal() if when else 0, when.end.toordinal() if when else 0)
