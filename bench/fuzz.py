"""Broken input, made from sound examples by chance: whatever comes, a report or one line of error.

Each try changes an example's bytes (with a fixed seed, printed) and takes them in as a file. It fails
where anything but a `HudhudError` is raised, an error has two lines, an offset map is wrong, or a call
takes longer than it may. What failed is kept beside the examples, and tests replay it.

A target is a name, the suffix of its files, words that its format knows, and what to do with the bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from measuring import show

from hudhud.capture import Failure, take_in
from hudhud.errors import HudhudError
from hudhud.model import Document, ReadingCopy

SEEDS = Path(__file__).resolve().parents[1] / "tests" / "capture" / "seeds"
LONGEST_CALL = 10
"""Seconds."""
LARGEST_MEMORY = 3 * 2**30
"""Bytes of data that the process may hold."""
_LONGEST_INPUT = 200_000
Check = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """What is fuzzed: `check` raises for bytes that it should have taken or refused."""

    check: Check
    words: tuple[bytes, ...]


class _SlowError(BaseException):
    """A call that takes longer than it may: no `Exception`, so that nothing on the way takes it for a broken file."""


def file_check(suffix: str) -> Check:
    """Take the bytes in as a file of this name, and look at every report and error in it."""

    def check(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"report{suffix}")
            path.write_bytes(content)
            for item in take_in(path):
                if isinstance(item, Failure):
                    assert isinstance(item.error, HudhudError)
                    assert "\n" not in str(item.error), "an error of two lines"
                else:
                    check_document(item.document, item.copy)

    return check


def check_document(document: Document, copy: ReadingCopy) -> None:
    """Raise where a character of the copy does not lead into the text, or the order is not kept."""
    assert list(copy.starts) == sorted(copy.starts), "starts out of order"
    assert list(copy.ends) == sorted(copy.ends), "ends out of order"
    size = len(document.text)
    assert all(0 <= low <= high <= size for low, high in zip(copy.starts, copy.ends, strict=True)), "out of the text"
    for block in copy.blocks:
        assert all(copy.starts[i] < copy.ends[i] for i in range(block.start, block.end)), "a character from nowhere"


TARGETS = {
    "csv": Target(file_check(".csv"), (b'"', b'""', b",", b";", b"\t", b"|", b"\r", b"\r\n", b"\xef\xbb\xbf")),
    "json": Target(file_check(".jsonl"), (b"{", b"}", b"[", b"]", b'"', b"\\ud800", b"null", b"1e999", b'"text"')),
    "eml": Target(
        file_check(".eml"),
        (
            b"Content-Type: ",
            b"multipart/mixed; boundary=x",
            b"message/rfc822",
            b"--x",
            b"--x--",
            b"charset=",
            b"utf-16",
            b"=?utf-8?B?",
            b"=?x?q?",
            b"?=",
            b"base64",
            b"quoted-printable",
            b"From: ",
            b"(",
            b"<",
            b"\r\n ",
            b"\n\n",
        ),
    ),
    "pdf": Target(
        file_check(".pdf"),
        (
            b"<<",
            b">>",
            b"endobj",
            b"stream",
            b"/Length ",
            b"/Filter /FlateDecode",
            b"/Kids [",
            b" 0 R",
            b"xref",
            b"obj",
            b"trailer",
            b"/Prev ",
            b"/Type /ObjStm",
            b"(",
            b")",
            b"[",
            b"/Encrypt ",
            b"Tj",
            b"TJ",
            b"BT",
            b"Do",
            b"-1",
        ),
    ),
    "warc": Target(
        file_check(".warc"),
        (
            b"WARC/1.0\r\n",
            b"Content-Length: ",
            b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n",
            b"response",
            b"99999999999",
            b"chunked",
            b"Content-Encoding: ",
            b"Transfer-Encoding: ",
            b"deflate",
            b"br",
            b"\x1f\x8b\x08",
            b"-1",
        ),
    ),
    "wacz": Target(
        file_check(".wacz"),
        (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"../", b"archive/", b".warc.gz", b"\xff\xff"),
    ),
}


def mutated(seeds: list[bytes], words: tuple[bytes, ...], chance: random.Random) -> bytes:
    """One of the examples, changed in one to eight places."""
    made = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 8)):
        low = chance.randrange(len(made) + 1)
        high = min(len(made), low + chance.choice((1, 2, 4, 16, 64, 1024)))
        match chance.randrange(7):
            case 0:
                made[low:high] = chance.randbytes(high - low)
            case 1:
                del made[low:high]
            case 2:
                made[low:low] = chance.choice(words)
            case 3:
                made[low:high] = chance.choice(words)
            case 4:
                made[low:low] = made[low:high] * chance.choice((1, 2, 10, 200))
            case 5:
                other = chance.choice(seeds)
                at = chance.randrange(len(other) + 1)
                made[low:] = other[at:]
            case _:
                digits = [at for at in range(low, len(made)) if 48 <= made[at] <= 57][:1]
                for at in digits:
                    made[at : at + 1] = chance.choice((b"0", b"9", b"-", b"99999", b""))
        del made[_LONGEST_INPUT:]
    return bytes(made)


def examples(name: str) -> list[bytes]:
    """The sound examples and former failures of a target."""
    return [path.read_bytes() for path in sorted((SEEDS / name).iterdir())]


@contextmanager
def _in_time() -> Iterator[None]:
    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _SlowError(f"longer than {LONGEST_CALL} s")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_CALL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def fuzz(name: str, seconds: float, seed: int, kept: Path) -> dict[str, Any]:
    """Try for so many seconds; what fails is written to a folder of `kept`."""
    target, chance = TARGETS[name], random.Random(seed)
    seeds = examples(name)
    tries, slowest, failures = 0, 0.0, {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        content = mutated(seeds, target.words, chance)
        tries += 1
        begun = time.process_time()
        try:
            with _in_time():
                target.check(content)
        # Whatever escapes is what is looked for.
        except (Exception, _SlowError) as error:
            path = kept / name / hashlib.sha256(content).hexdigest()[:12]
            what = f"{type(error).__name__}: {str(error)[:100]}"
            if what not in failures:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                failures[what] = str(path)
        slowest = max(slowest, time.process_time() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"tries": tries, "seed": seed, "slowest_s": round(slowest, 2), "peak_mb": peak, "failures": failures}


def measure(names: list[str], seconds: float, seed: int, kept: Path = SEEDS) -> dict[str, Any]:
    """Each target for so many seconds."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (LARGEST_MEMORY, hard))
    try:
        return {name: fuzz(name, seconds, seed, kept) for name in names}
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def main() -> None:
    """Fuzz and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append", help="all, unless named")
    parser.add_argument("--seconds", type=float, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=20_240_305)
    parser.add_argument("--kept", type=Path, default=SEEDS, help="where failing inputs are written")
    chosen = parser.parse_args()
    result = measure(chosen.target or sorted(TARGETS), chosen.seconds, chosen.seed, chosen.kept)
    rows = [
        (f"{name}: failures in {each['tries']} tries", str(len(each["failures"])), "0",
         f"slowest {each['slowest_s']} s, {each['peak_mb']} MB")
        for name, each in result.items()
    ]  # fmt: skip
    show("Fuzzing", rows, result)
    raise SystemExit(1 if any(each["failures"] for each in result.values()) else 0)


if __name__ == "__main__":
    main()
