"""Replies that look like the answer and are none: each was taken for one once, or stands beside one that was."""

from __future__ import annotations

import pytest

from service.domain.replies.interpreting import interpret
from service.domain.replies.masked import unmasked
from service.domain.replies.question import Category, Interpretation, Question, QuestionKind

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday"),
    "pt": ("segunda-feira", "terça-feira", "quarta-feira"),
    "pl": ("poniedziałek", "wtorek", "środa"),
    "lt": ("pirmadienis", "antradienis", "trečiadienis"),
    "es": ("lunes", "martes", "miércoles"),
    "fr": ("lundi", "mardi", "mercredi"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء"),
    "zh": ("星期一", "星期二", "星期三"),
}


def chosen(text: str, right: int, language: str = "en", options: tuple[str, ...] = ()) -> Interpretation:
    question = Question(QuestionKind.CHOICE, options or DAYS[language], right)
    return interpret(text, language, question, trust_drafts=True)


def said(text: str, language: str = "en") -> Interpretation:
    return interpret(text, language, Question(), trust_drafts=True)


CARERS = ("Two carers", "One carer")
DATES = ("The second of May", "The third of May", "The fourth of May")


@pytest.mark.parametrize(
    ("text", "right", "language", "options"),
    [
        ("one", 1, "en", CARERS),
        ("one please", 1, "en", CARERS),
        ("two thanks", 2, "en", CARERS),
        ("2", 2, "en", ("Half past two", "Half past one")),
        ("one", 1, "en", ("At two", "At one", "At three")),
        ("the third", 3, "en", DATES),
        ("three", 3, "en", DATES),
        ("3", 3, "en", DATES),
        ("first one", 1, "en", ("The second of June", "The first of June")),
        ("dwa", 2, "pl", ("Dwie osoby", "Jedna osoba")),
        ("2", 2, "pl", ("Dwie osoby", "Trzy osoby", "Dwoje dzieci")),
        ("dos", 2, "es", ("Dos personas", "Una persona")),
        ("druga", 2, "pl", ("Druga godzina", "Pierwsza godzina")),
        ("antra", 2, "lt", ("Antra valanda", "Pirma valanda")),
        ("二", 2, "zh", ("两点", "一点", "三点")),
        ("2", 2, "zh", ("两点", "一点", "三点")),
    ],
)
def test_a_number_that_stands_in_another_answer_is_no_answer(
    text: str, right: int, language: str, options: tuple[str, ...]
) -> None:
    assert not chosen(text, right, language, options).confirms


@pytest.mark.parametrize(
    ("text", "right", "language"),
    [
        ("the second", 2, "en"),
        ("2nd", 2, "en"),
        ("a segunda", 2, "pt"),
        ("à segunda", 2, "pt"),
        ("a segunda", 1, "pt"),
        ("antrą", 2, "lt"),
        ("druga", 2, "pl"),
        ("الثانية", 2, "ar"),
        ("el segundo", 2, "es"),
        ("la seconde", 2, "fr"),
    ],
)
def test_the_second_may_be_a_day_a_date_or_an_hour(text: str, right: int, language: str) -> None:
    assert not chosen(text, right, language).confirms


@pytest.mark.parametrize(
    ("text", "right", "language"),
    [
        ("we'd", 3, "en"),
        ("yes we'd", 3, "en"),
        ("l'un", 1, "fr"),
        ("d'eux", 2, "fr"),
        ("yes mon", 1, "en"),
        ("la mer", 3, "fr"),
    ],
)
def test_another_word_with_the_letters_of_a_day_is_not_that_day(text: str, right: int, language: str) -> None:
    assert not chosen(text, right, language).confirms


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Yes received", "en"),
        ("yes got it", "en"),
        ("tak otrzymałam", "pl"),
        ("da am primit", "ro"),
        ("evet aldım", "tr"),
        ("sim chegou", "pt"),
        ("نعم وصلت", "ar"),
        ("是收到", "zh"),
    ],
)
def test_yes_it_came_is_received_and_no_more(text: str, language: str) -> None:
    assert said(text, language).category is Category.RECEIVED_ONLY


@pytest.mark.parametrize("text", ["the first", "first one", "third"])
def test_the_first_of_what(text: str) -> None:
    assert not said(text).confirms


@pytest.mark.parametrize("language", ["ur", "pa", "gu", "so", "bn", "en"])
@pytest.mark.parametrize("text", ["ha ha", "Ha ha ha", "ha, ha"])
def test_laughter_is_no_yes(text: str, language: str) -> None:
    assert not said(text, language).confirms


TONES = (
    "{} . . .", "{}. .", "{},,,", "{} ):", "{} )-:", "{} ;-;", "{} :,(", "{} :*(", "{} -.-", "{} (!)", "{} –", "{}, (",
    "{} - - -", "{}...",
)  # fmt: skip


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_that_says_more_keeps_a_reply_from_confirming(tone: str) -> None:
    assert not said(tone.format("yes")).confirms
    assert not chosen(tone.format("Tuesday"), 2).confirms
    assert not chosen(tone.format("2"), 2).confirms
    assert not said(tone.format("tak"), "pl").confirms


@pytest.mark.parametrize(
    "text", ["yes.", "Yes!", "yes :)", "yes (:", "Yes - thank you", "yes,thank you", "1.", "(yes)", "Yes.\nYes."]
)
def test_ordinary_signs_say_nothing(text: str) -> None:
    assert said(text).confirms


def test_a_stroke_through_the_letters_takes_the_word_back() -> None:
    assert not said("y\u0334e\u0334s\u0334").confirms


@pytest.mark.parametrize("text", ["2\n2", "Tuesday\n\nTuesday", "2\r\n2\n"])
def test_an_answer_that_came_twice_is_that_answer(text: str) -> None:
    assert chosen(text, 2).confirms


@pytest.mark.parametrize("text", ["2\n3", "Tuesday\nno", "2\n2pm"])
def test_two_lines_that_differ_are_a_person_s(text: str) -> None:
    assert not chosen(text, 2).confirms


@pytest.mark.parametrize(
    "text",
    [
        "i want 2 die",
        "k*ll myself",
        "k.i.l.l myself",
        "he h!ts me",
        "he h1ts me",
        "i w@nt to d1e",
        "he h\u03b9ts me",
    ],
)
def test_danger_that_is_hidden_is_danger(text: str) -> None:
    assert said(text).category is Category.RISK


@pytest.mark.parametrize(
    "text",
    [
        "2 please",
        "10am is fine 4 me",
        "Yes see you @ 2pm",
        "c u 2moro",
        "email me j.b.smith@example.com",
        "Yes!! 1",
        "A*STAR",
    ],
)
def test_what_hides_nothing_is_no_danger(text: str) -> None:
    assert said(text).category is not Category.RISK


def test_a_plain_reply_is_read_once() -> None:
    assert list(unmasked("Yes, Tuesday is fine. Thank you!")) == []


@pytest.mark.parametrize(
    "text",
    [
        "this is her husband i read all her messages",
        "stop contacting my wife",
        "someone else reads these",
        "my bf has my passcode",
        "the 5 year old is looking after baby",
        "left my little ones sleeping while i work nights",
        "see you on the other side",
    ],
)
def test_danger_between_the_lines(text: str) -> None:
    assert said(text).category is Category.RISK
