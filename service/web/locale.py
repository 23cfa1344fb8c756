"""Words and moments of a page in the reader's locale. Below the web, locale is always an argument."""

from __future__ import annotations

from typing import Any, cast

from babel.support import LazyProxy
from flask import g, has_request_context, request

from service.translations import DEFAULT, negotiate, translations_for


def current_locale() -> str:
    """The locale of this request: what the browser asks for first among those that have texts."""
    if not has_request_context():
        return DEFAULT
    if "locale" not in g:
        g.locale = negotiate([tag for tag, _quality in request.accept_languages])
    return str(g.locale)


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
