"""The SDK's way to the wire: with a timeout, a pool, no log, and safe for several threads at once."""

from __future__ import annotations

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from urllib3.exceptions import NewConnectionError

from channels.errors import Ambiguous, ChannelError, Temporary

_MOST_CONNECTIONS = 64


class PooledHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """One session for all threads.

    The SDK's own ``request`` puts every message and its answer on the client and returns the answer from there, so that
    only the interpreter's lock keeps one thread from being handed another's sid; and it logs query strings, which hold
    numbers. This one keeps and logs nothing.
    """

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__(pool_connections=True, timeout=timeout_seconds)
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=_MOST_CONNECTIONS, max_retries=0))

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: FBT001, FBT002  # the SDK's signature
    ) -> Any:
        """Send a form, as the Messages resource takes it; a redirect is never followed, lest a text go out twice."""
        session: requests.Session = self.session
        answer = session.request(
            method,
            url,
            params=params,  # type: ignore[arg-type]  # the SDK fills only strings and numbers
            data=data,
            headers=headers,
            auth=auth,
            timeout=timeout or self.timeout,
            allow_redirects=allow_redirects,
        )
        # JSON is UTF-8; without this requests guesses from the bytes, which costs more than the call.
        answer.encoding = "utf-8"
        return Response(answer.status_code, answer.text, answer.headers)


def connection_error(error: Exception) -> ChannelError:
    """Tell a call that certainly never reached Twilio from one that may have."""
    if isinstance(error, requests.ConnectTimeout) or _caused_by(error, NewConnectionError):
        return Temporary("connection_refused")
    if _caused_by(error, ssl.SSLCertVerificationError):
        return Temporary("tls_refused")
    if isinstance(error, requests.Timeout):
        return Ambiguous("no_answer")
    return Ambiguous("connection_dropped")


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether ``kind`` stands anywhere behind ``error``: requests and urllib3 wrap in args, ``reason`` and causes."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        if isinstance(one, kind):
            return True
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *one.args]
        waiting += [getattr(one, "reason", None), getattr(one, "original_error", None)]
    return False
