from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.splitting import sentences_of


@pytest.mark.parametrize(
    "sentences",
    [
        ("Mr. Khan will see you at 10.30 a.m.", "Please bring e.g. a bill.", "It costs £3.50."),
        ("Come at 10 a.m. Monday if you can.", "Ring us first."),
        ("J. K. Smith lives at 3 St. Mary's Rd.", "Ring her."),
        ("No. 5 is next.", "Is it?", "No.", "We go."),
        ("\u201cStop!\u201d she said.", "He said \u201cgo.\u201d", "Then we left\u2026", "And so on\u2026 or not."),
        ("1. First thing.", "Second thing."),
        ("See www.example.org or write to a.b@example.org.", "Thank you."),
        ("See you at 10am.", "Thursday is fine."),
        ("What?", "yes!", "go"),
        ("So did I.", "Then we left."),
    ],
)
def test_abbreviations_numbers_and_quotes_do_not_end_a_sentence(sentences: tuple[str, ...]) -> None:
    assert tuple(sentences_of(" ".join(sentences), "en")) == sentences


@pytest.mark.parametrize(
    ("language", "line", "count"),
    [
        ("ur", "آپ کیسے ہیں؟ میں ٹھیک ہوں۔ شکریہ", 3),
        ("hi", "नमस्ते। आप कैसे हैं?", 2),
        ("zh-Hans", "你好。今天见面\uff01\u201c好。\u201d他说", 4),
        ("pl", "Spotkanie o godz. 14 np. Jutro przy ul. Długiej. Do zobaczenia.", 2),
        ("fr", "Mme. Diop viendra. À bientôt !", 2),
    ],
)
def test_stops_of_other_scripts_and_languages(language: str, line: str, count: int) -> None:
    assert len(list(sentences_of(line, language))) == count


@given(st.text(alphabet=st.sampled_from("aA1 .!?\u2026\u3002\u061f\"'\u201d(") | st.characters(exclude_characters="\n")))
def test_nothing_but_space_is_lost(line: str) -> None:
    sentences = list(sentences_of(line, "en"))
    assert "".join("".join(sentences).split()) == "".join(line.split())
    assert all(sentence == sentence.strip() != "" for sentence in sentences)


@pytest.mark.parametrize(
    "sentence", ["Ring 01632 960123 ext. 45 now.", "Open Mon. to Fri. 9am.", "Min. 3 people.", "Write c/o. Flat no. 3."]
)
def test_short_words_end_no_sentence(sentence: str) -> None:
    assert list(sentences_of(sentence, "en")) == [sentence]


def test_a_day_cut_short_may_end_one() -> None:
    assert list(sentences_of("Come on Mon. Bring the form.", "en")) == ["Come on Mon.", "Bring the form."]
