import pytest

from hudhud.places import Gazetteer


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Syria", "SY"), ("Syrian", "SY"), ("the Syrian", "SY"), ("US", "US"), ("U.S.", "US"),
        ("the United States", "US"),
        ("UK", "GB"), ("DRC", "CD"), ("DR Congo", "CD"), ("Congolese", "CD"), ("Nigerian", "NG"), ("Nigerien", "NE"),
        ("Niger", "NE"), ("Burma", "MM"), ("Myanmar", "MM"), ("Iran", "IR"), ("Russia", "RU"), ("Norwegian", "NO"),
        ("South Sudanese", "SS"), ("Turkey", "TR"), ("Türkiye", "TR"), ("Ivory Coast", "CI"), ("Palestinian", "PS"),
        ("Burkinabè", "BF"), ("Emirati", "AE"), ("Central African Republic", "CF"), ("Kosovo", "XK"), ("Serbia", "RS"),
        ("us", None), ("Us", None), ("Homs", None), ("", None), ("it", None),
    ],
)  # fmt: skip
def test_names_aliases_and_peoples(gazetteer: Gazetteer, name: str, code: str | None) -> None:
    assert gazetteer.country(name) == code


def test_neighbours_and_names(gazetteer: Gazetteer) -> None:
    assert set(gazetteer.neighbours("SY")) == {"IQ", "JO", "IL", "TR", "LB"}
    assert gazetteer.country_name("sy") == "Syria"
    assert gazetteer.country_name("ZZ") is None
    assert gazetteer.neighbours("ZZ") == ()


def test_every_country_answers_to_its_own_name(gazetteer: Gazetteer) -> None:
    wrong = [c for c, (name, _) in gazetteer._countries.items() if gazetteer.country(name) != c]
    assert wrong == []


@pytest.mark.parametrize(
    ("lat", "lon", "country", "province"),
    [(34.56, 38.28, "SY", "Homs"), (35.6, 38.9, "SY", "Raqqa"), (13.0, 13.8, "NG", "Borno"),
     (47.1, 37.6, "UA", "Donetsk")],
)  # fmt: skip
def test_the_province_of_a_point(gazetteer: Gazetteer, lat: float, lon: float, country: str, province: str) -> None:
    found = gazetteer.nearest_admin1(lat, lon, country)
    assert found is not None and found[1] == province


def test_no_province_where_there_is_no_country(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest_admin1(0.0, 0.0, "ZZ") is None
