"""Invitations, roles, what administrators see, and that none of it touches the record."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from web_samples import PASSWORD, Browser, join

import hudhud
from hudhud.errors import PeopleError
from hudhud.ledger import Ledger, verify
from hudhud.ledger.people import People, first_invitation, folded, proper_name
from hudhud.ledger.workplace import invitations
from hudhud.model.people import User
from hudhud.web.pages import strings

OTHER = "nine camels at the well"


def use(browser: Browser, link: str, name: str = "Omar", password: str = PASSWORD) -> int:
    answer = browser.post(link, data={"name": name, "password": password, "again": password})
    return int(answer.status_code)


def link_in(page: str) -> str:
    found = re.search(r"http://localhost:8750(/invitation/[\w-]+)", page)
    assert found, page
    return found[1]


def user_of(app: FastAPI, number: int) -> User:
    found: User | None = app.state.identity.people.user(number)
    assert found is not None
    return found


def test_the_first_link_makes_an_administrator_and_then_there_is_none(app: FastAPI, ledger: Ledger) -> None:
    old, new = first_invitation(ledger), first_invitation(ledger)
    assert Browser(app).get(f"/invitation/{old}").status_code == 404
    browser = Browser(app)
    assert "You join as administrator" in browser.get(f"/invitation/{new}").text
    assert use(browser, f"/invitation/{new}", "Amal") == 303
    assert browser.get("/people").status_code == 200
    assert first_invitation(ledger) is None


def test_an_invitation_works_once(app: FastAPI, administrator: Browser) -> None:
    page = administrator.submit("/people/invitations", role="editor")
    link = link_in(page.text)
    assert "no-store" in page.headers["cache-control"]
    assert link not in administrator.get("/people").text
    browser = Browser(app)
    assert "You join as editor" in browser.get(link).text
    assert use(browser, link) == 303
    assert browser.get("/people").status_code == 403
    assert use(Browser(app), link, "Zeina") == 404
    assert Browser(app).get(link).status_code == 404
    assert [(u.name, u.role) for u in People(app.state.ledger).all()] == [("Amal", "administrator"), ("Omar", "editor")]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "hudhud",
        "Hudhud 0.1",
        "a" * 61,
        "Om\x00ar",
        "Om\u202ear",
        "amal",
        "ＡＭＡＬ",
        "Am\u200cal",
        "A\ud800",
    ],
)
def test_a_name_that_is_refused_leaves_the_invitation_open(app: FastAPI, administrator: Browser, name: str) -> None:
    link = link_in(administrator.submit("/people/invitations", role="viewer").text)
    if name.isprintable() or name.isascii():
        assert use(Browser(app), link, name) == 422
    else:
        with pytest.raises(PeopleError):
            app.state.identity.people.join(link.rpartition("/")[2], name, "hash")
    assert use(Browser(app), link, "Omar") == 303


def test_names_are_kept_as_given_and_compared_without_looks() -> None:
    assert proper_name("  Zeina   al-Hamid ") == "Zeina al-Hamid"
    assert proper_name("زينة") == "زينة"
    assert proper_name("علی\u200cرضا") == "علی\u200cرضا"
    assert folded("علی\u200cرضا") == folded("علیرضا")
    assert folded("STRASSE") == folded("straße")
    assert folded("Jose\u0301") == folded("JOSÉ")


def test_an_invitation_is_over(app: FastAPI, ledger: Ledger, administrator: Browser) -> None:
    def fresh() -> str:
        return link_in(administrator.submit("/people/invitations", role="viewer").text)

    late = fresh()
    with ledger.writing() as connection:
        connection.execute(update(invitations).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert use(Browser(app), late) == 404
    withdrawn = fresh()
    number = People(ledger).open_invitations()[0].id
    assert administrator.submit(f"/people/invitations/{number}/withdraw").status_code == 303
    assert administrator.submit(f"/people/invitations/{number}/withdraw").status_code == 404
    assert use(Browser(app), withdrawn) == 404
    other = join(app, "Omar", "administrator")
    of_omar = link_in(other.submit("/people/invitations", role="administrator").text)
    assert administrator.submit("/people/2/role", role="viewer").status_code == 303
    assert use(Browser(app), of_omar, "Zeina") == 404
    assert use(Browser(app), "/invitation/" + "x" * 43) == 404


def test_a_link_sets_a_new_password_once_and_ends_sessions_and_tokens(app: FastAPI, administrator: Browser) -> None:
    omar = join(app, "Omar", "reviewer")
    omar.submit("/me/tokens", name="export")
    first = link_in(administrator.submit("/people/2/reset").text)
    link = link_in(administrator.submit("/people/2/reset").text)
    assert use(Browser(app), first, password=OTHER) == 404
    browser = Browser(app)
    assert "A new password for Omar" in browser.get(link).text
    assert use(browser, link, "Amal", OTHER) == 303  # the name in the form counts for nothing
    assert omar.get("/me").status_code == 303
    assert "You have no tokens" in browser.get("/me").text
    assert use(Browser(app), link, password=OTHER) == 404
    assert Browser(app).sign_in("Omar", OTHER).status_code == 303
    assert Browser(app).sign_in("Amal").status_code == 303


def test_roles_take_effect_at_once_and_never_leave_no_administrator(app: FastAPI, administrator: Browser) -> None:
    omar = join(app, "Omar", "viewer")
    assert omar.get("/people").status_code == 403
    assert administrator.submit("/people/2/role", role="administrator").status_code == 303
    assert omar.get("/people").status_code == 200
    assert omar.submit("/people/1/disable").status_code == 303
    assert administrator.get("/me").status_code == 303
    for path, fields in (("/people/2/disable", {}), ("/people/2/role", {"role": "viewer"})):
        answer = omar.submit(path, **fields)
        assert answer.status_code == 409
        assert "only administrator left" in answer.text
    assert omar.submit("/people/2/role", role="owner").status_code == 422
    assert omar.submit("/people/99/enable").status_code == 404
    assert omar.submit("/people/1/enable").status_code == 303
    assert administrator.get("/me").status_code == 303  # the old session stays ended
    assert Browser(app).sign_in("Amal").status_code == 303


def test_a_disabled_user_can_do_nothing(app: FastAPI, administrator: Browser) -> None:
    omar = join(app, "Omar", "viewer")
    link = link_in(administrator.submit("/people/2/reset").text)
    administrator.submit("/people/2/disable")
    assert omar.get("/").status_code == 303
    assert Browser(app).sign_in("Omar").status_code == 401
    assert use(Browser(app), link, password=OTHER) == 404
    administrator.submit("/people/2/enable")
    assert omar.get("/").status_code == 303
    assert Browser(app).sign_in("Omar").status_code == 303


def test_the_log_tells_administrators_what_happened(app: FastAPI, administrator: Browser) -> None:
    join(app, "<b>Omar</b>", "viewer")
    Browser(app).sign_in("Amal", "wrong")
    administrator.submit("/people/2/role", role="editor")
    told = [(e.by, e.action, e.subject, e.detail) for e in People(app.state.ledger).log()]
    assert told == [
        ("Amal", "role_changed", "<b>Omar</b>", "viewer → editor"),
        ("", "refused", "Amal", ""),
        ("<b>Omar</b>", "joined", "<b>Omar</b>", "viewer"),
        ("Amal", "invited", "", "viewer"),
        ("Amal", "joined", "Amal", "administrator"),
    ]
    page = administrator.get("/people").text
    assert "changed a role" in page
    assert "<b>Omar" not in page
    assert "&lt;b&gt;Omar" in page


def test_preferences_are_kept_with_the_person(app: FastAPI, administrator: Browser) -> None:
    assert administrator.submit("/me/preferences", direction="rtl", theme="dark").status_code == 303
    user = user_of(app, 1)
    assert (user.direction, user.theme) == ("rtl", "dark")
    assert administrator.submit("/me/preferences", direction="up", theme="dark").status_code == 422


def test_the_record_knows_nothing_of_people(ledger: Ledger, app: FastAPI, administrator: Browser) -> None:
    head = verify(ledger).head
    join(app, "Omar", "viewer")
    administrator.submit("/people/2/disable")
    after = verify(ledger)
    assert after.problems == []
    assert after.head == head


def test_no_secret_reaches_a_log_or_the_ledger(
    app: FastAPI, ledger: Ledger, administrator: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = link_in(administrator.submit("/people/invitations", role="viewer").text)
    page = administrator.submit("/me/tokens", name="export").text
    token = re.search(r"hudhud_[\w-]{43}", page)
    assert token
    Browser(app).sign_in("Amal", "a wrong password")
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    kept = b"".join(path.read_bytes() for path in ledger.path.parent.iterdir())
    for secret in (link.rpartition("/")[2], token[0], PASSWORD, "a wrong password"):
        assert secret not in ours
        assert secret.encode() not in kept


def test_every_code_has_its_words() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (Path(hudhud.__file__).parent).rglob("*.py"))
    raised = set(re.findall(r'PeopleError\("(\w+)"\)', source))
    assert {f"people.error.{code}" for code in raised} == {k for k in strings() if k.startswith("people.error.")}
    noted = set(re.findall(r'note\(connection, [\w."]+, "(\w+)"', source))
    assert {f"people.did.{code}" for code in noted} == {k for k in strings() if k.startswith("people.did.")}
