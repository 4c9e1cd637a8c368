import pytest

from hudhud.capture.furniture import is_list_heading, list_prefix, reason_to_skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("- Advertisement -", "advertisement"),
        ("ADVERTISEMENT - CONTINUE READING BELOW", "advertisement"),
        ("Hot Topics", "list heading"),
        ("Related Articles.", "list heading"),
        ("Prev Post", "list heading"),
        ("Read more", "list heading"),
        ("Also read:", "list heading"),
        ("More from our reporters", "list heading"),
        ("Share this on Facebook", "social"),
        ("Facebook Twitter WhatsApp", "social"),
        ("Copy link to Tweet", "social"),
        ("Embed Tweet", "social"),
        ("12 Retweets", "social"),
        ("48.4K Views", "social"),
        ("Subscribe to our mailing list", "subscription"),
        ("Sign up for the morning briefing", "subscription"),
        ("© 2024 Valley Courier. All rights reserved.", "notice"),
        ("We use cookies to improve your visit.", "notice"),
        ("Photo: AP", "credit"),
        ("(AP Photo/Somebody, File)", "credit"),
        ("Rubble in the old market on Monday. (AFP File Photo)", "credit"),
        ("Reporting by A. Writer; Editing by B. Reader", "credit"),
        ("Click here to watch", "navigation"),
        ("Leave a comment", "comments"),
        ("https://example.org/a/b", "link"),
        ("desk@example.org", "link"),
        ("* * *", "decoration"),
    ],
)
def test_furniture_is_named(line, reason):
    assert reason_to_skip(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "Shares of blame were traded in the capital.",
        "Support US troops have given ended in May.",
        "The police post was attacked.",
        "More killed in the north",
        "Latest attack kills five",
        "Search for survivors continues",
        "Next came the gunmen.",
        "VIDEO: Three killed in raid",
        "17",
        "Home guards fired back.",
        "Read the names of the nine dead aloud, he said.",
        "",
    ],
)
def test_reports_are_not_furniture(line):
    assert reason_to_skip(line) is None


def test_a_bare_number_is_a_count_only_after_a_button():
    assert reason_to_skip("17", after="social") == "social"
    assert reason_to_skip("17", after=None) is None


def test_list_headings_and_prefixes():
    assert is_list_heading("Next Post")
    assert not is_list_heading("Next came the gunmen")
    assert list_prefix("Also read: Two die in raid") == len("Also read: ")
    assert list_prefix("Readers: two die") == 0
