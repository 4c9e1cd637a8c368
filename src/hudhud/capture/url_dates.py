"""The day in a report's address: many publishers file by date, and posts on X carry their time in their number."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_PATH = re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$|_)")
_WORDS = re.compile(r"/(20\d\d)/(\d{1,2})-([a-z]+)(?=-|/|$)")
_POST = re.compile(r"/status(?:es)?/(\d{16,20})(?!\d)")
_POST_HOSTS = frozenset({"x.com", "twitter.com", "mobile.twitter.com", "www.twitter.com"})
# A post's number counts milliseconds from here in its bits above the 22nd, since November 2010.
_POSTS_COUNT_FROM = 1_288_834_974_657


def day_in_url(url: str | None) -> date | None:
    """The day that an address names (UTC for a post); None where it names none."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if (parts.hostname or "") in _POST_HOSTS:
        post = _POST.search(parts.path)
        return _of_post(int(post[1])) if post else None
    path = parts.path.lower()
    if found := _PATH.search(path):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if (found := _WORDS.search(path)) and found[3] in _MONTHS:
        return _day(int(found[1]), _MONTHS[found[3]], int(found[2]))
    return None


def _of_post(number: int) -> date | None:
    try:
        return datetime.fromtimestamp(((number >> 22) + _POSTS_COUNT_FROM) / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return datetime(year, month, day).date()  # a day has no zone
    except ValueError:
        return None
