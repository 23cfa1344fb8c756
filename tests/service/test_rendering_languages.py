"""What we say around a worker's words, in each of the sixteen languages: as a text, an email and a letter."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms import gsm
from service.domain.messages import CheckKind
from service.domain.understanding import Proof
from service.rendering import MessageParts, render_email, render_paper, render_text
from service.translations import available
from tests.service.test_rendering import CHOICE, CODE, OPEN, PAPER, PLAIN

TAGS = [locale.replace("_", "-") for locale in available()]
FROM_RIGHT = ("ar", "ur")
KINDS = {"plain": PLAIN, "choice": CHOICE, "open": OPEN, "nothing": replace(PLAIN, quiz=False)}
_ISOLATED = "\u206601632 960002\u2069"


def _around(text: str, parts: MessageParts) -> set[str]:
    """The lines of a text that are ours."""
    return set(text.splitlines()) - {parts.body, parts.question, *parts.options}


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_says_all_of_it_in_its_own_language(language: str, kind: str) -> None:
    parts = replace(KINDS[kind], language=language)
    text = render_text(parts, CODE).body
    assert text.startswith(parts.body)
    assert "KT4H-WN" in text.splitlines()[-1]
    assert "CALL" in text
    assert "01632 960002" in text
    ours = _around(text, parts)
    assert any(re.search(r"(?<!\d)0(?!\d)", line) for line in ours) is (kind != "nothing")
    for number, option in ((1, "Monday"), (2, "Thursday")) if kind == "choice" else ():
        assert any(re.search(rf"{number}\D*{option}|{option}\D*{number}", line) for line in ours)
    if language != "en":
        assert ours & _around(render_text(KINDS[kind], CODE).body, parts) <= {"Ref KT4H-WN"}
    assert gsm.measure(text).parts >= 1


@pytest.mark.parametrize("language", TAGS)
def test_a_number_is_isolated_only_where_words_run_from_the_right(language: str) -> None:
    text = render_text(replace(PLAIN, language=language), CODE).body
    assert (_ISOLATED in text) is (language in FROM_RIGHT)
    if language in FROM_RIGHT:
        assert gsm.measure(text).encoding == "UCS-2"


@pytest.mark.parametrize("language", ["en", "so"])
def test_a_text_in_latin_letters_stays_cheap(language: str) -> None:
    assert gsm.measure(render_text(replace(PLAIN, language=language), CODE).body).encoding == "GSM-7"


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_email_names_its_language_and_direction(language: str, kind: str) -> None:
    parts = replace(KINDS[kind], language=language)
    content = render_email(parts, CODE)
    assert f'<html lang="{language}" dir="{"rtl" if language in FROM_RIGHT else "ltr"}">' in content.html
    assert (_ISOLATED in content.text) is (language in FROM_RIGHT)
    assert ('<bdi dir="ltr">01632 960002</bdi>' in content.html) is (language in FROM_RIGHT)
    assert "\u2066" not in content.html
    assert "CALL" in content.html
    if language != "en":
        assert content.subject != render_email(KINDS[kind], CODE).subject


@pytest.mark.parametrize("language", TAGS)
def test_every_letter_is_printed_with_its_slip(language: str) -> None:
    content = render_paper(replace(CHOICE, language=language, body="2026"), PAPER, CODE)
    assert content.pages >= 1
    assert content.pdf.startswith(b"%PDF")


def test_a_number_within_arabic_words_is_isolated_and_the_words_stay() -> None:
    parts = replace(PLAIN, language="ar", body="اتصلي على 01632 960100 يوم الخميس.", phone="")
    text, html = render_text(parts, CODE).body, render_email(parts, CODE).html
    assert "اتصلي على \u206601632 960100\u2069 يوم الخميس." in text
    assert 'اتصلي على <bdi dir="ltr">01632 960100</bdi> يوم الخميس.' in html


def test_marks_that_somebody_typed_open_no_element() -> None:
    html = render_email(replace(PLAIN, language="ar", body="\u2066a \u2066b <b>\u2069"), CODE).html
    assert html.count("<bdi") == html.count("</bdi>") == 2
    assert "&lt;b&gt;" in html


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co"))))
def test_isolating_takes_no_character_away(body: str) -> None:
    parts = MessageParts(f"x{body}x", CheckKind.NONE, "", (), Proof.SAID, "Northmoor", "", language="ur")
    marks = str.maketrans("", "", "\u2066\u2069")
    plain = "\n".join(line.rstrip() for line in parts.body.split("\n"))
    assert plain.translate(marks) in render_text(parts, CODE).body.translate(marks)
