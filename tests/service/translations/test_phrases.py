"""Which phrases a person reads, and a digest that any changed word changes; every catalogue keeps what replies hang on."""

from __future__ import annotations

import re

import pytest

from service.translations import available
from service.translations.phrases import (
    Phrase,
    digest,
    message_digest,
    message_ids,
    message_phrases,
    page_digest,
    page_phrases,
)

LOCALES = [locale for locale in available() if locale != "en"]
_PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_CALL = re.compile(r"(?<![A-Za-z])CALL(?![A-Za-z])")
_ANSWERS = re.compile(r"(?<![\w%])[012](?!\w)|\bCALL\b")


def test_the_phrases_of_messages_are_read_from_the_sources_that_make_them() -> None:
    ids = message_ids()
    assert "Reply 1 if this is clear, 2 if not, 0 or CALL to talk to someone." in ids
    assert "Please tick your answer on the slip and post it back to us." in ids
    assert "To talk to someone, tick a box on the slip and post it back." in ids
    assert "Ref %(code)s" in ids
    assert "Write to %(name)s" not in ids


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_keeps_its_placeholders_and_the_answers_that_are_read_by_rule(locale: str) -> None:
    for phrase in (*message_phrases(locale), *page_phrases(locale)):
        for words in phrase.words[-1:]:
            assert sorted(_PLACES.findall(words)) == sorted(_PLACES.findall(phrase.english[-1])), phrase
            assert _CALL.findall(words) == _CALL.findall(phrase.english[-1]), phrase
    for phrase in message_phrases(locale):
        if not phrase.missing:
            assert sorted(_ANSWERS.findall(phrase.words[-1])) == sorted(_ANSWERS.findall(phrase.english[-1])), phrase


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_of_a_message_is_translated(locale: str) -> None:
    """A new one is no one's language until it is: ``make messages``, then the translators."""
    assert [phrase.english[0] for phrase in message_phrases(locale) if phrase.missing] == []


def test_another_word_another_phrase_and_one_less_make_another_digest() -> None:
    phrases = (Phrase(("Ref",), ("Cyf",)), Phrase(("Phone",), ("Ffôn",)))
    others = (
        (Phrase(("Ref",), ("Cyf.",)), phrases[1]),
        (*phrases, Phrase(("Me",), ("Fi",))),
        phrases[:1],
        (phrases[0], Phrase(("Phone",), ())),
    )
    assert len({digest(one) for one in (phrases, *others)}) == 5
    assert digest(phrases) == digest(tuple(phrases))


def test_each_language_has_digests_of_its_own_and_english_has_none() -> None:
    assert len({message_digest(locale) for locale in LOCALES}) == len(LOCALES)
    assert len({page_digest(locale) for locale in LOCALES}) == len(LOCALES)
    assert (message_digest("en"), page_digest("en")) == ("", "")
    assert {phrase.english[0] for phrase in page_phrases("cy")} & message_ids() == set()
