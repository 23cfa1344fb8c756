from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain.clocks import ClockBehind, require_not_behind

NEWEST = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("behind", [-timedelta(days=900), timedelta(0), timedelta(minutes=5)])
def test_a_clock_that_is_ahead_or_hardly_behind_may_be_believed(behind: timedelta) -> None:
    assert require_not_behind(NEWEST - behind, NEWEST) is None  # type: ignore[func-returns-value]
    assert require_not_behind(NEWEST - behind, None) is None  # type: ignore[func-returns-value]


def test_one_that_is_behind_is_told_with_both_times_and_what_to_do() -> None:
    with pytest.raises(ClockBehind) as caught:
        require_not_behind(NEWEST - timedelta(minutes=5, seconds=1), NEWEST)
    assert "23 November 2026 09:24:59 UTC" in str(caught.value)
    assert "23 November 2026 09:30:00 UTC" in str(caught.value)
    assert "timedatectl" in str(caught.value)
