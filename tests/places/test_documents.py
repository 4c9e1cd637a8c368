"""Toponyms of one document, resolved together. The sentences are ours."""

import re

import pytest

from hudhud.places import Gazetteer, Resolved, Toponym, resolve_all
from hudhud.places.candidates import meanings


def _resolved(gazetteer: Gazetteer, marked: str, *countries: str) -> list[Resolved | None]:
    """Resolve the names in [brackets]."""
    text, names, at = "", [], 0
    for found in re.finditer(r"\[(.+?)\]", marked):
        text += marked[at : found.start()]
        names.append(Toponym(found[1], len(text), len(text) + len(found[1])))
        text += found[1]
        at = found.end()
    return resolve_all(names, text + marked[at:], gazetteer, countries)


def _where(found: Resolved | None) -> tuple[str | None, str | None]:
    return (found.entry.country, found.entry.admin1_name) if found else (None, None)


# Sentence, which of its names (counted from 0), country and first-order division (None: not asked).
SENTENCES = [
    ("The bus left [Paris], [Texas], at dawn.", 0, "US", "Texas"),
    ("The bus left [Paris], [Tex.], at dawn.", 0, "US", "Texas"),
    ("The train from [Lyon] reached [Paris] at noon.", 1, "FR", None),
    ("Shells fell on [Tripoli], [Lebanon].", 0, "LB", None),
    ("Militias of [Misrata] and [Zintan] clashed in [Tripoli].", 2, "LY", None),
    ("Two were shot in [Springfield], [Ill.], police said.", 0, "US", "Illinois"),
    ("Police of [Boston] and [Worcester] sent help to [Springfield].", 2, "US", "Massachusetts"),
    ("The army left [Baga] for [Maiduguri], the capital of [Borno].", 0, "NG", "Borno"),
    ("Troops from [Gori] crossed into [Georgia]'s north; [Tbilisi] protested.", 1, "GE", None),
    ("Storms crossed [Atlanta], [Macon] and the rest of [Georgia].", 2, "US", "Georgia"),
    ("A drone hit a depot in [Mykolaiv] after strikes on [Kherson] and [Odesa].", 0, "UA", None),
    ("Villagers fled [Hit] as fighting neared [Ramadi] and [Fallujah].", 0, "IQ", None),
    ("Gunmen raided [Djibo] and [Dori] in [Burkina Faso].", 1, "BF", None),
    ("[Syrian] jets struck [Idlib].", 0, "SY", None),
    ("Most [Ohioans] oppose it.", 0, "US", "Ohio"),
    ("The minister of [N.S.W.] flew to [Sydney].", 1, "AU", None),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "which", "country", "admin1"), SENTENCES)
def test_names_explain_each_other(
    gazetteer: Gazetteer, marked: str, which: int, country: str, admin1: str | None
) -> None:
    found = _where(_resolved(gazetteer, marked)[which])
    assert found[0] == country
    assert admin1 is None or found[1] == admin1


def test_the_callers_country_decides_where_the_text_says_nothing(gazetteer: Gazetteer) -> None:
    assert _where(_resolved(gazetteer, "A blast shook [Tripoli].", "LB")[0])[0] == "LB"
    assert _where(_resolved(gazetteer, "A blast shook [Tripoli].")[0])[0] == "LY"
    assert _where(_resolved(gazetteer, "Shots in [Hassakkah].", "SY")[0])[0] == "SY"


def test_an_adjective_or_a_part_of_the_world_is_an_area(gazetteer: Gazetteer) -> None:
    african, europe, river = _resolved(gazetteer, "[African] leaders flew to [Europe]; the [Euphrates] rose.")
    assert [f and f.entry.kind for f in (african, europe, river)] == ["region"] * 3


def test_a_full_stop_and_capitals_make_the_abbreviation(gazetteer: Gazetteer) -> None:
    assert "Illinois" in {e.name for e in gazetteer.bearing("Ill.")}
    assert "Illinois" not in {e.name for e in gazetteer.bearing("ill")}


def test_a_longer_name_is_asked_for_by_its_head_where_it_is_unknown(gazetteer: Gazetteer) -> None:
    found = meanings("Kharkiv Regional Airport", gazetteer)
    assert found and all(m.simplified for m in found) and found[0].entry.country == "UA"
    assert not any(m.simplified for m in meanings("St. Louis", gazetteer))


def test_every_toponym_gets_an_answer_or_none(gazetteer: Gazetteer) -> None:
    assert resolve_all([], "", gazetteer) == []
    unknown, known = _resolved(gazetteer, "From [Qzvxrt] to [Homs].")
    assert unknown is None
    assert known is not None and 0 < known.probability <= 1


def test_the_order_of_the_names_given_does_not_matter(gazetteer: Gazetteer) -> None:
    text = "Fighting in Tripoli, Lebanon, and in Homs."
    names = [Toponym(n, text.index(n), text.index(n) + len(n)) for n in ("Tripoli", "Lebanon", "Homs")]
    forth, back = resolve_all(names, text, gazetteer), resolve_all(names[::-1], text, gazetteer)
    assert [f and f.entry.id for f in forth] == [f and f.entry.id for f in back[::-1]]
