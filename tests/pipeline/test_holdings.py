"""What answers rest on, and a question's scope in the records' own names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hudhud.errors import AnalysisError, TableError
from hudhud.ledger import Ledger
from hudhud.model import Place, Record
from hudhud.pipeline.holdings import Subject, records_of, scope_of
from tests.answer_samples import attacks


def record(name: str, doer: str, admin1: str, country: str = "SY", target: str = "Civilians") -> Record:
    return Record(
        id=name, types=("attack",), status="occurred", aggregate=False, when=None,
        place=Place(name=admin1, country=country, admin1=admin1, precision="province"),
        perpetrators=(doer,), targets=(target,), tolls=(), totals=(), sources=(), documents=(),
    )  # fmt: skip


RECORDS = [
    record("a", "IS", "Homs Governorate"),
    record("b", "Islamic State (Syria)", "Deir ez Zor Governorate"),
    record("c", "Military Forces of Syria (2000-2024)", "Homs"),
    record("d", "Government of Syria", "Hamah", target="IS"),
    record("e", "Unknown gunmen", "Anbar", "IQ"),
]


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        (Subject(actor="Daesh"), "ab"),
        (Subject(involving="ISIS"), "abd"),
        (Subject(actor="Syrian forces"), "cd"),
        (Subject(actor="unknown gunmen"), "e"),
        (Subject(admin1="homs"), "ac"),
        (Subject(admin1="Deir ez-Zor"), "b"),
        (Subject(admin1="Hama province"), "d"),
        (Subject(country="Iraq"), "e"),
        (Subject(country="iq"), "e"),
        (Subject(country="SY", actor="IS", admin1="Homs"), "a"),
    ],
)
def test_names_lead_to_what_the_records_call_it(subject: Subject, names: str) -> None:
    scope = scope_of(RECORDS, subject)
    assert "".join(r.id for r in RECORDS if scope.fit(r) == "in") == names


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (Subject(actor="Ansar Nobody"), "no incident has the perpetrator 'Ansar Nobody'; there are "),
        (Subject(admin1="Homz"), "no incident has the admin-1 'Homz'; there are Homs"),
        (Subject(country="Chad"), "no incident in country 'Chad'; there are IQ, SY"),
        (Subject(country="Nowhere"), "no incident in country 'Nowhere'"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_and_no_empty_scope(subject: Subject, words: str) -> None:
    with pytest.raises(AnalysisError, match=words):
        scope_of(RECORDS, subject)


def test_rows_that_cannot_be_understood_are_said(tmp_path: Path) -> None:
    table = attacks(tmp_path / "attacks.csv", weeks=4, quiet=4)
    whole = records_of(table)
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([*lines, lines[1].replace("2017-", "year-").replace(",1,", ",9999,")]) + "\n", "utf-8")
    found = records_of(table)
    assert (whole.gaps, found.records) == ((), whole.records)
    assert "1 of " in found.gaps[0] and "cannot be understood" in found.gaps[0]


def test_a_ledger_without_an_incident_and_a_file_that_is_none(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.db") as ledger, pytest.raises(AnalysisError, match="holds no incident"):
        records_of(ledger)
    with pytest.raises(TableError, match="cannot be opened"):
        records_of(tmp_path / "missing.csv")


def test_since_and_until_stay_days() -> None:
    scope = scope_of(RECORDS, Subject(since=date(2020, 1, 1), until=date(2020, 12, 31)))
    assert (scope.since, scope.until) == (date(2020, 1, 1), date(2020, 12, 31))
