"""Stopping a medium at one point, and taking it up again: what a reply does to the number or address that it came from."""

from __future__ import annotations

import re
from typing import Final

from service.domain.judgements import ContactRoute
from service.domain.replies import Category, Interpretation, Reason
from service.domain.replies.words import fold

# Twilio's own words, but for YES, which is an answer: https://help.twilio.com/articles/223134027
_START: Final = re.compile(r"\W*(?:start|unstop)\W*")
_OF_ROUTE: Final = {
    ContactRoute.TEXT: re.compile(r"\b(?:text|sms|messag|number)\w*"),
    ContactRoute.EMAIL: re.compile(r"\b(?:e ?mail|messag|unsubscrib)\w*"),
}
_OF_ANY: Final = re.compile(r"\b(?:text|sms|e ?mail|letter|post|write|writing|call|ring|phon|visit)\w*")


def starts_again(words: str) -> bool:
    """Whether the whole reply is START or UNSTOP. "Start time?" isn't."""
    return _START.fullmatch(fold(words)) is not None


def stops(read: Interpretation, route: ContactRoute) -> bool:
    """Whether nothing may go there any more: a word that stops, alone, or plain words that say it.

    "No more letters", written by text, stops no texts: that is a wish for a worker to read.
    """
    if read.category is not Category.OPT_OUT or route not in _OF_ROUTE:
        return False
    if read.reason is Reason.STOP_WORD:
        return True
    said = read.matched or ""
    return _OF_ANY.search(said) is None or _OF_ROUTE[route].search(said) is not None
