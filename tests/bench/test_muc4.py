"""The MUC-4 adapter on reports that we made up, in capitals as MUC-4's are."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

_BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(_BENCH))

import muc4  # noqa: E402
from muc4_adapter import dates, extractor, messages, model, places, response, tagger  # noqa: E402
from muc4_adapter.analysis import analyse  # noqa: E402

_FILE = """TST9-MUC9-0001

   LIMA, 7 MAY 90 (RADIO PRUEBA) -- [TEXT] FOUR HOODED GUERRILLAS
KILLED MAYOR TEODORO QUISPE LAST NIGHT IN THE CITY OF AYACUCHO,
POLICE REPORTED TODAY.  THE MAYOR WAS SHOT IN FRONT OF HIS HOUSE.
THE SHINING PATH CLAIMED RESPONSIBILITY FOR THE MURDER.

   A BOMB EXPLODED YESTERDAY OUTSIDE A BRANCH OF THE GRAIN BANK IN
LIMA.  THE EXPLOSION DESTROYED THE BUILDING AND WOUNDED TWO GUARDS.

TST9-MUC9-0002

   BOGOTA, 8 MAY 90 (RADIO PRUEBA) -- [TEXT] THE FINANCE MINISTER
TODAY PRESENTED A NEW TAX BILL TO THE LEGISLATURE.  COFFEE EXPORTS
ROSE BY 4 PERCENT.
"""


@pytest.fixture(scope="module")
def adapter() -> model.Adapter:
    return model.load()


@pytest.fixture(scope="module")
def read(adapter: model.Adapter) -> dict[str, list[extractor.Fills]]:
    return {m.id: found for m, found in adapter.read(list(messages.split(_FILE)))}


def test_a_file_is_split_into_messages_with_their_datelines() -> None:
    first, second = messages.split(_FILE)
    assert (first.id, first.place, first.day) == ("TST9-MUC9-0001", "LIMA", date(1990, 5, 7))
    assert [p[:12] for p in first.paragraphs] == ["FOUR HOODED ", "A BOMB EXPLO"]
    assert second.paragraphs[0].startswith("THE FINANCE MINISTER")


def test_a_dateline_without_a_day_or_with_a_country_is_read() -> None:
    (found,) = messages.split("DEV-MUC3-9999 (X)\n\n   MANAGUA (NICARAGUA), NO DATE -- [TEXT] NOTHING.\n")
    assert (found.place, found.country, found.day) == ("MANAGUA", "NICARAGUA", None)


def test_common_words_lose_their_capitals_and_names_keep_one(adapter: model.Adapter) -> None:
    assert adapter.casing.apply("GUERRILLAS KILLED TEODORO QUISPE IN THE CITY") == (
        "Guerrillas killed Teodoro Quispe in the city"
    )


def test_a_murder_and_a_bombing_make_two_templates(read: dict[str, list[extractor.Fills]]) -> None:
    templates = {t[4][0]: t for t in read["TST9-MUC9-0001"]}
    assert set(templates) == {"ATTACK", "BOMBING"}
    murder, bombing = templates["ATTACK"], templates["BOMBING"]
    assert murder[3] == ["PERU: AYACUCHO (CITY)"]
    assert murder[18] == ['"TEODORO QUISPE"']
    assert murder[23] == ['DEATH: "TEODORO QUISPE"']
    assert murder[10] == ['"SHINING PATH"']
    assert (bombing[2], bombing[3]) == (["06 MAY 90"], ["PERU: LIMA (CITY)"])
    assert bombing[7] == ['BOMB: "BOMB"']
    assert (bombing[21], bombing[23]) == (['2: "GUARDS"'], ['INJURY: "GUARDS"'])


def test_a_report_without_violence_makes_none(read: dict[str, list[extractor.Fills]]) -> None:
    assert read["TST9-MUC9-0002"] == []


def test_the_response_has_all_slots_and_one_fill_a_line() -> None:
    lines = list(response.lines("TST9-MUC9-0001", [{4: ["ATTACK"], 18: ['"ANA PAZ"', '"LUIS SOL"']}]))
    assert lines[0] == "0.  MESSAGE: ID                     TST9-MUC9-0001"
    assert "4.  INCIDENT: TYPE                  ATTACK" in lines
    assert "2.  INCIDENT: DATE                  -" in lines
    at = lines.index('18. HUM TGT: NAME                   "ANA PAZ"')
    assert lines[at + 1] == " " * 36 + '"LUIS SOL"'
    assert lines[-1] == ""
    assert len(lines) == 27


def test_a_file_is_written_for_each_text(tmp_path: Path) -> None:
    (tmp_path / "text").write_text(_FILE, "latin-1")
    told = muc4.write([tmp_path / "text"], tmp_path / "response")
    assert told["documents"] == 2
    written = (tmp_path / "response").read_text("latin-1")
    assert written.count("MESSAGE: TEMPLATE") == told["templates"]
    assert '"' in written


@pytest.mark.parametrize(
    ("words", "fill"),
    [
        ("YESTERDAY", "06 MAY 90"),
        ("ON 3 MAY", "03 MAY 90"),
        ("3 DAYS AGO", "04 MAY 90"),
        ("LAST NIGHT", "06 MAY 90 - 07 MAY 90"),
        ("ON 30 DECEMBER", "30 DEC 89"),
        ("ON THURSDAY", "- 07 MAY 90"),
    ],
)
def test_days_are_told_from_the_dateline(adapter: model.Adapter, words: str, fill: str) -> None:
    text = f"TST9-MUC9-0003\n\n   LIMA, 7 MAY 90 -- [TEXT] A SHOP WAS ATTACKED {words}.\n"
    (analysis,) = analyse(list(messages.split(text)), adapter.casing)
    assert [d.fill for d in dates.told(analysis)] == [fill]


def test_a_location_names_the_larger_place_first(adapter: model.Adapter) -> None:
    lists = adapter.extractor.lists
    text = "TST9-MUC9-0003\n\n   LIMA, 7 MAY 90 -- [TEXT] IT HAPPENED IN MIRAFLORES, A DISTRICT OF LIMA, PERU.\n"
    (analysis,) = analyse(list(messages.split(text)), adapter.casing)
    found = [p for p in places.find(analysis, lists.lexicon, lists.countries) if not p.is_country]
    assert places.fill("PERU", found, lists.lexicon).startswith("PERU: LIMA (CITY): MIRAFLORES")


def test_quantised_weights_are_near_the_weights() -> None:
    matrix = np.random.default_rng(0).normal(size=(5, 40)).astype(np.float32)
    small, scale = tagger.quantised(matrix)
    assert small.dtype == np.int8
    assert np.abs(small * scale[:, None] - matrix).max() <= scale.max() / 2 + 1e-6


def test_the_weights_are_present_and_within_their_size() -> None:
    sizes = [(model.FOLDER / name).stat().st_size for name in (model.TAGGER, model.MODELS, model.LISTS)]
    assert sum(sizes) <= 15_000_000
