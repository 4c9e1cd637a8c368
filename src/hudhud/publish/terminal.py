"""Incidents and mentions on a terminal, with Rich. Captured text is printed as text, never as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hudhud.model import Assessment, Claim, Document, Incident, Mention, Place, Reading, When

_HARM_STYLE = {"killed": "bold red", "injured": "dark_orange3", "abducted": "magenta", "missing": "magenta",
               "released": "green", "arrested": "blue", "displaced": "yellow"}  # fmt: skip
_STATUS_STYLE = {"attempted": "yellow", "threatened": "yellow", "denied": "dim"}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_CONTROL = {i: "�" for i in (*range(9), *range(11, 32), *range(127, 160))} | {0x202A: "", 0x202B: "", 0x202D: "",
            0x202E: "", 0x2066: "", 0x2067: "", 0x2068: "", 0x2069: ""}  # fmt: skip


def safe(text: str) -> str:
    """Captured text without the control characters that would steer the terminal."""
    return " ".join(text.split()).translate(_CONTROL)


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
        return f"≥{low}"
    if low is None:
        return f"≤{high}"
    return str(low) if low == high else f"{low}–{high}"


def _range(one: Assessment) -> str:
    text = bounds(one.low, one.high, one.words)
    open_above = one.low is not None and one.high is None and one.best is not None and one.best > one.low
    text = f"{one.low}–≥{one.best}" if open_above else text
    return text + ("*" if one.derived else "")


def _harms(one: Incident) -> Text:
    out = Text()
    for assessment in one.harms:
        if out:
            out.append("\n")
        group = "" if assessment.group in {"unknown", "mixed"} else f" {assessment.group.replace('_', ' ')}"
        out.append(f"{_range(assessment)} {assessment.harm}", style=_HARM_STYLE.get(assessment.harm, ""))
        out.append(group)
    return out


def incident_table(found: Sequence[Incident], title: str | None = None) -> Table:
    """One row an incident."""
    table = Table(title=title, title_justify="left", show_lines=True, expand=False)
    for name, options in (("id", {"style": "dim", "no_wrap": True}), ("when", {"no_wrap": True}), ("where", {}),
                          ("what", {}), ("by", {}), ("harm (reported range)", {}), ("reports", {"justify": "right"})):  # fmt: skip
        table.add_column(name, **options)
    for one in found:
        what = Text(", ".join(t.replace("_", " ") for t in one.types[:3]))
        if one.status != "occurred":
            what.append(f"\n{one.status}", style=_STATUS_STYLE.get(one.status, ""))
        if one.aggregate:
            what.append("\nsum of several", style="italic")
        harms = _harms(one)
        if one.conflicts:
            harms.append("\n⚠ reports differ", style="yellow")
        table.add_row(one.id[:7], date_words(one.when), place_words(one.place), what,
                      safe(", ".join(one.perpetrators)), harms, str(len(one.documents)))  # fmt: skip
    return table


def mention_table(document: Document, reading: Reading) -> Table:
    """What one report says, a row an incident that it mentions."""
    published = {"given": "", "inferred": " (inferred)", "unknown": ""}[reading.published_basis]
    date = date_words(reading.published) + published if reading.published else "publication date not known"
    title = f"{safe(document.title or document.doc_id)[:90]} · {date}"
    table = Table(title=Text(title), title_justify="left", show_lines=True)
    for name in ("when", "where", "what", "by", "harm", "words"):
        table.add_column(name)
    for mention in reading.mentions:
        table.add_row(*_mention_cells(mention))
    return table


def _mention_cells(mention: Mention) -> tuple[RenderableType, ...]:
    what = Text(", ".join(t.replace("_", " ") for t in mention.types[:3]))
    if mention.status != "occurred":
        what.append(f"\n{mention.status}", style=_STATUS_STYLE.get(mention.status, ""))
    if mention.aggregate:
        what.append("\nsum of several", style="italic")
    harms, words = Text(), Text()
    for claim, value in mention.harms:
        count = bounds(value.count.low, value.count.high, [value.count.words or "?"])
        about = "~" if value.count.qualifier == "about" else ""
        lead = "\n" if harms else ""
        harms.append(f"{lead}{about}{count} {value.harm}", style=_HARM_STYLE.get(value.harm, ""))
        harms.append(f" {value.group.replace('_', ' ')}" if value.group not in {"unknown", "mixed"} else "")
        source = f" — {safe(claim.attributed_to)}" if claim.attributed_to else ""
        words.append(f"{lead}“{_cut(safe(claim.evidence.verbatim), 70)}”{source}")
    return (
        date_words(mention.when),
        place_words(mention.place),
        what,
        safe(", ".join(mention.perpetrators)),
        harms,
        words,
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(frozen=True)
class LinkLine:
    """One reason why two mentions are held to be one incident."""

    score: float
    reasons: tuple[tuple[str, str, float], ...]


def incident_page(one: Incident, links: Iterable[LinkLine] = ()) -> Group:
    """Everything about an incident: each value, its words, its source, what conflicts, and why it is one."""
    head = Text(f"{date_words(one.when)} · {place_words(one.place)}", style="bold")
    head.append(f"\n{', '.join(t.replace('_', ' ') for t in one.types)} · {one.status}", style="")
    if one.perpetrators:
        head.append(f"\nby {safe(', '.join(one.perpetrators))}")
    if one.aggregate:
        head.append("\nA sum over several incidents; never added to them.", style="italic")
    parts: list[RenderableType] = [Panel(head, title=one.id, title_align="left", expand=False)]
    parts += [_assessment_table(one)] if one.harms else []
    parts += [_value_table(one)]
    if one.conflicts:
        parts.append(Panel(Text("\n".join(safe(c) for c in one.conflicts)), title="⚠ what conflicts", border_style="yellow",
                           title_align="left", expand=False))  # fmt: skip
    lines = list(links)
    if lines:
        parts.append(_why(lines))
    return Group(*parts)


def _assessment_table(one: Incident) -> Table:
    table = Table(title="Harm: reported range, and every claim behind it", title_justify="left", show_lines=True)
    for name in ("harm", "group", "range", "best", "words, source, report"):
        table.add_column(name)
    for assessment in one.harms:
        claims = Text()
        for doc_id, claim in assessment.claims:
            claims.append("\n" if claims else "")
            claims.append(f"“{safe(claim.evidence.verbatim)}”")
            claims.append(f"  {safe(claim.attributed_to) if claim.attributed_to else 'in its own voice'}", style="cyan")
            claims.append(f"  {safe(doc_id)[:40]} {claim.evidence.span_start}–{claim.evidence.span_end}", style="dim")
        if len(assessment.claims) > 1 or assessment.derived:
            claims.append(f"\n→ {safe(assessment.reason)}", style="italic")
        best = "–" if assessment.best is None else str(assessment.best)
        table.add_row(Text(assessment.harm, style=_HARM_STYLE.get(assessment.harm, "")), assessment.group.replace("_", " "),
                      _range(assessment), best, claims)  # fmt: skip
    return table


def _value_table(one: Incident) -> Table:
    table = Table(title="Date, place, parties, kind: by which words", title_justify="left")
    for name in ("what", "value", "words", "report", "why"):
        table.add_column(name)
    for member in one.members:
        for claim in member.mention.claims:
            if claim.field in {"date", "place", "perpetrator", "event_type", "status"}:
                table.add_row(claim.field.replace("_", " "), _value(claim), Text(f"“{safe(claim.evidence.verbatim)}”"),
                              Text(safe(member.doc_id)[:40], style="dim"), Text(safe(claim.reason), style="dim"))  # fmt: skip
    return table


def _value(claim: Claim) -> Text:
    value = claim.value
    if isinstance(value, When):
        return Text(date_words(value))
    if isinstance(value, Place):
        point = f" {value.lat:.3f}, {value.lon:.3f}" if value.lat is not None and value.lon is not None else ""
        return Text(place_words(value) + point)
    plain = {k: v for k, v in value.model_dump().items() if k in {"name", "event_type", "status"}}
    return Text(safe(str(next(iter(plain.values()))).replace("_", " ")))


def _why(lines: Sequence[LinkLine]) -> Table:
    table = Table(title="Why these reports are held to tell of one incident", title_justify="left", show_lines=True)
    table.add_column("score", justify="right")
    table.add_column("what was compared")
    for line in lines:
        reasons = Text()
        for name, level, weight in line.reasons:
            reasons.append("\n" if reasons else "")
            style = "green" if weight > 0 else "red" if weight < 0 else "dim"
            reasons.append(f"{weight:+.1f} ", style=style)
            reasons.append(f"{name}: {safe(level)}")
        table.add_row(f"{line.score:.2f}", reasons)
    return table


def console(stderr: bool = False) -> Console:
    """A console that neither reads markup in captured text nor guesses colours in it."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)
