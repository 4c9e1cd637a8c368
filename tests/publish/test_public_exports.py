"""What goes to the public: no secret of a ledger occurs in any profile, searched for as bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import hudhud
from hudhud import outlines, pipeline
from hudhud.cli.main import cli
from hudhud.ledger import Ledger
from hudhud.publish.exports import PROFILES
from hudhud.publish.policy import Public, default_policy
from tests.publish.public_samples import LAT, LON, NEAR, NEVER, TODAY, TOLD, secret_ledger, secrets_in

KEY = b"k" * 32
WEB = Path(hudhud.__file__).parent / "web"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    return secret_ledger(tmp_path_factory.mktemp("secret"))


@pytest.fixture
def ledger(kept: tuple[Path, tuple[str, ...]], tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(shutil.copy(kept[0], tmp_path / "copy.db")) as opened:
        yield opened


def _public(**named: object) -> Public:
    return Public(default_policy(), **{"today": TODAY, "key": KEY, **named})  # type: ignore[arg-type]


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_no_secret_is_in_a_public_file(
    profile: str, ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    out = tmp_path / f"out{PROFILES[profile].suffix}"
    wanted = pipeline.Filter(place="Khirbat Samra")
    for asked in (None, wanted):
        done = pipeline.export(ledger, profile, out, asked, base="https://desk.example.org", public=_public())
        assert done.rows > 0
        assert done.policy_path is not None
        for path in (out, done.policy_path):
            assert secrets_in(path, (*TOLD, *NEVER, *kept[1])) == set()


def test_no_secret_is_in_a_public_site(ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    out = tmp_path / "site"
    wanted = pipeline.Filter(place="Khirbat Samra")
    # The second build comes upon the first, and says in its changes what that held.
    for asked in (None, wanted):
        done = pipeline.site(ledger, out, asked, public=_public(), url="https://desk.example.org")
        assert done.counts.incidents == 1
        every = [path for path in out.rglob("*") if path.is_file()]
        # Outlines of the whole earth come near to any point. What is of no ledger is as the package has it.
        vendored, drawn = out / "static" / "vendor", out / "static" / "outlines"
        shipped = {
            **{path: WEB / path.relative_to(out) for path in every if vendored in path.parents},
            **{path: outlines.FOLDER / path.relative_to(drawn) for path in every if drawn in path.parents},
        }
        assert len(shipped) > 10
        for path, source in shipped.items():
            assert path.read_bytes() == source.read_bytes()
        files = sorted(set(every) - set(shipped))
        assert {path.suffix for path in files} >= {".html", ".json", ".xml", ".xlsx", ".parquet", ".yaml"}
        found = {name: secrets_in(path, (*TOLD, *NEVER, *kept[1])) for path in files if (name := path.name)}
        assert {name: told for name, told in found.items() if told} == {}
        assert not [path for path in files if "Yusuf" in path.name or any(one in path.name for one in kept[1])]


def test_a_private_site_holds_what_a_public_one_must_not(
    ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    pipeline.site(ledger, tmp_path / "site", public=None)
    found: set[str] = set()
    for path in (tmp_path / "site").rglob("*.html"):
        found |= secrets_in(path, (*TOLD, *kept[1]))
    assert {"Khirbat Samra", "Abu Khirba", "Pen Writerly"} <= found, "the search above means something"
    assert not found & set(NEVER)


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_the_search_finds_what_is_there(
    profile: str, ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    out = tmp_path / f"out{PROFILES[profile].suffix}"
    pipeline.export(ledger, profile, out)
    found = secrets_in(out, (*TOLD, *kept[1]))
    assert found, "without a policy every profile tells something"
    if profile in {"csv", "geojson", "gpkg", "jsonl", "parquet", "ucdp", "xlsx", "hxl", "acled", "plover"}:
        assert {"Khirbat Samra", "lat", "lon"} <= found


def test_every_secret_is_told_without_a_policy(
    ledger: Ledger, kept: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    found: set[str] = set()
    for name, profile in PROFILES.items():
        done = pipeline.export(ledger, name, tmp_path / f"out{profile.suffix}")
        found |= secrets_in(done.path, (*TOLD, *NEVER, *kept[1]))
    assert found >= {*TOLD, "lat", "lon"}
    assert not found & set(NEVER)


def test_the_coarse_place_is_far_enough_for_the_search_to_mean_something(ledger: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(ledger, "jsonl", tmp_path / "out.jsonl", public=_public())
    (line,) = done.path.read_text("utf-8").splitlines()
    place = json.loads(line)["incident"]["place"]
    assert (place["name"], place["admin1"], place["precision"]) == ("part of Homs", "Homs", "district")
    assert abs(place["lat"] - LAT) > NEAR
    assert abs(place["lon"] - LON) > NEAR


def test_an_export_carries_its_policy_and_says_what_it_held_back(ledger: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(ledger, "jsonl", tmp_path / "out.jsonl", public=_public())
    assert done.passage is not None
    assert done.passage.held == {"kind of event": 1, "too recent": 1}
    assert done.passage.hidden == 1
    beside = tmp_path / "out.jsonl.policy.yaml"
    digest = hashlib.sha256(beside.read_bytes()).hexdigest()
    assert done.header.policy == f"hudhud default 1 sha256:{digest}"
    assert json.loads(done.path.read_text("utf-8").splitlines()[0])["export"]["policy"] == done.header.policy
    pipeline.export(ledger, "jsonl", tmp_path / "out.jsonl")
    assert not beside.exists(), "a file that is not public must not look as if it were"


def test_public_ids_stay_with_the_key_and_cannot_be_matched_without(ledger: Ledger, tmp_path: Path) -> None:
    def id_of(public: Public) -> str:
        done = pipeline.export(ledger, "jsonl", tmp_path / "out.jsonl", public=public)
        return str(json.loads(done.path.read_text("utf-8").splitlines()[0])["incident"]["id"])

    assert id_of(_public()) == id_of(_public())
    assert len({id_of(_public()), id_of(_public(key=b"l" * 32)), id_of(Public(default_policy(), TODAY))}) == 3


def test_the_command_says_what_it_did(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    given = ["export", "--ledger", str(tmp_path / "copy.db"), "--profile", "csv", "--out", str(out)]
    ran = CliRunner().invoke(cli, [*given, "--public", "--as-of", "2024-06-01", "--place", "Samra"])
    assert ran.exit_code == 0, ran.output
    assert "Public, by policy hudhud default 1 sha256:" in ran.output
    assert "do-no-harm.md" in ran.output
    assert "place=…" in out.read_text("utf-8")
    assert "Not for the public" in CliRunner().invoke(cli, given).output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--key", "key"], "need a policy"),
        (["--public", "--as-of", "2999-01-01"], "lies in the future"),
        (["--policy", "missing.yaml"], "cannot be read"),
        (["--public", "--key", "key"], "at least 32 random bytes"),
    ],
)
def test_what_cannot_go_is_refused(options: list[str], said: str, ledger: Ledger, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"short")
    given = [str(key) if one == "key" else one for one in options]
    out = tmp_path / "out.csv"
    ran = CliRunner().invoke(cli, ["export", "--ledger", str(tmp_path / "copy.db"), "--profile", "csv",
                                   "--out", str(out), *given])  # fmt: skip
    assert ran.exit_code != 0
    assert said in " ".join(ran.output.split())
    assert not out.exists()
