"""Bytes that nobody would write, through the cleaner and its offset maps.

A target takes bytes and raises AssertionError where something is wrong, or whatever slipped through;
`HudhudError` is an answer. Run by itself, it changes a corpus of pages and texts at random for so many
seconds, prints one JSON object, and keeps what failed under `--keep`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from pages import page, text

from hudhud.capture import Source, capture_source
from hudhud.capture.clean import copy_of
from hudhud.capture.offsets import MappedText
from hudhud.capture.repair import repair
from hudhud.errors import HudhudError
from hudhud.model import MediaType, ReadingCopy

MOST_SECONDS = 10.0
_KINDS: tuple[MediaType, ...] = ("text/html", "text/plain", "application/json")
_FRAGMENTS = (
    b"<", b">", b"\"", b"'", b"<!--", b"-->", b"</", b"<p>", b"</div>", b"<div hidden>", b"<script>", b"<title>",
    b"<table>" * 50, b"<div>" * 300, b"&#x110000;", b"&#0;", b"&amp", b"&" * 200, b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xe2\x80\xae", b"\xcc\x81" * 50, b"\xc3\xa2\xe2\x82\xac\xe2\x84\xa2", b"kil*led", b"i.s.i.s", b"\r", b"\x0c",
    b"\xe2\x80\xa8", b" " * 500, b"<pre>\n\n", b"<br/>" * 20, b"Advertisement", b"Title: x\n", b'{"text": "', b'"}',
    b"<h1>", b"Read more:", b"<svg>", b"<a b=c\"d>", b"<head>", b"- " * 100, b"\xf3\xa0\x80\x81",
    b"<meta charset=utf-16>",
)  # fmt: skip


def check_map(length: int, copy: ReadingCopy) -> None:
    """Assert what `ReadingCopy` promises."""
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    before = (0, 0)
    covered = [False] * len(copy.text)
    for block in copy.blocks:
        assert 0 <= block.start < block.end <= len(copy.text)
        covered[block.start : block.end] = [True] * (block.end - block.start)
    for index, (start, end) in enumerate(zip(copy.starts, copy.ends, strict=True)):
        assert 0 <= start <= end <= length
        assert start >= before[0] and end >= before[1]
        assert (start < end) == covered[index]
        before = start, end
    assert all(0 <= each.start <= each.end <= length for each in copy.skipped)


def cleaner(data: bytes) -> None:
    """As a page, a text and a line of JSON: an error of ours, or a document with a sound map, soon."""
    for kind in _KINDS:
        begun = time.process_time()
        try:
            taken = capture_source(Source("fuzzed", data, kind))
        except HudhudError as error:
            assert "\n" not in str(error)
        else:
            check_map(len(taken.document.text), taken.copy)
            assert taken.document.content == data
        assert time.process_time() - begun < MOST_SECONDS, f"{kind}: too slow"


def offsets(data: bytes) -> None:
    """Text that no decoder looked at: the repairs by themselves, and both kinds of copies."""
    source = data.decode("utf-8", "replace")
    begun = time.process_time()
    piece = repair(MappedText.of(source))
    assert len(piece.text) == len(piece.starts) == len(piece.ends)
    for kind in _KINDS[:2]:
        check_map(len(source), copy_of(source, kind, source[:100]))
    assert time.process_time() - begun < MOST_SECONDS, "too slow"


TARGETS: Mapping[str, Callable[[bytes], None]] = {"cleaner": cleaner, "offsets": offsets}


def changed(chance: random.Random, data: bytes) -> bytes:
    """One of many ways to spoil bytes."""
    spoiled = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place, kind = chance.randrange(len(spoiled) + 1), chance.random()
        if kind < 0.5:
            spoiled[place:place] = chance.choice(_FRAGMENTS)
        elif kind < 0.7:
            del spoiled[place : place + chance.randint(1, 400)]
        elif kind < 0.85:
            spoiled[place : place + 1] = bytes([chance.randrange(256)])
        else:
            start = chance.randrange(len(spoiled) + 1)
            spoiled[place:place] = spoiled[start : start + chance.randint(1, 300)] * chance.randint(1, 20)
    return bytes(spoiled)


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    corpus = [page(number)[: 4000 * (1 + number % 6)] for number in range(30)]
    corpus += [text(number).encode() for number in range(20)]
    corpus += [json.dumps({"text": text(number), "title": "A title"}).encode() for number in range(10)]
    # What was changed before is changed again, but the sound ones stay: deletions would wear them away.
    heirs: list[bytes] = []
    failed: list[str] = []
    runs, slowest, until = 0, 0.0, time.monotonic() + options.seconds
    while time.monotonic() < until:
        data = changed(chance, chance.choice(heirs if heirs and chance.random() < 0.4 else corpus))
        begun = time.process_time()
        try:
            TARGETS[options.target](data)
        except Exception as error:  # finding any is what this is for
            options.keep.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(data).hexdigest()[:12]
            (options.keep / f"{options.target}-{name}").write_bytes(data)
            failed.append(f"{name}: {type(error).__name__}: {str(error)[:100]}")
        slowest = max(slowest, time.process_time() - begun)
        runs += 1
        if 200 < len(data) < 40_000 and chance.random() < 0.05:
            heirs.insert(chance.randrange(len(heirs) + 1), data)
            del heirs[200:]
    result = {"target": options.target, "runs": runs, "slowest_s": round(slowest, 2), "failures": failed[:20]}
    print(json.dumps(result))
    sys.exit(int(bool(failed)))


if __name__ == "__main__":
    main()
