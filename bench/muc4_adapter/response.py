"""The response format: 25 labelled slots a template, one fill a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

LABELS = (
    "MESSAGE: ID", "MESSAGE: TEMPLATE", "INCIDENT: DATE", "INCIDENT: LOCATION", "INCIDENT: TYPE",
    "INCIDENT: STAGE OF EXECUTION", "INCIDENT: INSTRUMENT ID", "INCIDENT: INSTRUMENT TYPE",
    "PERP: INCIDENT CATEGORY", "PERP: INDIVIDUAL ID", "PERP: ORGANIZATION ID", "PERP: ORGANIZATION CONFIDENCE",
    "PHYS TGT: ID", "PHYS TGT: TYPE", "PHYS TGT: NUMBER", "PHYS TGT: FOREIGN NATION",
    "PHYS TGT: EFFECT OF INCIDENT", "PHYS TGT: TOTAL NUMBER", "HUM TGT: NAME", "HUM TGT: DESCRIPTION",
    "HUM TGT: TYPE", "HUM TGT: NUMBER", "HUM TGT: FOREIGN NATION", "HUM TGT: EFFECT OF INCIDENT",
    "HUM TGT: TOTAL NUMBER",
)  # fmt: skip
_COLUMN = 36


def _slot(number: int, fills: Sequence[str]) -> Iterator[str]:
    label = f"{number}.".ljust(4) + LABELS[number]
    for at, fill in enumerate(fills or ["-"]):
        yield (label if at == 0 else "").ljust(_COLUMN) + fill


def lines(message: str, templates: Sequence[Mapping[int, Sequence[str]]]) -> Iterator[str]:
    """The lines of a message's templates, each followed by a blank one; nothing where there are none."""
    for number, template in enumerate(templates, 1):
        yield from _slot(0, [message])
        yield from _slot(1, [str(number)])
        for slot in range(2, len(LABELS)):
            yield from _slot(slot, template.get(slot, []))
        yield ""


def text(responses: Mapping[str, Sequence[Mapping[int, Sequence[str]]]]) -> str:
    """A whole response file."""
    return "".join(line.rstrip() + "\n" for message, found in responses.items() for line in lines(message, found))
