"""Urgent replies that wait for somebody to take them. Nothing of the person is shown before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from service.domain.errors import Conflict
from service.domain.risk_alerts import Outcome
from service.queries import risk_alerts
from service.queries.risk_alerts import AlertView
from service.use_cases.take_risk_alert import take_risk_alert
from service.web.doors import container, current_actor, now
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.words import words_for

OUTCOME: Final[Mapping[Outcome, str]] = {
    Outcome.CALLING: lazy("is being told"),
    Outcome.ACCEPTED: lazy("was told"),
    Outcome.FAILED: lazy("could not be reached"),
    Outcome.UNKNOWN: lazy("may not have been reached"),
}

blueprint = Blueprint("risk_alerts", __name__, url_prefix="/alerts")


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        found = risk_alerts.waiting(session, current_actor())
    return _page(found)


@blueprint.get("/<uuid:alert_id>")
def show(alert_id: UUID) -> ResponseReturnValue:
    return _page((_one(alert_id),))


@blueprint.post("/<uuid:alert_id>/take")
def take(alert_id: UUID) -> ResponseReturnValue:
    try:
        reply_id = take_risk_alert(container().sessions, current_actor(), alert_id, now())
    except Conflict as error:
        return _page((_one(alert_id),), conflict=words_for(error.code)), 409
    flash(_("You are dealing with this: nobody else is told any more. Read what they wrote, and act."))
    return redirect(url_for("replies.show", reply_id=reply_id), 303)


def _one(alert_id: UUID) -> AlertView:
    with container().sessions() as session:
        return risk_alerts.one(session, current_actor(), alert_id)


def _page(alerts: Sequence[AlertView], conflict: str = "") -> str:
    return render_template("pages/risk_alerts/show.html", alerts=alerts, outcome=OUTCOME, conflict=conflict)
