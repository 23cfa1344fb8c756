"""A caseworker's home: how many people need them today, one row a person, and who is waiting."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.queries.work_list import unseen_alerts, work_list
from service.use_cases.see_alerts import see_alerts
from service.web import reply_words
from service.web.doors import container, current_actor, now
from service.web.next_steps import message_url, next_step, person_url
from service.web.words import words_for

MOST_WAITING = 100
"""Rows that are shown of those that wait; the page says how many there are beside them."""

blueprint = Blueprint("work_list", __name__, url_prefix="/work")


@blueprint.get("")
def show() -> ResponseReturnValue:
    actor = current_actor()
    with container().sessions() as session:
        found = work_list(session, actor, now())
        alerts = unseen_alerts(session, actor)
    return render_template(
        "pages/work_list/show.html",
        found=found,
        waiting=found.waiting[:MOST_WAITING],
        alerts=alerts,
        me=actor.id,
        words=reply_words,
        words_for=words_for,
        next_step=next_step,
        person_url=person_url,
        message_url=message_url,
    )


@blueprint.post("/alerts")
def alerts_seen() -> ResponseReturnValue:
    """``until`` is the newest alert that the page showed."""
    try:
        until = datetime.fromisoformat(request.form.get("until", ""))
    except ValueError:
        until = None
    if until is not None and until.tzinfo is not None:
        see_alerts(container().sessions, current_actor(), until, now())
    return redirect(url_for("work_list.show"), 303)
