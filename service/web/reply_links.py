"""What a worker does with a link that a person may answer by. The page itself is ``reply_page``."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from service.use_cases.stop_link import stop_link
from service.web.doors import container, current_actor, now
from service.web.locale import gettext as _

blueprint = Blueprint("reply_links", __name__)


@blueprint.post("/messages/<uuid:message_id>/stop-link")
def stop(message_id: UUID) -> ResponseReturnValue:
    stop_link(container().sessions, current_actor(), message_id, now())
    flash(_("The link is stopped. Whoever has it finds a page with the council's number."))
    return redirect(url_for("messages.show", message_id=message_id), 303)
