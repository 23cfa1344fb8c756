from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.email.html import inline
from channels.email.html_text import words_of


def test_styles_move_into_the_elements() -> None:
    page = inline("<html><head><style>p { font-size: 19px }</style></head><body><p>Thursday tŷ</p></body></html>")
    assert '<p style="font-size: 19px' in page
    assert "Thursday tŷ" in page


def test_rules_for_screens_stay() -> None:
    page = inline("<style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style><p>Hello</p>")
    assert "prefers-color-scheme" in page


def test_nothing_is_fetched(tmp_path_factory: pytest.TempPathFactory) -> None:
    sheet = tmp_path_factory.mktemp("styles") / "local.css"
    sheet.write_text("p { color: red }")
    page = inline(f'<html><head><link rel="stylesheet" href="{sheet.as_uri()}"></head><body><p>Hello</p></body></html>')
    assert "red" not in page


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Yes</p>", "Yes"),
        ("<div>one<br>two</div><div>three</div>", "one\ntwo\nthree"),
        ("<head><title>no</title><style>p{}</style></head><body>a &amp; b</body>", "a & b"),
        ("1<blockquote>Reply <b>1</b><p>Ref</p></blockquote>", "1\n> Reply 1\n> Ref"),
        ("a</blockquote></style>b", "ab"),
        ("<p>It is   <i>not</i>\n clear</p>", "It is not clear"),
        ("", ""),
    ],
)
def test_words_of_html(html: str, words: str) -> None:
    assert words_of(html) == words


@given(st.text(st.sampled_from("<>/&;!-[]abp= \n'\"#x0"), max_size=80))
def test_bad_html_is_read_somehow(html: str) -> None:
    assert "\r" not in words_of(html)


def test_hostile_html_takes_no_long_time() -> None:
    started = time.process_time()
    for bad in ("<!--", "<![", "<a b='", "<blockquote>", "<", "&#"):
        words_of(bad * 50_000)
    assert time.process_time() - started < 2
