"""What a preference allows, whose choice it is, and what is still to be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.preferences import (
    Asked,
    Format,
    Medium,
    MediumChoice,
    Preference,
    Question,
    Source,
    Strength,
    still_to_ask,
)

TEXT = MediumChoice(Medium.TEXT, Strength.PREFERS, 1)
VISIT = MediumChoice(Medium.VISIT, Strength.PREFERS, 2)
NO_LETTER = MediumChoice(Medium.LETTER, Strength.DECLINES)
EVERYTHING = Asked(safe_to_talk=True, name=True, contact_points=1, points_without_safety=0, points_without_ring_back=0)
WHOLE = Preference(
    choices=(TEXT,), format=Format.STANDARD, spoken_language="en", written_language="en", source=Source.PERSON
)


def test_media_come_in_the_person_s_order_without_what_they_declined() -> None:
    assert Preference(choices=(NO_LETTER, VISIT, TEXT)).ranked() == (Medium.TEXT, Medium.VISIT)


def test_where_one_is_required_no_other_counts() -> None:
    required = MediumChoice(Medium.BSL_VIDEO, Strength.REQUIRES, 3)
    assert Preference(choices=(TEXT, VISIT, required)).ranked() == (Medium.BSL_VIDEO,)


def test_what_has_no_rank_comes_last() -> None:
    unranked = MediumChoice(Medium.EMAIL, Strength.PREFERS)
    assert Preference(choices=(unranked, VISIT)).ranked() == (Medium.VISIT, Medium.EMAIL)


def test_only_what_was_declined_is_declined() -> None:
    preference = Preference(choices=(TEXT, NO_LETTER))
    assert preference.declines(Medium.LETTER)
    assert not preference.declines(Medium.TEXT)
    assert not preference.declines(Medium.EMAIL)


@pytest.mark.parametrize("source", Source)
def test_only_the_person_s_own_word_is_a_choice(source: Source) -> None:
    own = source in {Source.PERSON, Source.PERSON_WITH_SUPPORT}
    assert Preference(choices=(TEXT,), source=source).is_a_choice is own


def test_to_decline_is_not_to_choose() -> None:
    assert not Preference(choices=(NO_LETTER,), source=Source.PERSON).is_a_choice


def test_nothing_is_left_to_ask_where_all_was_said() -> None:
    assert still_to_ask(WHOLE, EVERYTHING) == ()


@pytest.mark.parametrize(
    ("preference", "asked", "question"),
    [
        (WHOLE, replace(EVERYTHING, safe_to_talk=False), Question.SAFE_TO_TALK),
        (WHOLE, replace(EVERYTHING, name=False), Question.NAME),
        (replace(WHOLE, choices=()), EVERYTHING, Question.MEDIUM),
        (WHOLE, replace(EVERYTHING, contact_points=0), Question.CONTACT_POINT),
        (WHOLE, replace(EVERYTHING, points_without_safety=1), Question.WHO_ELSE_SEES),
        (WHOLE, replace(EVERYTHING, points_without_ring_back=1), Question.RING_BACK),
        (replace(WHOLE, format=None), EVERYTHING, Question.HELP_TO_READ),
        (replace(WHOLE, written_language=None), EVERYTHING, Question.LANGUAGE),
        (replace(WHOLE, source=None), EVERYTHING, Question.WHO_SAID_IT),
        (replace(WHOLE, source=Source.REFERRER), EVERYTHING, Question.ASK_DIRECTLY),
    ],
)
def test_each_gap_is_its_own_question(preference: Preference, asked: Asked, question: Question) -> None:
    assert still_to_ask(preference, asked) == (question,)


def test_of_nobody_everything_is_asked_in_the_order_of_the_page() -> None:
    nothing = Asked(safe_to_talk=False, name=False, contact_points=0, points_without_safety=0, points_without_ring_back=0)
    found = still_to_ask(Preference(), nothing)
    assert list(found) == [question for question in Question if question in found]
    assert found[0] is Question.SAFE_TO_TALK


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        (Format.STANDARD, 14),
        (Format.PLAIN_ENGLISH, 14),
        (Format.LARGE_PRINT_18, 18),
        (Format.LARGE_PRINT_28, 28),
        (Format.BRAILLE_2, None),
    ],
)
def test_a_format_says_how_large_its_letters_are(wanted: Format, size: int | None) -> None:
    assert wanted.letter_size == size
