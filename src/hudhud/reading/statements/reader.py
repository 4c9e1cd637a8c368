"""Over a document: every sentence past the three kinds of rules, and what they find to statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from hudhud.actors import Registry
from hudhud.model import Document, Evidence, Leadership, ReadingCopy, Statement, When
from hudhud.reading.calendar import Anchors
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.narration import Narrator
from hudhud.reading.sentences import Sentence
from hudhud.reading.statements import leadership, record_claims, standing
from hudhud.reading.statements.surroundings import Found, Surroundings

if TYPE_CHECKING:
    from spacy.tokens import Token

Rule = Callable[[Sentence, Surroundings], Iterator[Found]]

_RULES: tuple[Rule, ...] = (standing.find, leadership.find, record_claims.find)


def read(
    sentences: Sequence[Sentence],
    document: Document,
    copy: ReadingCopy,
    published: When | None,
    registry: Registry,
    lexicon: Lexicon,
    *,
    signed: tuple[str, str],
) -> tuple[Statement, ...]:
    """The statements of a document, in the order of its words. `signed` is the reader's name and version."""
    around = Surroundings(registry, lexicon, Anchors(published))
    narrator = Narrator(Anchors(published), registry)
    out: list[Statement] = []
    for sentence in sentences:
        source = narrator.source_of(sentence)
        if sentence.listed:
            continue  # a line of another story's, whose day and actors are not this one's
        around.enter(sentence)
        for found in _of(sentence, around):
            tokens = _tokens(sentence, found)
            if not tokens or _repeats(found, out):
                continue
            start, end = copy.original(*sentence.offsets(tokens))
            out.append(
                Statement(
                    value=found.value,
                    evidence=Evidence(verbatim=document.text[start:end], span_start=start, span_end=end),
                    attributed_to=source,
                    said=published,
                    confidence=found.confidence,
                    reason=found.reason,
                    reader=signed[0],
                    reader_version=signed[1],
                )
            )
        around.pass_by(sentence)
    return tuple(out)


def _of(sentence: Sentence, around: Surroundings) -> list[Found]:
    return sorted((found for rule in _RULES for found in rule(sentence, around)), key=lambda f: (f.start, f.end))


def _tokens(sentence: Sentence, found: Found) -> list[Token]:
    base = sentence.span.start_char
    return [t for t in sentence.span if t.idx - base < found.end and found.start < t.idx - base + len(t.text)]


def _repeats(found: Found, before: list[Statement]) -> bool:
    """A leader is named many times in one report; saying it once more says nothing new."""
    if isinstance(found.value, Leadership) and found.value.change == "named":
        return any(
            isinstance(s.value, Leadership)
            and (s.value.person, s.value.actor, s.value.role)
            == (found.value.person, found.value.actor, found.value.role)
            for s in before
        )
    return any(s.value == found.value for s in before)
