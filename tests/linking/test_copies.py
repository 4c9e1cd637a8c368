"""One story in many outlets is one source; two reporters of one attack are two."""

from __future__ import annotations

import random
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.linking.copies import Issue, alike, bands, copied, may_copy, may_copy_any, signature, stories

WIRE = """Gunmen on motorcycles attacked a group of shepherds east of Qadam on Tuesday evening, killing eleven
of them and driving off several hundred sheep, a monitoring group said.

The men had led their flocks further into the steppe than usual because the winter rains had failed and
little grass was left around the villages. Relatives who went to look for them found the bodies near a
dry well on Wednesday morning and brought them to the clinic at Tal Asal, where a nurse confirmed the number.

No group has said that it carried out the attack. Cells that hid in the volcanic hills to the south after
they lost their last towns have often preyed on herders, truck drivers and oil workers on that stretch.

It was the second attack on herders within a month. In the first one, four brothers from Umm Jals were shot
beside their tents, and their cousin, who was taken along, has not been heard of since.
"""
OWN_FIRST = "Our correspondent in the provincial capital writes that shops stayed shut there on Thursday in mourning."
OWN_LAST = "Readers who know more about the families of the dead may write to the desk at the address given below."

APART = """Eleven shepherds lie buried side by side in Tal Asal. They were shot late on Tuesday, when riders came
upon them at a well in the open land beyond Qadam, their families told this newspaper at the graveside.

Abu Said, whose two sons are among the dead, had begged them to stay closer to home. Hay has become too dear,
he said, and so they went. The animals are gone as well; he reckons the loss at three hundred head.

Police in the district would not speak of it. An officer who asked not to be named pointed to the lava fields,
from where raiders come down at night to rob whoever passes.
"""
QUOTE = (
    '"We condemn in the strongest words this cowardly crime against people who had nothing but their animals, and '
    "we shall pursue those who planned it, those who carried it out and those who sheltered them to the last cave of "
    "the desert, so that every family may again send out its sons without fear for their lives, and no one who lifts "
    'his hand against a shepherd shall find a place to rest it,"'
)


def test_a_text_copies_itself() -> None:
    found = copied(WIRE, WIRE)
    assert found is not None and found.share == 1.0 and found.common == found.shorter == found.longer
    assert found.reason == "100% of the shorter text stands word for word in the other"


def test_another_headline_and_own_paragraphs_leave_it_a_copy() -> None:
    theirs = f"Herders slain in the steppe\n\n{OWN_FIRST}\n\n{WIRE}\n\n{OWN_LAST}"
    assert copied(WIRE, theirs) is not None
    assert copied(theirs, WIRE) == copied(WIRE, theirs)


def test_a_text_cut_short_is_a_copy() -> None:
    short = "\n\n".join(WIRE.split("\n\n")[:1])
    found = copied(f"{short}\n\nMore follows.", WIRE)
    assert found is not None and found.share > 0.8
    assert found.shorter < found.longer / 3


def test_a_new_toll_in_the_same_words_is_a_copy_still() -> None:
    assert copied(WIRE, WIRE.replace("eleven", "fourteen").replace("four brothers", "five brothers")) is not None


def test_capitals_lines_accents_and_typography_make_no_difference() -> None:
    assert copied(WIRE, WIRE.upper().replace("\n", " ").replace("MONITORING", "MÖNITORING")) is not None
    assert signature("a - b, c d e f") == signature("A B\nC d “e f")


def test_two_reports_of_one_attack_are_no_copies() -> None:
    assert copied(WIRE, APART) is None


def test_one_long_quotation_makes_no_copy() -> None:
    one, other = f"{WIRE}\n\n{QUOTE} the governor said.", f"{APART}\n\nThe governor told a crowd: {QUOTE}"
    assert copied(one, other) is None
    assert (alike(signature(one), signature(other)) or 0) < 0.2


def test_a_short_report_that_is_mostly_a_quotation_copies_only_as_a_whole() -> None:
    one = f"The governor spoke at the funeral. {QUOTE} he said."
    other = f"In a statement by his office, the governor promised revenge. {QUOTE} it read."
    assert copied(one, other) is None
    assert copied(one, f"{WIRE}\n\n{QUOTE} he said.") is None
    assert copied(one, one.upper()) is not None


def test_a_quotation_that_is_not_closed_ends_with_its_paragraph() -> None:
    opened = f'"It was dark, one said.\n\n{WIRE}'
    assert copied(opened, WIRE) is not None


def test_guillemets_and_curly_marks_quote_as_well() -> None:
    inside = QUOTE.strip('"')
    for left, right in ("“”", "«»", "„“"):
        quoted = f"{left}{inside}{right}"
        assert copied(f"{WIRE} {quoted} he said.", f"{APART} {quoted} it read.") is None


def test_a_shared_appeal_for_witnesses_makes_no_copy() -> None:
    appeal = "Anyone who saw the riders is asked to call the district police at any hour of day or night."
    assert copied(f"{WIRE}\n\n{appeal}", f"{APART}\n\n{appeal}") is None


def test_a_site_s_own_line_says_nothing() -> None:
    line = "You have read all of this month's articles."
    assert copied(line, line) is None
    assert copied("", "") is None and copied("", WIRE) is None
    assert alike(signature(""), signature(WIRE)) is None


def test_arabic_is_compared_without_its_vowel_signs() -> None:
    words = [f"كلمة{chr(0x0627 + n % 20)}{chr(0x0628 + n // 20)}" for n in range(60)]
    marked = [f"{w[0]}\u064e{w[1:]}" for w in words]
    assert copied(" ".join(words), " ".join(marked)) is not None


def test_a_signature_is_small_and_says_how_long_the_text_is() -> None:
    long = " ".join(f"word{n * n}" for n in range(5000))
    found = signature(long)
    assert found[0] == 4996 and len(found) * 8 <= 1024
    assert list(found[1:]) == sorted(set(found[1:])) and max(found) < 1 << 63


def test_a_signature_is_the_same_in_another_process() -> None:
    code = "import sys; from hudhud.linking.copies import signature; print(signature(sys.stdin.read()))"
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", code], input=WIRE, env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == str(signature(WIRE))


def test_a_signature_s_first_hash_is_fixed() -> None:
    # A ledger keeps signatures: another hash or another normal form would make the kept ones strangers.
    assert signature("one two three four five")[1] == 2237958103129565683


def _text(words: int, seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(3000)}" for _ in range(words))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(300, 1500), st.floats(0.25, 1.0), st.integers(0, 30))
def test_a_cut_copy_is_found_by_its_bands_and_its_estimate(seed: int, words: int, kept: float, own: int) -> None:
    whole = _text(words, seed)
    cut = whole.split()[: int(words * kept)]
    copy = f"{_text(own, seed + 1)} {' '.join(cut)} {_text(own, seed + 2)}"
    one, other = signature(whole), signature(copy)
    assert set(bands(one)) & set(bands(other))
    exact, about = copied(whole, copy), alike(one, other)
    assert exact is not None and about is not None
    assert about == alike(other, one) and abs(about - exact.share) < 0.3


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(100, 800))
def test_strangers_share_nothing(seed: int, words: int) -> None:
    one, other = _text(words, seed), _text(words, seed + 1)
    assert copied(one, other) is None and not (alike(signature(one), signature(other)) or 0) > 0.05


def test_the_story_is_that_of_the_first_published() -> None:
    documents = {"late": Issue(20, 0), "early": Issue(10, 2), "undated": Issue(None, 1), "alone": Issue(5, 3)}
    found = stories(documents, [("late", "early"), ("undated", "late")])
    assert found == {"late": "early", "early": "early", "undated": "early", "alone": "alone"}


def test_of_one_day_the_story_is_that_of_the_first_captured() -> None:
    assert stories({"b": Issue(10, 0), "a": Issue(10, 1)}, [("a", "b")]) == {"a": "b", "b": "b"}


def test_a_copy_of_a_copy_carries_the_first_story() -> None:
    documents = {name: Issue(10 + n, n) for n, name in enumerate("abcd")}
    assert set(stories(documents, [("c", "d"), ("b", "c"), ("a", "b")]).values()) == {"a"}


def test_the_same_words_months_later_are_no_copy() -> None:
    documents = {"one": Issue(100, 0), "other": Issue(300, 1)}
    assert stories(documents, [("one", "other")]) == {"one": "one", "other": "other"}


def test_pairs_with_unknown_documents_count_nothing() -> None:
    assert stories({"one": Issue(1, 0)}, [("one", "gone"), ("gone", "other")]) == {"one": "one"}


_NAMES = st.sampled_from("abcdefgh")
_ISSUES = st.dictionaries(
    _NAMES, st.builds(Issue, st.one_of(st.none(), st.integers(1, 80)), st.integers(0, 3)), min_size=1
)


@settings(max_examples=200, deadline=None)
@given(_ISSUES, st.lists(st.tuples(_NAMES, _NAMES), max_size=12), st.randoms(use_true_random=False))
def test_no_order_changes_a_story(
    documents: dict[str, Issue], pairs: list[tuple[str, str]], chance: random.Random
) -> None:
    found = stories(documents, pairs)
    names, turned = list(documents), [(b, a) for a, b in pairs]
    chance.shuffle(names)
    chance.shuffle(turned)
    assert found == stories({name: documents[name] for name in names}, turned)
    assert all(found[found[name]] == found[name] for name in documents)


def test_many_are_compared_as_pair_by_pair() -> None:
    chance = random.Random(11)
    words = [f"w{n}" for n in range(300)]
    bases = [" ".join(chance.choices(words, k=chance.choice((6, 15, 40, 90, 150, 320)))) for _ in range(12)]
    form = " the closing words that every bulletin of this agency carries at its very end, day after day"

    def told_again(text: str) -> str:
        own = text.split()
        cut = own[chance.randrange(len(own) // 2 + 1) :] if chance.random() < 0.3 else own
        changed = [w if chance.random() > 0.03 else chance.choice(words) for w in cut]
        return " ".join(changed) + (form if chance.random() < 0.7 else "")

    every = {f"d{n}": signature(told_again(chance.choice(bases))) for n in range(90)}
    new = {name: every[name] for name in list(every)[:30]}
    old = {name: every[name] for name in list(every)[30:]}
    one_by_one = {
        (a, b)
        for a in every
        for b in every
        if a < b and (a in new or b in new) and {*bands(every[a])} & {*bands(every[b])} and may_copy(every[a], every[b])
    }
    found = may_copy_any(new, old)
    assert set(found) == one_by_one
    assert len(found) == len(one_by_one) > 30
    assert may_copy_any({}, old) == []
    assert may_copy_any({"short": signature("too short")}, old) == []
