"""First contact, a person's card, changes to it, and the search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.domain.errors import Conflict, Invalid, InvalidFields
from service.queries import find_people, people, timeline, versions
from service.queries.people import Card, Version
from service.queries.visibility import read_person
from service.use_cases.record_preference import ContactEntry, record_preference
from service.web import message_labels, person_labels, person_page
from service.web.doors import container, current_actor, now
from service.web.forms import page
from service.web.locale import gettext as _
from service.web.people_entries import read_more, seen_version
from service.web.people_entries import read_person as read_form
from service.web.people_faults import attach
from service.web.people_fill import fill_change, fill_known, fill_more, fill_person, fill_rest
from service.web.people_forms import ChangeForm, FirstContactForm, MoreForm, SearchForm
from service.web.people_words import differences, history_line
from service.web.reply_forms import uuid_of

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.route("/new", methods=["GET", "POST"])
def first_contact() -> ResponseReturnValue:
    form = FirstContactForm()
    if form.validate_on_submit():
        try:
            person_id = record_preference(
                container().sessions,
                current_actor(),
                read_form(form),
                now(),
                new_person_id=uuid_of(form.entry_key.data),
            )
        except (Invalid, InvalidFields) as error:
            attach(form, error)
        else:
            return _saved(person_id, _("Saved. What you left is “not asked yet”."))
    return page("pages/people/new.html", form=form, labels=person_labels)


@blueprint.get("/<uuid:person_id>")
def show(person_id: UUID) -> ResponseReturnValue:
    before = _moment(request.args.get("before"))
    with container().sessions.begin() as session:
        read_person(session, current_actor(), person_id, "person", now())
        card = people.card(session, current_actor(), person_id, now())
        events = timeline.timeline(session, current_actor(), person_id, before=before)
        history = versions.versions(session, current_actor(), person_id)
    return render_template(
        "pages/people/show.html",
        card=card,
        view=person_page.view(card, now()),
        timeline=events,
        older=before is not None,
        history=[(version, [history_line(change) for change in version.changes]) for version in history],
        labels=person_labels,
        words=message_labels,
    )


@blueprint.route("/<uuid:person_id>/preference", methods=["GET", "POST"])
def change(person_id: UUID) -> ResponseReturnValue:
    card = _card(person_id, "preference")
    form = ChangeForm(data=fill_change(card))
    if form.validate_on_submit():
        try:
            _record(read_form(form, card), person_id, form)
        except (Invalid, InvalidFields) as error:
            attach(form, error)
        except Conflict:
            newer = _card(person_id, "preference")
            _take_over(form, fill_person, newer)
            _show_newer_points(form, newer)
            return _conflict("pages/people/change.html", form, newer, lambda: read_form(form, newer))
        else:
            return _saved(person_id)
    return page("pages/people/change.html", form=form, card=card, labels=person_labels, points=_points_by_id(card))


@blueprint.route("/<uuid:person_id>/more", methods=["GET", "POST"])
def more(person_id: UUID) -> ResponseReturnValue:
    card = _card(person_id, "preference")
    form = MoreForm(data=fill_more(card))
    if form.validate_on_submit():
        try:
            _record(read_more(form, card, now()), person_id, form)
        except (Invalid, InvalidFields) as error:
            attach(form, error)
        except Conflict:
            newer = _card(person_id, "preference")
            _take_over(form, fill_rest, newer)
            return _conflict("pages/people/more.html", form, newer, lambda: read_more(form, newer, now()))
        else:
            return _saved(person_id)
    return page("pages/people/more.html", form=form, card=card, labels=person_labels, points=_points_by_id(card))


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """What is searched for travels in the body alone: never in a URL, a log or the browser's history."""
    form = SearchForm()
    finding = None
    if form.validate_on_submit() and form.query.data:
        with container().sessions() as session:
            finding = find_people.find(session, current_actor(), form.query.data)
    return page("pages/people/search.html", form=form, finding=finding)


def _card(person_id: UUID, what: str) -> Card:
    with container().sessions.begin() as session:
        read_person(session, current_actor(), person_id, what, now())
        return people.card(session, current_actor(), person_id, now())


def _record(entry: ContactEntry, person_id: UUID, form: ChangeForm | MoreForm) -> None:
    record_preference(
        container().sessions, current_actor(), entry, now(), person_id=person_id, seen_record_id=seen_version(form)
    )


def _saved(person_id: UUID, words: str = "") -> ResponseReturnValue:
    flash(words or _("Saved. What was there before is kept in the history."))
    endpoint = "people.more" if request.form.get("then") == "more" else "people.show"
    return redirect(url_for(endpoint, person_id=person_id), 303)


def _take_over(form: ChangeForm | MoreForm, fill: Callable[[Version], dict[str, Any]], newer: Card) -> None:
    """What the worker left as they had found it takes the newer answer: only what they typed can differ."""
    with container().sessions() as session:
        found = people.version_of(session, current_actor(), newer.person_id, seen_version(form))
    if found is None:
        return
    after = fill(newer.version)
    for name, value in fill(found).items():
        if form[name].data == value:
            form[name].process(None, after[name])


def _conflict(
    template: str, form: ChangeForm | MoreForm, newer: Card, read: Callable[[], ContactEntry]
) -> ResponseReturnValue:
    """What was typed stays in the form; the newer version stands beside it, and counts as seen from now on."""
    form.seen.data = str(newer.version.id or "")
    lines = None
    try:
        lines = list(differences(read(), newer))
    except InvalidFields as error:
        attach(form, error)
    html = render_template(template, form=form, card=newer, newer=lines, labels=person_labels, points=_points_by_id(newer))
    return make_response(html, 409)


def _show_newer_points(form: ChangeForm, newer: Card) -> None:
    there = {row.form.point_id.data for row in form.known}
    for point in newer.points:
        if str(point.id) not in there:
            form.known.append_entry(fill_known(point))


def _points_by_id(card: Card) -> dict[str, people.Point]:
    return {str(point.id): point for point in card.points}


def _moment(given: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(given or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
