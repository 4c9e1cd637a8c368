"""Which addresses may be asked: http(s) alone, and no host within the user's own network unless it is named."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from hudhud.errors import FetchError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""Host and port → addresses. Raises OSError where the name leads nowhere."""

_LONGEST = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Where something else than a web server listens that a request could be mistaken for a command by (Fetch standard).
_OTHER_SERVICES = frozenset(
    {
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104),
        *(109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513, 514, 515),
        *(526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433, 1521, 1719, 1720),
        *(1723, 2049, 2375, 2376, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5900, 6000, 6379, 6566, 6665, 6666),
        *(6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017),
    }
)
_HOST = re.compile(rb"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_NOT_PUBLIC_4 = tuple(
    map(IPv4Network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"))
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_LOOPBACK, _PRIVATE = "is this machine itself", "is a private or reserved address"
_MAY_BE_ALLOWED = frozenset({_LOOPBACK, _PRIVATE})
_NO_WAY = "nothing is fetched from there; check the address"
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address that may be asked, as far as its letters tell."""

    url: httpx.URL
    """Without its fragment."""
    host: str
    """In lower case and ASCII; an IPv4 address in its usual form."""
    port: int
    private_allowed: bool
    """Whether the configuration lets this host be in the user's own network."""

    @property
    def site(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}"


def normalised(url: str) -> str:
    """The address with scheme and host in lower case, and without a default port or fragment.

    Raises FetchError where it is no http(s) address.
    """
    return str(_parsed(url))


def target(url: str, allow_hosts: AbstractSet[str] = frozenset()) -> Target:
    """The address, taken apart. `allow_hosts` as in `Configuration`: names, or names with `:port`.

    Raises FetchError where it is no address of a public web server.
    """
    parsed = _parsed(url)
    host = parsed.raw_host.decode("ascii")
    literal = _literal(host)
    port = parsed.port if parsed.port is not None else _DEFAULT_PORTS[parsed.scheme]
    if port in _OTHER_SERVICES:
        raise FetchError(f"{_shown(url)}: port {port} is no web server's; check the address")
    allowed = _is_named(host, port, allow_hosts)
    bare = host.removesuffix(".")
    if not allowed and (bare == "localhost" or bare.endswith(".localhost")):
        raise FetchError(refusal_line(_shown(url), bare, _LOOPBACK, bare))
    if literal is not None:
        refusal = why_refused(literal, private_allowed=allowed)
        if refusal is not None:
            raise FetchError(refusal_line(_shown(url), str(literal), refusal, host))
        host = str(literal)
    return Target(url=parsed, host=host, port=port, private_allowed=allowed)


def _parsed(url: str) -> httpx.URL:
    if len(url) > _LONGEST:
        raise FetchError(f"{_shown(url)}: is longer than {_LONGEST} characters; look for a shorter address")
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(f"{_shown(url)}: is no address ({error}); write it as https://host/path") from error
    if parsed.userinfo:
        bare = parsed.copy_with(userinfo=b"")
        raise FetchError(f"{_shown(str(bare))}: was given with a name or password in it; give it without")
    if parsed.scheme not in _DEFAULT_PORTS:
        raise FetchError(f"{_shown(url)}: only http and https addresses are fetched; save the report and add the file")
    if not parsed.raw_host.strip(b"."):
        raise FetchError(f"{_shown(url)}: names no host; write it as https://host/path")
    if not _HOST.fullmatch(parsed.raw_host) or (parsed.port or 0) > 65535:
        raise FetchError(f"{_shown(url)}: is no address; check its host and port")
    netloc, path = parsed.netloc.decode("ascii").lower(), parsed.raw_path.decode("ascii")
    return httpx.URL(f"{parsed.scheme}://{netloc}{path}")


def _shown(url: str) -> str:
    printable = "".join(letter if letter.isprintable() else "?" for letter in url.strip())
    return printable if len(printable) <= 200 else printable[:200] + "…"


def refusal_line(url: str, address: str, refusal: str, host: str) -> str:
    """What is said of an address that is not asked, and of the way to allow it, where there is one."""
    way = f'if it is meant, put allow_hosts = ["{host}"] into hudhud.toml' if refusal in _MAY_BE_ALLOWED else _NO_WAY
    return f"{url}: {address} {refusal}; {way}"


def why_refused(address: Address, *, private_allowed: bool = False) -> str | None:
    """What an address is, where it must not be asked; None where it may.

    With `private_allowed`, loopback and private networks may be, but never what leads to a machine's own
    metadata (link-local) or to many machines.
    """
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return why_refused(inner, private_allowed=private_allowed)
    if address.is_link_local:
        return "is a link-local or metadata address"
    if address.is_multicast:
        return "is a multicast address"
    if address.is_unspecified:
        return "is no address of a host"
    if str(address) == "fd00:ec2::254":
        return "is a metadata address"
    if private_allowed and (address.is_loopback or address.is_private):
        return None
    if address.is_loopback:
        return _LOOPBACK
    return None if _is_public(address) else _PRIVATE


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    return address.is_global and address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to this one ends at."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _literal(host: str) -> Address | None:
    """The address that a host is instead of a name, also as 2130706433, 0x7f.1 or 0177.0.0.1; else None."""
    if ":" in host:
        try:
            return IPv6Address(host)
        except ValueError as error:
            raise FetchError(f"[{host}]: is no address ({error}); check it") from error
    bare = host.removesuffix(".")
    if not _NUMBER.fullmatch(bare.rpartition(".")[2]):
        return None
    try:
        return IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError) as error:
        raise FetchError(f"{host}: is neither a name nor an address; check it") from error


def _is_named(host: str, port: int, allow_hosts: AbstractSet[str]) -> bool:
    written = f"[{host}]" if ":" in host else host
    ways = {host, host.removesuffix("."), written, f"{written}:{port}"}
    return any(name.lower() in ways for name in allow_hosts)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host as the system's resolver gives them. Raises OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def checked(host: str, answers: Sequence[str], *, private_allowed: bool) -> list[Address]:
    """The answers as addresses, if every single one may be asked: a name that also leads inside leads nowhere.

    Raises FetchError.
    """
    addresses = [ip_address(answer) for answer in answers]
    for address in addresses:
        refusal = why_refused(address, private_allowed=private_allowed)
        if refusal is not None:
            raise FetchError(refusal_line(host, f"leads to {address}, which", refusal, host))
    if not addresses:
        raise FetchError(f"{host}: leads to no address; check the name")
    return addresses
