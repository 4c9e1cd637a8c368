"""The word lists of `lexicon.yaml`, typed and indexed once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

_FILE = "lexicon.yaml"


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    """{meaning: [words]} → {word: meaning}; a word under two meanings keeps the first."""
    out: dict[str, str] = {}
    for meaning, words in table.items():
        for word in words:
            out.setdefault(word, meaning)
    return out


@dataclass(frozen=True)
class Lexicon:
    """Word → meaning. All words are lower-case lemmas or lower-case phrases."""

    object_verbs: Mapping[str, str]
    subject_verbs: Mapping[str, str]
    needs_person_object: frozenset[str]
    hostage_words: frozenset[str]
    harm_nouns: Mapping[str, str]
    harm_adjectives: Mapping[str, str]
    victim_nouns: Mapping[str, str]
    event_words: Mapping[str, str]
    event_phrases: Mapping[str, str]
    phrase_beginnings: frozenset[str]
    """The tokens that an event phrase may begin with."""
    actor_verbs: frozenset[str]
    groups: Mapping[str, str]
    group_modifiers: Mapping[str, frozenset[str]]
    not_people: frozenset[str]
    disasters: frozenset[str]
    disaster_phrases: tuple[str, ...]
    fiction: tuple[str, ...]
    violent_verbs: frozenset[str]
    violent_words: frozenset[str]
    status: Mapping[str, frozenset[str]]
    means: frozenset[str]
    strikes_of_states: frozenset[str]
    back_reference: frozenset[str]
    aggregate_words: tuple[str, ...]
    aggregate_alone: tuple[str, ...]
    reporting_verbs: frozenset[str]
    source_nouns: frozenset[str]


def source_text() -> str:
    """The YAML itself; its hash is part of a reading's configuration hash."""
    return resources.files("hudhud.reading").joinpath(_FILE).read_text("utf-8")


def digest() -> str:
    """SHA-256 of the word lists."""
    return hashlib.sha256(source_text().encode()).hexdigest()


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """The lexicon that ships with the package."""
    raw: dict[str, Any] = yaml.safe_load(source_text())
    return Lexicon(
        object_verbs=_inverted(raw["harm_verbs"]["object"]),
        subject_verbs=_inverted(raw["harm_verbs"]["subject"]),
        needs_person_object=frozenset(raw["needs_person_object"]),
        hostage_words=frozenset(raw["hostage_words"]),
        harm_nouns=_inverted(raw["harm_nouns"]),
        harm_adjectives=_inverted(raw["harm_adjectives"]),
        victim_nouns=_inverted(raw["victim_nouns"]),
        event_words=_inverted(raw["event_types"]),
        event_phrases=_inverted(raw["event_phrases"]),
        phrase_beginnings=frozenset(re.split(r"[\s-]", p)[0] for p in _inverted(raw["event_phrases"])),
        actor_verbs=frozenset(raw["attack_verbs_of_actors"]),
        groups=_inverted(raw["groups"]),
        group_modifiers={g: frozenset(words) for g, words in raw["group_modifiers"].items()},
        not_people=frozenset(raw["not_people"]),
        disasters=frozenset(w for w in raw["disasters"] if " " not in w),
        disaster_phrases=tuple(w for w in raw["disasters"] if " " in w),
        fiction=tuple(raw["fiction"]),
        violent_verbs=frozenset(raw["violent_verbs"]),
        violent_words=frozenset(raw["violent_words"]),
        status={name: frozenset(words) for name, words in raw["status"].items()},
        means=frozenset(raw["means"]),
        strikes_of_states=frozenset(raw["strikes_of_states"]),
        back_reference=frozenset(raw["back_reference"]),
        aggregate_words=tuple(raw["aggregate_words"]),
        aggregate_alone=tuple(raw["aggregate_alone"]),
        reporting_verbs=frozenset(raw["reporting_verbs"]),
        source_nouns=frozenset(raw["sources"]["people"]),
    )
