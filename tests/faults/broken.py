"""The engine, broken on purpose: a run that never finds anything proves nothing.

Each breakage is what somebody could write in good faith. ``python -m tests.faults.broken`` is the worker, and ``wsgi`` the
web, with the one that the environment names.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text

from channels.base import Progress, SendResult
from channels.errors import Ambiguous, ChannelError, Temporary

VARIABLE = "BOTHWAYS_FAULTS_BREAKAGE"
_LOST_TRUST = "ALTER ROLE bothways SET synchronous_commit = off"
_AGAIN = text(
    """
    UPDATE delivery SET state = 'queued', due_at = :now, lease_until = NULL
     WHERE state = 'sending' AND lease_until < clock_timestamp() RETURNING id
    """
)


def _retry_after_timeout() -> None:
    def instead(self: ChannelError, code: str, *, provider_code: str | None = None) -> None:
        ChannelError.__init__(self, code, provider_code=provider_code)
        self.__class__ = Temporary

    _replace(Ambiguous, "__init__", instead)


def _resend_after_a_crash() -> None:
    outbox = importlib.import_module("service.outbox")
    _replace(outbox, "expire", lambda session, now: list(session.scalars(_AGAIN, {"now": now})))


def _believe_the_busy() -> None:
    sms = importlib.import_module("channels.sms.twilio").TwilioSms
    send = sms.send

    def instead(*given: Any) -> SendResult:
        try:
            taken: SendResult = send(*given)
        except Temporary:
            return SendResult("twilio", f"SM{os.urandom(16).hex()}", "queued", Progress.ACCEPTED)
        return taken

    _replace(sms, "send", instead)


def _forget_receipts() -> None:
    _replace(importlib.import_module("service.web.webhooks"), "record_receipt", lambda *_given, **_named: True)


@dataclass(frozen=True, slots=True)
class Breakage:
    """``program`` runs with ``patch``; ``statement`` is what a superuser does to the database instead."""

    words: str
    program: str = ""
    patch: Callable[[], None] | None = None
    statement: str = ""


BREAKAGES: Mapping[str, Breakage] = {
    "retry-after-timeout": Breakage(
        "what may have been taken counts as not taken, and is tried again", "worker", _retry_after_timeout
    ),
    "resend-after-a-crash": Breakage(
        "a lease that ran out goes back to the queue: the worker died, so surely nothing went",
        "worker",
        _resend_after_a_crash,
    ),
    "believe-the-busy": Breakage("a provider that says 'not now' counts as having taken it", "worker", _believe_the_busy),
    "forget-receipts": Breakage("a webhook answers before it writes, and then doesn't", "web", _forget_receipts),
    "answer-before-disk": Breakage("COMMIT answers before the disk has it", statement=_LOST_TRUST),
}


def command(name: str, program: str, argv: list[str]) -> tuple[list[str], Mapping[str, str]]:
    """The real command, or the broken one where this breakage is of this program, and what to add to its environment."""
    if program != BREAKAGES[name].program:
        return argv, {}
    if program == "web":
        argv = ["tests.faults.broken:wsgi" if word == "service.app:wsgi" else word for word in argv]
    else:
        argv = [argv[0], "-m", "tests.faults.broken"]
    return argv, {VARIABLE: name}


def wsgi() -> Flask:
    """For the web's server, in place of ``service.app:wsgi``."""
    _break()
    app: Flask = importlib.import_module("service.app").wsgi()
    return app


def _break() -> None:
    patch = BREAKAGES[os.environ[VARIABLE]].patch
    if patch is not None:
        patch()


def _replace(owner: Any, name: str, instead: Any) -> None:
    # Only what is there can be broken: a name that moved must not make a run look sound.
    getattr(owner, name)
    setattr(owner, name, instead)


if __name__ == "__main__":
    _break()
    importlib.import_module("service.cli").main(["worker"])
