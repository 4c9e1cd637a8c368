"""Double coding: a drawn part of the incidents is coded again by somebody who did not see the first decision."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hudhud import judging
from hudhud.actors import load as load_registry
from hudhud.analysis.agreement import Agreement, Level, agreement
from hudhud.errors import DecisionError
from hudhud.ledger import Board, Codings, Judgements, Ledger, Looks
from hudhud.model import Incident
from hudhud.model.codings import CODED_FIELDS, CodedField, Coding, Pair
from hudhud.model.filters import Filter
from hudhud.pipeline.decisions import Wish, decide, decided_on
from hudhud.pipeline.incidents import View, view_of

LEVELS: dict[CodedField, Level] = {
    "event_type": "nominal", "date": "interval", "place": "nominal", "perpetrator": "nominal", "killed": "ratio",
    "injured": "ratio",
}  # fmt: skip
"""What a difference of each field is: any for names, days for dates; of people 1 and 2 differ more than 101 and 102."""

_NOT_SAID = ""
"""A name that no report gives is an answer too, and two coders who find none agree. Of days and people it is none."""


@dataclass(frozen=True)
class FieldAgreement:
    """How two codings of a field agree over all incidents that have both."""

    field: CodedField
    level: Level
    found: Agreement
    same: int
    """Incidents of which both say the same."""
    coded: int
    one_sided: int
    """Of which one says something and the other that the reports do not; of days and people alpha leaves them out."""


def drawn(ledger: Ledger) -> list[str]:
    """The accepted incidents that the sample holds, in its own order: the same for everybody who has the ledger."""
    store = Codings(ledger)
    seed, share = store.seed(), store.share()
    lots = {name: _lot(seed, name) for name in Board(ledger).ids(Filter(review="accepted"))} if share else {}
    return sorted((name for name, lot in lots.items() if lot < share), key=lambda name: (lots[name], name))


def is_drawn(ledger: Ledger, incident: str) -> bool:
    """Whether this incident is accepted and in the sample."""
    store = Codings(ledger)
    share = store.share()
    if not share or _lot(store.seed(), incident) >= share:
        return False
    return any(row.review == "accepted" for row in Board(ledger).named_rows([incident]))


def _lot(seed: str, incident: str) -> float:
    """A number from 0 to 1 that the ledger and the incident's id alone determine."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{incident}".encode()).digest()[:8], "big") / 2**64


def to_code(ledger: Ledger, coder: str, after: str = "", without: Collection[str] = ()) -> Iterator[View]:
    """What this person may code, behind one in the order of the sample and without some.

    It is drawn, accepted by somebody else and not coded again, and this person neither judged it nor saw what was
    read of it.
    """
    names = drawn(ledger)
    passed = names[: names.index(after) + 1] if after in names else []
    # Their own are left out at once: somebody who accepted thousands would wait for each to be looked at.
    out = {*Codings(ledger).coded(), *without, *passed, *Judgements(ledger).incidents_by(coder),
           *Looks(ledger).incidents_seen_by(coder)}  # fmt: skip
    for name in names:
        if name not in out:
            view = view_of(ledger, name, sums=False)
            if _why_not(ledger, view, coder) is None:
                yield view


def _why_not(ledger: Ledger, view: View, coder: str) -> str | None:
    one = view.incidents[0]
    if judging.accepted_by(view.judged, one.members) is None:
        return f"{one.id} is not accepted any more; take the next one"
    if any(entry.decision.actor == coder for entry in decided_on(ledger, one.documents)):
        return f"you decided on {one.id} or its reports yourself; somebody else codes it a second time"
    if one.id in Looks(ledger).incidents_seen_by(coder):
        return f"you opened {one.id} and saw what was read of it; somebody who did not codes it a second time"
    return None


def keep_coding(ledger: Ledger, coder: str, incident: str, coding: Coding) -> None:
    """Keep what a second person says of an incident beside what stands.

    Raises:
        DecisionError: the incident is not in the sample, was coded again already, or is not this person's to code.
    """
    if incident not in drawn(ledger):
        raise DecisionError(f"{incident} is not among those that are coded twice; take the next one")
    view = view_of(ledger, incident, sums=False)
    problem = _why_not(ledger, view, coder)
    accepted = judging.accepted_by(view.judged, view.incidents[0].members)
    if problem is not None or accepted is None:
        raise DecisionError(problem or "")
    first = accepted.decision
    Codings(ledger).keep(incident, (first.actor, first.seq, as_coded(view.incidents[0])), (coder, coding))


def as_coded(one: Incident) -> Coding:
    """An incident as it stands, in the fields that are coded: of several kinds and perpetrators the first."""
    best = {total.harm: total.best for total in one.totals}
    return Coding(
        event_type=next(iter(one.types), None),
        date=one.when.start if one.when else None,
        place=one.place.name[:200] if one.place else None,
        perpetrator=next((name[:200] for name in one.perpetrators), None),
        killed=best.get("killed"),
        injured=best.get("injured"),
    )


def agreements(pairs: Collection[Pair]) -> list[FieldAgreement]:
    """Alpha of every field over these pairs."""
    found = []
    for field in CODED_FIELDS:
        units = [(_compared(p.said, field), _compared(p.says, field)) for p in pairs]
        told = [(p.said.value(field), p.says.value(field)) for p in pairs]
        found.append(
            FieldAgreement(
                field=field,
                level=LEVELS[field],
                found=agreement(units, LEVELS[field]),
                same=sum(one == other for one, other in units),
                coded=len(units),
                one_sided=sum((one is None) != (other is None) for one, other in told),
            )
        )
    return found


def differing(pair: Pair) -> list[CodedField]:
    """The fields of which the two say something else."""
    return [f for f in CODED_FIELDS if _compared(pair.said, f) != _compared(pair.says, f)]


def _compared(coding: Coding, field: CodedField) -> str | int | None:
    """A value as it is compared: names without capitals and marks, perpetrators by the registry, days by number."""
    value = coding.value(field)
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, int):
        return value
    if value is None:
        return _NOT_SAID if LEVELS[field] == "nominal" else None
    known = load_registry().named(value) if field == "perpetrator" else None
    return known.id if known else _plain(value)


def _plain(name: str) -> str:
    """ "Al-Sukhnah " and "al sukhnah" are one name."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign))
    return " ".join(kept.split()) or name


def take_second(ledger: Ledger, editor: str, pair: Pair, fields: Iterable[CodedField], reason: str) -> None:
    """Put the second coder's value in place of the first's: a correction under the editor's name, as any other.

    Raises:
        DecisionError: the value cannot be put there without saying more, such as who was harmed.
    """
    for field in fields:
        value = pair.says.value(field)
        if value is None:
            raise DecisionError(f"the second coding has no {field.replace('_', ' ')}; decide in the review queue")
        fix = judging.Correction(str(value), field)
        decide(ledger, editor, "correct", pair.incident, reason, Wish(correction=fix))
