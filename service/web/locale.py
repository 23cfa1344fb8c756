"""Words and moments of a page in the reader's locale. Below the web, locale is always an argument."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, cast

from babel import Locale
from babel.support import LazyProxy
from flask import g, has_request_context, request

from service.translations import DEFAULT, negotiate, translations_for
from service.web import offered_languages

COOKIE: Final = "bothways_language"
"""Holds the tag of the language that was chosen, and nothing about anybody."""


def current_locale() -> str:
    """The locale of this request (``pa_Guru``): what was chosen here, else what the browser asks for first."""
    if not has_request_context():
        return DEFAULT
    if "locale" not in g:
        # What is asked for while this one finds out, an error page for instance, is told in English.
        g.locale = DEFAULT
        wanted = [request.cookies.get(COOKIE, ""), *(tag for tag, _quality in request.accept_languages)]
        # Most ask for English: they need no look at what is offered.
        if negotiate(wanted) != DEFAULT:
            g.locale = _best(wanted)
    return str(g.locale)


def _best(wanted: list[str]) -> str:
    """The first that is offered. English that is asked for before another language is an answer, not a lack of one."""
    offered = offered_languages.offered()
    for tag in wanted:
        found = negotiate([tag], offered)
        if found != DEFAULT or tag.casefold().split("-")[0] == DEFAULT:
            return found
    return DEFAULT


def language_tag(locale: str) -> str:
    """BCP 47, as HTML wants it."""
    return locale.replace("_", "-")


@cache
def direction_of(locale: str) -> str:
    """``ltr`` or ``rtl``, by the script that the locale is written in."""
    return "rtl" if Locale.parse(locale).character_order == "right-to-left" else "ltr"


@cache
def own_name(locale: str) -> str:
    """What the readers of a language call it."""
    return Locale.parse(locale).get_display_name(locale) or locale


def gettext(text: str, **values: Any) -> str:
    """The text in this request's locale; ``%(name)s`` in it takes ``values``."""
    words = translations_for(current_locale()).ugettext(text)
    return words % values if values else words


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """One or many, by the plural rule of this request's locale; ``%(num)s`` is the number."""
    words = translations_for(current_locale()).ungettext(one, many, number)
    return words % {"num": number, **values}


def lazy(text: str) -> str:
    """A text that is looked up when it is shown: for form labels and tables made at import. Use it as a ``str``."""
    return cast("str", LazyProxy(gettext, text, enable_cache=False))


_ = gettext
