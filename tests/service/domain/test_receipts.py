from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from channels.base import Progress
from service.domain.receipts import Change, Standing, change, merge
from service.domain.transport import Transport, settle

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
P, T = Progress, Transport


def failing(standing: Standing, code: str | None) -> Change:
    return change(standing, P.FAILED, code, NOW, 0.0)


@pytest.mark.parametrize("state", Transport)
@pytest.mark.parametrize("progress", Progress)
def test_a_report_about_the_last_try_is_merged_by_rank(state: Transport, progress: Progress) -> None:
    assert merge(Standing(state), progress) == settle(state, progress)


@pytest.mark.parametrize("state", [T.QUEUED, T.FAILED, T.HELD, T.CANCELLED])
def test_of_a_try_that_failed_only_delivered_still_counts(state: Transport) -> None:
    given_up = Standing(state, failed=True)
    for progress in (P.ACCEPTED, P.SENT, P.FAILED, P.UNRECOGNISED):
        assert merge(given_up, progress) == (state, False)
    assert merge(given_up, P.DELIVERED) == (T.DELIVERED, True)


@pytest.mark.parametrize("state", [T.SENDING, T.UNKNOWN, T.SENT, T.FAILED, T.DELIVERED])
def test_an_earlier_try_never_settles_the_one_that_followed(state: Transport) -> None:
    for failed in (True, False):
        earlier = Standing(state, newest=False, failed=failed)
        assert merge(earlier, P.FAILED) == (state, False)
        assert merge(earlier, P.DELIVERED) == (T.DELIVERED, True)
    for progress in (P.ACCEPTED, P.SENT):
        assert merge(Standing(state, newest=False, failed=True), progress) == (state, False)
        # It was refused for certain, and yet it is reported: somebody has to look.
        assert merge(Standing(state, newest=False), progress) == (state, True)


@pytest.mark.parametrize("state", [T.QUEUED, T.HELD, T.CANCELLED])
def test_what_was_taken_after_all_is_not_tried_again(state: Transport) -> None:
    assert merge(Standing(state, newest=False), P.SENT) == (T.SENT, True)


@pytest.mark.parametrize("state", [T.PRINTED, T.POSTED, T.RETURNED, T.TO_DO, T.DONE])
def test_paper_and_visits_stay_what_they_are(state: Transport) -> None:
    for newest in (True, False):
        assert merge(Standing(state, newest=newest, failed=True), P.DELIVERED) == (state, True)


def test_what_failed_for_a_reason_that_passes_waits_for_its_next_try() -> None:
    due = NOW + timedelta(minutes=10)
    assert failing(Standing(T.SENT), "handset_unreachable") == Change(T.QUEUED, "handset_unreachable", due)
    assert failing(Standing(T.UNKNOWN), "carrier_fault").state is T.QUEUED


@pytest.mark.parametrize(
    "standing",
    [
        Standing(T.SENT, awaiting=False),
        Standing(T.SENT, contradiction=True),
        Standing(T.SENT, tries=None),
        Standing(T.SENT, tries=3),
        Standing(T.SENT, event_at=NOW + timedelta(minutes=9)),
        Standing(T.FAILED),
    ],
    ids=["answered", "strange", "another try unknown", "bound reached", "too late", "a person has it already"],
)
def test_otherwise_a_failure_is_a_persons(standing: Standing) -> None:
    assert failing(standing, "carrier_fault") == Change(T.FAILED, "carrier_fault", contradiction=standing.contradiction)


@pytest.mark.parametrize(
    "code", ["address_invalid", "recipient_opted_out", "message_blocked", "went_stale", "refused", None]
)
def test_a_failure_that_does_not_pass_is_a_persons_at_once(code: str | None) -> None:
    assert failing(Standing(T.SENT), code) == Change(T.FAILED, code)


def test_a_second_reason_that_does_not_pass_ends_the_waiting() -> None:
    waiting = Standing(T.QUEUED, failed=True)
    assert failing(waiting, "address_unreachable") == Change(T.FAILED, "address_unreachable")
    assert failing(waiting, "carrier_fault") == Change(T.QUEUED)


@pytest.mark.parametrize("progress", [P.ACCEPTED, P.SENT, P.DELIVERED, P.UNRECOGNISED])
def test_only_a_failure_is_tried_again(progress: Progress) -> None:
    after = change(Standing(T.SENT), progress, "carrier_fault", NOW, 0.0)
    assert (after.error_code, after.due_at) == (None, None)
