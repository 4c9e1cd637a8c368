from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_samples import make_document, make_reading

from hudhud.ledger import Ledger
from hudhud.ledger.search import Term, plain_text, terms

TEXTS = {
    "en": "Gunmen killed sixteen truffle hunters near Hamsi. NEAR the AND gate.",
    "fr": "Une attaque à Alep a tué des civils près de la Citadelle.",
    "ar": "قُتِلَ عشرة مدنيين في حلب",
    "plain-ar": "قتل خمسة في حـلـب",
    "nfd": "Kobane\u0302 was shelled.",
}


@pytest.fixture(scope="module")
def library(
    request: pytest.FixtureRequest, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    where = str(tmp_path_factory.mktemp("search") / "l.db")
    if database == "postgresql":
        where = request.getfixturevalue("postgres").new("empty_ledger")
    with Ledger.open(where) as ledger:
        for name, text in TEXTS.items():
            document = make_document(text, name, title=f"Title {name}")
            ledger.add(document, make_reading(document), actor="t")
        page = make_document(
            "<html><script>var civils = 1 < 2;</script><p class=hamsi>Shells &amp; mines at <b>Raqqa</b></p>",
            "page",
            media_type="text/html",
        )
        ledger.add(page, make_reading(page), actor="t")
        yield ledger


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("truffle", {"en"}),
        ("TRUFFLE hamsi", {"en"}),
        ("truffle alep", set()),
        ("tue pres", {"fr"}),
        ("tué", {"fr"}),
        ("kobanê", {"nfd"}),
        ("kobane", {"nfd"}),
        ("قتل", {"ar", "plain-ar"}),
        ("قُتل", {"ar", "plain-ar"}),
        ("حلب", {"ar", "plain-ar"}),
        ('"truffle hunters"', {"en"}),
        ('"hunters truffle"', set()),
        ('"truffle hunters', {"en"}),
        ("truff*", {"en"}),
        ("truff", set()),
        ("truffle AND hamsi", {"en"}),
        ("truffle OR hamsi", set()),
        ("NEAR(truffle)", set()),
        ("NEAR truffle", {"en"}),
        ("title:truffle", set()),
        ("-truffle", {"en"}),
        ("(truffle) ^", {"en"}),
        ("* ( ) \" '' --", set()),
        ("", set()),
        ("a\0truffle", set()),
        ("\0truffle\ud800", {"en"}),
        ("raqqa", {"page"}),
        ("shells mines", {"page"}),
        ("class", set()),
        ("script", set()),
        ("Title", set(TEXTS)),
    ],
)
def test_what_a_query_finds(library: Ledger, query: str, found: set[str]) -> None:
    assert {hit.doc_id for hit in library.search(query)} == found


def test_a_hit_says_where(library: Ledger) -> None:
    (hit,) = library.search("truffle")
    assert "[truffle] hunters" in hit.snippet
    assert hit.title == "Title en"
    assert str(hit.published) == "2024-03-01"
    assert hit.rank > 0
    assert len(library.search("title", limit=2)) == 2
    assert library.search("title", limit=-1) == []


def test_a_pasted_article_stays_a_query(library: Ledger) -> None:
    assert library.search('"' * 9999 + "x " * 9999 + "(" * 9999) == []
    assert len(library.search("truffle " * 9999)) == 1


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.text("\"*()^:+-{}\\' \0aأANDORNOTNEAR,0.½\u064b\u0301"), st.text(max_size=3)))
def test_no_query_breaks_the_search(library: Ledger, query: str) -> None:
    found = library.search(query)
    assert {hit.doc_id for hit in found} <= {document.doc_id for document in library.documents()}


@given(st.text('<>/!-scriptyle "&;#\n'))
def test_any_page_has_a_plain_text(source: str) -> None:
    page = make_document(source, "p", media_type="text/html")
    plain = plain_text(page)
    assert plain is None or isinstance(plain, str)


def test_terms() -> None:
    assert terms('a "b c" d* "e*" *') == [Term("a"), Term("b c"), Term("d*", True), Term("e*")]
