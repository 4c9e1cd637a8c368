"""Everything, as JSON Lines: an incident with its members, claims, reports and sums; read back without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hudhud.errors import ExportError
from hudhud.model import Incident
from hudhud.model.exports import Header, Item, Move, Reference
from hudhud.publish.exports.profile import Profile

FORM = "hudhud-export/1"


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """One line an incident, each with the header."""
    said = asdict(header)
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for item in items:
            out.write(json.dumps(line(item, said), ensure_ascii=False, separators=(",", ":")) + "\n")
            written += 1
    return written


def line(item: Item, header: Mapping[str, Any]) -> dict[str, Any]:
    """The line of one incident."""
    return {
        "form": FORM,
        "permalink": item.permalink,
        "incident": item.incident.model_dump(mode="json"),
        "references": [{k: _iso(v) for k, v in asdict(one).items()} for one in item.references],
        "covers": list(item.covers),
        "covered_by": list(item.covered_by),
        "kinds": list(item.kinds),
        "disputed": list(item.disputed),
        "moves": [{k: _iso(v) for k, v in asdict(one).items()} for one in item.moves],
        "export": dict(header),
    }


def item_of(one: Mapping[str, Any]) -> tuple[Item, Header]:
    """The incident and the header of a line.

    Raises:
        ExportError: it is no line of this form.
    """
    if one.get("form") != FORM:
        raise ExportError(f"this is no line of {FORM}, as 'hudhud export --profile jsonl' writes it")
    try:
        references = tuple(_reference(s) for s in one["references"])
        incident = Incident.model_validate(one["incident"])
        covers, covered_by, kinds = tuple(one["covers"]), tuple(one["covered_by"]), tuple(one["kinds"])
        # Files of before these were kept have neither.
        disputed, moves = tuple(one.get("disputed", ())), tuple(_move(m) for m in one.get("moves", ()))
        item = Item(incident, one["permalink"], references, covers, covered_by, kinds, disputed, moves)
        return item, Header(**one["export"])
    except (KeyError, TypeError, ValueError) as error:
        raise ExportError(f"a line of {FORM} is damaged: {str(error).splitlines()[0]}") from None


def _reference(one: Mapping[str, Any]) -> Reference:
    published = one["published"]
    said = date.fromisoformat(published) if published else None
    return Reference(**{**one, "published": said, "captured_at": datetime.fromisoformat(one["captured_at"])})


def _move(one: Mapping[str, Any]) -> Move:
    day = date.fromisoformat(one["day"]) if one["day"] else None
    return Move(**{**one, "day": day, "reports": tuple(one["reports"])})


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


PROFILE = Profile("jsonl", ".jsonl", "everything that the ledger knows of each incident, one a line", (), write)
