"""What WTForms itself says of a field, in the words of this house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import gettext, lazy, ngettext

_WORDS: Final[Mapping[str, str]] = {
    "Not a valid choice.": lazy("Choose one of the answers."),
    "Invalid Choice: could not coerce.": lazy("Choose one of the answers."),
    "Invalid choice(s): one or more data inputs could not be coerced.": lazy("Choose from the answers."),
    "'%(value)s' is not a valid choice for this field.": lazy("Choose from the answers."),
    "'%(value)s' are not valid choices for this field.": lazy("Choose from the answers."),
    "This field is required.": lazy("Fill this in."),
    "Not a valid integer value.": lazy("Enter a whole number, with digits only."),
}


class PlainEnglish:
    """The two calls that WTForms makes for its own texts."""

    def gettext(self, text: str) -> str:
        return str(_WORDS[text]) if text in _WORDS else gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(_WORDS[one]) if one in _WORDS else ngettext(one, many, number)
