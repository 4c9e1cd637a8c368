"""robots.txt, pauses, tries and the rest of what a polite visitor does, on a clock that a test turns."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hudhud.capture.fetching import Fetched, Fetcher
from hudhud.capture.fetching.hosts import Host, Hosts, Robots
from hudhud.configuration import Configuration, FetchLimits
from hudhud.errors import FetchError
from tests.capture import hostile_files as files
from tests.capture.hostile_site import HostileSite, Wire

START = datetime(2024, 5, 1, 12, tzinfo=UTC)


@dataclass
class World:
    """A site, a clock that only sleeping turns, and a fetcher between them."""

    site: HostileSite
    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)
    waited: list[tuple[str, float]] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds

    def fetcher(self, contact: str | None = "tests@example.org", **limits: float) -> Fetcher:
        configuration = Configuration(
            contact=contact,
            allow_hosts=frozenset({"127.0.0.1"}),
            fetching=FetchLimits.model_validate({"silence": 5, "delay": 0, **limits}),
        )
        wiring = self.site.wiring(
            clock=lambda: self.seconds,
            now=lambda: START + timedelta(seconds=self.seconds),
            sleep=self.sleep,
            random=lambda: 0.5,
        )
        return Fetcher(configuration, wiring=wiring, waiting=lambda *told: self.waited.append(told))

    def fetch(self, path: str, **limits: float) -> Fetched:
        return self.fetcher(**limits).fetch(self.site.url(path))

    def serves(self, path: str, answer: Callable[[Wire], None]) -> None:
        self.site.extra[path] = answer

    def robots(self, text: str) -> None:
        self.serves("/robots.txt", lambda wire: wire.answer(text.encode(), Content_Type="text/plain"))

    def paths(self) -> list[str]:
        return [path for path, _ in self.site.asked]


@pytest.fixture
def world() -> Iterator[World]:
    with HostileSite() as site:
        yield World(site)


def fails(times: int, status: str = "503 Service Unavailable", **headers: str) -> Callable[[Wire], None]:
    """An answer that fails so often, and then is a page."""
    left = [times]

    def answer(wire: Wire) -> None:
        left[0] -= 1
        if left[0] >= 0:
            wire.answer(b"", status, **headers)
        else:
            wire.answer(files.page())

    return answer


@pytest.mark.parametrize("contact", [None, ""])
def test_nothing_is_fetched_without_a_contact(world: World, contact: str | None) -> None:
    with pytest.raises(FetchError, match=r'put contact = "you@example\.org" into hudhud\.toml or set HUDHUD_CONTACT'):
        world.fetcher(contact)


@pytest.mark.parametrize("contact", ["a@b.c\r\nX-Evil: 1", "a\x00b", "é@example.org", "a" * 500])
def test_a_contact_that_cannot_be_sent_is_refused(world: World, contact: str) -> None:
    with pytest.raises(FetchError, match="cannot be sent"):
        world.fetcher(contact)


def test_the_contact_is_in_every_request(world: World) -> None:
    world.fetch("/plain")
    assert world.paths() == ["/robots.txt", "/plain"]
    assert {headers["User-Agent"] for _, headers in world.site.asked} == {"hudhud/0.1.0 (+tests@example.org)"}


def test_what_robots_txt_forbids_is_not_asked_for(world: World) -> None:
    world.robots("User-agent: *\nDisallow: /plain\n\nUser-agent: otherbot\nDisallow: /\n")
    assert world.fetch("/plain").fetch.error == (
        "its robots.txt asks hudhud to stay away; ask the site, or save the page and add the file"
    )
    assert world.fetch("/canonical").fetch.error is None
    assert "/plain" not in world.paths()


def test_our_own_rules_outrank_those_for_all(world: World) -> None:
    world.robots("User-agent: *\nDisallow: /\n\nUser-agent: hudhud\nDisallow: /scripts\n")
    assert world.fetch("/plain").fetch.error is None
    assert world.fetch("/scripts").fetch.error is not None


def test_robots_txt_is_obeyed_at_each_redirect(world: World) -> None:
    world.robots("User-agent: *\nDisallow: /plain\n")
    world.serves("/there", lambda wire: wire.redirect("/plain"))
    fetch = world.fetch("/there").fetch
    assert fetch.error is not None
    assert "stay away" in fetch.error
    assert len(fetch.records) == 2
    assert "/plain" not in world.paths()


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_without_a_robots_txt_everything_may_be_fetched(world: World, status: str) -> None:
    world.serves("/robots.txt", lambda wire: wire.answer(b"User-agent: *\nDisallow: /", status))
    assert world.fetch("/plain").fetch.error is None


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable"])
def test_with_a_robots_txt_that_fails_nothing_may_be(world: World, status: str) -> None:
    world.serves("/robots.txt", lambda wire: wire.answer(b"", status))
    assert world.fetch("/plain", tries=2).fetch.error == (
        f"its robots.txt could not be read (answered {status[:3]}), so nothing may be fetched; try again later"
    )


def test_a_robots_txt_that_breaks_off_forbids_everything(world: World) -> None:
    world.serves("/robots.txt", lambda wire: wire.answer(b"User-agent: *\n", Content_Length="500"))
    assert "could not be read (the response ends early" in (world.fetch("/plain", tries=1).fetch.error or "")


def test_redirects_of_robots_txt_are_followed_five_times(world: World) -> None:
    for number in range(5):
        world.serves(
            "/robots.txt" if number == 0 else f"/r{number}", lambda wire, to=f"/r{number + 1}": wire.redirect(to)
        )
    world.serves("/r5", lambda wire: wire.answer(b"User-agent: *\nDisallow: /"))
    assert "stay away" in (world.fetch("/plain").fetch.error or "")
    world.serves("/r5", lambda wire: wire.redirect("/r6"))
    world.serves("/r6", lambda wire: wire.answer(b"User-agent: *\nDisallow: /"))
    assert world.fetch("/plain").fetch.error is None
    assert "/r6" not in world.paths()


def test_a_robots_txt_that_leads_inside_is_not_followed(world: World) -> None:
    world.serves("/robots.txt", lambda wire: wire.redirect("http://169.254.169.254/robots.txt"))
    assert "could not be read (redirects to" in (world.fetch("/plain").fetch.error or "")
    assert world.paths() == ["/robots.txt"]


def test_robots_txt_is_read_once_a_day(world: World) -> None:
    fetcher = world.fetcher()
    for _ in range(3):
        fetcher.fetch(world.site.url("/plain"))
    assert world.paths().count("/robots.txt") == 1
    world.seconds += 86_401
    fetcher.fetch(world.site.url("/plain"))
    assert world.paths().count("/robots.txt") == 2


def test_a_robots_txt_that_failed_is_asked_for_again_soon(world: World) -> None:
    world.serves("/robots.txt", fails(1, "500 Internal Server Error"))
    fetcher = world.fetcher()
    assert fetcher.fetch(world.site.url("/plain")).fetch.error is not None
    assert fetcher.fetch(world.site.url("/plain")).fetch.error is not None
    world.seconds += 601
    assert fetcher.fetch(world.site.url("/plain")).fetch.error is None
    assert world.paths().count("/robots.txt") == 2


def test_robots_rules_of_any_bytes_are_read_in_time() -> None:
    began = time.monotonic()
    for content in (
        b"\xff\xfe\x00\x01" * 1000,
        b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*b$\n" * 18_000,
        b"\n" * 500_000,
    ):
        Robots.parsed(content[: 500 * 1024]).why_not("http://news.example/" + "a" * 2000)
    assert time.monotonic() - began < 8


def test_one_host_is_asked_at_the_configured_pace(world: World) -> None:
    fetcher = world.fetcher(delay=3)
    for _ in range(2):
        fetcher.fetch(world.site.url("/plain"))
    assert world.slept == [3, 3]
    assert world.waited == [("127.0.0.1", 3), ("127.0.0.1", 3)]


def test_a_crawl_delay_outranks_a_shorter_pace(world: World) -> None:
    world.robots("User-agent: *\nCrawl-delay: 7.5\n")
    world.fetch("/plain", delay=1)
    assert world.slept == [7.5]


def test_a_crawl_delay_shorter_than_our_pace_changes_nothing(world: World) -> None:
    world.robots("User-agent: *\nCrawl-delay: 0.1\n")
    world.fetch("/plain", delay=2)
    assert world.slept == [2]


def test_a_crawl_delay_beyond_the_limit_ends_the_fetch(world: World) -> None:
    world.robots("User-agent: *\nCrawl-delay: 500\n")
    assert world.fetch("/plain").fetch.error == (
        "127.0.0.1 asks for a pause of 500 s, and all pauses together may be 120 s; "
        "try again later or raise fetching.longest_delay"
    )
    assert world.slept == []


@pytest.mark.parametrize("status", ["429 Too Many", "502 Bad Gateway", "503 Unavailable", "504 Gateway Timeout"])
def test_what_may_pass_is_tried_again_after_growing_pauses(world: World, status: str) -> None:
    world.serves("/page", fails(2, status))
    fetch = world.fetch("/page", tries=3).fetch
    assert fetch.error is None
    # Half of 2 and of 4 seconds, as the test's chance has it.
    assert world.slept == [1, 2]
    assert [record.kind for record in fetch.records] == ["request", "response"] * 3


def test_tries_come_to_an_end(world: World) -> None:
    world.serves("/page", fails(9))
    fetch = world.fetch("/page", tries=3).fetch
    assert fetch.error == "answered 503 (service unavailable); try again later"
    assert fetch.status == 503
    assert world.paths().count("/page") == 3


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("404 Not Found", "answered 404 (not found); check the address, or look for a copy in an archive"),
        ("410 Gone", "answered 410 (gone); check the address, or look for a copy in an archive"),
        ("403 Forbidden", "answered 403 (forbidden); it may want a login: save the page and add the file"),
        ("500 Oh", "answered 500 (internal server error); try again later"),
        ("299 Oh", "answered 299 (a status that nobody knows); check the address"),
        ("304 Not Modified", "answered 304 (not modified); check the address"),
    ],
)
def test_what_will_not_pass_is_not_tried_again(world: World, status: str, says: str) -> None:
    world.serves("/page", lambda wire: wire.answer(b"", status))
    fetch = world.fetch("/page").fetch
    assert fetch.error == says
    assert world.paths().count("/page") == 1
    assert [record.kind for record in fetch.records] == ["request", "response"]


def test_a_broken_connection_is_tried_again(world: World) -> None:
    broken = [True]

    def answer(wire: Wire) -> None:
        if broken.pop() if broken else False:
            wire.reset()
        else:
            wire.answer(files.page())

    world.serves("/page", answer)
    assert world.fetch("/page").fetch.error is None
    assert world.paths().count("/page") == 2


def test_a_pause_that_the_server_asks_for_is_kept(world: World) -> None:
    world.serves("/page", fails(1, Retry_After="30"))
    assert world.fetch("/page").fetch.error is None
    assert world.slept == [30]


def test_a_pause_until_a_date_is_kept(world: World) -> None:
    world.serves("/page", fails(1, Retry_After=format_datetime(START + timedelta(seconds=45), usegmt=True)))
    assert world.fetch("/page").fetch.error is None
    assert world.slept == [45]


@pytest.mark.parametrize("value", ["soon", "-5", "1e9", "Sat, 99 Foo 2024", "²", ""])
def test_a_pause_that_nobody_understands_is_none(world: World, value: str) -> None:
    world.serves("/page", fails(1, Retry_After=value))
    assert world.fetch("/page").fetch.error is None
    assert world.slept == [1]


def test_a_host_that_asked_for_a_long_pause_is_left_alone(world: World) -> None:
    world.serves("/page", fails(1, Retry_After="3600"))
    fetcher = world.fetcher()
    assert "asks for a pause of 3600 s" in (fetcher.fetch(world.site.url("/page")).fetch.error or "")
    assert "asks for a pause of 3600 s" in (fetcher.fetch(world.site.url("/plain")).fetch.error or "")
    assert world.paths() == ["/robots.txt", "/page"]
    world.seconds += 3600
    assert fetcher.fetch(world.site.url("/plain")).fetch.error is None


def test_a_host_has_one_connection_at_a_time_however_many_ask(world: World) -> None:
    open_now, most = [0], [0]
    counting = threading.Lock()

    def answer(wire: Wire) -> None:
        with counting:
            open_now[0] += 1
            most[0] = max(most[0], open_now[0])
        time.sleep(0.02)
        with counting:  # before the answer: once it has that, the visitor may be gone and the next one here
            open_now[0] -= 1
        wire.answer(files.page())

    world.serves("/page", answer)
    fetcher = world.fetcher()
    errors: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: errors.append(fetcher.fetch(world.site.url("/page")).fetch.error))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert errors == [None] * 6
    assert most == [1]
    assert world.paths().count("/robots.txt") == 1


def test_hosts_are_forgotten_beyond_a_number_unless_they_rest() -> None:
    hosts = Hosts(most=3)
    resting = hosts.of("resting.example", 0)
    resting.rest(100)
    for number in range(10):
        hosts.of(f"{number}.example", 1)
    assert hosts.of("resting.example", 2) is resting
    assert len(hosts._known) == 3


def test_a_host_remembers_few_sites() -> None:
    host = Host()
    for port in range(100):
        host.keep(f"http://news.example:{port}", Robots(), 0)
    assert host.robots("http://news.example:0", 1) is None
    assert host.robots("http://news.example:99", 1) is not None


def test_an_unknown_name_is_said(world: World) -> None:
    fetch = world.fetcher(tries=1).fetch("http://nobody.example/").fetch
    assert fetch.error == "the name nobody.example leads nowhere (nobody.example is unknown); check it"
    assert fetch.records == ()
    assert fetch.at == START


def test_a_resolver_that_never_answers_is_left_behind(world: World) -> None:
    stop = threading.Event()
    configuration = Configuration(contact="tests@example.org", fetching=FetchLimits(silence=0.2, tries=1))
    wiring = world.site.wiring(resolver=lambda host, port: stop.wait(10) or [])
    began = time.monotonic()
    fetch = Fetcher(configuration, wiring=wiring).fetch("http://slow.example/").fetch
    stop.set()
    assert time.monotonic() - began < 2
    assert fetch.error == "the name slow.example could not be looked up in time; try again later"
