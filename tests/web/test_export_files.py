"""Files from the workbench: the bytes that `hudhud export` writes of the same filter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud import pipeline
from hudhud.cli import cli
from hudhud.ledger import Ledger
from hudhud.publish.exports import PROFILES
from hudhud.publish.policy import default_policy
from hudhud.web import create_app
from hudhud.web.routes import exports
from tests.publish.public_samples import secret_ledger

# A workbook and a GeoPackage carry the moment at which they were written.
_SAME_BYTES = sorted(set(PROFILES) - {"xlsx", "gpkg"})
_BASE = "http://localhost:8750"


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, FastAPI, Browser]]:
    path, _ = secret_ledger(tmp_path_factory.mktemp("secret"))
    with Ledger.open(path) as ledger:
        app = create_app(ledger, FAST)
        join(app, "Amal", "administrator")
        yield path, app, join(app, "Viola", "viewer")


@pytest.mark.parametrize("public", ["yes", "no"])
@pytest.mark.parametrize("profile", _SAME_BYTES)
def test_a_file_is_the_commands(
    secret: tuple[Path, FastAPI, Browser], tmp_path: Path, profile: str, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Public ids are new each time without a key.
    monkeypatch.setattr("hudhud.publish.policy.passage.secrets.token_bytes", bytes)
    path, _, viewer = secret
    out = tmp_path / "out"
    reach = ["--public"] if public == "yes" else ["--base", _BASE]
    ran = CliRunner().invoke(cli, ["export", "--ledger", str(path), "--profile", profile, "--out", str(out),
                                   "--type", "attack", "--since", "2023-06-01", *reach])  # fmt: skip
    assert ran.exit_code == 0, ran.output
    got = viewer.get(f"/incidents/export?profile={profile}&public={public}&event_type=attack&since=2023-06-01")
    assert got.status_code == 200
    assert got.content == out.read_bytes()
    assert len(got.content) > 0
    assert int(got.headers["content-length"]) == len(got.content)


def test_a_file_says_what_it_is_and_leads_back(secret: tuple[Path, FastAPI, Browser]) -> None:
    _, app, viewer = secret
    got = viewer.get("/incidents/export?profile=ucdp&public=no")
    state = pipeline.exports.header_of(app.state.ledger, pipeline.Filter()).state
    assert got.headers["content-disposition"] == f'attachment; filename="incidents-{state}.ged.csv"'
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    one = pipeline.incidents(app.state.ledger)[0].id
    there = viewer.get(f"/incidents/{one}")
    assert (there.status_code, there.headers["location"]) == (308, f"/incident/{one}")
    assert viewer.get(there.headers["location"]).status_code == 200
    assert f"{_BASE}/incidents/{one}" in viewer.get("/incidents/export?profile=jsonl&public=no").text


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_has_a_kind_of_file(secret: tuple[Path, FastAPI, Browser], profile: str) -> None:
    if profile == "gpkg":
        pytest.importorskip("pyogrio", reason="the extra gpkg is not installed")
    got = secret[2].get(f"/incidents/export?profile={profile}&public=yes")
    assert got.status_code == 200
    assert "incidents-public-" in got.headers["content-disposition"]
    assert _BASE.encode() not in got.content


def test_the_policy_is_the_one_that_files_go_through(secret: tuple[Path, FastAPI, Browser]) -> None:
    assert secret[2].get("/incidents/policy.yaml").content == default_policy().content


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("profile=csv", "public=yes"),
        ("profile=csv&public=maybe", "public=yes"),
        ("profile=docx&public=yes", "docx"),
        ("profile=csv&public=yes&since=soon", "soon"),
        ("profile=csv&public=no&harm=joy", "joy"),
    ],
)
def test_what_is_not_understood_is_refused(secret: tuple[Path, FastAPI, Browser], query: str, words: str) -> None:
    got = secret[2].get(f"/incidents/export?{query}")
    assert got.status_code == 422
    assert words in got.text
    assert "content-disposition" not in got.headers


def test_a_third_file_at_one_time_waits(secret: tuple[Path, FastAPI, Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    writing = BoundedSemaphore(1)
    monkeypatch.setattr(exports, "_AT_ONCE", writing)
    path = "/incidents/export?profile=csv&public=yes"
    with writing:
        refused = secret[2].get(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert secret[2].get(path).status_code == 200
    # What fails gives its place back.
    failing: Any = lambda *_, **__: 1 / 0  # noqa: E731
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(pipeline, "export", failing)
        secret[2].get(path)
    assert secret[2].get(path).status_code == 200


def test_the_page_asks_for_the_filter_it_shows(secret: tuple[Path, FastAPI, Browser]) -> None:
    page = secret[2].get("/incidents?event_type=attack&since=2023-06-01&order=killed").text
    form = page[page.index('action="/incidents/export"') :].split("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    assert hidden == [("event_type", "attack"), ("since", "2023-06-01")]
    assert form.count("<option") == len(PROFILES) + 2
