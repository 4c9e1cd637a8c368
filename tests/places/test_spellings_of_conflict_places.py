"""Spellings as reports write them, with the place they mean. Positions are general knowledge."""

import pytest

from hudhud.places import Gazetteer, distance_km

PLACES = [
    ("Palmyra", "SY", 34.56, 38.28),
    ("Tadmour", "SY", 34.56, 38.28),
    ("Sukhna", "SY", 34.885, 38.871),
    ("al-Sokhna", "SY", 34.885, 38.871),
    ("Haskeh", "SY", 36.50, 40.75),
    ("Hassakeh", "SY", 36.50, 40.75),
    ("al-Hasakah", "SY", 36.50, 40.75),
    ("Raqqa", "SY", 35.95, 39.01),
    ("Al-Raqqah", "SY", 35.95, 39.01),
    ("Deir Ezzor", "SY", 35.34, 40.14),
    ("Deir al-Zour", "SY", 35.34, 40.14),
    ("Dayr az Zawr", "SY", 35.34, 40.14),
    ("Abu Kamal", "SY", 34.45, 40.92),
    ("al-Boukamal", "SY", 34.45, 40.92),
    ("Mayadeen", "SY", 35.02, 40.45),
    ("Dara'a", "SY", 32.62, 36.10),
    ("Idleb", "SY", 35.93, 36.63),
    ("Lattakia", "SY", 35.52, 35.79),
    ("Sweida", "SY", 32.71, 36.57),
    ("Tell Abyad", "SY", 36.70, 38.96),
    ("Ras al-Ain", "SY", 36.85, 40.07),
    ("Kobane", "SY", 36.89, 38.35),
    ("Ma'arrat al-Nu'man", "SY", 35.65, 36.68),
    ("Khan Sheikhoun", "SY", 35.44, 36.65),
    ("Khan Shaykhun", "SY", 35.44, 36.65),
    ("al-Hol camp", "SY", 36.37, 41.15),
    ("Rukban", "SY", 33.32, 38.70),
    ("Rasafa", "SY", 35.63, 38.76),
    ("Jisr al-Shughour", "SY", 35.81, 36.32),
    ("Fallujah", "IQ", 33.35, 43.78),
    ("Falluja", "IQ", 33.35, 43.78),
    ("Ba'quba", "IQ", 33.75, 44.64),
    ("Tal Afar", "IQ", 36.38, 42.45),
    ("Shingal", "IQ", 36.32, 41.87),
    ("Mosul", "IQ", 36.34, 43.13),
    ("Hawija", "IQ", 35.32, 43.77),
    ("Hodeida", "YE", 14.80, 42.95),
    ("Hudaydah", "YE", 14.80, 42.95),
    ("Taizz", "YE", 13.58, 44.02),
    ("Sana'a", "YE", 15.35, 44.21),
    ("El Geneina", "SD", 13.45, 22.45),
    ("al-Junaynah", "SD", 13.45, 22.45),
    ("El-Fasher", "SD", 13.63, 25.35),
    ("Zamzam camp", "SD", 13.49, 25.31),
    ("Maiduguri", "NG", 11.85, 13.16),
    ("Chibok", "NG", 10.87, 12.85),
    ("Baga", "NG", 13.10, 13.82),
    ("Kiev", "UA", 50.45, 30.52),
    ("Kharkov", "UA", 49.98, 36.25),
    ("Artemivsk", "UA", 48.59, 38.00),
    ("Avdeevka", "UA", 48.14, 37.74),
    ("Qandahar", "AF", 31.61, 65.71),
    ("Lashkargah", "AF", 31.59, 64.36),
    ("Mogadishu", "SO", 2.04, 45.34),
    ("Beledweyne", "SO", 4.74, 45.20),
    ("Belet Weyne", "SO", 4.74, 45.20),
    ("Timbuktu", "ML", 16.77, -3.01),
    ("Djibo", "BF", 14.10, -1.63),
    ("Bunia", "CD", 1.56, 30.25),
    ("Rutshuru", "CD", -1.19, 29.45),
    ("Myitkyina", "MM", 25.38, 97.40),
    ("Tumaco", "CO", 1.80, -78.78),
    ("Culiacan", "MX", 24.80, -107.39),
    ("Khan Younis", "PS", 31.34, 34.30),
    ("Mekele", "ET", 13.49, 39.47),
    ("Mocimboa da Praia", "MZ", -11.35, 40.35),
]

# Spelled as nothing in the gazetteer is: only the vowel-less key can find them, and only in their country.
HEARD = [
    ("Hasakkah", "SY", 36.50, 40.75),
    ("Deir-Ezzoor", "SY", 35.34, 40.14),
    ("Mayyadeen", "SY", 35.02, 40.45),
    ("Qamishlee", "SY", 37.05, 41.22),
    ("Manbeej", "SY", 36.53, 37.95),
]


@pytest.mark.parametrize(("name", "country", "lat", "lon"), PLACES)
def test_a_spelling_finds_its_place(gazetteer: Gazetteer, name: str, country: str, lat: float, lon: float) -> None:
    best = gazetteer.lookup(name, countries=[country], kinds=("populated", "site"))[0]
    assert best.country == country
    assert best.lat is not None and best.lon is not None
    assert distance_km(lat, lon, best.lat, best.lon) < 25, best


@pytest.mark.parametrize(("name", "country", "lat", "lon"), HEARD)
def test_a_new_spelling_is_found_in_its_country_alone(
    gazetteer: Gazetteer, name: str, country: str, lat: float, lon: float
) -> None:
    best = gazetteer.lookup(name, countries=[country])[0]
    assert best.matched == "key"
    assert best.lat is not None and best.lon is not None
    assert distance_km(lat, lon, best.lat, best.lon) < 60, best
    assert not any(entry.country == country for entry in gazetteer.lookup(name))


@pytest.mark.parametrize("countries", [(), ("SY",), ("IQ", "SY")])
def test_a_persons_name_that_sounds_like_a_city_is_not_the_city(
    gazetteer: Gazetteer, countries: tuple[str, ...]
) -> None:
    assert not any(entry.name == "Homs" for entry in gazetteer.lookup("Hamsi", countries=countries))


def test_fame_decides_where_no_country_is_named(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Paris")[0].country == "FR"
    assert gazetteer.lookup("Palmyra")[0].country == "SY"
    assert gazetteer.lookup("Tripoli")[0].country == "LY"
    assert gazetteer.lookup("Aleppo")[0].kind == "populated"


def test_a_country_of_the_document_outweighs_fame(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Tripoli", countries=["LB"])[0].country == "LB"
    assert gazetteer.lookup("Paris", countries=["US"])[0].country == "US"
    assert gazetteer.lookup("Sinjar", countries=["IQ"])[0].country == "IQ"
    assert gazetteer.lookup("Sukhna")[0].country != "EG"


def test_a_name_of_city_and_province_gives_both(gazetteer: Gazetteer) -> None:
    kinds = {entry.kind for entry in gazetteer.lookup("Idlib", countries=["SY"])}
    assert {"populated", "admin1"} <= kinds
    assert {e.kind for e in gazetteer.lookup("Idlib", kinds=["admin1"])} == {"admin1"}


def test_nearness_decides_between_equals(gazetteer: Gazetteer) -> None:
    by_missouri = gazetteer.lookup("Springfield", countries=["US"], near=(37.2, -93.3))[0]
    by_boston = gazetteer.lookup("Springfield", countries=["US"], near=(42.3, -71.1))[0]
    assert by_missouri.admin1_name == "Missouri"
    assert by_boston.admin1_name == "Massachusetts"


def test_the_article_goes_only_where_arabic_is_written(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Hasakah")[0].id == gazetteer.lookup("al-Hasakah")[0].id
    assert gazetteer.lookup("Salvador", kinds=["populated"])[0].country == "BR"
    assert not any(entry.name == "Paso" for entry in gazetteer.lookup("El Paso"))
