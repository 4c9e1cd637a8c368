"""Every way in which a model's server can fail: one line, nothing read, and never a wait without end."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from hudhud.errors import ReaderError
from hudhud.reading.llm.settings import settings_of
from tests.reading.model_samples import ReaderOf, read
from tests.reading.model_server import ModelServer, says, send, status

TEXT = "Gunmen killed 16 farmers near Palmyra on Friday."
GOOD = json.dumps({"incidents": [{"harms": [{"harm": "killed", "low": 16, "high": 16, "quote": "killed 16 farmers"}]}]})


def drops(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    handler.connection.close()


def trickles(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def floods(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    try:
        send(handler, 200, b" " * 3_000_000)
    except OSError:
        return


PASSING = {
    "too many": status(429, Retry_After="7"),
    "overloaded": status(503),
    "a broken connection": drops,
    "no JSON": status(200, b"<html>gateway</html>"),
    "no choice": status(200, b'{"choices": []}'),
    "another shape": status(200, b"[1, 2]"),
    "nothing": says(""),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again(reader_of: ReaderOf, pauses: list[float], fault: Any) -> None:
    with ModelServer(fault, says(GOOD)) as server:
        assert len(read(reader_of(server.url), TEXT).mentions) == 1
    assert len(server.asked) == 2 and len(pauses) == 1


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_does_not_pass_ends_after_the_tries(reader_of: ReaderOf, pauses: list[float], fault: Any) -> None:
    with ModelServer(fault) as server, pytest.raises(ReaderError, match=r"3 times; try again later") as caught:
        read(reader_of(server.url, tries=3), TEXT)
    assert len(server.asked) == 3 and len(pauses) == 2
    assert "\n" not in str(caught.value)


def test_the_server_says_how_long_to_wait_within_our_bound(reader_of: ReaderOf, pauses: list[float]) -> None:
    answers = status(429, Retry_After="7"), status(429, Retry_After="100000"), says(GOOD)
    with ModelServer(*answers) as server:
        read(reader_of(server.url, longest_pause=30), TEXT)
    assert pauses == [7, 30]


FINAL = {
    "the key": (status(401), "refused the key"),
    "no such model": (status(404, b'{"error": "no model \\u001b[31m tiny"}'), "status 404"),
    "a redirect": (status(307, Location="http://192.0.2.1/"), "status 307"),
    "a refusal": (says("", refusal="I cannot help with that"), "refused to read this report"),
    "a filter": (says("x", finish="content_filter"), "refused to read this report"),
    "a flood": (floods, "larger than"),
}


@pytest.mark.parametrize(("fault", "why"), FINAL.values(), ids=FINAL)
def test_what_cannot_pass_is_not_tried_again(reader_of: ReaderOf, fault: Any, why: str) -> None:
    with ModelServer(fault) as server, pytest.raises(ReaderError, match=why) as caught:
        read(reader_of(server.url), TEXT)
    assert len(server.asked) == 1
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("fault", [lambda *_: time.sleep(1), trickles], ids=["silence", "a trickle"])
def test_a_server_that_keeps_us_waiting_is_left(reader_of: ReaderOf, fault: Any) -> None:
    began = time.monotonic()
    with ModelServer(fault) as server, pytest.raises(ReaderError, match=r"no answer within 0\.3 s"):
        read(reader_of(server.url, timeout=0.3, tries=1), TEXT)
    assert time.monotonic() - began < 9


def test_nobody_there(reader_of: ReaderOf) -> None:
    with ModelServer(says(GOOD)) as server:
        url = server.url
    with pytest.raises(ReaderError, match=r"nobody answers there; is the server running\?"):
        read(reader_of(url, tries=1), TEXT)


WRONG = ("I am sorry.", GOOD[:40], '{"incidents": [{"harms": [{"harm": "slain", "quote": "x"}]}]}', "[" * 100_000,
         '{"incidents": ' + "9" * 10_000 + "}", '{"incidents": null}')  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_a_wrong_form_is_mended_once(reader_of: ReaderOf, wrong: str) -> None:
    with ModelServer(says(wrong, finish="length"), says(f"```json\n{GOOD}\n```")) as server:
        assert len(read(reader_of(server.url), TEXT).mentions) == 1
    assert "cannot be used" in server.asked[1]["messages"][-1]["content"]
    with ModelServer(says(wrong)) as server, pytest.raises(ReaderError, match=r"no usable answer, twice"):
        read(reader_of(server.url), TEXT + " It was dark.")
    assert len(server.asked) == 2


def test_the_same_question_is_asked_once(reader_of: ReaderOf) -> None:
    with ModelServer(says(GOOD)) as server:
        first = read(reader_of(server.url), TEXT)
        second = read(reader_of(server.url), TEXT)
        assert len(server.asked) == 1
        read(reader_of(server.url, model="other"), TEXT)
        assert len(server.asked) == 2
    assert first == second
    assert read(reader_of(server.url), TEXT) == first  # and without the server


def test_a_long_report_is_asked_about_in_parts(reader_of: ReaderOf) -> None:
    text = "\n\n".join(f"Paragraph {n}. " + "Nothing of note was said. " * 12 for n in range(8)) + f"\n\n{TEXT}"
    with ModelServer(says('{"incidents": []}')) as server:
        read(reader_of(server.url, most_characters=700), text)
    parts = [asked["messages"][1]["content"] for asked in server.asked]
    assert len(parts) > 3 and all(len(part) < 900 for part in parts)
    assert all(f"Paragraph {n}." in "".join(parts) for n in range(8)) and TEXT in parts[-1]


def test_the_budget_holds(reader_of: ReaderOf) -> None:
    with ModelServer(says(GOOD)) as server:
        reader = reader_of(server.url, most_tokens=9000)
        read(reader, TEXT)
        reader.client.spent.sent = 8000
        with pytest.raises(ReaderError, match=r"could pass most_tokens \(9,000\)"):
            read(reader, TEXT + " It was dark.")
        dear = reader_of(server.url, most_cost=0.001, price_received=10)
        with pytest.raises(ReaderError, match=r"could pass most_cost"):
            read(dear, TEXT + " It was cold.")
    assert len(server.asked) == 1


def test_the_key_goes_in_the_header_and_nowhere_else(reader_of: ReaderOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "s3cret")
    with ModelServer(status(401)) as server, pytest.raises(ReaderError) as caught:
        read(reader_of(server.url, key_env="A_KEY"), TEXT)
    assert server.headers[0]["Authorization"] == "Bearer s3cret"
    assert "s3cret" not in json.dumps(server.asked) + str(caught.value)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "has no model and no url"),
        ({"model": "m"}, "has no url"),
        ({"model": "m", "url": "ftp://x/"}, "url"),
        ({"model": "m", "url": "http://user:pw@127.0.0.1/v1"}, "url"),
        ({"model": "m", "url": "http://127.0.0.1/v1", "temprature": 1}, "temprature"),
        ({"model": "m", "url": "http://127.0.0.1/v1", "most_cost": 1.0}, "price_sent"),
        ({"model": "m", "url": "https://models.example/v1"}, "set may_send = true"),
        ({"model": "m", "url": "http://127.0.0.1.example/v1"}, "set may_send = true"),
        ({"model": "m", "url": "http://127.0.0.1/v1", "key_env": "NOT_SET_ANYWHERE"}, "NOT_SET_ANYWHERE"),
    ],
)
def test_settings_say_what_is_wrong(given: dict[str, Any], why: str) -> None:
    with pytest.raises(ReaderError, match=why):
        settings_of(given)


def test_a_notice_names_what_goes_where() -> None:
    away = settings_of({"model": "m", "url": "https://models.example/v1", "may_send": True})
    assert away.notice.endswith("go to the model m at models.example (https://models.example/v1)")
    here = settings_of({"model": "m", "url": "http://127.0.0.1:8080/v1"})
    assert "on this machine" in here.notice


def test_replies_that_cannot_be_kept_are_said(reader_of: ReaderOf, tmp_path: Path) -> None:
    (tmp_path / "replies.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(ReaderError, match=r"replies cannot be kept in"):
        reader_of("http://127.0.0.1:1/v1")
