"""News pages made up for measuring: as large and as cluttered as real ones, always the same for one number.

Their sentences are put together from the words of the bundled examples, so that their letters, lengths
and languages are those of reports; they say nothing.
"""

from __future__ import annotations

import html
import json
import random
import re
from functools import lru_cache

from hudhud import pipeline
from hudhud.capture import Failure, capture

_SPOILED = (
    ("’", "â€™"),
    ("’", "&rsquo;"),
    (" ", "&nbsp;"),
    (" ", "\u00a0"),
    ("killed", "kil*led"),
    ("dead", "de@d"),
    ("attack", "att<b>ack</b>"),
    ("the", "t\u00adhe"),
    ("é", "e\u0301"),
    (", ", ",\n   "),
    (". ", ".<br>"),
    (". ", ". <!-- ad --> "),
    ("in ", "in <span hidden>hidden</span> "),
    ("a", "&#97;"),
)
_BUTTONS = ("Share", "Tweet", "Read more", "Advertisement", "Subscribe", "Sign in", "Photo: AFP", "Print", "Next")


def page(number: int) -> bytes:
    """One page of 5 to 200 kB, UTF-8."""
    chance = random.Random(number)
    title = _sentence(chance)[:-1]
    # Most of a news page is not its text; small pages are the commonest.
    clutter = int(4_000 * 45 ** chance.random() ** 1.5)
    paragraphs = [_paragraph(chance) for _ in range(chance.randint(4, 30))]
    body = "\n".join(_marked(chance, each) for each in paragraphs)
    before, after = _clutter(chance, clutter // 2), _clutter(chance, clutter // 2)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{_head(chance, title)}</head>\n<body class="{_class(chance)}">\n'
        f'<header><nav>{_links(chance, 12)}</nav></header>\n{before}\n<main><article class="{_class(chance)}">'
        f"<h1>{html.escape(title)}</h1>\n<p class=byline>By Staff Reporter</p>\n{body}\n</article>\n"
        f"<aside><h3>Related Articles</h3><ul>{_links(chance, 8)}</ul></aside></main>\n{after}\n"
        f"<footer>{_links(chance, 10)}<p>© Example Press. All rights reserved.</p></footer></body></html>\n"
    ).encode()


def text(number: int) -> str:
    """A plain text of the same words, wrapped or not."""
    chance = random.Random(number)
    paragraphs = [re.sub(r"<[^>]*>", "", _paragraph(chance)) for _ in range(chance.randint(2, 20))]
    return chance.choice(("\n\n", "\n", "\r\n\r\n")).join(paragraphs)


@lru_cache(maxsize=1)
def _sentences() -> tuple[list[list[str]], list[str]]:
    """The sentences of the examples as words, and all their words."""
    sentences: list[list[str]] = []
    for each in capture(pipeline.example_reports()):
        if not isinstance(each, Failure):
            plain = html.unescape(re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", each.text))
            sentences += [found.split() for found in re.findall(r"[A-Z][^.!?<>]{30,250}[.!?]", plain)]
    return sentences, [word for sentence in sentences for word in sentence[1:-1]]


def _sentence(chance: random.Random) -> str:
    sentences, words = _sentences()
    sentence = list(chance.choice(sentences))
    for place in range(1, len(sentence) - 1):
        if chance.random() < 0.2:
            sentence[place] = chance.choice(words)
    return " ".join(sentence)


def _paragraph(chance: random.Random) -> str:
    words = html.escape(" ".join(_sentence(chance) for _ in range(chance.randint(1, 5))), quote=False)
    if chance.random() < 0.3:
        old, new = chance.choice(_SPOILED)
        words = words.replace(old, new, chance.randint(1, 3))
    return words


def _marked(chance: random.Random, paragraph: str) -> str:
    kind = chance.random()
    if kind < 0.1:
        return f"<blockquote><p>{paragraph}</p></blockquote>"
    if kind < 0.15:
        return (
            f'<figure><img src="/i/{chance.randrange(10**6)}.jpg" alt=""><figcaption>{paragraph}</figcaption></figure>'
        )
    if kind < 0.2:
        return f"<div class=ad>{chance.choice(_BUTTONS)}</div><p>{paragraph}</p>"
    if kind < 0.3:
        return (
            f'<p class="{_class(chance)}"><a href="/t/{chance.randrange(999)}">{paragraph[:30]}</a>{paragraph[30:]}</p>'
        )
    return f"<p>{paragraph}</p>"


def _head(chance: random.Random, title: str) -> str:
    day = f"20{chance.randint(12, 24)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T10:00:00+00:00"
    name = {"@type": "Organization", "name": "Example Press"}
    linked = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": day,
        "publisher": name, "author": {"@type": "Person", "name": "Staff Reporter"},
    }  # fmt: skip
    shown = html.escape(title)
    metas = "".join(f'<meta name="x-{number}" content="{_class(chance)}">\n' for number in range(chance.randint(5, 30)))
    return (
        f'<meta charset="utf-8"><title>{shown} | Example Press</title>\n<meta property="og:title" content="{shown}">'
        f'<meta property="og:site_name" content="Example Press">'
        f'<meta property="article:published_time" content="{day}">'
        f'\n{metas}<script type="application/ld+json">{json.dumps(linked)}</script>\n{_script(chance, 1_500)}'
        f"<style>.{_class(chance)} {{ display: block; margin: 0 }}</style>"
    )


def _clutter(chance: random.Random, length: int) -> str:
    parts: list[str] = []
    while (missing := length - sum(map(len, parts))) > 0:
        kind = chance.random()
        if kind < 0.3:
            parts.append(_script(chance, min(missing, chance.randint(500, 12_000))))
        elif kind < 0.6:
            parts.append(f'<div class="{_class(chance)}"><h4>{chance.choice(_BUTTONS)}</h4>{_links(chance, 6)}</div>')
        elif kind < 0.8:
            depth = chance.randint(2, 12)
            opening = "".join(f'<div class="{_class(chance)}" data-n="{level}">' for level in range(depth))
            parts.append(f"{opening}<span>{chance.choice(_BUTTONS)}</span>{'</div>' * depth}")
        else:
            parts.append(f"<div hidden>{_sentence(chance)}</div><!-- {_class(chance)} -->\n")
    return "\n".join(parts)


def _script(chance: random.Random, length: int) -> str:
    calls = (f'window.q.push(["{_class(chance)}", {chance.randrange(10**9)}, "<div>" + a < b]);' for _ in range(400))
    return f"<script>{''.join(calls)[:length]}</script>\n"


def _links(chance: random.Random, most: int) -> str:
    return "\n".join(
        f'<li class="{_class(chance)}"><a href="/{_class(chance)}" title="x">{_sentence(chance)[:60]}</a></li>'
        for _ in range(chance.randint(2, most))
    )


def _class(chance: random.Random) -> str:
    return f"c{chance.randrange(10**6):x}-{chance.choice(('box', 'row', 'item', 'wrap', 'nav'))}"
