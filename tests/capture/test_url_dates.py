from datetime import date

import pytest

from hudhud.capture import capture_bytes
from hudhud.capture.url_dates import day_in_url


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example.org/2022/07/25/a-report", date(2022, 7, 25)),
        ("https://example.org/en/2021-11-03/item", date(2021, 11, 3)),
        ("https://map.example.com/en/2021/24-november-three-soldiers", date(2021, 11, 24)),
        ("https://x.com/someone/status/1457602978328764422", date(2021, 11, 8)),
    ],
)
def test_an_address_that_names_a_day(url: str, day: date) -> None:
    assert day_in_url(url) == day


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://example.org/2022/13/45/impossible",
        "https://example.org/en/86910/",
        "https://example.org/2022/07/",
        "https://other.example/someone/status/1457602978328764422",
        "http://[broken",
        "https://x.com/someone",
    ],
)
def test_an_address_that_names_none(url: str | None) -> None:
    assert day_in_url(url) is None


def test_a_record_without_a_date_takes_that_of_its_address() -> None:
    text = "Two civilians were killed when shells fell on the market of the town on Sunday, residents said."
    record = b'{"text": "%s", "url": "https://example.org/2022/07/25/a"}' % text.encode()
    assert capture_bytes(record, origin="r", media_type="application/json").published == date(2022, 7, 25)
