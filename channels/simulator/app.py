"""The simulator's HTTP side: Twilio's API, the control endpoints and the pages, with the same guard before all of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException, NotFound, SecurityError

from channels.simulator import control, home_pages, mailbox_pages, paper_pages, phone_pages, twilio_api
from channels.simulator.config import TEMPLATES
from channels.simulator.current import attach, current_world
from channels.simulator.formatting import register_filters
from channels.simulator.post import NoSlip
from channels.simulator.tray import NotInTray
from channels.simulator.world import World

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# A mail brings its own inline styles into its sandboxed frame, and a srcdoc frame inherits this policy.
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_LARGEST_REQUEST = 1024 * 1024


def make_app(world: World) -> Flask:
    """A Flask application over one world."""
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    register_filters(app)
    attach(app, world)
    app.register_blueprint(twilio_api.api)
    app.register_blueprint(control.endpoints)
    for pages in (home_pages, phone_pages, mailbox_pages, paper_pages):
        app.register_blueprint(pages.site)

    app.before_request(_only_from_here)
    app.after_request(_guard)
    app.context_processor(_on_every_page)
    app.register_error_handler(HTTPException, _fault)
    app.register_error_handler(NotInTray, _gone)
    app.register_error_handler(NoSlip, _gone)
    return app


def _only_from_here() -> None:
    """A page of another site must not be able to move the clock or speak as somebody: no cookie is involved."""
    if request.method in _SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _on_every_page() -> dict[str, object]:
    world = current_world()
    return {"now": world.clock.now(), "offset": world.clock.offset_seconds(), "service_url": world.config.callback_base}


def _fault(error: HTTPException) -> tuple[str, int]:
    if isinstance(error, SecurityError):  # a host name that is not ours: no link to a page can be made
        return "Open the simulator at its own address, on 127.0.0.1.", 400
    return render_template("fault.html", error=error), error.code or 500


def _gone(_error: LookupError) -> tuple[str, int]:
    return _fault(NotFound())
