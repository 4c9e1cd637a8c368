"""The one place that calls the stages in order. Every command of `hudhud` is a function here.

    capture → read (asks places and actors) → ledger → link → reconcile → publish

1. capture: a path to documents, or failures that spoil nobody else.
2. read: each document to mentions whose claims carry their words.
3. ledger: document, reading and decisions, each document whole or not at all.
4. link: new mentions against all; links are decisions of the machine.
5. reconcile: clusters of mentions to incidents, whenever somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

from hudhud import __version__, judging
from hudhud.actors import Actor
from hudhud.actors import load as load_registry
from hudhud.capture import Failure, capture, reading_copy
from hudhud.errors import ActorError, CaptureError, DecisionError, GazetteerError, HudhudError, LedgerError
from hudhud.ledger import Draft, Hit, Ledger, Verification
from hudhud.ledger import verify as verify_ledger
from hudhud.linking import Link, clusters, link
from hudhud.model import Decision, Document, Incident, Member, Reading, Standing, Told
from hudhud.model.decisions import PERSON_ACTIONS, PersonAction
from hudhud.places import Gazetteer
from hudhud.places import build as build_gazetteer
from hudhud.places import default_path as gazetteer_path
from hudhud.reading import Reader, open_reader
from hudhud.reconcile import incident

MACHINE = f"hudhud {__version__}"
LINKER = "pairs 1"

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is, if known."""


def _silent(_: str, __: int, ___: int | None) -> None:
    return None


@dataclass(frozen=True)
class Outcome:
    """What became of one report: read, or not and why."""

    origin: str
    document: Document | None = None
    reading: Reading | None = None
    error: HudhudError | None = None
    added: bool = False


def open_default_reader(progress: Progress = _silent) -> Reader:
    """The English reader, with the gazetteer built first if this machine has none yet."""
    if not gazetteer_path().exists():
        gazetteer_build(progress)
    progress("loading the language model", 0, None)
    return open_reader(Gazetteer.open())


def gazetteer_build(progress: Progress = _silent, *, again: bool = False) -> Path:
    """Compile the gazetteer from the installed packages, once for each machine and version.

    A sound one is left as it is, unless `again` is set.
    """
    target = gazetteer_path()
    if not again and _opens(target):
        return target
    build_gazetteer(target, lambda done, total: progress("compiling the gazetteer", done, total))
    return target


def _opens(gazetteer: Path) -> bool:
    try:
        Gazetteer.open(gazetteer).close()
    except GazetteerError:
        return False
    return True


def read(
    paths: Iterable[Path],
    reader: Reader,
    *,
    published: date | None = None,
    language: str | None = None,
    progress: Progress = _silent,
) -> Iterator[Outcome]:
    """Read every report under `paths`; nothing is stored."""
    for document, outcome in _captured(paths, published, language):
        if document is None:
            yield outcome
            continue
        progress(f"reading {document.doc_id[:40]}", 0, None)
        yield Outcome(outcome.origin, document, reader.read(document, reading_copy(document)))


def _captured(
    paths: Iterable[Path], published: date | None, language: str | None
) -> Iterator[tuple[Document | None, Outcome]]:
    for path in paths:
        try:
            for item in capture(path, published=published, language=language):
                if isinstance(item, Failure):
                    yield None, Outcome(item.origin, error=item.error)
                else:
                    yield item, Outcome(item.origin, item)
        except CaptureError as error:
            yield None, Outcome(str(path), error=error)


def add(
    paths: Iterable[Path],
    ledger: Ledger,
    reader: Reader,
    *,
    published: date | None = None,
    language: str | None = None,
    progress: Progress = _silent,
) -> Iterator[Outcome]:
    """Capture, read and store every report under `paths`, then link. Safe to stop and to repeat.

    A report that the ledger already holds in this reading is not read again. Each report is stored
    whole or not at all; linking takes up whatever an earlier run left unlinked.
    """
    yield from _add(_captured(paths, published, language), ledger, reader, progress)


def add_at(
    location: str | Path,
    paths: Iterable[Path],
    reader: Reader,
    *,
    published: date | None = None,
    language: str | None = None,
    progress: Progress = _silent,
) -> Iterator[Outcome]:
    """`add` to the ledger at `location`, which is opened, and made, only once there is a report to keep."""
    captured = _captured(paths, published, language)
    for document, outcome in captured:
        if document is None:
            yield outcome
            continue
        with Ledger.open(location) as ledger:
            yield from _add(chain([(document, outcome)], captured), ledger, reader, progress)


def _add(
    captured: Iterable[tuple[Document | None, Outcome]], ledger: Ledger, reader: Reader, progress: Progress
) -> Iterator[Outcome]:
    for document, outcome in captured:
        if document is None or ledger.has(document.id, reader.name, reader.version, reader.config_hash):
            yield outcome
        else:
            progress(f"reading {document.doc_id[:40]}", 0, None)
            reading = reader.read(document, reading_copy(document))
            added = ledger.add(document, reading, actor=MACHINE)
            yield Outcome(outcome.origin, document, reading, added=added)
    progress("linking", 0, None)
    link_new(ledger)


def link_new(ledger: Ledger) -> int:
    """Link the mentions that no run has linked yet, against all. Returns how many documents were new."""
    members = list(ledger.members())
    done = {m for d in ledger.decisions() if d.action == "link" and d.after for m in d.after["mentions"]}
    fresh = [m for m in members if m.mention.id not in done]
    if not fresh:
        return 0
    by_document: dict[str, list[Member]] = {}
    for member in fresh:
        by_document.setdefault(member.document_id, []).append(member)
    found = link(members, [m.mention.id for m in fresh])
    order = {m.mention.id: n for n, m in enumerate(fresh)}
    drafts = []
    for document_id, own in by_document.items():
        ids = [m.mention.id for m in own]
        # A pair of two new documents is kept with the later of them.
        kept = [x for x in found if max((x.one, x.other), key=lambda i: order.get(i, -1)) in ids]
        drafts.append(
            Draft(MACHINE, "link", document_id, f"{LINKER}: {len(kept)} links", None,
                  {"linker": LINKER, "mentions": ids, "links": [_link_record(x) for x in kept]})
        )  # fmt: skip
    if drafts:
        ledger.decide_all(drafts)
    return len(drafts)


def _link_record(found: Link) -> dict[str, Any]:
    return {
        "one": found.one,
        "other": found.other,
        "score": found.score,
        "comparisons": [[c.name, c.level, c.weight] for c in found.comparisons],
    }


@dataclass(frozen=True)
class Stored:
    """A link as the ledger keeps it."""

    one: str
    other: str
    score: float
    comparisons: tuple[tuple[str, str, float], ...]


def links(ledger: Ledger) -> list[Stored]:
    """All links of the ledger, in the order they were decided."""
    out = []
    for decision in ledger.decisions():
        if decision.action == "link" and decision.after is not None:
            out += [_stored(record) for record in decision.after["links"]]
    return out


def _stored(record: Mapping[str, Any]) -> Stored:
    comparisons = tuple((str(n), str(v), float(w)) for n, v, w in record["comparisons"])
    return Stored(str(record["one"]), str(record["other"]), float(record["score"]), comparisons)


@dataclass(frozen=True)
class Filter:
    """Which incidents to give. Everything that is set must hold."""

    since: date | None = None
    until: date | None = None
    place: str | None = None
    actor: str | None = None
    event_type: str | None = None
    harm: str | None = None
    status: str | None = None
    at_least: int | None = None
    """Of any one harm and group, by its best figure."""
    documents: frozenset[str] = field(default_factory=frozenset)

    def holds(self, one: Incident) -> bool:
        when = one.when
        if (self.since or self.until) and when is None:
            return False
        if when is not None and ((self.since and when.end < self.since) or (self.until and when.start > self.until)):
            return False
        if self.place and not _names_place(one, self.place):
            return False
        if self.actor and not any(self.actor.casefold() in p.casefold() for p in one.perpetrators):
            return False
        if self.event_type and self.event_type not in one.types:
            return False
        if self.status and one.status != self.status:
            return False
        if self.documents and not self.documents & set(one.documents):
            return False
        harms = [h for h in one.harms if self.harm in (None, h.harm)]
        if self.harm and not harms:
            return False
        return self.at_least is None or any((h.best or h.low or 0) >= self.at_least for h in harms)


def _names_place(one: Incident, wanted: str) -> bool:
    place = one.place
    if place is None:
        return False
    names = (place.name, place.admin1, place.country)
    return any(wanted.casefold() in name.casefold() for name in names if name)


def incidents(ledger: Ledger, wanted: Filter | None = None) -> list[Incident]:
    """The incidents of the ledger, the latest first, those without a date last."""
    found = [incident(group) for group in clusters(list(ledger.members()), links(ledger))]
    chosen = [one for one in found if wanted is None or wanted.holds(one)]
    return sorted(chosen, key=lambda one: (one.when is None, -(one.when.start.toordinal() if one.when else 0), one.id))


def show(ledger: Ledger, name: str) -> Incident:
    """The incident by its id or the beginning of it, or by the id of one of its mentions.

    Raises:
        LedgerError: none or several have it.
    """
    found = [one for one in incidents(ledger) if _goes_by(one, name)]
    if not found:
        raise LedgerError(f"no incident {name!r} in this ledger; run: hudhud incidents")
    if len(found) > 1:
        raise LedgerError(f"{name!r} is the beginning of {len(found)} incident ids; give more of it")
    return found[0]


def _goes_by(one: Incident, name: str) -> bool:
    return bool(name) and (one.id.startswith(name) or any(m.mention.id == name for m in one.members))


def why(ledger: Ledger, one: Incident) -> list[Stored]:
    """The links that hold an incident together, the strongest first."""
    ids = {m.mention.id for m in one.members}
    return sorted((x for x in links(ledger) if {x.one, x.other} <= ids), key=lambda x: -x.score)


@dataclass(frozen=True)
class ActorPage:
    """An actor of the registry with those around it, and what the ledger's reports say of it."""

    actor: Actor
    parents: tuple[Actor, ...]
    """From the nearest up."""
    branches: tuple[Actor, ...]
    namesakes: tuple[Actor, ...]
    told: tuple[Told, ...] | None
    """By the time that it tells of, what has none last; None where no ledger was asked."""


def actor(name: str, ledger: Ledger | None = None) -> ActorPage:
    """The actor that goes by this name or id, with its figures, leaders and records as a timeline.

    Raises:
        ActorError: the registry knows nobody of this name; the message gives near spellings.
    """
    registry = load_registry()
    found = registry.named(name) or registry.actors.get(name.lower())
    if found is None:
        near = registry.near(name)
        hint = f"did you mean {', '.join(near)}?" if near else "and none is spelt like it"
        raise ActorError(f"no actor {name!r} in the registry; {hint}")
    parents: list[Actor] = []
    above = registry.actors.get(found.parent or "")
    while above is not None:
        parents.append(above)
        above = registry.actors.get(above.parent or "")
    return ActorPage(
        actor=found,
        parents=tuple(parents),
        branches=tuple(registry.children(found.id)),
        namesakes=tuple(a for a in registry.bearers(name) if a != found),
        told=None if ledger is None else tuple(sorted(_told_of(ledger, found), key=_time_told)),
    )


def _told_of(ledger: Ledger, wanted: Actor) -> Iterator[Told]:
    for told in ledger.statements():
        value = told.statement.value
        holds = isinstance(value, Standing) and value.holder == wanted.name
        if value.actor_id == wanted.id or holds:
            yield told


def _time_told(told: Told) -> tuple[bool, int, int]:
    when = told.statement.when
    return (when is None, when.start.toordinal() if when else 0, when.end.toordinal() if when else 0)


def search(ledger: Ledger, words: str, limit: int = 20) -> list[Hit]:
    """Documents that contain the words, the best first."""
    return ledger.search(words, limit)


def verify(ledger: Ledger) -> Verification:
    """Check custody, the hash chain, and that every claim stands on its words."""
    return verify_ledger(ledger)


def example_reports() -> Path:
    """The folder of the bundled example reports."""
    return Path(str(resources.files("hudhud.examples").joinpath("reports")))


def demo(ledger: Ledger, reader: Reader, progress: Progress = _silent) -> list[Outcome]:
    """Add the bundled examples to a ledger."""
    return list(add([example_reports()], ledger, reader, progress=progress))


@dataclass(frozen=True)
class Wish:
    """What a person's decision says besides its action and subject; each action uses its own."""

    other: str | None = None
    """same, different: the id of the other mention or incident."""
    correction: judging.Correction | None = None
    apart: tuple[str, ...] = ()
    """split: mentions or reports that leave the incident."""


def decide(
    ledger: Ledger, actor: str, action: PersonAction, subject: str, reason: str, wish: Wish | None = None
) -> Decision:
    """Keep a person's decision. It takes effect whenever somebody looks; nothing else is changed.

    Args:
        ledger: a ledger opened for writing.
        actor: the person's name.
        action: what is decided.
        subject: the id of a claim, a mention or an incident, or the beginning of one of the latter;
            for `undo` the number of a decision.
        reason: why, in the person's words.
        wish: what more the action needs.

    Raises:
        DecisionError: no name or reason, no such subject or value, or it contradicts a standing decision.
    """
    actor, reason = judging.signed(actor, reason)
    before, members = ledger.judgements(), list(ledger.members())
    now = judging.judge(members, before, ledger)
    if action == "undo":
        content = judging.undo(before, subject)
    else:
        finder = judging.Finder(ledger, now, lambda: incidents(ledger))
        content = _content(finder, action, finder.target(subject), wish or Wish())
    if action in {"same", "different", "split", "undo"}:
        trial = judging.on_trial(actor, action, content, before)
        judging.refuse_contradiction(now, members, [*before, trial], ledger)
    return ledger.decide(actor, action, content.subject, reason, content.before, content.stored)


def _content(finder: judging.Finder, action: PersonAction, target: judging.Target, wish: Wish) -> judging.Content:
    match action:
        case "correct":
            if wish.correction is None:
                raise DecisionError("a correction needs the right value; give --value")
            return judging.correct(finder.now, target, wish.correction, _known_actor)
        case "same" | "different":
            if wish.other is None:
                raise DecisionError(f"{action} needs two mentions or incidents")
            return judging.join_or_part(finder.now, action, target, finder.target(wish.other))
        case "split":
            return judging.split(finder.now, target, wish.apart)
        case _:
            return judging.mark(finder.now, target, action)


def _known_actor(name: str) -> tuple[str, str] | None:
    found = load_registry().named(name)
    return None if found is None else (found.name, found.id)


def verdicts(ledger: Ledger) -> judging.Verdicts:
    """What stands of the decisions of persons."""
    return judging.verdicts(ledger.judgements())


def judged(ledger: Ledger) -> judging.Judged:
    """The mentions that count now, with every standing decision in effect."""
    return judging.judge(list(ledger.members()), ledger.judgements(), ledger)


def log(
    ledger: Ledger,
    *,
    subject: str | None = None,
    by: str | None = None,
    action: str | None = None,
    machine: bool = False,
) -> list[judging.Entry]:
    """The decisions of persons, the latest first, those undone with what undid them.

    Args:
        ledger: the ledger.
        subject: only those on this id or report, or on an id that begins so.
        by: only those of this person.
        action: only of this kind.
        machine: the machine's as well.
    """
    persons = ledger.judgements()
    undone = judging.annulled(persons)
    machine = machine or action not in {None, *PERSON_ACTIONS}
    return [
        judging.Entry(d, undone.get(d.seq))
        for d in reversed(list(ledger.decisions()) if machine else persons)
        if (subject is None or judging.concerns(d, subject))
        and (by is None or d.actor.casefold() == by.casefold())
        and action in {None, d.action}
    ]
