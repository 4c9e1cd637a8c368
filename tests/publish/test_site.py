"""The static site: what its pages hold, what a later build changes, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from site_samples import DAY, built, figure, files_of, hostile_items, item, name, pages_of, problems_of

from hudhud import pipeline
from hudhud.errors import OvertakenError, SiteError
from hudhud.ledger import Ledger
from hudhud.publish.policy import Public, default_policy
from hudhud.publish.site.words import strings

KEY = b"k" * 32
_ATOM = "{http://www.w3.org/2005/Atom}"


def _public(**named: object) -> Public:
    return Public(default_policy(), **{"today": DAY, "key": KEY, **named})  # type: ignore[arg-type]


def _text(folder: Path, file: str) -> str:
    return " ".join(next(page for path, page in pages_of(folder) if path == folder / file).text_content().split())


def test_the_same_ledger_gives_the_same_bytes(examples: Ledger, tmp_path: Path) -> None:
    one = pipeline.site(examples, tmp_path / "one", public=_public(), url="https://r.example.org/a/")
    pipeline.site(examples, tmp_path / "other", public=_public(), url="https://r.example.org/a")
    first = files_of(tmp_path / "one")
    assert files_of(tmp_path / "other") == first
    again = pipeline.site(examples, tmp_path / "one", public=_public(), url="https://r.example.org/a")
    assert files_of(tmp_path / "one") == first
    assert (one.counts.first, one.counts.added) == (True, one.counts.incidents)
    assert (again.counts.first, again.counts.added, again.counts.changed) == (False, 0, 0)
    assert one.passage is not None
    assert one.counts.incidents == len(pipeline.incidents(examples)) - sum(one.passage.held.values()) > 0


def test_every_link_leads_somewhere_and_nothing_runs_by_itself(examples: Ledger, tmp_path: Path) -> None:
    pipeline.site(examples, tmp_path / "public", public=_public(), url="https://r.example.org")
    pipeline.site(examples, tmp_path / "all", public=None)
    assert problems_of(tmp_path / "public") + problems_of(tmp_path / "all") == []
    for _, page in pages_of(tmp_path / "public"):
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_an_incident_page_tells_figures_bounds_sources_and_precision(tmp_path: Path) -> None:
    told = (figure(low=16, high=None, interval=(16, 40)), figure("injured", None, None, words=("dozens",)),
            figure("abducted", None, 34, derived=True))  # fmt: skip
    built(tmp_path / "site", [item(1, *told)])
    page = _text(tmp_path / "site", f"incident/{name(1)}.html")
    assert "≥16 killed · part of Homs, Syria (district) · 2 Jan 2024" in page
    for words in ("16–40", "dozens", "≤34 derived", "Reuters", "somewhere in a district", "one day", "rebel group",
                  "published 2024-06-01"):  # fmt: skip
        assert words in page


def test_a_sum_is_never_added_to_what_it_covers(tmp_path: Path) -> None:
    parts = [item(1, figure(low=5)), item(2, figure(low=7, high=7), day="2023-05-05")]
    built(tmp_path / "site", [*parts, item(3, figure(low=13, high=13), day="2024-01-05", covers=(1, 2))])
    overview = next(page for path, page in pages_of(tmp_path / "site") if path.name == "index.html")
    (row,) = overview.xpath("//section[@aria-labelledby='sums']//tbody/tr")
    assert [cell.text_content() for cell in row] == ["killed", "13", "13", "13", "1", "0"]
    points = json.loads((tmp_path / "site/data/points.json").read_text("utf-8"))
    assert dict(zip(points["id"], points["killed"], strict=True)) == {name(1): 5, name(2): 7, name(3): None}
    assert "sum over incidents" in _text(tmp_path / "site", f"incident/{name(3)}.html")


def test_the_list_has_all_incidents_without_scripts(tmp_path: Path) -> None:
    built(tmp_path / "site", [item(n) for n in range(250)])
    found = [
        link.get("href")
        for path, page in pages_of(tmp_path / "site")
        if path.name.startswith("incidents")
        for link in page.xpath("//tbody//a")
    ]
    assert sorted(found) == [f"incident/{name(n)}.html" for n in range(250)]
    assert {p.name for p in (tmp_path / "site").glob("incidents*.html")} == {
        "incidents.html", "incidents-2.html", "incidents-3.html"}  # fmt: skip


def test_a_later_build_says_what_it_changed_and_keeps_nothing_of_before(tmp_path: Path) -> None:
    gone = item(3, figure(low=4711, high=4711), perpetrators=("Gone Group",))
    before = built(tmp_path / "one", [item(1, figure(low=8888, high=8888)), item(2), gone])
    later = DAY.replace(month=7)
    after = built(tmp_path / "two", [item(1, figure(low=9, high=9)), item(2), item(4)], before, day=later,
                  url="https://r.example.org")  # fmt: skip
    (newest, first) = after.builds
    assert (first.first, first.added, newest.first) == (True, 3, False)
    assert (newest.added_ids, newest.withdrawn_ids) == ([name(4)], [name(3)])
    assert newest.changed_ids == [(name(1), ["killed"])]
    assert (after.items[name(1)].since, after.items[name(1)].changed) == (DAY, later)
    assert (after.items[name(2)].since, after.items[name(2)].changed) == (DAY, None)
    assert after.withdrawn == {name(3): later}
    same = built(tmp_path / "same", [item(4), item(2), item(1, figure(low=9, high=9))], after, day=later.replace(day=9),
                 url="https://r.example.org")  # fmt: skip
    assert same == after
    shown = {file: content for file, content in files_of(tmp_path / "two").items() if not file.startswith("data/")}
    assert {file: files_of(tmp_path / "same")[file] for file in shown} == shown
    page = _text(tmp_path / "two", f"incident/{name(3)}.html")
    assert "This incident was withdrawn." in page
    own = {file: content for file, content in files_of(tmp_path / "two").items() if not file.startswith("static/")}
    words = (b"4711", b"4,711", b"8888", b"8,888", b"Gone Group")
    assert [(file, word) for file, content in own.items() for word in words if word in content] == []
    assert "1 withdrawn" in _text(tmp_path / "two", "changes.html")
    assert problems_of(tmp_path / "two") == []
    back = built(tmp_path / "three", [item(1, figure(low=9, high=9)), item(2), gone, item(4)], after)
    assert back.withdrawn == {}
    assert back.builds[0].added_ids == [name(3)]
    assert "withdrawn" not in _text(tmp_path / "three", f"incident/{name(3)}.html")


def test_the_feed_is_of_what_is_new_changed_and_withdrawn(tmp_path: Path) -> None:
    url = "https://r.example.org/a"
    before = built(tmp_path / "one", [*(item(n) for n in range(130)), item(900)], url=url)
    built(tmp_path / "two", [item(n, figure(low=n or 99, high=None)) for n in range(130)], before,
          day=DAY.replace(month=7), url=url)  # fmt: skip
    feed = ElementTree.parse(tmp_path / "two/feed.xml").getroot()
    entries = feed.findall(f"{_ATOM}entry")
    assert len(entries) == 100
    assert entries[0].findtext(f"{_ATOM}title") == "Withdrawn"
    assert all((e.findtext(f"{_ATOM}id") or "").startswith(f"{url}/incident/i") for e in entries)
    assert feed.findtext(f"{_ATOM}updated") == "2024-07-01T00:00:00Z"
    built(tmp_path / "none", [item(1)])
    assert not (tmp_path / "none/feed.xml").exists()
    assert "feed.xml" not in (tmp_path / "none/index.html").read_text("utf-8")


@pytest.mark.parametrize("public", [True, False])
def test_hostile_text_stays_text(tmp_path: Path, public: bool) -> None:
    title = "</title><script>window.ran=1</script>"
    built(tmp_path / "site", hostile_items(), url="https://r.example.org", public=public, title=title)
    assert problems_of(tmp_path / "site") == []
    for path, page in pages_of(tmp_path / "site"):
        assert [one.get("src") for one in page.iter("script") if "static/js/" not in one.get("src", "")] == []
        assert not list(page.iter("svg"))
        assert title in page.findtext(".//title")
        assert not set("\u202e\x00\x1b") & set(path.read_text("utf-8"))
    ElementTree.parse(tmp_path / "site/feed.xml")
    for file in ("search.json", "points.json"):
        json.loads((tmp_path / "site/data" / file).read_text("utf-8"))


def test_a_folder_of_others_is_refused(examples: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(folder: Path, said: str, **named: object) -> None:
        before = files_of(tmp_path)
        with pytest.raises(SiteError, match=said) as error:
            pipeline.site(examples, folder, **{"public": _public(), **named})  # type: ignore[arg-type]
        assert "\n" not in str(error.value)
        assert files_of(tmp_path) == before

    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("mine")
    refused(other, "holds files that hudhud did not make")
    refused(other / "thesis.txt", "is a file")
    site = tmp_path / "site"
    pipeline.site(examples, site, public=_public())
    (site / "data" / "mine.csv").write_text("mine")
    refused(site, "holds data/mine.csv")
    (site / "data" / "mine.csv").unlink()
    refused(site, "made with another key", public=_public(key=b"l" * 32))
    refused(site, "a site for the public", public=None)
    made = json.loads((site / "manifest.json").read_text("utf-8"))
    made["withdrawn"] = {"../../thesis": "2024-01-01"}
    (site / "manifest.json").write_text(json.dumps(made), "utf-8")
    refused(site, "no manifest of a site")
    monkeypatch.chdir(other)
    refused(Path(), "where you are")
    refused(tmp_path, "or above it")


def test_a_build_that_fails_leaves_the_site_of_before(
    examples: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "sites"
    pipeline.site(examples, folder / "site", public=_public())
    before = files_of(folder)
    monkeypatch.setattr("hudhud.publish.site.pages.Pages.about", broken)
    with pytest.raises(OSError, match="No space"):
        pipeline.site(examples, folder / "site", public=_public(), title="Another")
    with pytest.raises(OSError, match="No space"):
        pipeline.site(examples, folder / "new", public=_public())
    assert files_of(folder) == before
    assert [p.name for p in folder.iterdir()] == ["site"]


def test_a_build_that_was_ended_in_the_middle_of_the_swap_is_taken_up(examples: Ledger, tmp_path: Path) -> None:
    pipeline.site(examples, tmp_path / "site", public=_public())
    (tmp_path / "site").rename(tmp_path / ".site.before")
    again = pipeline.site(examples, tmp_path / "site", public=_public())
    assert (again.counts.first, again.counts.added) == (False, 0)
    assert not (tmp_path / ".site.before").exists()


def test_a_ledger_that_keeps_changing_is_said(
    examples: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(100))
    monkeypatch.setattr("hudhud.ledger.Board.state", lambda _: f"{next(numbers)}-0")
    with pytest.raises(OvertakenError, match="changed while"):
        pipeline.site(examples, tmp_path / "site", public=_public())
    assert not (tmp_path / "site").exists()


def test_every_word_is_in_the_catalogue_and_every_entry_is_said() -> None:
    source = Path(__file__).parents[2] / "src/hudhud/publish/site"
    code = "".join(p.read_text("utf-8") for kind in ("*.py", "templates/*.html") for p in source.rglob(kind))
    said = set(re.findall(r"""(?:\bt|\bsay)\("([\w.-]+)"[,)]""", code))
    begun = tuple(re.findall(r"""\bt\("([\w.-]+\.)" ~""", code))
    assert said <= strings().keys()
    # Either of two, chosen in the call.
    said |= {"report.more_unnamed", "report.only_unnamed"}
    unsaid = {key for key in strings() if key.removesuffix(".one") not in said and not key.startswith(begun)}
    assert unsaid == set()
