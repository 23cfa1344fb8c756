"""The boxes of a slip as a form: the same for one that is keyed in and one that was scanned."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from service.database import new_id
from service.domain.slips import (
    CALL_ME,
    CLEAR,
    FILLED_BY,
    NOT_CLEAR,
    NOTHING_TICKED,
    VISIT_ME,
    WRITE_DIFFERENTLY,
    option_box,
)
from service.use_cases.key_in_slip import SlipFound
from service.web import reply_words
from service.web.fields import options
from service.web.forms import HouseForm
from service.web.locale import lazy

# The words that stand on the paper, so that a worker looks for the same ones.
_ALWAYS = (
    (CALL_ME, lazy("Please call me")),
    (VISIT_ME, lazy("Please visit me")),
    (WRITE_DIFFERENTLY, lazy("Write in a different way")),
)
_FILLED_BY = (lazy("Me"), lazy("Me, with help"), lazy("Someone else for me"))


class SlipForm(HouseForm):
    """As on the paper: several boxes may be ticked, also of those that say who filled it in."""

    entry_key = HiddenField(default=lambda: str(new_id()))
    answers = SelectMultipleField(
        lazy("Which answers are ticked?"), validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget()
    )
    wishes = SelectMultipleField(
        lazy("Which wishes are ticked?"),
        choices=options(_ALWAYS),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    line = TextAreaField(
        lazy("What is written on the line?"), description=lazy("Letter for letter, in the person's own words.")
    )
    filled_by = SelectMultipleField(
        lazy("Who filled this in?"),
        choices=options(zip(FILLED_BY, _FILLED_BY, strict=True)),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    nothing = BooleanField(lazy("Nothing is ticked or written on it"))


def answers_of(slip: SlipFound) -> list[tuple[str, str]]:
    """The names and words of the boxes that answer this letter."""
    if slip.options:
        return [(option_box(number), label) for number, label in enumerate(slip.options, start=1)]
    return [(name, str(reply_words.BOX[name])) for name in (CLEAR, NOT_CLEAR)]


def ticks_of(form: SlipForm, slip: SlipFound) -> frozenset[str]:
    """The boxes of this very slip alone: a name that is not on it was never printed."""
    printed = {name for name, _label in answers_of(slip)} | {name for name, _label in _ALWAYS} | set(FILLED_BY)
    ticked = {*(form.answers.data or ()), *(form.wishes.data or ()), *(form.filled_by.data or ())} & printed
    return frozenset(ticked | ({NOTHING_TICKED} if form.nothing.data else set()))
