"""An Atom feed (RFC 4287) of incidents that are new, changed or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hudhud.publish.site.cards import Card, figure_words, headline, kind_words, when_words, where_words
from hudhud.publish.site.manifest import Manifest
from hudhud.publish.site.words import say
from hudhud.publish.terminal import safe

_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 100
_NO_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Entry:
    day: date
    address: str
    title: str
    summary: str


def write_feed(cards: Sequence[Card], made: Manifest, title: str, url: str, path: Path) -> None:
    """Write it; `url` is where the site stands, without a slash at its end."""
    entries = sorted(_entries(cards, made, url), key=lambda one: one.day, reverse=True)[:_MOST]
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _put(root, "title", title)
    _put(root, "id", f"{url}/")
    _put(root, "updated", _moment(entries[0].day if entries else made.builds[0].day))
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{url}/index.html"})
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{url}/feed.xml"})
    _put(SubElement(root, "author"), "name", title)
    for one in entries:
        entry = SubElement(root, "entry")
        _put(entry, "title", one.title)
        _put(entry, "id", one.address)
        _put(entry, "updated", _moment(one.day))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.address})
        _put(entry, "summary", one.summary)
    indent(root)
    path.write_bytes(tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _entries(cards: Sequence[Card], made: Manifest, url: str) -> Iterator[_Entry]:
    """In the order of the list; those of one day keep it."""
    for name, day in sorted(made.withdrawn.items()):
        yield _Entry(day, f"{url}/incident/{name}.html", say("withdrawn.title"), say("withdrawn.about"))
    for card in cards:
        entry = made.items[card.id]
        yield _Entry(entry.changed or entry.since, f"{url}/incident/{card.id}.html", headline(card.incident),
                     _summary(card))  # fmt: skip


def _summary(card: Card) -> str:
    one = card.incident
    told = [f"{kind_words(one)}; {where_words(one)}; {when_words(one)}."]
    told += [f"{figure_words(t)} {t.harm}." for t in one.totals]
    if one.perpetrators:
        told.append(f"{say('incident.by')}: {', '.join(one.perpetrators)}.")
    if card.is_sum:
        told.append(say("incident.is_sum"))
    return " ".join(told)


def _put(parent: Element, name: str, text: str) -> None:
    # Some characters have no place in XML, not even escaped.
    SubElement(parent, name).text = _NO_XML.sub("\ufffd", safe(text))


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
