"""More than one language in a reply: what each makes of it, and danger in any of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from service.domain.replies.loading import dangers_of, languages, table_for
from service.domain.replies.patterns import Spotter
from service.domain.replies.question import Category, Interpretation, Reason
from service.domain.replies.whole import Reading
from service.domain.replies.words import Plain

_CONTRARY = frozenset(
    {
        Category.WRONG_PERSON,
        Category.OPT_OUT,
        Category.CHANGE_PREFERENCE,
        Category.HELP,
        Category.NOT_UNDERSTOOD,
        Category.NO,
    }
)

_LONG_ENOUGH = 5
"""Letters: a shorter word stands in many languages."""
_MOSTLY, _PARTLY = 0.5, 0.25
"""Of the words of a reply that are known."""


def agreed(own: Interpretation, english: Interpretation, *, whole: bool, english_alone: bool) -> Interpretation:
    """One reading of two. ``whole``: the person's language knows every word; ``english_alone``: so does English, of all.

    Only the person's own language can confirm, and not what is a refusal or a request as plain English ("na terça" is not:
    "Tuesday" isn't English there). What it doesn't know whole is whatever English makes of it, short of a confirmation.
    """
    if english.category is Category.RISK:
        return english
    if own.confirms and english_alone and english.category in _CONTRARY:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.LANGUAGES_DISAGREE)
    if whole or own.category is not Category.ANSWER_FREE:
        return own
    if english.confirms:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.LANGUAGES_DISAGREE)
    if english.category in _CONTRARY or english.category is Category.RECEIVED_ONLY:
        return replace(english, confirms=False)
    return own


def is_own_word(english: Interpretation, reading: Reading) -> bool:
    """Whether what English takes for danger is one word, and means something else in the person's language ("gün": day)."""
    matched = (english.matched or "").split()
    return len(matched) == 1 and reading.table.knows(matched[0])


def in_danger(reply: Plain, *readings: Reading) -> Interpretation | None:
    """Danger in a language that is not on record for the person.

    What their own language or English knows the words of is left to those; in a reply that is mostly in one of those, a
    single word of a third language is a word that two languages share.
    """
    found = _danger().search(reply.words, " ".join(reply.words))
    if found is None:
        return None
    matched = found.split()
    for table in (reading.table for reading in readings):
        familiar = sum(table.knows(word) for word in reply.words)
        share = familiar / len(reply.words)
        shared = len(matched) == 1 and share >= (_MOSTLY if len(found) >= _LONG_ENOUGH else _PARTLY)
        if shared or all(map(table.knows, matched)):
            return None
    return Interpretation(Category.RISK, confirms=False, reason=Reason.PHRASE, matched=found)


def make_ready() -> None:
    """Read what every reply is held against, so that the first one does not wait for it."""
    table_for("en")
    _danger()


@cache
def _danger() -> Spotter:
    return Spotter(pattern for language in languages() if language != "en" for pattern in dangers_of(language))
