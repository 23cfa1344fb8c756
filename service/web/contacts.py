"""Record a call, a visit or any live contact: the person's words, and what they show about each open message."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, PasswordField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from service.database import new_id
from service.domain.errors import Conflict, Invalid, InvalidFields
from service.domain.judgements import ContactRoute, Verdict
from service.domain.preferences import Medium
from service.domain.replies import Category
from service.queries.contacts import ContactView, OpenMessage, OpenReply, contact_view
from service.use_cases.check_code_word import check_code_word
from service.use_cases.record_contact import ContactMade, record_contact
from service.web import reply_words
from service.web.doors import container, current_actor, now
from service.web.fields import options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.next_steps import explain_url, person_url
from service.web.person_labels import ANSWER, POINT_STATUS, SPOKEN
from service.web.reply_forms import uuid_of
from service.web.words import words_for

blueprint = Blueprint("contacts", __name__)

_ROUTES = {
    ContactRoute.CALL: lazy("Phone call"),
    ContactRoute.VISIT: lazy("Visit"),
    ContactRoute.OFFICE: lazy("At the office"),
    ContactRoute.RELAY_CALL: lazy("Call through Relay UK or textphone"),
    ContactRoute.BSL_VIDEO: lazy("BSL video call"),
}
_ROUTE_OF = {
    Medium.PHONE_CALL: ContactRoute.CALL,
    Medium.VISIT: ContactRoute.VISIT,
    Medium.OFFICE: ContactRoute.OFFICE,
    Medium.RELAY_CALL: ContactRoute.RELAY_CALL,
    Medium.TEXTPHONE: ContactRoute.RELAY_CALL,
    Medium.BSL_VIDEO: ContactRoute.BSL_VIDEO,
}
NOT_TALKED_ABOUT = "not_talked_about"
_VERDICTS = [
    (NOT_TALKED_ABOUT, lazy("We did not talk about it")),
    (Verdict.UNDERSTOOD.value, lazy("Understood: their words show it")),
    (Verdict.PARTLY.value, lazy("Partly understood")),
    (Verdict.NOT_UNDERSTOOD.value, lazy("Not understood")),
    (Verdict.CANNOT_TELL.value, lazy("I can't tell")),
]


class _Contact(HouseForm):
    entry_key = HiddenField(default=lambda: str(new_id()))
    route = RadioField(
        lazy("How did you contact them?"),
        choices=options((route.value, words) for route, words in _ROUTES.items()),
        validate_choice=False,
        validators=[AnyOf([route.value for route in _ROUTES], message=lazy("Choose how you contacted them."))],
    )
    reached = RadioField(
        lazy("Did you reach them?"),
        choices=options([("yes", lazy("Yes, I spoke with them")), ("no", lazy("No"))]),
        validate_choice=False,
        validators=[AnyOf(["yes", "no"], message=lazy("Say whether you reached them."))],
    )
    words = TextAreaField(
        lazy("What did they say, in their own words?"),
        description=lazy("The evidence of what they understood. For a signed call, what the interpreter said for them."),
    )
    code_word = PasswordField(
        lazy("Code word, as they said it"),
        description=lazy("It is compared, and shown to nobody. Don't write it anywhere else on this page."),
    )
    code_word_matched = HiddenField()
    """What the comparison said on this page: the word itself never comes back."""
    note = TextAreaField(lazy("Your note (optional)"))
    dealt_with = SelectMultipleField(
        lazy("Which of these did this deal with?"), validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget()
    )


@blueprint.route("/people/<uuid:person_id>/contacts/new", methods=["GET", "POST"])
def new(person_id: UUID) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        view = contact_view(session, current_actor(), person_id, now())
    form = _form_for(view)
    if request.form.get("action") == "check_code_word":
        _checked(form, person_id, asked=True)
        return _page(view, form)
    if form.validate_on_submit() and _checked(form, person_id):
        made = _made(form, view)
        try:
            record_contact(container().sessions, current_actor(), person_id, made, now())
        except (Invalid, InvalidFields) as error:
            attach_faults(form, error)
        except Conflict as error:
            form.faults.append(words_for(error.code))
        else:
            return _leave(view, made)
    return _page(view, form)


def _checked(form: HouseForm, person_id: UUID, *, asked: bool = False) -> bool:
    """Compare the code word, if one was typed or ``asked`` about; the answer stays on the page, the word does not."""
    typed = str(form.code_word.data or "")
    if not (typed or asked):
        return True
    try:
        right = check_code_word(container().sessions, current_actor(), person_id, typed, now())
    except Invalid as error:
        form.code_word_matched.data = ""
        attach_faults(form, error)
        return False
    form.code_word_matched.data = "yes" if right else "no"
    return True


def _page(view: ContactView, form: HouseForm) -> ResponseReturnValue:
    return page(
        "pages/contacts/new.html",
        form=form,
        person=view,
        verdicts={message.id: form[_field_of(message)] for message in view.messages},
        words=reply_words,
        answer_words=ANSWER,
        status_words=POINT_STATUS,
        spoken=SPOKEN,
        person_url=person_url,
    )


def _form_for(view: ContactView) -> HouseForm:
    """The form with one choice for each open message and one box for each open reply of this person."""

    class Form(_Contact):
        pass

    for message in view.messages:
        label = lazy("What do their words show about this?")
        setattr(Form, _field_of(message), SelectField(label, choices=options(_VERDICTS), default=NOT_TALKED_ABOUT))
    asked_for = uuid_of(request.args.get("reply"))
    ticked = [str(reply.id) for reply in view.replies if reply.category is Category.HELP or reply.id == asked_for]
    task = next((message.task for message in view.messages if message.task in _ROUTE_OF), None)
    form = Form(dealt_with=ticked, route=_ROUTE_OF[task].value if task else None)
    form.dealt_with.choices = options((str(reply.id), _line(reply)) for reply in view.replies)
    return form


def _field_of(message: OpenMessage) -> str:
    return f"verdict_{message.id.hex}"


def _line(reply: OpenReply) -> str:
    words = reply.words or ", ".join(reply_words.BOX.get(box, box) for box in reply.ticked)
    return _("“%(words)s” %(route)s", words=words, route=reply_words.ROUTE.get(reply.route, reply.route))


def _made(form: HouseForm, view: ContactView) -> ContactMade:
    verdicts = {
        message.id: Verdict(form[_field_of(message)].data)
        for message in view.messages
        if form[_field_of(message)].data not in {None, NOT_TALKED_ABOUT}
    }
    return ContactMade(
        entry_key=uuid_of(form.entry_key.data) or new_id(),
        route=ContactRoute(form.route.data),
        reached=form.reached.data == "yes",
        words=str(form.words.data or ""),
        note=str(form.note.data or ""),
        verdicts=verdicts,
        code_word={"yes": True, "no": False}.get(form.code_word_matched.data or ""),
        replies=frozenset(found for found in map(uuid_of, form.dealt_with.data or ()) if found is not None),
    )


def _leave(view: ContactView, made: ContactMade) -> ResponseReturnValue:
    """On to the list, or to explaining again what was not understood."""
    offered = {_field_of(message) for message in view.messages}
    judged = {name for name, value in request.form.items() if name.startswith("verdict_") and value != NOT_TALKED_ABOUT}
    if judged - offered:
        flash(_("A message that you judged was settled by somebody else in the meantime. Your words are kept."))
    if not made.reached:
        flash(_("Recorded: you tried. Everything stays open."))
        return redirect(url_for("work_list.show"), 303)
    doubts = [message for message, verdict in made.verdicts.items() if verdict in {Verdict.PARTLY, Verdict.NOT_UNDERSTOOD}]
    if doubts:
        flash(_("Recorded. Explain it again, differently."))
        return redirect(explain_url(view.person_id, doubts[0]), 303)
    flash(_("Recorded."))
    return redirect(url_for("work_list.show"), 303)
