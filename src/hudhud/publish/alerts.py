"""An incident as an alert tells it: figures as reported, by whom, and that a machine read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from hudhud.model import Assessment, HarmValue, Incident
from hudhud.model.alerts import Alert
from hudhud.model.filters import Review
from hudhud.publish.records import assessment_record, harm_record, place_record
from hudhud.publish.terminal import bounds, cut, date_words, place_words, safe

_MOST = 8
"""Claims, names or addresses; more are counted."""
_REVIEW: Mapping[Review, str] = {
    "waiting": "Read by a machine; nobody has reviewed it.",
    "changed": "Read by a machine; a person accepted it before its last reports came in.",
    "accepted": "Accepted by a person.",
}


def alert_of(rule: str, one: Incident, review: Review, links: Sequence[str], at: datetime) -> Alert:
    """What a rule says of an incident.

    Args:
        rule: its name.
        one: the incident.
        review: where its review stands.
        links: addresses of its reports.
        at: when the rule fired.
    """
    killed = next((total for total in one.totals if total.harm == "killed"), None)
    first = f"{date_words(one.when)} · {place_words(one.place)}"
    figure = f"killed: {_figure(killed)}" if killed else "nobody said to be killed"
    who = f" · by {safe(', '.join(one.perpetrators))}" if one.perpetrators else ""
    what = f"{', '.join(kind.replace('_', ' ') for kind in one.types) or 'kind not known'}, {one.status}"
    by = _some(safe(name) for name in dict.fromkeys(m.publisher or m.doc_id for m in one.members))
    line = cut(f"{safe(rule)}: {first} · {figure}{who} · {by} · {_REVIEW[review]} · {one.id}", 1000)
    lines = [f"Alert: {safe(rule)}", "", first, f"{what}{who}", figure[0].upper() + figure[1:], *_claims(killed), "",
             f"Reported by: {by}", *(f"Source: {safe(link)}" for link in links[:_MOST]), _REVIEW[review],
             f"Incident {one.id}; look at it with: hudhud show {one.id}"]  # fmt: skip
    if one.aggregate:
        lines.insert(4, "A sum over several incidents.")
    if one.conflicts:
        lines += ["The reports disagree:", *(f"- {safe(words)}" for words in one.conflicts[:_MOST])]
    key = sha256(f"{rule}\n{one.id}\n{at.isoformat()}".encode()).hexdigest()[:32]
    text = "\n".join(lines) + "\n"
    return Alert(key=key, rule=rule, incident=one.id, at=at, line=line, text=text, record={
        "alert": key, "rule": rule, "at": at.isoformat(), "incident": one.id,
        "date_start": one.when.start.isoformat() if one.when else None,
        "date_end": one.when.end.isoformat() if one.when else None,
        "date_precision": one.when.precision if one.when else None,
        "place": place_record(one.place), "types": list(one.types), "status": one.status,
        "aggregate": one.aggregate, "perpetrators": list(one.perpetrators),
        "killed": assessment_record(killed) if killed else None,
        "claims": [harm_record(claim, claim.value) | {"doc_id": doc_id} for doc_id, claim in killed.claims
                   if isinstance(claim.value, HarmValue)] if killed else [],
        "reported_by": list(dict.fromkeys(m.publisher or m.doc_id for m in one.members)),
        "sources": list(links), "documents": list(one.documents), "review": review, "read_by": "machine",
        "text": text,
    })  # fmt: skip


def _figure(killed: Assessment) -> str:
    """ "best 68, reported 53–68"; "≥7" where the best figure is the only bound; words where there is no number."""
    reported = bounds(killed.low, killed.high, killed.words)
    alone = killed.low == killed.high or (killed.high is None and killed.best == killed.low)
    return reported if killed.best is None or alone else f"best {killed.best:,}, reported {reported}"


def _claims(killed: Assessment | None) -> list[str]:
    told = list(killed.claims) if killed else []
    lines = []
    for doc_id, claim in told[:_MOST]:
        kind = claim.value.count.qualifier if isinstance(claim.value, HarmValue) else "exact"
        said = safe(claim.attributed_to) if claim.attributed_to else "in its own voice"
        meant = "" if kind == "exact" else f" ({kind.replace('_', ' ')})"
        lines.append(f"- “{cut(safe(claim.evidence.verbatim), 200)}”{meant}, {said}, in {cut(safe(doc_id), 100)}")
    return lines + ([f"- and {len(told) - _MOST} more"] if len(told) > _MOST else [])


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _MOST} more" if len(listed) > _MOST else ""
    return ", ".join(cut(name, 80) for name in listed[:_MOST]) + more
