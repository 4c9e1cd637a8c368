"""Links to clusters. A chain A-B-C joins A with C only where nothing excludes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from hudhud.linking.pairs import excluded
from hudhud.model import Member


class Scored(Protocol):
    """What clustering needs of a link."""

    @property
    def one(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def score(self) -> float: ...


def clusters(members: Sequence[Member], links: Iterable[Scored]) -> list[list[Member]]:
    """Group `members` by `links`, the strongest first.

    Two groups are joined only if no two of their mentions stand in one document or exclude each
    other. The result is a pure function of the members and the links, whatever their order;
    members keep the order they come in.
    """
    by_id = {m.mention.id: m for m in members}
    group: dict[str, list[str]] = {i: [i] for i in by_id}
    for found in sorted(links, key=lambda x: (-x.score, x.one, x.other)):
        if found.one not in by_id or found.other not in by_id or group[found.one] is group[found.other]:
            continue
        a, b = group[found.one], group[found.other]
        if any(_conflict(by_id[i], by_id[j]) for i in a for j in b):
            continue
        joined = a + b
        for i in joined:
            group[i] = joined
    order = {m.mention.id: n for n, m in enumerate(members)}
    unique = {id(g): g for g in group.values()}
    return sorted(
        ([by_id[i] for i in sorted(g, key=order.__getitem__)] for g in unique.values()),
        key=lambda g: order[g[0].mention.id],
    )


def _conflict(a: Member, b: Member) -> bool:
    return a.doc_id == b.doc_id or excluded(a.mention, b.mention)
