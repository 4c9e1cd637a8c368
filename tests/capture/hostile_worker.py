"""The real worker, with operations and documents that do what hostile bytes might make a library do."""

import os
import time
from pathlib import Path

from hudhud.capture.isolation import worker


def _endless(*anything):
    while True:
        pass


def _nonsense(payload, words):
    # The worker's own pipe for answers is the one that is not standard.
    for descriptor in range(3, 20):
        try:
            if Path(f"/proc/self/fd/{descriptor}").readlink().name.startswith("pipe:"):
                os.write(descriptor, payload)
        except OSError:
            continue
    time.sleep(60)


def _file(payload, words):
    try:
        return Path(words["path"]).write_bytes(payload)
    except OSError as error:
        return error.strerror


OPERATIONS = {
    "echo": lambda payload, words: {"length": len(payload), **words},
    "pid": lambda payload, words: os.getpid(),
    "environment": lambda payload, words: dict(os.environ),
    "memory": lambda payload, words: len(bytearray(words["mb"] * 2**20)),
    "exit": lambda payload, words: os._exit(0),
    "endless": _endless,
    "nonsense": _nonsense,
    "file": _file,
    "print": lambda payload, words: print(payload * 1000, flush=True),
    "unforeseen": lambda payload, words: {}["nothing"],
}
_DEEDS = {
    b"EXIT": lambda: os._exit(0),
    b"ENDLESS": _endless,
    b"BOMB": lambda: bytearray(2**42),
    b"UNFORESEEN": lambda: {}["nothing"],
    b"NONSENSE": lambda: _nonsense(b"\x01\x00\x00\x00" + bytes(8) + b"[", {}),
}
_capture_source, _found = worker.capture_source, worker._found


def capture_source(source, **words):
    for mark, deed in _DEEDS.items():
        if source.content.startswith(mark):
            deed()
    return _capture_source(source, **words)


def found(path, columns):
    for item in _found(path, columns):
        if b"THE ARCHIVE ENDS" in item.content:
            os._exit(1)
        yield item


if __name__ == "__main__":
    worker.capture_source, worker._found = capture_source, found
    worker.main(OPERATIONS)
