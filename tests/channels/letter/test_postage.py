from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.letter.postage import Postage, expected_delivery

NATIONS = ("england", "scotland", "wales", "northern_ireland")


@pytest.mark.parametrize(
    ("handed_over", "postage", "nation", "earliest", "latest"),
    [
        # Monday 2 November 2026: printed on Tuesday.
        (datetime(2026, 11, 2, 10, 0, tzinfo=UTC), "first", "england", date(2026, 11, 4), date(2026, 11, 4)),
        (datetime(2026, 11, 2, 10, 0, tzinfo=UTC), "second", "england", date(2026, 11, 6), date(2026, 11, 9)),
        (datetime(2026, 11, 2, 10, 0, tzinfo=UTC), "economy", "england", date(2026, 11, 6), date(2026, 11, 11)),
        (datetime(2026, 11, 2, 17, 29, tzinfo=UTC), "first", "england", date(2026, 11, 4), date(2026, 11, 4)),
        (datetime(2026, 11, 2, 17, 30, tzinfo=UTC), "first", "england", date(2026, 11, 5), date(2026, 11, 5)),
        # In summer the cut-off is 16:30 UTC.
        (datetime(2026, 7, 6, 16, 29, tzinfo=UTC), "first", "england", date(2026, 7, 8), date(2026, 7, 8)),
        (datetime(2026, 7, 6, 16, 30, tzinfo=UTC), "first", "england", date(2026, 7, 9), date(2026, 7, 9)),
        # A Saturday counts as the Monday after.
        (datetime(2026, 11, 7, 9, 0, tzinfo=UTC), "first", "england", date(2026, 11, 11), date(2026, 11, 11)),
        # 30 November is St Andrew's Day, 12 July (kept on the 13th) Northern Ireland's, 1 March nobody's.
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "first", "scotland", date(2026, 12, 1), date(2026, 12, 1)),
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "first", "england", date(2026, 11, 30), date(2026, 11, 30)),
        (datetime(2026, 7, 9, 9, 0, tzinfo=UTC), "first", "northern_ireland", date(2026, 7, 14), date(2026, 7, 14)),
        (datetime(2026, 7, 9, 9, 0, tzinfo=UTC), "first", "wales", date(2026, 7, 13), date(2026, 7, 13)),
        # Christmas: 25 December a Friday, Boxing Day's holiday on Monday 28.
        (datetime(2026, 12, 24, 9, 0, tzinfo=UTC), "first", "england", date(2026, 12, 30), date(2026, 12, 30)),
    ],
)
def test_the_day_on_the_mat(handed_over: datetime, postage: str, nation: str, earliest: date, latest: date) -> None:
    assert expected_delivery(handed_over, postage, nation) == (earliest, latest)


@pytest.mark.parametrize(
    ("handed_over", "postage", "nation", "earliest", "latest"),
    [
        # Christmas 2026: the holidays are Friday 25 and Monday 28 December, Friday 1 January, and in Scotland Monday 4 too.
        (datetime(2026, 12, 23, 10, 0, tzinfo=UTC), "first", "england", date(2026, 12, 29), date(2026, 12, 29)),
        (datetime(2026, 12, 23, 10, 0, tzinfo=UTC), "second", "england", date(2026, 12, 31), date(2027, 1, 4)),
        (datetime(2026, 12, 23, 10, 0, tzinfo=UTC), "second", "scotland", date(2026, 12, 31), date(2027, 1, 5)),
        (datetime(2026, 12, 23, 10, 0, tzinfo=UTC), "economy", "wales", date(2026, 12, 31), date(2027, 1, 6)),
        (datetime(2026, 12, 24, 17, 30, tzinfo=UTC), "first", "england", date(2026, 12, 31), date(2026, 12, 31)),
        (datetime(2026, 12, 26, 9, 0, tzinfo=UTC), "first", "northern_ireland", date(2026, 12, 31), date(2026, 12, 31)),
        # 2 January is a holiday in Scotland alone.
        (datetime(2024, 12, 30, 10, 0, tzinfo=UTC), "first", "england", date(2025, 1, 2), date(2025, 1, 2)),
        (datetime(2024, 12, 30, 10, 0, tzinfo=UTC), "first", "scotland", date(2025, 1, 3), date(2025, 1, 3)),
        # Easter 2026: Good Friday 3 April everywhere, Monday 6 April not in Scotland.
        (datetime(2026, 4, 1, 9, 0, tzinfo=UTC), "first", "england", date(2026, 4, 7), date(2026, 4, 7)),
        (datetime(2026, 4, 1, 9, 0, tzinfo=UTC), "first", "northern_ireland", date(2026, 4, 7), date(2026, 4, 7)),
        (datetime(2026, 4, 1, 9, 0, tzinfo=UTC), "first", "scotland", date(2026, 4, 6), date(2026, 4, 6)),
        (datetime(2026, 4, 1, 16, 30, tzinfo=UTC), "second", "wales", date(2026, 4, 10), date(2026, 4, 13)),
        # 12 July and St Patrick's Day are Northern Ireland's.
        (datetime(2027, 7, 8, 9, 0, tzinfo=UTC), "first", "northern_ireland", date(2027, 7, 13), date(2027, 7, 13)),
        (datetime(2027, 7, 8, 9, 0, tzinfo=UTC), "first", "england", date(2027, 7, 12), date(2027, 7, 12)),
        (datetime(2026, 3, 13, 9, 0, tzinfo=UTC), "first", "northern_ireland", date(2026, 3, 18), date(2026, 3, 18)),
        (datetime(2026, 3, 13, 9, 0, tzinfo=UTC), "first", "scotland", date(2026, 3, 17), date(2026, 3, 17)),
    ],
)
def test_bank_holidays_of_the_nation_hold_the_post_up(
    handed_over: datetime, postage: str, nation: str, earliest: date, latest: date
) -> None:
    assert expected_delivery(handed_over, postage, nation) == (earliest, latest)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the bounds are naive
    st.sampled_from(Postage),
    st.sampled_from(NATIONS),
)
def test_post_never_arrives_before_it_is_printed_nor_on_a_weekend(
    handed_over: datetime, postage: Postage, nation: str
) -> None:
    earliest, latest = expected_delivery(handed_over, postage, nation)

    assert handed_over.date() + timedelta(days=2) <= earliest <= latest <= handed_over.date() + timedelta(days=21)
    assert earliest.weekday() < 5
    assert latest.weekday() < 5


@pytest.mark.parametrize(
    ("handed_over", "postage", "nation"),
    [
        (datetime(2026, 11, 2, 10, 0), "first", "england"),  # noqa: DTZ001 - the naive time is the point
        (datetime(2026, 11, 2, 10, 0, tzinfo=UTC), "pigeon", "england"),
        (datetime(2026, 11, 2, 10, 0, tzinfo=UTC), "first", "france"),
    ],
)
def test_unknown_times_postage_and_nations_are_refused(handed_over: datetime, postage: str, nation: str) -> None:
    with pytest.raises(ValueError, match=r"aware|valid Postage|nation"):
        expected_delivery(handed_over, postage, nation)
