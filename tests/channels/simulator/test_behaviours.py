"""The words for behaviours, and who shows which when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.simulator.behaviours import MAIL_CHOICES, TEXT_CHOICES, Behaviour, Door, UnknownBehaviour, parse
from channels.simulator.scripts import Scripts
from channels.simulator.store import Store

PHONE = "+447700900123"


def test_words_are_joined_by_plus() -> None:
    assert parse("drop_after+no_report") == Behaviour(door=Door.DROP_AFTER, silent=True)
    assert parse("delay:2.5 + fail:30003 + repeat") == Behaviour(delay=2.5, failure=30003, repeat=True)
    assert parse("timeout:3") == Behaviour(door=Door.TIMEOUT, wait=3.0)
    assert parse("timeout_before:3") == Behaviour(door=Door.TIMEOUT_BEFORE, wait=3.0)
    assert parse("fail_then_deliver:30008") == Behaviour(failure=30008, recovers=True)


def test_every_choice_of_the_pages_is_a_behaviour() -> None:
    assert [parse(words) for words, _ in (*TEXT_CHOICES, *MAIL_CHOICES)]
    assert {parse(words).door for words, _ in (*TEXT_CHOICES, *MAIL_CHOICES)} == set(Door)


def test_an_odd_status_comes_before_the_outcome() -> None:
    assert parse("status:levitating").reports() == [("sent", None), ("levitating", None), ("delivered", None)]
    assert parse("status:levitating+fail:30001").reports() == [("levitating", None), ("failed", 30001)]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "fail",
        "fail:",
        "fail:3",
        "fail:030003",
        "fail:abc",
        "delay:-1",
        "delay:9999",
        "delay:1e3",
        "deliver:1",
        "status",
        "status:",
        "status:Levitating",
        "status:a b",
        "fail_then_deliver",
        "timeout_before",
        "a+deliver",
    ],
)
def test_a_word_that_is_no_behaviour_is_refused(written: str) -> None:
    with pytest.raises(UnknownBehaviour):
        parse(written)


ONE_WORD = {word for word, _ in TEXT_CHOICES + MAIL_CHOICES if ":" not in word}


@given(st.text(max_size=30) | st.sampled_from(sorted(ONE_WORD)))
def test_any_other_text_is_refused_by_the_same_error(written: str) -> None:
    refusal = ""
    try:
        parse(written)
    except UnknownBehaviour as error:
        refusal = str(error)
    assert refusal.endswith(".") != (written.strip() in ONE_WORD)


WORDS = st.lists(st.sampled_from(["deliver", "fail:30003", "fail:30001", "no_report", "repeat", "reorder"]), min_size=1)


@given(WORDS)
def test_reports_end_in_one_outcome_or_in_silence(words: list[str]) -> None:
    reported = {status for status, _ in parse("+".join(words)).reports()}
    assert len(reported & {"delivered", "undelivered", "failed"}) == (0 if "no_report" in words else 1)


@pytest.fixture
def scripts(tmp_path: Path) -> Scripts:
    return Scripts(Store(tmp_path / "scripts.sqlite3"))


def test_counted_before_standing_and_own_before_everybodys(scripts: Scripts) -> None:
    scripts.order("*", "http_500", None)
    scripts.order("*", "http_429")
    scripts.order(PHONE, "fail:30003", None)
    scripts.order(PHONE, "refuse:21610", 2)
    shown = [scripts.take("text", PHONE) for _ in range(4)]
    assert shown == [parse("refuse:21610"), parse("refuse:21610"), parse("fail:30003"), parse("fail:30003")]
    assert scripts.take("text", "+447700900124") == parse("http_429")
    assert scripts.take("text", "+447700900124") == parse("http_500")
    assert scripts.take("email", "sam@example.com") == Behaviour()


def test_a_standing_delivery_forgets_what_was_ordered(scripts: Scripts) -> None:
    scripts.order("*", "http_500", None)
    scripts.order("*", "refuse_permanent", 3)
    scripts.order("*", "deliver", None)
    assert scripts.ordered() == []
    assert scripts.take("text", PHONE) == scripts.take("email", "sam@example.com") == Behaviour()


def test_a_phone_can_be_spared_what_everybody_meets(scripts: Scripts) -> None:
    scripts.order("*", "http_500", None)
    scripts.order(PHONE, "deliver", None)
    assert scripts.take("text", PHONE) == Behaviour()


def test_a_count_is_used_up_exactly_by_many_threads(scripts: Scripts) -> None:
    scripts.order("*", "http_500", 25)
    with ThreadPoolExecutor(8) as threads:
        shown = list(threads.map(lambda _: scripts.take("text", PHONE), range(100)))
    assert sum(each.door is Door.HTTP_500 for each in shown) == 25


def test_a_count_below_one_is_refused(scripts: Scripts) -> None:
    with pytest.raises(ValueError, match="at least once"):
        scripts.order(PHONE, "http_500", 0)
