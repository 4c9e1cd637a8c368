from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from watched_site import FEED, Site, Times, page, read, rss

from hudhud import pipeline
from hudhud.configuration import AlertRule, Configuration, Smtp, Webhook, load
from hudhud.errors import ConfigurationError
from hudhud.ledger import Ledger, Linkage, Outbox
from hudhud.ledger.watched import alerted

_RULE = AlertRule(name="many", killed_at_least=5)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db") as opened:
        yield opened


class Desk:
    """A watch over one feed whose pages a test puts in, started anew at every look."""

    def __init__(self, ledger: Ledger, configuration: Configuration) -> None:
        self.times, self.configuration = Times(), configuration
        self.site = Site(ledger, {FEED: rss({})})
        self.listed: dict[str, str | None] = {}

    def publish(self, name: str, content: bytes, updated: str | None = None) -> None:
        self.listed[name] = None
        self.site.pages |= {f"http://site.test/{name}": content, FEED: rss(self.listed, updated=updated)}

    def look(self, **later: float) -> list[pipeline.Event]:
        self.times.later(**later or {"hours": 1})
        found = pipeline.watch(
            [FEED], self.site.ledger, self.site, self.configuration, once=True, clock=self.times.clock()
        )
        return [one for one in found if one.kind in {"alert", "failure"}]

    def alerts(self) -> list[str]:
        return [one.subject for one in self.look()]


def test_an_incident_is_told_of_once(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE, AlertRule(name="Owo", place="Owo"))))
    assert desk.alerts() == []
    desk.publish("a", page(1, killed=7))
    (told,) = desk.look()
    assert told.subject == "many"
    assert "2 Mar 2024" in told.words
    assert "Sukhna" in told.words
    assert "≥7" in told.words
    assert "nobody has reviewed it" in told.words
    desk.publish("b", page(2, killed=9))  # of the same
    assert desk.alerts() == []
    assert len(pipeline.incidents(ledger)) == 1
    desk.publish("c", page(3, killed=3, place="Owo", day=20))
    assert desk.alerts() == ["Owo"]
    assert desk.alerts() == []


def test_a_rule_tells_of_nothing_that_came_before_it(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration())
    desk.publish("a", page(1, killed=7))
    desk.look()
    desk.configuration = Configuration(alert=(_RULE,))
    assert desk.alerts() == []
    desk.publish("b", page(2, killed=8, place="Owo", day=20))
    assert desk.alerts() == ["many"]
    # With other conditions it is another rule, but for what it told of already.
    desk.configuration = Configuration(alert=(AlertRule(name="many", killed_at_least=2),))
    assert desk.alerts() == []


def test_the_filter_is_that_of_incidents(ledger: Ledger) -> None:
    rules = (AlertRule(name="country", place="sy"), AlertRule(name="kind", event_type="attack", killed_at_least=7),
             AlertRule(name="more", killed_at_least=8), AlertRule(name="actor", actor="Islamic State"))  # fmt: skip
    desk = Desk(ledger, Configuration(alert=rules))
    desk.look()
    desk.publish("a", page(1, killed=7))
    assert desk.alerts() == ["country", "kind"]
    with pytest.raises(ConfigurationError, match="is no event type"):
        Desk(ledger, Configuration(alert=(AlertRule(name="x", event_type="brawl"),))).look()


def test_neither_parting_nor_linking_anew_tells_again(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE,)))
    desk.look()
    desk.publish("a", page(1, killed=7))
    desk.publish("b", page(2, killed=8))
    assert desk.alerts() == ["many"]
    desk.publish("c", page(3, killed=9))  # joins later, and is remembered with them
    assert desk.alerts() == []
    (one,) = pipeline.incidents(ledger)
    last = next(m.mention.id for m in one.members if m.doc_id.endswith("/c"))
    first = next(m.mention.id for m in one.members if m.doc_id.endswith("/a"))
    for name in (first, last):
        home = pipeline.show(ledger, name).id
        pipeline.decide(ledger, "Rima", "split", home, "another attack", pipeline.Wish(apart=(name,)))
    assert len(pipeline.incidents(ledger)) == 3
    assert desk.alerts() == []
    Linkage(ledger).forget()
    assert desk.alerts() == []
    assert len(pipeline.incidents(ledger)) == 3


def test_incidents_that_are_merged_are_not_told_of_again(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE,)))
    desk.look()
    desk.publish("a", page(1, killed=7))
    desk.publish("b", page(2, killed=8, place="Owo", day=20))
    assert desk.alerts() == ["many", "many"]
    one, other = pipeline.incidents(ledger)
    pipeline.decide(ledger, "Rima", "same", one.id, "one attack", pipeline.Wish(other=other.id))
    assert len(pipeline.incidents(ledger)) == 1
    assert desk.alerts() == []


def test_a_later_version_of_a_report_is_not_told_of_again(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE,)))
    desk.look()
    desk.publish("a", page(1, killed=7), updated="2024-03-03T10:00:00Z")
    assert desk.alerts() == ["many"]
    desk.publish("a", page(1, killed=16, more="Updated."), updated="2024-03-03T11:00:00Z")
    assert desk.alerts() == []
    assert ledger.counts().documents == 2
    # What it tells besides is another attack.
    both = page(1, killed=16).replace(b"</body>", page(5, killed=30, place="Owo", day=20) + b"</body>")
    desk.publish("a", both, updated="2024-03-03T12:00:00Z")
    assert desk.alerts() == ["many"]


def test_what_a_newer_reader_reads_anew_is_not_told_of_again(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE,)))
    desk.look()
    desk.publish("a", page(1, killed=7))
    assert desk.alerts() == ["many"]
    (before,) = pipeline.incidents(ledger)
    document = ledger.document("http://site.test/a")
    assert ledger.add(document, read(document, "2"), actor="test")
    assert desk.alerts() == []
    (after,) = pipeline.incidents(ledger)
    assert before.members[0].mention.id != after.members[0].mention.id
    Linkage(ledger).forget()
    assert desk.alerts() == []


def test_a_sum_is_told_of_where_it_is_wanted(ledger: Ledger) -> None:
    assert pipeline.alerts.wanted(_RULE).aggregate is False
    assert pipeline.alerts.wanted(_RULE.model_copy(update={"sums": True})).aggregate is None


def test_a_webhook_gets_json_with_a_key(ledger: Ledger) -> None:
    configuration = Configuration(alert=(_RULE.model_copy(update={"to": ("webhook",)}),),
                                  webhook=Webhook(url="https://desk.test/hook?token=secret"))  # fmt: skip
    desk = Desk(ledger, configuration)
    desk.look()
    desk.publish("a", page(1, killed=7))
    desk.site.status = 503
    (failed,) = desk.look()
    assert failed.words == "webhook at desk.test: it answered 503; look there why it does not take alerts"
    (waits,) = Outbox(ledger).undelivered()
    assert (waits.rule, waits.channel, waits.tries, waits.error) == ("many", "webhook", 1, failed.words)
    assert desk.look(seconds=30) == []  # not yet
    desk.site.status = 0
    (failed,) = desk.look(seconds=31)
    assert "secret" not in failed.words
    desk.site.status = 204
    assert desk.look() == []
    assert desk.look() == []
    assert Outbox(ledger).undelivered() == []
    first, second, third = desk.site.posted
    assert first == second == third
    url, body, headers = third
    assert url == "https://desk.test/hook?token=secret"
    said: dict[str, Any] = json.loads(body)
    assert headers == {"Content-Type": "application/json", "Idempotency-Key": said["alert"]}
    assert (said["rule"], said["killed"]["low"], said["killed"]["high"]) == ("many", 7, None)
    assert said["claims"][0]["qualifier"] == "at_least"
    assert said["claims"][0]["doc_id"] == "http://site.test/a"
    assert (said["date_start"], said["date_precision"], said["review"]) == ("2024-03-02", "day", "waiting")
    assert said["sources"] == ["http://site.test/a"]


def test_killed_before_it_is_noted_an_alert_comes_again_under_its_key(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE,)))
    desk.look()
    desk.publish("a", page(1, killed=7))
    desk.times.later(hours=1)
    events = pipeline.watch([FEED], ledger, desk.site, desk.configuration, once=True, clock=desk.times.clock())
    told = next(one for one in events if one.kind == "alert")
    del events  # gone before it could note that the line was taken
    assert [one.words for one in desk.look()] == [told.words]
    assert desk.look() == []


class Mailbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.refuse:
            return self.refuse
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.messages.append(found)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


def _mailing(port: int, **more: Any) -> Configuration:
    smtp = Smtp(host="127.0.0.1", port=port, security=more.pop("security", "none"), sender="hudhud@desk.test",
                to=("a@desk.test", "b@desk.test"), **more)  # fmt: skip
    return Configuration(alert=(AlertRule(name="Größe: many", killed_at_least=5, to=("email",)),), smtp=smtp)


def test_mail_goes_out_once_and_says_what_it_says(ledger: Ledger, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    desk = Desk(ledger, _mailing(port))
    desk.look()
    desk.publish("a", page(1, killed=7))
    box.refuse = "451 try later"
    (failed,) = desk.look()
    assert failed.words == "mail by 127.0.0.1: it answered 451 try later"
    box.refuse = ""
    assert desk.look() == []
    assert desk.look() == []
    (mail,) = box.messages
    assert mail["Message-ID"].endswith("@desk.test>")
    assert mail["Subject"].startswith("[hudhud] Größe: many: 2 Mar 2024")
    assert (mail["From"], mail["To"]) == ("hudhud@desk.test", "a@desk.test, b@desk.test")
    assert mail.get_content_type() == "text/plain"
    text = mail.get_content()
    for words in ("Killed: ≥7", "“At least 7” (at least), officials, in http://site.test/a", "Source: http://site.test/a",
                  "Read by a machine; nobody has reviewed it.", "hudhud show i"):  # fmt: skip
        assert words in text, words


def test_mail_without_a_password_or_a_server_is_said(
    ledger: Ledger, mailbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, port = mailbox
    desk = Desk(ledger, _mailing(port, username="u", password_env="HUDHUD_TEST_PASSWORD"))
    monkeypatch.delenv("HUDHUD_TEST_PASSWORD", raising=False)
    desk.look()
    desk.publish("a", page(1, killed=7))
    (failed,) = desk.look()
    assert "the environment has no HUDHUD_TEST_PASSWORD" in failed.words
    monkeypatch.setenv("HUDHUD_TEST_PASSWORD", "tree")
    (failed,) = desk.look()
    assert "check [smtp]" in failed.words
    assert "tree" not in failed.words
    desk.configuration = _mailing(port, security="starttls")
    (failed,) = desk.look()
    assert "STARTTLS" in failed.words
    desk.configuration = _mailing(1)
    (failed,) = desk.look(hours=7)
    assert "refused" in failed.words
    desk.configuration = Configuration()
    (failed,) = desk.look(hours=7)
    assert "no longer says where" in failed.words


def test_nothing_captured_begins_a_header(ledger: Ledger, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    desk = Desk(ledger, _mailing(port))
    desk.look()
    desk.publish("a", page(1, killed=7).replace(b"Report 1", b"Report\r\nBcc: x@evil.test\r\n\r\nhello"))
    assert desk.look() == []
    (mail,) = box.messages
    assert mail["Bcc"] is None
    assert "x@evil.test" not in str(mail.items())


def test_two_processes_fire_once(ledger: Ledger) -> None:
    desk = Desk(ledger, Configuration(alert=(_RULE,)))
    desk.look()
    desk.publish("a", page(1, killed=7))
    assert desk.alerts() == ["many"]
    (one,) = pipeline.incidents(ledger)
    with ledger.snapshot() as connection:
        assert connection.execute(alerted.select()).all() == [("many", one.members[0].mention.id)]
    sent = pipeline.alerts.alert_of("many", one, "waiting", [], desk.times.at)
    assert not Outbox(ledger).fire(sent, [one.members[0].mention.id], ["stdout"])


@pytest.mark.parametrize(("words", "error"), [
    ('[[alert]]\nname = "a"\nto = ["email"]', "an alert goes to email, and there is no [smtp]"),
    ('[[alert]]\nname = "a"\n[[alert]]\nname = "a"', "two alerts have one name"),
    ('[[alert]]\nname = "a\\nb"', "alert.0.name"),
    ('[[alert]]\nname = "a"\nto = ["fax"]', "alert.0.to.0"),
    ('[smtp]\nhost = "h"\nsender = "a@b\\nBcc: c@d"\nto = ["a@b"]', "smtp.sender"),
    ('[smtp]\nhost = "h"\nsender = "a@b"\nto = ["a@b"]\npassword = "x"', "smtp.password"),
    ('[smtp]\nhost = "h"\nsender = "a@b"\nto = ["a@b"]\nusername = "x"', "go together"),
    ('[webhook]\nurl = "file:///x"', "webhook.url"),
    ("[watching]\nevery_minutes = 0", "watching.every_minutes"),
])  # fmt: skip
def test_a_wrong_configuration_is_one_line(tmp_path: Path, words: str, error: str) -> None:
    (tmp_path / "hudhud.toml").write_text(words)
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path / "l.db")
    assert error in str(raised.value)
    assert "\n" not in str(raised.value)
