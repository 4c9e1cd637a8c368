"""Every behaviour of the hostile site ends in a report or in one line, in time, and reaches this machine alone."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hudhud.capture.fetching import Fetched, Fetcher, source_of
from hudhud.configuration import Configuration, FetchLimits
from hudhud.errors import FetchError
from tests.capture import hostile_files as files
from tests.capture.hostile_site import BEHAVIOURS, PUBLIC, Behaviour, HostileSite

LIMITS = FetchLimits(most_bytes=12_000_000, seconds=2.5, silence=1, tries=1, delay=0)
HERE = ("127.0.0.1", "::1")

_connected: list[str] | None = None


def _spy(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _connected is not None:
        address = arguments[1]
        _connected.append(str(address[0]) if isinstance(address, tuple) else str(address))


sys.addaudithook(_spy)


@pytest.fixture
def connected() -> Iterator[list[str]]:
    """Where this process really connected to, whichever way it did."""
    global _connected  # noqa: PLW0603 -- an audit hook cannot be taken away again, only put to rest
    _connected = []
    yield _connected
    _connected = None


def fetch(site: HostileSite, behaviour: Behaviour, limits: FetchLimits = LIMITS) -> Fetched:
    allowed = frozenset({f"127.0.0.1:{site.port}"})
    configuration = Configuration(contact="tests@example.org", allow_hosts=allowed, fetching=limits)
    with Fetcher(configuration, wiring=site.wiring(sleep=lambda seconds: None)) as fetcher:
        return fetcher.fetch(site.url(behaviour.path, behaviour.host), accept=behaviour.accept)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda each: each.path)
def test_it_ends_in_a_report_or_one_line(behaviour: Behaviour, connected: list[str]) -> None:
    with HostileSite(robots=behaviour.robots) as site:
        began = time.monotonic()
        fetched = fetch(site, behaviour)
        took = time.monotonic() - began
        tried = {address for address, _ in site.tried}
    assert took < LIMITS.seconds + 2
    assert set(connected) <= set(HERE)
    assert tried <= {"127.0.0.1", PUBLIC}
    error = fetched.fetch.error
    if behaviour.error is None:
        assert error is None
        assert fetched.content
    else:
        assert error is not None
        assert behaviour.error in error
        assert "\n" not in error
        assert len(error) < 500
        assert fetched.content is None
        assert fetched.fetch.document is None


def test_there_are_enough_of_them() -> None:
    assert len(BEHAVIOURS) >= 30
    assert len({each.path for each in BEHAVIOURS}) == len(BEHAVIOURS)


def test_a_slow_drip_ends_at_the_deadline() -> None:
    (slow,) = (each for each in BEHAVIOURS if each.path == "/slow-body")
    with HostileSite() as site:
        began = time.monotonic()
        fetched = fetch(site, slow, LIMITS.model_copy(update={"seconds": 1.0, "tries": 3}))
    assert 0.9 < time.monotonic() - began < 3
    assert fetched.fetch.error == "took longer than 1 s; try again later or raise fetching.seconds"


@pytest.mark.parametrize("name", ["inside", "inside6", "half", "mapped"])
def test_no_connection_is_tried_to_a_name_of_which_any_answer_leads_inside(name: str, connected: list[str]) -> None:
    (named,) = (each for each in BEHAVIOURS if each.path == f"/named-{name}")
    with HostileSite() as site:
        fetched = fetch(site, named)
        assert site.tried == []
        assert site.asked == []
    assert connected == []
    assert fetched.fetch.records == ()
    assert fetched.fetch.status is None


def test_each_connection_goes_where_its_own_look_up_led() -> None:
    (turning,) = (each for each in BEHAVIOURS if each.path == "/named-turning")
    with HostileSite() as site:
        fetch(site, turning)
        assert site.looked_up == ["turning.example"] * 2
        assert [address for address, _ in site.tried] == [PUBLIC]
        assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_no_cookie_is_kept_and_nothing_secret_is_sent() -> None:
    with HostileSite() as site:
        site.extra["/cookie"] = lambda wire: wire.answer(
            status="302 Found", Location="/plain", Set_Cookie="a=b; Path=/"
        )
        configuration = Configuration(
            contact="tests@example.org", allow_hosts=frozenset({"127.0.0.1"}), fetching=LIMITS
        )
        fetcher = Fetcher(configuration, wiring=site.wiring())
        for _ in range(2):
            assert fetcher.fetch(site.url("/cookie")).fetch.error is None
        names = {name.lower() for _, headers in site.asked for name in headers}
    assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_what_a_proxy_variable_says_is_not_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    (plain,) = (each for each in BEHAVIOURS if each.path == "/plain")
    with HostileSite() as site:
        assert fetch(site, plain).content == files.page()


def test_a_report_is_the_source_of_a_document() -> None:
    with HostileSite() as site:
        fetcher = Fetcher(
            Configuration(contact="tests@example.org", allow_hosts=frozenset({"127.0.0.1"}), fetching=LIMITS),
            wiring=site.wiring(),
        )
        fetched = fetcher.fetch(f"HTTP://127.0.0.1:{site.port}/plain#part")
        source = source_of(fetched)
        assert source.name == site.url("/plain")
    assert source.origin == fetched.fetch.url
    assert source.content == files.page()
    assert source.digest == fetched.fetch.document
    assert (source.media_type, source.charset) == ("text/html", "utf-8")
    assert source.captured_at == fetched.fetch.at
    assert source.fetch == fetched.fetch


def test_a_feed_is_fetched_where_it_is_wanted_and_is_no_report() -> None:
    (laughs,) = (each for each in BEHAVIOURS if each.path == "/laughs")
    with HostileSite() as site:
        fetched = fetch(site, laughs)
        as_report = fetch(site, replace(laughs, accept=("html",)))
    assert fetched.content == files.billion_laughs()
    with pytest.raises(FetchError, match=r"is application/rss\+xml, not a report; its entries are"):
        source_of(fetched)
    assert as_report.fetch.error == "is application/rss+xml, not a report; check the address"
