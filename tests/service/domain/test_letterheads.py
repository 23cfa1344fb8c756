from __future__ import annotations

import pytest

from service.domain.letterheads import NO_HEAD, PaperHead, faults_of, tidy_address

HEAD = PaperHead(
    name="Northmoor adult care", return_address="Box 1\nNorthmoor\nLS1 1AA", neutral_return_address="Box 2\nLeeds\nLS1 2AA"
)


def test_a_plain_envelope_has_the_neutral_name_and_the_neutral_address() -> None:
    assert HEAD.sender_name("Northmoor", plain_envelope=False) == "Northmoor adult care"
    assert HEAD.sender_name("Northmoor", plain_envelope=True) == "Northmoor"
    assert HEAD.returns_to("Team", plain_envelope=False) == HEAD.return_address
    assert HEAD.returns_to("Team", plain_envelope=True) == HEAD.neutral_return_address


def test_what_was_not_set_is_the_teams_own() -> None:
    assert NO_HEAD.sender_name("Northmoor", plain_envelope=False) == "Northmoor"
    for plain in (False, True):
        assert NO_HEAD.returns_to("Team", plain_envelope=plain) == "Team"
    assert PaperHead(return_address="Own").returns_to("Team", plain_envelope=True) == "Own"


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        (("n" * 121, "", "", ""), "letterhead_name_long", "name"),
        (("", "\n".join("abcdef"), "", ""), "sign_off_long", "sign_off"),
        (("", "x" * 61, "", ""), "sign_off_long", "sign_off"),
        (("", "", "Box 1", ""), "too_few_lines", "return_address"),
        (("", "", "", "Box 1\nLeeds\nNowhere"), "no_postcode_or_country", "neutral_return_address"),
        (("", "", "", "Domestic abuse service\nLeeds\nLS1 1AA"), "neutral_address_tells", "neutral_return_address"),
    ],
)
def test_what_must_be_mended_names_its_field(given: tuple[str, str, str, str], code: str, field: str) -> None:
    assert [(fault.code, fault.field) for fault in faults_of(*given)] == [(code, field)]


def test_sound_settings_have_no_fault_and_addresses_are_tidied() -> None:
    assert faults_of("Northmoor", "Yours sincerely\nJo Bloggs", "", "Box 2\nLeeds\nLS1 2AA") == []
    assert tidy_address("Box 2,\n Leeds\nls12aa") == "Box 2\nLeeds\nLS1 2AA"
    assert tidy_address(" ") == ""
