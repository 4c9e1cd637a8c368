"""What a worker gives up before it sees the first untrusted byte.

Linux keeps to all of it. macOS does not enforce a limit of memory, and Windows has none of these
limits: there the warden's clock alone holds a worker back. Processes are not counted: that limit
counts all of a user's threads, and would refuse our own.
"""

from __future__ import annotations

import faulthandler
import math
import os
import sys
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows
    _resource: Any = None
else:
    _resource = resource

_OPEN_FILES = 64
_MEBIBYTE = 2**20


def give_up(memory_mb: int) -> None:
    """No more memory than so many MiB beyond what is in use; no file written, no core dumped."""
    if _resource is None:
        return
    _limit(_resource.RLIMIT_CORE, 0)
    _limit(_resource.RLIMIT_FSIZE, 0)
    _limit(_resource.RLIMIT_NOFILE, _OPEN_FILES)
    in_use = _address_space()
    if in_use is not None:
        _limit(_resource.RLIMIT_AS, in_use + memory_mb * _MEBIBYTE)


def start_clock(seconds: float) -> None:
    """End this process should it work for twice as long: the warden, whose clock is shorter, may be gone."""
    faulthandler.dump_traceback_later(2 * seconds, exit=True)
    if _resource is not None:
        usage = _resource.getrusage(_resource.RUSAGE_SELF)
        allowed = math.ceil(usage.ru_utime + usage.ru_stime + 2 * seconds)
        _, hard = _resource.getrlimit(_resource.RLIMIT_CPU)
        _resource.setrlimit(_resource.RLIMIT_CPU, (allowed, hard))


def stop_clock() -> None:
    """What follows, such as waiting for the warden, may take as long as it takes."""
    faulthandler.cancel_dump_traceback_later()


def largest_memory_mb() -> float:
    """The most memory that this process ever held; 0 where it cannot be told."""
    if _resource is None:
        return 0.0
    largest = float(_resource.getrusage(_resource.RUSAGE_SELF).ru_maxrss)
    return largest / _MEBIBYTE if sys.platform == "darwin" else largest / 1024


def _limit(which: int, value: int) -> None:
    _, hard = _resource.getrlimit(which)
    value = value if hard == _resource.RLIM_INFINITY else min(value, hard)
    _resource.setrlimit(which, (value, value))


def _address_space() -> int | None:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
