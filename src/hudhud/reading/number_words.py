"""The words of the number grammar: numerals, bounds, quantities without a number, and units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

UNITS = {
    w: i
    for i, w in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
GROUPS = {"thousand": 1_000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000, "billion": 1_000_000_000}
SCALES = {"hundred": 100, **GROUPS}
HYPHENS = frozenset("-–—")

Phrase = tuple[str, ...]


def _phrases(entries: Mapping[str, str]) -> tuple[tuple[Phrase, str], ...]:
    """Phrases split into words, longest first."""
    split = [(tuple(phrase.split()), meaning) for phrase, meaning in entries.items()]
    return tuple(sorted(split, key=lambda item: -len(item[0])))


def _longest_first(phrases: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(sorted((tuple(p.split()) for p in phrases), key=len, reverse=True))


# Before the number. The bounds are those of the codebook's qualifiers.
LEFT = _phrases({
    "at least": "at_least", "at the least": "at_least", "at the very least": "at_least", "at a minimum": "at_least",
    "no fewer than": "at_least", "no less than": "at_least", "not less than": "at_least",
    "not fewer than": "at_least", "a minimum of": "at_least", "as few as": "at_least", "minimum": "at_least",
    "more than": "more_than", "over": "more_than", "well over": "more_than", "well above": "more_than",
    "just over": "more_than", "upwards of": "more_than", "upward of": "more_than", "in excess of": "more_than",
    "above": "more_than", "greater than": "more_than",
    "up to": "at_most", "as many as": "at_most", "at most": "at_most", "at the most": "at_most",
    "no more than": "at_most", "not more than": "at_most", "a maximum of": "at_most", "as much as": "at_most",
    "fewer than": "less_than", "less than": "less_than", "under": "less_than", "just under": "less_than",
    "about": "about", "around": "about", "roughly": "about", "approximately": "about", "some": "about",
    "nearly": "about", "almost": "about", "close to": "about", "an estimated": "about", "estimated": "about",
    "approx.": "about", "approx": "about", "~": "about", "circa": "about", "perhaps": "about",
    "in the region of": "about", "as many as about": "about",
    "a reported": "exact", "a total of": "exact", "a further": "exact", "an additional": "exact",
    "another": "exact", "exactly": "exact", "only": "exact", "just": "exact",
})  # fmt: skip
# Right behind the number.
RIGHT = _phrases({
    "or more": "at_least", "or so": "about", "or thereabouts": "about", "or fewer": "at_most", "or less": "at_most",
    "at most": "at_most", "and counting": "at_least", "+": "at_least", "- plus": "at_least", "plus": "at_least",
    "- odd": "about", "odd": "about", ", possibly more": "at_least", ", perhaps more": "at_least",
    "or possibly more": "at_least", "if not more": "at_least", ", if not more": "at_least",
})  # fmt: skip
# Behind the number, or behind the noun that it counts, where no number follows.
TRAILING = _phrases({"at least": "at_least", "at the least": "at_least", "at a minimum": "at_least",
                     "or more": "at_least", "at most": "at_most"})  # fmt: skip

# Nouns of number that stand for one.
FIXED = (
    (("half", "a", "dozen"), 6, "about"),
    (("half", "-", "a", "-", "dozen"), 6, "about"),
    (("half", "-", "dozen"), 6, "about"),
    (("half", "dozen"), 6, "about"),
    (("a", "couple", "dozen"), 24, "about"),
    (("a", "couple", "of", "dozen"), 24, "about"),
    (("a", "couple"), 2, "about"),
    (("a", "pair"), 2, "exact"),
    (("a", "trio"), 3, "exact"),
)

# Quantities without a number. They stay words.
WORDS = _longest_first(
    ["dozens", "scores", "hundreds", "thousands", "millions", "tens of thousands", "hundreds of thousands", "several",
     "many", "a number", "numbers", "large numbers", "a large number", "a few", "few", "numerous", "multiple",
     "countless", "a handful", "various", "an unknown number", "an unspecified number",
     "an undetermined number", "the rest", "some", "others", "several dozen", "several hundred", "several thousand",
     "a few dozen", "a few hundred", "a few thousand", "many dozens", "some dozens", "some hundreds",
     "a small number", "tens", "most", "dozens more", "several others", "many others", "many more",
     "an undisclosed number", "the remainder", "several more", "some others", "large number", "more than half",
     "less than half", "nearly half", "almost half", "about half"]
)  # fmt: skip
# Fractions of a number that is named ("a third of the 90"): numerator, denominator.
FRACTIONS = {
    ("half",): (1, 2), ("a", "half"): (1, 2), ("one", "half"): (1, 2), ("one", "-", "half"): (1, 2),
    ("a", "third"): (1, 3), ("one", "third"): (1, 3), ("one", "-", "third"): (1, 3),
    ("two", "thirds"): (2, 3), ("two", "-", "thirds"): (2, 3),
    ("a", "quarter"): (1, 4), ("one", "quarter"): (1, 4), ("one", "-", "quarter"): (1, 4),
    ("three", "quarters"): (3, 4), ("three", "-", "quarters"): (3, 4),
    ("a", "fifth"): (1, 5), ("one", "-", "fifth"): (1, 5), ("a", "tenth"): (1, 10), ("one", "-", "tenth"): (1, 10),
}  # fmt: skip
# What is said of a named whole without a number; True where it is nobody.
SHARES = {"some": False, "several": False, "many": False, "most": False, "few": False, "dozens": False,
          "none": True, "neither": True, "any": True}  # fmt: skip
OF_THE = ("the", "these", "those", "its", "their", "his", "her", "our", "all")

MONEY = frozenset("""dollars dollar euros euro pounds pound lira liras dinars dinar rupees riyals rubles roubles yuan
    yen francs pesos shillings naira birr usd eur cents""".split())  # fmt: skip
UNITS_OF_MEASURE = MONEY | frozenset("""% percent per km kms kilometre kilometres kilometer kilometers mile miles metre
    metres meter meters m cm ft feet foot yard yards inch inches am pm a.m. p.m. a.m p.m o'clock hour hours minute
    minutes second seconds day days night nights week weeks fortnight month months year years decade decades century
    centuries gmt utc est ton tons tonne tonnes kg kilograms kilogrammes grams lbs litres liters gallons barrels
    hectares acres mm calibre caliber times time degrees knots mph kph watts megawatts bcm square cubic nautical
    p.c.""".split())  # fmt: skip
# Between a number and its unit ("three more days").
UNIT_FILLERS = frozenset("more consecutive straight full long whole other additional syrian us american".split())
# "a ten-storey building": number, hyphen and one of these say what sort of thing, not how many people.
COMPOUNDS = frozenset("""year month day hour week night minute second decade century km kilometre kilometer mile metre
    meter mm millimetre millimeter inch foot feet ton tonne kilo kg storey story storeyed floor room bed bedroom seat
    door wheel lane pronged point fold part party page step stage phase nation state time way sided off star goal game
    match nil run set barrel round shot track deck engine piece dimensional degree volt watt megawatt dollar pound
    euro percent thirds third quarter quarters half fifth tenth on""".split())  # fmt: skip
# "Highway 4", "Resolution 2254": a number that is a name.
DESIGNATORS = frozenset("""highway route road unit brigade division battalion regiment flight section article resolution
    chapter page phase sector block zone level type model category version grade room channel pier platform terminal
    building apartment house floor street avenue area district figure table appendix annex paragraph checkpoint gate
    km line column group team round match formula apollo boeing airbus""".split())  # fmt: skip
NUMBERED = frozenset("no. number nr. aged age day week year phase page chapter #".split())
CURRENCY = ("$", "€", "£", "₺", "₽", "₦", "¥", "₹", "us$", "usd", "eur", "rs.", "rs")

MONTHS = frozenset("""january february march april may june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec
    jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.""".split())  # fmt: skip
BEFORE_YEAR = frozenset("""in since of until till by during from late early year mid - – — spring summer autumn winter
    fall throughout before after""".split())  # fmt: skip
DETERMINERS = frozenset("the a an his her its their this that these those 's ’s".split())
RISING = frozenset("""rose risen rising rises rise climbed climbing climbs increased increasing increases jumped grew
    grown soared raised went gone moved revised updated fell fallen dropped lowered reduced cut changed
    corrected""".split())  # fmt: skip
# After "one of the", these say that it is one of the most, not one person.
RANKINGS = frozenset("most best worst last first few main many top least only major".split())
RANKED = "est"
NOT_ALONE_BEFORE_ONE = frozenset("no any every each this that which such the".split())


def stands(words: Sequence[str], at: int, phrase: Sequence[str]) -> bool:
    """Whether `phrase` stands at token `at`."""
    if not 0 <= at < len(words) or words[at] != phrase[0]:
        return False  # the first word settles nearly all; this is asked of every token
    return tuple(words[at : at + len(phrase)]) == tuple(phrase)
