"""What exports to others' schemes share: numbers for words, codes of the codebook's mapping, who is of which side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from hudhud import codebook
from hudhud.model import Assessment, Incident
from hudhud.model.exports import Item

STATES = frozenset({"state_forces", "coalition"})
"""Kinds of actors that are a state's."""


@lru_cache(maxsize=8)
def numbers(vocabulary: str, scheme: str, measure: str) -> Mapping[str, int]:
    """The scheme's number ("where_prec 4") by our code."""
    found = {}
    for entry in codebook.load()[vocabulary].entries:
        label = entry.maps_to.get(scheme, "")
        if label.startswith(f"{measure} "):
            found[entry.code] = int(label.removeprefix(measure))
    return found


def in_numbers(words: tuple[str, ...], least: Mapping[str, int]) -> int | None:
    """The number that a scheme's rule makes of quantities in words: the smallest of those it knows."""
    known = [least[word] for said in words for word in re.findall(r"[a-z]+", said.casefold()) if word in least]
    return min(known, default=None)


def killed(one: Incident) -> Assessment | None:
    """The dead over all groups; None where nobody is said to have died."""
    return next((total for total in one.totals if total.harm == "killed"), None)


def groups_killed(one: Incident) -> dict[str, Assessment]:
    """The dead by group."""
    return {figure.group: figure for figure in one.harms if figure.harm == "killed"}


def perpetrators(item: Item) -> list[tuple[str, str | None]]:
    """Who did it, or the sides, each with its kind where that is known."""
    kinds = (
        item.kinds if len(item.kinds) == len(item.incident.perpetrators) else (None,) * len(item.incident.perpetrators)
    )
    return list(zip(item.incident.perpetrators, kinds, strict=True))


def in_one(parts: tuple[str, ...]) -> str:
    """Several in one cell, between semicolons, none of which stands within a part."""
    return ";".join(part.replace(";", ",") for part in parts)


def attributed(one: Incident) -> tuple[str, ...]:
    """Who is said in the reports to have given figures, each once."""
    claims = (claim for member in one.members for claim, _ in member.mention.harms)
    return tuple(dict.fromkeys(claim.attributed_to for claim in claims if claim.attributed_to))
