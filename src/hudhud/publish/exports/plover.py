"""PLOVER events as JSON Lines, in the form of NGEC and POLECAT: who did what to whom, when, where.

The types and modes are those of the codebook's column `plover` (Halterman et al. 2023, "PLOVER and POLECAT").
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from hudhud.codebook import load as load_codebook
from hudhud.model import Party
from hudhud.model.exports import Header, Item
from hudhud.publish.exports.profile import Profile

_THREAT = ("THREATEN", "violence")


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """One line an event; an incident of several types of PLOVER is several events."""
    said = asdict(header)
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for item in items:
            for event in events(item):
                out.write(json.dumps(event | {"export": said}, ensure_ascii=False, separators=(",", ":")) + "\n")
                written += 1
    return written


def events(item: Item) -> Iterable[dict[str, Any]]:
    """The events of one incident. Where PLOVER has no type for it, one event without any, and the reason."""
    one = item.incident
    shared = {
        "incident": one.id,
        "permalink": item.permalink,
        "status": one.status,
        "aggregate": one.aggregate,
        # As NGEC's date_resolved, the first day; date_end and its precision are ours.
        "date": one.when.start.isoformat() if one.when else None,
        "date_end": one.when.end.isoformat() if one.when else None,
        "date_precision": one.when.precision if one.when else None,
        "pub_date": min((r.published.isoformat() for r in item.references if r.published), default=None),
        "contexts": [],
        "attributes": {"ACTOR": _actors(item), "RECIP": _recipients(item)},
        "event_geolocation": _where(item),
        "magnitude": {total.harm: _bounds(total) for total in one.totals},
        "sources": [{"id": r.doc_id, "publisher": r.publisher, "url": r.url} for r in item.references],
        "covers": list(item.covers),
        "covered_by": list(item.covered_by),
    }
    by_type: dict[str | None, list[str]] = {}
    for kind, mode in [_THREAT] if one.status == "threatened" else [_types()[code] for code in one.types]:
        modes = by_type.setdefault(kind, [])
        if mode and mode not in modes:
            modes.append(mode)
    named = [kind for kind in by_type if kind]
    for kind in named:
        yield {"id": f"{one.id}_{kind}", "event_type": kind, "event_mode": by_type[kind]} | shared
    if not named:
        reason = f"PLOVER has no type for {', '.join(one.types) or 'an incident whose kind nobody tells'}"
        yield {"id": one.id, "event_type": None, "event_mode": [], "reason": reason} | shared


@lru_cache(maxsize=1)
def _types() -> dict[str, tuple[str | None, str | None]]:
    """Type and mode by our event type."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for entry in load_codebook()["event_types"].entries:
        kind, _, mode = entry.maps_to.get("plover", "").partition(": ")
        found[entry.code] = (kind or None, mode or None)
    return found


def _actors(item: Item) -> list[dict[str, Any]]:
    ids = {p.name: p.actor_id for m in item.incident.members for _, p in m.mention.of(Party) if p.actor_id}
    return [{"text": name, "actor_id": ids.get(name)} for name in item.incident.perpetrators]


def _recipients(item: Item) -> list[dict[str, Any]]:
    """The groups that were harmed; who is on the other side of a fight is in no claim."""
    groups = dict.fromkeys(a.group for a in item.incident.harms if a.group not in {"unknown", "mixed"})
    return [{"text": load_codebook()["groups"][group].label, "group": group} for group in groups]


def _where(item: Item) -> dict[str, Any]:
    place = item.incident.place
    if place is None:
        return {"reason": "no report says where", "geo": None}
    geo = {
        "resolved_placename": place.name,
        "admin1_name": place.admin1,
        "country_code2": place.country,
        "geonameid": place.gazetteer_id,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }
    reason = "found in the gazetteer" if place.lat is not None else "not in the gazetteer; no coordinates"
    return {"reason": reason, "geo": geo}


def _bounds(total: Any) -> dict[str, Any]:
    return {"low": total.low, "best": total.best, "high": total.high, "words": list(total.words)}


PROFILE = Profile(
    "plover",
    ".jsonl",
    "PLOVER events in the form of NGEC and POLECAT, one a line",
    (
        "Contexts: the ledger holds none, so the list is empty.",
        "Event types that PLOVER lacks (landmines, violence not described closely): event_type is null, with the "
        "reason.",
        "Recipients by name: those harmed are known by group alone.",
        "Whether an actor is said or suspected to have done it, or claims it.",
        "Claims and their words.",
    ),
    write,
)
