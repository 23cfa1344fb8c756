"""Translations of workers' own words: what waits, both texts beside each other, and each step by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, StringField, TextAreaField

from service.domain.deadlines import LONDON
from service.domain.errors import Conflict, Invalid, InvalidFields
from service.domain.translating import Decision, Stage, Tongues, Words, missing, require_whole, words_of
from service.queries import translations
from service.queries.translations import OneRequest
from service.use_cases.approve_translation import approve_translation
from service.use_cases.enter_translation import TranslationEntry, enter_translation
from service.use_cases.return_translation import return_translation
from service.use_cases.withdraw_translation import withdraw_translation
from service.web.doors import container, current_actor, now, signed_in
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import direction_of, lazy
from service.web.locale import gettext as _
from service.web.message_words import language_name
from service.web.words import words_for

blueprint = Blueprint("translations", __name__, url_prefix="/translations")

STAGES: Final[Mapping[Stage, str]] = {
    Stage.TO_TRANSLATE: lazy("To be translated"),
    Stage.TO_APPROVE: lazy("To be compared and approved"),
    Stage.TO_SEND: lazy("Approved: to be sent"),
}
DECISIONS: Final[Mapping[Decision, str]] = {
    Decision.APPROVED: lazy("Approved"),
    Decision.SENT_BACK: lazy("Sent back"),
    Decision.WITHDRAWN: lazy("Withdrawn"),
}
_OPTIONS: Final = range(1, 6)


class EntryForm(HouseForm):
    body = TextAreaField(lazy("The message in the other language"))
    question = StringField(lazy("The question"))
    option_1 = StringField(lazy("Answer 1"))
    option_2 = StringField(lazy("Answer 2"))
    option_3 = StringField(lazy("Answer 3"))
    option_4 = StringField(lazy("Answer 4"))
    option_5 = StringField(lazy("Answer 5"))
    translator = StringField(
        lazy("Name of the translator"), description=lazy("A person who knows both languages. Never a machine.")
    )
    reason = TextAreaField(lazy("If something of the original is left out: why is that right?"))
    replaces = HiddenField()

    def option_fields(self, number: int) -> list[Field]:
        return [self[f"option_{place}"] for place in _OPTIONS[:number]]

    def words(self, number: int) -> Words:
        """As they were typed; browsers send CRLF whatever was."""
        body = (self.body.data or "").replace("\r\n", "\n").replace("\r", "\n")
        options = tuple(field.data or "" for field in self.option_fields(number))
        return Words(body, self.question.data or "", options).stripped()

    def start_from(self, words: Words) -> None:
        self.body.data, self.question.data = words.body, words.question
        for field, option in zip(self.option_fields(len(words.options)), words.options, strict=False):
            field.data = option


class DecisionForm(HouseForm):
    reader = StringField(
        lazy("Name of the second person"),
        description=lazy("Who read both texts and knows both languages: not the translator."),
    )
    note = TextAreaField(lazy("What must change, or why it is not needed any more"))


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        lines = translations.open_requests(session, current_actor())
    return page(
        "pages/translations/everything.html", lines=lines, stages=STAGES, language_name=language_name, today=_today()
    )


@blueprint.get("/<uuid:request_id>")
def show(request_id: UUID) -> ResponseReturnValue:
    return _shown(_one(request_id), DecisionForm())


@blueprint.route("/<uuid:request_id>/enter", methods=["GET", "POST"])
def enter(request_id: UUID) -> ResponseReturnValue:
    asked, form = _one(request_id), EntryForm()
    number = len(asked.draft.options)
    lost: tuple[str, ...] = ()
    if request.method == "GET":
        form.replaces.data = str(asked.newest.id) if asked.newest else ""
        if asked.newest:
            form.start_from(asked.newest.words)
            form.translator.data = asked.newest.translator
    elif form.validate_on_submit():
        words = form.words(number)
        lost = _missing(asked, words)
        entry = TranslationEntry(words, form.translator.data or "", form.reason.data or "")
        replaces = UUID(form.replaces.data) if form.replaces.data else None
        try:
            enter_translation(container().sessions, current_actor(), request_id, entry, now(), replaces=replaces)
        except (Invalid, InvalidFields) as error:
            attach_faults(form, error, {"options": "option_1"})
        except Conflict as error:
            form.faults.append(words_for(error.code))
        else:
            flash(_("The translation is entered. A second person must compare it with the original before it can be sent."))
            return redirect(url_for("translations.show", request_id=request_id), 303)
    return page("pages/translations/enter.html", form=form, fields=form.option_fields(number), lost=lost, **_values(asked))


@blueprint.post("/<uuid:request_id>/decide/<uuid:text_id>")
def decide(request_id: UUID, text_id: UUID) -> ResponseReturnValue:
    """A second person says whether it may be sent."""
    form = DecisionForm()
    approves = request.form.get("action") == "approve"
    if form.validate_on_submit():
        try:
            if approves:
                approve_translation(container().sessions, current_actor(), text_id, form.reader.data or "", now())
            else:
                return_translation(container().sessions, current_actor(), text_id, form.note.data or "", now())
        except Invalid as error:
            attach_faults(form, error)
        except Conflict as error:
            form.faults.append(words_for(error.code))
        else:
            flash(_("Approved. It can be sent now.") if approves else _("Sent back. The note stands beside it."))
            return redirect(url_for("translations.show", request_id=request_id), 303)
    return _shown(_one(request_id), form)


@blueprint.post("/<uuid:request_id>/withdraw")
def withdraw(request_id: UUID) -> ResponseReturnValue:
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            withdraw_translation(container().sessions, current_actor(), request_id, form.note.data or "", now())
        except Invalid as error:
            attach_faults(form, error)
        except Conflict as error:
            form.faults.append(words_for(error.code))
        else:
            flash(_("The request is withdrawn. What was written stays on record."))
            return redirect(url_for("translations.everything"), 303)
    return _shown(_one(request_id), form)


def _missing(asked: OneRequest, words: Words) -> tuple[str, ...]:
    original = words_of(asked.draft)
    try:
        require_whole(original, words)
    except InvalidFields:
        return ()
    written = asked.requested_at.astimezone(LONDON).date()
    return missing(original, words, Tongues(asked.draft.language, asked.language, written))


def _shown(asked: OneRequest, form: DecisionForm) -> ResponseReturnValue:
    who = signed_in()
    if request.method == "GET" and who is not None:
        form.reader.data = who.name
    return page("pages/translations/show.html", form=form, stages=STAGES, decisions=DECISIONS, **_values(asked))


def _values(asked: OneRequest) -> dict[str, object]:
    return {
        "asked": asked,
        "original": words_of(asked.draft),
        "into": language_name(asked.language),
        "written_in": language_name(asked.draft.language),
        "their_direction": direction_of(asked.language.replace("-", "_")),
        "original_direction": direction_of(asked.draft.language.replace("-", "_")),
        "today": _today(),
    }


def _today() -> object:
    return now().astimezone(LONDON).date()


def _one(request_id: UUID) -> OneRequest:
    with container().sessions.begin() as session:
        return translations.one_request(session, current_actor(), request_id, now())
