"""The problems of the door for programs, and the errors that lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from service.api.answers import ErrorAnswer


@dataclass(frozen=True, slots=True)
class Kind:
    """One problem of the door itself."""

    status: int
    title: str
    detail: str


KINDS: Final[Mapping[str, Kind]] = {
    "json_not_valid": Kind(400, "Not JSON", "The body can't be read as JSON. Send one JSON object in UTF-8."),
    "request_unreadable": Kind(400, "Not readable", "The request can't be read. Check how it is made."),
    "idempotency_key_missing": Kind(
        400, "No idempotency key", "Send the header Idempotency-Key: one for each message, the same when you try again."
    ),
    "idempotency_key_not_valid": Kind(
        400, "Idempotency key not usable", "Use a UUID, or 1 to 64 printable ASCII characters without blanks."
    ),
    "api_key_refused": Kind(
        401, "Key refused", "Send Authorization: Bearer with a key that works. Ask whoever keeps the keys."
    ),
    "scope_missing": Kind(403, "Not for this key", "The key lacks the scope that this needs. Ask whoever keeps the keys."),
    "no_such_path": Kind(404, "No such path", "Nothing is here. The description of the API is at /api/v1/openapi.json."),
    "method_not_allowed": Kind(405, "Not this method", "This path can't be asked that way. The header Allow tells how."),
    "idempotency_key_reused": Kind(
        409, "Idempotency key used before", "Another request was made with this key. Use a new one for a new message."
    ),
    "body_too_large": Kind(413, "Too large", "The body is larger than 64 KiB. Send less."),
    "not_json": Kind(415, "Not this media type", "Send the body as application/json."),
    "request_not_valid": Kind(422, "Not as described", "Parts of the request are not as described. See errors."),
    "cursor_not_valid": Kind(422, "Not a cursor of ours", "Send the cursor as the page before gave it, or none."),
    "too_many_requests": Kind(429, "Too many requests", "The key's requests of this minute are used up. Wait, then go on."),
    "fault": Kind(500, "Something went wrong", "It is not your fault. Try again later, with the same idempotency key."),
    "database_away": Kind(
        503, "Not now", "Nothing can be read or written at the moment. Try again, with the same idempotency key."
    ),
}


class Problem(Exception):
    """A refusal of the door itself, by its code in ``KINDS``."""

    def __init__(self, code: str, *, parameter: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.parameter = parameter
        self.headers = headers or {}


class BodyNotValid(Exception):
    """``errors`` are pydantic's, ``body`` is what they are about."""

    def __init__(self, error: ValidationError, body: bytes) -> None:
        super().__init__("request_not_valid")
        self.errors = error.errors(include_url=False, include_context=False, include_input=False)
        self.body = body


class QueryNotValid(Exception):
    """``errors`` name a parameter each."""

    def __init__(self, errors: Sequence[ErrorAnswer]) -> None:
        super().__init__("request_not_valid")
        self.errors = errors
