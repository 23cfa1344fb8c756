"""A caseworker's home: how many people need them today, one row a person, and who is waiting."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.queries.notices import standing_still, unseen_alerts
from service.queries.work_list import FROM_THE_TOP, Place, work_list
from service.use_cases.see_alerts import see_alerts
from service.web import reply_words, work_list_words
from service.web.doors import container, current_actor, now
from service.web.next_steps import message_url, next_step, person_url
from service.web.words import words_for

blueprint = Blueprint("work_list", __name__, url_prefix="/work")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(-1|\d{1,2})\.(\d{1,16}|never)\.([0-9a-f]{32})", re.ASCII)


@blueprint.get("")
def show() -> ResponseReturnValue:
    """``after`` and ``waiting`` are where the two parts of the list go on."""
    actor = current_actor()
    after, waiting_after = _place(request.args.get("after")), _place(request.args.get("waiting"))
    with container().sessions() as session:
        held = standing_still(session, actor)
        knocks = unseen_alerts(session, actor)
        found = work_list(session, actor, now(), after=after, waiting_after=waiting_after)
    return render_template(
        "pages/work_list/show.html",
        found=found,
        held=[work_list_words.stands_still(each, now()) for each in held],
        knocks=[work_list_words.knock(each) for each in knocks],
        newest_knock=knocks[0].at if knocks else None,
        from_the_top=after == FROM_THE_TOP,
        waiting_from_the_top=waiting_after == FROM_THE_TOP,
        next_url=_url(found.next, waiting_after),
        waiting_next_url=_url(after, found.waiting_next),
        top_url=_url(FROM_THE_TOP, waiting_after),
        waiting_top_url=_url(after, FROM_THE_TOP),
        me=actor.id,
        words=reply_words,
        words_for=words_for,
        why_held=work_list_words.why_held,
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


def _url(after: Place | None, waiting_after: Place | None) -> str | None:
    if after is None or waiting_after is None:
        return None
    return url_for("work_list.show", after=_written(after), waiting=_written(waiting_after))


def _written(place: Place) -> str | None:
    """As it stands in an address: numbers and an id, nothing personal."""
    if place == FROM_THE_TOP:
        return None
    moment = "never" if place.moment is None else str((place.moment - _EPOCH) // timedelta(microseconds=1))
    return f"{place.urgency}.{moment}.{place.key.hex}"


def _place(written: str | None) -> Place:
    """Whatever is not an address that we wrote leads to the top of the list."""
    read = _PLACE.fullmatch(written or "")
    if read is None:
        return FROM_THE_TOP
    urgency, moment, key = read.groups()
    at = None if moment == "never" else _EPOCH + timedelta(microseconds=int(moment))
    return Place(int(urgency), at, UUID(key))
