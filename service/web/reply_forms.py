"""What a worker fills in about a reply: a judgement, an answer, a note of what they did."""

from __future__ import annotations

from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf

from service.database import new_id
from service.domain.judgements import Verdict
from service.web.fields import options
from service.web.forms import HouseForm
from service.web.locale import lazy
from service.web.reply_words import VERDICT

_VERDICTS = options((verdict.value, words) for verdict, words in VERDICT.items())


class JudgeForm(HouseForm):
    """``verdict`` offers "understood" only where something written can show it."""

    verdict = RadioField(
        lazy("What do these words show?"),
        choices=_VERDICTS,
        validate_choice=False,
        validators=[AnyOf([verdict.value for verdict in Verdict], message=lazy("Choose what the words show."))],
    )
    words = TextAreaField(
        lazy("Which of their words show it?"),
        description=lazy("Kept as the evidence. Leave out what does not matter; add nothing."),
    )
    note = TextAreaField(lazy("Anything to add? (optional)"))

    def offer(self, *, understood: bool) -> None:
        if not understood:
            self.verdict.choices = [choice for choice in _VERDICTS if choice.value != Verdict.UNDERSTOOD.value]


class AnswerForm(HouseForm):
    """``request_key`` makes sending it twice the same answer."""

    body = TextAreaField(lazy("Your answer"))
    request_key = HiddenField(default=lambda: str(new_id()))
    settles = BooleanField(lazy("Nothing else is left to do about these words"), default=True)


class CloseForm(HouseForm):
    done = TextAreaField(lazy("What did you do about it?"))


class NewPersonForm(HouseForm):
    new_name = StringField(lazy("What is their name?"))


def uuid_of(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None
