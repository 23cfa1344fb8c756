"""Write to a person: the words, the plan and exactly what arrives; then everything that is known of the message."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from channels.base import EmailContent
from service.domain.errors import Conflict, Invalid, InvalidFields, NotFound
from service.domain.judgements import ClosingReason
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.planning import Preview, needs_signature, way
from service.queries import messages, one_message
from service.use_cases.close_message import close_message
from service.use_cases.compose_message import compose_message, preview_message
from service.use_cases.send_another_way import preview_another_way, send_another_way, ways_open
from service.web import formats, message_labels, message_words, translated
from service.web.arrivals import arrival, looked_at, shown_inline
from service.web.doors import container, current_actor, now
from service.web.easy_read_choice import choice, chosen, with_choice
from service.web.fields import options
from service.web.format_labels import FORM_LABELS
from service.web.forms import page
from service.web.locale import gettext as _
from service.web.message_forms import AnotherWayForm, CloseForm, MessageForm, typed_again
from service.web.words import words_for

blueprint = Blueprint("messages", __name__)

EMAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
"""The email stands on a page of its own: its inline style may apply, and nothing else may."""


@blueprint.route("/people/<uuid:person_id>/messages/new", methods=["GET", "POST"])
def new(person_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    with container().sessions.begin() as session:
        recipient = messages.recipient(session, actor, person_id, now())
        templates = messages.saved_templates(session, actor)
    form = MessageForm(templates)
    action = request.form.get("action")
    found: list[formats.Marked] | None = None
    if request.method == "GET":
        _begin(form, person_id, templates)
    elif action == "template":
        chosen = next((line for line in templates if str(line.id) == form.template.data), None)
        if chosen is not None:
            form.use_template(chosen, templates)
    elif action == "check":
        # What was typed may be anything yet: its words are looked at all the same.
        found = formats.marked(form.body.data or "", form.language.data or "en")
    elif action != "change" and form.validate_on_submit():
        answer = _preview_or_send(form, recipient, action)
        if answer is not None:
            return answer
    return page(
        "pages/messages/new.html",
        form=form,
        recipient=recipient,
        has_templates=bool(templates),
        explained=_explained(form),
        found=found,
    )


def _begin(form: MessageForm, person_id: UUID, templates: tuple[messages.TemplateLine, ...]) -> None:
    wanted = request.args.get("template", type=UUID)
    chosen = next((line for line in templates if line.id == wanted), None)
    if chosen is not None:
        form.use_template(chosen, templates)
    explains = request.args.get("explains", type=UUID)
    if explains is not None:
        earlier = _one(explains)
        if earlier.person_id != person_id:
            raise NotFound("message_not_found")
        form.explains_id.data = str(explains)
        form.start_from(_draft_of(earlier))
    translated.begin(form, person_id)


def _explained(form: MessageForm) -> one_message.OneMessage | None:
    return _one(UUID(form.explains_id.data)) if form.explains_id.data else None


def _preview_or_send(form: MessageForm, recipient: messages.Recipient, action: str | None) -> ResponseReturnValue | None:
    """The next page; ``None`` where the words must change first."""
    draft = with_choice(form.draft())
    if action in translated.STEPS:
        return translated.ask(form, recipient, draft)
    if action == "send":
        try:
            message_id = compose_message(
                container().sessions,
                current_actor(),
                recipient.person_id,
                draft,
                now(),
                request_key=UUID(form.request_key.data),
                code=form.code.data or None,
                seen_way=form.seen_way.data or None,
                channels=container().channels,
                translation_id=form.translation,
            )
        except (Conflict, Invalid, InvalidFields) as error:
            _put_beside(form, error)
        else:
            flash(_("Saved. It is followed up until they have shown that they understood."))
            return redirect(url_for("messages.show", message_id=message_id), 303)
    try:
        seen = preview_message(
            container().sessions,
            current_actor(),
            recipient.person_id,
            draft,
            now(),
            code=form.code.data or None,
            channels=container().channels,
            translation_id=form.translation,
        )
    except (Invalid, InvalidFields) as error:
        form.show(error)
        return None
    if action == "email" and isinstance(seen.content, EmailContent):
        return email_as_it_looks(shown_inline(seen.content))
    if action is not None and action.startswith(formats.LOOK):
        return formats.look(*looked_at(seen, draft, action))
    form.code.data, form.seen_way.data = seen.code, way(seen.plan)
    return page(
        "pages/messages/preview.html",
        form=form,
        recipient=recipient,
        draft=draft,
        typed=typed_again(),
        easy_read=choice(seen, draft),
        form_labels=FORM_LABELS,
        found=formats.marked(draft.body, draft.language, easy_read=needs_signature(seen)),
        **_seen(seen, recipient.person_id),
    )


def _put_beside(form: MessageForm, error: Conflict | Invalid | InvalidFields) -> None:
    if isinstance(error, Conflict):
        form.faults.append(words_for(error.code))
    elif not (isinstance(error, Invalid) and error.field == "body"):
        form.show(error)


def _seen(seen: Preview, person_id: UUID) -> dict[str, object]:
    """What the plan and "what arrives" are drawn from."""
    plan = seen.plan
    return {
        "seen": seen,
        "plan": plan,
        "reasons": message_words.reasons(plan, seen.known),
        "arrival": arrival(current_actor(), person_id, seen, now()),
        "set_up": plan.channel not in {"sms", "email"} or plan.channel in container().channels,
        "stopped": words_for(seen.uncarriable)
        if seen.uncarriable
        else words_for(f"refused_{seen.refused}")
        if seen.refused
        else "",
        "draft_phrases": translated.draft_phrases(seen),
        "goes_now": plan.send_at <= now(),
        "labels": message_labels,
        "say": message_words,
    }


@blueprint.get("/messages/<uuid:message_id>")
def show(message_id: UUID) -> ResponseReturnValue:
    return page("pages/messages/show.html", message=_one(message_id), labels=message_labels, say=message_words, now=now())


@blueprint.route("/messages/<uuid:message_id>/another-way", methods=["GET", "POST"])
def another_way(message_id: UUID) -> ResponseReturnValue:
    actor, message = current_actor(), _one(message_id)
    ways = ways_open(container().sessions, actor, message_id, now())
    form = AnotherWayForm()
    form.medium.choices = options((plan.medium.value, message_labels.MEDIA[plan.medium]) for plan in ways.plans)
    form.seen_last.data = form.seen_last.data or str(ways.last or "")
    seen: Preview | None = None
    if request.form.get("action") != "change" and form.validate_on_submit():
        medium = Medium(form.medium.data)
        try:
            if request.form.get("action") == "send":
                send_another_way(
                    container().sessions,
                    actor,
                    message_id,
                    medium,
                    now(),
                    override_reason=form.override_reason.data or "",
                    easy_read=chosen(),
                    code=form.code.data or None,
                    seen_way=form.seen_way.data or None,
                    seen_last=form.last,
                    channels=container().channels,
                )
                flash(_("It goes this way now. What had not gone out yet was called back."))
                return redirect(url_for("messages.show", message_id=message_id), 303)
        except Invalid as error:
            form.faults.append(words_for(error.code))
        try:
            seen = preview_another_way(
                container().sessions,
                actor,
                message_id,
                medium,
                now(),
                override_reason=form.override_reason.data or "",
                easy_read=chosen(),
                code=form.code.data or None,
                channels=container().channels,
            )
        except Invalid as error:
            form.faults.append(words_for(error.code))
    if seen is None:
        return page(
            "pages/messages/another_way.html",
            form=form,
            message=message,
            ways=ways,
            labels=message_labels,
            say=message_words,
        )
    form.code.data, form.seen_way.data = seen.code, way(seen.plan)
    return page(
        "pages/messages/another_way_preview.html",
        form=form,
        message=message,
        draft=message,
        easy_read=choice(seen, with_choice(_draft_of(message))),
        **_seen(seen, message.person_id),
    )


@blueprint.route("/messages/<uuid:message_id>/close", methods=["GET", "POST"])
def close(message_id: UUID) -> ResponseReturnValue:
    message, form = _one(message_id), CloseForm()
    if form.validate_on_submit():
        try:
            close_message(
                container().sessions,
                current_actor(),
                message_id,
                ClosingReason(form.reason.data),
                form.note.data or "",
                now(),
            )
        except Invalid as error:
            form.note.errors = [words_for(error.code)]
        else:
            flash(_("The message is closed. It still says that nobody showed understanding of it."))
            return redirect(url_for("messages.show", message_id=message_id), 303)
    return page("pages/messages/close.html", form=form, message=message, labels=message_labels, say=message_words)


@blueprint.get("/messages/<uuid:message_id>/letter.pdf")
def letter(message_id: UUID) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        delivery_id, pdf = messages.letter_pdf(session, current_actor(), message_id, now())
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{delivery_id}.pdf"'}
    )


@blueprint.get("/messages/<uuid:message_id>/email")
def email(message_id: UUID) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        return email_as_it_looks(shown_inline(messages.email_of(session, current_actor(), message_id, now())))


def email_as_it_looks(html: str) -> Response:
    return Response(html, mimetype="text/html", headers={"Content-Security-Policy": EMAIL_POLICY})


def _one(message_id: UUID) -> one_message.OneMessage:
    with container().sessions.begin() as session:
        return one_message.one_message(session, current_actor(), message_id, now())


def _draft_of(message: one_message.OneMessage) -> Draft:
    return Draft(
        purpose=message.purpose,
        body=message.body,
        language=message.language,
        check_kind=message.check_kind,
        question=message.question,
        options=message.options,
        right_option=message.right_option,
        expected_answer=message.expected_answer,
    )
