"""How many people in all one mention says were harmed, over groups and repetitions.

"Five officers and four civilians were injured" are nine; the same nine told again are not eighteen.
"""

from __future__ import annotations

import re

from hudhud.model import Evidence, HarmValue, Mention

_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")


def total(mention: Mention, harm: str, text: str) -> int | None:
    """The number of people of one harm, by lower bounds; None where the mention gives no number.

    `text` is the document's: figures whose words overlap, or that single people out one after the other in a
    sentence, add up; of what several sentences say the largest counts.
    """
    clusters: list[list[tuple[Evidence, int]]] = []
    for claim, value in mention.harms:
        number = _number(value)
        if value.harm != harm or number is None:
            continue
        home = next((c for c in clusters if any(_together(claim.evidence, number, *o, text) for o in c)), None)
        if home is None:
            clusters.append([(claim.evidence, number)])
        else:
            home.append((claim.evidence, number))
    return max((sum(number for _, number in cluster) for cluster in clusters), default=None)


def _number(value: HarmValue) -> int | None:
    return value.count.low if value.count.low is not None else value.count.high


def _together(a: Evidence, one: int, b: Evidence, other: int, text: str) -> bool:
    if a.span_start < b.span_end and b.span_start < a.span_end:
        return True
    first, second = sorted((a, b), key=lambda e: e.span_start)
    return one == other == 1 and not _SENTENCE_END.search(text[first.span_end : second.span_start])
