"""What a phrase may be to an incident: features of its words, its syntax, and the tagger's view of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from muc4_adapter.analysis import Analysis, Phrase
from muc4_adapter.fills import HEADS, ROLES, head_slices
from muc4_adapter.linear import Array, Linear

_SLICES = head_slices()
_ROLE = _SLICES["role"]
LEAST_LOGIT = -3.5
"""Phrases in which no token comes up to this for any role are not looked at."""


def _governors(analysis: Analysis, head: int) -> Iterator[tuple[str, str]]:
    """Up to three tokens above a phrase's head with the path to each."""
    tokens = analysis.tokens
    path, at = "", head
    for _ in range(3):
        above = tokens[at].head
        if above == at:
            return
        path += "/" + tokens[at].dep
        yield path, tokens[above].lemma
        at = above


def lexical(analysis: Analysis, phrase: Phrase) -> dict[str, float]:
    """Binary features of words and syntax."""
    tokens = analysis.tokens
    head = tokens[phrase.head]
    low, high = analysis.sentences[head.sentence]
    names = [f"head={head.lemma}", f"kind={phrase.kind}", f"dep={head.dep}", f"ent={head.entity}",
             f"len={min(5, phrase.end - phrase.start)}", f"common={head.common}",
             f"suffix={head.small[-4:]}"]  # fmt: skip
    names += [f"word={t.small}" for t in tokens[phrase.start : phrase.end]]
    for step, at in (("-1", phrase.start - 1), ("-2", phrase.start - 2), ("+1", phrase.end), ("+2", phrase.end + 1)):
        if low <= at < high:
            names.append(f"at{step}={tokens[at].lemma}")
    for path, lemma in _governors(analysis, phrase.head):
        names += [f"up{path}={lemma}", f"gov={lemma}"]
    names += [f"near={t.lemma}" for t in tokens[max(low, phrase.start - 6) : min(high, phrase.end + 6)] if t.common]
    names += [f"sent={t.lemma}" for t in tokens[low:high] if t.common and t.pos in {"NOUN", "VERB"}]
    names.append(f"order={min(6, head.sentence)}")
    return dict.fromkeys(names, 1.0)


class View:
    """The tagger's logits of one message, with the sums that features ask for again and again."""

    def __init__(self, analysis: Analysis, logits: Array) -> None:
        self.analysis = analysis
        self.logits = logits
        self.sentence_max = np.array(
            [logits[a:b, _ROLE].max(axis=0) if b > a else np.full(len(ROLES), -8.0) for a, b in analysis.sentences],
            dtype=np.float32,
        ).reshape(-1, len(ROLES))
        self.document_max = self.sentence_max.max(axis=0) if len(self.sentence_max) else np.full(len(ROLES), -8.0)
        self.heads = Counter(t.lemma for t in analysis.tokens if t.pos in {"NOUN", "PROPN"})

    def mean(self, phrase: Phrase, head: str) -> Array:
        """Mean logits of a head over a phrase."""
        return np.asarray(self.logits[phrase.start : phrase.end, _SLICES[head]].mean(axis=0), dtype=np.float32)

    def dense(self, phrase: Phrase) -> dict[str, float]:
        """What the tagger says inside the phrase, beside it, in its sentence and in the message."""
        sentence = self.analysis.tokens[phrase.head].sentence
        low, high = self.analysis.sentences[sentence]
        mean = self.mean(phrase, "role")
        at_head = self.logits[phrase.head, _ROLE]
        lowest = self.logits[phrase.start : phrase.end, _ROLE].min(axis=0)
        before = self.logits[phrase.start - 1, _ROLE] if phrase.start > low else np.full(len(ROLES), -6.0)
        after = self.logits[phrase.end, _ROLE] if phrase.end < high else np.full(len(ROLES), -6.0)
        out: dict[str, float] = {}
        for k, role in enumerate(ROLES):
            out[f"mean {role}"] = float(mean[k]) / 3
            out[f"head {role}"] = float(at_head[k]) / 3
            out[f"min {role}"] = float(lowest[k]) / 3
            out[f"before {role}"] = float(before[k]) / 3
            out[f"after {role}"] = float(after[k]) / 3
            out[f"sentence {role}"] = float(self.sentence_max[sentence][k]) / 3
            out[f"message {role}"] = float(self.document_max[k]) / 3
            out[f"cut {role}"] = float(max(0.0, mean[k] - max(before[k], after[k]))) / 3
        kinds = self.mean(phrase, "type")
        for k, name in enumerate(HEADS["type"][:4]):
            out[f"type {name}"] = float(kinds[k]) / 3
        out["size"] = (phrase.end - phrase.start) / 4
        out["again"] = min(5.0, float(self.heads[self.analysis.tokens[phrase.head].lemma])) / 5
        out["sentence"] = min(20.0, float(sentence)) / 10
        return out

    def features(self, phrase: Phrase) -> dict[str, float]:
        """All features of a phrase."""
        return lexical(self.analysis, phrase) | self.dense(phrase)

    def likely(self) -> list[int]:
        """The phrases that the tagger does not rule out for every role."""
        if not self.analysis.phrases:
            return []
        return [
            i
            for i, p in enumerate(self.analysis.phrases)
            if max(float(self.logits[p.start : p.end, _ROLE].max()), -9.0) > LEAST_LOGIT
        ]

    def probabilities(self, model: Linear) -> Array:
        """A model's probabilities for all phrases, phrases × roles; 0 for those that the tagger rules out."""
        out = np.zeros((len(self.analysis.phrases), len(ROLES)), dtype=np.float32)
        chosen = self.likely()
        if chosen:
            out[chosen] = model.probabilities([self.features(self.analysis.phrases[i]) for i in chosen])
        return out


def disjoint(phrases: Sequence[Phrase], scores: Sequence[float]) -> list[int]:
    """Indices of phrases of which no two overlap, the better first."""
    taken: set[int] = set()
    kept = []
    for index in sorted(range(len(phrases)), key=lambda i: -scores[i]):
        span = range(phrases[index].start, phrases[index].end)
        if not taken.intersection(span):
            taken.update(span)
            kept.append(index)
    return kept
