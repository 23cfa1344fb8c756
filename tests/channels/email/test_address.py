from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.address import mailbox, same_mailbox


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ann@mailbox.example", "Ann@Mailbox.Example", True),
        ("ann@mailbox.example", " ann@mailbox.example ", True),
        ("ann@tŷ.example", "ann@xn--t-foa.example", True),
        ("ann@mailbox.example", "an.n@mailbox.example", False),
        ("ann@mailbox.example", "ann+tag@mailbox.example", False),
        ("ann@mailbox.example", "ann@mailbox.example.evil.example", False),
        ("not an address", "Not an address", True),
        ("ann@mailbox.example", "", False),
    ],
)
def test_two_addresses_of_one_mailbox(one: str, other: str, *, same: bool) -> None:
    assert same_mailbox(one, other) is same
    assert same_mailbox(other, one) is same


@given(st.text(max_size=80))
def test_what_goes_over_the_wire_is_one_line_of_ascii(text: str) -> None:
    found = mailbox(text)
    if found is not None:
        assert found.addr_spec.isascii()
        assert found.addr_spec.isprintable()
        assert not set(found.addr_spec) & set(" <>\r\n")
