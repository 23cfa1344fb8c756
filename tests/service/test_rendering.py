"""What arrives, byte for byte; and of every text: its last line is the code, a person is offered, no word is changed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import LetterContent, TextContent
from channels.errors import Uncarriable
from service import rendering
from service.domain.messages import CheckKind
from service.domain.understanding import Proof
from service.rendering import LetterParts, MessageParts, render_email, render_paper, render_text

CODE = "KT4HWN"
CHOICE = MessageParts(
    body="We will visit you on Thursday 26 November at 2:30 pm.",
    check_kind=CheckKind.CHOICE,
    question="Which day will we visit?",
    options=("Monday", "Thursday"),
    proof=Proof.SHOWN,
    sender="Northmoor",
    phone="01632 960002",
)
PLAIN = replace(CHOICE, check_kind=CheckKind.NONE, question="", options=(), proof=Proof.SAID)
OPEN = replace(CHOICE, check_kind=CheckKind.OPEN, options=(), proof=Proof.JUDGED)
PAPER = LetterParts(
    address="Flat 2\n7 Mill Lane\nLS1 1AA", return_address="1 Town Square\nLS1 1AA", dated=date(2026, 11, 23)
)


def test_a_text_with_a_choice() -> None:
    assert render_text(CHOICE, CODE) == TextContent(
        "We will visit you on Thursday 26 November at 2:30 pm.\n"
        "Which day will we visit?\n"
        "Reply 1 for Monday.\n"
        "Reply 2 for Thursday.\n"
        "Reply 0 or CALL to talk to someone.\n"
        "Or ring 01632 960002.\n"
        "Ref KT4H-WN"
    )


def test_a_text_with_an_open_question() -> None:
    assert render_text(OPEN, CODE) == TextContent(
        "We will visit you on Thursday 26 November at 2:30 pm.\n"
        "Which day will we visit?\n"
        "Please reply in your own words.\n"
        "Reply 0 or CALL to talk to someone.\n"
        "Or ring 01632 960002.\n"
        "Ref KT4H-WN"
    )


def test_a_text_without_a_check() -> None:
    assert render_text(PLAIN, CODE) == TextContent(
        "We will visit you on Thursday 26 November at 2:30 pm.\n"
        "Reply 1 if this is clear, 2 if not, 0 or CALL to talk to someone.\n"
        "Or ring 01632 960002.\n"
        "Ref KT4H-WN"
    )


def test_a_text_to_somebody_who_asked_not_to_be_quizzed() -> None:
    assert render_text(replace(CHOICE, quiz=False, phone=""), CODE) == TextContent(
        "We will visit you on Thursday 26 November at 2:30 pm.\nReply CALL to talk to someone.\nRef KT4H-WN"
    )


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(
    lambda words: bool(words.strip())
)


@given(
    body=_WORDS,
    question=_WORDS,
    options=st.lists(_WORDS, min_size=2, max_size=5),
    kind=st.sampled_from(CheckKind),
    quiz=st.booleans(),
    phone=st.sampled_from(["", "01632 960002"]),
)
def test_every_text_ends_with_its_code_offers_a_person_and_keeps_every_word(
    body: str, question: str, options: list[str], kind: CheckKind, quiz: bool, phone: str
) -> None:
    parts = MessageParts(body.strip(), kind, question.strip(), tuple(options), Proof.JUDGED, "Northmoor", phone, quiz=quiz)
    text = render_text(parts, CODE).body
    assert re.search(r"(?:^|\n)Ref [0-9A-Z]{4}-[0-9A-Z]{2}\Z", text)
    assert "CALL to talk to someone." in text
    assert text.startswith(body.strip())
    assert text.count("?") == body.strip().count("?") + (
        quiz * (kind is not CheckKind.NONE) * question.strip().count("?")
        + quiz * (kind is CheckKind.CHOICE) * sum(option.count("?") for option in options)
    )


@pytest.mark.parametrize("parts", [CHOICE, OPEN, PLAIN, replace(CHOICE, quiz=False)])
def test_an_email_says_the_same_in_both_shapes_and_nothing_in_its_subject(parts: MessageParts) -> None:
    content = render_email(parts, CODE)
    assert content.subject == "A message for you"
    assert content.text.endswith("Northmoor\nRef KT4H-WN\n")
    shown = re.sub(r"<(style|title).*?</\1>|<[^>]+>", " ", content.html, flags=re.DOTALL)
    # The page has its heading in itself, for a reader of screens; beside plain text a mail program shows the subject.
    assert f"{content.subject} {' '.join(content.text.split())}" == " ".join(shown.split())


def test_an_email_escapes_what_was_typed_and_keeps_paragraphs() -> None:
    html = render_email(replace(PLAIN, body="A < B & <b>C</b>\r\n \r\nSecond\nline"), CODE).html
    assert "A &lt; B &amp; &lt;b&gt;C&lt;/b&gt;" in html
    assert "Second<br>line" in html
    assert html.count("<p ") + html.count("<p>") >= 4


def test_an_email_in_large_letters_and_from_right_to_left() -> None:
    html = render_email(replace(PLAIN, language="ur", body="خوش آمدید"), CODE, pixels=32).html
    assert 'dir="rtl"' in html
    assert "32px" in html


def test_a_letter_carries_its_words_its_options_and_its_code() -> None:
    content = render_paper(CHOICE, PAPER, CODE)
    words = _words(content)
    for said in ("7 Mill Lane", "23 November 2026", CHOICE.body.split(" at ")[0], "Monday", "Thursday", "KT4H-WN"):
        assert said in words, said
    assert "Please call me" in words
    assert "01632 960002" in words
    with pikepdf.open(io.BytesIO(content.pdf)) as document:
        assert len(document.pages) == content.pages
        assert "Mill Lane" not in str(document.docinfo)


def test_paper_refuses_what_it_cannot_print() -> None:
    with pytest.raises(Uncarriable, match="glyph_missing"):
        render_paper(replace(PLAIN, body="See you 🎈"), PAPER, CODE)


def _words(content: LetterContent) -> str:
    document = pypdfium2.PdfDocument(content.pdf)
    try:
        pages = [document[number].get_textpage() for number in range(len(document))]
        words = " ".join(page.get_text_bounded() for page in pages)
        for page in pages:
            page.close()
        return " ".join(words.split())
    finally:
        document.close()


_WORDS = st.text(alphabet=st.sampled_from("aZ é\n\t<&'\u00a0\u2028\ue000\ue001%{}"), max_size=20)
_PARTS = st.builds(
    MessageParts,
    body=_WORDS,
    check_kind=st.sampled_from(CheckKind),
    question=_WORDS,
    options=st.lists(_WORDS, max_size=2).map(tuple),
    proof=st.just(Proof.SHOWN),
    sender=_WORDS,
    phone=_WORDS,
    language=st.sampled_from(["en", "cy"]),
    quiz=st.booleans(),
)


@given(_PARTS)
def test_what_is_rendered_once_for_many_is_what_each_would_get_by_itself(parts: MessageParts) -> None:
    shown = "KT4H-WN"
    for _ in range(2):
        assert render_text(parts, CODE) == TextContent(rendering._one_line_breaks(rendering._text(parts, shown)))
        assert render_email(parts, CODE) == rendering._email(parts, shown, rendering.STANDARD_EMAIL_PIXELS)
