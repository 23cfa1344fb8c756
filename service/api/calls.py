"""One request of a program: who calls, when, and what is read from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID, uuid5

from flask import request
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from service.api.answers import Answer, ErrorAnswer
from service.api.kinds import BodyNotValid, Problem, QueryNotValid
from service.container import Container
from service.use_cases.use_api_key import Caller, KeyRefused

KEY_PATTERN: Final = "^[!-~]{1,64}$"
_KEY: Final = re.compile(KEY_PATTERN)
_JSON: Final = "application/json"

Read = TypeVar("Read", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """``now`` is read once a request, so that an answer is true of one moment."""

    container: Container
    caller: Caller
    now: datetime

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """For single statements that only read: each by itself, without a BEGIN and a COMMIT around it."""
        with self.container.sessions() as session:
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            yield session


@dataclass(frozen=True, slots=True)
class Reply:
    """What a view answers; the door puts it on the wire."""

    answer: Answer
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def caller_of(container: Container, now: datetime) -> Caller:
    """Raises ``KeyRefused`` and ``TooManyRequests``."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer":
        raise KeyRefused("api_key_refused")
    return container.programs.let_in(token.strip(), now)


def read_body(shape: type[Read]) -> Read:
    """Raises ``Problem`` and ``BodyNotValid``."""
    if request.mimetype != _JSON:
        raise Problem("not_json", headers={"Accept": _JSON})
    body = request.get_data(cache=False)
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise BodyNotValid(error, body) from None


def read_query(shape: type[Read]) -> Read:
    """Each parameter once. Raises ``QueryNotValid``."""
    given = {name: request.args.getlist(name) for name in request.args}
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        raise QueryNotValid([ErrorAnswer(code="given_twice", detail="Give it once.", parameter=name) for name in twice])
    try:
        return shape.model_validate_strings({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise QueryNotValid(
            [ErrorAnswer(code=fault["type"], detail=fault["msg"], parameter=str(fault["loc"][0])) for fault in faults]
        ) from None


def request_key(key_id: UUID) -> UUID:
    """The caller's own name for this request, apart from everybody else's. Raises ``Problem``."""
    named = request.headers.get("Idempotency-Key")
    if named is None:
        raise Problem("idempotency_key_missing", parameter="Idempotency-Key")
    if not _KEY.fullmatch(named):
        raise Problem("idempotency_key_not_valid", parameter="Idempotency-Key")
    return uuid5(key_id, named)
