from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.characters import with_bullets
from easyread.compose import LONGEST, compose, sentence_of
from easyread.document import Contact, Document, Kind, Paragraph
from easyread.errors import Part, Place, Unreadable

CONTACT = Contact("Northmoor", "01632 960002")
TYPED = "Hello Sam.\r\n\r\nAna will visit you.  Please bring:\n• a bill\n• your letter\n\n\nThank you."


def _composed(text: str) -> Document:
    return compose(text, language="en", title="Your visit", contact=CONTACT)


def _told(document: Document) -> str:
    """The document as text again."""
    return "\n\n".join(
        "\n".join("".join(sentence.text + sentence.space for sentence in line).rstrip(" ") for line in block.lines)
        for block in document.blocks
        if isinstance(block, Paragraph)
    )


def test_blank_lines_part_paragraphs_and_line_breaks_are_kept() -> None:
    document = _composed(TYPED)
    assert [[[sentence.text for sentence in line] for line in block.lines] for block in document.blocks] == [  # type: ignore[union-attr]
        [["Hello Sam."]],
        [["Ana will visit you.", "Please bring:"], ["• a bill"], ["• your letter"]],
        [["Thank you."]],
    ]
    assert _told(document) == "Hello Sam.\n\nAna will visit you. Please bring:\n• a bill\n• your letter\n\nThank you."


def test_what_looks_like_markup_or_code_is_text() -> None:
    typed = '#read("/etc/passwd")\n{{7*7}}\n<script>alert(1)</script>\nName\tDay\nSam\tMonday'
    assert _told(_composed(typed)) == typed


def test_a_word_processors_line_and_page_breaks_are_breaks() -> None:
    assert _told(_composed("\ufeffOne\vtwo\u2028three\u2029four\ffive")) == "One\ntwo\nthree\n\nfour\n\nfive"


def test_a_list_pasted_from_word_has_bullets() -> None:
    assert _told(_composed("Bring:\n\uf0b7\ta bill\n\uf0a7\ta letter")) == "Bring:\n\u2022\ta bill\n\u2022\ta letter"
    assert sentence_of("\uf0b7 a bill", "en").text == "\u2022 a bill"


@pytest.mark.parametrize("character", ["\ue000", "\U000f0000", "a" + "\u0301" * 9, "\0", "\ud83d", "\x07", "\uffff"])
def test_what_is_no_text_is_refused_with_its_place(character: str) -> None:
    with pytest.raises(Unreadable) as caught:
        _composed("Hello " + character)
    assert (caught.value.code, caught.value.place) == ("character_not_text", Place(Part.TEXT, 5 + len(character)))
    with pytest.raises(Unreadable):
        compose("Hello", language="en", title=character, contact=CONTACT)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert len(list(_composed("Go on. " * (LONGEST // 7)).sentences)) == LONGEST // 7
    with pytest.raises(Unreadable, match="text_too_long"):
        _composed("a" * (LONGEST + 1))


def test_a_heading_is_one_sentence_whatever_its_stops() -> None:
    sentence = sentence_of("Come in. On 3 May 2026\nplease", "en")
    assert sentence.text == "Come in. On 3 May 2026 please"
    assert [span.kind for span in sentence.spans] == [Kind.WORDS, Kind.DATE, Kind.WORDS]


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t.?! \u3002") | st.sampled_from("\n\n. "))
)
def test_nothing_typed_is_lost(text: str) -> None:
    try:
        document = _composed(text)
    except Unreadable as error:
        assert error.code == "character_not_text"  # noqa: PT017 - code points that are no characters
    else:
        assert "".join(_told(document).split()) == "".join(with_bullets(text.removeprefix("\ufeff")).split())
