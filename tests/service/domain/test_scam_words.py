"""What a council never asks for is refused wherever it is written; warnings and ordinary talk of money are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import scam_words

BANK, MONEY = "asks_for_bank_details", "asks_for_money"


def _codes(text: str) -> set[str]:
    return {found.code for found in scam_words.find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Please send us your bank details.",
        "Reply with your account number and sort code.",
        "Text us your PIN.",
        "text us your pin number",
        "We need your bank details to pay you.",
        "What is your password?",
        "Please confirm your card number, expiry date and security code.",
        "Can you tell me the three digits on the back?",
        "To confirm your visit enter your card details at http://x.example",
        "Bring your bank details to the visit.",
        "Your sort code please",
        "Give us your sortcode",
        "what's ur pin",
        "Please reply with your full card no.",
        "We will never ask for your PIN, but please send your account number.",
        "Do not delay, send us your PIN.",
        "If you have not paid reply with your PIN",
        "We\u2019d like your one-time passcode",
        "To prevent fraud, confirm your card number.",
        "Your bank details are needed.",
        "Don't worry send us your PIN",
        "Do not forget to send us your PIN",
        "So that we can pay you send your account number",
        "We will check your case and send us your PIN",
        "We can't pay you until you give us your bank details",
        "To stop this send your PIN",
        "Log in to your online banking and read out the code",
    ],
)
def test_what_opens_an_account_is_never_asked_for(text: str) -> None:
    assert BANK in _codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please send £50.",
        "Transfer £50 to this account.",
        "Please transfer the money to the following bank account",
        "Please pay £20 now using this link.",
        "Pay the fee here.",
        "You must pay us today.",
        "Buy gift cards and text us the codes.",
        "Please get an Amazon gift card",
        "Send bitcoin",
        "Pay us by card",
        "Please lend me some money",
        "Kindly make a payment of £30 to the account below",
        "Click the link to pay",
        "We need £50 from you",
        "You owe us £50.",
        "Leave £20 on the table",
        "We moved. Please pay your rent into this account from now on.",
    ],
)
def test_money_is_never_asked_for(text: str) -> None:
    assert MONEY in _codes(text)


ORDINARY = [
    "We will never ask for your bank details.",
    "We will never ask you for money, bank details, a PIN or a password.",
    "Never give anyone your PIN, password or bank details.",
    "Do not tell anybody your PIN.",
    "We do not need your bank details.",
    "If someone asks for your PIN, hang up and ring us.",
    "Someone may ring and ask you to give your card number. It is not us.",
    "Your housing benefit goes into your bank account on Monday.",
    "Your rent is £85 a week and your benefit pays £60 of it.",
    "You pay £20 a week towards your care.",
    "You can get Attendance Allowance of £72.65 a week.",
    "We will pay £50 into your account on Friday.",
    "The council will transfer £120 to your account.",
    "Your landlord says that the rent was not paid in May.",
    "Please bring a bank statement and your rent book.",
    "Please pay your rent on time.",
    "We will transfer your case to another team.",
    "The carer will help you transfer from the bed to the chair.",
    "We send a new card for the bus.",
    "Pin this letter to your board.",
    "Please ring us about your Universal Credit claim.",
    "Your direct payment of £300 comes on the first of the month.",
    "The council's account of what happened is in the report.",
    "We will visit you on Thursday 26 November. Please have your medicines ready.",
    "You do not have to pay anything for this visit.",
    "It is free: you pay nothing.",
    "Ring the number on the council's website to check that this is us.",
    "Please send us the form.",
    "Please give me a ring about the money that you asked for, we will explain it.",
    "We can help you set up online banking.",
    "We will check and update your account details.",
    "You should not share your PIN.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_warnings_and_ordinary_talk_of_money_are_not_refused(text: str) -> None:
    assert scam_words.find(text) == ()


@given(st.lists(st.sampled_from(ORDINARY), min_size=1, max_size=6), st.sampled_from([" ", "\n", "\n\n"]))
def test_ordinary_sentences_beside_each_other_are_not_refused(sentences: list[str], gap: str) -> None:
    assert scam_words.find(gap.join(sentence.rstrip(".") + "." for sentence in sentences)) == ()


@given(
    st.sampled_from(
        ["We will never ask", "Nobody from here will ever ask", "We do not ask", "No one should ask", "We won't ask"]
    ),
    st.sampled_from(["you for", "for"]),
    st.sampled_from(
        ["your bank details", "your PIN", "a password", "your card number", "money", "gift cards", "the sort code"]
    ),
)
def test_a_promise_never_to_ask_is_not_refused(who: str, asks: str, thing: str) -> None:
    assert scam_words.find(f"{who} {asks} {thing}.") == ()


@given(
    st.sampled_from(ORDINARY),
    st.sampled_from(["Please text us your account number.", "Send us your PIN.", "Please transfer £40 to this account."]),
)
def test_an_ordinary_sentence_hides_no_asking_one(ordinary: str, asking: str) -> None:
    text = f"{ordinary} {asking}"
    (found,) = scam_words.find(text)
    assert text[found.start : found.end] == asking.strip(".") or text[found.start : found.end] == asking


@given(st.text(max_size=200))
def test_no_text_makes_it_fail_and_places_are_places(text: str) -> None:
    for found in scam_words.find(text):
        assert 0 <= found.start < found.end <= len(text)


def test_a_long_text_takes_no_long_time() -> None:
    words = "please pay the send your " * 400 + "£ " * 2000
    assert isinstance(scam_words.find(words), tuple)
