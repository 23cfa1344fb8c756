"""The one place where an error becomes an answer to a program: RFC 9457 problem details, each with a stable code."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import structlog
from flask import Flask, Response, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from service.api.answers import ErrorAnswer, ProblemAnswer
from service.api.kinds import KINDS, BodyNotValid, Problem, QueryNotValid
from service.database import new_id
from service.domain.errors import Conflict, DomainError, Invalid, InvalidFields, NotAllowed, NotFound
from service.use_cases.use_api_key import KeyRefused, TooManyRequests

_log = structlog.get_logger(__name__)

PATH: Final = "/api/v1/problems/"
MEDIA_TYPE: Final = "application/problem+json"
_COME_AGAIN_SECONDS: Final = 5

Words = Mapping[str, str]
"""Every code of the service in words, as the pages have it."""


_OF_HTTP: Final = {404: "no_such_path", 405: "method_not_allowed", 413: "body_too_large", 415: "not_json"}
_OF_ERROR: Final[Mapping[type[DomainError], tuple[int, str]]] = {
    Invalid: (422, "Can't be taken as it is"),
    InvalidFields: (422, "Can't be taken as it is"),
    NotAllowed: (403, "Not for this member of staff"),
    NotFound: (404, "Not found"),
    Conflict: (409, "Changed in the meantime"),
}
_POINTERS: Final = {
    "body": "#/words",
    "values": "#/words/values",
    "template": "#/words/template",
    "person": "#/person",
    "question": "#/check/question",
    "options": "#/check/options",
    "right_option": "#/check/right_option",
    "event": "#/event_at",
    "override_reason": "#/override_reason",
}
"""Where the domain's fields stand in a request."""


def init_problems(app: Flask, words: Words) -> None:
    """Every error that a request can end with, the server's own included."""

    def domain_error(error: DomainError) -> Response:
        kind = next((kind for kind in type(error).__mro__ if kind in _OF_ERROR), None)
        status, title = _OF_ERROR.get(kind, (422, "Can't be taken as it is"))  # type: ignore[arg-type]
        if isinstance(error, InvalidFields):
            faults = error.faults
            detail = " ".join(dict.fromkeys(worded(fault.code, words) for fault in faults))
            return answer(status, title, "request_not_valid", detail, errors=[_placed(fault, words) for fault in faults])
        errors = [_placed(error, words)] if error.field else ()
        return answer(status, title, error.code, worded(error.code, words), errors=errors)

    def key_refused(error: KeyRefused) -> Response:
        return of_kind(error.code, headers={"WWW-Authenticate": 'Bearer realm="bothways"'})

    def too_many(error: TooManyRequests) -> Response:
        return of_kind(error.code, headers={"Retry-After": str(error.retry_after)})

    def problem(error: Problem) -> Response:
        detail = KINDS[error.code].detail
        errors = [ErrorAnswer(code=error.code, detail=detail, parameter=error.parameter)] if error.parameter else ()
        return of_kind(error.code, errors=errors, headers=error.headers)

    def scope_missing(error: NotAllowed) -> Response:
        return of_kind(error.code) if error.code in KINDS else domain_error(error)

    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(NotAllowed, scope_missing)
    app.register_error_handler(KeyRefused, key_refused)
    app.register_error_handler(TooManyRequests, too_many)
    app.register_error_handler(Problem, problem)
    app.register_error_handler(BodyNotValid, _body_not_valid)
    app.register_error_handler(QueryNotValid, lambda error: of_kind("request_not_valid", errors=error.errors))
    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def answer(
    status: int,
    title: str,
    code: str,
    detail: str,
    *,
    errors: Iterable[ErrorAnswer] = (),
    headers: Mapping[str, str] | None = None,
    request_id: str | None = None,
) -> Response:
    """One problem as it goes over the wire."""
    told = ProblemAnswer(
        type=PATH + code,
        title=title,
        status=status,
        detail=detail,
        code=code,
        instance=f"urn:uuid:{request_id or _request_id()}",
        errors=list(errors) or None,
    )
    return Response(told.model_dump_json(exclude_none=True), status, headers, content_type=MEDIA_TYPE)


def of_kind(
    code: str,
    *,
    errors: Iterable[ErrorAnswer] = (),
    headers: Mapping[str, str] | None = None,
    request_id: str | None = None,
) -> Response:
    kind = KINDS[code]
    return answer(kind.status, kind.title, code, kind.detail, errors=errors, headers=headers, request_id=request_id)


def worded(code: str, words: Words) -> str:
    """A code in words; one that nobody has worded yet is told with a next step."""
    found = words.get(code)
    return str(found) if found is not None else "This can't be done as it is. Check the request and try again."


def known(code: str, words: Words) -> ProblemAnswer | None:
    """What the type of a problem leads to: the code, explained; ``None`` for one that we never give."""
    kind = KINDS.get(code)
    if kind is not None:
        return ProblemAnswer(type=PATH + code, title=kind.title, status=kind.status, detail=kind.detail, code=code)
    if code not in words:
        return None
    status, title = _OF_ERROR[NotFound if code.endswith("_not_found") else Invalid]
    return ProblemAnswer(type=PATH + code, title=title, status=status, detail=str(words[code]), code=code)


def pointer(place: Sequence[str | int], body: Any) -> str:
    """Where pydantic's place stands in ``body``, without the tags of shapes that it names on the way."""
    parts: list[str] = []
    for number, part in enumerate(place):
        inside = isinstance(body, dict) and part in body
        inside = inside or (isinstance(body, list) and isinstance(part, int) and part < len(body))
        if inside:
            body = body[part]
        elif number < len(place) - 1:
            continue
        parts.append(quote(str(part).replace("~", "~0").replace("/", "~1"), safe="~"))
    return "#" + "".join(f"/{part}" for part in parts)


def _placed(fault: DomainError, words: Words) -> ErrorAnswer:
    field = fault.field or ""
    return ErrorAnswer(code=fault.code, detail=worded(fault.code, words), pointer=_POINTERS.get(field, f"#/{field}"))


def _body_not_valid(error: BodyNotValid) -> Response:
    if any(fault["type"] == "json_invalid" for fault in error.errors):
        return of_kind("json_not_valid")
    body = json.loads(error.body)
    errors = [
        ErrorAnswer(code=fault["type"], detail=fault["msg"], pointer=pointer(fault["loc"], body)) for fault in error.errors
    ]
    return of_kind("request_not_valid", errors=errors)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    code = _OF_HTTP.get(status, "fault" if status >= 500 else "request_unreadable")
    allow = error.get_response().headers.get("Allow")
    return of_kind(code, headers={"Allow": allow} if allow else None)


def _database_away(error: Exception) -> Response:
    request_id = _request_id()
    _log.error("api_without_database", endpoint=request.endpoint, error=type(error).__name__, request_id=request_id)
    return of_kind("database_away", headers={"Retry-After": str(_COME_AGAIN_SECONDS)}, request_id=request_id)


def _request_id() -> str:
    """That of the log's lines for this request, where its door gave it one."""
    return str(structlog.contextvars.get_contextvars().get("request_id") or new_id())


def _fault(error: Exception) -> Response:
    # The kind of error and where, never its text: that may hold what somebody wrote.
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-8:]]
    request_id = _request_id()
    _log.error("api_failed", endpoint=request.endpoint, error=type(error).__name__, places=places, request_id=request_id)
    return of_kind("fault", request_id=request_id)
