"""The closed lists of the task: string slots ("roles") and the set fills that are told of each."""

from __future__ import annotations

ROLES = ("instrument", "perp_individual", "perp_organisation", "physical", "human_name", "human_description")
"""What a phrase can be; the order of `ROLE_SLOTS`."""
ROLE_SLOTS = dict(zip(ROLES, (6, 9, 10, 12, 18, 19), strict=True))

TYPES = ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "FORCED WORK STOPPAGE", "HIJACKING")
STAGES = ("ACCOMPLISHED", "ATTEMPTED", "THREATENED")
CATEGORIES = ("TERRORIST ACT", "STATE-SPONSORED VIOLENCE")
INSTRUMENTS = (
    "GUN", "MACHINE GUN", "MORTAR", "HANDGUN", "RIFLE", "EXPLOSIVE", "BOMB", "VEHICLE BOMB", "DYNAMITE", "MINE",
    "AERIAL BOMB", "GRENADE", "MOLOTOV COCKTAIL", "PROJECTILE", "MISSILE", "ROCKET", "CUTTING DEVICE", "FIRE", "STONE",
    "TORTURE",
)  # fmt: skip
CONFIDENCES = (
    "REPORTED AS FACT", "SUSPECTED OR ACCUSED", "SUSPECTED OR ACCUSED BY AUTHORITIES", "CLAIMED OR ADMITTED",
    "POSSIBLE", "ACQUITTED",
)  # fmt: skip
PHYSICAL_TYPES = (
    "CIVILIAN RESIDENCE", "COMMERCIAL", "COMMUNICATIONS", "DIPLOMAT OFFICE OR RESIDENCE", "ENERGY", "FINANCIAL",
    "GOVERNMENT OFFICE OR RESIDENCE", "LAW ENFORCEMENT FACILITY", "POLITICAL FIGURE OFFICE OR RESIDENCE",
    "ORGANIZATION OFFICE", "TRANSPORT VEHICLE", "TRANSPORTATION FACILITY", "TRANSPORTATION ROUTE", "WATER", "OTHER",
)  # fmt: skip
PHYSICAL_EFFECTS = (
    "DESTROYED", "SOME DAMAGE", "NO DAMAGE", "MONEY TAKEN FROM TARGET", "PROPERTY TAKEN FROM TARGET", "TARGET TAKEN",
)  # fmt: skip
HUMAN_TYPES = (
    "CIVILIAN", "DIPLOMAT", "GOVERNMENT OFFICIAL", "FORMER GOVERNMENT OFFICIAL", "FORMER ACTIVE MILITARY",
    "LEGAL OR JUDICIAL", "ACTIVE MILITARY", "POLITICAL FIGURE", "LAW ENFORCEMENT", "SECURITY GUARD",
)  # fmt: skip
HUMAN_EFFECTS = (
    "DEATH", "INJURY", "NO INJURY", "NO DEATH", "NO INJURY OR DEATH", "REGAINED FREEDOM", "ESCAPED", "RESIGNATION",
    "NO RESIGNATION",
)  # fmt: skip

HEADS: dict[str, tuple[str, ...]] = {
    "role": ROLES,
    "type": TYPES,
    "stage": STAGES,
    "category": CATEGORIES,
    "instrument": INSTRUMENTS,
    "confidence": CONFIDENCES,
    "physical_type": PHYSICAL_TYPES,
    "physical_effect": PHYSICAL_EFFECTS,
    "human_type": HUMAN_TYPES,
    "human_effect": HUMAN_EFFECTS,
}
"""What the tagger tells of a token: its roles, then what the key says of the incident and of the filler."""

# Which head is asked of the fillers of which roles, and the slot that answers it.
ASKED: dict[str, tuple[int, tuple[str, ...]]] = {
    "type": (4, ROLES),
    "stage": (5, ROLES),
    "category": (8, ROLES),
    "instrument": (7, ("instrument",)),
    "confidence": (11, ("perp_organisation",)),
    "physical_type": (13, ("physical",)),
    "physical_effect": (16, ("physical",)),
    "human_type": (20, ("human_name", "human_description")),
    "human_effect": (23, ("human_name", "human_description")),
}


def head_slices() -> dict[str, slice]:
    """Where each head's values lie in the tagger's output vector."""
    found: dict[str, slice] = {}
    at = 0
    for name, values in HEADS.items():
        found[name] = slice(at, at + len(values))
        at += len(values)
    return found


WIDTH = sum(len(values) for values in HEADS.values())
