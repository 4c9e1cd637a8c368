"""Reports as files: nothing is loaded, no words become markup, corrections are found again, and PDF says the same."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader
from report_samples import ARABIC, HOSTILE, item, reference, reported, rows, town

from hudhud.errors import ExportError
from hudhud.publish.policy import Policy, default_policy
from hudhud.publish.report import Checked, Report, last_report, page, pdf, snapshot_of

_LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "manifest", "ping", "xlink:href"}
_TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "article", "h1", "h2",
    "h3", "p", "ul", "li", "strong", "em", "code", "pre", "span", "bdi", "br", "a", "div", "figure", "figcaption",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "svg", "g", "rect", "path", "circle",
    "text",
}  # fmt: skip


class _Reader(HTMLParser):
    """All tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _hostile() -> Report:
    bad = reference(HOSTILE, publisher=HOSTILE, url="javascript:alert(6)")
    one = item(
        "h", place=town(name=HOSTILE), perpetrators=(HOSTILE,), conflicts=(HOSTILE,),
        totals=(rows("killed", "civilians", (None, None, None), words=(HOSTILE,)),),
    )  # fmt: skip
    one = type(one)(one.incident, "javascript:alert(7)", (bad, reference("x", url="https://ok.example/?a=1&b=\"'><x")))
    other = item("k", killed=(3, 3, 3), place=town("region", name=HOSTILE))
    last = _snapshot(reported([one, item("gone", place=town(name=HOSTILE))]))
    now = snapshot_of([item("h", "2024-03-07", place=town(name=f"{HOSTILE}2"))])
    claims = [Checked(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,))]
    return reported([one, other], title=HOSTILE, checked=claims, last=last, now=now)


def _snapshot(report: Report):  # type: ignore[no-untyped-def]
    from hudhud.publish.report import Snapshot  # noqa: PLC0415

    return Snapshot.model_validate_json(report.snapshot)


def test_no_words_become_markup_and_nothing_is_loaded() -> None:
    text = page(_hostile())
    read = _Reader(text)
    assert {tag for tag, _ in read.tags} <= _TAGS
    for tag, attributes in read.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert not _LOADING & set(attributes), tag
        if "href" in attributes:
            assert tag == "a"
            assert str(attributes["href"]).startswith(("https://", "http://"))
    assert read.text.count("alert(1)") >= 10, "what was hostile is told, as words"
    assert "{{ 7*7 }}" in read.text
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert not re.search(r"url\(|@import|expression|</", style)
    assert "default-src 'none'" in next(
        str(a.get("content")) for t, a in read.tags if "http-equiv" in a and t == "meta"
    )


def test_a_hostile_pdf_is_made_and_holds_no_action() -> None:
    made = PdfReader(io.BytesIO(pdf(_hostile())))
    assert "alert(1)" in "".join(one.extract_text() for one in made.pages)
    names = made.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(names)
    for one in made.pages:
        for link in one.get("/Annots", []):
            action = link.get_object().get("/A", {})
            assert action.get("/S", "/URI") == "/URI"
            assert str(action.get("/URI", "https:")).startswith("https:")


def test_arabic_is_told_with_its_direction() -> None:
    report = reported([item("a", place=town(name=ARABIC, country=None), perpetrators=("تنظيم الدولة",))], title=ARABIC)
    read = _Reader(page(report))
    assert {a["dir"] for t, a in read.tags if t == "bdi" and "dir" in a} >= {"rtl"}
    assert read.tags[0][1] == {"lang": "en", "dir": "ltr"}
    made = PdfReader(io.BytesIO(pdf(report)))
    fonts = {name for one in made.pages for name in one["/Resources"]["/Font"]}
    assert fonts
    text = "".join(one.extract_text() for one in made.pages)
    assert set(ARABIC.replace(" ", "")) <= set(text), "every letter leads back to its character"


def test_a_pdf_says_what_the_page_says_and_is_tagged() -> None:
    report = reported([item(f"i{n}", killed=(n, n, None), place=town()) for n in range(1, 60)])
    made = PdfReader(io.BytesIO(pdf(report)))
    text = " ".join("".join(one.extract_text() for one in made.pages).split())
    assert 4 <= len(made.pages) <= 12
    assert "at least 1,770" in text
    assert all(f"i{n}" in text for n in range(1, 60))
    assert f"1 / {len(made.pages)}" in text
    assert report.state in text
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.metadata is not None
    assert "1–31 March 2024" in str(made.metadata.title)
    assert [str(one.title) for one in made.outline if not isinstance(one, list)], "bookmarks"


@pytest.mark.parametrize("form", ["page", "pdf"])
def test_a_report_remembers_what_it_told(form: str, tmp_path: Path) -> None:
    report = reported([item("a", killed=(5, 6, None), place=town(name=HOSTILE)), item("b", None)], span=None)
    path = tmp_path / "last"
    path.write_bytes(page(report).encode() if form == "page" else pdf(report))
    assert last_report(path) == _snapshot(report)


def test_corrections_are_what_is_told_otherwise() -> None:
    last = _snapshot(reported([
        item("a", killed=(5, 5, 5), place=town()), item("b", killed=(2, 2, 2)), item("c", "2024-03-09"),
        item("d", killed=(9, 9, 9)), item("e", killed=(1, 1, 1)),
    ]))  # fmt: skip
    hidden = item("e", totals=(rows("killed", "unknown", (None, None, None), notes=("left out by the policy",)),))
    now = [item("a", killed=(7, 8, None), place=town("near")), item("b", killed=(2, 2, 2)), item("c", "2024-03-10",
           injured=(3, 3, 3)), hidden, item("f", "2024-03-30", (4, 4, 4))]  # fmt: skip
    report = reported([*now, item("g", "2024-03-02", status="denied")], last=last, now=snapshot_of(now))
    found = report.corrections
    assert found is not None
    assert [(one.id, one.what, one.before, one.after) for one in found.moved] == [
        ("a", "killed", "5", "at least 7, best 8"),
        ("c", "date", "9 Mar 2024", "10 Mar 2024"),
        ("c", "injured", "not told", "3"),
    ]
    assert [str(one[0]) for one in found.gone] == ["5 Mar 2024, "]
    assert found.late == 2
    assert reported(now).corrections is None
    assert "No earlier report was given" in page(reported(now))


def test_another_policy_is_said_where_reports_are_compared(policy: Policy) -> None:
    last = _snapshot(reported([item("a")]))
    report = reported([item("a")], last=last, now=snapshot_of([item("a")]), policy=policy)
    assert report.corrections is not None
    assert "different policies" in report.corrections.notes[0]


@pytest.fixture
def policy() -> Policy:
    return default_policy()


def test_the_policy_travels_with_a_public_report(policy: Policy) -> None:
    read = _Reader(page(reported([item("a")], policy=policy)))
    assert policy.said in read.text
    assert policy.content.decode() in read.text
    assert "Public version" in read.text
    assert "Not for the public" not in read.text
    assert "Not for the public" in page(reported([item("a")]))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", b"<p>nothing</p>", b"%PDF-1.7 broken", b'<body data-hudhud-report="{}">',
     b'<body data-hudhud-report="[1,2">', b"<body data-hudhud-report>"],
)  # fmt: skip
def test_what_is_no_report_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "last.html"
    path.write_bytes(content)
    with pytest.raises(ExportError, match="give the"):
        last_report(path)


def test_the_last_report_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be read"):
        last_report(tmp_path / "none.html")


def test_what_a_report_remembers_is_no_more_than_it_tells() -> None:
    told = json.loads(reported([item("a", killed=(5, 5, 5), place=town())]).snapshot)
    assert set(told) == {"form", "written", "state", "start", "end", "policy", "key", "incidents"}
    assert told["incidents"] == {"a": {"when": "5 Mar 2024", "place": "Sukhna, SY", "harms": {"killed": [5, 5, 5]}}}
