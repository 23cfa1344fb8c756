"""What Twilio is asked of a lost try, and what its answers and silences mean."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Outgoing, Progress, Sought, TextContent
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from channels.simulator.server import SimulatorServer
from channels.sms.twilio import TwilioSms
from channels.sms.twilio_search import MOST_PAGES, PAGE, shows
from tests.channels.contract.carriers import (
    ACCOUNT_SID,
    NOW,
    SENDER,
    cleared,
    closed_port,
    silence,
    simulator_config,
    twilio_sms,
)
from tests.channels.sms.api import answering

_PHONE = "+447700900123"
_SID = "SM" + "a" * 32


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorServer]:
    with SimulatorServer(simulator_config(tmp_path)) as running:
        running.script("*", "no_report", times=None)
        yield running


def _sought(code: str = "KT4HWN", *, started_at: datetime = NOW, provider_id: str | None = None) -> Sought:
    return Sought(uuid4(), code, _PHONE, started_at, provider_id)


def _send(sms: TwilioSms, *lines: str, to: str = _PHONE) -> str:
    message = Outgoing(uuid4(), "KT4HWN", to, TextContent("\n".join(lines)))
    return sms.send(message, cleared(message), NOW).provider_id


def _message(**fields: object) -> dict[str, object]:
    created = "Thu, 05 Mar 2026 09:30:00 +0000"
    return {"sid": _SID, "status": "sent", "error_code": None, "body": "Ref KT4H-WN", "date_created": created, **fields}


def test_the_text_with_the_code_is_found_among_others(simulator: SimulatorServer) -> None:
    sms = twilio_sms(simulator.http_url)
    _send(sms, "Another message", "Ref KT4H-WM")
    sid = _send(sms, "Hello Ann.", "Ref KT4H-WN")
    _send(sms, "Your code was KT4H-WN, not this:", "Ref CDFH-JK")
    _send(sms, "Somebody else's", "Ref KT4H-WN", to="+447700900456")

    sought = _sought()
    (receipt,) = sms.look_up(sought, NOW)

    assert (receipt.provider, receipt.provider_id, receipt.attempt_id) == ("twilio", sid, sought.attempt_id)
    assert (receipt.status, receipt.progress) == ("sent", Progress.SENT)


def test_two_with_the_same_code_are_both_told(simulator: SimulatorServer) -> None:
    sms = twilio_sms(simulator.http_url)
    sids = {_send(sms, "Hello Ann.", "Ref KT4H-WN") for _ in range(2)}
    assert {receipt.provider_id for receipt in sms.look_up(_sought(), NOW)} == sids


def test_an_older_text_is_not_the_one(simulator: SimulatorServer) -> None:
    sms = twilio_sms(simulator.http_url)
    _send(sms, "Ref KT4H-WN")
    assert sms.look_up(_sought(started_at=datetime.now(UTC) + timedelta(hours=1)), NOW) == ()


def test_it_is_found_behind_more_texts_than_a_page_holds(simulator: SimulatorServer) -> None:
    sms = twilio_sms(simulator.http_url)
    sid = _send(sms, "Ref KT4H-WN")
    for number in range(PAGE + 2):
        _send(sms, f"Number {number}")
    assert [receipt.provider_id for receipt in sms.look_up(_sought(), NOW)] == [sid]


def test_a_known_id_is_fetched_with_what_went_wrong(simulator: SimulatorServer) -> None:
    simulator.script("*", "fail:30006", times=None)
    sms = twilio_sms(simulator.http_url)
    sid = _send(sms, "No code here")
    sought = _sought(provider_id=sid)
    (receipt,) = sms.look_up(sought, NOW)
    while receipt.progress is not Progress.FAILED:
        (receipt,) = sms.look_up(sought, NOW)
    assert (receipt.status, receipt.provider_code, receipt.error_code) == ("undelivered", "30006", "address_not_mobile")


def test_an_id_that_twilio_does_not_know_is_nothing(simulator: SimulatorServer) -> None:
    assert twilio_sms(simulator.http_url).look_up(_sought(provider_id="SM" + "0" * 32), NOW) == ()


def test_only_the_two_numbers_are_asked_for() -> None:
    with answering(200, {"messages": [], "next_page_uri": None}) as api:
        assert twilio_sms(api.url).look_up(_sought(), NOW) == ()
    assert api.paths == [f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"]
    assert api.asked == [{"To": [_PHONE], "From": [SENDER], "PageSize": [str(PAGE)]}]


def test_pages_without_end_are_left() -> None:
    endless = {"messages": [_message(body="Another")], "next_page_uri": "/2010-04-01/Accounts/AC0/Messages.json?Page=1"}
    with answering(200, endless) as api:
        assert twilio_sms(api.url).look_up(_sought(), NOW) == ()
    assert len(api.paths) == MOST_PAGES


def test_the_list_is_left_where_it_grows_too_old() -> None:
    old = _message(date_created="Wed, 04 Mar 2026 09:30:00 +0000")
    with answering(200, {"messages": [_message(), old], "next_page_uri": "/Messages.json?Page=1"}) as api:
        (receipt,) = twilio_sms(api.url).look_up(_sought(), NOW)
    assert (receipt.provider_id, len(api.paths)) == (_SID, 1)


@pytest.mark.parametrize("known", [None, _SID])
@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (401, {"code": 20003, "message": f"no {_PHONE}", "status": 401}, Permanent, "account_refused"),
        (403, {"code": 20005, "message": "", "status": 403}, Permanent, "account_refused"),
        (400, {"code": 20001, "message": "", "status": 400}, Permanent, "refused"),
        (429, {"code": 20429, "message": "", "status": 429}, Temporary, "rate_limited"),
        (500, {"code": 20500, "message": "", "status": 500}, Ambiguous, "provider_fault"),
        (503, b"<html>down</html>", Ambiguous, "provider_fault"),
        (404, b"<html>no such page</html>", Permanent, "account_refused"),
        (200, b"<html>a proxy's page</html>", Ambiguous, "answer_unreadable"),
        (200, {"messages": ["odd"], "status": 7}, Ambiguous, "answer_unreadable"),
        (302, b"", Ambiguous, "provider_fault"),
    ],
)
def test_no_answer_is_told_from_a_refusal_to_answer(
    status: int, body: object, error: type[ChannelError], code: str, known: str | None
) -> None:
    with answering(status, body) as api, pytest.raises(error) as caught:
        twilio_sms(api.url).look_up(_sought(provider_id=known), NOW)
    # A fetch takes a redirect for an answer, and then can't read it.
    assert caught.value.code == ("answer_unreadable" if status == 302 and known else code)
    assert type(caught.value) is error
    assert caught.value.__context__ is None
    assert _PHONE not in f"{caught.value!r}"


def test_a_provider_that_is_not_there_or_says_nothing() -> None:
    with pytest.raises(Temporary):
        twilio_sms(f"http://127.0.0.1:{closed_port()}").look_up(_sought(), NOW)
    with silence() as port, pytest.raises(Ambiguous, match="no_answer"):
        twilio_sms(f"http://127.0.0.1:{port}", timeout_seconds=0.2).look_up(_sought(), NOW)


def test_no_log_holds_the_number_that_was_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with answering(200, {"messages": [], "next_page_uri": None}) as api:
        twilio_sms(api.url).look_up(_sought(), NOW)
    assert _PHONE.removeprefix("+") not in caplog.text


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Hello\nRef KT4H-WN", True),
        ("Hello\nRef KT4HWN \n", True),
        ("Helo\nCyf kt4h\u2011wn", True),
        ("Hello\nRef KT4H-WNP", False),
        ("Hello\nRef XKT4H-WN", False),
        ("Ref KT4H-WN\nHello", False),
        ("", False),
    ],
)
def test_the_code_stands_whole_at_the_end(body: str, *, found: bool) -> None:
    assert shows(body, "KT4HWN") is found


@given(st.text(max_size=40))
def test_no_text_ends_in_a_code_that_is_none(body: str) -> None:
    assert not shows(body, "")
    assert shows(f"{body}\nRef KT4H-WN", "KT4HWN")


def test_the_account_is_probed(simulator: SimulatorServer) -> None:
    sms = twilio_sms(simulator.http_url)
    assert sms.probe() is None
    simulator.script("*", "http_401", times=None)
    assert sms.probe() == "account_refused"
    with pytest.raises(Permanent, match="account_refused"):
        sms.look_up(_sought(), NOW)
    simulator.script("*", "deliver", times=None)
    assert sms.probe() is None


def test_a_suspended_account_and_a_closed_door_are_told_apart() -> None:
    with answering(200, {"sid": ACCOUNT_SID, "status": "suspended"}) as api:
        assert twilio_sms(api.url).probe() == "account_refused"
    assert api.paths == [f"/2010-04-01/Accounts/{ACCOUNT_SID}.json"]
    assert twilio_sms(f"http://127.0.0.1:{closed_port()}").probe() == "connection_refused"
