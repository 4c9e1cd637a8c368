"""python watch_process.py LEDGER: `hudhud watch` in a process of its own, on a site that is no network."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from watched_site import FEED, SlowSite, many

from hudhud import pipeline
from hudhud.cli import cli
from hudhud.reading import Readers


def main() -> None:
    """Watch eight entries."""
    patched: Any = pipeline
    patched.open_default_reader = lambda *_: Readers([], patched)
    patched.open_hands = lambda configuration, ledger, reader: nullcontext(SlowSite(ledger, many(8)))
    cli(["watch", FEED, "--ledger", sys.argv[1]])


if __name__ == "__main__":
    main()
