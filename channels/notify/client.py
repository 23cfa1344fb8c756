"""Notify's own client, made fit for several threads, with a pool and without a log; and what its errors mean."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import requests
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from channels.errors import Ambiguous, ChannelError, Temporary
from channels.notify.code_table import refusal

PROVIDER = "notify"
LIVE_URL = "https://api.notifications.service.gov.uk"

_MOST_CONNECTIONS = 64
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# Notify shows a key as name, service id and secret, joined by hyphens; the client cuts from the end and checks nothing.
_KEY = re.compile(f".*-{_UUID}-{_UUID}", re.DOTALL)
Answer = TypeVar("Answer")


class NotifyClient(NotificationsAPIClient):
    """Raises ``ValueError`` for a key that can't be one. A call may take ``timeout_seconds`` to connect and as long again
    between two bytes of the answer.

    The client's own call logs Notify's error text, which may quote what was sent, turns a connection that was never made
    into a 503 as if Notify had answered, and follows redirects, so that a message could go out twice. This one does none
    of the three.
    """

    def __init__(self, api_key: str, *, api_url: str = "", timeout_seconds: float = 10.0) -> None:
        if not _KEY.fullmatch(api_key):
            raise ValueError("notify_api_key_malformed")
        super().__init__(api_key, base_url=api_url.rstrip("/") or LIVE_URL, timeout=timeout_seconds)  # type: ignore[no-untyped-call]
        for scheme in ("https://", "http://"):
            self.request_session.mount(scheme, HTTPAdapter(pool_maxsize=_MOST_CONNECTIONS, max_retries=0))

    def _perform_request(self, method: str, url: str, kwargs: dict[str, Any]) -> requests.Response:
        answer: requests.Response = self.request_session.request(method, url, allow_redirects=False, **kwargs)
        if not 200 <= answer.status_code < 300:
            raise HTTPError(answer)
        # JSON is UTF-8; without this requests guesses from the bytes.
        answer.encoding = "utf-8"
        return answer


def asked(call: Callable[[], Answer]) -> Answer | ChannelError:
    """What Notify answered, or what its refusal or silence means.

    The error is returned, so that the caller raises it outside any handler: the client's own exceptions hold addresses
    and must not be chained.
    """
    try:
        return call()
    except InvalidResponse:
        return Ambiguous("answer_unreadable")
    except HTTPError as error:
        return refusal(error.status_code, _errors(error.response))
    except requests.RequestException as error:
        return _connection_error(error)


def _errors(answer: requests.Response | None) -> list[tuple[str, str]]:
    """Type and words of each error in an answer that isn't a success; none where it holds no such thing."""
    try:
        found = answer.json()["errors"] if answer is not None else []
        return [(str(one["error"]), str(one["message"])) for one in found]
    except (ValueError, KeyError, TypeError):
        return []


def _connection_error(error: requests.RequestException) -> ChannelError:
    """Tell a call that certainly never reached Notify from one that may have."""
    behind = list(_behind(error))
    if isinstance(error, requests.ConnectTimeout) or any(isinstance(one, NewConnectionError) for one in behind):
        return Temporary("connection_refused")
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in behind):
        return Temporary("tls_refused")
    return Ambiguous("no_answer" if isinstance(error, requests.Timeout) else "connection_dropped")


def _behind(error: BaseException) -> Iterator[BaseException]:
    """The error and every one that it wraps: requests and urllib3 keep them in args, ``reason`` and causes."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, *one.args]
        waiting += [getattr(one, "reason", None), getattr(one, "original_error", None)]
