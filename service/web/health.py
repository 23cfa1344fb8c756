"""For whoever keeps the machine running: is the process alive, and can it serve?"""

from __future__ import annotations

import structlog
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from service.outages import Outage, outage_of
from service.queries.readiness import NotReady, readiness
from service.web.doors import container, now

_log = structlog.get_logger(__name__)

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> ResponseReturnValue:
    """The process answers. Asks nothing else, so that a database that is away does not get the web restarted."""
    return {"status": "live"}


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """The database answers, with the tables of this code, and our clock is not behind them; 503 with a reason if not."""
    reason: NotReady | Outage | None
    try:
        with container().sessions() as session:
            reason = readiness(session, now(), check_clock=container().settings.checks_clock)
    except SQLAlchemyError as error:
        reason = outage_of(error) or Outage.AWAY
    if reason is None:
        return {"status": "ready"}
    _log.warning("not_ready", reason=reason.value)
    return {"status": "not ready", "reason": reason.value}, 503, {"Retry-After": "10"}
