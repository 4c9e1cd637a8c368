"""Statements: what their types refuse, and names that stay the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from hudhud.model import Count, Evidence, Leadership, Reading, RecordClaim, Share, Standing, Statement, When

TEN = Count(low=10, high=10)


def statement(value: Any, **fields: Any) -> Statement:
    defaults: dict[str, Any] = {
        "evidence": Evidence(verbatim="ten fighters", span_start=3, span_end=15),
        "said": When(start=date(2024, 3, 1), end=date(2024, 3, 1), precision="day"),
        "confidence": 0.8,
        "reason": "made for a test",
        "reader": "test",
        "reader_version": "1",
    }
    return Statement(value=value, **defaults | fields)


def test_a_standing_figure_needs_a_count_or_a_share() -> None:
    assert Standing(actor="Hamas", what="fighters", count=TEN).count == TEN
    assert Standing(actor="Hamas", what="fighters", share=Share(words="half", low=0.5, high=0.5)).count is None
    with pytest.raises(ValidationError, match="a count or a share"):
        Standing(actor="Hamas", what="fighters")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Standing(actor="x", what="rockets", count=TEN),
        lambda: Leadership(actor="x", role="king", change="killed"),
        lambda: Leadership(actor="x", role="leader", change="crowned"),
        lambda: RecordClaim(kind="rumour", predicate="worst", measure="killed"),
        lambda: RecordClaim(kind="trend", predicate="rose", measure="prices"),
        lambda: RecordClaim(kind="trend", predicate="rose", measure="killed", direction="sideways"),  # type: ignore[arg-type]
        lambda: Share(words="all", low=1.5, high=2.0),
    ],
)
def test_unknown_codes_are_refused(make: Any) -> None:
    with pytest.raises(ValidationError):
        make()


def test_the_time_of_a_statement_is_its_own_or_that_of_saying() -> None:
    year = When(start=date(2019, 1, 1), end=date(2019, 12, 31), precision="year")
    own = statement(Standing(actor="Hamas", what="fighters", count=TEN, when=year))
    assert own.when == year
    plain = statement(Standing(actor="Hamas", what="fighters", count=TEN))
    assert plain.when == plain.said
    assert statement(RecordClaim(kind="trend", predicate="rose", measure="incidents"), said=None).when is None


def test_a_statement_comes_back_from_json_as_what_it_was() -> None:
    for value in (
        Standing(actor="Hamas", actor_id="hamas", what="fighters", count=TEN),
        Leadership(actor="Hamas", role="leader", change="killed", person="A B", predecessor="C D"),
        RecordClaim(kind="superlative", predicate="deadliest", measure="killed", direction="most", one_of=True),
    ):
        one = statement(value)
        assert Statement.model_validate_json(one.model_dump_json()) == one
        assert one.kind == value.type


def test_an_id_changes_with_document_place_and_content() -> None:
    one = statement(Standing(actor="Hamas", what="fighters", count=TEN))
    other = one.model_copy(update={"attributed_to": "the army"})
    assert len({one.id_in("d", 0), one.id_in("d", 1), one.id_in("e", 0), other.id_in("d", 0)}) == 4
    assert one.id_in("d", 0) == one.id_in("d", 0)


def test_statements_change_the_digest_of_a_reading_and_their_absence_does_not() -> None:
    bare = Reading(document_id="d", published=None, published_basis="unknown", mentions=(), reader="r",
                   reader_version="1", config_hash="c")  # fmt: skip
    with_one = bare.model_copy(update={"statements": (statement(Standing(actor="x", what="members", count=TEN)),)})
    assert bare.digest() != with_one.digest()
    assert "statements" not in bare.model_dump_json(exclude={"statements"})
