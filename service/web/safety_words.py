"""What is wrong with words that a scam would use, and with a code word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

SAFETY_WORDS: Final[Mapping[str, str]] = {
    "code_word_short": lazy("A code word needs at least 5 letters. Agree a longer one."),
    "code_word_long": lazy("A code word has at most 3 words and 40 letters. Agree a shorter one."),
    "code_word_easy": lazy("This is a word that anybody might say, or their own name. Agree a rarer one."),
    "code_word_same": lazy("This is the code word from before. Agree another one."),
    "code_word_missing": lazy("Enter the code word as they said it."),
    "code_word_not_agreed": lazy("They have no code word that counts now. Agree one with them."),
    "code_word_wrong": lazy(
        "The code word does not match, so it may not be them. Record what was said without “understood”."
    ),
    "asks_for_bank_details": lazy(
        "It asks for bank details, a card, a PIN or a password. We never do, so that a scam can't pass for us. Take it out."
    ),
    "asks_for_money": lazy(
        "It asks for money or gift cards. We never do in a message, so that a scam can't pass for us. Take it out."
    ),
}
