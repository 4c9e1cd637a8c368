"""FollowTheMoney entities as JSON Lines: an Event an incident, an Article a report, a Documentation a telling.

Perpetrators are Organizations where the registry knows them by name; no person becomes an entity.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hudhud.model import Assessment, Incident, Party, When
from hudhud.model.exports import Header, Item, Reference
from hudhud.publish.exports.profile import Profile

# FollowTheMoney names languages by three letters; a report in another goes without.
_LANGUAGES = {
    "am": "amh", "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fa": "fas", "fr": "fra", "ha": "hau",
    "he": "heb", "hi": "hin", "id": "ind", "it": "ita", "ku": "kur", "my": "mya", "ne": "nep", "nl": "nld",
    "pl": "pol", "ps": "pus", "pt": "por", "ru": "rus", "so": "som", "sw": "swa", "ta": "tam", "tr": "tur",
    "uk": "ukr", "ur": "urd", "zh": "zho",
}  # fmt: skip
# How much of a date FollowTheMoney takes ("2023-02"): as much as is known, where the interval is that and no other.
_PARTS = {"month": 7, "year": 4}


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """One entity a line, a report and an organisation once. Returns how many."""
    said = asdict(header)
    # Eight bytes of an id stand for it: half a million strings would fill the memory.
    known: set[int] = set()
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for item in items:
            for entity in entities(item):
                mark = int.from_bytes(hashlib.sha256(entity["id"].encode()).digest()[:8])
                if mark not in known:
                    known.add(mark)
                    out.write(json.dumps(entity | {"export": said}, ensure_ascii=False, separators=(",", ":")) + "\n")
                    written += 1
    return written


def entities(item: Item) -> Iterator[dict[str, Any]]:
    """The entities of one incident; those it shares with others have the same id there."""
    one = item.incident
    involved = _organisations(one)
    for actor_id, name in involved.items():
        yield _entity("Organization", _organisation(actor_id), name=name)
    event = f"hudhud-incident-{one.id}"
    yield _entity(
        "Event",
        event,
        name=_name(one),
        recordId=one.id,
        keywords=one.types,
        **_dates(one.when),
        location=_location(one),
        country=one.place.country.lower() if one.place and one.place.country else None,
        involved=[_organisation(actor_id) for actor_id in involved],
        summary="; ".join(_figures(total) for total in one.totals) or None,
        notes=_notes(item, set(involved.values())),
        sourceUrl=item.permalink if item.permalink.startswith(("http://", "https://")) else None,
    )
    for reference in item.references:
        article = f"hudhud-report-{reference.document_id}"
        yield _article(article, reference)
        yield _entity(
            "Documentation",
            f"{event}-{reference.document_id}",
            document=article,
            entity=event,
            role="report",
            date=reference.published.isoformat() if reference.published else None,
            summary=f"repeats the story of {reference.repeats}" if reference.repeats else None,
        )


def _entity(schema: str, identity: str, **properties: Any) -> dict[str, Any]:
    found = {name: [value] if isinstance(value, str) else list(value) for name, value in properties.items() if value}
    return {"id": identity, "schema": schema, "properties": found}


def _article(identity: str, one: Reference) -> dict[str, Any]:
    return _entity(
        "Article",
        identity,
        title=one.title or one.doc_id,
        author=one.author,
        publisher=one.publisher,
        publishedAt=one.published.isoformat() if one.published else None,
        sourceUrl=one.url if one.url and one.url.startswith(("http://", "https://")) else None,
        language=_LANGUAGES.get(one.language),
        retrievedAt=one.captured_at.isoformat(timespec="seconds").removesuffix("+00:00"),
    )


def _organisations(one: Incident) -> dict[str, str]:
    """Id to name of those perpetrators that the registry knows, in their order."""
    ids = {p.name: p.actor_id for m in one.members for _, p in m.mention.of(Party) if p.actor_id}
    return {ids[name]: name for name in one.perpetrators if name in ids}


def _organisation(actor_id: str) -> str:
    return f"hudhud-actor-{actor_id}"


def _name(one: Incident) -> str:
    kinds = ", ".join(kind.replace("_", " ") for kind in one.types) or "incident"
    where = f" at {one.place.name}" if one.place else ""
    when = " to ".join(part for part in _dates(one.when).values())
    return f"{kinds.capitalize()}{where}{f', {when}' if when else ''}"


def _dates(when: When | None) -> dict[str, str]:
    if when is None:
        return {}
    length = _PARTS.get(when.precision)
    first, last = when.start.isoformat(), when.end.isoformat()
    if length is not None and first[:length] == last[:length]:
        return {"date": first[:length]}
    return {"date": first} if when.start == when.end else {"startDate": first, "endDate": last}


def _location(one: Incident) -> str | None:
    place = one.place
    if place is None:
        return None
    near = f"{place.relation} " if place.relation else ""
    return near + ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))


def _figures(total: Assessment) -> str:
    bounds = f"{'?' if total.low is None else total.low} to {'?' if total.high is None else total.high}"
    known = total.low is not None or total.high is not None
    said = [f"best {total.best}" if total.best is not None else "", f"reported {bounds}" if known else ""]
    return f"{total.harm}: " + ", ".join(part for part in (*said, *total.words) if part)


def _notes(item: Item, known: set[str]) -> list[str]:
    one = item.incident
    others = [name for name in one.perpetrators if name not in known]
    found = [f"status: {one.status}", *one.conflicts]
    found += [f"perpetrators as reported: {', '.join(others)}"] if others else []
    found += [f"a sum over {', '.join(item.covers)}"] if item.covers else []
    found += [f"contained in the sum {', '.join(item.covered_by)}"] if item.covered_by else []
    if one.place is not None:
        found.append(f"place precision: {one.place.precision}")
    return found


PROFILE = Profile(
    "ftm",
    ".ftm.json",
    "FollowTheMoney entities (Event, Article, Documentation, Organization), one a line",
    (
        "Coordinates: an Event's location is words.",
        "Figures as numbers: they stand in the summary, for people to read.",
        "Claims and their words, and whether an organisation is said or suspected to have done it, or claims it.",
        "Victims: no person becomes an entity.",
    ),
    write,
)
