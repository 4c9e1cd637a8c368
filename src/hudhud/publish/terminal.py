"""Incidents and mentions on a terminal, with Rich. Captured text is printed as text, never as markup.

Every table is given the width it has. Below `WIDE` columns are stacked: a tired person reads three
columns on a narrow screen, not seven.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath
from typing import Protocol

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hudhud.model import Assessment, Claim, Document, HarmValue, Incident, Mention, Place, Reading, When

WIDE = 110

_HARM_STYLE = {"killed": "bold red", "injured": "dark_orange3", "abducted": "magenta", "missing": "magenta",
               "released": "green", "arrested": "blue", "displaced": "yellow"}  # fmt: skip
_HARM_ORDER = list(_HARM_STYLE)
_MOST_HARMS = 6
_STATUS_STYLE = {"attempted": "yellow", "threatened": "yellow", "denied": "dim"}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# What steers a terminal, turns the direction of a line, or cannot be encoded.
_CONTROL = dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000)), "�")
_CONTROL |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
_SHORTEST_REPEAT = 3


def safe(text: str) -> str:
    """Captured text without the control characters that would steer the terminal."""
    return " ".join(text.split()).translate(_CONTROL)


def title_words(document: Document, most: int = 90) -> str:
    """The document's title, said once: pages repeat it with the name of their site.

    A document without a title goes by its name, or by its file where that is only a hash.
    """
    if not document.title:
        named = document.doc_id if document.doc_id != document.id else PurePath(document.origin).name
        return cut(safe(named), most)
    return cut(said_once(safe(document.title)), most)


def said_once(title: str) -> str:
    """ "A | B - Site A | B - Site A | B" is "A | B - Site"."""
    words = title.split()
    for length in range(_SHORTEST_REPEAT, len(words) - _SHORTEST_REPEAT + 1):
        once, rest = " ".join(words[:length]), " ".join(words[length:])
        # The last repetition is often cut off within a word.
        if once.startswith(rest[: len(once)]):
            return once
    return title


def cut(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some are missing."""
    return text if len(text) <= most else text[: most - 1] + "…"


def name_words(doc_id: str, document_id: str = "", most: int = 40) -> str:
    """A document's name; the beginning of it where it is only a hash."""
    return doc_id[:12] if doc_id == document_id or len(doc_id) == 64 else cut(safe(doc_id), most)


def date_words(when: When | None) -> str:
    """A date no more precise than the words: "11 Feb 2023", "Jan 2022", "12–18 Feb 2023", "2019"."""
    if when is None:
        return "–"
    start, end = when.start, when.end
    if when.precision == "day":
        return f"{start.day} {_MONTHS[start.month - 1]} {start.year}"
    if when.precision == "year" and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year)
    first_to_last = start.day == 1 and (end.month, end.year) == (start.month, start.year)
    if when.precision == "month" and first_to_last and end.day >= 28:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if start.year == end.year:
        left = f"{start.day}" if start.month == end.month else f"{start.day} {_MONTHS[start.month - 1]}"
        return f"{left}–{end.day} {_MONTHS[end.month - 1]} {end.year}"
    return f"{start.isoformat()} – {end.isoformat()}"


def place_words(place: Place | None) -> str:
    """A place with its relation and how closely it is fixed, where that is not a point."""
    if place is None:
        return "–"
    name = safe(place.name)
    if place.precision == "near" and place.relation and name not in place.relation:
        name = f"{name} ({safe(place.relation)})" if len(place.relation) > 12 else f"{safe(place.relation)} {name}"
    where = f"{name}, {place.country}" if place.country and place.precision != "country" else name
    return where if place.precision in {"exact", "near"} else f"{where} ({place.precision})"


def bounds(low: int | None, high: int | None, words: Sequence[str] = ()) -> str:
    """ "7", "≥61", "≤34", "46–61"; the words themselves where no number was given."""
    if low is None and high is None:
        return safe(words[0]) if words else "?"
    if high is None:
        return f"≥{low:,}"
    if low is None:
        return f"≤{high:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _range(one: Assessment) -> str:
    text = bounds(one.low, one.high, one.words)
    if one.low is not None and one.high is None and one.best is not None and one.best > one.low:
        text = f"{one.low:,}–≥{one.best:,}"
    return text + ("*" if one.derived else "")


def _group(name: str) -> str:
    return "" if name in {"unknown", "mixed"} else f" {name.replace('_', ' ')}"


def _harms(one: Incident) -> Text:
    """The worst first, figures before words."""
    told = sorted(one.harms, key=lambda a: (a.low is None and a.high is None, _HARM_ORDER.index(a.harm)))
    lines = []
    for assessment in told[:_MOST_HARMS]:
        line = Text(f"{cut(_range(assessment), 24)} {assessment.harm}", style=_HARM_STYLE.get(assessment.harm, ""))
        line.append(_group(assessment.group), style="not bold default")
        lines.append(line)
    if len(told) > _MOST_HARMS:
        lines.append(Text(f"and {len(told) - _MOST_HARMS} more", style="dim"))
    if one.conflicts:
        lines.append(Text("reports differ", style="yellow"))
    return Text("\n").join(lines)


def _what(one: Incident | Mention) -> Text:
    what = Text(", ".join(t.replace("_", " ") for t in one.types[:3]))
    if one.status != "occurred":
        what.append(f"\n{one.status}", style=_STATUS_STYLE.get(one.status, ""))
    if one.aggregate:
        what.append("\nsum of several", style="italic")
    return what


def _stacked(*lines: str | Text) -> Text:
    return Text("\n").join(Text(x) if isinstance(x, str) else x for x in lines if x)


def _by(names: Sequence[str]) -> str:
    return f"by {safe(', '.join(names))}" if names else ""


def incident_table(found: Sequence[Incident], width: int, title: str | None = None) -> Table:
    """One row an incident."""
    table = Table(title=title, title_justify="left", show_lines=True, box=box.HORIZONTALS, pad_edge=False)
    if width < WIDE:
        table.expand = True
        table.add_column("when, where", ratio=5)
        table.add_column("what, by", ratio=5)
        table.add_column("harm, as reported", ratio=6)
        table.add_column("id", no_wrap=True, width=9)
        for one in found:
            table.add_row(_stacked(date_words(one.when), place_words(one.place)),
                          _stacked(_what(one), _by(one.perpetrators)), _harms(one),
                          _stacked(one.id[:7], Text(counted(len(one.documents), "report"), style="dim")))  # fmt: skip
        return table
    for name in ("when", "where", "what", "by", "harm, as reported", "reports", "id"):
        table.add_column(name, no_wrap=name in {"when", "id"}, justify="right" if name == "reports" else "left")
    for one in found:
        table.add_row(date_words(one.when), place_words(one.place), _what(one), safe(", ".join(one.perpetrators)),
                      _harms(one), str(len(one.documents)), one.id[:7])  # fmt: skip
    return table


def counted(number: int, what: str) -> str:
    """ "1 report", "3 reports"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def mention_table(document: Document, reading: Reading, width: int) -> Table:
    """What one report says, a row an incident that it mentions."""
    published = {"given": "", "inferred": " (inferred)", "unknown": ""}[reading.published_basis]
    day = date_words(reading.published) + published if reading.published else "publication date not known"
    title = Text(f"{title_words(document)} · {day}")
    table = Table(title=title, title_justify="left", show_lines=True, box=box.HORIZONTALS, pad_edge=False)
    if width < WIDE:
        table.expand = True
        for name, ratio in (("when, where", 4), ("what, by", 4), ("harm, and the words it rests on", 8)):
            table.add_column(name, ratio=ratio)
        for mention in reading.mentions:
            table.add_row(_stacked(date_words(mention.when), place_words(mention.place)),
                          _stacked(_what(mention), _by(mention.perpetrators)), _told(mention))  # fmt: skip
        return table
    for name in ("when", "where", "what", "by", "harm, and the words it rests on"):
        table.add_column(name)
    for mention in reading.mentions:
        table.add_row(date_words(mention.when), place_words(mention.place), _what(mention),
                      safe(", ".join(mention.perpetrators)), _told(mention))  # fmt: skip
    return table


def _told(mention: Mention) -> Text:
    """Each harm with its words and its source."""
    lines = []
    for claim, value in mention.harms:
        count = bounds(value.count.low, value.count.high, [value.count.words or "?"])
        about = "~" if value.count.qualifier == "about" else ""
        line = Text(f"{about}{cut(count, 24)} {value.harm}", style=_HARM_STYLE.get(value.harm, ""))
        line.append(_group(value.group), style="not bold default")
        line.append(f"  “{cut(safe(claim.evidence.verbatim), 90)}”", style="not bold default")
        if claim.attributed_to:
            line.append(f" {safe(claim.attributed_to)}", style="not bold cyan")
        lines.append(line)
    return Text("\n").join(lines)


def incident_page(one: Incident, more: Iterable[RenderableType] = ()) -> Group:
    """Everything about an incident: each value, its words, its source, what conflicts, and whatever `more` holds."""
    head = Text(f"{date_words(one.when)} · {place_words(one.place)}", style="bold")
    head.append(f"\n{', '.join(t.replace('_', ' ') for t in one.types)} · {one.status}", style="not bold")
    if one.perpetrators:
        head.append(f"\n{_by(one.perpetrators)}", style="not bold")
    if one.aggregate:
        head.append("\nA sum over several incidents; never added to them.", style="not bold italic")
    parts: list[RenderableType] = [Panel(head, title=Text(one.id), title_align="left", expand=False)]
    parts += [_assessment_table(one)] if one.harms else []
    parts += [_value_table(one)]
    if one.conflicts:
        conflicts = Text("\n".join(safe(c) for c in one.conflicts))
        parts.append(Panel(conflicts, title=Text("what conflicts"), border_style="yellow", title_align="left",
                           expand=False))  # fmt: skip
    return Group(*parts, *more)


def _assessment_table(one: Incident) -> Table:
    table = Table(title="Harm: the reported range, and every claim behind it", title_justify="left", show_lines=True,
                  box=box.HORIZONTALS, pad_edge=False)  # fmt: skip
    table.add_column("harm", width=22)
    table.add_column("words · who says so · report and place in it")
    for assessment in one.harms:
        harm = Text(f"{_range(assessment)} {assessment.harm}", style=_HARM_STYLE.get(assessment.harm, ""))
        harm.append(f"\n{assessment.group.replace('_', ' ')}", style="not bold default")
        if assessment.low != assessment.high:
            best = "no best figure" if assessment.best is None else f"best {assessment.best:,}"
            harm.append(f"\n{best}", style="not bold default")
        if assessment.interval is not None:
            low, high = assessment.interval
            harm.append(f"\n90 %: {low:,}–{high:,}", style="dim not bold default")
        lines = [_claim(doc_id, claim) for doc_id, claim in assessment.claims]
        if len(assessment.claims) > 1 or assessment.derived:
            lines.append(Text(f"→ {safe(assessment.reason)}", style="italic"))
        if assessment.derived:
            lines += [Text(f"→ {safe(note)}", style="italic") for note in assessment.notes]
        copied = [who for who in assessment.by if who.endswith((" copy)", " copies)"))]
        if copied:
            lines.append(Text(safe(", ".join(copied)), style="dim"))
        table.add_row(harm, Text("\n").join(lines))
    return table


def _claim(doc_id: str, claim: Claim) -> Text:
    line = Text(f"“{safe(claim.evidence.verbatim)}”")
    line.append(f" · {safe(claim.attributed_to) if claim.attributed_to else 'in its own voice'}", style="cyan")
    line.append(f" · {name_words(doc_id)} {claim.evidence.span_start}–{claim.evidence.span_end}", style="dim")
    line.append("".join(f" · {said}" for said in beside_words(claim)), style="yellow")
    return line


def beside_words(claim: Claim) -> list[str]:
    """What the other readers of its report made of a claim: "llm agrees", "llm: 61", "llm: nothing"."""
    found = []
    for other in claim.beside:
        if other.agrees:
            found.append(f"{safe(other.reader)} agrees")
        elif other.value is None:
            found.append(f"{safe(other.reader)}: nothing")
        else:
            found.append(f"{safe(other.reader)}: {claim_words(claim.model_copy(update={'value': other.value}))}")
    return found


def claim_words(claim: Claim) -> str:
    """The value of a claim on one line."""
    value = claim.value
    if isinstance(value, HarmValue):
        count = value.count
        about = "~" if count.qualifier == "about" else ""
        return about + bounds(count.low, count.high, [count.words] if count.words else [])
    return value_words(claim).replace("\n", " · ")


def _value_table(one: Incident) -> Table:
    """Each value once, with all the words that it rests on."""
    table = Table(title="Date, place, parties, kind: by which words", title_justify="left", show_lines=True,
                  box=box.HORIZONTALS, pad_edge=False)  # fmt: skip
    table.add_column("value", width=22)
    table.add_column("words · report · why")
    rows: dict[tuple[str, str], list[Text]] = {}
    for field in ("date", "place", "perpetrator", "event_type", "status"):
        for member in one.members:
            for claim in member.mention.claims:
                if claim.field == field:
                    line = Text(f"“{safe(claim.evidence.verbatim)}”")
                    line.append(f" · {name_words(member.doc_id)} · {safe(claim.reason)}", style="dim")
                    line.append("".join(f" · {said}" for said in beside_words(claim)), style="yellow")
                    rows.setdefault((field, value_words(claim)), []).append(line)
    for (field, value), lines in rows.items():
        table.add_row(_stacked(Text(field.replace("_", " "), style="dim"), value), Text("\n").join(lines))
    return table


def value_words(claim: Claim) -> str:
    """A value that is no harm, in words."""
    value = claim.value
    if isinstance(value, When):
        return date_words(value)
    if isinstance(value, Place):
        point = f"\n{value.lat:.3f}, {value.lon:.3f}" if value.lat is not None and value.lon is not None else ""
        return place_words(value) + point
    plain = {k: v for k, v in value.model_dump().items() if k in {"name", "event_type", "status"}}
    return safe(str(next(iter(plain.values()))).replace("_", " "))


class Found(Protocol):
    """A report that was found by its words."""

    @property
    def document_id(self) -> str: ...
    @property
    def doc_id(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def published(self) -> date | None: ...
    @property
    def snippet(self) -> str: ...


def hit_table(hits: Sequence[Found]) -> Table:
    """One row a report that was found by its words."""
    table = Table(show_lines=True, box=box.HORIZONTALS, pad_edge=False)
    table.add_column("report, published", width=26)
    table.add_column("title, and the words in it")
    for hit in hits:
        day = hit.published.isoformat() if hit.published else "no date"
        title = Text(cut(said_once(safe(hit.title or "")), 120), style="bold")
        table.add_row(_stacked(name_words(hit.doc_id, hit.document_id, 26), Text(day, style="dim")),
                      _stacked(title, safe(hit.snippet)))  # fmt: skip
    return table


def console(stderr: bool = False) -> Console:
    """A console that neither reads markup in captured text nor guesses colours in it."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)
