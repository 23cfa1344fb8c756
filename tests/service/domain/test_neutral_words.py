"""Words that give a person away are found; ordinary words are left alone."""

from __future__ import annotations

import pytest

from channels.base import EmailContent, LetterContent, TextContent
from service.domain.neutral_words import telling, telling_words


@pytest.mark.parametrize(
    "told",
    [
        "Your social worker will ring",
        "SOCIAL SERVICES",
        "about the domestic abuse",
        "Safeguarding meeting",
        "safe guarding",
        "your Section 42 enquiry",
        "the refuge in Ellerton",
        "Women's Aid",
        "Women\u2019s Aid",
        "children\u2019s services",
        "the non-molestation order",
        "speak to the police",
    ],
)
def test_words_that_tell_are_found(told: str) -> None:
    assert telling_words(told)
    assert telling(TextContent(told))


@pytest.mark.parametrize(
    "quiet",
    [
        "See you on Thursday at 10:00",
        "Ref KT4H-WN",
        "Courtney will ring",
        "the police\u00adman\u2019s".replace("police", "post"),
        "",
    ],
)
def test_ordinary_words_tell_nothing(quiet: str) -> None:
    assert telling_words(quiet) == ()
    assert not telling(TextContent(quiet))


def test_each_word_is_named_once_in_the_order_of_the_text() -> None:
    assert telling_words("Police, then the court. Police again: police") == ("Police", "court", "police")


def test_an_email_tells_by_subject_or_text() -> None:
    assert telling(EmailContent("Your social worker", "Hello", "<p>Hello</p>"))
    assert telling(EmailContent("Hello", "From the refuge", "<p>From the refuge</p>"))
    assert not telling(EmailContent("Hello", "See you", "<p>See you</p>"))


def test_a_letter_is_sealed() -> None:
    assert not telling(LetterContent(b"%PDF social worker", 1))
