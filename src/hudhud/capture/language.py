"""Which language a report is written in."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile("[\u0370-\u1dff\u2c00-\ua7ff\ua800-\uabff\uac00-\ud7ff\uf900-\ufdff\ufe70-\ufeff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
# No other language in Latin letters uses more than a stray few of these.
_ENGLISH = frozenset(
    "the of and to in that was were is are for on by with from at as has have had been which who said their they "
    "after this not but his its when where killed people".split()
)
_IN_ARABIC_LETTERS = frozenset({"ar", "fa", "ur", "ps", "ku", "ug"})
_FAMILY = {"ary": "ar", "arz": "ar", "sdh": "ku", "pcm": "en", "wuu": "zh", "yue": "zh", "nn": "no"}
_ENOUGH_WORDS = 12
_CONFIDENT = 0.95
_NAMES = {"english": "en", "eng": "en", "arabic": "ar", "ara": "ar", "french": "fr", "spanish": "es"}


def language_of(text: str, given: str | None = None) -> str:
    """The ISO 639-1 code of a text's language: the given one, else the detected one."""
    return normal_code(given) if given else detect(text)


def normal_code(given: str) -> str:
    """ "en-GB", "EN" and "English" are all "en"."""
    folded = re.split(r"[-_ (,]", given.strip().lower())[0][:20]
    return _NAMES.get(folded, folded)


def detect(text: str) -> str:
    """The likeliest language; English wherever a text in Latin letters gives no good reason to doubt it.

    Capitals, lists of names and very short texts mislead statistics of letters, so those are asked
    only where the common English words are missing.
    """
    sample = text[:_SAMPLE].lower()
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if 2 * len(_NOT_LATIN.findall(sample)) > letters:
        in_arabic = 2 * len(_ARABIC.findall(sample)) > letters
        return _likeliest_foreign(sample, _IN_ARABIC_LETTERS if in_arabic else None)
    if len(words) < _ENOUGH_WORDS or sum(map(_ENGLISH.__contains__, words)) >= 0.15 * len(words):
        return "en"
    code, probability = _ranking(sample)[0]
    return code if code != "en" and probability >= _CONFIDENT else "en"


def prepare() -> None:
    """Load now what `detect` loads when it first doubts; it needs a temporary file for that."""
    _ranking("")


def _likeliest_foreign(sample: str, among: frozenset[str] | None) -> str:
    ranking = _ranking(sample)
    return next((code for code, _ in ranking if code != "en" and (among is None or code in among)), "und")


@lru_cache(maxsize=4)
def _ranking(sample: str) -> list[tuple[str, float]]:
    """Two-letter codes with their probabilities, likeliest first; dialects count for their language."""
    # Half a second to load: only reports whose language is in doubt pay for it.
    import py3langid  # noqa: PLC0415

    scores = [(str(code), float(score)) for code, score in py3langid.rank(sample)]
    highest = max(score for _, score in scores)
    shares: dict[str, float] = {}
    for label, score in scores:
        code = _FAMILY.get(label, label)
        if len(code) == 2:
            shares[code] = shares.get(code, 0.0) + math.exp(score - highest)
    total = sum(shares.values()) or 1.0
    return sorted(((code, share / total) for code, share in shares.items()), key=lambda pair: -pair[1])
