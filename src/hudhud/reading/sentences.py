"""One sentence with everything that the rules find in it, before it is asked what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.actors import Registry
from hudhud.reading import attribution, dates, events, factuality, harms, where
from hudhud.reading.attribution import Source
from hudhud.reading.dates import TimeExpression
from hudhud.reading.events import Trigger
from hudhud.reading.factuality import Judgement
from hudhud.reading.harm_claims import Harm
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import Parsed, lemma
from hudhud.reading.where import PlaceFound

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


_BY_ARMS = frozenset({"shot", "stabbed", "stabbing", "shooting"})


@dataclass(frozen=True)
class Timed:
    """A time expression with its tokens."""

    expression: TimeExpression
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Telling:
    """A harm or an event word with its judgement. At least one of `harm` and `trigger` is set."""

    token: Token
    judgement: Judgement
    harm: Harm | None = None
    trigger: Trigger | None = None


@dataclass(frozen=True)
class Sentence:
    """What the rules found in one sentence. `index` counts sentences over the document."""

    parsed: Parsed
    span: Span
    index: int
    tellings: tuple[Telling, ...]
    means: tuple[Trigger, ...]
    times: tuple[Timed, ...]
    places: tuple[PlaceFound, ...]
    source: Source | None
    violent: bool
    """Some word besides those of harm says violence: an event word, a weapon, an armed actor."""
    disaster: str | None
    """The disaster, accident or illness that it names."""

    @property
    def headline(self) -> bool:
        return self.parsed.block.kind != "body"

    @property
    def listed(self) -> bool:
        """A line in a list of other stories."""
        return self.parsed.block.kind == "headline"

    @property
    def text(self) -> str:
        return self.span.text

    def offsets(self, tokens: Iterable[Token]) -> tuple[int, int]:
        """The stretch of the reading copy that the tokens cover."""
        return self.parsed.span(list(tokens))


def find(
    parsed: Iterable[Parsed], lexicon: Lexicon, registry: Registry, foreign: frozenset[str] = frozenset()
) -> Iterator[Sentence]:
    """Run every rule over every sentence, in order."""
    index = 0
    for block in parsed:
        for span in block.doc.sents:
            if span.text.strip():
                yield _sentence(block, span, index, lexicon, registry, foreign)
                index += 1


def _sentence(
    block: Parsed, span: Span, index: int, lexicon: Lexicon, registry: Registry, foreign: frozenset[str]
) -> Sentence:
    headline = block.block.kind != "body"
    triggers = events.find(span, lexicon, registry)
    found = harms.find(span, lexicon, foreign)
    disaster = factuality.disaster_named(span, lexicon)
    violent = _violent(span, found, triggers, lexicon, registry)
    accident = Judgement(None, f"told of {disaster!r}, and no word says violence") if disaster and not violent else None
    tellings: list[Telling] = []
    if found or triggers:
        harm_tokens = {h.trigger.i for h in found}
        tellings += [
            Telling(h.trigger, accident or factuality.judge(h.trigger, span, headline, lexicon), harm=h) for h in found
        ]
        tellings += [
            Telling(t.token, factuality.judge(t.token, span, headline, lexicon), trigger=t)
            for t in triggers
            if not t.means and t.token.i not in harm_tokens
        ]
    source = attribution.find(span, lexicon, registry, headline)
    return Sentence(
        parsed=block,
        span=span,
        index=index,
        tellings=tuple(sorted(tellings, key=lambda t: t.token.i)),
        means=tuple(t for t in triggers if t.means or t.token.i in {x.trigger.i for x in found}),
        times=tuple(_timed(span)),
        places=tuple(where.find(span, registry)) if tellings else (),
        source=source,
        violent=violent,
        disaster=disaster,
    )


def _violent(
    span: Span, found: Sequence[Harm], triggers: Sequence[Trigger], lexicon: Lexicon, registry: Registry
) -> bool:
    harm_tokens = {h.trigger.i for h in found}
    if any(t.token.i not in harm_tokens and not set(t.types) <= {"arrest", "protest"} for t in triggers):
        return True
    if any(h.trigger.lower_ in _BY_ARMS for h in found):
        return True  # "4 shot": the noun that the parse takes it for is no verb of violence
    armed = registry.unnamed_words | lexicon.violent_words
    if any(lemma(t) in lexicon.violent_verbs or t.lower_ in armed for t in span):
        return True
    return any(m.actor.kind not in {"source", "state_forces"} for m in registry.find(span.text))


def _timed(span: Span) -> Iterator[Timed]:
    base = span.start_char
    for expression in dates.expressions(span.text):
        tokens = tuple(
            t for t in span if t.idx - base < expression.end and expression.start < t.idx - base + len(t.text)
        )
        if tokens:
            yield Timed(expression, tokens)
