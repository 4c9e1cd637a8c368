"""What the worker process can be asked beside taking in documents, by name: bytes and options in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

OPERATIONS: Mapping[str, Callable[..., Any]] = {}
