"""From what a reviewer wants to what the ledger keeps: the subject anchored by its words, old values beside new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from hudhud.errors import DecisionError
from hudhud.judging.anchors import agrees, anchor
from hudhud.judging.application import Judged, attached_to
from hudhud.judging.sheets import claim_anchors
from hudhud.judging.values import Registry, parse_value
from hudhud.judging.verdicts import annulled
from hudhud.judging.wording import value_words
from hudhud.model import (
    HARM_FIELDS,
    ClaimAnchor,
    Decision,
    Evidence,
    FileAnchor,
    HarmValue,
    Member,
    MentionAnchor,
    Ruling,
    Value,
)
from hudhud.model.claims import FieldName
from hudhud.model.decisions import PERSON_ACTIONS


@dataclass(frozen=True)
class Target:
    """What a decision is about, as it is today."""

    kind: Literal["claim", "mention", "incident"]
    id: str
    members: tuple[Member, ...]
    """Of a claim the one whose it is, of a mention itself, of an incident all."""
    claim: ClaimAnchor | None = None


@dataclass(frozen=True)
class Content:
    """The content of a decision, but for who, when and why."""

    subject: str
    after: Ruling
    before: Mapping[str, Any] | None = None

    @property
    def stored(self) -> dict[str, Any]:
        """`after` as the ledger keeps it."""
        return self.after.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True)
class Correction:
    """What a reviewer puts right. Without `field` that of the claim is meant."""

    value: str | Value
    field: FieldName | None = None
    group: str | None = None
    words: Evidence | None = None
    """The words that the value rests on, in the report of the one mention that is corrected."""


def mark(judged: Judged, target: Target, action: str) -> Content:
    """Accept, reject or doubt. An acceptance keeps all that it accepts."""
    if target.kind == "claim":
        anchors = [_anchor(judged, m, [target.claim] if target.claim else []) for m in target.members]
    else:
        anchors = [_anchor(judged, m, _claims(judged, m) if action == "accept" else []) for m in target.members]
    return Content(target.id, Ruling(kind=target.kind, mentions=tuple(anchors)))


def attach(judged: Judged, target: Target, file: FileAnchor) -> Content:
    """Lay a file beside an incident or a mention, as evidence.

    Raises:
        DecisionError: it is a claim, or the same file lies there already.
    """
    if target.kind == "claim":
        raise DecisionError("a file is attached to an incident or a mention; give an id with i or m")
    here = next((r for r in attached_to(judged, target.members) if r.ruling.file and _same(r.ruling.file, file)), None)
    if here is not None:
        raise DecisionError(f"this file is attached to {target.id} already, by {here.by}")
    anchors = tuple(_anchor(judged, m) for m in target.members)
    return Content(target.id, Ruling(kind=target.kind, mentions=anchors, file=file))


def _same(one: FileAnchor, other: FileAnchor) -> bool:
    return one.sha256 == other.sha256


def correct(judged: Judged, target: Target, wanted: Correction, registry: Registry) -> Content:
    """Another value for a claim, or for a field of a mention or of all mentions of an incident.

    Raises:
        DecisionError: the field or group is not clear, the value is none, or it is there already.
    """
    if target.claim is not None:
        field, group, old = _of_claim(target, target.claim, wanted)
    else:
        field, group, old = _of_field(judged, target, wanted)
    value = wanted.value if not isinstance(wanted.value, str) else parse_value(field, wanted.value, group, registry)
    flat = [claim for claims in old.values() for claim in claims]
    if (
        wanted.words is None
        and flat
        and all(len(claims) == 1 and agrees(claims[0].value, value) for claims in old.values())
    ):
        raise DecisionError(f"{target.id} says “{value_words(value)}” already; accept it, or give another value")
    before = {
        "values": [
            {"mention": mention, "claim": claim.id, "value": claim.value.model_dump(mode="json")}
            for mention, claims in old.items() for claim in claims
        ]
    }  # fmt: skip
    if wanted.words is not None and len({m.document_id for m in target.members}) > 1:
        raise DecisionError(f"{target.id} is told by several reports; words are shown for a claim or a mention of one")
    anchors = tuple(_anchor(judged, m, old[m.mention.id]) for m in target.members)
    ruling = Ruling(kind=target.kind, mentions=anchors, value=_with_victims(value, flat), words=wanted.words)
    return Content(target.id, ruling, before)


_Old = dict[str, list[ClaimAnchor]]


def _of_claim(target: Target, claim: ClaimAnchor, wanted: Correction) -> tuple[FieldName, str, _Old]:
    field = wanted.field or claim.field
    if field != claim.field and not {field, claim.field} <= set(HARM_FIELDS):
        raise DecisionError(f"{target.id} is of {_plain(claim.field)}, not of {_plain(field)}; leave out --field")
    group = claim.value.group if isinstance(claim.value, HarmValue) else "unknown"
    return field, wanted.group or group, {target.members[0].mention.id: [claim]}


def _of_field(judged: Judged, target: Target, wanted: Correction) -> tuple[FieldName, str, _Old]:
    field = wanted.field
    if field is None:
        raise DecisionError(f"{target.id} has several fields; say with --field which is wrong")
    told = {m.mention.id: _told(judged, m, field) for m in target.members}
    if field not in HARM_FIELDS:
        return field, "unknown", told
    groups = sorted({_group(c) for claims in told.values() for c in claims})
    if wanted.group is None and len(groups) > 1:
        raise DecisionError(f"{target.id} tells of {field} {', '.join(groups)}; say with --group which is wrong")
    group = wanted.group or (groups[0] if groups else "unknown")
    # Where the reader could not tell who they were, the reviewer's group says it of the same people.
    meant = group if group in groups else "unknown"
    return field, group, {mention: [c for c in claims if _group(c) == meant] for mention, claims in told.items()}


def _told(judged: Judged, member: Member, field: FieldName) -> list[ClaimAnchor]:
    """The claims of a field that count; where all were rejected, those, for they are what is put right."""
    lines = judged.lines(member.mention.id)
    counting = [c for c in claim_anchors(lines) if c.field == field]
    rejected = [replace(line, mark=None) for line in lines if line.mark == "reject"]
    return counting or [c for c in claim_anchors(rejected) if c.field == field]


def _group(claim: ClaimAnchor) -> str:
    return claim.value.group if isinstance(claim.value, HarmValue) else "unknown"


def _plain(field: str) -> str:
    return field.replace("_", " ")


def _with_victims(value: Value, old: Iterable[ClaimAnchor]) -> Value:
    """The report's words for the victims outlive a correction of their number."""
    if isinstance(value, HarmValue) and value.victims is None:
        told = (c.value.victims for c in old if isinstance(c.value, HarmValue))
        return value.model_copy(update={"victims": next(filter(None, told), None)})
    return value


def join_or_part(judged: Judged, action: str, one: Target, other: Target) -> Content:
    """The mentions of one side and of the other are the same incident, or are not."""
    if "claim" in {one.kind, other.kind}:
        raise DecisionError("incidents and mentions are the same or different, claims are not; give ids with i or m")
    ours, theirs = list(one.members), list(other.members)
    common = {m.mention.id for m in ours} & {m.mention.id for m in theirs}
    if common and action == "different":
        raise DecisionError(
            f"{one.id} and {other.id} are in one incident as wholes; to part it, name what goes: hudhud decide split"
        )
    theirs = [m for m in theirs if m.mention.id not in common]
    if not theirs:
        raise DecisionError(f"{one.id} and {other.id} are one already; give two")
    sides = [tuple(_anchor(judged, m) for m in side) for side in (ours, theirs)]
    return Content(f"{one.id}+{other.id}", Ruling(kind="pair", mentions=sides[0], others=sides[1]))


def split(judged: Judged, target: Target, names: Sequence[str]) -> Content:
    """Some mentions of an incident, named by id or report, part from the rest of it."""
    if target.kind != "incident":
        raise DecisionError(f"{target.id} is no incident; give the id of one, with i")
    chosen: set[str] = set()
    for name in names:
        found = {m.mention.id for m in target.members if _goes_by(m, name)}
        if not found:
            held = ", ".join(dict.fromkeys(m.doc_id for m in target.members))
            raise DecisionError(f"{name!r} is no mention or report of {target.id}; it has {held}")
        chosen |= found
    gone, rest = ([m for m in target.members if (m.mention.id in chosen) is side] for side in (True, False))
    if not gone or not rest:
        raise DecisionError(f"a split leaves something on both sides; {target.id} has {len(target.members)} mention(s)")
    sides = [tuple(_anchor(judged, m) for m in side) for side in (gone, rest)]
    return Content(target.id, Ruling(kind="incident", mentions=sides[0], others=sides[1]))


def _goes_by(member: Member, name: str) -> bool:
    hexadecimal = len(name) >= 6 and set(name[1:]) <= set("0123456789abcdef")
    begins = hexadecimal and (member.mention.id.startswith(name) or member.document_id.startswith(name))
    return begins or name in {member.doc_id, member.mention.id, member.document_id}


def undo(decisions: Sequence[Decision], number: str) -> Content:
    """Take back a decision; taking back an undo restores what it had undone.

    Raises:
        DecisionError: there is no such decision of a person, or it is undone already.
    """
    if not (number.isascii() and number.isdigit()):
        raise DecisionError(f"{number!r} is no number of a decision; 'hudhud log' gives them")
    found = next((d for d in decisions if str(d.seq) == number.lstrip("0") and d.action in PERSON_ACTIONS), None)
    if found is None:
        raise DecisionError(f"no decision {number[:20]} of a person; 'hudhud log' gives their numbers")
    seq = found.seq
    by = annulled(decisions).get(seq)
    if by is not None:
        raise DecisionError(
            f"decision {seq} is undone already, by decision {by}; to restore it: hudhud decide undo {by}"
        )
    return Content(found.subject, Ruling(kind="undo", annuls=seq))


def _claims(judged: Judged, member: Member) -> list[ClaimAnchor]:
    return list(claim_anchors(judged.lines(member.mention.id)))


def _anchor(judged: Judged, member: Member, claims: Iterable[ClaimAnchor] = ()) -> MentionAnchor:
    """By the words that the machine read: what a person added rests on none of its own."""
    one = judged.judged.get(member.mention.id)
    return anchor(one.read if one else member, claims)
