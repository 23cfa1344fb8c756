"""The way to the wire: TLS, proxies, and one pool for all threads."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from urllib3.exceptions import HTTPError

from channels.errors import ChannelError, Temporary
from channels.sms.twilio_http import PooledHttpClient, connection_error
from tests.channels.email.relay import CERTIFICATE
from tests.channels.sms.api import answering


def _error(url: str) -> ChannelError:
    with pytest.raises(HTTPError) as caught:
        PooledHttpClient(2.0).request("POST", url, data={"Body": "Hello"})
    return connection_error(caught.value)


@contextmanager
def _listening(answer: bytes, *, tls: bool = False) -> Iterator[tuple[int, list[bytes]]]:
    """A port where each caller's first words are kept and met by ``answer``."""
    heard: list[bytes] = []

    def serve(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                with line, suppress(OSError):
                    if tls:
                        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                        context.load_cert_chain(CERTIFICATE)
                        context.wrap_socket(line, server_side=True).recv(4096)
                    else:
                        heard.append(line.recv(4096))
                        line.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=[server])
        thread.start()
        yield int(server.getsockname()[1]), heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_certificate_that_nobody_vouches_for_gets_no_word() -> None:
    with _listening(b"", tls=True) as (port, _):
        error = _error(f"https://127.0.0.1:{port}/")
    assert (type(error), error.code) == (Temporary, "tls_refused")


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_proxy_that_refuses_has_carried_nothing(no_proxy: pytest.MonkeyPatch) -> None:
    with _listening(b"HTTP/1.1 407 Who are you\r\n\r\n") as (port, heard):
        no_proxy.setenv("HTTPS_PROXY", f"http://council:p%40ss@127.0.0.1:{port}")
        error = _error("https://api.twilio.example/")
    assert (type(error), error.code) == (Temporary, "connection_refused")
    assert heard[0].startswith(b"CONNECT api.twilio.example:443 ")
    assert base64.b64encode(b"council:p@ss") in heard[0]


@pytest.mark.parametrize("proxy", ["127.0.0.1:1", "http://127.0.0.1:1", "socks9://127.0.0.1:1"])
def test_a_proxy_that_is_not_there_has_carried_nothing(no_proxy: pytest.MonkeyPatch, proxy: str) -> None:
    no_proxy.setenv("HTTPS_PROXY", proxy)
    error = _error("https://api.twilio.example/")
    assert (type(error), error.code) == (Temporary, "connection_refused")


def test_no_proxy_is_asked_where_none_is_wanted(no_proxy: pytest.MonkeyPatch) -> None:
    with _listening(b"HTTP/1.1 502 No\r\n\r\n") as (port, heard), _listening(b"", tls=True) as (provider, _):
        no_proxy.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        no_proxy.setenv("NO_PROXY", "127.0.0.1")
        assert _error(f"https://127.0.0.1:{provider}/").code == "tls_refused"
    assert heard == []


def test_threads_share_the_pool_and_get_their_own_answers() -> None:
    client = PooledHttpClient(5.0)
    with answering(200, {"sid": "SM1"}) as api, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: client.request("GET", f"{api.url}/{n}", params={"n": n}), range(40)))
    assert {answer.text for answer in answers} == {'{"sid": "SM1"}'}
    assert sorted(asked["n"][0] for asked in api.asked) == sorted(map(str, range(40)))


def test_who_asks_is_told_by_the_header_of_each_call() -> None:
    with _listening(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (port, heard):
        client = PooledHttpClient(2.0)
        client.request("GET", f"http://127.0.0.1:{port}/", auth=("AC1", "tôken"))
    expected = base64.b64encode("AC1:tôken".encode()).decode()
    assert f"Authorization: Basic {expected}" in heard[0].decode()
