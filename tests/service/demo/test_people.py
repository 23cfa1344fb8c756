from __future__ import annotations

import phonenumbers
import pytest

from service.demo.people import PEOPLE
from service.domain.contact_points import PointKind, normalise
from service.domain.preferences import WRITTEN_LANGUAGES, Format
from service.domain.safe_contact import Answer, SafeStatus
from service.use_cases.record_preference import ContactEntry

_DRAMA = ("+447700900", "+441632960")
"""Ofcom's numbers for radio and television: they ring nowhere."""


def test_they_are_fourteen_with_a_case_and_a_name_each() -> None:
    assert len({person.case_reference for person in PEOPLE}) == 14
    assert len({person.name for person in PEOPLE}) == 14


def test_between_them_they_need_every_kind_of_format_and_eight_languages() -> None:
    formats = {person.format for person in PEOPLE}
    assert formats >= {
        Format.STANDARD, Format.EASY_READ, Format.LARGE_PRINT_24, Format.BRAILLE_2, Format.AUDIO_DOWNLOAD, Format.BSL_VIDEO,
    }  # fmt: skip
    languages = {person.written_language for person in PEOPLE}
    assert languages == {"en", "cy", "pl", "ur", "pa-Guru", "ar", "so", "zh-Hans"}
    assert languages <= set(WRITTEN_LANGUAGES)


def test_one_of_them_shares_her_phone_with_somebody_who_must_not_know() -> None:
    restricted = [person for person in PEOPLE if person.safe_status is SafeStatus.RESTRICTED]
    assert [point.others_may_read for person in restricted for point in person.points] == [Answer.YES]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.case_reference)
def test_nobody_real_is_reached(person: ContactEntry) -> None:
    for point in person.points:
        value = normalise(point.kind, point.typed).value
        match point.kind:
            case PointKind.PHONE:
                assert value.startswith(_DRAMA)
                assert phonenumbers.is_possible_number(phonenumbers.parse(value))
            case PointKind.EMAIL:
                assert value.endswith("@example.org")
            case PointKind.ADDRESS:
                assert value.split("\n")[-2] == "Northmoor"
