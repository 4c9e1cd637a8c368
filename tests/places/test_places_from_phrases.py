import pytest

from hudhud.places import Gazetteer, distance_km, locate, parse_relation, read_phrase

SUKHNA = (34.885, 38.871)
PALMYRA = (34.56, 38.28)

# phrase, country prior, precision, point or None, country
PHRASES = [
    ("Sukhna", "SY", "exact", SUKHNA, "SY"),
    ("the town of Sukhna", "SY", "exact", SUKHNA, "SY"),
    ("outside Sukhna", "SY", "near", SUKHNA, "SY"),
    ("just up the highway from Sukhna", "SY", "near", SUKHNA, "SY"),
    ("20 km south of Palmyra", "SY", "near", (34.382, 38.284), "SY"),
    ("about 20 kilometres (12 miles) south-west of Palmyra", "SY", "near", (34.435, 38.130), "SY"),
    ("twelve miles east of Palmyra", "SY", "near", (34.56, 38.494), "SY"),
    ("west of Raqqa", "SY", "near", (35.95, 39.01), "SY"),
    ("on the road between Homs and Hama", "SY", "near", (34.93, 36.74), "SY"),
    ("on the road between Deir ez-Zor and Damascus", "SY", "district", None, "SY"),
    ("the countryside of Hama", "SY", "district", None, "SY"),
    ("Hama's eastern countryside", "SY", "district", None, "SY"),
    ("western Aleppo countryside", "SY", "district", None, "SY"),
    ("rural Idlib", "SY", "district", None, "SY"),
    ("Homs province", "SY", "province", None, "SY"),
    ("Deir ez-Zor governorate", "SY", "province", None, "SY"),
    ("Reef Dimashq", "SY", "province", None, "SY"),
    ("northern Aleppo", "SY", "province", None, "SY"),
    ("Raqqa district", "SY", "district", None, "SY"),
    ("Eastern Ghouta", "SY", "district", None, "SY"),
    ("Badia desert", "SY", "region", None, "SY"),
    ("southern Syria", "SY", "region", None, "SY"),
    ("northeast Nigeria", "NG", "region", None, "NG"),
    ("central Mali", "SY", "region", None, "ML"),
    ("Syria", "SY", "country", None, "SY"),
    ("South Sudan", "SD", "country", None, "SS"),
    ("the border with Turkey", "SY", "region", None, "SY"),
    ("al-Hol camp", "SY", "exact", (36.37, 41.15), "SY"),
    ("Damascus airport", "SY", "near", (33.51, 36.29), "SY"),
    ("Sukhna, Homs province", "SY", "exact", SUKHNA, "SY"),
    ("Baga, Borno State, Nigeria", "SY", "exact", (13.10, 13.82), "NG"),
    ("North Kivu", "CD", "province", None, "CD"),
    ("the Gaza Strip", "PS", "region", None, "PS"),
    ("between Homs and Hama", "SY", "near", (34.93, 36.74), "SY"),
    ("the Homs-Hama road", "SY", "near", (34.93, 36.74), "SY"),
    ("on the Deir ez-Zor–Damascus highway", "SY", "district", None, "SY"),
    ("between Mali and Niger", "ML", "region", None, "ML"),
    ("on the outskirts of Palmyra", "SY", "near", PALMYRA, "SY"),
    ("Palmyra's western outskirts", "SY", "near", PALMYRA, "SY"),
    ("the southern entrance to Palmyra", "SY", "near", PALMYRA, "SY"),
    ("30 km NE of Menaka", "ML", "near", (16.11, 2.59), "ML"),
    ("NE of Menaka", "ML", "near", (15.92, 2.40), "ML"),
    ("the Aleppo countryside", "SY", "district", None, "SY"),
    ("off the coast of Latakia", "SY", "near", (35.53, 35.79), "SY"),
    ("in the waters off Hodeidah", "YE", "near", (14.80, 42.95), "YE"),
    ("off the coast of Yemen", "YE", "region", None, "YE"),
    ("N of the border with Niger", "ML", "region", None, "ML"),
    ("15 km from the border with Niger", "ML", "region", None, "ML"),
    ("Springfield, Ill.", "US", "exact", (39.80, -89.64), "US"),
    ("the Sea of Azov", "UA", "region", None, None),
]


@pytest.mark.parametrize(("phrase", "prior", "precision", "point", "country"), PHRASES)
def test_a_phrase_is_fixed_no_closer_than_its_words(
    gazetteer: Gazetteer,
    phrase: str,
    prior: str,
    precision: str,
    point: tuple[float, float] | None,
    country: str | None,
) -> None:
    located = locate(phrase, gazetteer, [prior])
    place = located.place
    assert (place.precision, place.country) == (precision, country), located
    assert located.reason and "\n" not in located.reason
    if point is None:
        assert place.lat is None and place.lon is None
    else:
        assert place.lat is not None and place.lon is not None
        assert distance_km(*point, place.lat, place.lon) < 5, located


@pytest.mark.parametrize("phrase", ["Shola", "the village of Qzvxrt", "outside Qzvxrt", "near Qzvxrt, Homs province"])
def test_an_unknown_name_is_kept_without_a_point(gazetteer: Gazetteer, phrase: str) -> None:
    place = locate(phrase, gazetteer, ["SY"]).place
    assert place.name and place.lat is None and place.gazetteer_id is None
    assert place.country == "SY"
    assert place.precision == ("near" if phrase.startswith(("outside", "near")) else "exact")


def test_a_hamlet_abroad_is_not_taken_for_a_place_at_home(gazetteer: Gazetteer) -> None:
    assert locate("Springfield", gazetteer, ["SY"]).place.country != "NZ"
    assert locate("Paris", gazetteer, ["SY"]).place.country == "FR"
    small = next(e for e in gazetteer.lookup("Shady Grove") if e.population < 5_000)
    assert locate("Shady Grove", gazetteer, ["SY"]).place.gazetteer_id != small.id


def test_georgia_in_a_report_on_the_united_states_is_the_state(gazetteer: Gazetteer) -> None:
    assert locate("Georgia", gazetteer, ["US"]).place.country == "US"
    assert locate("Georgia", gazetteer, []).place.country == "GE"


def test_relations_keep_number_and_direction() -> None:
    relation = parse_relation("some 1,5 miles north-east of")
    assert relation is not None and relation.kind == "distance" and relation.bearing == 45
    assert parse_relation("in") is None
    assert parse_relation("300 metres from") == parse_relation("300  metres from")
    assert (parse_relation("300 metres from") or relation).km == 0.3
    assert (parse_relation("the eastern countryside of") or relation).kind == "countryside"


def test_of_within_a_name_is_no_relation() -> None:
    assert read_phrase("Gulf of Aden") == ("Gulf of Aden", None)
    assert read_phrase("Federation of Bosnia") == ("Federation of Bosnia", None)
