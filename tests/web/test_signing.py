"""Signing in and out, and what ends a session."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner
from web_samples import FAST, PASSWORD, Browser, join

from hudhud.ledger import Ledger
from hudhud.web import create_app
from hudhud.web.identity.keys import server_key
from hudhud.web.identity.passwords import Passwords
from hudhud.web.paths import own_path
from hudhud.web.settings import Settings

OTHER = "nine camels at the well"


def is_in(browser: Browser) -> bool:
    return browser.get("/me").status_code == 200


def with_cookie(app: FastAPI, value: str) -> Browser:
    browser = Browser(app)
    browser.cookies.set("hudhud_session", value, domain="localhost.local", path="/")
    return browser


def cookie_of(browser: Browser) -> str:
    value = browser.cookies.get("hudhud_session")
    assert value
    return value


def test_signing_in_leads_back_to_what_was_asked_for(app: FastAPI, administrator: Browser) -> None:
    browser = Browser(app)
    answer = browser.get("/people?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/people%3Fpage%3D2")
    form = browser.get(answer.headers["location"])
    assert 'value="/people?page=2"' in form.text
    answer = browser.sign_in("AMAL ", next="/people?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?page=2")
    assert is_in(browser)
    assert browser.get("/sign-in?next=/me").headers["location"] == "/me"


ELSEWHERE = [
    *("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"),
    *("javascript:x()", "", "///evil.example", "/\n/evil.example", "/a\r\nset-cookie: x", "http:evil"),
    *("evil.example", "/" + "a" * 3000, "/é", "//[", "/\x00"),
]


def test_nothing_leads_to_another_site(app: FastAPI, administrator: Browser) -> None:
    for path in ELSEWHERE:
        assert own_path(path) == "/", path
        assert Browser(app).sign_in("Amal", next=path).headers["location"] == "/", path
        assert administrator.get("/sign-in", params={"next": path}).headers["location"] == "/", path


@given(st.text(alphabet="/\\\\?#:@.%\t\n\r ae\u2044", max_size=12).map(lambda rest: f"/{rest}"))
def test_no_path_made_of_signs_leads_elsewhere(path: str) -> None:
    # Browsers drop line breaks and tabs, and take a backslash for a slash.
    seen = "".join(c for c in own_path(path) if c not in "\t\n\r").replace("\\", "/")
    assert urlsplit(urljoin("http://localhost/x", seen)).netloc == "localhost"


@pytest.mark.parametrize("path", ["/", "/incidents?place=Sukhna&from=2023-02", "/incidents/i12?x=http://y", "/a//b"])
def test_a_path_of_our_own_is_kept(path: str) -> None:
    assert own_path(path) == path


def test_htmx_is_told_to_load_the_sign_in(stranger: Browser) -> None:
    told = {"hx-request": "true", "hx-current-url": "http://localhost:8750/people?a=b"}
    answer = stranger.get("/people", headers=told)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=/people%3Fa%3Db")
    answer = stranger.get("/people", headers=told | {"hx-current-url": "http://evil.example//evil.example"})
    assert answer.headers["hx-redirect"] == "/sign-in"


def test_the_cookie_is_for_this_server_alone(app: FastAPI, ledger: Ledger, administrator: Browser) -> None:
    kept = Browser(app).sign_in("Amal").headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert "; secure" not in kept
    assert "domain=" not in kept
    by_https = create_app(ledger, Settings(hashing=FAST.hashing, secure=True, hosts=("hudhud.example",)))
    kept = Browser(by_https, "https://hudhud.example").sign_in("Amal").headers["set-cookie"]
    assert kept.startswith("__Host-hudhud=")
    assert "; Secure" in kept
    refused = Browser(by_https, "https://hudhud.example")
    origin = {"origin": "http://hudhud.example"}
    assert refused.post("/sign-in", data={"name": "Amal", "password": PASSWORD}, headers=origin).status_code == 403


def test_a_changed_cookie_opens_nothing(app: FastAPI, ledger: Ledger, administrator: Browser) -> None:
    value = cookie_of(administrator)
    assert is_in(with_cookie(app, value))
    for place in range(0, len(value), 7):
        changed = value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]
        assert not is_in(with_cookie(app, changed)), place
    for forged in ("", "x", value + "x", value.rpartition(".")[0], "é"):
        assert app.state.identity.sessions.read(forged) is None
    ledger.path.with_name(ledger.path.name + ".key").unlink()
    assert not is_in(with_cookie(create_app(ledger, FAST), value))


def test_a_session_is_over_in_time(app: FastAPI, administrator: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    value, later = cookie_of(administrator), int(time.time() + FAST.session_lasts.total_seconds())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: later - 10)
    assert is_in(with_cookie(app, value))
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: later + 10)
    assert not is_in(with_cookie(app, value))


def test_signing_out_ends_the_cookie_and_every_copy_of_it(app: FastAPI, administrator: Browser) -> None:
    value, elsewhere = cookie_of(administrator), Browser(app)
    elsewhere.sign_in("Amal")
    assert administrator.submit("/sign-out").headers["location"] == "/sign-in"
    assert not administrator.cookies
    assert not is_in(with_cookie(app, value))
    assert is_in(elsewhere)


def test_signing_out_everywhere(app: FastAPI, administrator: Browser) -> None:
    elsewhere = Browser(app)
    elsewhere.sign_in("Amal")
    assert administrator.submit("/me/sessions/end").status_code == 303
    assert not is_in(elsewhere)
    assert not is_in(administrator)


def test_a_new_password_ends_all_other_sessions(app: FastAPI, administrator: Browser) -> None:
    value, elsewhere = cookie_of(administrator), Browser(app)
    elsewhere.sign_in("Amal")
    fields = {"current": PASSWORD, "password": OTHER, "again": OTHER}
    assert administrator.submit("/me/password", **fields).status_code == 303
    assert is_in(administrator)
    assert not is_in(elsewhere)
    assert not is_in(with_cookie(app, value))
    assert elsewhere.sign_in("Amal").status_code == 401
    assert elsewhere.sign_in("Amal", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("current", "password", "again", "told"),
    [
        ("wrong", OTHER, OTHER, "current password is not right"),
        (PASSWORD, OTHER, OTHER + ".", "differ"),
        (PASSWORD, "eleven sign", "eleven sign", "too short"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too easily"),
        (PASSWORD, "Amal12345amal", "Amal12345amal", "too easily"),
        (PASSWORD, "long " * 101, "long " * 101, "too long"),
    ],
)
def test_a_password_that_is_refused_changes_nothing(
    app: FastAPI, administrator: Browser, current: str, password: str, again: str, told: str
) -> None:
    answer = administrator.submit("/me/password", current=current, password=password, again=again)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert is_in(administrator)
    assert Browser(app).sign_in("Amal").status_code == 303


def test_nobody_learns_who_has_an_account(
    app: FastAPI, administrator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer = join(app, "Omar", "reviewer")
    assert administrator.submit("/people/2/disable").status_code == 303
    assert not is_in(reviewer)
    compared: list[str] = []
    fits = Passwords.fits
    monkeypatch.setattr(Passwords, "fits", lambda *given: compared.append(given[2]) or fits(*given))
    tries = [("Amal", "wrong"), ("Nobody", "wrong"), ("Omar", PASSWORD), ("A" * 200, "")]
    answers = [Browser(app).sign_in(*given) for given in tries]
    assert {answer.status_code for answer in answers} == {401}
    # Each takes the time of a comparison and of a note in the log.
    assert len(compared) == 4
    assert [e.subject for e in app.state.identity.people.log(4)] == ["", "Omar", "", "Amal"]
    assert len({answer.text.replace(name, "") for answer, (name, _) in zip(answers, tries, strict=True)}) == 1


def test_too_many_attempts_wait_whether_or_not_the_name_is_known(app: FastAPI, administrator: Browser) -> None:
    for name in ("Amal", "Nobody"):
        browser = Browser(app, client=(f"10.0.0.{len(name)}", 1))
        assert [browser.sign_in(name, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
        answer = browser.sign_in(name.upper())
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        assert "wait 1 seconds" in answer.text


def test_an_address_that_tries_many_names_waits(app: FastAPI) -> None:
    browser = Browser(app, client=("10.0.0.9", 1))
    assert [browser.sign_in(f"name {n}", "x").status_code for n in range(21)] == [401] * 20 + [429]


def test_many_who_sign_in_at_once_do_not_take_every_thread(app: FastAPI, administrator: Browser) -> None:
    places = app.state.identity.passwords._places
    taken = 0
    while places.acquire(blocking=False):
        taken += 1
    answer = Browser(app).sign_in("Amal")
    assert (answer.status_code, "Many people are signing in" in answer.text) == (503, True)
    assert is_in(administrator)
    places.release(taken)
    assert Browser(app).sign_in("Amal").status_code == 303


def test_an_old_hash_is_made_anew_by_signing_in(ledger: Ledger, administrator: Browser) -> None:
    stronger = Settings(hashing=type(FAST.hashing)(**{**vars_of(FAST), "time_cost": FAST.hashing.time_cost + 1}))
    app = create_app(ledger, stronger)
    before = app.state.identity.people.user(1).password
    assert Browser(app).sign_in("Amal").status_code == 303
    after = app.state.identity.people.user(1).password
    assert before != after
    assert f"t={stronger.hashing.time_cost}" in after
    assert Browser(app).sign_in("Amal").status_code == 303
    assert app.state.identity.people.user(1).password == after


def vars_of(settings: Settings) -> dict[str, object]:
    return {name: getattr(settings.hashing, name) for name in settings.hashing.__slots__}


def test_the_key_stays_and_is_nobody_elses(ledger: Ledger) -> None:
    key = server_key(ledger.path)
    path = ledger.path.with_name(ledger.path.name + ".key")
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert server_key(ledger.path) == key
    path.chmod(0o644)
    assert server_key(ledger.path) != key  # others could have read it
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"half")
    assert len(server_key(ledger.path)) == 32


def test_sessions_that_are_over_are_forgotten(app: FastAPI, administrator: Browser) -> None:
    identity = app.state.identity
    session = identity.sessions.read(cookie_of(administrator))
    identity.ended.end("old", session.expires - timedelta(days=2))
    assert identity.ended.ended("old")
    identity.sign_out(session)
    identity.sign_out(session)
    assert not identity.ended.ended("old")
    assert identity.ended.ended(session.name)
