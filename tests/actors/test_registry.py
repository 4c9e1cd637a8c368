"""The actor registry: what names find whom, and that its entries are sound."""

import re

import pytest
import yaml

from hudhud import actors
from hudhud.actors import Registry
from hudhud.actors.registry import source_text
from hudhud.codebook import load as load_codebook

REGISTRY = actors.load()


def found(text: str) -> list[str]:
    return [m.actor.id for m in REGISTRY.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISIS fighters", ["islamic-state"]),
        ("Daesh cells", ["islamic-state"]),
        ("Islamic State West Africa Province", ["iswap"]),
        ("the Syrian army", ["syrian-regime"]),
        ("SYRIAN DEMOCRATIC FORCES", ["sdf"]),
        ("Israeli warplanes", ["state-il"]),
        ("the Kurdistan Workers’ Party", ["pkk"]),
        ("clashes between Hamas and the Israeli army", ["hamas", "state-il"]),
        ("a US drone", ["state-us"]),
        ("the Saudi-led coalition", ["saudi-coalition"]),
        ("al-Shabab gunmen", ["al-shabaab"]),
    ],
)
def test_a_name_finds_its_actor(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "US-backed fighters",
        "Turkey-controlled towns",
        "told us to leave",
        "the ola of the crowd",
        "it is said",
        "thisISISwrong",
        "three farmers",
    ],
)
def test_what_only_looks_like_a_name_finds_nobody(text: str) -> None:
    assert found(text) == []


def test_matches_are_ordered_and_disjoint_and_cover_their_words() -> None:
    text = "Turkish-backed factions fought the SDF, Hezbollah and the Islamic State group."
    end = 0
    for match in REGISTRY.find(text):
        assert end <= match.start < match.end
        assert REGISTRY.named(text[match.start : match.end]) == match.actor
        end = match.end


def test_every_name_and_alias_finds_an_actor() -> None:
    for actor in REGISTRY.actors.values():
        for name in (actor.name, *actor.aliases):
            assert REGISTRY.named(name) is not None, name


def test_ids_are_unique() -> None:
    raw = yaml.safe_load(source_text())
    ids = [e["id"] for e in (*raw["actors"], *raw["sources"])] + [
        f"state-{s[0].lower()}" for s in raw["states"].values()
    ]
    assert len(ids) == len(set(ids))


def test_kinds_are_codes() -> None:
    codes = set(load_codebook()["actor_kinds"].codes)
    assert {a.kind for a in REGISTRY.actors.values()} <= codes


def test_parents_exist_and_lead_to_no_circle() -> None:
    for actor in REGISTRY.actors.values():
        seen, above = {actor.id}, actor.parent
        while above is not None:
            assert above in REGISTRY.actors
            assert above not in seen
            seen.add(above)
            above = REGISTRY.actors[above].parent


def test_years_are_well_formed_and_ordered() -> None:
    for actor in REGISTRY.actors.values():
        if not actor.years:
            continue
        match = re.fullmatch(r"(\d{4})-(\d{4})?", actor.years)
        assert match, actor
        assert match[2] is None or match[1] <= match[2]


def test_countries_are_two_capitals() -> None:
    assert all(re.fullmatch("[A-Z]{2}", a.country) for a in REGISTRY.actors.values() if a.country)


def test_a_branch_is_related_to_its_parent_and_not_to_its_sister() -> None:
    assert REGISTRY.related("iswap", "islamic-state")
    assert REGISTRY.related("islamic-state", "iswap")
    assert not REGISTRY.related("iswap", "iskp")
    assert "iswap" in {a.id for a in REGISTRY.children("islamic-state")}


def test_an_unknown_kind_is_refused() -> None:
    raw = {
        "states": {},
        "actors": [{"id": "x", "name": "X", "kind": "club", "aliases": []}],
        "sources": [],
        "unnamed": [],
    }
    with pytest.raises(Exception, match="club"):
        Registry(raw)
