"""`hudhud site`: the key beside the ledger, what it says, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cli_samples import Run, complaint

_AS_OF = ("--as-of", "2026-01-01")


@pytest.fixture(autouse=True)
def _examples(examples_ledger: Path, ledger_path: Path) -> None:
    shutil.copy(examples_ledger, ledger_path)


def _ids(folder: Path) -> set[str]:
    return set(json.loads((folder / "manifest.json").read_text("utf-8"))["items"])


def test_the_key_is_made_once_beside_the_ledger_for_its_owner_alone(
    run_bare: Run, ledger_path: Path, tmp_path: Path
) -> None:
    ran = run_bare("site", "--out", tmp_path / "one", *_AS_OF)
    assert ran.exit_code == 0, ran.output
    assert "40 incidents" in ran.output or "incidents, state" in ran.output
    assert "Without a feed" in ran.output
    assert "Public, by policy hudhud default 1" in ran.output
    key = ledger_path.with_name("ledger.db.site-key")
    assert (len(key.read_bytes()), key.stat().st_mode & 0o777) == (32, 0o600)
    again = run_bare("site", "--out", tmp_path / "two", *_AS_OF, "--key", key)
    assert again.exit_code == 0
    assert _ids(tmp_path / "one") == _ids(tmp_path / "two")
    assert not [p for p in (tmp_path / "one").rglob("*") if p.is_file() and key.read_bytes() in p.read_bytes()]


def test_a_later_build_says_what_it_changed(run_bare: Run, tmp_path: Path) -> None:
    run_bare("site", "--out", tmp_path / "site", *_AS_OF)
    ran = run_bare(
        "site", "--out", tmp_path / "site", *_AS_OF, "--until", "2024-01-01", "--url", "https://r.example.org"
    )
    assert "0 added, 0 changed," in ran.output
    assert "withdrawn since the last build" in ran.output
    assert "0 withdrawn" not in ran.output
    assert "Without a feed" not in ran.output


def test_a_private_site_is_warned_of_in_one_line(run_bare: Run, ledger_path: Path, tmp_path: Path) -> None:
    ran = run_bare("site", "--out", tmp_path / "site", "--private")
    assert ran.exit_code == 0
    assert ran.stderr.strip().count("\n") == 0
    assert "not for the public" in ran.stderr
    assert (tmp_path / "site").stat().st_mode & 0o077 == 0
    assert not ledger_path.with_name("ledger.db.site-key").exists()


def test_a_key_that_others_may_read_is_said(run_bare: Run, ledger_path: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o644)
    ran = run_bare("site", "--out", tmp_path / "site", *_AS_OF, "--key", key)
    assert ran.exit_code == 0
    assert "chmod 600" in ran.stderr


def test_what_cannot_be_is_refused_in_one_line(run_bare: Run, ledger_path: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert "cannot be read" in complaint(run_bare("site", "--out", site, "--key", tmp_path / "none"))
    assert "would be published" in complaint(run_bare("site", "--out", tmp_path))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    assert "did not make" in complaint(run_bare("site", "--out", tmp_path / "full", *_AS_OF))
    short = tmp_path / "short"
    short.write_bytes(b"k")
    assert "at least 32" in complaint(run_bare("site", "--out", site, "--key", short))
    assert not site.exists()
    for wrong in ("ftp://r.example.org", "r.example.org", "https://me:pw@r.example.org", "https://r.example.org/?a=1"):
        assert run_bare("site", "--out", site, "--url", wrong).exit_code == 2
    assert run_bare("site", "--out", site, "--private", *_AS_OF).exit_code == 2
    assert run_bare("site", "--out", site, "--title", " ").exit_code == 2
    assert run_bare("site", "--out", site, "--as-of", "2999-01-01").exit_code == 2
