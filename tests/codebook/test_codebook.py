"""The codebook: every vocabulary loads, and what it does not know is refused."""

import re
from importlib import resources

import pytest
from pydantic import ValidationError

from hudhud.codebook import load
from hudhud.codebook.book import _parse
from hudhud.errors import CodebookError
from hudhud.model import Count, EventKind, HarmValue, StatusValue
from hudhud.model.claims import HARM_FIELDS

CODEBOOK = load()
FILES = sorted(
    f.name.removesuffix(".yaml") for f in resources.files("hudhud.codebook").iterdir() if f.name.endswith(".yaml")
)


@pytest.mark.parametrize("name", FILES)
def test_a_vocabulary_is_complete(name: str) -> None:
    vocabulary = CODEBOOK[name]
    assert vocabulary.title
    assert vocabulary.definition
    assert vocabulary.codes
    assert len(set(vocabulary.codes)) == len(vocabulary.codes)
    for entry in vocabulary.entries:
        assert re.fullmatch("[a-z_]+", entry.code)
        assert entry.label
        assert entry.definition.endswith(".")


def test_every_file_is_loaded() -> None:
    assert sorted(CODEBOOK.vocabularies) == FILES


def test_the_harms_of_the_model_are_those_of_the_codebook() -> None:
    assert set(HARM_FIELDS) == set(CODEBOOK["harms"].codes)


def test_an_unknown_code_names_those_that_are_known() -> None:
    with pytest.raises(CodebookError, match="'slain' is not a code of harms; known: killed"):
        CODEBOOK["harms"]["slain"]


def test_an_unknown_vocabulary_is_refused() -> None:
    with pytest.raises(CodebookError, match="no vocabulary 'colours'"):
        CODEBOOK["colours"]


def test_values_refuse_unknown_codes() -> None:
    one = Count(low=1, high=1)
    with pytest.raises(ValidationError):
        HarmValue(harm="slain", group="civilians", count=one)
    with pytest.raises(ValidationError):
        HarmValue(harm="killed", group="aliens", count=one)
    with pytest.raises(ValidationError):
        EventKind(event_type="quarrel")
    with pytest.raises(ValidationError):
        StatusValue(status="rumoured")
    with pytest.raises(ValidationError):
        Count(low=1, high=1, qualifier="roughly")


ENTRY = "{code: a, label: a, definition: A.}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: T\ndefinition: D\nentries: [" + ENTRY + ", " + ENTRY + "]", "repeats a"),
        ("title: T\nentries: []", "malformed"),
        ("title: T\ndefinition: D\nentries: [{code: a}]", "malformed"),
        ("title: [", "malformed"),
        ("- a\n- b", "malformed"),
    ],
    ids=["repeated code", "no definition", "entry without a definition", "no YAML", "no mapping"],
)
def test_a_broken_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(CodebookError, match=message):
        _parse("sample", text)
