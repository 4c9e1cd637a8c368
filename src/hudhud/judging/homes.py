"""Where the mentions that persons decided on are today, and what is kept of an older reading for their sake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hudhud.judging.anchors import LEAST_MENTION, likeness, resolve
from hudhud.judging.verdicts import Ruled, Verdicts, pair
from hudhud.model import Member, MentionAnchor


@dataclass(frozen=True)
class Flag:
    """Where the reading of today and a person's decision disagree, in a sentence."""

    mention: str
    decision: int
    text: str


@dataclass(frozen=True)
class Homes:
    """The members after the decisions about them were given a home.

    A mention that a newer reading no longer has is carried over from the older one. Where a newer
    reading makes one mention of several that persons judged apart, it is held back, and those it was
    made of are carried over: the figures are neither lost nor told twice.
    """

    members: tuple[Member, ...]
    home: Mapping[str, str]
    """From the id of a judged mention to what it is called today; what is in neither reading nor record is missing."""
    carried: frozenset[str]
    held_back: tuple[Member, ...]
    flags: tuple[Flag, ...]


def to_fetch(members: Sequence[Member], verdicts: Verdicts) -> frozenset[str]:
    """The mentions that `settle` may need from older readings."""
    return frozenset(verdicts.anchors) - {m.mention.id for m in members}


def settle(members: Sequence[Member], verdicts: Verdicts, kept: Mapping[str, Member]) -> Homes:
    """Find today's mention for every judged one.

    Args:
        members: the mentions that count now.
        verdicts: what persons decided.
        kept: mentions of older readings by id, at least those that `to_fetch` names.
    """
    about = _rulings(verdicts)
    judged: defaultdict[str, list[MentionAnchor]] = defaultdict(list)
    for anchored in verdicts.anchors.values():
        judged[anchored.doc_id].append(anchored)
    current: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.doc_id in judged:
            current[member.doc_id].append(member)
    desks = {d: _Document(own, current[d], about, kept, verdicts) for d, own in judged.items()}
    return Homes(
        members=tuple(_in_order(members, desks)),
        home={old: new for desk in desks.values() for old, new in desk.home.items()},
        carried=frozenset(m.mention.id for desk in desks.values() for m in desk.carried),
        held_back=tuple(m for d in desks.values() for m in current[d.doc_id] if m.mention.id in d.held),
        flags=tuple(flag for desk in desks.values() for flag in desk.flags),
    )


def _rulings(verdicts: Verdicts) -> dict[str, list[Ruled]]:
    about: defaultdict[str, list[Ruled]] = defaultdict(list)
    for ruled in verdicts.in_order:
        for anchored in (*ruled.ruling.mentions, *ruled.ruling.others):
            about[anchored.mention].append(ruled)
    return about


class _Document:
    """The judged mentions of one report beside those that its reading of today has."""

    def __init__(
        self,
        own: Sequence[MentionAnchor],
        current: Sequence[Member],
        about: Mapping[str, list[Ruled]],
        kept: Mapping[str, Member],
        verdicts: Verdicts,
    ) -> None:
        self.doc_id = own[0].doc_id
        self.home: dict[str, str] = {}
        self.carried: list[Member] = []
        self.flags: list[Flag] = []
        self._about, self._kept = about, kept
        found = {a.mention: resolve(a, current) for a in own}
        self._today = {old: new.mention.id for old, new in found.items() if new is not None}
        kin = _kin(own, verdicts)
        self.held = self._merged(kin, verdicts)
        for group in kin:
            self._house(group)

    def _merged(self, kin: Sequence[Sequence[MentionAnchor]], verdicts: Verdicts) -> frozenset[str]:
        """The mentions of today that were several when persons judged them, and that nobody called the same."""
        claimants: defaultdict[str, list[set[str]]] = defaultdict(list)
        for group in kin:
            for today in {self._today[a.mention] for a in group if a.mention in self._today}:
                claimants[today].append({a.mention for a in group})
        return frozenset(t for t, groups in claimants.items() if len(_joined(groups, verdicts)) > 1)

    def _house(self, group: Sequence[MentionAnchor]) -> None:
        """Give all anchors of what is one mention a home, if it has one."""
        live = {a.mention: t for a in group if (t := self._today.get(a.mention)) is not None and t not in self.held}
        if live:
            any_of_them = next(iter(live.values()))
            self.home |= {a.mention: live.get(a.mention, any_of_them) for a in group}
            return
        was_merged = any(a.mention in self._today for a in group)
        reason = self._why_carry(group, was_merged)
        newest = [a.mention for a in sorted(group, key=self._latest, reverse=True) if a.mention in self._kept]
        if reason is None or not newest:
            return
        member = self._kept[newest[0]]
        self.carried.append(member)
        self.home |= {a.mention: newest[0] for a in group}
        what = "makes one of several mentions that were judged apart" if was_merged else "no longer has this mention"
        first = member.mention.claims[0]
        self.flags.append(
            Flag(newest[0], reason.decision.seq,
                 f"{self.doc_id}: the newer reading {what}; for the sake of {reason.by} it is kept as "
                 f"{first.reader} {first.reader_version} read it.")
        )  # fmt: skip

    def _latest(self, anchored: MentionAnchor) -> int:
        return max(ruled.decision.seq for ruled in self._about[anchored.mention])

    def _why_carry(self, group: Sequence[MentionAnchor], was_merged: bool) -> Ruled | None:
        """The last decision that holds the mention to be an incident; None where none does, or it was rejected."""
        told = sorted({r.decision.seq: (r, a.mention) for a in group for r in self._about[a.mention]}.items())
        marks = [r for _, (r, _) in told if r.ruling.kind != "claim" and r.decision.action in _MARKS]
        if marks and marks[-1].decision.action == "reject":
            return None
        holding = [r for _, (r, mention) in told if was_merged or _affirms(r, mention)]
        return holding[-1] if holding else None


_MARKS = frozenset({"accept", "reject", "unverifiable"})


def _affirms(ruled: Ruled, mention: str) -> bool:
    match ruled.decision.action:
        case "reject":
            return False
        case "unverifiable":
            return ruled.ruling.kind != "claim"
        case "split":  # those left behind were not judged
            return any(a.mention == mention for a in ruled.ruling.mentions)
        case _:
            return True


def _kin(own: Sequence[MentionAnchor], verdicts: Verdicts) -> list[list[MentionAnchor]]:
    """Anchors that are one mention, judged in several readings of the report; never two that are held apart."""
    groups: list[list[MentionAnchor]] = []
    for anchored in own:
        alike = [g for g in groups if any(_is_kin(anchored, other, verdicts) for other in g)]
        groups = [g for g in groups if g not in alike] + [[a for g in alike for a in g] + [anchored]]
    return groups


def _is_kin(one: MentionAnchor, other: MentionAnchor, verdicts: Verdicts) -> bool:
    return pair(one.mention, other.mention) not in verdicts.cannot and likeness(one, other) >= LEAST_MENTION


def _joined(groups: Sequence[set[str]], verdicts: Verdicts) -> list[set[str]]:
    """The groups, those made one that a person called the same."""
    out: list[set[str]] = []
    for group in groups:
        tied = [g for g in out if any(pair(a, b) in verdicts.must for a in g for b in group)]
        out = [g for g in out if g not in tied] + [set(group).union(*tied)]
    return out


def _in_order(members: Sequence[Member], desks: Mapping[str, _Document]) -> Iterator[Member]:
    """The members without those held back; what is carried over follows the others of its report."""
    last = {m.doc_id: n for n, m in enumerate(members) if m.doc_id in desks}
    for number, member in enumerate(members):
        desk = desks.get(member.doc_id)
        if desk is None or member.mention.id not in desk.held:
            yield member
        if desk is not None and last[member.doc_id] == number:
            yield from desk.carried
    for doc_id, desk in desks.items():
        if doc_id not in last:
            yield from desk.carried
