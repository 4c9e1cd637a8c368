"""Load the codebook: event types, harms, groups, precisions, statuses, qualifiers, actor kinds.

Each vocabulary is one YAML file in this folder: a title, a definition and a list of entries, each
with its code, its definition and its mapping to other schemes. Types, forms and documentation are
made from these files, so that a definition stands in one place alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from hudhud.errors import CodebookError


class Entry(BaseModel):
    """One code of a vocabulary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: str
    definition: str
    maps_to: Mapping[str, str] = {}


class Vocabulary(BaseModel):
    """A closed list of codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    definition: str
    entries: tuple[Entry, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.entries)

    def __getitem__(self, code: str) -> Entry:
        for entry in self.entries:
            if entry.code == code:
                return entry
        raise CodebookError(f"{code!r} is not a code of {self.name}; known: {', '.join(self.codes)}")


class Codebook(BaseModel):
    """All vocabularies, by name."""

    model_config = ConfigDict(frozen=True)

    vocabularies: Mapping[str, Vocabulary]

    def __getitem__(self, name: str) -> Vocabulary:
        if name not in self.vocabularies:
            raise CodebookError(f"no vocabulary {name!r}; known: {', '.join(sorted(self.vocabularies))}")
        return self.vocabularies[name]


def _parse(name: str, text: str) -> Vocabulary:
    try:
        raw: Any = yaml.safe_load(text)
        vocabulary = Vocabulary(name=name, **raw)
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise CodebookError(f"codebook file {name}.yaml is malformed: {error}") from error
    repeated = {c for c in vocabulary.codes if vocabulary.codes.count(c) > 1}
    if repeated:
        raise CodebookError(f"codebook file {name}.yaml repeats {', '.join(sorted(repeated))}")
    return vocabulary


@lru_cache(maxsize=1)
def load() -> Codebook:
    """The codebook that ships with the package."""
    folder = resources.files("hudhud.codebook")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    vocabularies = (_parse(f.name.removesuffix(".yaml"), f.read_text("utf-8")) for f in files)
    return Codebook(vocabularies={v.name: v for v in vocabularies})


@lru_cache(maxsize=32)
def _codes(vocabulary: str) -> frozenset[str]:
    return frozenset(load()[vocabulary].codes)


def code_of(vocabulary: str) -> AfterValidator:
    """A pydantic validator: the string must be a code of `vocabulary`."""

    def check(value: str) -> str:
        if value not in _codes(vocabulary):
            raise ValueError(f"{value!r} is not a code of {vocabulary}")
        return value

    return AfterValidator(check)
