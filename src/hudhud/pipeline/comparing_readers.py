"""Readers beside each other over some reports: how often they agree, and where they differ most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Literal

from scipy.stats import binomtest

from hudhud.analysis.agreement import agreement
from hudhud.capture import Capture, Failure
from hudhud.configuration import Configuration
from hudhud.configuration import load as load_configuration
from hudhud.errors import HudhudError, LanguageError, ReaderError
from hudhud.model import Claim, Document, EventKind, HarmValue, Party, Place, Reading, StatusValue, When
from hudhud.model.reader_comparisons import (
    INCIDENT,
    FieldCompared,
    FieldRead,
    NotCompared,
    ReadersCompared,
    ReportCompared,
)
from hudhud.pipeline.intake import Given, Intake, Unfetched
from hudhud.pipeline.progress import Progress, silent
from hudhud.reading import Readers, fields_read, figure

_ORDER = (INCIDENT, "date", "place", "event type", "perpetrator", "status")
Coded = str | int


@dataclass
class _Pair:
    """What is gathered of two readers."""

    fields: dict[str, list[FieldRead]] = field(default_factory=lambda: defaultdict(list))
    differing: list[ReportCompared] = field(default_factory=list)
    reports: int = 0

    def take(self, document: Document, read: Sequence[FieldRead]) -> None:
        self.reports += 1
        for one in read:
            self.fields[one.field].append(one)
        differences = tuple(one for one in read if not one.agrees)
        if differences:
            self.differing.append(ReportCompared(document.doc_id, document.title, differences))


def compare_readers(
    inputs: Iterable[str | Path],
    readers: Readers,
    *,
    given: Given | None = None,
    configuration: Configuration | None = None,
    progress: Progress = silent,
) -> list[ReadersCompared]:
    """Every two of the readers over all reports of the inputs; nothing is stored.

    Args:
        inputs: as for `read`.
        readers: two or more, opened by `open_default_reader`.
        given: what the user says of the reports.
        configuration: limits and the contact, where they are not those of `hudhud.toml` here.
        progress: is told what is being done.

    Raises:
        ReaderError: there is only one reader.
    """
    names = [one.name for one in readers.readers]
    if len(names) < 2:
        raise ReaderError(f"comparing takes two readers or more, and here is one, {names[0]}; name them with --reader, "
                          "once for each; 'hudhud readers' lists what is installed")  # fmt: skip
    pairs = {pair: _Pair() for pair in combinations(names, 2)}
    failed: list[NotCompared] = []
    with Intake(configuration or load_configuration(), given or Given(), progress) as intake:
        for taken in intake.take_in(inputs):
            if not isinstance(taken, Capture):
                failed += _not_taken(taken)
                continue
            made = readers.apart(taken.document, taken.copy)
            failed += _not_read(taken.document, made)
            for (first, second), pair in pairs.items():
                one, other = made[first], made[second]
                if isinstance(one, Reading) and isinstance(other, Reading):
                    pair.take(taken.document, list(fields_read(one, other)))
    return [_compared(*names, pair, failed) for names, pair in pairs.items()]


def _not_taken(taken: object) -> Iterator[NotCompared]:
    if isinstance(taken, Failure) or (isinstance(taken, Unfetched) and taken.error is not None):
        yield NotCompared(taken.origin, None, str(taken.error))


def _not_read(document: Document, made: dict[str, Reading | HudhudError]) -> Iterator[NotCompared]:
    for name, one in made.items():
        if not isinstance(one, Reading):
            yield NotCompared(document.doc_id, name, str(one), failed=not isinstance(one, LanguageError))


def _compared(first: str, second: str, pair: _Pair, failed: Sequence[NotCompared]) -> ReadersCompared:
    known = [name for name in _ORDER if name in pair.fields]
    harms = sorted(set(pair.fields) - set(_ORDER))
    differing = sorted(pair.differing, key=lambda one: (-one.people, -len(one.differences), one.doc_id))
    return ReadersCompared(
        first,
        second,
        pair.reports,
        tuple(_field(name, pair.fields[name]) for name in (*known, *harms)),
        tuple(differing),
        tuple(one for one in failed if one.reader in {None, first, second}),
    )


def _field(name: str, read: Sequence[FieldRead]) -> FieldCompared:
    both = [one for one in read if one.first and one.second]
    agree = sum(one.agrees for one in both)
    interval = None
    if both:
        wilson = binomtest(agree, len(both)).proportion_ci(method="wilson")
        interval = (float(wilson.low), float(wilson.high))
    chance = None
    if name != INCIDENT:  # of what nobody found nothing is known, so that chance cannot be told
        chance = agreement([[_coded(one.first), _coded(one.second)] for one in both], _level(name))
    return FieldCompared(
        name,
        agree,
        len(both) - agree,
        sum(bool(one.first and not one.second) for one in read),
        sum(bool(one.second and not one.first) for one in read),
        interval,
        chance.alpha if chance else None,
        chance.interval if chance else None,
    )


def _level(name: str) -> Literal["nominal", "interval", "ratio"]:
    if name == "date":
        return "interval"
    return "nominal" if name in _ORDER else "ratio"


def _coded(claims: Sequence[Claim]) -> Coded:
    """What a reader gives, as alpha takes it: a day's number, the largest figure, or the values' names."""
    if isinstance(first := claims[0].value, When):
        return first.start.toordinal()
    if isinstance(first, HarmValue):
        return max(figure(c.value.count) or 0 for c in claims if isinstance(c.value, HarmValue))
    return "; ".join(sorted({_name(claim) for claim in claims}))


def _name(claim: Claim) -> str:
    match claim.value:
        case Place() as place:
            return place.gazetteer_id or place.name.casefold()
        case Party() as party:
            return party.actor_id or party.name.casefold()
        case EventKind() as kind:
            return kind.event_type
        case StatusValue() as status:
            return status.status
    return str(claim.value)
