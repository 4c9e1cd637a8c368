import pytest

from hudhud.capture.offsets import MappedText
from hudhud.capture.repair import is_invisible, repair


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("the groupâ€™s men", "the group’s men"),
        ("â€œWe fled,â€\x9d he said", "“We fled,” he said"),
        ("SÃ£o Paulo", "São Paulo"),
        ("a\u200bb\u00adc\ufeffd\u202ee", "abcde"),
        ("two\u00a0men\u2009ran\u3000off", "two men ran off"),
        ("tabs\t\tand   spaces", "tabs and spaces"),
        ("\ufb01ve o\ufb03cers", "five officers"),
        ("cafe\u0301", "café"),
        ("Serêkaniyê’s “edge” – Ba’iba’ah", "Serêkaniyê’s “edge” – Ba’iba’ah"),
        ("kil\u200b*led", "killed"),
    ],
)
def test_repairs(broken, meant):
    assert repair(MappedText.of(broken)).text == meant


def test_only_the_broken_stretch_maps_as_a_whole():
    text = "the groupâ€™s men"
    piece = repair(MappedText.of(text))
    at = piece.text.index("’")
    assert text[piece.starts[at] : piece.ends[at]] == "â€™"
    assert all(text[piece.starts[i] : piece.ends[i]] == character for i, character in enumerate(piece.text) if i != at)


def test_two_broken_stretches_of_one_word_stay_apart():
    text = "â€œgroupâ€™s"
    piece = repair(MappedText.of(text))
    start, end = piece.slice(1, 6).source_range()
    assert (piece.text, text[start:end]) == ("“group’s", "group")


def test_invisible():
    assert is_invisible("\u200b \ufeff")
    assert not is_invisible("\u200bx")
