"""The short fault run: real processes, a hostile outside, SIGKILL in the worst places. The long one: ``make faults``."""

from __future__ import annotations

import pytest

from tests.faults.broken import BREAKAGES
from tests.faults.outcome import Outcome, run
from tests.faults.scenarios import matrix
from tests.faults.site import Shape


def _told(outcome: Outcome) -> str:
    return "\n".join([*outcome.verdict.report(), *outcome.faults()])


def test_nothing_is_lost_and_nothing_arrives_twice_whatever_is_killed() -> None:
    outcome = run(Shape(seed=2026, messages=300), matrix.short, print)

    assert outcome.faults() == [], _told(outcome)
    assert outcome.verdict.accepted == 300
    assert outcome.verdict.unknown, "no kill fell into a call: nothing was proven"


@pytest.mark.parametrize("breakage", ["retry-after-timeout"])
def test_an_engine_that_tries_again_after_a_timeout_is_caught(breakage: str) -> None:
    assert breakage in BREAKAGES
    outcome = run(Shape(seed=7, messages=80, breakage=breakage), matrix.unkilled, print)

    assert outcome.verdict.twice, _told(outcome)
