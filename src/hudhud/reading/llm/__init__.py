"""A language model as a reader, held to the text: it points at words, and what hudhud's rules find there counts."""

from hudhud.reading.llm.reader import open_llm

__all__ = ["open_llm"]
