"""Mentions and incidents as plain records, for JSON Lines and tables.

The form of a mention is that of the reading gold that hudhud is measured with; what that form has
no place for (words, spans, reader, reason, precision) stands under further keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hudhud.model import Assessment, Claim, Document, HarmValue, Incident, Mention, Party, Place, Reading, Value, When
from hudhud.publish.actors import statement_record


def reading_record(document: Document, reading: Reading) -> dict[str, Any]:
    """One line of `hudhud read --format jsonl`."""
    given = reading.published_basis == "given" and reading.published is not None
    record: dict[str, Any] = {
        "doc_id": document.doc_id,
        "published": reading.published.start.isoformat() if given and reading.published else None,
        "language": document.language,
        "title": document.title,
        "mentions": [mention_record(m) for m in reading.mentions],
        "statements": [statement_record(s) for s in reading.statements],
        "document_id": document.id,
        "reader": {
            "name": reading.reader,
            "version": reading.reader_version,
            "config_hash": reading.config_hash,
        },
    }
    if reading.published_basis == "inferred" and reading.published is not None:
        record["published_inferred"] = {
            "earliest": reading.published.start.isoformat(),
            "latest": reading.published.end.isoformat(),
            "reason": reading.published_reason,
        }
    return record


def mention_record(mention: Mention) -> dict[str, Any]:
    """One mention in the form of the reading gold."""
    when = mention.when
    return {
        "id": mention.id,
        "types": mention.types,
        "status": mention.status,
        "aggregate": mention.aggregate,
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when else None,
        "date_precision": when.precision if when else None,
        "place": place_record(mention.place),
        "perpetrators": mention.perpetrators,
        "harms": [harm_record(claim, value) for claim, value in mention.harms],
        "evidence": [claim_record(c) for c in mention.claims if not isinstance(c.value, HarmValue)],
    }


def place_record(place: Place | None) -> dict[str, Any] | None:
    """Name, country and coordinates, with the precision that the words allow."""
    if place is None:
        return None
    return place.model_dump(exclude={"type"})


def harm_record(claim: Claim, value: HarmValue) -> dict[str, Any]:
    """One harm with its bounds and its words."""
    return {
        "harm": value.harm,
        "group": value.group,
        "low": value.count.low,
        "high": value.count.high,
        "verbatim": claim.evidence.verbatim,
        "attributed_to": claim.attributed_to,
        "qualifier": value.count.qualifier,
        "words": value.count.words,
        "victims": value.victims,
        "derived": value.derived,
        "span_start": claim.evidence.span_start,
        "span_end": claim.evidence.span_end,
        "confidence": claim.confidence,
        "reason": claim.reason,
        **_beside(claim),
    }


def claim_record(claim: Claim) -> dict[str, Any]:
    """A claim that is not a harm, with its words."""
    return {
        "field": claim.field,
        "value": _said(claim.value),
        "verbatim": claim.evidence.verbatim,
        "span_start": claim.evidence.span_start,
        "span_end": claim.evidence.span_end,
        "attributed_to": claim.attributed_to,
        "confidence": claim.confidence,
        "reason": claim.reason,
        **_beside(claim),
    }


def _said(value: Value) -> Any:
    match value:
        case When():
            return [value.start.isoformat(), value.end.isoformat()]
        case Place() | Party():
            return value.name
        case HarmValue(count=count):
            return {"harm": value.harm, "group": value.group, "low": count.low, "high": count.high,
                    "qualifier": count.qualifier, "words": count.words}  # fmt: skip
    return next(v for k, v in value.model_dump().items() if k != "type")


def _beside(claim: Claim) -> dict[str, Any]:
    """Who read a claim and what others read in its place; nothing where one reader read alone."""
    if not claim.beside:
        return {}
    others = [
        {
            "reader": other.reader,
            "agrees": other.agrees,
            "value": None if other.value is None else _said(other.value),
            "verbatim": other.evidence and other.evidence.verbatim,
        }
        for other in claim.beside
    ]
    return {"reader": claim.reader, "beside": others}


def incident_record(incident: Incident, covered: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """One line of `hudhud incidents --format jsonl`. `covered` gives by a sum's id the incidents that it covers."""
    sums = covered or {}
    when = incident.when
    return {
        "id": incident.id,
        "documents": list(incident.documents),
        "types": list(incident.types),
        "status": incident.status,
        "aggregate": incident.aggregate,
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when else None,
        "date_precision": when.precision if when else None,
        "place": place_record(incident.place),
        "perpetrators": list(incident.perpetrators),
        "harms": [assessment_record(a) for a in incident.harms],
        "totals": [assessment_record(a) for a in incident.totals],
        "conflicts": list(incident.conflicts),
        "mentions": [m.mention.id for m in incident.members],
        "covers": list(sums.get(incident.id, ())),
        "covered_by": [one for one, found in sums.items() if incident.id in found],
    }


def assessment_record(assessment: Assessment) -> dict[str, Any]:
    """The reported range of one harm, and the calibrated interval; null where nothing bounds it from below."""
    return {
        "harm": assessment.harm,
        "group": assessment.group,
        "low": assessment.low,
        "best": assessment.best,
        "high": assessment.high,
        "interval": list(assessment.interval) if assessment.interval is not None else None,
        "estimate": assessment.estimate,
        "by": list(assessment.by),
        "words": list(assessment.words),
        "derived": assessment.derived,
        "reason": assessment.reason,
        "notes": list(assessment.notes),
    }
