"""Timestamps by a local authority (OpenSSL's), asked, kept, and held against the chain."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from ledger_samples import sample

from hudhud import pipeline
from hudhud.errors import LedgerError
from hudhud.ledger import Ledger

ME = "hudhud test"
NAME = "https://time.example"
Post = Callable[[str, bytes], bytes]

_CONFIGURATION = """
[ tsa ]
default_tsa = here
[ here ]
dir = {folder}
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ req ]
distinguished_name = name
[ name ]
"""


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root, a signer and its configuration."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to play the authority")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    (folder / "signer.ext").write_text(
        "extendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n"
        "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n"
    )
    (folder / "root.ext").write_text(
        "basicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign\nsubjectKeyIdentifier = hash\n"
    )
    for who in ("root", "signer"):
        _openssl(folder, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf", "-subj",
                 f"/CN=hudhud test {who}", "-keyout", f"{who}.key", "-out", f"{who}.csr")  # fmt: skip
    _openssl(folder, "x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-days", "30", "-extfile", "root.ext",
             "-out", "root.pem")  # fmt: skip
    _openssl(folder, "x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
             "-days", "30", "-extfile", "signer.ext", "-out", "signer.pem")  # fmt: skip
    return folder


@pytest.fixture
def post(authority: Path) -> Post:
    def answer(url: str, body: bytes) -> bytes:
        (authority / "query.tsq").write_bytes(body)
        _openssl(authority, "ts", "-reply", "-config", "tsa.cnf", "-section", "here", "-queryfile", "query.tsq",
                 "-signer", "signer.pem", "-inkey", "signer.key", "-out", "answer.tsr")  # fmt: skip
        return (authority / "answer.tsr").read_bytes()

    return answer


@pytest.fixture
def one(ledger: Ledger) -> Ledger:
    ledger.add(*sample(1), actor=ME)
    return ledger


def test_a_signed_head_is_verified_with_its_signature(one: Ledger, post: Post, authority: Path) -> None:
    head = one.head()
    decision, _ = pipeline.timestamp(one, NAME, post)
    assert decision == head
    one.add(*sample(2), actor=ME)
    found = pipeline.verify(one, authority / "root.pem")
    assert (found.problems, found.custody.timestamps) == ([], 1)


def test_openssl_itself_accepts_what_was_kept(one: Ledger, post: Post, authority: Path, path: Path) -> None:
    decision, _ = pipeline.timestamp(one, NAME, post)
    with closing(sqlite3.connect(path)) as raw:
        (token,) = raw.execute("SELECT token FROM timestamps").fetchone()
        (head,) = raw.execute("SELECT hash FROM decisions WHERE seq = ?", (decision,)).fetchone()
    (authority / "kept.tsr").write_bytes(token)
    (authority / "head").write_text(head)
    _openssl(authority, "ts", "-verify", "-data", "head", "-in", "kept.tsr", "-CAfile", "root.pem", "-untrusted",
             "signer.pem")  # fmt: skip


def test_another_root_is_not_trusted(one: Ledger, post: Post, authority: Path, tmp_path: Path) -> None:
    pipeline.timestamp(one, NAME, post)
    _openssl(authority, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf", "-subj", "/CN=stranger",
             "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "root.pem"))  # fmt: skip
    (problem,) = pipeline.verify(one, tmp_path / "root.pem").problems
    assert "is not signed by the given certificates" in problem


def test_a_chain_that_was_written_anew_does_not_fit(one: Ledger, post: Post, path: Path) -> None:
    pipeline.timestamp(one, NAME, post)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER decisions_no_update")
        raw.execute("UPDATE decisions SET hash = substr(hash, 2) || substr(hash, 1, 1) WHERE seq = 2")
    assert any("it was given for another hash" in problem for problem in pipeline.verify(one).problems)


def test_a_timestamp_taken_away_is_missed(one: Ledger, post: Post, path: Path) -> None:
    pipeline.timestamp(one, NAME, post)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER timestamps_no_delete")
        raw.execute("DELETE FROM timestamps")
    assert "The timestamp that decision 3 recorded is missing." in pipeline.verify(one).problems


@pytest.mark.parametrize("answer", [b"", b"<html>sign in</html>", bytes.fromhex("30053003020102")])
def test_what_is_no_timestamp_is_refused_and_not_kept(one: Ledger, answer: bytes) -> None:
    head = one.head()
    with pytest.raises(LedgerError, match="no timestamp"):
        pipeline.timestamp(one, NAME, lambda url, body: answer)
    assert one.head() == head


def test_an_answer_to_another_request_is_refused(one: Ledger, post: Post) -> None:
    first: list[bytes] = []

    def replaying(url: str, body: bytes) -> bytes:
        first.append(body)
        return post(url, first[0])

    pipeline.timestamp(one, NAME, replaying)
    with pytest.raises(LedgerError, match="another"):
        pipeline.timestamp(one, NAME, replaying)


def test_an_empty_ledger_has_nothing_to_sign(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="is empty"):
        pipeline.timestamp(ledger, NAME, lambda url, body: b"")


def test_a_file_without_certificates_is_one_line(one: Ledger, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("nothing")
    with pytest.raises(LedgerError, match="holds no certificate"):
        pipeline.verify(one, tmp_path / "none.pem")
