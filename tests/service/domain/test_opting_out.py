from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.judgements import ContactRoute
from service.domain.opting_out import starts_again, stops
from service.domain.replies import Question, interpret


@pytest.mark.parametrize("words", ["START", "start", "Start.", " UNSTOP ", "ＳＴＡＲＴ", "«start»"])
def test_the_word_alone_takes_it_up_again(words: str) -> None:
    assert starts_again(words)


@pytest.mark.parametrize("words", ["", "yes", "Start time?", "don't start", "start please", "restart", "STOP", "un stop"])
def test_anything_more_or_else_does_not(words: str) -> None:
    assert not starts_again(words)


@given(st.text())
def test_no_text_makes_it_fail(words: str) -> None:
    assert starts_again(words) in {True, False}


def _stops(words: str, route: ContactRoute = ContactRoute.TEXT) -> bool:
    return stops(interpret(words, "en", Question()), route)


@pytest.mark.parametrize(
    "words", ["STOP", "stop.", "StopAll", "unsubscribe", "Cancel", "stop texting me", "leave me alone", "no more texts"]
)
def test_a_word_that_stops_or_plain_words_that_say_it(words: str) -> None:
    assert _stops(words)


@pytest.mark.parametrize(
    "words", ["stop it hurts", "No more letters", "the bus stop", "don't stop", "HELP", "start", "1", "stop?"]
)
def test_what_stops_no_texts(words: str) -> None:
    assert not _stops(words)


def test_each_medium_is_stopped_where_it_is_named() -> None:
    assert _stops("no more emails", ContactRoute.EMAIL)
    assert not _stops("no more emails", ContactRoute.TEXT)
    assert not _stops("STOP", ContactRoute.SLIP)
