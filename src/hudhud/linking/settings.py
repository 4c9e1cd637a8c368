"""The comparisons of two profiles, as splink takes them: the same settings on DuckDB and on Spark.

Each comparison has ordered levels, the first that holds counts. Their weights come from `weights.json`,
which `training/link_weights.py` makes; without it the comparisons stand untrained. The model is that of
Fellegi and Sunter (1969) as splink keeps it: a level's weight is the log to base 2 of how much oftener
it is seen between mentions of one incident than between mentions drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from splink import SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons

ID = "row"
_GAP = "greatest(day_from_l, day_from_r) - least(day_to_l, day_to_r)"
_DATED = "day_from_l IS NOT NULL AND day_from_r IS NOT NULL"
_DAYS = "day_from_l = day_to_l AND day_from_r = day_to_r"
_WIDEST = "greatest(day_to_l - day_from_l, day_to_r - day_from_r)"
_PUBLISHED = "abs(published_l - published_r)"
_SINCE = "coalesce(published_l - day_from_r, published_r - day_from_l)"
_KM = (
    "2 * 6371.0 * asin(sqrt(least(1.0, pow(sin(radians(lat_r - lat_l) / 2), 2)"
    " + cos(radians(lat_l)) * cos(radians(lat_r)) * pow(sin(radians(lon_r - lon_l) / 2), 2))))"
)
_POINTS = "lat_l IS NOT NULL AND lat_r IS NOT NULL"
_PLACES = "place_l IS NOT NULL AND place_r IS NOT NULL"
_ADMIN = "admin1_l = admin1_r AND country_l = country_r"


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison: its SQL over `…_l` and `…_r`, and the same in words."""

    sql: str
    words: str


@dataclass(frozen=True)
class Compared:
    """A comparison: its levels in order, and the words where none of them holds."""

    name: str
    levels: tuple[Level, ...]
    otherwise: str
    null: str | None = None
    """Where this holds nothing can be said, and the weight is 0."""
    null_words: str = "not given by both"

    @property
    def column(self) -> str:
        return self.name.replace(" ", "_")


def _shared(column: str) -> str:
    return f"len(list_intersect({column}_l, {column}_r))"


def _share(column: str) -> str:
    return f"{_shared(column)} / greatest(1, least(len({column}_l), len({column}_r)))"


def _empty(column: str) -> str:
    return f"len({column}_l) = 0 OR len({column}_r) = 0"


def _named_by(of: str, by: str) -> str:
    words = f"place_words_{of}"
    return f"len({words}) > 0 AND len(list_intersect({words}, named_{by})) = len({words})"


def _counted(harm: str) -> Compared:
    small, large = f"least({harm}_l, {harm}_r)", f"greatest({harm}_l, {harm}_r)"
    return Compared(
        harm,
        (
            Level(f"{harm}_l = {harm}_r AND {harm}_l >= 5", "the same number, five or more"),
            Level(f"{harm}_l = {harm}_r AND {harm}_l >= 2", "the same number, below five"),
            Level(f"{harm}_l = {harm}_r", "one each"),
            Level(f"{small} >= 5 AND {large} <= 1.3 * {small}", "nearly the same number, five or more"),
            Level(
                f"{small} >= 5 AND {large} <= 2.5 * {small}", "a toll from five up that climbed by less than 2.5 times"
            ),
            Level(f"{large} - {small} <= 1", "one more or less, below five"),
        ),
        "numbers far apart",
        null=f"{harm}_l IS NULL OR {harm}_r IS NULL",
        null_words="no number in both",
    )


_BOTH_COUNTED = "killed_l IS NOT NULL AND killed_r IS NOT NULL AND injured_l IS NOT NULL AND injured_r IS NOT NULL"
_UNKNOWN = 3  # in usual names: what a name tells that no vocabulary holds
_NAMES = f"({_UNKNOWN} * {_shared('unknown')} + {_shared('usual')})"
_NAMES_OF = f"least({_UNKNOWN} * len(unknown_l) + len(usual_l), {_UNKNOWN} * len(unknown_r) + len(usual_r))"

COMPARED: tuple[Compared, ...] = (
    Compared(
        "date",
        (
            Level(f"{_DATED} AND {_DAYS} AND day_from_l = day_from_r", "the same day"),
            Level(f"{_DATED} AND {_DAYS} AND {_GAP} = 1", "a day apart"),
            Level(f"{_DATED} AND {_GAP} <= 0 AND {_WIDEST} <= 7", "intervals of days that meet"),
            Level(f"{_DATED} AND {_GAP} <= 0", "wide intervals that meet"),
            Level(f"{_DATED} AND {_GAP} <= 3", "two or three days apart"),
            Level(f"{_DATED} AND {_GAP} <= 14", "within two weeks"),
            Level(f"{_DATED} AND {_GAP} <= 60", "within two months"),
            Level(_DATED, "months apart"),
            Level(f"{_SINCE} < -1", "one is dated, after the other was published"),
            Level(f"{_SINCE} <= 3", "one is dated, up to three days before the other was published"),
            Level(f"{_SINCE} <= 14", "one is dated, up to two weeks before the other was published"),
        ),
        "one is dated, weeks before the other was published",
        null="(day_from_l IS NULL AND day_from_r IS NULL)"
        f" OR (NOT ({_DATED}) AND {_SINCE} IS NULL)",
    ),
    Compared(
        "published",
        (
            Level(f"{_PUBLISHED} <= 1", "within a day"),
            Level(f"{_PUBLISHED} <= 4", "within four days"),
            Level(f"{_PUBLISHED} <= 14", "within two weeks"),
            Level(f"{_PUBLISHED} <= 60", "within two months"),
            Level(f"{_PUBLISHED} <= 365", "within a year"),
        ),
        "more than a year apart",
        null="published_l IS NULL OR published_r IS NULL",
    ),
    Compared(
        "place",
        (
            Level(f"{_POINTS} AND {_KM} <= 10 AND place_l = place_r", "the same place"),
            Level(f"{_POINTS} AND {_KM} <= 10", "within 10 km"),
            Level(f"{_POINTS} AND {_KM} <= 40", "within 40 km"),
            Level(f"{_POINTS} AND {_KM} <= reach_l + reach_r", "one may lie in the other"),
            Level(f"{_POINTS} AND {_ADMIN}", "far apart in one admin-1"),
            Level(_POINTS, "far apart"),
            Level(f"{_PLACES} AND place_l = place_r", "the same name, without a point for both"),
            Level(
                f"({_named_by('l', 'r')}) OR ({_named_by('r', 'l')})",
                "the one's place is named by the other",
            ),
            Level(
                f"{_PLACES} AND country_l = country_r AND (len(place_words_l) = 0 OR len(place_words_r) = 0)",
                "a wide area of the country that may hold the other",
            ),
            Level(f"{_PLACES} AND {_ADMIN}", "different names in one admin-1"),
            Level(_PLACES, "different names, without a point for both"),
        ),
        "not given by both",
        null="place_l IS NULL AND place_r IS NULL",
    ),
    Compared(
        "event type",
        (Level(f"{_shared('types')} >= 1", "the same"),),
        "different",
        null=_empty("types"),
    ),
    Compared(
        "actors",
        (
            Level(f"{_shared('actors')} >= 1", "the same"),
            Level(f"{_shared('lineage')} >= 1", "one the other's parent, or of one parent"),
        ),
        "different",
        null=_empty("actors"),
    ),
    _counted("killed"),
    _counted("injured"),
    Compared(
        "toll",
        (
            Level(
                f"{_BOTH_COUNTED} AND killed_l = killed_r AND injured_l = injured_r",
                "as many killed and as many injured",
            ),
            Level(
                f"{_BOTH_COUNTED} AND (killed_l = killed_r OR injured_l = injured_r)", "one of the two numbers the same"
            ),
        ),
        "neither number the same",
        null=f"NOT ({_BOTH_COUNTED})",
        null_words="not both numbers in both",
    ),
    Compared(
        "victims",
        (
            Level(f"{_share('victims')} > 0.6", "called alike"),
            Level(f"{_shared('victims')} >= 1", "called alike in part"),
        ),
        "called differently",
        null=_empty("victims"),
    ),
    Compared(
        "names in the report",
        tuple(
            Level(f"{_NAMES} >= {least} AND {_NAMES} >= {share} * {_NAMES_OF}", words)
            for least, share, words in (
                (16, 0.5, "the same ones, many and rare"),
                (10, 0.35, "many rare ones shared"),
                (7, 0.4, "rare ones shared, nearly half of all"),
                (7, 0.2, "rare ones shared, a fifth of all"),
                (4, 0.25, "a rare one and others shared, a quarter of all"),
                (4, 0.12, "a rare one and others shared"),
                (3, 0.1, "a rare one shared"),
                (2, 0.05, "usual ones shared"),
            )
        ),
        "hardly any shared",
        null="len(unknown_l) + len(usual_l) = 0 OR len(unknown_r) + len(usual_r) = 0",
    ),
    Compared(
        "full names",
        (
            Level(f"{_shared('name_pairs')} >= 6 AND {_share('name_pairs')} >= 0.5", "most of many shared"),
            Level(f"{_shared('name_pairs')} >= 3 AND {_share('name_pairs')} >= 0.25", "three or more shared"),
            Level(f"{_shared('name_pairs')} >= 2", "two shared"),
            Level(f"{_shared('name_pairs')} >= 1", "one shared"),
            Level("len(name_pairs_l) < 3 OR len(name_pairs_r) < 3", "none shared of a few"),
        ),
        "none shared",
        null=_empty("name_pairs"),
    ),
    Compared(
        "ages",
        (
            Level(f"{_shared('ages')} >= 3", "three people's or more shared"),
            Level(f"{_shared('ages')} >= 2", "two people's shared"),
            Level(f"{_shared('ages')} >= 1", "one person's shared"),
        ),
        "none shared",
        null=_empty("ages"),
    ),
    Compared(
        "title",
        tuple(
            Level(f"{_shared('title')} >= {least} AND {_share('title')} >= {share}", words)
            for least, share, words in (
                (4, 0.6, "nearly the same words"),
                (3, 0.4, "many words shared"),
                (3, 0.2, "some words shared"),
                (2, 0.2, "two words shared"),
                (1, 0.05, "one word shared"),
            )
        ),
        "no word shared",
        null=_empty("title"),
    ),
    Compared(
        "wording",
        (
            Level("list_cosine_similarity(vector_l, vector_r) >= 0.8", "nearly the same meaning"),
            Level("list_cosine_similarity(vector_l, vector_r) >= 0.68", "close in meaning"),
            Level("list_cosine_similarity(vector_l, vector_r) >= 0.58", "near in meaning"),
            Level("list_cosine_similarity(vector_l, vector_r) >= 0.48", "related"),
            Level("list_cosine_similarity(vector_l, vector_r) >= 0.35", "somewhat related"),
        ),
        "unrelated",
        null="vector_l IS NULL OR vector_r IS NULL",
    ),
)  # fmt: skip


def settings(
    weights: Mapping[str, Any] | None = None, *, dialect: str = "duckdb", translated: Callable[[str], str] = str
) -> SettingsCreator:
    """The settings for splink; with `weights` trained, without untrained.

    `weights["comparisons"][name]` holds for each level (the last is where none holds) its m and u. Another
    `dialect` than DuckDB's needs its conditions `translated`.
    """
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=ID,
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        comparisons=[_comparison(one, weights, dialect, translated) for one in COMPARED],
        probability_two_random_records_match=weights["prior"] if weights else 0.0001,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=False,
    )


def _comparison(
    one: Compared, weights: Mapping[str, Any] | None, dialect: str, translated: Callable[[str], str]
) -> comparisons.CustomComparison:
    made: list[Any] = []
    if one.null is not None:
        null = levels.CustomLevel(translated(one.null), label_for_charts=one.null_words, base_dialect_str=dialect)
        made.append(null.configure(is_null_level=True))
    trained = weights["comparisons"][one.name] if weights else None
    for number, level in enumerate(one.levels):
        custom = levels.CustomLevel(translated(level.sql), label_for_charts=level.words, base_dialect_str=dialect)
        made.append(_weighted(custom, trained, number))
    made.append(_weighted(levels.ElseLevel(), trained, len(one.levels)))
    return comparisons.CustomComparison(made, output_column_name=one.column)


def _weighted(level: Any, trained: Sequence[Mapping[str, float]] | None, number: int) -> Any:
    if trained is None:
        return level
    return level.configure(m_probability=trained[number]["m"], u_probability=trained[number]["u"])
