"""Callers of one moment, served together: each its own answer, whoever leads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError

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
        if 99 in asked:
            raise OperationalError("", {}, Exception())
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


def _behind_the_first(wishes: Sequence[int]) -> tuple[list[BaseException | None], list[list[int]]]:
    """What each gets who comes, in this order, while the first caller is served; and the groups after that one."""
    door = _Door()
    grouped = Grouped(door.double, most=3)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(grouped.ask, 1)
        door.begun.wait()
        others = []
        for number, wish in enumerate(wishes, start=1):
            others.append(pool.submit(grouped.ask, wish))
            _all_wait(grouped, number)
        door.open.set()
        assert first.result() == 2
        told = [other.exception() for other in others]
    assert grouped.ask(5) == 10
    return told, door.groups[1:-1]


def test_a_wish_that_is_at_fault_fails_alone() -> None:
    told, groups = _behind_the_first([2, 13, 3, 4])
    assert [type(fault) for fault in told] == [type(None), LookupError, type(None), type(None)]
    assert groups == [[2, 13, 3], [2], [13], [3], [4]]


def test_a_database_that_is_away_is_told_to_the_whole_group_and_to_nobody_else() -> None:
    told, groups = _behind_the_first([2, 99, 3, 4])
    assert [type(fault) for fault in told] == [OperationalError, OperationalError, OperationalError, type(None)]
    assert groups == [[2, 99, 3], [4]]
