"""What is kept from a person who may be given it as a second, blind coding. See `pipeline.blindness`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import Request

from hudhud import pipeline
from hudhud.errors import HudhudError
from hudhud.ledger import Board, Codings, Ledger
from hudhud.web.access import Person
from hudhud.web.words import say


class SealedError(HudhudError):
    """Somebody asks for an incident that they may be given to code blind."""

    def __init__(self, incident: str) -> None:
        super().__init__(say("sealed.told", incident=incident))
        self.incident = incident


def kept_from(request: Request, person: Person) -> frozenset[str]:
    """All incidents that lists, plots and answers leave out for this person."""
    ledger: Ledger = request.app.state.ledger
    if not person.may("reviewer") or not _share(request):
        return frozenset()
    # A look or a coding changes no row; both are rare beside requests, and counted in the key.
    key = (person.name, Board(ledger).state(), Codings(ledger).stage(person.name))
    found: frozenset[str] = request.app.state.sealed.get(key, lambda _: pipeline.sealed(ledger, person.name))
    return found


def kept_among(request: Request, person: Person, incidents: Iterable[str]) -> frozenset[str]:
    """Those of a few incidents."""
    ledger: Ledger = request.app.state.ledger
    if not person.may("reviewer") or not _share(request):
        return frozenset()
    return pipeline.sealed_among(ledger, person.name, incidents)


def refuse_sealed(request: Request, person: Person, incident: str) -> None:
    """Before anything is shown of one incident.

    Raises:
        SealedError: the person may be given it to code.
    """
    if kept_among(request, person, [incident]):
        raise SealedError(incident)


def _share(request: Request) -> float:
    """The share of incidents that is coded twice, asked for once a request."""
    if not hasattr(request.state, "coding_share"):
        request.state.coding_share = Codings(request.app.state.ledger).share()
    return float(request.state.coding_share)


def note_look(request: Request, person: Person, seen: Mapping[str, str]) -> None:
    """Note which mentions, with the `doc_id` of each, somebody who may code has before them; of others nothing."""
    if person.may("reviewer"):
        pipeline.look(request.app.state.ledger, person.name, seen)
