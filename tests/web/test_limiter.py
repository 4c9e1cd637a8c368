"""Waiting after failed attempts."""

from __future__ import annotations

from hudhud.web.identity import limiter
from hudhud.web.identity.limiter import PER_ADDRESS, PER_NAME, Limiter


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_each_failure_doubles_the_wait_of_a_name_up_to_the_longest() -> None:
    clock = Clock()
    attempts = Limiter(clock)
    for _ in range(PER_NAME.free):
        assert attempts.begin("Amal", "10.0.0.1") == 0
    waits = []
    for number in range(8):
        waits.append(attempts.begin("ＡＭＡＬ", f"10.0.{number}.1"))  # the same name in wide letters
        clock.now += waits[-1]
        assert attempts.begin("Amal", f"10.0.{number}.1") == 0
    assert waits == [1, 2, 4, 8, 16, 32, PER_NAME.longest, PER_NAME.longest]


def test_waiting_is_exact_and_ends() -> None:
    clock = Clock()
    attempts = Limiter(clock)
    for _ in range(PER_NAME.free):
        assert attempts.begin("Amal", "10.0.0.1") == 0
    assert attempts.begin("Amal", "10.0.0.1") == 1
    clock.now += 0.4
    assert abs(attempts.begin("Amal", "10.0.0.2") - 0.6) < 1e-9
    assert attempts.begin("Omar", "10.0.0.1") == 0
    clock.now += 0.6
    assert attempts.begin("Amal", "10.0.0.1") == 0
    assert attempts.begin("Amal", "10.0.0.1") == 2


def test_success_forgives_the_name_and_not_the_address() -> None:
    attempts = Limiter(Clock())
    for number in range(PER_ADDRESS.free - 1):
        assert attempts.begin(f"name {number}", "10.0.0.1") == 0
    for _ in range(3):
        assert attempts.begin("Amal", "10.0.0.1") == 0
        attempts.succeeded("Amal", "10.0.0.1")
    assert attempts.begin("Omar", "10.0.0.1") == 0
    assert attempts.begin("Omar", "10.0.0.1") == 1


def test_a_household_of_new_addresses_counts_as_one() -> None:
    attempts = Limiter(Clock())
    for number in range(PER_ADDRESS.free):
        assert attempts.begin(f"name {number}", f"2001:db8::{number:x}") == 0
    assert attempts.begin("Amal", "2001:db8::ffff") > 0
    assert attempts.begin("Amal", "2001:db8:0:1::1") == 0


def test_what_is_kept_has_an_end() -> None:
    clock = Clock()
    attempts = Limiter(clock)
    for number in range(limiter._MOST_KEPT):
        attempts.begin(f"name {number}", f"address {number}")
    assert len(attempts._failures) <= limiter._MOST_KEPT + 2
    clock.now += limiter._FORGOTTEN
    attempts.begin("Amal", "10.0.0.1")
    assert len(attempts._failures) == 2
