"""An HTML page → its source as text, and what it says of itself."""

from __future__ import annotations

from hudhud.capture.decoding import decode
from hudhud.capture.page_metadata import page_metadata, searched_metadata
from hudhud.capture.source import Source
from hudhud.capture.taken import IN_ADDRESS, Taken, found, found_date, known
from hudhud.capture.url_dates import day_in_url
from hudhud.model import Found

_SEARCHED = "trafilatura, looking over the page"
# The search takes as long as everything else that is done to a page, and what it finds is a guess: only a
# page that marks nothing of itself is worth it.
_MARKED = frozenset({"title", "publisher", "author", "published"})


def take_page(source: Source) -> Taken:
    """The page's source; its metadata first as it marks them, then its address, then by looking it over."""
    text, encoding = decode(source.content, source.origin, is_html=True, charset=source.charset)
    page = page_metadata(text)
    about = dict(page.about)
    filed = _filed(source, about.get("url"))
    if filed is not None:
        about.setdefault("published", filed)
    if not about.keys() & _MARKED:
        seen = searched_metadata(text)
        about = {
            **known(
                title=found(seen.title, _SEARCHED, guessed=True),
                publisher=found(seen.publisher, _SEARCHED, guessed=True),
                author=found(seen.author, _SEARCHED, guessed=True),
                published=found_date(seen.published, _SEARCHED, guessed=True),
            ),
            **about,
        }
    return Taken(text, encoding, "text/html", about, doc_id=page.doc_id)


def _filed(source: Source, canonical: Found | None) -> Found | None:
    """The day in the address that the page came from, else in the one that it gives itself."""
    if source.fetch is not None and (day := day_in_url(source.fetch.final_url)):
        return Found(value=day.isoformat(), where=IN_ADDRESS, guessed=True)
    if canonical is not None and (day := day_in_url(canonical.value)):
        return Found(value=day.isoformat(), where=f"{IN_ADDRESS} of {canonical.where}", guessed=True)
    return None
