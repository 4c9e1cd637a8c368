import textwrap

import pytest

from hudhud.capture import capture_bytes, reading_copy
from hudhud.model.documents import Document


def document(text, **more) -> Document:
    return capture_bytes(text.encode(), origin="test.txt", language="en", **more)


def read(text):
    captured = document(text)
    return captured, reading_copy(captured)


def kinds(copy):
    return [(block.kind, copy.text[block.start : block.end]) for block in copy.blocks]


def reasons(captured, copy):
    return [(each.reason, captured.text[each.start : each.end].strip()) for each in copy.skipped]


BODY = "Gunmen on two pickup trucks opened fire on a bakery queue in the town of Marra on Tuesday, a medic said."


def test_title_body_and_the_headlines_of_other_stories():
    captured, copy = read(
        f"Four shot at bakery in Marra\n\n{BODY}\n\nPrev Post\n\nRiver floods two villages\n\nNext Post\n\n"
        "Guard kil*led near the old mill…\n"
    )
    assert kinds(copy) == [
        ("title", "Four shot at bakery in Marra"),
        ("body", BODY),
        ("headline", "River floods two villages"),
        ("headline", "Guard killed near the old mill…"),
    ]
    assert reasons(captured, copy) == [("list heading", "Prev Post"), ("list heading", "Next Post")]
    at = copy.text.index("killed near")
    start, end = copy.original(at, at + 6)
    assert captured.text[start:end] == "kil*led"


def test_body_after_a_list_is_body_again():
    _, copy = read(f"{BODY}\n\nRead also:\n\nRiver floods two villages\n\n{BODY} Nobody claimed it.\n\nWhat we know")
    assert [kind for kind, _ in kinds(copy)] == ["body", "headline", "body", "body"]


def test_the_title_after_a_list_at_the_top():
    _, copy = read(f"Latest News\n\nRiver floods two villages\n\nFour shot at bakery in Marra\n\n{BODY}\n\n{BODY}")
    assert [kind for kind, _ in kinds(copy)][:2] == ["headline", "title"]


def test_another_story_announced_on_its_own_line():
    captured, copy = read(f"{BODY}\n\nAlso read: River floods two villages\n\n{BODY} He fled.")
    assert kinds(copy)[1] == ("headline", "River floods two villages")
    assert ("list heading", "Also read:") in reasons(captured, copy)


def test_a_first_sentence_is_a_title_only_where_the_page_sets_it_apart():
    _, apart = read(f"Bakery queue shooting is the worst since spring.\n\n- Advertisement -\n\n{BODY}")
    _, running = read(f"Bakery queue shooting is the worst since spring.\n\n{BODY}")
    assert kinds(apart)[0][0] == "title"
    assert kinds(running)[0][0] == "body"


@pytest.mark.parametrize("first", ["29 March, 2024", "Weekly Review", BODY])
def test_dates_section_names_and_prose_are_no_titles(first):
    _, copy = read(f"{first}\n\n{BODY} It was night.")
    assert kinds(copy)[0] == ("body", first)


def test_a_repeated_title_is_read_once():
    title = "Four shot at bakery in Marra"
    captured, copy = read(f"{title}\n\n{title}\n\n{BODY}\n\n{title}\n\n{BODY}")
    assert [kind for kind, _ in kinds(copy)] == ["title", "body", "body"]
    assert reasons(captured, copy) == [("repeated", title)] * 2


def test_the_given_title_is_known_with_site_name_and_repetitions():
    title = "Bakery shooting: four dead."
    text = f"Title: {title} - Valley Courier {title} - Valley Courier\n---\n{title}\n\n{BODY}"
    _, copy = read(text)
    assert kinds(copy)[0] == ("title", title)


def test_short_lines_may_repeat_long_paragraphs_may_not():
    line = "A civilian was shot dead in the east of the district."
    long = BODY + " " + BODY
    captured, copy = read(f"{BODY}\n\n{line}\n\n{line}\n\n{long}\n\n{long}")
    assert [text for _, text in kinds(copy)].count(line) == 2
    assert reasons(captured, copy) == [("repeated", long)]


def test_hard_wrapped_bulletins_are_joined():
    paragraph = " ".join(["The column left the barracks at dawn and was ambushed on the mountain road."] * 4)
    other = paragraph.replace("dawn", "dusk").upper()
    _, copy = read("   " + "\n\n".join("\n".join(textwrap.wrap(each, 72)) for each in (paragraph, other)))
    assert kinds(copy) == [("body", paragraph), ("body", other)]


def test_an_indented_line_opens_a_paragraph():
    wrapped = "\n".join(textwrap.wrap(f"{BODY} " * 3, 70))
    _, copy = read(f"   {wrapped}\n   {wrapped.replace('bakery', 'baker')}")
    assert len(copy.blocks) == 2


def test_lines_that_were_not_wrapped_stay_apart():
    _, copy = read(f"{BODY}\n{BODY} He fled.\n- one man shot\n- two men stabbed\n{BODY} Night fell.")
    assert len(copy.blocks) == 5


def test_a_hyphen_at_the_margin_is_kept_and_closed():
    _, copy = read("Soldiers searched the villages along the river after the Kurdish-\nled forces withdrew from them.")
    assert "Kurdish-led forces" in copy.text


def test_an_advertisement_inside_a_paragraph():
    captured, copy = read("He ran to the river. - Advertisement - Nobody followed him there.")
    assert copy.text == "He ran to the river. Nobody followed him there."
    assert reasons(captured, copy) == [("advertisement", "- Advertisement -")]


def test_twitter_furniture():
    captured, copy = read(f"Post\n\n{BODY}\n\nReply\n\n1\n\nRetweet\n\n2\n\nLike\n\n17\n\nBack to top ↑")
    assert kinds(copy) == [("body", BODY)]
    assert {reason for reason, _ in reasons(captured, copy)} == {"social", "navigation"}


def test_capitals_stay_as_they_are():
    _, copy = read(BODY.upper())
    assert copy.text == BODY.upper()


def test_a_header_gives_metadata_and_is_not_read():
    text = f"Title: Four shot\nPublished: 2024-03-05\nPublisher: Courier\nDoc-Id: b-7\nNote: invented\n---\n{BODY}\n"
    captured, copy = read(text)
    assert (captured.title, captured.publisher, captured.doc_id) == ("Four shot", "Courier", "b-7")
    assert str(captured.published) == "2024-03-05"
    assert captured.text == text
    assert copy.text == BODY
    assert copy.skipped[0].reason == "header"


@pytest.mark.parametrize("text", [f"Title: no end\n\n{BODY}", f"Colour: red\n---\n{BODY}", f"{BODY}\n---\n{BODY}"])
def test_what_only_resembles_a_header_is_text(text):
    _, copy = read(text)
    assert not any(each.reason == "header" for each in copy.skipped)


def test_reading_twice_gives_the_same():
    captured, copy = read(f"Four shot at bakery in Marra\n\n{BODY}")
    again = reading_copy(captured)
    assert (again.text, again.blocks, list(again.starts)) == (copy.text, copy.blocks, list(copy.starts))
