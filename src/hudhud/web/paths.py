"""Paths that a request names, to be led to afterwards."""

from __future__ import annotations

from urllib.parse import urlsplit

_LONGEST = 2000


def own_path(path: str) -> str:
    """The path, where it can only be one of this workbench; else its first page.

    Browsers take `//host`, `/\\host` and paths with line breaks for other hosts.
    """
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    fit = (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and path.isascii()
        and path.isprintable()
        and len(path) <= _LONGEST
        and not parts.scheme
        and not parts.netloc
    )
    return path if fit else "/"
