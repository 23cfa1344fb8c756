"""One reply: what they wrote, large; what it shows, judged by a worker; and an answer in the thread.

From opening to judged takes two keys where it is understood (Space, Enter: the first choice has the focus) and at most
three otherwise, by the arrows or by the access keys 1 to 6.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from channels.base import Reconciles
from service.domain.contact_points import PointKind
from service.domain.errors import Conflict, Invalid, InvalidFields
from service.domain.judgements import Verdict
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.queries.find_people import find
from service.queries.replies import ReplyView, reply_view
from service.queries.unknown_deliveries import unknown_delivery
from service.queries.visibility import read_person
from service.use_cases.assign_reply import assign_to_message, assign_to_person
from service.use_cases.compose_message import compose_message
from service.use_cases.judge_reply import JudgementEntry, close_reply, judge_reply
from service.use_cases.open_reply import open_reply
from service.use_cases.raise_danger import raise_danger
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from service.use_cases.settle_unknown import settle_unknown
from service.web import lost_words, next_steps, reply_words
from service.web.doors import container, current_actor, now
from service.web.forms import HouseForm, attach_faults
from service.web.locale import gettext as _
from service.web.person_labels import REFUSED
from service.web.reply_forms import AnswerForm, CloseForm, JudgeForm, NewPersonForm, uuid_of
from service.web.words import words_for

blueprint = Blueprint("replies", __name__)
"""Paths of two kinds: ``/replies/…`` and ``/deliveries/…``, which asks whether an unknown one arrived."""

_DONE = frozenset({Verdict.UNDERSTOOD, Verdict.RECEIVED_ONLY})
"""Nothing more to do now; every other judgement leads to a next step."""


@blueprint.get("/replies/<uuid:reply_id>")
def show(reply_id: UUID) -> ResponseReturnValue:
    return _page(reply_id)


@blueprint.post("/replies/<uuid:reply_id>/judge")
def judge(reply_id: UUID) -> ResponseReturnValue:
    form = JudgeForm()
    if not form.validate_on_submit():
        return _page(reply_id, at_fault=form)
    verdict = Verdict(str(form.verdict.data))
    entry = JudgementEntry(verdict, str(form.words.data or ""), str(form.note.data or ""))
    try:
        judge_reply(container().sessions, current_actor(), reply_id, entry, now())
    except (Invalid, InvalidFields) as error:
        attach_faults(form, error)
        return _page(reply_id, at_fault=form)
    except Conflict as error:
        return _page(reply_id, conflict=error, kept=f"{reply_words.VERDICT[verdict]}\n{entry.words}\n{entry.note}".strip())
    flash(_("Recorded: %(verdict)s", verdict=reply_words.JUDGED[verdict.value]))
    if verdict in _DONE:
        return redirect(url_for("work_list.show"), 303)
    return redirect(url_for("replies.show", reply_id=reply_id), 303)


@blueprint.post("/replies/<uuid:reply_id>/danger")
def danger(reply_id: UUID) -> ResponseReturnValue:
    raise_danger(container().sessions, current_actor(), reply_id, now())
    flash(_("It stands first on the work list, and whoever is on duty is told."))
    return redirect(url_for("replies.show", reply_id=reply_id), 303)


@blueprint.post("/replies/<uuid:reply_id>/answer")
def answer(reply_id: UUID) -> ResponseReturnValue:
    """Back the way that they wrote. Where that way is closed it is said so, and nothing becomes a task unseen."""
    form = AnswerForm()
    key = uuid_of(form.request_key.data)
    view = _view(reply_id)
    if view.answer is None or view.person_id is None or view.answer.refused is not None or key is None:
        code = f"refused_{view.answer.refused.value}" if view.answer and view.answer.refused else "way_not_open"
        attach_faults(form, Invalid(code, field="body"))
        return _page(reply_id, at_fault=form, kept=str(form.body.data or ""))
    language = view.asked.language if view.asked else "en"
    draft = Draft(Purpose.CONVERSATION, str(form.body.data or "").replace("\r\n", "\n"), language)
    try:
        compose_message(
            container().sessions,
            current_actor(),
            view.person_id,
            draft,
            now(),
            request_key=key,
            seen_way=view.answer.way,
            only=view.answer.medium,
            channels=container().channels,
        )
        if form.settles.data and view.open and view.asked is None:
            close_reply(container().sessions, current_actor(), reply_id, _("Answered in writing."), now())
    except (Invalid, InvalidFields) as error:
        attach_faults(form, error)
        return _page(reply_id, at_fault=form)
    except Conflict as error:
        return _page(reply_id, conflict=error, kept=draft.body)
    flash(_("Your answer is on its way."))
    return redirect(url_for("replies.show", reply_id=reply_id), 303)


@blueprint.post("/replies/<uuid:reply_id>/close")
def close(reply_id: UUID) -> ResponseReturnValue:
    form = CloseForm()
    note = str(form.done.data or "")
    try:
        close_reply(container().sessions, current_actor(), reply_id, note, now())
    except Invalid as error:
        attach_faults(form, error, {"note": "done"})
        return _page(reply_id, at_fault=form)
    except Conflict as error:
        return _page(reply_id, conflict=error, kept=note)
    flash(_("Recorded."))
    return redirect(url_for("work_list.show"), 303)


@blueprint.post("/replies/<uuid:reply_id>/belongs")
def belongs(reply_id: UUID) -> ResponseReturnValue:
    """It answers this message, or it is from this person."""
    message_id, person_id = uuid_of(request.form.get("message")), uuid_of(request.form.get("person"))
    if message_id is not None:
        assign_to_message(container().sessions, current_actor(), reply_id, message_id, now())
    elif person_id is not None:
        assign_to_person(container().sessions, current_actor(), reply_id, person_id, now())
    else:
        abort(400)
    flash(_("Their words are on the record now. Judge or answer them."))
    return redirect(url_for("replies.show", reply_id=reply_id), 303)


@blueprint.post("/replies/<uuid:reply_id>/find")
def search(reply_id: UUID) -> ResponseReturnValue:
    """Look for the person: by POST, so that a name stays out of the address and the log."""
    query = request.form.get("query", "")
    with container().sessions() as session:
        found = find(session, current_actor(), query)
    return _page(reply_id, found=found, query=query)


@blueprint.post("/replies/<uuid:reply_id>/new-person")
def new_person(reply_id: UUID) -> ResponseReturnValue:
    """Somebody who is not on record yet, with the number or address that they wrote from; all else stays not asked."""
    form = NewPersonForm()
    view = _view(reply_id)
    if view.person_id is not None:
        return _page(reply_id, conflict=Conflict("reply_already_assigned"), kept=str(form.new_name.data or ""))
    kind = PointKind.EMAIL if view.route == "email" else PointKind.PHONE
    point = PointEntry(kind, view.sender, form_field="new_name")
    name = str(form.new_name.data or "").strip()
    if not name:
        attach_faults(form, Invalid("name_missing", field="new_name"))
        return _page(reply_id, at_fault=form)
    sessions, actor = container().sessions, current_actor()
    try:
        person_id = record_preference(sessions, actor, ContactEntry(name=name, points=(point,)), now())
    except (Invalid, InvalidFields) as error:
        attach_faults(form, error, {"name": "new_name"})
        return _page(reply_id, at_fault=form)
    assign_to_person(sessions, actor, reply_id, person_id, now())
    flash(_("They are on record now. Answer them, or open their page and ask how they want to be contacted."))
    return redirect(url_for("replies.show", reply_id=reply_id), 303)


@blueprint.route("/deliveries/<uuid:delivery_id>/settle", methods=["GET", "POST"])
def settle(delivery_id: UUID) -> ResponseReturnValue:
    """Nobody can tell whether it was sent: ask the person, then say here."""
    actor = current_actor()
    if request.method == "POST" and request.form.get("arrived") in {"yes", "no"}:
        arrived = request.form["arrived"] == "yes"
        settle_unknown(container().sessions, actor, delivery_id, arrived=arrived, now=now())
        if arrived:
            flash(_("Recorded: it arrived."))
            return redirect(url_for("work_list.show"), 303)
        flash(_("Recorded: it did not arrive. Choose another way."))
        with container().sessions() as session:
            return redirect(next_steps.another_way_url(unknown_delivery(session, actor, delivery_id).message_id), 303)
    with container().sessions.begin() as session:
        delivery = unknown_delivery(session, actor, delivery_id)
        read_person(session, actor, delivery.person_id, "unknown_delivery", now())
    return render_template(
        "pages/replies/settle.html",
        delivery=delivery,
        can_be_asked=isinstance(container().channels.get(delivery.channel), Reconciles),
        words=reply_words,
        lost=lost_words,
        steps=next_steps,
    )


def _view(reply_id: UUID) -> ReplyView:
    with container().sessions() as session:
        return reply_view(session, current_actor(), reply_id, now())


def _page(
    reply_id: UUID,
    *,
    at_fault: HouseForm | None = None,
    conflict: Conflict | None = None,
    kept: str = "",
    **values: object,
) -> ResponseReturnValue:
    """The page in every state: 409 where a colleague was quicker, with what was typed beside what they decided.

    Whoever sees it has read the person's words, and that is written down.
    """
    open_reply(container().sessions, current_actor(), reply_id, now())
    view = _view(reply_id)
    judging = at_fault if isinstance(at_fault, JudgeForm) else JudgeForm(formdata=None, words=view.words)
    judging.offer(understood=not view.identity_doubt)
    status = 409 if conflict is not None else 422 if at_fault is not None else 200
    return (
        render_template(
            "pages/replies/show.html",
            reply=view,
            form=at_fault,
            judging=judging,
            answering=at_fault if isinstance(at_fault, AnswerForm) else AnswerForm(formdata=None),
            closing=at_fault if isinstance(at_fault, CloseForm) else CloseForm(formdata=None),
            adding=at_fault if isinstance(at_fault, NewPersonForm) else NewPersonForm(formdata=None),
            conflict=words_for(conflict.code) if conflict is not None else None,
            kept=kept,
            words=reply_words,
            refused=REFUSED,
            steps=next_steps,
            **values,
        ),
        status,
    )
