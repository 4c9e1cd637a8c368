"""Pages from templates. Every word that a person sees stands under `strings/`; captured text is always escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hudhud.web.access import Person
from hudhud.web.charts import alpha_bar, range_bar, sparkline
from hudhud.web.spans import segments
from hudhud.web.values import for_templates
from hudhud.web.words import say, strings

__all__ = ["page", "say", "strings"]

_HERE = Path(__file__).parent


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "t": say,
        "alpha_bar": alpha_bar,
        "range_bar": range_bar,
        "sparkline": sparkline,
        "segments": segments,
    }
    made.globals |= for_templates()
    return made


def page(
    request: Request, template: str, person: Person | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page, or with htmx a part of one, as the template says. `csrf` in it is what its forms carry."""
    csrf = request.state.csrf
    text = _environment().get_template(template).render(request=request, person=person, csrf=csrf, **values)
    return HTMLResponse(text, status_code=status)
