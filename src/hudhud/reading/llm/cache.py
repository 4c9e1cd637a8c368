"""Replies kept by what was asked: the same question is asked once, and a reading can be made again without asking."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from hudhud.errors import ReaderError
from hudhud.reading.llm.prompt import Message

_TABLE = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, document TEXT NOT NULL, reply TEXT NOT NULL)"


class Cache:
    """One file of replies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> ReaderError:
        return ReaderError(f"replies cannot be kept in {self.path}: {error}; set cache in [reader.llm] of hudhud.toml")

    def reply(self, key: str) -> str | None:
        """What was answered; None where it was never asked."""
        try:
            row = self._db.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise self._failed(error) from error
        return None if row is None else str(row[0])

    def keep(self, key: str, document: str, reply: str) -> None:
        """Keep an answer; the first one stays."""
        try:
            self._db.execute("INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", (key, document, reply))
        except sqlite3.Error as error:
            raise self._failed(error) from error


def key_of(model: str, settings: str, asked: Sequence[Message]) -> str:
    """By model, by the settings that can change its answer, and by every word that it is sent."""
    return hashlib.sha256(json.dumps([model, settings, list(asked)], sort_keys=True).encode()).hexdigest()
