from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from easyread.formats.audio import script_of
from easyread.formats.plain import plain_html, plain_text
from tests.easyread.formats.documents import a_document

_PIECES = st.sampled_from([
    "3 May 2026 ", "£12.50 ", "01632 960123 ", "2.30pm ", "KT4H-WN ", "LS1 1AA ", "a.b@example.org ", "<b>", "{{7*7}}",
    "&amp;", "\u202e", "😀", "\n", "\n\n", "•\t", "e.g. ", "اتصل ", "你好。", "%(phone)s ", "%",
])  # fmt: skip
_TYPED = st.lists(
    _PIECES | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Mn", "Mc", "Me")), max_size=5), max_size=20
).map("".join)


@given(_TYPED, st.sampled_from(["en", "ar", "zh-Hans", "pl", "bfi"]))
def test_every_format_that_has_words_takes_anything(text: str, language: str) -> None:
    document = a_document(text, language=language, title=text)
    plain, page = plain_text(document), plain_html(document)
    spoken = "\n".join(said.text for said in script_of(document))
    for word in ("Northmoor", "Sunday"):
        assert word in plain
        assert word in page
        assert word in spoken
    letters = [letter for letter in text if letter.isalpha() and not letter.isascii()]
    assert all(letter in plain and letter in unescape(page) and letter in spoken for letter in letters)
