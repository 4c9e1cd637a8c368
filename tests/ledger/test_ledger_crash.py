from __future__ import annotations

import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import ledger_writer
import pytest
from ledger_samples import sample

from hudhud.errors import LedgerError
from hudhud.ledger import Ledger, verify

ME = "hudhud test"


def _writer(location: str, first: int, last: int) -> subprocess.Popen[str]:
    script = Path(ledger_writer.__file__)
    return subprocess.Popen(
        [sys.executable, str(script), location, str(first), str(last)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _start(*children: subprocess.Popen[str]) -> None:
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()


@pytest.mark.parametrize("after", [1, 90])
def test_a_killed_writer_leaves_a_whole_ledger_and_its_work_can_be_finished(location: str, after: int) -> None:
    with _writer(location, 0, 200) as child:
        _start(child)
        assert child.stdout is not None
        reported = 0
        for line in child.stdout:
            reported = int(line) + 1
            if reported >= after:
                break
        child.kill()
    assert child.returncode == -9
    with Ledger.open(location, create=False) as ledger:
        assert verify(ledger).problems == []
        kept = ledger.counts()
        assert reported <= kept.documents < 200
        assert (kept.readings, kept.mentions, kept.claims) == (
            kept.documents,
            2 * kept.documents,
            7 * kept.documents,
        )
        added = [ledger.add(*sample(number), actor=ME) for number in range(200)]
        assert added.count(True) == 200 - kept.documents
        assert [d.doc_id for d in ledger.documents()] == [f"doc-{n}" for n in range(200)]
        assert verify(ledger).problems == []


def test_a_writer_killed_while_it_makes_the_ledger_leaves_nothing_broken(empty_location: str) -> None:
    for wait in (0.4, 0.6, 0.8, 1.0):
        child = _writer(empty_location, 0, 1)
        try:
            child.wait(wait)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
    with Ledger.open(empty_location) as ledger:
        assert verify(ledger).problems == []


def test_two_processes_make_one_unbroken_chain(location: str) -> None:
    children = [_writer(location, 0, 60), _writer(location, 60, 120)]
    _start(*children)
    for child in children:
        child.communicate()  # reads, waits, and closes the pipes
        assert child.returncode == 0
    with Ledger.open(location) as ledger:
        result = verify(ledger)
        assert result.problems == []
        assert (result.documents, result.decisions) == (120, 360)
        actors = [d.actor for d in ledger.decisions()]
        assert sum(a != b for a, b in pairwise(actors)) > 1


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    errors: list[LedgerError] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 20):
                ledger.add(*sample(number), actor=ME)
                assert len(list(ledger.members())) >= 2
        except LedgerError as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n * 15,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ledger.counts().documents == 65
    assert verify(ledger).problems == []
