"""The actor registry: what names find whom, and that its entries are sound."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud import actors
from hudhud.actors import Registry
from hudhud.actors.registry import source
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
        ("Túpac Amaru Revolutionary Movement", ["mrta"]),
        ("the MOVEMENT OF THE REVOLUTIONARY LEFT", ["mir-cl"]),
        ("HAMAS AND FARC", ["hamas", "farc"]),
        ("the Manuel Rodriguez Patriotic Front", ["fpmr"]),
        ("the Farabundo\nMarti National Liberation Front", ["fmln"]),
        ("Ta‘ang National Liberation Army", ["tnla"]),
        ("Los Zetas and the Gulf Cartel", ["zetas", "golfo-mx"]),
        ("Mai-Mai Yakutumba", ["mai-mai-yakutumba"]),
        ("Croatian army", ["state-hr"]),
        ("the Army of Republika Srpska", ["vrs"]),
        ("according to B'Tselem", ["btselem"]),
        ("the Irish Republican Army", ["ira"]),
        ("Papua New Guinean police", ["state-pg"]),
        ("Somali National Government forces", ["state-so"]),
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
        "to mend the roof",
        "let it go",
        "Nigerian gunmen",
        "two Pakistani nationals",
        "polish the floor",
        "the security belt of the car",
        "the red crescent of the moon",
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


def test_of_a_shared_name_the_one_active_in_the_year_is_meant() -> None:
    assert {a.id for a in REGISTRY.bearers("National Liberation Army")} == {"eln", "nla-mk"}
    assert [m.actor.id for m in REGISTRY.find("the Syrian army", 2015)] == ["syrian-regime"]
    assert [m.actor.id for m in REGISTRY.find("the Syrian army", 2026)] == ["syria-transitional"]
    assert found("the Syrian army") == ["syrian-regime"]
    assert REGISTRY.named("Syrian army", 2026) == REGISTRY.actors["syria-transitional"]


def test_years_bound_when_an_actor_was_active() -> None:
    aqi = REGISTRY.actors["aqi"]
    assert [year for year in range(2002, 2009) if aqi.active_in(year)] == [2004, 2005, 2006]
    assert REGISTRY.actors["hezbollah"].active_in(2040)
    assert not REGISTRY.actors["hezbollah"].active_in(1970)
    assert REGISTRY.actors["state-fr"].active_in(1800)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Boko Harram", "Boko Haram"), ("Hizbulah", "Hezbollah"), ("Taliben", "Taliban"), ("shabab", "Al-Shabaab")],
)
def test_near_spellings_are_named(typed: str, meant: str) -> None:
    assert REGISTRY.named(typed) is None
    assert meant in REGISTRY.near(typed)


def test_nothing_is_near_to_nonsense() -> None:
    assert REGISTRY.near("qqqqxxxx zzz") == []


def test_the_worlds_states_and_hundreds_of_groups_are_known() -> None:
    kinds = Counter(actor.kind for actor in REGISTRY.actors.values())
    assert len([a for a in REGISTRY.actors if a.startswith("state-")]) > 180
    assert kinds["rebel_group"] > 350
    assert kinds["criminal_group"] > 40
    assert kinds["source"] > 200


def test_no_name_is_a_common_word() -> None:
    words = "the of and movement group army front general force attack people killed may will who us it".split()
    assert [w for w in words if REGISTRY.find(f"they saw {w} there")] == []


@given(
    st.lists(st.sampled_from(["ISIS", "the SDF", "Hamas,", "IS", "İstanbul", "U.S.", "de", "Ñ", "x", "-"]), max_size=12)
)
def test_matches_lie_in_the_text_and_never_overlap(words: list[str]) -> None:
    text, end = " ".join(words), 0
    for match in REGISTRY.find(text):
        assert end <= match.start < match.end <= len(text)
        assert match.actor in REGISTRY.bearers(text[match.start : match.end])
        end = match.end


def test_every_name_and_alias_finds_an_actor() -> None:
    for actor in REGISTRY.actors.values():
        for name in (actor.name, *actor.aliases):
            assert REGISTRY.named(name) is not None, name


def test_ids_are_unique() -> None:
    raw = source()
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
