"""Reports to the public: no secret of a ledger occurs in any, nor moves any of its figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from hudhud import pipeline
from hudhud.cli.main import cli
from hudhud.errors import ExportError
from hudhud.ledger import Ledger
from hudhud.publish.policy import Public, default_policy
from tests.publish.public_samples import NEVER, TODAY, TOLD, secret_ledger, secrets_in, secrets_in_pdf

KEY = b"k" * 32


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    return secret_ledger(tmp_path_factory.mktemp("secret"))


@pytest.fixture
def ledger(kept: tuple[Path, tuple[str, ...]], tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(shutil.copy(kept[0], tmp_path / "copy.db")) as opened:
        yield opened


def _public(**named: object) -> Public:
    return Public(default_policy(), **{"today": TODAY, "key": KEY, **named})  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
@pytest.mark.parametrize(
    "wanted",
    [pipeline.Filter(), pipeline.Filter(place="Khirbat Samra"), pipeline.Filter(since=date(2024, 2, 1)),
     pipeline.Filter(since=date(2024, 4, 1), until=date(2024, 5, 1))],
    ids=["all", "place", "since", "before"],
)  # fmt: skip
def test_no_secret_is_in_a_public_report(
    suffix: str, wanted: pipeline.Filter, ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    search = secrets_in if suffix == ".html" else secrets_in_pdf
    asked = pipeline.Asked(base="https://desk.example.org")
    for number in range(2):
        out = tmp_path / f"out{number}{suffix}"
        done = pipeline.report(ledger, out, wanted, asked, public=_public())
        assert done.policy_path is not None
        for path, find in ((out, search), (done.policy_path, secrets_in)):
            assert find(path, (*TOLD, *NEVER, *kept[1])) == set()
        # The second is compared with the first.
        asked = pipeline.Asked(base="https://desk.example.org", last=out)


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_the_search_finds_what_is_there(
    suffix: str, ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    out = tmp_path / f"out{suffix}"
    pipeline.report(ledger, out)
    found = (secrets_in if suffix == ".html" else secrets_in_pdf)(out, (*TOLD, *NEVER, *kept[1]))
    assert {"Khirbat Samra", "Abu Khirba", "Samra Voices", "Ayn Harm", "Tell Tomorrow"} <= found
    assert not found & set(NEVER)


def test_what_is_held_back_moves_no_figure(ledger: Ledger, tmp_path: Path) -> None:
    """Nine were killed in an incident of a kind that is held back, and nine in one that is too recent."""
    pages = []
    for name, today in (("a", TODAY), ("b", date(2024, 7, 1))):
        out = tmp_path / f"{name}.html"
        pipeline.report(ledger, out, pipeline.Filter(since=date(2024, 1, 1)), public=_public(today=today))
        pages.append(out.read_text("utf-8"))
    assert "holds 1 incident, from 1 report" in pages[0]
    assert "People killed: 5" in pages[0]
    assert "1 January – 2 March 2024" in pages[0], "the period ends with what may be told"
    assert "holds 2 incidents, from 2 reports" in pages[1]
    assert "People killed: 14" in pages[1]
    assert "1 January – 25 May 2024" in pages[1]


def test_what_is_held_back_is_in_no_comparison_either(ledger: Ledger, tmp_path: Path) -> None:
    """Of 9 January nine killed are known; the kind of event is held back, so the record says that it holds nothing."""
    out = tmp_path / "out.html"
    wanted = pipeline.Filter(since=date(2024, 2, 1), until=date(2024, 3, 15))
    pipeline.report(ledger, out, wanted, public=_public())
    assert "The record holds nothing of the 44 days before" in out.read_text("utf-8")
    pipeline.report(ledger, out, wanted)
    assert "the record holds 1 incident; in this period 1." in out.read_text("utf-8")


def test_the_last_report_must_fit(ledger: Ledger, tmp_path: Path) -> None:
    open_one, other, last = tmp_path / "open.html", tmp_path / "other.html", tmp_path / "last.html"
    pipeline.report(ledger, open_one)
    pipeline.report(ledger, other, public=_public(key=b"o" * 32))
    pipeline.report(ledger, last, public=_public())
    for given, public, said in (
        (open_one, _public(), "not public"),
        (last, None, "other ids"),
        (other, _public(), "another --key"),
    ):
        with pytest.raises(ExportError, match=said):
            pipeline.report(ledger, tmp_path / "new.html", asked=pipeline.Asked(last=given), public=public)
    pipeline.report(ledger, tmp_path / "new.html", asked=pipeline.Asked(last=last), public=_public())
    assert "No date, place or figure that it told is another now" in (tmp_path / "new.html").read_text("utf-8")


def test_a_period_that_may_not_be_told_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="holds back everything after 2024-05-18"):
        pipeline.report(ledger, tmp_path / "out.html", pipeline.Filter(since=date(2024, 5, 25)), public=_public())


def test_the_command_says_what_it_did(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    given = ["report", "--ledger", str(tmp_path / "copy.db"), "--out", str(out)]
    ran = CliRunner().invoke(cli, [*given, "--public", "--as-of", "2024-06-01", "--place", "Samra"])
    assert ran.exit_code == 0, ran.output
    assert "Public, by policy hudhud default 1 sha256:" in ran.output
    assert "place=…" in out.read_text("utf-8")
    assert "Rania" not in ran.output
    ran = CliRunner().invoke(cli, given)
    assert "Not for the public" in ran.output
    assert not (tmp_path / "out.html.policy.yaml").exists()
