"""The vocabulary as data. See the YAML files beside this module; `codebook.load()` gives them."""

from hudhud.codebook.book import Codebook, Entry, Vocabulary, code_of, load

__all__ = ["Codebook", "Entry", "Vocabulary", "code_of", "load"]
