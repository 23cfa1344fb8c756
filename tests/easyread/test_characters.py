from __future__ import annotations

from dataclasses import replace

import pytest

from easyread.characters import require_text, require_text_of
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
