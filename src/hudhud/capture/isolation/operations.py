"""What else a worker can be asked for by name: bytes and a few words in, something that JSON can say out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Operation = Callable[[bytes, Mapping[str, Any]], Any]
"""Raises HudhudError for bytes that it cannot take apart."""

OPERATIONS: dict[str, Operation] = {}
