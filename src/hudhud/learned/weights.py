"""Weights files: opened once, without pickles, and a broken one said in a line."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from hudhud.errors import ModelError

Weights = Mapping[str, npt.NDArray[np.generic]]
M = TypeVar("M")


def load(path: Path, what: str, build: Callable[[Weights], M]) -> M:
    """What `build` makes of a weights file. Raises `ModelError` where it cannot be read, naming `what` it is not."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as weights:
            return build(weights)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: not {what} ({error}); install hudhud again") from error
