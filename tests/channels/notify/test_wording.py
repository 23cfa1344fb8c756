from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import Uncarriable
from channels.notify.wording import as_markdown, text_refused
from tests.channels.notify.server import email_as_read, text_as_read


@pytest.mark.parametrize(
    "character",
    "\u2011\u2013\u2014\u2212\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u180e\u200b\u200c\u200d\u2060\ufeff\u2028",
)
def test_a_text_with_a_character_that_notify_exchanges_is_refused(character: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        text_refused(f"Ann{character}s visit")
    assert caught.value.code == "characters_exchanged"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n"), max_size=80))
def test_a_text_that_is_not_refused_keeps_every_character_but_its_spaces(body: str) -> None:
    try:
        text_refused(body)
    except Uncarriable:
        return
    assert "".join(text_as_read(body).split()) == "".join(body.split())


@pytest.mark.parametrize(
    "words", ["ŵ ŷ Ŵ Ŷ tŷ", "Żółć", "سلام", "你好 🙂", "£5 €5 [ok] ~ ^ \\ | {x}", "plain 'quotes' - and \"these\"…"[:-1]]
)
def test_languages_and_plain_marks_go_as_they_are(words: str) -> None:
    text_refused(words)
    assert text_as_read(words) == words


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        ("Plain words, 5 * 3 and a_b_c.", "Plain words, 5 * 3 and a_b_c."),
        ("# not a heading", "\\# not a heading"),
        ("#1 on the list", "\\#1 on the list"),
        ("1. Monday\n2. Tuesday", "1\\. Monday\n2\\. Tuesday"),
        ("12.30pm is the time", "12\\.30pm is the time"),
        ("Come at 12.30pm", "Come at 12.30pm"),
        ("* bring your letter\n- and a pen\n• and glasses", "* bring your letter\n- and a pen\n• and glasses"),
        ("*asterisk", "\\*asterisk"),
        ("-5 degrees", "\\-5 degrees"),
        ("- #1", "- \\#1"),
        ("[a link](https://a.example/b_c)", "\\[a link\\](https://a.example/b_c)"),
        ("C:\\files", "C:\\\\files"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("  two spaces first", "  two spaces first"),
        ("I <3 this & that; AT&T", "I <3 this & that; AT&T"),
    ],
)
def test_markdown_is_escaped_so_that_the_words_are_shown_again(written: str, markdown: str) -> None:
    assert as_markdown(written) == markdown
    assert email_as_read(markdown) == email_as_read(written.replace("\\", "\\\\"))


@pytest.mark.parametrize(
    "written",
    [
        "^ a quotation",
        "words\n---",
        "words\n===",
        "* * *",
        "a | b\n--|--",
        "    indented",
        "\tindented",
        "```\ncode",
        "-- signature",
        "*     far away",
        "<b>bold</b>",
        "<amina@mailbox.example>",
        "<https://a.example>",
        "5 < 6 > 4",
        "tea &amp; cake",
        "&#163;5",
        "https://a.example/[x]",
        "🇬🇧🐦✉️",
    ],
)
def test_what_no_escape_keeps_from_notify_is_refused(written: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        as_markdown(written)
    assert caught.value.code == "layout_changed"
