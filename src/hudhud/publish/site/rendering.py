"""Templates to files. Every word of the site's own is in the catalogue; all others are escaped, wherever they stand."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hudhud.codebook import load as load_codebook
from hudhud.publish.site.cards import (
    figure_words,
    headline,
    kind_words,
    left_out,
    plain,
    when_words,
    where_words,
)
from hudhud.publish.site.words import say
from hudhud.publish.terminal import bounds, safe

if TYPE_CHECKING:
    from jinja2 import Environment

INCIDENT_PAGE = "incident/{id}.html"
CSP = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "form-action 'none'", "base-uri 'none'",
    )
)  # fmt: skip
"""What a page may load and run: files of its own site. It asks nobody else for anything, and sends nothing."""


@cache
def environment() -> Environment:
    """The templates, with what each may call."""
    from jinja2 import (  # noqa: PLC0415  # only a site needs them; every other command would wait for them
        Environment,
        PackageLoader,
        StrictUndefined,
        select_autoescape,
    )

    made = Environment(
        loader=PackageLoader("hudhud.publish.site"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finally,
    )
    book = load_codebook()
    made.globals |= {
        "t": say, "csp": CSP, "bounds": bounds, "figure_words": figure_words, "headline": headline,
        "kind_words": kind_words, "left_out": left_out, "plain": plain, "when_words": when_words,
        "where_words": where_words, "href": href, "day": day_words, "label": lambda kind, code: book[kind][code].label,
        "entries": lambda kind: book[kind].entries, "page_of": lambda name: INCIDENT_PAGE.format(id=name),
    }  # fmt: skip
    return made


def _finally(value: Any) -> Any:
    """What turns the direction of a line or steers a screen has no place on a page."""
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    return safe(value)


def href(address: str | None) -> str | None:
    """An address that may be led to; None where there is none, or it is not of the web."""
    if not address or address != safe(address):
        return None
    try:
        found = urlsplit(address)
    except ValueError:
        return None
    return address if found.scheme in {"http", "https"} and found.hostname else None


def day_words(day: date | None) -> str:
    """ "2023-02-17", or that it is not told."""
    return day.isoformat() if day else say("day.unknown")


def render(template: str, path: Path, **values: Any) -> None:
    """A page into its file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(environment().get_template(template).render(**values), "utf-8", newline="")
