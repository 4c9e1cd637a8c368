"""Arabic dates: what is said, where, and which day that is."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.model import When
from hudhud.reading.arabic.dates import expressions
from hudhud.reading.calendar import Anchors, resolve

_OUT = When(start=date(2023, 2, 22), end=date(2023, 2, 22), precision="day")  # a Wednesday


def dated(text: str) -> list[tuple[str, str, str]]:
    """The words, the first and the last day of each expression that can be resolved."""
    found = []
    for one in expressions(text):
        told = resolve(one, Anchors(_OUT))
        if told is not None:
            found.append((text[one.start : one.end], told.when.start.isoformat(), told.when.end.isoformat()))
    return found


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("قُتل راعيان في 17 شباط 2023", "17 شباط 2023", "2023-02-17"),
        ("وقع الهجوم يوم ١٧ شباط/فبراير ٢٠٢٣", "١٧ شباط/فبراير ٢٠٢٣", "2023-02-17"),
        ("في 3 كانون الثاني الماضي", "3 كانون الثاني", "2023-01-03"),
        ("بتاريخ 17-02-2023 قُصفت القرية", "17-02-2023", "2023-02-17"),
        ("٢٠٢٣/٠٢/١٧ م", "٢٠٢٣/٠٢/١٧", "2023-02-17"),
        ("في السابع عشر من شباط", "السابع عشر من شباط", "2023-02-17"),
        ("في الحادي والعشرين من آب 2013", "الحادي والعشرين من آب 2013", "2013-08-21"),
        ("في 5 أوت 2021 بضواحي المدينة", "5 أوت 2021", "2021-08-05"),
        ("مساء أمس", "مساء أمس", "2023-02-21"),
        ("قصفت الطائرات البلدة أمس الأول", "أمس الأول", "2023-02-20"),
        ("فجر اليوم الأربعاء", "فجر اليوم الأربعاء", "2023-02-22"),
        ("يوم الجمعة الماضي", "يوم الجمعة الماضي", "2023-02-17"),
        ("ليلة الاثنين", "ليلة الاثنين", "2023-02-20"),
        ("قبل يومين", "قبل يومين", "2023-02-20"),
        ("قبل ثلاثة أيام", "قبل ثلاثة أيام", "2023-02-19"),
        ("هذا الصباح", "هذا الصباح", "2023-02-22"),
        ("في 11 من الشهر الجاري", "11 من الشهر الجاري", "2023-02-11"),
    ],
)
def test_a_day(text: str, words: str, day: str) -> None:
    assert dated(text) == [(words, day, day)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("منتصف شباط", "منتصف شباط", "2023-02-11", "2023-02-20"),
        ("في أيار 2022 وحده", "أيار 2022", "2022-05-01", "2022-05-31"),
        ("في شهر مارس", "شهر مارس", "2022-03-01", "2022-03-31"),
        ("خلال عام 2019", "عام 2019", "2019-01-01", "2019-12-31"),
        ("بين 3 و5 كانون الثاني 2023", "بين 3 و5 كانون الثاني 2023", "2023-01-03", "2023-01-05"),
        ("الشهر الماضي", "الشهر الماضي", "2023-01-01", "2023-01-31"),
        ("مطلع عام 2018", "مطلع عام 2018", "2018-01-01", "2018-04-30"),
    ],
)
def test_what_is_wider_than_a_day_stays_so(text: str, words: str, first: str, last: str) -> None:
    assert dated(text) == [(words, first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "17 رمضان 1444",
        "في سوق الجمعة",
        "قتل أب وطفلاه",
        "مارس الضغط على السكان",
        "يوم السبت المقبل",
        "أصيب 17 شخصاً",
        "بنسبة 3/4",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert dated(text) == []


def test_since_and_until_bound_and_do_not_date() -> None:
    assert [one.scope for one in expressions("منذ 11 شباط 2023")] == [True]
    assert [one.scope for one in expressions("في 11 شباط 2023")] == [False]


_WORDS = st.sampled_from(
    "17 شباط/فبراير 2023 أمس الجمعة الماضي قبل ثلاثة أيام منتصف ١٧-٢-٢٠٢٣ 31 99 عام \u202e \u0640 و".split(" ")
)


@given(st.lists(_WORDS, max_size=9).map(" ".join))
def test_whatever_comes_the_offsets_are_the_texts_and_none_overlaps(text: str) -> None:
    found = expressions(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for one in found:
        resolve(one, Anchors(_OUT))


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    assert all(text[one.start : one.end].strip() for one in expressions(text))
