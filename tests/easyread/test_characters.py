from __future__ import annotations

from dataclasses import replace

import pytest

from easyread.characters import MOST_MARKS, is_seen, require_text, require_text_of, tidied
from easyread.document import Contact, Document, Paragraph, Question, Sentence, Span
from easyread.errors import Part, Place, Unreadable

DOCUMENT = Document(
    "en",
    "Title",
    (Paragraph((Sentence((Span("One."),)), Sentence((Span("Two\0."),)))),),
    Contact("Northmoor"),
    question=Question(),
)


def test_the_place_of_what_is_no_text_is_told() -> None:
    with pytest.raises(Unreadable) as caught:
        require_text_of(DOCUMENT)
    assert (caught.value.code, caught.value.place) == ("character_not_text", Place(Part.SENTENCE, 1))
    with pytest.raises(Unreadable) as caught:
        require_text_of(replace(DOCUMENT, blocks=(), question=Question("", ("fine", "\ud800"))))
    assert caught.value.place == Place(Part.OPTION, 1)
    with pytest.raises(Unreadable) as caught:
        require_text_of(replace(DOCUMENT, blocks=(), contact=Contact("Northmoor", address=("\x1b[0m",))))
    assert caught.value.place == Place(Part.CONTACT, 2)


def test_an_error_never_quotes_the_words() -> None:
    with pytest.raises(Unreadable) as caught:
        require_text("secret\0")
    assert str(caught.value) == "character_not_text at text 6"


def test_emoji_tables_and_marks_of_direction_are_text() -> None:
    require_text("😀\tone\ntwo \u2066x\u2069 \u00ad")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hello a" + "\u0301" * 1000, 7 + MOST_MARKS),
        ("a" + "\u0301\u200d" * 20, 1 + 2 * MOST_MARKS),
        ("\u1019" + "\u103c\u103d\u103e\u102d\u102f\u1037" * 2, 1 + MOST_MARKS),
    ],
)
def test_marks_heaped_on_one_letter_are_refused_where_there_are_too_many(text: str, place: int) -> None:
    with pytest.raises(Unreadable) as caught:
        require_text(text)
    assert (caught.value.code, caught.value.place) == ("character_not_text", Place(Part.TEXT, place))


def test_the_marks_that_languages_write_are_text() -> None:
    for text in (
        "Tie\u0302\u0301ng Vie\u0323\u0302t",
        "\u1000\u103c\u103d\u103e\u102d\u102f\u1037",
        "e\u0301" * 50,
        "\u2026" * 50,
    ):
        require_text(text)
    require_text("\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f" + "\u200f\u200e" * 9)


@pytest.mark.parametrize("character", ["\ue000", "\uf0fc", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_what_each_font_draws_in_its_own_way_is_no_text(character: str) -> None:
    with pytest.raises(Unreadable, match="character_not_text at text 2"):
        require_text("a " + character)


def test_the_bullets_of_word_are_read_as_bullets() -> None:
    assert tidied("\uf0b7\tBread\n\uf0a7 Milk \ue000") == "\u2022\tBread\n\u2022 Milk \ue000"


def test_the_breaks_of_word_are_line_feeds() -> None:
    assert tidied("a\vb\fc\r\nd\re\u2028f\u2029g") == "a\nb\n\nc\nd\ne\nf\n\ng"


def test_what_nobody_can_see_is_told_from_what_they_can() -> None:
    for text in ("", " \n", "\u200b", "\u2060\ufeff\xad", "\u3164\u2800", "\ufe0f", "\u034f \u200e"):
        assert not is_seen(text)
    for text in ("a", "\u200b.", "\U0001f600", "\u0301", "\u2022"):
        assert is_seen(text)
