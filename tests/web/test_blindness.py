"""A second coder sees nothing of the first one's values, whichever way they ask; or it is not theirs to code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from blind_routes import NOTHING_OF_INCIDENTS, OPENS, REPORTS_ALONE, TELLS, TELLS_ONCE_CODED
from route_roles import ROLES_OF_ROUTES
from web_samples import FAST, Browser, join

from hudhud import judging, pipeline
from hudhud.ledger import Board, Codings, Ledger, Looks
from hudhud.model import Incident
from hudhud.model.filters import Filter
from hudhud.pipeline import Wish
from hudhud.web import create_app

MARKS = ("4711", "4,711", "counted by hand", "Port Hidden")
"""What the first coder alone knows: a figure, a reason and a place."""


@dataclass
class Desk:
    ledger: Ledger
    rima: Browser
    amal: Browser
    one: Incident

    def ask(self, who: Browser, route: tuple[str, str], address: str) -> Any:
        member = self.one.members[0]
        path = address.format(incident=self.one.id, document=member.document_id, mention=member.mention.id)
        if route[0] == "GET":
            return who.get(path)
        if route[1].startswith("/api/"):
            wanted = {"action": "accept", "subject": "m00000000000", "reason": "so"}
            return who.post(path, json=wanted, headers={"x-csrf-token": who.csrf})
        return who.submit(path, action="accept", subject=self.one.id, stake="0", seen="0", number="999999", kind="x")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, examples_ledger: Path) -> Iterator[Desk]:
    with Ledger.open(shutil.copy(examples_ledger, tmp_path_factory.mktemp("blind"))) as ledger:
        yield made(ledger)


@pytest.fixture
def desk(examples: Ledger) -> Desk:
    return made(examples)


def made(ledger: Ledger) -> Desk:
    """Rima corrected and accepted an incident; all that is accepted is drawn, for Amal to code."""
    app = create_app(ledger, FAST)
    rima, amal = join(app, "Rima", "administrator"), join(app, "Amal", "editor")
    # The one whose figure moves most in the eyes of the overview, and of which one report alone tells.
    one = next(o for o in pipeline.incidents(ledger) if len(o.documents) == 1 and not o.aggregate)
    for value, field, group in (("4711", "killed", "civilians"), ("Port Hidden", "place", None)):
        fix = judging.Correction(value, field, group)  # type: ignore[arg-type]
        pipeline.decide(ledger, "Rima", "correct", one.members[0].mention.id, "counted by hand", Wish(correction=fix))
    pipeline.decide(ledger, "Rima", "accept", one.id, "counted by hand")
    Codings(ledger).set_share(1, "Rima")
    return Desk(ledger, rima, amal, pipeline.show(ledger, one.id))


def told(answer: Any) -> list[str]:
    return [mark for mark in MARKS if mark in answer.text]


def test_every_route_has_a_row() -> None:
    rows = [*TELLS, *TELLS_ONCE_CODED, *OPENS, *NOTHING_OF_INCIDENTS, *REPORTS_ALONE]
    assert sorted(rows) == sorted(ROLES_OF_ROUTES)


@pytest.mark.parametrize("route", TELLS, ids=" ".join)
def test_what_tells_the_first_coder_tells_the_second_nothing(desks: Desk, route: tuple[str, str]) -> None:
    # What asks for nothing in particular must be seen to tell; what changes something is not sent by the first coder.
    if route[0] == "GET" and route[1] != "/incidents/points" and route[1] != "/":
        control = desks.ask(desks.rima, route, TELLS[route])
        assert control.status_code in {200, 303}, control.text
        assert told(control), control.text[-2000:]
    answer = desks.ask(desks.amal, route, TELLS[route])
    assert told(answer) == [], answer.text
    assert answer.status_code in {200, 409, 422}, answer.text
    assert desks.one.id in {*pipeline.sealed(desks.ledger, "Amal")}


@pytest.mark.parametrize("route", REPORTS_ALONE, ids=" ".join)
def test_what_shows_reports_or_sums_tells_nothing(desks: Desk, route: tuple[str, str]) -> None:
    if route == ("POST", "/coding/{name}"):
        return  # the second coding itself: `test_coding.py`
    answer = desks.ask(desks.amal, route, REPORTS_ALONE[route])
    assert answer.status_code < 500
    assert told(answer) == []
    assert desks.one.id in pipeline.sealed(desks.ledger, "Amal")


def test_lists_say_what_they_leave_out(desks: Desk) -> None:
    for path in ("/", "/incidents"):
        assert "1 incident is left out here" in desks.amal.get(path).text
        assert "left out here" not in desks.rima.get(path).text
    assert "3 decisions are left out" in desks.amal.get("/log").text
    assert "What was read of 1 incident" in desks.amal.get(f"/document/{desks.one.members[0].document_id}").text
    found = desks.amal.get("/api/incidents").json()
    assert found["found"] == desks.rima.get("/api/incidents").json()["found"] - 1
    assert desks.one.id not in desks.amal.get("/incidents/points").text
    assert desks.one.id in desks.rima.get("/incidents/points").text
    record = desks.amal.get(f"/api/documents/{desks.one.members[0].document_id}").json()
    assert record["withheld"] == 1
    assert desks.amal.get(f"/api/incidents/{desks.one.id}").json()["error"]["code"] == "conflict"


def test_a_coding_opens_it_to_the_coder(desk: Desk) -> None:
    assert desk.amal.submit(f"/coding/{desk.one.id}", killed="3").status_code == 303
    for path in (f"/incident/{desk.one.id}", "/incidents", "/log", f"/api/incidents/{desk.one.id}", "/agreement"):
        assert told(desk.amal.get(path)), path
    assert pipeline.sealed(desk.ledger, "Amal") == frozenset()


def test_who_opens_it_all_the_same_codes_it_no_more(desk: Desk) -> None:
    page = desk.amal.get(f"/incident/{desk.one.id}")
    assert page.status_code == 409
    assert "Open it; I will not code it" in page.text
    answer = desk.amal.submit(f"/coding/{desk.one.id}/open")
    assert answer.headers["location"] == f"/incident/{desk.one.id}"
    assert "4711" in desk.amal.get(f"/incident/{desk.one.id}").text
    assert told(desk.amal.get("/incidents"))
    assert "Nothing to code just now" in desk.amal.get("/coding").text
    refused = desk.amal.submit(f"/coding/{desk.one.id}", killed="3")
    assert refused.status_code == 422
    assert "saw what was read of it" in refused.text
    assert Codings(desk.ledger).pairs() == []


@pytest.mark.parametrize(
    "path", ["/incident/{one}", "/review/{one}", "/document/{doc}", "/api/incidents/{one}", "/api/documents/{doc}"]
)
def test_what_was_opened_before_it_was_drawn_is_not_given(examples: Ledger, path: str) -> None:
    app = create_app(examples, FAST)
    join(app, "Rima", "administrator")
    amal, viewer = join(app, "Amal", "reviewer"), join(app, "Basma", "viewer")
    one = next(o for o in pipeline.incidents(examples) if len(o.documents) == 1)
    address = path.format(one=one.id, doc=one.members[0].document_id)
    assert amal.get(address).status_code == 200
    assert viewer.get(address).status_code in {200, 403}
    pipeline.decide(examples, "Rima", "accept", one.id, "read")
    Codings(examples).set_share(1, "Rima")
    assert next(pipeline.to_code(examples, "Amal"), None) is None
    assert next(pipeline.to_code(examples, "Omar"), None) is not None
    assert Looks(examples).incidents_seen_by("Basma") == set()  # who may not code is not noted


def test_a_look_at_a_mention_of_an_older_reading_counts_for_its_report(examples: Ledger) -> None:
    many = max(pipeline.incidents(examples), key=lambda o: len(o.documents))
    Looks(examples).note("Amal", {"m0000000000gone": many.documents[0]})
    seen = Looks(examples).incidents_seen_by("Amal")
    assert many.id in seen
    assert seen == {o.id for o in pipeline.incidents(examples) if many.documents[0] in o.documents}


def test_the_board_leaves_out_what_must_not_be_seen(examples: Ledger) -> None:
    board = Board(examples)
    every = board.ids(Filter())
    some = frozenset(every[::2])
    assert board.ids(Filter(without=some)) == [name for name in every if name not in some]
    assert board.count(Filter(without=some | {'it\'s "one"'})) == len(every) - len(some)
