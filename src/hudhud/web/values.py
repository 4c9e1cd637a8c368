"""Values in words for templates: the same words as on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hudhud.codebook import load as load_codebook
from hudhud.model import Assessment, Claim, Record, Toll
from hudhud.publish.terminal import (
    beside_words,
    bounds,
    claim_words,
    date_words,
    name_words,
    place_words,
    said_once,
)
from hudhud.web.words import say


def figure(one: Assessment | Toll) -> str:
    """A reported range: "16", "≥ 16", "16–24"; "?" where nothing is said."""
    words = one.words if isinstance(one, Assessment) else ()
    return bounds(one.low, one.high, words)


def typed(claim: Claim) -> str:
    """The value of a claim as a person would type it, to be edited."""
    value = claim.value.model_dump()
    match value["type"]:
        case "harm":
            return _typed_count(**value["count"])
        case "when":
            start, end = value["start"].isoformat(), value["end"].isoformat()
            return start if start == end else f"{start}..{end}"
        case "place":
            point = [] if value["lat"] is None else [f"{value['lat']:.4f}", f"{value['lon']:.4f}"]
            return ", ".join([value["name"], *filter(None, [value["country"]]), *point])
        case _:
            return str(value.get("name") or value.get("event_type") or value.get("status"))


def _typed_count(low: int | None, high: int | None, qualifier: str, words: str | None) -> str:
    if words:
        return words
    match qualifier:
        case "at_least" | "more_than":
            return f"{qualifier.replace('_', ' ')} {low}"
        case "at_most":
            return f"up to {high}"
        case "less_than":
            return f"less than {high}"
        case "about":
            return f"about {low}" if low == high else f"{low}-{high}"
    return str(low) if low == high else f"{low}-{high}"


def plain(code: str) -> str:
    """A code without its underscores."""
    return code.replace("_", " ")


def group_words(code: str) -> str:
    """Who was harmed; nothing where nobody said it."""
    return "" if code in {"unknown", "mixed", "all"} else plain(code)


def title_of(title: str | None, doc_id: str) -> str:
    """A report's title said once, else its name."""
    return said_once(" ".join(title.split())) if title else name_words(doc_id)


def headline(one: Record) -> str:
    """An incident in one line: its worst harm, kind, place and date."""
    worst = next((t for t in one.totals if t.best is not None or t.low is not None), None)
    harm = f"{figure(worst)} {worst.harm}" if worst else ", ".join(map(plain, one.types[:1]))
    where = place_words(one.place) if one.place else say("value.no_place")
    return f"{harm} · {where} · {date_words(one.when) if one.when else say('value.no_date')}"


def for_templates() -> dict[str, Callable[..., Any]]:
    """What every template may call."""
    book = load_codebook()
    return {
        "bounds": bounds,
        "beside_words": beside_words,
        "claim_words": claim_words,
        "codes": lambda vocabulary: book[vocabulary].codes,
        "date_words": date_words,
        "figure": figure,
        "group_words": group_words,
        "headline": headline,
        "name_words": name_words,
        "place_words": place_words,
        "plain": plain,
        "title_of": title_of,
        "typed": typed,
    }
