"""The members as persons judged them. Nothing here is stored: it follows from readings and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from hudhud.judging.anchors import agrees, field_of, resolve
from hudhud.judging.constraints import Contradiction, constraints
from hudhud.judging.homes import Flag, settle, to_fetch
from hudhud.judging.sheets import JudgedClaim, JudgedMember, Sheet, claims_of
from hudhud.judging.verdicts import Pair, Ruled, Verdicts, verdicts
from hudhud.judging.wording import value_words
from hudhud.model import Claim, ClaimAnchor, Decision, Member, MentionAnchor


class Archive(Protocol):
    """Where mentions of older readings are found."""

    def mention(self, name: str) -> Member | None: ...
    def mention_of_claim(self, claim: str) -> Member | None: ...


@dataclass(frozen=True)
class Judged:
    """The members with every standing decision in effect."""

    members: tuple[Member, ...]
    """Those that count, corrected, without rejected claims and mentions, in the order they came."""
    judged: Mapping[str, JudgedMember]
    """Every mention that somebody judged, rejected ones too, by its id of today."""
    home: Mapping[str, str]
    """From any id under which a mention was judged to its id of today."""
    held_back: tuple[Member, ...]
    """Mentions of today that stand aside for those of an older reading; a flag says why."""
    must: frozenset[Pair]
    cannot: frozenset[Pair]
    contradictions: tuple[Contradiction, ...]
    flags: tuple[Flag, ...]
    accepted: tuple[Ruled, ...]
    """Standing acceptances of incidents, the oldest first."""
    attached: tuple[Ruled, ...] = ()
    """Standing attachments, the oldest first."""

    @cached_property
    def by_id(self) -> dict[str, Member]:
        return {member.mention.id: member for member in self.members}

    @property
    def unverifiable(self) -> Mapping[str, frozenset[Claim]]:
        """By mention, the claims that count but enter no best figure and no sum."""
        return {name: doubted for name, one in self.judged.items() if (doubted := one.unverifiable)}

    def touched(self, members: Iterable[Member]) -> Iterator[tuple[str, JudgedMember]]:
        """Of these members, those that somebody judged, each with the name of its report."""
        for member in members:
            if member.mention.id in self.judged:
                yield member.doc_id, self.judged[member.mention.id]

    def lines(self, mention: str) -> tuple[JudgedClaim, ...]:
        """All claims of a mention of today, the machine's and the persons'; none where there is no such mention."""
        if mention in self.judged:
            return self.judged[mention].claims
        member = self.by_id.get(mention)
        return () if member is None else tuple(JudgedClaim(i, c) for i, c in claims_of(member.mention).items())


def apply(members: Sequence[Member], standing: Verdicts, kept: Mapping[str, Member] | None = None) -> Judged:
    """Let the decisions take effect on the mentions that count now.

    Args:
        members: mentions with their documents, in the order of capture.
        standing: what persons decided.
        kept: mentions of older readings by id; `to_fetch` says which are needed.
    """
    homes = settle(members, standing, kept or {})
    anchored = _claims_judged(standing)
    wanted = set(homes.home.values())
    sheets = {
        m.mention.id: Sheet(m, m.mention.id in homes.carried) for m in homes.members if m.mention.id in wanted
    }  # fmt: skip
    for old, anchor in standing.anchors.items():
        if old in homes.home:
            sheets[homes.home[old]].prepare(anchor, anchored[old])
    for ruled in standing.in_order:
        for anchor in ruled.ruling.mentions:
            if anchor.mention in homes.home:
                sheets[homes.home[anchor.mention]].rule(ruled, anchor)
    judged = {name: sheet.result() for name, sheet in sheets.items()}
    counting = [m for m in homes.members if m.mention.id not in judged or judged[m.mention.id].mark != "reject"]
    held = constraints(standing, homes.home, {m.mention.id for m in counting})
    return Judged(
        members=tuple(judged[m.mention.id].member if m.mention.id in judged else m for m in counting),
        judged=judged,
        home=homes.home,
        held_back=homes.held_back,
        must=held.must,
        cannot=held.cannot,
        contradictions=held.contradictions,
        flags=(*homes.flags, *(f for s in sheets.values() for f in s.flags), *_contradicting(held.contradictions),
               *_not_understood(standing)),
        accepted=tuple(r for r in standing.accepted if r.ruling.kind == "incident"),
        attached=standing.attached,
    )  # fmt: skip


def judge(members: Sequence[Member], decisions: Iterable[Decision], archive: Archive) -> Judged:
    """`apply` what the decisions come to, with what it needs of older readings."""
    standing = verdicts(decisions)
    stored = {name: archive.mention(name) for name in sorted(to_fetch(members, standing))}
    return apply(members, standing, {name: m for name, m in stored.items() if m is not None})


def _claims_judged(verdicts: Verdicts) -> dict[str, tuple[ClaimAnchor, ...]]:
    """The claims that any decision speaks of, by the mention's id at that time."""
    found: defaultdict[str, dict[str, ClaimAnchor]] = defaultdict(dict)
    for ruled in verdicts.in_order:
        for anchor in ruled.ruling.mentions:
            for claim in anchor.claims:
                found[anchor.mention].setdefault(claim.id, claim)
    return {mention: tuple(found[mention].values()) for mention in verdicts.anchors}


def _contradicting(contradictions: Sequence[Contradiction]) -> list[Flag]:
    return [
        Flag(c.same.ruling.mentions[0].mention, c.same.decision.seq,
             f"{c.same.by} would join what {c.different.by} holds apart; they stay apart.")
        for c in contradictions
    ]  # fmt: skip


def _not_understood(verdicts: Verdicts) -> list[Flag]:
    return [
        Flag(d.subject, d.seq, f"decision {d.seq} ({d.action}, by {d.actor}) is of a form that this hudhud does not "
             "know; nothing follows from it.")
        for d in verdicts.not_understood
    ]  # fmt: skip


def attached_to(judged: Judged, incident: Sequence[Member]) -> list[Ruled]:
    """The standing attachments of an incident: those of which the first mention that is left is in it."""
    own = {m.mention.id for m in incident}
    return [ruled for ruled in judged.attached if _place_of(judged, ruled) in own]


def _place_of(judged: Judged, attached: Ruled) -> str | None:
    """The mention of today beside which a file lies; None where none is left."""
    for anchor in attached.ruling.mentions:
        home = judged.home.get(anchor.mention, anchor.mention)
        if home in judged.by_id:
            return home
        heir = resolve(anchor, [m for m in judged.members if m.doc_id == anchor.doc_id])
        if heir is not None:
            return heir.mention.id
    return None


def accepted_by(judged: Judged, incident: Sequence[Member]) -> Ruled | None:
    """The last standing acceptance of the incident; None where there is none.

    The accepted incident is today the one that holds the first of its mentions that is left; what parted
    from it was not accepted by itself.
    """
    own, last = {m.mention.id for m in incident}, None
    for ruled in judged.accepted:
        left = (home for a in ruled.ruling.mentions if (home := judged.home.get(a.mention)) in judged.by_id)
        if next(left, None) in own:
            last = ruled
    return last


def since_accepted(judged: Judged, incident: Sequence[Member]) -> str | None:
    """What changed since somebody accepted the incident, in a sentence.

    "" where nothing did; None where nobody accepted it.
    """
    last = accepted_by(judged, incident)
    if last is None:
        return None
    changes = _changes(judged, last, {m.mention.id: m for m in incident})
    one = last.decision
    return f"Changed since it was accepted on {one.at.date()} by {one.actor}: {'; '.join(changes)}." if changes else ""


def _changes(judged: Judged, accepted: Ruled, now: Mapping[str, Member]) -> list[str]:
    """Each change once, with all reports that it is in."""
    then = {home: a for a in accepted.ruling.mentions if (home := judged.home.get(a.mention)) is not None}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, member in now.items():
        if name not in then:
            found["came to it"].append(member.doc_id)
    for anchor in accepted.ruling.mentions:
        today = judged.home.get(anchor.mention)
        if today is None or today not in now:
            found["left it"].append(anchor.doc_id)
        else:
            for words in _changed_values(anchor, now[today]):
                found[words].append(anchor.doc_id)
    where = {words: ", ".join(dict.fromkeys(docs)) for words, docs in found.items()}
    return [f"{docs} {w}" if w.endswith(" it") else f"{w} ({docs})" for w, docs in where.items()]


def _changed_values(then: MentionAnchor, now: Member) -> Iterator[str]:
    old, new = [c.value for c in then.claims], [c.value for c in now.mention.claims]
    came = [w for w in new if not any(agrees(v, w) for v in old)]
    for value in old:
        if any(agrees(value, w) for w in new):
            continue
        instead = next((w for w in came if field_of(w) == field_of(value)), None)
        came = [w for w in came if w is not instead]
        words = f"now “{value_words(instead)}”" if instead is not None else "no longer there"
        yield f"“{value_words(value)}” is {words}"
    yield from (f"“{value_words(w)}” is new" for w in came)
