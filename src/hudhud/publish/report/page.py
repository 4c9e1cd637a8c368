"""A report as one page, and as a PDF of it. Neither asks anybody for anything."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from hudhud import codebook
from hudhud.errors import ExportError
from hudhud.publish.pictures import dark_style
from hudhud.publish.report.content import Captured, Report
from hudhud.publish.report.corrections import ATTACHED

if TYPE_CHECKING:
    from jinja2 import Environment


def page(report: Report) -> str:
    """The report as HTML. All that stands in it is escaped; only the pictures and the style are taken as they are."""
    return _rendered(report, paper=False)


def require_pdf() -> Any:
    """WeasyPrint, which is an extra and slow to load.

    Raises:
        ExportError: it is not installed, or cannot work here.
    """
    otherwise = "or give a file that ends in .html"
    try:
        return import_module("weasyprint")
    except ImportError:
        raise ExportError(f"a PDF needs WeasyPrint; run: pip install 'hudhud[pdf]', {otherwise}") from None
    except OSError as error:
        raise ExportError(f"WeasyPrint cannot load Pango ({error}); install Pango, {otherwise}") from None


def pdf(report: Report) -> bytes:
    """The report as a tagged PDF with its contents as bookmarks, and what it told as an attachment.

    Raises:
        ExportError: WeasyPrint is not installed, or cannot work here.
    """
    parts = require_pdf()
    fetcher = import_module("weasyprint.urls").URLFetcher(allowed_protocols=(), fail_on_errors=True)
    told = parts.Attachment(string=report.snapshot, name=ATTACHED, description="What this report told, for the next")
    laid_out = parts.HTML(string=_rendered(report, paper=True), url_fetcher=fetcher)
    return bytes(laid_out.write_pdf(attachments=[told], pdf_tags=True))


def _rendered(report: Report, *, paper: bool) -> str:
    """`paper`: no part is folded, and what it told is attached and not written in."""
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            title=Captured(report.title),
            style=_style(),
            paper=paper,
            harms=codebook.load()["harms"].entries,
            told_harms={harm for one in report.stretches for harm in one.harms},
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # slow to load, and rarely needed

    made = Environment(
        loader=PackageLoader("hudhud.publish.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    made.tests["captured"] = lambda part: isinstance(part, Captured)
    made.filters["picture"] = Markup
    made.filters["thousands"] = lambda number: f"{number:,}"
    return made


# What no page may hold, and what turns the direction of all that comes after.
_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)), "\ufffd")
_UNSEEN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")


def _visible(value: object) -> object:
    return value.translate(_UNSEEN) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def _style() -> Markup:
    own = resources.files("hudhud.publish.report").joinpath("templates/report.css").read_text("utf-8")
    return Markup(own + dark_style())
