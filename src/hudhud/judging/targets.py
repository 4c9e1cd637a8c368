"""From the id that a reviewer gives to what it names today. Any id ever given out leads somewhere or says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hudhud.errors import DecisionError
from hudhud.judging.anchors import anchor, match, resolve
from hudhud.judging.application import Archive, Judged
from hudhud.judging.drafts import Target
from hudhud.judging.sheets import JudgedClaim, claim_anchors, claims_of
from hudhud.model import Member

LEAST_PREFIX = 6
"""So many characters of an incident's id are looked up among mentions that are no incident's first any more."""


@dataclass(frozen=True)
class Group:
    """An incident by its id and its mentions that count; what it amounts to is nobody's question here."""

    id: str
    members: tuple[Member, ...]


class Finder:
    """Looks ids up in one state of the ledger.

    Args:
        archive: older readings.
        now: the mentions that count, as judged.
        incidents: those of this state to which an id may lead.
    """

    def __init__(self, archive: Archive, now: Judged, incidents: Sequence[Group]) -> None:
        self.archive = archive
        self.now = now
        self._incidents = incidents

    def target(self, name: str) -> Target:
        """What an id, ever given out, is today."""
        match name[:1]:
            case "c":
                return self._claim_target(name)
            case "m":
                found = self._today(name)
                return Target("mention", found.mention.id, (found,))
            case "i":
                return self._incident_target(name)
            case _:
                raise DecisionError(
                    f"{name!r} is no id of an incident (i…), a mention (m…) or a claim (c…); see hudhud show"
                )

    def _today(self, name: str) -> Member:
        """The mention that counts now under this id, or for the one that once had it."""
        stored = None if name in self.now.by_id else self.archive.mention(name)
        if name not in self.now.by_id and stored is None:
            raise DecisionError(
                f"no mention {name!r} in this ledger; 'hudhud incidents --format jsonl' gives their ids"
            )
        then = name if stored is None else stored.mention.id
        today = self.now.home.get(then, then)
        if stored is not None and today not in self.now.by_id and today not in self.now.judged:
            heir = resolve(anchor(stored), [m for m in self.now.members if m.doc_id == stored.doc_id])
            today = heir.mention.id if heir else today
        if today in self.now.by_id:
            return self.now.by_id[today]
        judged = self.now.judged.get(today)
        if judged is not None and judged.mark == "reject":
            last = judged.by[-1]
            raise DecisionError(f"{name} is rejected by {last.by}; first: hudhud decide undo {last.decision.seq}")
        raise DecisionError(
            f"mention {name} is of an older reading, and the report's newer one has nothing at its words"
        )

    def _claim_target(self, name: str) -> Target:
        stored = self.archive.mention_of_claim(name)
        if stored is None:
            raise DecisionError(f"no claim {name!r} in this ledger; give the whole id, or the mention with --field")
        member = self._today(stored.mention.id)
        lines = self.now.lines(member.mention.id)
        once = [JudgedClaim(i, c) for i, c in claims_of(stored.mention).items() if i == name]
        same_text = stored.document_id == member.document_id
        read = {line.id: line.read for line in lines if line.read is not None}
        today = match(list(claim_anchors(once)), read, same_text=same_text).get(name)
        line = next((x for x in lines if x.id == today), None)
        if line is None:
            raise DecisionError(f"claim {name} is of an older reading, and the newer one has nothing at its words")
        if line.claim is None:
            last = line.by[-1]
            raise DecisionError(f"{name} does not count, by {last.by}; first: hudhud decide undo {last.decision.seq}")
        (anchored,) = claim_anchors([line])
        return Target("claim", line.id, (member,), anchored)

    def _incident_target(self, name: str) -> Target:
        every = self._incidents
        found = [one for one in every if one.id.startswith(name)]
        if len(found) > 1:
            raise DecisionError(f"{name!r} is the beginning of {len(found)} incident ids; give more of it")
        if not found:
            # An incident is named after its first mention, wherever that is now.
            first = self.archive.mention("m" + name[1:]) if len(name) >= LEAST_PREFIX else None
            today = None if first is None else self._today(first.mention.id).mention.id
            found = [one for one in every if any(m.mention.id == today for m in one.members)]
        if not found:
            raise DecisionError(f"no incident {name!r} in this ledger; run: hudhud incidents")
        members = tuple(self.now.by_id[m.mention.id] for m in found[0].members if m.mention.id in self.now.by_id)
        if not members:
            raise DecisionError(f"every mention of {name} is rejected; 'hudhud log --action reject' says by whom")
        return Target("incident", found[0].id, members)
