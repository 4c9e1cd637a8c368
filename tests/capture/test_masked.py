import pytest

from hudhud.capture.masked import unmask
from hudhud.capture.offsets import MappedText


def unmasked(text):
    return unmask(MappedText.of(text)).text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kil*led", "killed"),
        ("Dea*th", "Death"),
        ("KI-LLED", "KILLED"),
        ("ki-lled", "killed"),
        ("IS*IS", "ISIS"),
        ("I.S.I.S", "ISIS"),
        ("w*a*r", "war"),
        ("di*es", "dies"),
        ("m*u*rder", "murder"),
        ("k!lled", "killed"),
        ("k1lled", "killed"),
        ("K1LLED", "KILLED"),
        ("de@d", "dead"),
        ("sh0t", "shot"),
        ("b0mbing", "bombing"),
        ("k*lled", "killed"),
        ("m*rdered", "murdered"),
        ("sui_cide", "suicide"),
        ("terr•orists", "terrorists"),
        ("be-headed", "beheaded"),
        ("exe.cuted", "executed"),
        ("mas$acre", "massacre"),
        ("IS*IS-affiliated", "ISIS-affiliated"),
        ("anti-IS*IS", "anti-ISIS"),
        ("IS*IS’s", "ISIS’s"),
    ],
)
def test_disguised_words_are_restored(written, meant):
    assert unmasked(f"one {written}, two") == f"one {meant}, two"


@pytest.mark.parametrize(
    "written",
    [
        "anti-war",
        "co-kill",
        "man-killed",
        "hit-and-run",
        "well-known",
        "10-year-old",
        "M-16",
        "T4",
        "U.S.",
        "S.D.F",
        "is-is",
        "it is. Is it",
        "d**d",
        "f*ck",
        "Deir-ez-Zor",
        "Covid-19",
        "r*d",
        "@ttack_watch",
        "gun.Men ran",
        "dead.The",
        "https://example.org/ki-lled-in-war",
        "www.example.org/ki-lled",
        "five*six",
        "*killed*",
        "post-war",
        "war-torn",
        "self-defence",
        "2*3",
    ],
)
def test_other_words_are_left_alone(written):
    assert unmasked(f"so {written} then") == f"so {written} then"


def test_a_mask_that_may_hide_a_swear_word_is_settled_by_its_neighbours():
    assert unmasked("two men were sh*t at a checkpoint") == "two men were shot at a checkpoint"
    assert unmasked("a boy sh*t dead in the street") == "a boy shot dead in the street"
    assert unmasked("what a sh*t show") == "what a sh*t show"


def test_a_restored_word_leads_back_to_the_disguised_one():
    text = "Three were kil*led here"
    piece = unmask(MappedText.of(text))
    at = piece.text.index("killed")
    start, end = piece.slice(at, at + 6).source_range()
    assert text[start:end] == "kil*led"
