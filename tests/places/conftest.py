from collections.abc import Iterator

import pytest

from hudhud.places import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """The default gazetteer, built once where the cache has none."""
    with Gazetteer.open(build_if_missing=True) as opened:
        yield opened
