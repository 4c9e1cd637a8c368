"""Mentions to incidents: what is new is compared with what shares a key with it, and what it reaches is grouped anew.

The result is that of linking everything at once: a pair's score depends on the pair alone, and groups
that no strong link connects do not touch each other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from hudhud import judging
from hudhud.actors import load as load_registry
from hudhud.capture import reading_copy
from hudhud.learned.encoder import Encoder
from hudhud.ledger import (
    Change,
    Draft,
    Judgements,
    Ledger,
    Linkage,
    StoredLink,
    StoredProfile,
    StoredSignature,
    Waiting,
)
from hudhud.linking import (
    Issue,
    Link,
    Profile,
    bands,
    clusters,
    copied,
    keys,
    may_copy_any,
    packed,
    profiles,
    score_all,
    score_new,
    signature,
    stories,
    unpacked,
    version,
    weights,
)
from hudhud.model import Decision, Document, Member, Reading
from hudhud.model.incidents import incident_id
from hudhud.pipeline.board import board_rows
from hudhud.pipeline.progress import MACHINE, Progress, silent

_AT_ONCE = 200
"""New reports in one step: so much work is lost where it is stopped."""
_TEXTS_AT_HAND = 1_000
_TOGETHER = 2000
"""More mentions than this are blocked by the database engine and not by the ledger's keys."""


def members_of(document: Document, reading: Reading) -> list[Member]:
    """The mentions of one reading, each with its document."""
    return [
        Member(
            mention=mention,
            document_id=document.id,
            doc_id=document.doc_id,
            title=document.title,
            publisher=document.publisher,
            published=reading.published,
            published_basis=reading.published_basis,
        )
        for mention in reading.mentions
    ]


def profiles_of(document: Document, members: Sequence[Member]) -> list[Profile]:
    """What linking compares of the mentions of one document."""
    return profiles(members, reading_copy(document), parents, Encoder.open().sentences)


def parents(actor_id: str) -> list[str]:
    """The actors above one of the registry, the nearest first."""
    return [one.id for one in load_registry().above(actor_id)]


def link_new(ledger: Ledger, progress: Progress = silent) -> int:
    """Link what no run has linked yet, against all. Returns how many reports were new.

    Where comparisons or weights have changed since, everything is linked again.
    """
    linkage = Linkage(ledger)
    if linkage.stale(version()):
        linkage.forget()
    waiting = linkage.waiting(version())
    done = 0
    while done < len(waiting):
        some = waiting[done : done + _AT_ONCE]
        progress("linking", done, len(waiting))
        _link(ledger, linkage, some)
        done += len(some)
    return done


def relink(ledger: Ledger, progress: Progress = silent) -> int:
    """Throw away what linking derived, and make it again. What persons decided stays."""
    Linkage(ledger).forget()
    return link_new(ledger, progress)


def _link(ledger: Ledger, linkage: Linkage, waiting: Sequence[Waiting]) -> None:
    change = Change(version(), linked=list(waiting))
    fresh: list[Profile] = []
    mentions: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for one in waiting:
        document, reading = ledger.document(one.document_id), ledger.reading(one.document_id)
        if reading is not None:
            made = profiles_of(document, members_of(document, reading))
            fresh += made
            mentions[one.document_id] = [p.mention for p in made]
            texts[document.id] = reading_copy(document).text
    change.profiles = [_stored_profile(p) for p in fresh]
    superseded = linkage.superseded({w.doc_id for w in waiting})
    found = _compared(linkage, fresh, superseded)
    change.links = [_stored_link(link) for link in found]
    change.signatures, change.copies = _copies(ledger, linkage, texts)
    change.drafts = _drafts(mentions, found)
    # Copies are no ties, but the incidents that hold them name their sources by them.
    retold = linkage.mentions_in({name for pair in change.copies for name in pair})
    fill(ledger, linkage, change, {p.mention: p for p in fresh}, {*superseded, *retold})
    linkage.keep(change)


def _copies(
    ledger: Ledger, linkage: Linkage, texts: Mapping[str, str]
) -> tuple[list[StoredSignature], dict[tuple[str, str], float]]:
    """The new documents' signatures, and which of them and of the old ones repeat each other."""
    signed = {name: signature(text) for name, text in texts.items()}
    stored = [StoredSignature(name, json.dumps(one), tuple(bands(one))) for name, one in signed.items()]
    near = linkage.with_bands(band for one in stored for band in one.bands) - set(signed)
    old = {name: tuple(json.loads(body)) for name, body in linkage.signatures(near).items()}
    # Each text is fetched once, and only where it may copy another.
    text_of = lru_cache(_TEXTS_AT_HAND)(lambda name: texts.get(name) or reading_copy(ledger.document(name)).text)
    found: dict[tuple[str, str], float] = {}
    for pair in sorted(may_copy_any(signed, old)):
        copy = copied(text_of(pair[0]), text_of(pair[1]))
        if copy is not None:
            found[pair] = copy.share
    return stored, found


def stories_in(linkage: Linkage, names: Collection[str]) -> dict[str, str]:
    """Of these documents, by id, the one whose story it repeats; originals and what repeats nothing are not named."""
    pairs = linkage.copies(names)
    return _stories(linkage, pairs)


def _stories(linkage: Linkage, pairs: Collection[tuple[str, str]]) -> dict[str, str]:
    issues = {name: Issue(*when) for name, when in linkage.issued({name for pair in pairs for name in pair}).items()}
    return {name: story for name, story in stories(issues, pairs).items() if name != story}


def _compared(linkage: Linkage, fresh: Sequence[Profile], superseded: Collection[str]) -> list[Link]:
    own = {p.mention for p in fresh}
    near = linkage.sharing({key for p in fresh for key in keys(p)}) - own - set(superseded)
    old = [unpacked(*row) for row in linkage.profiles(near)]
    if len(fresh) + len(old) > _TOGETHER:
        return [x for x in score_all([*fresh, *old]) if x.one in own or x.other in own]
    return score_new(fresh, old)


def _drafts(mentions: Mapping[str, Sequence[str]], found: Sequence[Link]) -> list[Draft]:
    """The decisions that keep the new reports' links, each link once: with the later of its ends that are new."""
    report_of = {name: (n, document_id) for n, (document_id, own) in enumerate(mentions.items()) for name in own}
    strong: dict[str, list[Link]] = {document_id: [] for document_id in mentions}
    for link in found:
        if link.weight >= weights()["threshold"]:
            strong[max(report_of[end] for end in (link.one, link.other) if end in report_of)[1]].append(link)
    return [
        Draft(MACHINE, "link", document_id, f"{version()}: {len(own)} links", None,
              {"linker": version(), "mentions": list(mentions[document_id]), "links": [_record(x) for x in own]})
        for document_id, own in strong.items()
    ]  # fmt: skip


def _record(link: Link) -> dict[str, Any]:
    compared = [[c.name, c.words, c.weight] for c in link.comparisons]
    return {"one": link.one, "other": link.other, "weight": link.weight, "comparisons": compared}


def fill(
    ledger: Ledger,
    linkage: Linkage,
    change: Change,
    fresh: Mapping[str, Profile],
    touched: Collection[str],
    trial: Decision | None = None,
) -> None:
    """Put into `change` where every mention belongs that new or touched ones reach, and the incidents' rows.

    Args:
        ledger: the ledger.
        linkage: its derived tables.
        change: with the new links and copies.
        fresh: the profiles that are not kept yet, by mention.
        touched: further mentions whose incidents may have changed.
        trial: a decision that is to be kept with all this.
    """
    now, reached, weighed = _neighbourhood(ledger, linkage, change, {*fresh, *touched}, trial)
    stored = {p.mention: p for p in (unpacked(*row) for row in linkage.profiles(reached - set(fresh)))}
    every = {name: profile for name, profile in {**stored, **fresh}.items() if name in reached}
    # Of an older reading stays what a person decided on; of what persons judged goes what they rejected.
    change.gone = set(every) - set(now.by_id)
    counting = {name: profile for name, profile in every.items() if name not in change.gone}
    order = linkage.order(counting)
    before = set(linkage.incidents_of(reached).values())
    for group in clusters(counting, weighed, weights()["threshold"], now.must, now.cannot):
        first = min(group, key=lambda name: order[name])
        change.placed |= dict.fromkeys(group, incident_id(first))
    copies = [*linkage.copies({m.document_id for m in now.members}), *change.copies]
    change.rows = board_rows(now, change.placed, order, weighed, _stories(linkage, copies))
    change.emptied = before - {row.record.id for row in change.rows}


def retell(ledger: Ledger, linkage: Linkage, change: Change, touched: Collection[str], trial: Decision) -> None:
    """Put into `change` the rows of the touched mentions' incidents, for a decision that moves no mention."""
    home = linkage.incidents_of(touched)
    inside = set(linkage.in_incidents(set(home.values())))
    reports = set(linkage.doc_ids_of(inside).values())
    decided = [*Judgements(ledger).on(reports), trial]
    now = judging.judge(linkage.members_in({*reports, *judging.documents_of(decided)}), decided, ledger)
    kept = {name: incident for name, incident in linkage.incidents_of(inside).items() if name in now.by_id}
    chosen = {m.document_id for m in now.members if m.mention.id in kept}
    change.rows = board_rows(now, kept, linkage.order(kept), linkage.links(set(kept)), stories_in(linkage, chosen))


def _neighbourhood(
    ledger: Ledger, linkage: Linkage, change: Change, seeds: Collection[str], trial: Decision | None
) -> tuple[judging.Judged, set[str], list[StoredLink]]:
    """What links and persons' decisions lead to from the seeds, as judged, with all links among it."""
    seeds = {*seeds, *linkage.in_incidents(set(linkage.incidents_of(seeds).values()))}
    judgements = Judgements(ledger)
    reports = set(linkage.doc_ids_of(seeds).values())
    while True:
        decided = judgements.on(reports)
        decided += [] if trial is None else [trial]
        now = judging.judge(linkage.members_in({*reports, *judging.documents_of(decided)}), decided, ledger)
        reached, weighed = _reached(linkage, seeds, change, now.must)
        more = set(linkage.doc_ids_of(reached).values())
        if more <= reports:
            return now, reached, weighed
        reports |= more


def _reached(
    linkage: Linkage, seeds: Iterable[str], change: Change, must: Iterable[tuple[str, str]]
) -> tuple[set[str], list[StoredLink]]:
    """What strong links and persons' "same" lead to from the seeds, and all links among it."""
    threshold = weights()["threshold"]
    pairs = [(x.one, x.other) for x in change.links if x.weight >= threshold] + list(must)
    ties: dict[str, set[str]] = {}
    for one, other in pairs:
        ties.setdefault(one, set()).add(other)
        ties.setdefault(other, set()).add(one)
    reached: set[str] = set()
    edge = set(seeds)
    while edge:
        reached |= edge
        edge = (linkage.neighbours(edge, threshold) | {far for name in edge for far in ties.get(name, ())}) - reached
    kept = {(x.one, x.other): x for x in linkage.links(reached)} | {(x.one, x.other): x for x in change.links}
    return reached, [x for x in kept.values() if x.one in reached and x.other in reached]


def _stored_profile(profile: Profile) -> StoredProfile:
    body, vector = packed(profile)
    return StoredProfile(profile.mention, body, vector, tuple(keys(profile)))


def _stored_link(link: Link) -> StoredLink:
    compared = tuple((c.name, c.words, c.weight) for c in link.comparisons)
    return StoredLink(link.one, link.other, link.weight, compared)
