"""A third party's package adds a reader: found, chosen, heard beside ours, and never trusted with a traceback."""

import json
import sys
from collections.abc import Iterator
from importlib import invalidate_caches
from pathlib import Path

import pytest
from click.testing import CliRunner

from hudhud.cli.main import cli
from hudhud.ledger import Ledger
from hudhud.publish.records import reading_record

REPORT = "Gunmen killed 16 farmers near Palmyra on Monday, a doctor said. Four others were wounded.\n"

DIGITS = '''
import re
from hudhud.errors import ReaderError
from hudhud.model import Claim, Count, Evidence, HarmValue, Mention, Reading
from hudhud.model.mentions import mention_id


class Digits:
    """Takes the last number of a text for the dead."""

    name, version, config_hash, languages, figures = "digits", "7", "0", ("*",), {"killed (nothing)": "0.01"}

    def read(self, document, copy):
        if "unreadable" in document.text:
            raise RuntimeError("no idea")
        if "elsewhere" in document.text:
            evidence = Evidence(verbatim="words that are not there", span_start=0, span_end=24)
        found = list(re.finditer(r"\\d+", document.text))
        mentions = []
        for match in found[-1:]:
            if "elsewhere" not in document.text:
                evidence = Evidence(verbatim=match.group(), span_start=match.start(), span_end=match.end())
            number = int(match.group()) + int("farmers" in document.text)
            value = HarmValue(harm="killed", group="civilians", count=Count(low=number, high=number))
            claim = Claim(value=value, evidence=evidence, confidence=0.5, reason="the last number", reader="digits",
                          reader_version="7")
            name = mention_id(document.id, "digits", "7", "0", 0)
            mentions.append(Mention(id=name, claims=(claim,)))
        return Reading(document_id=document.id, published=None, published_basis="unknown", mentions=tuple(mentions),
                       reader="digits", reader_version="7", config_hash="0")


def open_digits(tools):
    assert tools.gazetteer is not None
    return Digits()


def broken(tools):
    raise ImportError("libdigits.so")


def unset(tools):
    raise ReaderError(f"set model in [reader.unset] of hudhud.toml; there is {sorted(tools.settings)}")


def misnamed(tools):
    return Digits()
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    site = tmp_path / "site"
    about = site / "digits_for_hudhud-1.2.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: digits-for-hudhud\nVersion: 1.2\n")
    (about / "entry_points.txt").write_text(
        "[hudhud.readers]\ndigits = digits_for_hudhud:open_digits\nbroken = digits_for_hudhud:broken\n"
        "unset = digits_for_hudhud:unset\nmisnamed = digits_for_hudhud:misnamed\n"
    )
    (site / "digits_for_hudhud.py").write_text(DIGITS)
    monkeypatch.syspath_prepend(str(site))
    invalidate_caches()
    yield
    sys.modules.pop("digits_for_hudhud", None)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: None) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "report.txt").write_text(REPORT)
    return folder


def run(*words: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(cli, words, catch_exceptions=False)
    return found.exit_code, found.stdout, found.stderr


def test_what_is_installed_is_listed_with_what_is_wrong_with_it(work: Path) -> None:
    code, out, _ = run("readers", "--format", "jsonl")
    found = {each["name"]: each for each in map(json.loads, out.splitlines())}
    assert code == 0
    assert found["rules-en"]["default"] and found["rules-en"]["languages"] == ["en"] and found["rules-en"]["figures"]
    assert found["digits"]["package"] == "digits-for-hudhud 1.2" and not found["digits"]["default"]
    assert found["digits"]["figures"] == {"killed (nothing)": "0.01"}
    assert "did not start: ImportError: libdigits.so" in found["broken"]["problem"]
    assert found["unset"]["problem"].startswith("set model in [reader.unset]")
    assert "signs as 'digits'" in found["misnamed"]["problem"]
    code, table, _ = run("readers")
    assert code == 0 and "any" in table and "cannot start" in table


def test_an_installed_package_changes_no_reading_until_it_is_asked(work: Path) -> None:
    code, out, _ = run("read", "report.txt", "--published", "2023-02-17", "--format", "jsonl")
    assert code == 0 and json.loads(out)["reader"]["name"] == "rules-en"
    assert "beside" not in out


def test_two_readers_stand_side_by_side(work: Path) -> None:
    asked = ("--reader", "rules-en", "--reader", "digits", "--published", "2023-02-17")
    code, out, _ = run("read", "report.txt", *asked, "--format", "jsonl")
    record = json.loads(out)
    assert code == 0 and record["reader"]["name"] == "rules-en+digits"
    (mention,) = record["mentions"]
    (killed,) = [harm for harm in mention["harms"] if harm["harm"] == "killed"]
    assert (killed["low"], killed["high"], killed["reader"]) == (16, 16, "rules-en")
    (other,) = killed["beside"]
    assert (other["reader"], other["agrees"], other["value"]["low"], other["verbatim"]) == ("digits", False, 17, "16")


def test_the_configuration_chooses_readers_and_the_ledger_keeps_both(work: Path) -> None:
    (work / "hudhud.toml").write_text('readers = ["rules-en", "digits"]\n')
    assert run("add", "report.txt", "--published", "2023-02-17")[0] == 0
    code, out, _ = run("add", "report.txt", "--published", "2023-02-17")
    assert code == 0 and "0 added, 1 already there" in out
    with Ledger.open("hudhud.db", read_only=True) as ledger:
        (document,) = ledger.documents()
        reading = ledger.reading(document.id)
    assert reading is not None
    assert "digits" in json.dumps(reading_record(document, reading))
    assert run("verify")[0] == 0
    code, out, _ = run("incidents", "--format", "jsonl")
    (incident,) = map(json.loads, out.splitlines())
    assert [h["best"] for h in incident["harms"] if h["harm"] == "killed"] == [16]


def test_a_second_reader_is_a_newer_reading_and_decisions_stay(work: Path) -> None:
    assert run("add", "report.txt", "--published", "2023-02-17")[0] == 0
    shown = json.loads(run("incidents", "--format", "jsonl")[1])
    said = ("--field", "killed", "--value", "20", "--reason", "counted by name", "--by", "ana")
    assert run("decide", "correct", shown["mentions"][0], *said)[0] == 0
    asked = ("--reader", "rules-en", "--reader", "digits", "--published", "2023-02-17")
    assert "1 added" in run("add", "report.txt", *asked)[1]
    again = json.loads(run("incidents", "--format", "jsonl")[1])
    assert [h["best"] for h in again["harms"] if h["harm"] == "killed"] == [20]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("An unreadable report of 3 dead.", "reader digits failed: RuntimeError: no idea"),
        ("A report from elsewhere of 3 dead.", "quotes 'words that are not there' at 0, where the text differs"),
    ],
)
def test_a_reader_that_fails_on_a_report_spoils_no_other(work: Path, text: str, says: str) -> None:
    (work / "bad.txt").write_text(text)
    code, out, err = run("add", "bad.txt", "report.txt", "--reader", "digits")
    assert code == 1 and says in err and "Traceback" not in err
    assert "1 added, 0 already there, 1 not read" in out
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nobody", "no reader 'nobody' is installed; there are: broken, digits"),
        ("broken", "reader 'broken' of digits-for-hudhud 1.2 did not start: ImportError: libdigits.so"),
        ("misnamed", "offers a reader as 'misnamed' that signs as 'digits'"),
    ],
)
def test_a_reader_that_cannot_start_ends_in_one_line(work: Path, name: str, says: str) -> None:
    code, _, err = run("add", "report.txt", "--reader", name)
    assert code == 1 and says in " ".join(err.split())
    assert not (work / "hudhud.db").exists()


def test_a_language_that_nobody_reads_is_said_and_makes_no_ledger(work: Path) -> None:
    (work / "report.txt").write_text("Des hommes armés ont tué quatre agriculteurs près de la ville lundi. " * 4)
    code, _, err = run("add", "report.txt")
    assert code == 1 and "cannot read language 'fr'; the readers in use read" in err
    assert not (work / "hudhud.db").exists()
    assert run("add", "report.txt", "--reader", "digits")[0] == 0


def test_readers_are_set_beside_each_other_with_the_words_of_both(work: Path) -> None:
    (work / "more.txt").write_text("Nothing of the kind was reported; 3 shops were open near the market of the town.\n")
    two = ("--reader", "rules-en", "--reader", "digits", "--published", "2023-02-17")
    code, out, errors = run("compare-readers", "report.txt", "more.txt", *two, "--format", "jsonl")
    fields = {each["field"]: each for each in map(json.loads, out.splitlines())}
    assert (code, errors) == (0, "")
    assert (fields["incident"]["agree"], fields["incident"]["only_second"]) == (1, 1)
    assert (fields["killed"]["agree"], fields["killed"]["differ"], fields["killed"]["share"]) == (0, 1, 0.0)
    assert fields["killed"]["share_high"] < 1  # of one report little is known
    assert fields["date"]["only_first"] == 1 and fields["date"]["share"] is None
    code, out, _ = run("compare-readers", "report.txt", "more.txt", *two, "--format", "jsonl", "--differences")
    first = next(each for each in map(json.loads, out.splitlines()) if each["field"] == "killed")
    assert (first["people"], first["second_words"]) == (1, ["16"])
    assert first["first_says"][0].startswith("16 killed")
    code, table, _ = run("compare-readers", "report.txt", "more.txt", *two)
    assert code == 0 and "Where they differ most" in table and "0 of 2 reports are read alike" in table


def test_what_one_reader_cannot_read_is_no_disagreement(work: Path) -> None:
    (work / "bad.txt").write_text("An unreadable report: gunmen killed 16 farmers near Palmyra on Monday.\n")
    two = ("--reader", "rules-en", "--reader", "digits", "--published", "2023-02-17")
    code, out, errors = run("compare-readers", "report.txt", "bad.txt", *two, "--format", "jsonl")
    assert code == 1 and "reader digits: " in errors and "no idea" in errors and "Traceback" not in errors
    assert {each["reports"] for each in map(json.loads, out.splitlines())} == {1}
    (work / "fr.txt").write_text("Des hommes armés ont tué 16 paysans lundi près de la ville, a dit un médecin.\n")
    code, out, errors = run("compare-readers", "fr.txt", "--language", "fr", *two)
    assert code == 0 and "no report that both could read" in out and "reader rules-en: " in errors


def test_one_reader_alone_has_nobody_to_be_compared_with(work: Path) -> None:
    code, out, errors = run("compare-readers", "report.txt", "--reader", "rules-en")
    assert (code, out) == (1, "")
    assert "takes two readers or more" in errors and errors.count("\n") == 1
