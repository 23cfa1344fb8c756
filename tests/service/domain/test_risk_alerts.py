"""Whom an urgent reply is told to next, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from service.domain.contact_points import PointKind
from service.domain.cover import Contact
from service.domain.risk_alerts import AGAIN, CALL_LASTS, LOOK_AGAIN, WAIT, Outcome, Told, next_step

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
A, B, C = (Contact(name, PointKind.EMAIL, f"{name}@example.com") for name in "abc")


def told(step: int, who: Contact, minutes: float, outcome: Outcome = Outcome.ACCEPTED) -> Told:
    return Told(step, who.value, AT + timedelta(minutes=minutes), outcome)


def test_the_first_at_once_the_next_after_five_minutes_then_everybody() -> None:
    assert next_step([], (A, B), AT).contacts == (A,)
    one = [told(1, A, 0)]
    assert next_step(one, (A, B), AT + timedelta(minutes=4, seconds=59)) == next_step(one, (A, B), AT)
    assert next_step(one, (A, B), AT).look_at == AT + WAIT
    assert next_step(one, (A, B), AT + WAIT).contacts == (B,)
    both = [*one, told(2, B, 5)]
    assert next_step(both, (A, B), AT + timedelta(minutes=9)).contacts == ()
    assert next_step(both, (A, B), AT + timedelta(minutes=10)).contacts == (A, B)
    everybody = [*both, told(3, A, 10), told(3, B, 10)]
    assert next_step(everybody, (A, B), AT + timedelta(minutes=11)).look_at == AT + timedelta(minutes=10) + AGAIN
    assert next_step(everybody, (A, B), AT + timedelta(minutes=25)).contacts == (A, B)


def test_who_comes_on_duty_is_told_before_everybody_is_told_again() -> None:
    everybody = [told(1, A, 0), told(2, A, 5)]
    assert next_step(everybody, (A,), AT + timedelta(minutes=12)).contacts == ()
    assert next_step(everybody, (A, C), AT + timedelta(minutes=12)).contacts == (C,)


def test_a_call_that_failed_or_may_be_lost_sends_it_on_at_once() -> None:
    for lost in (Outcome.FAILED, Outcome.UNKNOWN):
        assert next_step([told(1, A, 0, lost)], (A, B), AT).contacts == (B,)
        assert next_step([told(1, A, 0, lost), told(2, B, 0, lost)], (A, B), AT).contacts == (A, B)
        again = [told(1, A, 0, lost), told(2, A, 0, lost)]
        assert next_step(again, (A,), AT).look_at == AT + LOOK_AGAIN
        assert next_step(again, (A,), AT + LOOK_AGAIN).contacts == (A,)
    one_of_two = [told(1, A, 0), told(2, B, 5), told(3, A, 10, Outcome.FAILED), told(3, B, 10)]
    assert next_step(one_of_two, (A, B), AT + timedelta(minutes=11)).contacts == ()


def test_a_call_of_which_nothing_is_heard_is_lost_after_a_minute() -> None:
    calling = [told(1, A, 0, Outcome.CALLING)]
    assert next_step(calling, (A, B), AT).look_at == AT + CALL_LASTS
    assert next_step(calling, (A, B), AT + CALL_LASTS).contacts == (B,)


def test_nobody_on_duty_is_asked_about_again() -> None:
    assert next_step([], (), AT).contacts == ()
    assert next_step([], (), AT).look_at == AT + LOOK_AGAIN


_OUTCOMES = st.sampled_from([Outcome.ACCEPTED, Outcome.FAILED, Outcome.UNKNOWN])


@given(st.integers(1, 4), st.lists(_OUTCOMES, min_size=60, max_size=60))
def test_everybody_is_told_in_order_in_time_and_nobody_twice_in_a_step(people: int, outcomes: list[Outcome]) -> None:
    """An hour of it, whatever becomes of the calls."""
    on_duty = tuple(Contact(str(each), PointKind.EMAIL, str(each)) for each in range(people))
    history: list[Told] = []
    falls = iter(outcomes * 20)
    now, step = AT, 0
    while now < AT + timedelta(hours=1):
        found = next_step(history, on_duty, now)
        if not found.contacts:
            assert found.look_at > now
            assert found.look_at - now <= AGAIN
            now = found.look_at
            continue
        step += 1
        assert len({each.value for each in found.contacts}) == len(found.contacts)
        assert found.contacts in ((on_duty[step - 1],), on_duty) if step <= people else found.contacts == on_duty
        history += [Told(step, each.value, now, next(falls)) for each in found.contacts]
    first = {each.value: each.at for each in reversed(history)}
    assert all(first[each.value] <= AT + place * WAIT for place, each in enumerate(on_duty))
    # It never falls silent: from the first call on no quarter of an hour passes without one.
    times = sorted({each.at for each in history})
    assert all(after - before <= AGAIN for before, after in pairwise(times))
