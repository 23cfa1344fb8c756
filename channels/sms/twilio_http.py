"""The SDK's way to the wire: with a timeout, a pool, no log, and safe for several threads at once."""

from __future__ import annotations

import base64
import logging
import ssl
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode
from urllib.request import getproxies, proxy_bypass

import certifi
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import HTTPConnectionPool, PoolManager, ProxyManager, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
)
from urllib3.util import make_headers, parse_url

from channels.errors import Ambiguous, ChannelError, Temporary

_MOST_CONNECTIONS = 64
_NEVER_LEFT = (ConnectTimeoutError, ProxyError, LocationValueError)

# It writes whole addresses at DEBUG, and the query of a list holds a person's number.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class PooledHttpClient(HttpClient):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's own interface, on urllib3: a call costs a third of what it costs on the SDK's ``requests``.

    One pool for all threads. The SDK's own client puts every message and its answer on itself and returns the answer
    from there, so that only the interpreter's lock keeps one thread from being handed another's sid; and it logs query
    strings. This one keeps and logs nothing. Certificates are checked against the machine's own list and certifi's; a
    proxy is the one that ``HTTPS_PROXY`` and ``NO_PROXY`` name.
    """

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False, timeout=timeout_seconds)
        self._with: dict[str, Any] = {"maxsize": _MOST_CONNECTIONS, "ssl_context": _trusted()}
        self._pools: dict[str, HTTPConnectionPool] = {}
        self._authorization: dict[tuple[str, str], str] = {}

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002  # the SDK's signature
    ) -> Any:
        """Send a form, as the Messages resource takes it; a redirect is never followed, lest a text go out twice.

        Raises what urllib3 raises; ``connection_error`` says what it means.
        """
        origin, path = _divided(uri)
        answer = self._pool(origin).urlopen(
            method,
            f"{path}?{urlencode(params)}" if params else path,
            body=urlencode(data) if data else None,
            headers={**(headers or {}), "Authorization": self._basic(auth)} if auth else headers,
            timeout=Timeout(timeout or self.timeout),
            retries=False,
            redirect=False,
        )
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)

    def _pool(self, origin: str) -> HTTPConnectionPool:
        pool = self._pools.get(origin)
        if pool is None:
            # Two threads that come first may each make one; the second is kept and the first is closed when let go.
            pool = self._pools[origin] = self._manager(origin).connection_from_url(origin)
        return pool

    def _manager(self, origin: str) -> PoolManager:
        proxies = getproxies()
        proxy = proxies.get("https") or proxies.get("all")
        # Only the simulator is spoken to without TLS, and it is on this machine.
        if not proxy or not origin.startswith("https:") or proxy_bypass(parse_url(origin).netloc or ""):
            return PoolManager(**self._with)
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        auth = parse_url(proxy).auth
        return ProxyManager(
            proxy, proxy_headers=make_headers(proxy_basic_auth=unquote(auth)) if auth else None, **self._with
        )

    def _basic(self, auth: tuple[str, str]) -> str:
        written = self._authorization.get(auth)
        if written is None:
            written = "Basic " + base64.b64encode(":".join(auth).encode()).decode("ascii")
            self._authorization[auth] = written
        return written


@cache
def _trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def connection_error(error: HTTPError) -> ChannelError:
    """Tell a call that certainly never reached Twilio from one that may have."""
    if _caused_by(error, ssl.SSLCertVerificationError):
        return Temporary("tls_refused")
    # A proxy that refuses the tunnel, and one whose address is none, have carried nothing either.
    if isinstance(error, _NEVER_LEFT) or _caused_by(error, NewConnectionError):
        return Temporary("connection_refused")
    if isinstance(error, ReadTimeoutError):
        return Ambiguous("no_answer")
    return Ambiguous("connection_dropped")


def _divided(uri: str) -> tuple[str, str]:
    """Where it goes, and what is asked there."""
    scheme, _, rest = uri.partition("://")
    authority, _, path = rest.partition("/")
    return f"{scheme}://{authority}", f"/{path}"


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether ``kind`` stands anywhere behind ``error``: urllib3 wraps in args, ``reason`` and causes."""
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
