"""Decisions on a terminal and as records: who decided what, when and why, and what was undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from rich import box
from rich.table import Table
from rich.text import Text

from hudhud.model import Claim, Decision, HarmValue
from hudhud.publish.terminal import bounds, cut, name_words, safe, value_words

_STYLE = {
    "accept": "green",
    "reject": "red",
    "unverifiable": "yellow",
    "correct": "bold",
    "attach": "cyan",
    "undo": "dim",
}


class Logged(Protocol):
    """A decision with the number of the one that undid it."""

    @property
    def decision(self) -> Decision: ...
    @property
    def undone_by(self) -> int | None: ...


class Signed(Protocol):
    """A standing decision."""

    @property
    def decision(self) -> Decision: ...


class Line(Protocol):
    """A claim as read, beside what a person says instead."""

    @property
    def read(self) -> Claim | None: ...
    @property
    def says(self) -> Claim | None: ...
    @property
    def mark(self) -> str | None: ...
    @property
    def replaced(self) -> bool: ...
    @property
    def by(self) -> Sequence[Signed]: ...


class Mentioned(Protocol):
    """A mention that somebody judged."""

    @property
    def claims(self) -> Sequence[Line]: ...
    @property
    def mark(self) -> str | None: ...
    @property
    def by(self) -> Sequence[Signed]: ...


def judgement_table(judged: Iterable[tuple[str, Mentioned]]) -> Table:
    """What was read and what persons say of it, in two columns that are never mixed; a row a judged claim."""
    table = Table(title="What persons decided", title_justify="left", show_lines=True, box=box.HORIZONTALS,
                  pad_edge=False)  # fmt: skip
    for name in ("report", "as read", "as judged", "by, and why"):
        table.add_column(name, ratio=1)
    for doc_id, mention in judged:
        if mention.mark is not None:
            table.add_row(name_words(doc_id), "the whole mention", _MARKED[mention.mark], _signed(mention.by))
        for line in mention.claims:
            if _is_news(line):
                table.add_row(name_words(doc_id), _claim_words(line.read), _judged_words(line), _signed(line.by))
    return table


def _is_news(line: Line) -> bool:
    """Not where somebody only accepted the whole: then each of its claims would say so again."""
    of_itself = any((one.decision.after or {}).get("kind") == "claim" for one in line.by)
    return of_itself or line.says is not None or line.replaced or line.mark in {"reject", "unverifiable"}


_MARKED = {"accept": "holds", "reject": "does not count", "unverifiable": "cannot be verified"}


def _judged_words(line: Line) -> str:
    says = "see the correction beside it" if line.replaced else _claim_words(line.says) if line.says else ""
    return "\n".join(filter(None, (says, _MARKED.get(line.mark or "", ""))))


def _claim_words(claim: Claim | None) -> str:
    if claim is None:
        return "–"
    value = claim.value
    if isinstance(value, HarmValue):
        words = [value.count.words] if value.count.words else []
        return f"{bounds(value.count.low, value.count.high, words)} {value.harm}, {value.group.replace('_', ' ')}"
    return value_words(claim)


def _signed(by: Sequence[Signed]) -> str:
    return "\n".join(
        f"{d.seq} {safe(d.actor)}, {d.at:%Y-%m-%d}: {safe(d.reason)}" for d in (one.decision for one in by)
    )


def decision_words(decision: Decision, says: str = "") -> str:
    """What was decided, in a few words. `says` is the value of a correction."""
    subject = safe(decision.subject)
    pair = " and ".join(subject.split("+"))
    after = decision.after or {}
    match decision.action:
        case "accept":
            return f"{subject} holds"
        case "reject":
            return f"{subject} does not count"
        case "unverifiable":
            return f"{subject} cannot be verified"
        case "correct":
            return f"{subject} is corrected to “{safe(says)}”"
        case "same":
            return f"{pair} are one incident"
        case "different":
            return f"{pair} are two incidents"
        case "split":
            names = dict.fromkeys(str(a.get("doc_id", a.get("mention"))) for a in after.get("mentions", ()))
            return f"{safe(', '.join(names))} parted from {subject}"
        case "attach":
            return f"{file_words(after.get('file'))} is attached to {subject}"
        case "undo":
            return f"decision {after.get('annuls')} is undone"
        case _:
            return f"{decision.action} {cut(subject, 20)}"


def file_words(file: object) -> str:
    """ "“gate.png” (image/png, 1,204 bytes, SHA-256 9f86d081884c…)"."""
    if not isinstance(file, Mapping):
        return "a file"
    name, kind, size, digest = (safe(str(file.get(key))) for key in ("name", "media_type", "size", "sha256"))
    return f"“{name}” ({kind}, {size} bytes, SHA-256 {digest[:12]}…)"


def attachment_record(attached: Decision) -> dict[str, Any]:
    """A file that lies beside an incident, in a record of it."""
    file = (attached.after or {}).get("file") or {}
    return {**file, "decision": attached.seq, "by": attached.actor, "at": attached.at.isoformat(),
            "reason": attached.reason}  # fmt: skip


def log_table(entries: Sequence[Logged], says: Sequence[str], title: str) -> Table:
    """One row a decision; those that are undone are struck through. `says` has each correction's value."""
    table = Table(title=title, title_justify="left", show_lines=True, box=box.HORIZONTALS, pad_edge=False)
    table.add_column("no.", justify="right", no_wrap=True)
    table.add_column("when, by", width=18)
    table.add_column("what", ratio=1)
    table.add_column("why", ratio=1)
    for entry, value in zip(entries, says, strict=True):
        one, undone = entry.decision, entry.undone_by
        struck = "strike dim" if undone is not None else ""
        what = Text(decision_words(one, value), style=struck or _STYLE.get(one.action, ""))
        if undone is not None:
            what.append(f"\nundone by {undone}", style="not strike not dim")
        who = Text(f"{one.at:%Y-%m-%d %H:%M}\n{safe(one.actor)}", style="dim" if struck else "")
        table.add_row(Text(str(one.seq), style=struck), who, what, Text(safe(one.reason), style=struck))
    return table


def log_record(entry: Logged, says: str) -> dict[str, Any]:
    """One line of `hudhud log --format jsonl`: the decision as kept, and whether it still stands."""
    one = entry.decision
    return {
        "seq": one.seq,
        "at": one.at.isoformat(),
        "actor": one.actor,
        "action": one.action,
        "subject": one.subject,
        "what": decision_words(one, says),
        "reason": one.reason,
        "undone_by": entry.undone_by,
        "before": one.before,
        "after": one.after,
        "hash": one.hash,
    }
