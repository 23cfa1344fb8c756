"""What a worker types about a message, and how it becomes a ``Draft``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from channels.letter.postage import Postage
from service.database import new_id
from service.domain.deadlines import LONDON
from service.domain.errors import DomainError, Invalid, InvalidFields
from service.domain.judgements import ClosingReason
from service.domain.languages import ENGLISH
from service.domain.messages import CheckKind, Draft, placeholders
from service.domain.preferences import WRITTEN_LANGUAGES
from service.domain.purposes import Purpose
from service.queries.messages import TemplateLine
from service.web.fields import ClockField, DayField, options
from service.web.forms import HouseForm, attach_faults
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.message_labels import CHECKS, CLOSINGS, POSTAGE, PURPOSES
from service.web.message_words import written_languages

_OPTIONS = range(1, 6)
_CHOSEN_PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.CONVERSATION)
_LEFT_OUT = {
    "csrf_token", "action", "code", "request_key", "seen_way", "seen_last", "override_reason",
    "picture", "signed", "checked_by_people", "postage",
}  # fmt: skip


def _line_breaks(typed: str | None) -> str | None:
    """Browsers send CRLF whatever was typed."""
    return typed.replace("\r\n", "\n").replace("\r", "\n") if typed else typed


class EasyReadForm(HouseForm):
    """Words that may go out as Easy Read: their pictures come as ``picture``, one a sentence."""

    signed = BooleanField(lazy("I have read the Easy Read pages and answer for their wording. My name is printed on them."))
    checked_by_people = BooleanField(lazy("People with learning disabilities checked them."))


class MessageForm(EasyReadForm):
    """``code``, ``request_key`` and ``seen_way`` go round with the words, so that what was seen is what is sent, once."""

    purpose = RadioField(
        lazy("What is it about?"),
        choices=options((purpose.value, PURPOSES[purpose]) for purpose in _CHOSEN_PURPOSES),
        validators=[InputRequired(lazy("Choose what it is about."))],
    )
    template = SelectField(lazy("Start from a template"), validate_choice=False)
    body = TextAreaField(
        lazy("The message"),
        description=lazy(
            "Short sentences, one thing at a time. How to reply and how to talk to a person are added by themselves."
        ),
        filters=[_line_breaks],
    )
    language = SelectField(
        lazy("Language that it is written in"), choices=options((tag, tag) for tag in WRITTEN_LANGUAGES), default="en"
    )
    own_language = BooleanField(
        lazy("I write this language well enough for this message, and answer for these words."),
        description=lazy("Only where you chose another language than English. If you don't, ask for a translation."),
    )
    event_day = DayField(
        lazy("Day of the appointment or visit, if there is one"), description=lazy("For example, 26 11 2026")
    )
    event_time = ClockField(lazy("Time"), description=lazy("For example, 14:30 or 2.30pm"))
    check_kind = RadioField(
        lazy("How will you check that the message was clear?"),
        choices=options((kind.value, CHECKS[kind]) for kind in CheckKind),
        default=CheckKind.NONE.value,
    )
    question = StringField(lazy("Question"), description=lazy("For example: What day will we visit?"))
    option_1 = StringField(lazy("Answer 1"))
    option_2 = StringField(lazy("Answer 2"))
    option_3 = StringField(lazy("Answer 3"))
    option_4 = StringField(lazy("Answer 4"))
    option_5 = StringField(lazy("Answer 5"))
    right_option = RadioField(
        lazy("Which answer is right?"),
        choices=options((str(number), str(number)) for number in _OPTIONS),
        validate_choice=False,
    )
    open_question = StringField(lazy("Question for an answer in their own words"))
    expected_answer = StringField(
        lazy("What a good answer says"), description=lazy("For whoever reads the reply. It is not sent.")
    )
    override_reason = TextAreaField(lazy("Why is it right to send it all the same?"), filters=[_line_breaks])
    postage = SelectField(
        lazy("Postage"), choices=options((each.value, POSTAGE[each]) for each in Postage), default=Postage.SECOND.value
    )
    explains_id = HiddenField()
    translation_id = HiddenField()
    code = HiddenField()
    request_key = HiddenField()
    seen_way = HiddenField()

    def __init__(self, templates: Iterable[TemplateLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template.choices = options([("", _("No template")), *((str(line.id), line.name) for line in templates)])
        self.language.choices = options(written_languages())
        self.request_key.data = self.request_key.data or str(new_id())

    @property
    def option_fields(self) -> list[Field]:
        return [self[f"option_{number}"] for number in _OPTIONS]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        sound = bool(super().validate(extra_validators=extra_validators))
        if self.event_day.data and not self.event_time.data and not self.event_time.errors:
            self.event_time.errors = [_("Enter the time, so that we can tell whether an answer comes before it.")]
        if self.event_time.data and not self.event_day.data and not self.event_day.errors:
            self.event_day.errors = [_("Enter the day that this time belongs to.")]
        if self.language.data != ENGLISH and self.translation is None and not self.own_language.data:
            self.own_language.errors = [
                _("Say that you write this language yourself, or write English and ask for a translation.")
            ]
        return sound and not (self.event_time.errors or self.event_day.errors or self.own_language.errors)

    def draft(self) -> Draft:
        """What was typed, as the rules read it. Only after ``validate``."""
        kind = CheckKind(self.check_kind.data)
        typed = [(number, (self[f"option_{number}"].data or "").strip()) for number in _OPTIONS]
        filled = [(number, words) for number, words in typed if words]
        right = next((at for at, (number, _words) in enumerate(filled, 1) if str(number) == self.right_option.data), None)
        choice = kind is CheckKind.CHOICE
        question = {CheckKind.CHOICE: self.question.data, CheckKind.OPEN: self.open_question.data}.get(kind)
        return Draft(
            purpose=Purpose(self.purpose.data),
            body=self.body.data or "",
            language=self.language.data,
            check_kind=kind,
            question=question or "",
            options=tuple(words for _number, words in filled) if choice else (),
            right_option=right if choice else None,
            expected_answer=(self.expected_answer.data or "") if kind is CheckKind.OPEN else "",
            event_at=self._event_at(),
            override_reason=self.override_reason.data or "",
            explains_id=_uuid(self.explains_id.data),
            postage=self.postage.data,
        )

    def _event_at(self) -> datetime | None:
        if self.event_day.data is None:
            return None
        return datetime.combine(self.event_day.data, self.event_time.data or time(0), LONDON)

    def show(self, error: DomainError) -> None:
        """The domain's faults beside the fields; a placeholder that is left is named."""
        if not isinstance(error, (Invalid, InvalidFields)):
            raise error
        asked = "open_question" if self.check_kind.data == CheckKind.OPEN.value else "question"
        attach_faults(self, error, {"event": "event_day", "options": "option_1", "question": asked})
        left = placeholders(self.body.data or "")
        if left and self.body.errors:
            self.body.errors = [
                _("Replace %(placeholders)s with the words meant for this person.", placeholders=", ".join(left))
            ]

    def start_from(self, draft: Draft) -> None:
        """Fill the page with the words of an earlier message."""
        self.purpose.data = draft.purpose.value if draft.purpose in _CHOSEN_PURPOSES else Purpose.GENERAL.value
        self.body.data = draft.body
        self.language.data = draft.language
        self.check_kind.data = draft.check_kind.value
        self.question.data = draft.question if draft.check_kind is CheckKind.CHOICE else ""
        self.open_question.data = draft.question if draft.check_kind is CheckKind.OPEN else ""
        for field, words in zip(self.option_fields, draft.options, strict=False):
            field.data = words
        self.right_option.data = str(draft.right_option or "")
        self.expected_answer.data = draft.expected_answer

    @property
    def translation(self) -> UUID | None:
        """The approved translation whose words these are."""
        return _uuid(self.translation_id.data)

    def use_words(self, body: str, question: str, options: Iterable[str], language: str) -> None:
        """Other words for the same message: those of its translation."""
        self.body.data, self.language.data = body, language
        asked = self.open_question if self.check_kind.data == CheckKind.OPEN.value else self.question
        asked.data = question
        for field, words in zip(self.option_fields, options, strict=False):
            field.data = words

    def use_template(self, line: TemplateLine, others: Iterable[TemplateLine]) -> None:
        """Put a template's words in. What somebody typed stays: the template's words follow it."""
        typed = (self.body.data or "").strip()
        untouched = not typed or typed in {other.body.strip() for other in others}
        self.body.data = line.body if untouched else f"{typed}\n\n{line.body}"
        self.template.data = str(line.id)
        self.purpose.data = line.purpose.value
        self.check_kind.data = line.check_kind.value
        if line.check_kind is CheckKind.CHOICE:
            self.question.data = self.question.data or line.question
        elif line.check_kind is CheckKind.OPEN:
            self.open_question.data = self.open_question.data or line.question


def typed_again() -> list[tuple[str, str]]:
    """Everything that was typed on the page before, to go round hidden."""
    return [(name, value) for name, values in request.form.lists() for value in values if name not in _LEFT_OUT]


def _uuid(typed: str | None) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None


class AnotherWayForm(EasyReadForm):
    medium = RadioField(lazy("Which way?"), validators=[InputRequired(lazy("Choose a way."))])
    override_reason = TextAreaField(lazy("Why is it right to send it all the same?"), filters=[_line_breaks])
    code = HiddenField()
    seen_way = HiddenField()
    seen_last = HiddenField()

    @property
    def last(self) -> UUID | None:
        return _uuid(self.seen_last.data)


class CloseForm(HouseForm):
    reason = RadioField(
        lazy("Why do you close it?"),
        choices=options((reason.value, CLOSINGS[reason]) for reason in ClosingReason),
        validators=[InputRequired(lazy("Choose a reason."))],
    )
    note = TextAreaField(
        lazy("Note"), description=lazy("So that others can follow it: what you know, and from whom."), filters=[_line_breaks]
    )


class TemplateForm(HouseForm):
    name = StringField(lazy("Name"), description=lazy("As your colleagues would look for it."))
    purpose = RadioField(
        lazy("What is it about?"),
        choices=options((purpose.value, PURPOSES[purpose]) for purpose in _CHOSEN_PURPOSES),
        validators=[InputRequired(lazy("Choose what it is about."))],
    )
    body = TextAreaField(
        lazy("The message"),
        description=lazy(
            "Put what changes in two brackets, such as ((day)) or ((time)). It can't be sent before it is filled in."
        ),
        filters=[_line_breaks],
    )
    check_kind = RadioField(
        lazy("How is it checked that the message was clear?"),
        choices=options((kind.value, CHECKS[kind]) for kind in CheckKind),
        default=CheckKind.NONE.value,
    )
    question = StringField(lazy("Check question, if there is one"))
