"""The page that a link opens: a question, big answers, and nothing of anybody. An app of its own, like a provider's door.

No session and no cookie. Who holds the link may answer, so the token stands for what a form's token is elsewhere; an answer
counts only with the seal of a page that was shown, so that a program which posts to every address it finds answers nothing.
A link that ended, one that never was and any error look alike, and lead to a person.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import structlog
from flask import Blueprint, Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import FileSystemLoader
from markupsafe import Markup, escape
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from service.container import Container
from service.database import new_id
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.messages import CheckKind
from service.domain.reply_links import PATH
from service.domain.slips import option_box
from service.hours_rendering import hours_line
from service.logs import places
from service.outages import outage_of
from service.queries.reply_links import FoundLink
from service.settings import Mode
from service.translations import DEFAULT, negotiate, translations_for
from service.tries import TooManyTries
from service.use_cases.answer_link import LinkAnswer, answer_link
from service.use_cases.open_link import open_link
from service.web.doors import EXTENSION, container, now
from service.web.layout import STATIC, TEMPLATES
from service.web.locale import current_locale, direction_of, language_tag
from service.web.request_log import init_request_log
from service.web.security import HEADERS, HSTS

_log = structlog.get_logger(__name__)

PREFIX: Final = PATH
LARGEST_FORM: Final = 4096
_SEAL_LENGTH: Final = 32
_LATER_SECONDS: Final = 60
_FORM: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9]{1,15})\.[0-9a-f]{32}")
blueprint = Blueprint("reply_page", __name__, url_prefix=PREFIX.rstrip("/"))


def create_reply_page(container: Container) -> Flask:
    """Everything under ``PREFIX``, and nothing else."""
    app = Flask("service.reply_page", static_folder=None, template_folder=None)
    app.testing = container.settings.mode is Mode.TEST
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    app.extensions[EXTENSION] = container
    app.jinja_loader = FileSystemLoader(TEMPLATES)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    init_request_log(app)
    app.register_blueprint(blueprint)
    app.after_request(_add_headers)
    app.register_error_handler(NotFound, lambda _error: _closed(404))
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(HTTPException, _http_error)
    for kind in (Conflict, PoolTimeout, DBAPIError):
        app.register_error_handler(kind, _later)
    if not app.testing:
        app.register_error_handler(Exception, _later)
    return app


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    looked_at = request.method == "GET"
    link = open_link(container().sessions, token, _address(), _pepper(), now(), looked_at=looked_at)
    return _page_of(link, token)


@blueprint.post("/<token>")
def answer(token: str) -> ResponseReturnValue:
    opened = _opened_as(token, request.form.get("page", ""))
    if opened is None:
        # Not from a page of ours: whoever it is may see the page, and has said nothing.
        return _page_of(open_link(container().sessions, token, _address(), _pepper(), now(), looked_at=False), token)
    given = LinkAnswer(token, *opened, request.form.get("answer", ""))
    try:
        taken = answer_link(container().sessions, given, _pepper(), now())
    except Invalid as error:
        if isinstance(error, TooManyTries):
            raise
        return _page_of(open_link(container().sessions, token, _address(), _pepper(), now(), looked_at=False), token)
    return _closed(404) if taken.link.ended is not None else _thanks(taken.link)


def _page_of(link: FoundLink, token: str) -> ResponseReturnValue:
    if link.ended is not None:
        return _closed(404)
    if link.answered:
        return _thanks(link)
    asks = link.check.kind is CheckKind.CHOICE and link.shows_question
    return _rendered(
        "ask",
        link.language,
        question=link.question if asks else "",
        options=[(option_box(number), label) for number, label in enumerate(link.check.options, start=1)] if asks else (),
        page_key=_sealed(token, new_id(), int(now().timestamp() * 1000)),
        hours=_hours(link),
    )


def _thanks(link: FoundLink) -> str:
    phone = _to_ring(link.phone or container().settings.council_phone)
    return _rendered("thanks", link.language, phone=phone, hours=_hours(link))


def _hours(link: FoundLink) -> str:
    return hours_line(link.reads, link.language) if link.reads is not None else ""


def _closed(status: int, *, passing: bool = False) -> Response:
    """The same whatever the reason, in the language that the browser asks for: whose it was is told to nobody."""
    page = _rendered(
        "closed",
        language_tag(current_locale()),
        phone=_to_ring(container().settings.council_phone),
        passing=passing,
    )
    return Response(page, status, mimetype="text/html")


def _too_many(error: TooManyTries) -> Response:
    answer = _closed(429, passing=True)
    answer.headers["Retry-After"] = str(max(1, int((error.until - now()).total_seconds())))
    return answer


def _http_error(error: HTTPException) -> Response:
    return _closed(error.code or 404)


def _later(error: Exception) -> Response:
    if current_app.testing and isinstance(error, DBAPIError) and outage_of(error) is None:
        raise error
    # The kind of error and where, never its text: that may hold what somebody's record holds.
    _log.error(
        "reply_page_failed", endpoint=request.endpoint, error=type(error).__name__, places=places(error.__traceback__)
    )
    answer = _closed(503, passing=True)
    answer.headers["Retry-After"] = str(_LATER_SECONDS)
    return answer


def _rendered(name: str, language: str, **values: Any) -> str:
    """In the person's language, as the phrases of their message are; what nobody translated yet is English and says so."""
    locale = negotiate([language])
    texts = translations_for(locale)

    def say(text: str, **told: Any) -> Markup:
        words = texts.gettext(text)
        whole = escape(words) % told if told else escape(words)
        if words == text and locale != DEFAULT:
            return Markup('<span lang="en" dir="ltr">{}</span>').format(whole)
        return whole

    return render_template(
        f"reply_page/{name}.html",
        _=say,
        title=texts.gettext("Your reply"),
        language=language_tag(locale),
        direction=direction_of(locale),
        css=Markup(_css()),  # noqa: S704 - a file of ours
        **values,
    )


def _to_ring(number: str) -> Markup | str:
    """A number to press, left to right whatever stands beside it."""
    digits = "".join(mark for mark in number if mark.isdigit() or mark == "+")
    if not digits:
        return ""
    return Markup('<a href="tel:{}"><bdi dir="ltr">{}</bdi></a>').format(digits, number)


@cache
def _css() -> str:
    return (STATIC / "reply.css").read_text().strip()


@cache
def _policy() -> str:
    style = b64encode(hashlib.sha256(_css().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = _policy()
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if container().settings.mode is Mode.PRODUCTION:
        response.headers["Strict-Transport-Security"] = HSTS
    return response


def _address() -> str:
    return request.remote_addr or ""


def _pepper() -> bytes:
    key = container().settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"reply links", hashlib.sha256).digest()


def _sealed(token: str, page_key: UUID, shown_ms: int) -> str:
    """What a form of ours carries: a name for this showing of the page, when it was, and proof that it was for this link."""
    told = f"{page_key}.{shown_ms}"
    return f"{told}.{hmac.new(_pepper(), f'{token}|{told}'.encode(), hashlib.sha256).hexdigest()[:_SEAL_LENGTH]}"


def _opened_as(token: str, given: str) -> tuple[UUID, datetime] | None:
    """Which page of ours for this link an answer stands on, and when it was made; ``None`` for none."""
    found = _FORM.fullmatch(given)
    if found is None:
        return None
    page_key, shown_ms = UUID(found[1]), int(found[2])
    if not hmac.compare_digest(_sealed(token, page_key, shown_ms).encode(), given.encode()):
        return None
    return page_key, datetime.fromtimestamp(shown_ms / 1000, UTC)
