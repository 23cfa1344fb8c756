"""Callers of one moment, served together: each its own answer, whoever leads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.grouping import Grouped


class _Door:
    """Work that waits until it is let through, so that callers come together behind it."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun = threading.Event()
        self.groups: list[list[int]] = []

    def double(self, asked: Sequence[int]) -> list[int]:
        self.groups.append(list(asked))
        self.begun.set()
        self.open.wait()
        if 13 in asked:
            raise LookupError("13")
        return [2 * one for one in asked]


def _all_wait(grouped: Grouped[int, int], number: int) -> None:
    while len(grouped._waiting) < number:
        threading.Event().wait(0.001)


def test_alone_a_caller_is_served_at_once_and_by_itself() -> None:
    door = _Door()
    door.open.set()
    grouped = Grouped(door.double, most=10)
    assert [grouped.ask(number) for number in (1, 2)] == [2, 4]
    assert door.groups == [[1], [2]]


def test_those_who_come_meanwhile_share_the_next_groups_and_get_their_own_answers() -> None:
    door = _Door()
    grouped = Grouped(door.double, most=4)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(grouped.ask, 0)
        door.begun.wait()
        others = [pool.submit(grouped.ask, number) for number in range(1, 10)]
        _all_wait(grouped, 9)
        door.open.set()
        assert first.result() == 0
        assert [other.result() for other in others] == [2 * number for number in range(1, 10)]
    assert [len(group) for group in door.groups] == [1, 4, 4, 1]
    assert sorted(number for group in door.groups for number in group) == list(range(10))


def test_what_a_group_meets_all_of_it_get_and_nobody_else() -> None:
    door = _Door()
    grouped = Grouped(door.double, most=2)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(grouped.ask, 1)
        door.begun.wait()
        others = [pool.submit(grouped.ask, 13)]
        _all_wait(grouped, 1)
        others += [pool.submit(grouped.ask, number) for number in (2, 3)]
        _all_wait(grouped, 3)
        door.open.set()
        assert first.result() == 2
        with pytest.raises(LookupError):
            others[0].result()
        told = [other.exception() for other in others[1:]]
    assert sum(isinstance(fault, LookupError) for fault in told) == 1
    assert grouped.ask(5) == 10
