"""The derived tables of a ledger that stands still, each asked the same question once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from hudhud.ledger.linkage import Linkage, StoredLink
from hudhud.ledger.store import Ledger
from hudhud.model import Member

T = TypeVar("T")


class StillLinkage(Linkage):
    """A `Linkage` for one decision, which is refused where the ledger changed while it was thought over.

    What it gives is shared between those who ask: treat it as read-only.
    """

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self._known: dict[tuple[str, frozenset[str]], Any] = {}

    def members_in(self, doc_ids: Collection[str]) -> list[Member]:
        return self._once("members_in", super().members_in, doc_ids)

    def doc_ids_of(self, names: Collection[str]) -> dict[str, str]:
        return self._once("doc_ids_of", super().doc_ids_of, names)

    def incidents_of(self, names: Collection[str]) -> dict[str, str]:
        return self._once("incidents_of", super().incidents_of, names)

    def in_incidents(self, names: Collection[str]) -> dict[str, str]:
        return self._once("in_incidents", super().in_incidents, names)

    def links(self, names: Collection[str]) -> list[StoredLink]:
        return self._once("links", super().links, names)

    def copies(self, names: Collection[str]) -> list[tuple[str, str]]:
        return self._once("copies", super().copies, names)

    def _once(self, what: str, ask: Callable[[Collection[str]], T], names: Collection[str]) -> T:
        key = what, frozenset(names)
        if key not in self._known:
            self._known[key] = ask(names)
        found: T = self._known[key]
        return found
