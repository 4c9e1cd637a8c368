"""The page of a report that was captured twice: where each thing is known from, and what changed."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime

from web_samples import Browser

from hudhud.ledger import Ledger
from hudhud.model import Document, Fetch, Found, Reading

ADDRESS = "https://news.example/attack"


def _captured(ledger: Ledger, text: str, hour: int) -> Document:
    content = text.encode()
    at = datetime(2024, 3, 1, hour, tzinfo=UTC)
    identity = hashlib.sha256(content).hexdigest()
    about = {"published": Found(value="2024-03-01", where="<b>URL</b> path", guessed=True)}
    document = Document(id=identity, doc_id=ADDRESS, content=content, media_type="text/plain", encoding="utf-8",
                        text=text, language="en", origin=ADDRESS, captured_at=at, about=about)  # fmt: skip
    reading = Reading(document_id=identity, published=None, published_basis="unknown", reader="rules",
                      reader_version="1", config_hash="c", mentions=())  # fmt: skip
    fetch = Fetch(url=ADDRESS, final_url=ADDRESS, at=at, status=200, document=identity)
    ledger.add(document, reading, actor="hudhud test", fetch=fetch)
    return document


def _words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_versions_their_changes_and_where_a_date_is_from(administrator: Browser, ledger: Ledger) -> None:
    first = _captured(ledger, "Four people were killed.\n\nThe road is closed.", 8)
    second = _captured(ledger, "Five people were killed.\n\nThe road is closed.", 9)
    source = administrator.get(f"/document/{second.id}").text
    assert "<del>-Four people were killed.</del>" in source
    assert "<ins>+Five people were killed.</ins>" in source
    shown = _words(source)
    assert "2 versions" in shown
    assert "guessed from <b>URL</b> path" in shown
    assert f'href="/document/{first.id}"' in source
    assert "What changed" not in _words(administrator.get(f"/document/{first.id}").text)
