"""Encryption: the name is verified although the address is pinned, and no redirect leads out of it."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hudhud.capture.fetching import Fetched, Fetcher
from hudhud.configuration import Configuration, FetchLimits
from tests.capture import hostile_files as files
from tests.capture.hostile_site import HostileSite

x509 = pytest.importorskip("cryptography.x509", reason="makes the certificates")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of tls.example that vouches for itself, with its key."""
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 -- after the skip above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tls.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("tls.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def site(certificate: Path) -> Iterator[HostileSite]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HostileSite(tls=context) as site:
        yield site


def fetch(site: HostileSite, url: str, trusted: Path | None) -> Fetched:
    configuration = Configuration(
        contact="tests@example.org",
        allow_hosts=frozenset({"tls.example", "other.example"}),
        fetching=FetchLimits(delay=0, tries=1, silence=0.5, seconds=1),
    )
    wiring = site.wiring(ssl_context=ssl.create_default_context(cafile=trusted))
    return Fetcher(configuration, wiring=wiring).fetch(url)


@pytest.mark.parametrize("host", ["tls.example", "TLS.Example", "tls.example."])
def test_a_trusted_site_is_fetched_from_the_pinned_address(site: HostileSite, certificate: Path, host: str) -> None:
    fetched = fetch(site, site.url("/plain", host), certificate)
    assert fetched.fetch.error is None
    assert fetched.content == files.page()
    assert {address for address, _ in site.tried} == {"127.0.0.1"}


def test_another_name_is_not_trusted(site: HostileSite, certificate: Path) -> None:
    fetch_of_it = fetch(site, site.url("/plain", "other.example"), certificate).fetch
    assert fetch_of_it.error is not None
    assert fetch_of_it.error.startswith("its certificate cannot be trusted (Hostname mismatch")
    assert fetch_of_it.records == ()
    assert site.asked == []


def test_nobody_vouches_for_an_unknown_certificate(site: HostileSite) -> None:
    error = fetch(site, site.url("/plain", "tls.example"), None).fetch.error
    assert error is not None
    assert error.startswith("its certificate cannot be trusted (self-signed")
    assert site.asked == []


def test_a_redirect_out_of_encryption_is_not_followed(site: HostileSite, certificate: Path) -> None:
    site.extra["/out"] = lambda wire: wire.redirect("http://tls.example/plain")
    fetched = fetch(site, site.url("/out", "tls.example"), certificate).fetch
    assert fetched.error == (
        "redirects from https to http://tls.example/plain; if that is to be trusted, give this address"
    )
    assert fetched.status == 302
    assert [record.kind for record in fetched.records] == ["request", "response"]


def test_a_site_that_is_not_encrypted_is_no_encrypted_site(certificate: Path) -> None:
    with HostileSite() as plain:
        url = plain.url("/plain", "tls.example").replace("http:", "https:")
        error = fetch(plain, url, certificate).fetch.error
    assert error is not None
    assert error.startswith(("no encrypted connection", "sent nothing for 0.5 s"))
