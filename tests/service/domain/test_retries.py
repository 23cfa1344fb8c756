from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.code_table import Kind, Refusal, explain
from service.domain.retries import MOST_TRIES, again, pause

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
REFUSALS = sorted({explain(str(number)) for number in range(20_000, 32_000)}, key=lambda refusal: refusal.code)
JITTER = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_only_what_the_carriers_call_passing_is_tried_again(refusal: Refusal) -> None:
    tried_again = again(refusal.code, 1, NOW, 0.0) is not None
    assert tried_again == (refusal.kind in {Kind.TRANSIENT, Kind.UNEXPLAINED})


@pytest.mark.parametrize("code", [None, "", "refused", "no_answer", "person_says_not_arrived", "cancelled"])
def test_what_nobody_calls_passing_is_a_persons_to_decide(code: str | None) -> None:
    assert again(code, 1, NOW, 0.5) is None


@pytest.mark.parametrize(("code", "tries"), MOST_TRIES.items())
def test_the_bound_is_counted_in_tries(code: str, tries: int) -> None:
    assert [again(code, made, NOW, 0.0) is not None for made in range(1, 5)] == [made < tries for made in range(1, 5)]


def test_what_gives_no_reason_is_tried_once_more() -> None:
    assert MOST_TRIES["carrier_unexplained"] == 2
    assert set(MOST_TRIES.values()) == {2, 3}


@given(st.sampled_from(sorted(MOST_TRIES)), JITTER, JITTER)
def test_pauses_grow_and_are_spread(code: str, one: float, other: float) -> None:
    first = again(code, 1, NOW, one)
    assert first is not None
    assert timedelta(minutes=10) <= first - NOW <= timedelta(minutes=15)
    second = again(code, 2, NOW, other)
    assert second is None or timedelta(hours=1) <= second - NOW <= timedelta(minutes=90)


@given(JITTER)
def test_nothing_is_tried_again_after_what_it_is_about(jitter: float) -> None:
    due = again("carrier_fault", 1, NOW, jitter, NOW + timedelta(hours=1))
    assert due is not None
    assert due < NOW + timedelta(hours=1)
    assert again("carrier_fault", 1, NOW, jitter, NOW + timedelta(minutes=9)) is None
    assert again("carrier_fault", 1, NOW, jitter, NOW - timedelta(days=1)) is None


@given(st.integers(1, 8), JITTER)
def test_a_refusal_at_the_door_pauses_twice_as_long_each_time(tries: int, jitter: float) -> None:
    planned = timedelta(seconds=30) * 2 ** (tries - 1)
    assert planned * 0.75 <= pause(tries, jitter) <= planned * 1.25
