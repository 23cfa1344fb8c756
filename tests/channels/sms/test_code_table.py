from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from channels.sms.code_table import REFUSED, Kind, explain, refused_at_once, send_error


@pytest.mark.parametrize(
    ("provider_code", "kind"),
    [
        ("20429", Kind.BUSY),
        ("30003", Kind.TRANSIENT),
        ("30500", Kind.TRANSIENT),
        ("21611", Kind.TRANSIENT),
        ("30001", Kind.TRANSIENT),
        ("30006", Kind.BAD_ADDRESS),
        ("21635", Kind.BAD_ADDRESS),
        ("21211", Kind.BAD_ADDRESS),
        ("21614", Kind.BAD_ADDRESS),
        ("30005", Kind.BAD_ADDRESS),
        ("21610", Kind.CONSENT),
        ("21612", Kind.SENDER_OR_CONTENT),
        ("21617", Kind.SENDER_OR_CONTENT),
        ("30018", Kind.SENDER_OR_CONTENT),
        ("30004", Kind.SENDER_OR_CONTENT),
        ("30007", Kind.SENDER_OR_CONTENT),
        ("30008", Kind.UNEXPLAINED),
    ],
)
def test_every_code_of_the_domain_has_its_kind(provider_code: str, kind: Kind) -> None:
    assert explain(provider_code).kind is kind


@pytest.mark.parametrize(
    ("http_status", "provider_code", "error", "code"),
    [
        (429, "20429", Temporary, "rate_limited"),
        (429, None, Temporary, "rate_limited"),
        (400, "21211", Permanent, "address_invalid"),
        (400, "21610", Permanent, "recipient_opted_out"),
        (400, "21611", Temporary, "carrier_congested"),
        (400, "99999", Permanent, "refused"),
        (400, "21408", Permanent, "destination_not_allowed"),
        (403, "21408", Permanent, "destination_not_allowed"),
        (401, "20003", Temporary, "account_refused"),
        (403, None, Temporary, "account_refused"),
        (408, None, Ambiguous, "provider_fault"),
        (307, None, Ambiguous, "provider_fault"),
        (400, "20500", Ambiguous, "provider_fault"),
        (503, "21211", Ambiguous, "provider_fault"),
    ],
)
def test_answers_that_are_no_success(
    http_status: int, provider_code: str | None, error: type[ChannelError], code: str
) -> None:
    told = send_error(http_status, provider_code)
    assert type(told) is error
    assert told.code == code


@given(st.integers(300, 699), st.none() | st.from_regex("[0-9]{5}", fullmatch=True))
def test_only_a_clear_refusal_is_ever_worth_another_try(http_status: int, provider_code: str | None) -> None:
    told = send_error(http_status, provider_code)
    assert isinstance(told, Ambiguous) or 400 <= http_status < 500


def test_what_the_table_does_not_know_is_refused() -> None:
    assert explain(None) is REFUSED
    assert type(refused_at_once(None)) is Permanent
    assert type(refused_at_once("30001")) is Temporary
