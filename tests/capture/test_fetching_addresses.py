from ipaddress import ip_address

import pytest

from hudhud.capture.fetching.addresses import checked, normalised, target, why_refused
from hudhud.errors import FetchError

METADATA = "is a link-local or metadata address"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
        *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
        *("100::1", "5f00::1", "3fff::1", "4000::1"),
    ],
)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert why_refused(ip_address(address)) is not None


@pytest.mark.parametrize(
    "address",
    ["198.41.0.4", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::200e", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_what_is_public_may_be_asked(address: str) -> None:
    assert why_refused(ip_address(address)) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::1", "fd12::1", "192.168.7.7"])
def test_a_named_host_may_be_in_the_own_network(address: str) -> None:
    assert why_refused(ip_address(address), private_allowed=True) is None


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "fd00:ec2::254", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:169.254.169.254"],
)
def test_no_name_allows_metadata_or_many_machines(address: str) -> None:
    assert why_refused(ip_address(address), private_allowed=True) is not None


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "017700000001"),
        *("[::1]", "[::ffff:127.0.0.1]", "localhost", "LOCALHOST", "localhost.", "any.localhost", "[0:0:0:0:0:0:0:1]"),
        *("127。0。0。1", "%31%32%37.0.0.1"),
    ],
)
def test_this_machine_is_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(FetchError, match=r"is this machine itself|is no address"):
        target(f"http://{host}/")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("example.org/a", "only http and https"),
        ("", "only http and https"),
        ("http://", "names no host"),
        ("http://./", "no"),
        ("http://user:secret@example.org/", "name or password"),
        ("ftp://user:secret@example.org/", "name or password"),
        ("http://example.org/\x1b[2J", "no address"),
        ("http://example.org:25/", "port 25"),
        ("http://example.org:6379/", "port 6379"),
        ("http://example.org:99999/", "no address"),
        ("http://[::1", "no address"),
        ("http://[fe80::1%25eth0]/", "no address"),
        ("http://1.2.3.4.5/", "neither a name nor an address"),
        ("http://999.1.1.1/", "is no address"),
        ("http://exa mple.org/", "no address"),
        ("http://exa%6dple.org/", "no address"),
        ("http://example.org/\r\nX: y", "no address"),
        ("http://example.org/" + "a" * 5000, "longer than"),
        ("http://169.254.169.254/", METADATA),
        ("http://[fe80::1]/", METADATA),
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_in_one_line(url: str, says: str) -> None:
    with pytest.raises(FetchError) as refused:
        target(url)
    message = str(refused.value)
    assert says in message
    assert message.isprintable()
    assert "secret" not in message
    assert len(message) < 400


def test_the_way_to_allow_a_host_is_told_where_there_is_one() -> None:
    with pytest.raises(FetchError, match=r'allow_hosts = \["10\.0\.0\.1"\]'):
        target("http://10.0.0.1/")
    with pytest.raises(FetchError, match=r"nothing is fetched from there"):
        target("http://169.254.169.254/", frozenset({"169.254.169.254"}))


@pytest.mark.parametrize("name", ["10.0.0.1", "10.0.0.1:8080"])
def test_a_host_is_allowed_by_its_name_with_or_without_its_port(name: str) -> None:
    assert target("http://10.0.0.1:8080/", frozenset({name})).private_allowed


@pytest.mark.parametrize("name", ["10.0.0.1:8081", "10.0.0", "0.0.1", "*", ""])
def test_a_host_is_not_allowed_by_another_name(name: str) -> None:
    with pytest.raises(FetchError):
        target("http://10.0.0.1:8080/", frozenset({name}))


def test_ipv6_hosts_are_allowed_as_written() -> None:
    for name in ("::1", "[::1]", "[::1]:8080"):
        assert target("http://[::1]:8080/", frozenset({name})).private_allowed


def test_a_name_is_refused_if_any_of_its_answers_is() -> None:
    with pytest.raises(FetchError, match=r"news\.example: leads to 10\.0\.0\.1"):
        checked("news.example", ["198.41.0.4", "10.0.0.1"], private_allowed=False)
    with pytest.raises(FetchError, match="leads to no address"):
        checked("news.example", [], private_allowed=False)
    assert len(checked("news.example", ["198.41.0.4", "2606:4700::1111"], private_allowed=False)) == 2


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("HTTPS://News.Example/A?b=C#part", "https://news.example/A?b=C"),
        ("http://news.example:80", "http://news.example/"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        (" http://news.example/a ", "http://news.example/a"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("http://[2606:4700::1111]:80/", "http://[2606:4700::1111]/"),
    ],
)
def test_the_same_address_has_one_name(url: str, name: str) -> None:
    assert normalised(url) == name
    assert normalised(name) == name
