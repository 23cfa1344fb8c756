"""For whoever keeps the machine running: is the process alive, and can it serve?"""

from __future__ import annotations

import structlog
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service.web.doors import container

_log = structlog.get_logger(__name__)

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> ResponseReturnValue:
    """The process answers. Asks nothing else, so that a database that is away does not get the web restarted."""
    return {"status": "live"}


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """The database answers too; 503 where it doesn't."""
    try:
        with container().sessions() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        _log.warning("not_ready", error=type(error).__name__)
        return {"status": "not ready"}, 503
    return {"status": "ready"}
