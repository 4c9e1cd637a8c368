"""How fast pages are taken in, beside bare trafilatura on the same bytes.

Ours gives the metadata, the reading copy and the map of every character back to the source. All in
one process, the three measures taken in turns, so that whatever else the machine does meets them
alike; medians over the rounds. Prints a table and, last, one JSON object; exit status 1 where ours
is slower than asked.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import trafilatura
from measuring import show
from pages import page

from hudhud.capture import Source, capture_source

ASKED = 0.8


def _extract(content: bytes) -> None:
    trafilatura.extract(content)


def _bare(content: bytes) -> None:
    trafilatura.bare_extraction(content, with_metadata=True)


def _ours(content: bytes) -> None:
    capture_source(Source("page", content, "text/html"))


WAYS: Mapping[str, Callable[[bytes], None]] = {"extract": _extract, "bare_extraction": _bare, "ours": _ours}


def measure(number: int = 120, rounds: int = 5) -> dict[str, Any]:
    """Pages a second of each way, and ours as a share of bare extraction with metadata."""
    contents = [page(each) for each in range(number)]
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for turn in range(rounds + 1):
        spent = dict.fromkeys(WAYS, 0.0)
        for content in contents:
            for way, run in WAYS.items():
                begun = time.process_time()
                run(content)
                spent[way] += time.process_time() - begun
        if turn:  # the first fills caches
            for way in WAYS:
                seconds[way].append(spent[way])
    # Paired within a round, where both met the same machine.
    shares = [bare / ours for bare, ours in zip(seconds["bare_extraction"], seconds["ours"], strict=True)]
    return {
        "pages": number,
        "kilobytes": round(sum(map(len, contents)) / 1000),
        "pages_a_second": {way: round(number / statistics.median(each), 1) for way, each in seconds.items()},
        "share": round(statistics.median(shares), 3),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds over all pages")
    options = parser.parse_args()
    result = measure(options.pages, options.rounds)
    speeds = result["pages_a_second"]
    rows = [(f"pages a second, {way}", f"{speeds[way]:.1f}", "", "") for way in WAYS]
    rows.append(("ours / bare_extraction", f"{result['share']:.2f}", f"{ASKED}", "trafilatura with metadata"))
    show("Speed of capture", rows, result)
    sys.exit(int(result["share"] < ASKED))


if __name__ == "__main__":
    main()
