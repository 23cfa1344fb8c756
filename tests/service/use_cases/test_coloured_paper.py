"""The colour that a person reads best on is on record, planned, and told to the print room."""

from __future__ import annotations

from dataclasses import replace

from service.domain.contact_points import PointKind
from service.domain.preferences import Format, Medium, Paper
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, plain


def test_a_letter_goes_on_the_paper_that_the_person_asked_for(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    say(stage, person_id, kind=PointKind.ADDRESS, format=Format.LARGE_PRINT_24, paper=Paper.YELLOW)
    assert stage.delivery(stage.compose(person_id, plain())).paper == "yellow"


def test_what_nobody_asked_is_white_and_a_text_has_no_paper(stage: Stage) -> None:
    letter = stage.compose(stage.person(medium=Medium.LETTER), plain())
    assert stage.delivery(letter).paper == "white"
    reader = stage.person()
    say(stage, reader, paper=Paper.YELLOW)
    assert stage.delivery(stage.compose(reader, plain())).paper == "white"


def test_first_class_arrives_sooner_and_is_told_to_the_print_room(stage: Stage) -> None:
    second, first = (
        stage.delivery(stage.compose(stage.person(medium=Medium.LETTER), replace(plain(), postage=each)))
        for each in ("second", "first")
    )
    assert (second.postage, first.postage) == ("second", "first")
    assert first.expected_on is not None
    assert second.expected_on is not None
    assert first.expected_on < second.expected_on
