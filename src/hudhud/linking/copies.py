"""Which documents are copies of one story: one source, however many outlets carry it.

A wire story appears under other headlines, cut short, with the outlet's own first or last paragraph.
What gives it away is its wording: the runs of five words (shingles, Broder 1997) that two texts share
outside quotation marks, since two reporters who quote one statement at length are two sources. Shares
are taken of the shorter text: half a story copied is copied.

For a ledger, each document keeps a `signature`, the smallest hashes of its shingles (bottom-k sketch,
Cohen & Kaplan 2007), and stands in an index under its `bands`, the very smallest. Of a text that is
part of another, each of these has the same chance to be among the other's, so that a cut story finds
the whole one, which keys made of several hashes would miss.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from hudhud.linking.clustering import components

Signature = tuple[int, ...]

COPIED = 0.5
"""The share of the shorter text's shingles that makes a copy. Reports on one shooting that were seen to
be written apart share up to .37 (a police appeal, a charge's wording); between .4 and .5 stood one
outlet's later reports alone, and from .5 on nothing but copies and an outlet's own new versions."""

_WORTH_A_LOOK = 0.35  # by an estimate, which may be wrong by as much as is missing to a copy
_SHINGLE = 5  # words; shorter runs are shared by chance
_KEPT = 120  # hashes of 8 bytes: with the count, 968 bytes a document
_BANDS = 24  # of a cut text that is a tenth of the whole one, nine in ten still meet it
_FEWEST = 20  # shingles; an appeal for witnesses has as many
_FEWEST_REPOSTED = 8  # a dozen words; a site's "You have one article left" has fewer
_REPOSTED = 0.9
_FEWEST_SEEN = 8  # hashes that an estimate must rest on
_MONTH = 31  # days; what the same words are later is an outlet's own (a notice, a background), no story

_WORD = re.compile(r"\w+")
# A quotation that nothing closes ends with its paragraph: the next one opens it again.
_QUOTED = re.compile(r"[\"“”„«»](?:[^\"“”„«»\n]|\n(?!\s*\n))*[\"“”„«»]?")
_GAP = "\f"


@dataclass(frozen=True)
class Copy:
    """What two texts share, in shingles."""

    share: float
    """Of the shorter one's shingles, how many stand in the other: 0 to 1."""
    common: int
    shorter: int
    longer: int

    @property
    def reason(self) -> str:
        return f"{self.share:.0%} of the shorter text stands word for word in the other"


@dataclass(frozen=True)
class Issue:
    """When a document appeared, and when it was captured."""

    published: int | None
    """A proleptic ordinal; None where it is not known."""
    order: int
    """Its place in the order of capture."""


def signature(text: str) -> Signature:
    """How many shingles the text has, then the smallest of their hashes, ascending; of a short text, all.

    Every number fits 63 bits. The same text has the same signature on every machine.
    """
    plain = _plain(text)
    own = _runs(_unquoted(plain))
    runs = own if len(own) >= _FEWEST else _runs(plain)
    return (len(runs), *sorted(map(_hash, runs))[:_KEPT])


def bands(of: Signature) -> list[str]:
    """Keys for an index: two documents of which one holds half of the other share at least one of them."""
    return [f"{value:016x}" for value in of[1 : 1 + _BANDS]]


def alike(a: Signature, b: Signature) -> float | None:
    """About which share of the shorter text stands in the other; None where too little is kept to tell.

    An estimate from some hundred hashes and fewer, to choose what `copied` looks at.
    """
    if a[0] > b[0]:
        a, b = b, a
    known = min(_known_up_to(a), _known_up_to(b))
    seen = a[1 : bisect_right(a, known, lo=1)]
    if len(seen) < _FEWEST_SEEN:
        return None
    return len(set(b[1:]).intersection(seen)) / len(seen)


def may_copy(a: Signature, b: Signature) -> bool:
    """Whether `copied` is worth its time for two texts with these signatures.

    Where both hold all shingles of their texts, what these share is counted and no estimate: bulletins of one
    form share much with thousands of others and copy none.
    """
    share = alike(a, b)
    if share is None:
        return True
    if a[0] > _KEPT or b[0] > _KEPT:
        return share >= _WORTH_A_LOOK
    shorter, longer = sorted((a[0], b[0]))
    common = share * shorter
    return (share >= COPIED and common >= _FEWEST) or common >= _REPOSTED * longer


def may_copy_any(new: Mapping[str, Signature], old: Mapping[str, Signature]) -> list[tuple[str, str]]:
    """The pairs of a new document with another that share a band and may copy: each once, the smaller name first.

    Thousands of bulletins of one form all share bands, so what each pair shares is counted in one product of
    sparse matrices, documents by hashes; only pairs of long texts are then looked at one by one.
    """
    names = [*new, *(name for name in old if name not in new)]
    every = [new[name] if name in new else old[name] for name in names]
    met, common = _counts(every, len(new), _BANDS), _counts(every, len(new), _KEPT)
    one, other = met.nonzero()
    once = (other >= len(new)) | (one < other)
    one, other = one[once], other[once]
    if not len(one):
        return []
    shared = np.asarray(common[one, other]).ravel()
    told = np.array([of[0] for of in every], dtype=np.int64)
    shorter, longer = np.minimum(told[one], told[other]), np.maximum(told[one], told[other])
    copies = (shared >= COPIED * shorter) & (shared >= _FEWEST) | (shared >= _REPOSTED * longer)
    unsure = (longer > _KEPT) | (shorter < _FEWEST_SEEN)
    chosen = [(names[a], names[b]) for a, b in zip(one[copies & ~unsure], other[copies & ~unsure], strict=True)]
    for a, b in zip(one[unsure], other[unsure], strict=True):
        if may_copy(every[a], every[b]):
            chosen.append((names[a], names[b]))
    return [(min(pair), max(pair)) for pair in chosen]


def _counts(every: Sequence[Signature], new: int, hashes: int) -> Any:
    """How many of their smallest hashes the first `new` documents share with each: a sparse matrix, new × every."""
    kept = [of[1 : 1 + hashes] for of in every]
    _, columns = np.unique(np.fromiter(chain.from_iterable(kept), dtype=np.int64), return_inverse=True)
    ends = np.cumsum([0, *map(len, kept)])
    table = csr_array(
        (np.ones(len(columns), dtype=np.int32), columns, ends), shape=(len(kept), columns.max(initial=0) + 1)
    )
    return (table[:new] @ table.T).tocsr()


def _known_up_to(of: Signature) -> int:
    """Up to this hash the signature holds all of the text's shingles."""
    return of[-1] if of[0] > _KEPT else 1 << 63


def copied(a_text: str, b_text: str) -> Copy | None:
    """Whether one text copies the other, counted and not estimated; None where it does not.

    A text with hardly a word outside quotation marks copies only what it repeats as a whole.
    """
    a, b = _plain(a_text), _plain(b_text)
    own = _compared(_runs(_unquoted(a)), _runs(_unquoted(b)))
    if own.shorter >= _FEWEST:
        return own if own.share >= COPIED and own.common >= _FEWEST else None
    whole = _compared(_runs(a), _runs(b))
    return whole if whole.common >= max(_FEWEST_REPOSTED, _REPOSTED * whole.longer) else None


def _compared(one: set[str], other: set[str]) -> Copy:
    shorter, longer = sorted((len(one), len(other)))
    common = len(one & other)
    return Copy(share=common / shorter if shorter else 0.0, common=common, shorter=shorter, longer=longer)


def _plain(text: str) -> str:
    """Small letters without accents, vowel signs and other marks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _unquoted(text: str) -> str:
    return _QUOTED.sub(_GAP, text)


def _runs(text: str) -> set[str]:
    """The shingles of a plain text; none leads across what was taken out."""
    found: set[str] = set()
    for stretch in text.split(_GAP):
        words = _WORD.findall(stretch)
        found.update(" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))
    return found


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") >> 1


def stories(documents: Mapping[str, Issue], pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """From each document to the one whose story it carries: to itself where it copies none.

    `pairs` are copies of each other; one whose days of publication lie more than a month apart counts
    nothing. What pairs connect is one story. Its first document is the one published first, or of
    those without a day, captured first.
    """
    first = {name: name for name in documents}
    near = (pair for pair in pairs if pair[0] in documents and pair[1] in documents and _near(documents, pair))
    for group in components(documents, near):
        origin = min(group, key=lambda name: _before(name, documents[name]))
        first.update(dict.fromkeys(group, origin))
    return first


def _near(documents: Mapping[str, Issue], pair: tuple[str, str]) -> bool:
    one, other = documents[pair[0]].published, documents[pair[1]].published
    return one is None or other is None or abs(one - other) <= _MONTH


def _before(name: str, issue: Issue) -> tuple[bool, int, int, str]:
    return issue.published is None, issue.published or 0, issue.order, name
