"""Reduce a place name to what its spellings share.

Two forms. `fold` is safe: it removes what English writers add, drop or vary without meaning
(capitals, accents, apostrophes, hyphens, the Arabic article). `key` is bold: it also removes vowels
and merges letters that transliterations swap, so it brings unrelated names together ("Hamsi",
"Homs") and is only to be used inside a country that the text itself names.
"""

from __future__ import annotations

import re
import unicodedata

# Arabic is written, or place names are Arabic, here: only in these countries is "al-" an article.
# Elsewhere "El Paso" and "As Pontes" keep theirs.
ARTICLE_COUNTRIES = frozenset(
    """
    AE BH DJ DZ EG EH ER IL IQ IR JO KM KW LB LY MA MR OM PS QA SA SD SY TD TN TR YE
    """.split()
)

_ARTICLE = re.compile(r"\b(?:al|el|il|ul|as|es|ash|esh|ad|ed|adh|edh|ar|er|an|en|at|et|ath|az|ez|l) (?=\S)")
_FINAL_H = re.compile(r"(?<=[ae])h\b")
_LATIN = re.compile(r"[a-z0-9]+")

# Letters that NFKD leaves whole; then what stands for ayn and hamza, and the accents that NFKD sets
# free (Latin, Arabic), which all go. Tables and not loops: a build folds a million names.
_GONE = [*"'’‘`´ʻʼʽʾʿˈ′\"“”«»ʹʺ", *map(chr, range(0x300, 0x370)), *map(chr, range(0x64B, 0x660)), "\u0670", "\u0640"]
_APART = [*map(chr, range(33)), *"!#$%()*+,-./:;<=>?@[\\]^_{|}~\xa0¡·¿،؛؟", *map(chr, range(0x2000, 0x2019))]
_APART += [*map(chr, range(0x2020, 0x2032)), *map(chr, range(0x2034, 0x2070))]
_LETTERS = (
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h"}
    | {"ŧ": "t", "ŋ": "n", "&": "and"}
    | dict.fromkeys(_GONE, "")
)
_WORDS = str.maketrans(dict.fromkeys(_APART, " ") | _LETTERS)
_JOINED = str.maketrans(dict.fromkeys(_APART, "") | _LETTERS)


def _small(name: str) -> str:
    return name.lower() if name.isascii() else unicodedata.normalize("NFKD", name.casefold())


def fold(name: str, *, article: bool = False) -> str:
    """The safe form. With `article`, the Arabic article and a final h after a vowel go too."""
    if not article:
        return _small(name).translate(_JOINED)
    text = " ".join(_small(name).translate(_WORDS).split())
    if " " in text:
        text = _ARTICLE.sub("", text)
    if "h" in text:
        text = _FINAL_H.sub("", text)
    return text.replace(" ", "")


def fold_for(name: str, country: str | None) -> str:
    """The safe form as it is stored for an entry of `country`."""
    return fold(name, article=country in ARTICLE_COUNTRIES)


# Where Latin letters are the official ones, a name has one spelling but for its accents. French,
# English and Portuguese spellings compete in Africa, so African countries are not among these.
WITHOUT_KEY = frozenset(
    """
    AD AR AT AU BE BO BR BZ CA CH CL CR CU CZ DE DK DO EC EE ES FI FR GB GF GP GT GY HN HR HU IE
    IS IT JM LI LT LU LV MT MX NI NL NO NZ PA PE PL PR PT PY RO SE SI SK SR SV US UY VE
    """.split()
)
_DIGRAPHS = (
    ("tch", "c"), ("ch", "c"), ("dj", "j"), ("zh", "z"), ("dh", "d"), ("sh", "s"), ("th", "t"), ("kh", "k"),
    ("gh", "g"), ("ph", "f"), ("oua", "wa"), ("oue", "we"),
)  # fmt: skip
_SAME = str.maketrans({"q": "k", "c": "k", "x": "ks"})
_DROPPED = str.maketrans("", "", "aeiouyhw")
_DOUBLED = re.compile(r"(.)\1+")


def key_of_folded(text: str) -> str:
    """The bold form of a folded name in Latin letters; empty where too little is left to compare."""
    if not _LATIN.fullmatch(text):
        return ""
    for letters, one in _DIGRAPHS:
        if letters in text:
            text = text.replace(letters, one)
    # The first sound is heard and written more steadily than the rest, so it stays, if only as "a vowel".
    first = "a" if text[0] in "aeiou" or (text[0] == "y" and text[1:2] not in {*"aeiou"}) else text[0]
    text = (first + text[1:].translate(_DROPPED)).translate(_SAME)
    text = _DOUBLED.sub(r"\1", text)
    return text if len(text) >= 2 else ""


def key(name: str) -> str:
    """The bold form of a name as written."""
    return key_of_folded(fold(name, article=True))
