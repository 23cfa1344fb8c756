"""The door of the web: ``granian --interface wsgi --factory service.app:wsgi``."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from channels.letter import pdfium as letter_pdfium
from easyread import pdfium
from service import heap
from service.api.app import create_api
from service.bootstrap import build, require_right_clock
from service.container import Container
from service.domain import replies
from service.logs import set_up_logs
from service.settings import Mode, Settings
from service.web import assets, blueprints, reply_page
from service.web.access import init_access
from service.web.csrf import init_csrf
from service.web.doors import EXTENSION
from service.web.errors import init_errors
from service.web.layout import JINJA_OPTIONS, STATIC, init_layout
from service.web.request_log import init_request_log
from service.web.security import init_security
from service.web.webhooks import PREFIX, create_webhooks
from service.web.words import WORDS

_log = structlog.get_logger(__name__)


def create_app(container: Container) -> Flask:
    """Pages, API and webhooks on ``container``. Raises ``AssetsMissing`` where govuk-frontend is not installed."""
    pdfium.turn.share(letter_pdfium.turn)
    app = Flask("service", static_folder=str(STATIC), static_url_path="/static", template_folder=None)
    app.jinja_options = {**app.jinja_options, **JINJA_OPTIONS}
    app.testing = container.settings.mode is Mode.TEST
    app.extensions[EXTENSION] = container
    init_request_log(app)
    init_security(app, container.settings)
    init_csrf(app)
    init_access(app)
    init_errors(app)
    init_layout(app)
    for blueprint in blueprints.ALL:
        app.register_blueprint(blueprint)
    assets.stylesheet()
    api = create_api(container, WORDS)
    init_request_log(api)
    hooks = create_webhooks(container)
    replying = reply_page.create_reply_page(container)
    doors = _beside(app.wsgi_app, {"/api/": api.wsgi_app, PREFIX: hooks.wsgi_app, reply_page.PREFIX: replying.wsgi_app})
    if container.settings.trusted_proxies:
        # The caller's address alone: host and scheme are read from no header.
        doors = ProxyFix(doors, x_for=container.settings.trusted_proxies, x_proto=0, x_host=0)
    app.wsgi_app = doors  # type: ignore[assignment, method-assign]
    return app


def _beside(pages: WSGIApplication, others: Mapping[str, WSGIApplication]) -> WSGIApplication:
    """Programs have apps of their own: no session, no form token and no page ever stands in their way.

    So has the page that people answer by: nothing of ours, no cookie and no error page, may stand on it.
    """

    def door(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        found = next((app for prefix, app in others.items() if path.startswith(prefix)), pages)
        return found(environ, start_response)

    return door


def wsgi() -> Flask:
    """For the server: settings from the environment, the database from ``BOTHWAYS_DATABASE_URL``, which ``serve`` sets.

    Raises ``ClockBehind`` where the database holds rows newer than this machine's clock.
    """
    set_up_logs()
    settings = Settings()
    if not settings.database_url:
        raise RuntimeError(
            "BOTHWAYS_DATABASE_URL is not set. Start the service with `bothways serve`, which starts a database."
        )
    try:
        require_right_clock(settings, settings.database_url)
    except OperationalError as error:
        # Pages must say that the database is away, so the web starts without it; ``/health/ready`` asks again.
        _log.warning("clock_not_checked", error=type(error).__name__)
    app = create_app(build(settings, settings.database_url))
    # Beside the first requests: a provider waits for its webhook's answer, and reading every table takes a second or two.
    threading.Thread(target=_read_tables, daemon=True).start()
    return app


def _read_tables() -> None:
    replies.make_ready()
    heap.settle()
