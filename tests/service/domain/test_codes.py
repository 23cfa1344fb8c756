from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import codes

CARRIER_WORDS = "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START UNSTOP YES HELP INFO CALL".split()


def a_code(seed: int) -> str:
    return codes.new_code(random.Random(seed).randrange)


some_codes = st.integers(min_value=0, max_value=10**9).map(a_code)


def test_every_single_error_and_every_swap_upsets_the_sum() -> None:
    # A wrong character changes the sum by weight * difference, a swap by (weight - weight) * difference.
    modulus = len(codes.ALPHABET)
    differences = range(1, modulus)
    weights = range(1, codes.LENGTH + 1)
    assert all(weight * difference % modulus for weight in weights for difference in differences)
    assert all((a - b) * d % modulus for a, b in itertools.permutations(weights, 2) for d in differences)


@given(some_codes)
def test_no_single_wrong_character_is_taken(code: str) -> None:
    for place, wrong in itertools.product(range(codes.LENGTH), codes.ALPHABET):
        typed = code[:place] + wrong + code[place + 1 :]
        assert codes.parse(typed) == (code if typed == code else None)


@given(some_codes)
def test_no_swap_of_two_characters_is_taken(code: str) -> None:
    for first, second in itertools.combinations(range(codes.LENGTH), 2):
        typed = list(code)
        typed[first], typed[second] = typed[second], typed[first]
        swapped = "".join(typed)
        assert codes.parse(swapped) == (code if swapped == code else None)


def test_codes_are_spread_over_the_whole_space() -> None:
    made = {codes.new_code() for _ in range(2000)}
    assert len(made) > 1990
    assert {code[0] for code in made} == set(codes.ALPHABET)
    assert {code[-1] for code in made} == set(codes.ALPHABET)


def test_no_code_holds_a_carrier_word_a_vowel_or_a_confusable() -> None:
    assert not any(set(word) <= set(codes.ALPHABET) for word in CARRIER_WORDS)
    assert not set("AEIOUY0125ZSLB8GQ") & set(codes.ALPHABET)


@given(some_codes)
def test_no_code_looks_like_a_number_a_postcode_or_a_noise(code: str) -> None:
    assert not code.isdigit()
    assert not (code[3].isdigit() and code[4:].isalpha() and code[0].isalpha() and any(c.isdigit() for c in code[1:3]))
    assert not any(code[i] == code[i + 1] == code[i + 2] for i in range(4))


@given(some_codes, st.sampled_from(["{}", " {} ", "ref {}", "Ref: {}", "REF {}.", "yes\nRef {}", "1 ({})", "code is {}"]))
def test_a_quoted_code_is_found_in_every_way_of_typing_it(code: str, frame: str) -> None:
    for typed in (code, codes.show(code), code.lower(), f"{code[:4]} {code[4:]}", f"{code[:4]}\u2013{code[4:]}".lower()):
        assert codes.find(frame.format(typed)) == (code,)


@given(some_codes)
def test_a_code_behind_ref_may_be_spaced_out(code: str) -> None:
    assert codes.find("ref " + " ".join(code)) == (code,)
    assert codes.find(f"Ref {code[:3]} {code[3:]}") == (code,)


@given(some_codes)
def test_parse_takes_case_spaces_and_dashes(code: str) -> None:
    for typed in (codes.show(code), codes.show(code).lower(), " ".join(code), f" {code[:3]}-{code[3:]} ", f"{code}."):
        assert codes.parse(typed) == code


@pytest.mark.parametrize("typed", ["", "ABCD-EF", "KT4H", "yes KT4HWN", "333333", "KT4HWNN"])
def test_parse_refuses_what_is_no_code(typed: str) -> None:
    assert codes.parse(typed) is None


@given(some_codes)
def test_strip_leaves_the_words(code: str) -> None:
    shown = codes.show(code)
    assert codes.strip(f"1 Ref {shown}") == "1"
    assert codes.strip(f"Ref {shown}: yes") == ": yes"
    assert codes.strip(f"yes ({shown}) thanks") == "yes thanks"
    assert codes.strip(code) == ""
    assert codes.strip(f"Tuesday\n\nRef {shown}\n") == "Tuesday"


@given(some_codes, some_codes)
def test_two_codes_are_both_found_once_each(one: str, other: str) -> None:
    assert codes.find(f"{one} and {codes.show(other)} and {one}") == tuple(dict.fromkeys((one, other)))


@given(some_codes)
def test_a_code_inside_a_longer_run_is_not_quoted(code: str) -> None:
    assert codes.find(f"X{code}") == ()
    assert codes.find(f"{code}7") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Can you ring me on 07700 900123 or 07946 347936 after 3.30",
        "I live at 43 High Street NW3 4PT and work in WC4 7TX or M34 9HD or NW34PT",
        "pffffft hmmmmm mmmmmm Mrs Finch-Drummond, Mr Kwhttp www.xkcd.com",
        "Tuesday 4.30pm please, see you on 4/7/2026 or 23rd of March, NHS number 943 476 5919",
        "my car is WN67 XKD and the ref is not here",
        "this reference number I don't know, the code they gave me was rubbish",
        "stop cancel end quit help start yes no call",
    ],
)
def test_ordinary_words_hold_no_code(text: str) -> None:
    assert codes.find(text) == ()
    assert codes.strip(text) == text


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    assert all(codes.parse(code) == code for code in codes.find(text))
    assert isinstance(codes.strip(text), str)


@given(st.lists(st.sampled_from(["\ud800", "\x00", "٣", "ß", "ﬁ", "KT4H", "-", " ", "WN"])).map("".join))
def test_surrogates_and_odd_scripts_do_no_harm(text: str) -> None:
    assert isinstance(codes.find(text), tuple)
