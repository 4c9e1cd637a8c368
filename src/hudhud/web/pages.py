"""Pages from templates. Every word that a person sees stands under `strings/`; captured text is always escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hudhud.web.access import Person
from hudhud.web.words import for_templates

_HERE = Path(__file__).parent


@cache
def strings() -> Mapping[str, str]:
    """The catalogue of what the workbench says, by key: one file an area, each key in one of them only."""
    found: dict[str, str] = {}
    for path in sorted((_HERE / "strings").glob("*.yaml")):
        own: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
        twice = own.keys() & found.keys()
        if twice:
            raise ValueError(f"{path.name} says again: {', '.join(sorted(twice))}")
        found |= own
    return found


def say(key: str, **values: Any) -> str:
    """The words of the catalogue under a key, with values put in."""
    return strings()[key].format(**values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = say
    made.globals.update(for_templates())
    return made


def page(
    request: Request, template: str, person: Person | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page, or with htmx a part of one, as the template says. `csrf` in it is what its forms carry."""
    text = (
        _environment().get_template(template).render(request=request, person=person, csrf=request.state.csrf, **values)
    )
    return HTMLResponse(text, status_code=status)
