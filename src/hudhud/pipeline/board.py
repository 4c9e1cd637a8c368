"""What the board shows of incidents: each in one row, made when linking or a decision changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hudhud import judging
from hudhud.ledger import Row, StoredLink
from hudhud.linking import weights
from hudhud.model import Claim, Incident, Member
from hudhud.model.filters import Review
from hudhud.model.incidents import incident_id
from hudhud.reconcile import incident, record, stake


def grouped(now: judging.Judged, home: Mapping[str, str], copies: Mapping[str, str]) -> list[Incident]:
    """The incidents that mentions with these homes make; one that has no home stands alone."""
    doubted = now.unverifiable
    return [incident(members, copies, doubted) for members in homed(now.members, home)]


def homed(members: Iterable[Member], home: Mapping[str, str]) -> list[list[Member]]:
    """The members of each incident; the first of them names it."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(home.get(member.mention.id, incident_id(member.mention.id)), []).append(member)
    return list(groups.values())


def board_rows(
    now: judging.Judged,
    placed: Mapping[str, str],
    order: Mapping[str, int],
    links: Sequence[StoredLink],
    copies: Mapping[str, str],
) -> list[Row]:
    """The rows of the incidents into which mentions were placed.

    Args:
        now: the mentions that count, as judged.
        placed: mention to incident.
        order: the number of each mention.
        links: those among the mentions.
        copies: by document id, the document whose story it repeats.
    """
    chosen = replace(now, members=tuple(m for m in now.members if m.mention.id in placed))
    ties = _strongest(links, placed)
    rows = []
    for one in grouped(chosen, placed, copies):
        own = [m.mention.id for m in one.members]
        weakest = min((ties.get(name, 0.0) for name in own), default=None) if len(own) > 1 else None
        hangs = stake(one, weakest, weights()["threshold"])
        rows.append(Row(record(one, copies), min(order[name] for name in own), _words(one), _review(now, one),
                        hangs, _moved(one, copies, now.unverifiable)))  # fmt: skip
    return rows


def _strongest(links: Iterable[StoredLink], placed: Mapping[str, str]) -> dict[str, float]:
    """By mention, the bits of its best tie to another of its incident."""
    found: dict[str, float] = {}
    for link in links:
        if link.one in placed and placed.get(link.one) == placed.get(link.other):
            for end in (link.one, link.other):
                found[end] = max(link.weight, found.get(end, link.weight))
    return found


def _moved(one: Incident, copies: Mapping[str, str], doubted: Mapping[str, frozenset[Claim]]) -> int | None:
    """By how many people killed, over all groups, the best figure moved since the first day of reports."""
    now = next((t.best for t in one.totals if t.harm == "killed"), None)
    days = [m.published.end for m in one.members if m.published is not None]
    if now is None or len(set(days)) < 2:
        return None
    early = [m for m in one.members if m.published is not None and m.published.end == min(days)]
    then = next((t.best for t in incident(early, copies, doubted).totals if t.harm == "killed"), None)
    return None if then is None else now - then


def _words(one: Incident) -> str:
    place = one.place
    named = [place.name, place.admin1, place.country] if place else []
    titles = [m.title for m in one.members]
    said = [*named, *one.perpetrators, *(t.replace("_", " ") for t in one.types), *titles]
    return "\n".join(dict.fromkeys(filter(None, said))).casefold()


def _review(now: judging.Judged, one: Incident) -> Review:
    since = judging.since_accepted(now, one.members)
    return "waiting" if since is None else "changed" if since else "accepted"
