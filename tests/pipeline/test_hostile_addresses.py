"""Hostile pages all the way: fetched from the site, taken apart in the worker, read, kept, verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.capture.fetching import fetcher
from hudhud.configuration import Configuration, FetchLimits, IsolationLimits
from hudhud.ledger import Custody, Ledger
from hudhud.reading import Reader
from tests.capture.hostile_site import BEHAVIOURS, HostileSite

REPORTS = [each for each in BEHAVIOURS if each.error is None and "html" in each.accept and each.robots == "none"]
LIMITS = FetchLimits(most_bytes=12_000_000, seconds=5, silence=2, tries=1, delay=0)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return pipeline.open_default_reader()


def test_hostile_pages_end_in_a_clean_document_or_in_one_line(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostileSite() as site, Ledger.open(tmp_path / "l.db") as ledger:
        monkeypatch.setattr(fetcher, "Wiring", lambda: site.wiring(sleep=lambda seconds: None))
        configuration = Configuration(
            contact="tests@example.org", allow_hosts=frozenset({f"127.0.0.1:{site.port}"}), fetching=LIMITS,
            isolation=IsolationLimits(seconds=20, memory_mb=1024),
        )  # fmt: skip
        addresses = [site.url(each.path, each.host) for each in REPORTS]
        found = list(pipeline.add(addresses, ledger, reader, configuration=configuration))
        assert len(found) == len(REPORTS) >= 12
        for behaviour, outcome in zip(REPORTS, found, strict=True):
            assert (outcome.error is None) == (outcome.document is not None), behaviour.path
            assert "\n" not in str(outcome.error or "")
        read = {each.document.origin.rpartition("/")[2] for each in found if each.document}
        assert {"scripts", "canonical", "meta-refresh"} <= read
        # Each exchange is kept, also of what could not be read; nothing has taken another page's name.
        assert pipeline.verify(ledger).problems == []
        assert all(Custody(ledger).fetches(each.document.id) for each in found if each.document)
        assert {each.document.doc_id for each in found if each.document} <= set(addresses)
        assert ledger.counts().decisions >= 2 * len(REPORTS)
