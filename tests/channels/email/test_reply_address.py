from __future__ import annotations

from email.headerregistry import Address

import pytest

from channels.email.reply_address import code_in, with_code


def test_the_code_goes_behind_a_plus_and_comes_back() -> None:
    made = with_code(Address(addr_spec="duty@council.example"), "KT4HWN")
    assert made.addr_spec == "duty+kt4hwn@council.example"
    assert with_code(Address(addr_spec="duty@council.example"), "KT4H-WN") == made
    assert code_in([made.addr_spec]) == "KT4HWN"


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        ([], ""),
        (["duty@council.example"], ""),
        (["duty+news@council.example"], ""),
        (["duty+kt4hwn@council.example", "duty+kt4hwn@council.example", "x@y.example"], "KT4HWN"),
        (["duty+kt4hwn@council.example", "duty+pr7xdm@council.example"], ""),
    ],
)
def test_what_carries_no_code_or_two_names_nothing(addresses: list[str], code: str) -> None:
    assert code_in(addresses) == code
