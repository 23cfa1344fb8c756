"""Twilio's real SDK against the simulated Twilio."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.receiver import Receiver, eventually

PHONE = "+447700900123"
SENDER = "+447700900000"


def test_a_text_is_journalled_and_answered_as_twilio_does(twilio: Client, simulator: SimulatorServer) -> None:
    message = twilio.messages.create(to=PHONE, from_=SENDER, body="Café ŵ?", status_callback=None)
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert message.date_sent is None
    [entry] = simulator.journal()
    assert (entry.kind, entry.provider_id, entry.to, entry.body) == ("text", message.sid, PHONE, "Café ŵ?")
    assert entry.at.utcoffset() == timedelta(0)


def test_a_text_can_be_fetched_and_is_delivered_in_the_end(twilio: Client) -> None:
    sid = twilio.messages.create(to=PHONE, from_=SENDER, body="Hello").sid
    eventually(lambda: twilio.messages(sid).fetch().status == "delivered")
    assert twilio.messages(sid).fetch().date_sent is not None


def test_a_sid_that_never_was_is_not_found(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as fault:
        twilio.messages("SM" + "0" * 32).fetch()
    assert (fault.value.status, fault.value.code) == (404, 20404)


def test_the_list_filters_by_recipient_and_date_and_turns_pages(twilio: Client) -> None:
    sent = [twilio.messages.create(to=PHONE, from_=SENDER, body=f"Number {n}").sid for n in range(5)]
    twilio.messages.create(to="+447700900456", from_=SENDER, body="Somebody else's")
    assert [each.sid for each in twilio.messages.list(to=PHONE, page_size=2)] == sent[::-1]
    now = datetime.now(UTC)
    assert len(twilio.messages.list(to=PHONE, date_sent_after=now - timedelta(minutes=1), page_size=2)) == 5
    assert twilio.messages.list(to=PHONE, date_sent_after=now + timedelta(minutes=1)) == []
    assert len(twilio.messages.list(to=PHONE, date_sent_before=now + timedelta(minutes=1), limit=3)) == 3
    assert len(twilio.messages.list(date_sent=now)) == 6


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": "07700900123"}, 21211),
        ({"from_": "+447700900001"}, 21606),
        ({"body": "x" * 1601}, 21617),
        ({"body": ""}, 21602),
        ({"status_callback": "ftp://127.0.0.1/"}, 21609),
    ],
)
def test_what_twilio_would_refuse_is_refused(
    twilio: Client, simulator: SimulatorServer, asked: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as fault:
        twilio.messages.create(**({"to": PHONE, "from_": SENDER, "body": "Hello"} | asked))
    assert (fault.value.status, fault.value.code) == (400, code)
    assert simulator.journal() == []


def test_another_token_or_account_is_refused(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    path = f"{simulator.http_url}/2010-04-01/Accounts/{config.account_sid}/Messages.json"
    form = {"To": PHONE, "From": SENDER, "Body": "Hello"}
    assert requests.post(path, data=form, timeout=30).json()["code"] == 20003
    assert requests.post(path, data=form, auth=(config.account_sid, "wrong"), timeout=30).status_code == 401
    other = path.replace(config.account_sid, "AC" + "6" * 32)
    assert requests.post(other, data=form, auth=(config.account_sid, config.auth_token), timeout=30).status_code == 404
    assert simulator.journal() == []


@pytest.mark.parametrize(
    ("behaviour", "status", "code"),
    [("http_429", 429, 20429), ("http_500", 500, 20500), ("refuse:21610", 400, 21610), ("refuse:30003", 400, 30003)],
)
def test_a_refusal_leaves_nothing_and_is_used_up(
    twilio: Client, simulator: SimulatorServer, behaviour: str, status: int, code: int
) -> None:
    simulator.script(PHONE, behaviour)
    with pytest.raises(TwilioRestException) as fault:
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello")
    assert (fault.value.status, fault.value.code) == (status, code)
    assert simulator.journal() == []
    twilio.messages.create(to=PHONE, from_=SENDER, body="Again")
    assert [entry.body for entry in simulator.journal()] == ["Again"]


def test_a_drop_before_leaves_nothing(twilio: Client, simulator: SimulatorServer) -> None:
    simulator.script(PHONE, "drop_before")
    with pytest.raises(requests.ConnectionError):
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello")
    assert simulator.journal() == []


def test_a_drop_after_is_journalled_and_its_callback_still_comes(
    twilio: Client, simulator: SimulatorServer, receiver: Receiver
) -> None:
    simulator.script("*", "drop_after")
    with pytest.raises(requests.ConnectionError):
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello", status_callback=f"{receiver.url}/c/1")
    [entry] = simulator.journal()
    eventually(lambda: receiver.statuses() == ["sent", "delivered"])
    assert receiver.received[0].params["MessageSid"] == entry.provider_id


def test_a_late_answer_is_a_timeout_for_an_impatient_client(simulator: SimulatorServer) -> None:
    simulator.script(PHONE, "timeout:30")
    http = TwilioHttpClient(timeout=0.3)
    client = Client(simulator.config.account_sid, simulator.config.auth_token, http_client=http)
    client.api.base_url = simulator.http_url
    with pytest.raises(requests.Timeout):
        client.messages.create(to=PHONE, from_=SENDER, body="Hello")
    assert http.session is not None
    http.session.close()
    assert [entry.body for entry in simulator.journal()] == ["Hello"]


def test_a_stop_is_obeyed_until_start(twilio: Client, simulator: SimulatorServer) -> None:
    reply = f"{simulator.http_url}/phones/{PHONE}/reply"
    requests.post(reply, data={"body": " stop "}, timeout=30)
    with pytest.raises(TwilioRestException) as fault:
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello")
    assert fault.value.code == 21610
    requests.post(reply, data={"body": "START"}, timeout=30)
    assert twilio.messages.create(to=PHONE, from_=SENDER, body="Hello").status == "queued"


def test_eight_threads_leave_each_text_once(simulator: SimulatorServer) -> None:
    def send(thread: int) -> list[str]:
        http = TwilioHttpClient(timeout=20)
        client = Client(simulator.config.account_sid, simulator.config.auth_token, http_client=http)
        client.api.base_url = simulator.http_url
        sids = [
            client.messages.create(to=f"+4477009001{thread:02}", from_=SENDER, body=f"{thread}/{n}").sid for n in range(10)
        ]
        assert http.session is not None
        http.session.close()
        return [str(sid) for sid in sids]

    with ThreadPoolExecutor(8) as threads:
        sids = [sid for sent in threads.map(send, range(8)) for sid in sent]
    entries = simulator.journal()
    assert sorted(entry.provider_id for entry in entries) == sorted(sids)
    assert sorted(entry.body for entry in entries) == sorted(f"{thread}/{n}" for thread in range(8) for n in range(10))


def test_the_journal_is_there_again_after_a_restart(config: SimulatorConfig, receiver: Receiver) -> None:
    slow = SimulatorServer(config)
    with slow:
        client = Client(
            config.account_sid, config.auth_token, http_client=TwilioHttpClient(timeout=30, pool_connections=False)
        )
        client.api.base_url = slow.http_url
        slow.script(PHONE, "delay:1")
        client.messages.create(to=PHONE, from_=SENDER, body="Hello", status_callback=receiver.url)
        before = slow.journal()
    assert receiver.received == []
    started = time.monotonic()
    with SimulatorServer(config) as again:
        assert again.journal() == before
        eventually(lambda: receiver.statuses() == ["sent", "delivered"])
    assert time.monotonic() - started < 10


def test_a_page_goes_on_where_the_last_one_ended(twilio: Client) -> None:
    sids = [twilio.messages.create(to=PHONE, from_=SENDER, body=f"Number {n}").sid for n in range(5)]
    first = twilio.messages.page(to=PHONE, page_size=2)
    assert [each.sid for each in first] == [sids[4], sids[3]]
    twilio.messages.create(to=PHONE, from_=SENDER, body="It came while the pages were turned")
    second = first.next_page()
    assert second is not None
    assert [each.sid for each in second] == [sids[2], sids[1]]
    back = second.previous_page()
    assert back is not None
    assert [each.sid for each in back] == [sids[4], sids[3]]
    last = second.next_page()
    assert last is not None
    assert ([each.sid for each in last], last.next_page()) == ([sids[0]], None)


def test_a_list_as_it_stands_on_the_wire(twilio: Client, simulator: SimulatorServer, config: SimulatorConfig) -> None:
    sid = twilio.messages.create(to=PHONE, from_=SENDER, body="Hello").sid
    path = f"/2010-04-01/Accounts/{config.account_sid}/Messages.json"
    query = {"To": PHONE, "From": SENDER, "PageSize": "20"}
    listed = requests.get(simulator.http_url + path, query, auth=(config.account_sid, config.auth_token), timeout=30).json()
    (message,) = listed.pop("messages")
    kept = "&To=%2B447700900123&From=%2B447700900000"
    assert listed == {
        "page": 0,
        "page_size": 20,
        "start": 0,
        "end": 0,
        "uri": f"{path}?PageSize=20&Page=0{kept}",
        "first_page_uri": f"{path}?PageSize=20&Page=0{kept}",
        "previous_page_uri": None,
        "next_page_uri": None,
    }
    assert (message["sid"], message["to"], message["from"]) == (sid, PHONE, SENDER)
    assert parsedate_to_datetime(message["date_created"]).utcoffset() == timedelta(0)
    assert message["date_created"].endswith(" +0000")


def test_whole_days_are_asked_for_as_dates(twilio: Client) -> None:
    twilio.messages.create(to=PHONE, from_=SENDER, body="Hello")
    today, a_day = datetime.now(UTC), timedelta(days=1)
    asked = {"today": str(today.date()), "yesterday": str((today - a_day).date()), "tomorrow": str((today + a_day).date())}
    found = {
        (name, kind): len(twilio.messages.list(**{kind: day}))
        for name, day in asked.items()
        for kind in ("date_sent", "date_sent_after", "date_sent_before")
    }
    assert {key for key, number in found.items() if number} == {
        ("today", "date_sent"),
        ("today", "date_sent_after"),
        ("today", "date_sent_before"),
        ("yesterday", "date_sent_after"),
        ("tomorrow", "date_sent_before"),
    }
    with pytest.raises(TwilioException):
        twilio.messages.list(date_sent="the day after")


def test_the_account_can_be_fetched(twilio: Client, config: SimulatorConfig) -> None:
    account = twilio.api.accounts(config.account_sid).fetch()
    assert (account.sid, account.status, account.type) == (config.account_sid, "active", "Full")


def test_while_nobody_is_known_nothing_is_answered(twilio: Client, simulator: SimulatorServer) -> None:
    sid = twilio.messages.create(to=PHONE, from_=SENDER, body="Hello").sid
    simulator.script("*", "http_401", times=None)
    asks: tuple[Callable[[], object], ...] = (
        lambda: twilio.messages.create(to=PHONE, from_=SENDER, body="Again"),
        lambda: twilio.messages(sid).fetch(),
        lambda: twilio.api.accounts(simulator.config.account_sid).fetch(),
    )
    for ask in asks:
        with pytest.raises(TwilioRestException) as fault:
            ask()
        assert (fault.value.status, fault.value.code) == (401, 20003)
    with pytest.raises(TwilioException):
        twilio.messages.list(to=PHONE)
    simulator.script("*", "deliver", times=None)
    assert len(twilio.messages.list(to=PHONE)) == len(simulator.journal()) == 1


def test_one_refusal_of_the_account_is_used_up(twilio: Client, simulator: SimulatorServer) -> None:
    simulator.script(PHONE, "http_401")
    with pytest.raises(TwilioRestException) as fault:
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello")
    assert (fault.value.status, fault.value.code) == (401, 20003)
    assert twilio.messages.create(to=PHONE, from_=SENDER, body="Hello").status == "queued"


def test_what_broke_after_it_was_taken_is_in_the_journal_and_reported(
    twilio: Client, simulator: SimulatorServer, receiver: Receiver
) -> None:
    simulator.script(PHONE, "http_500_after")
    with pytest.raises(TwilioRestException) as fault:
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello", status_callback=f"{receiver.url}/c/1")
    assert (fault.value.status, fault.value.code) == (500, 20500)
    assert [entry.body for entry in simulator.journal()] == ["Hello"]
    eventually(lambda: receiver.statuses() == ["sent", "delivered"])


def test_a_silence_before_taking_leaves_nothing(twilio: Client, simulator: SimulatorServer) -> None:
    simulator.script(PHONE, "timeout_before:0.2")
    with pytest.raises(requests.ConnectionError):
        twilio.messages.create(to=PHONE, from_=SENDER, body="Hello")
    assert simulator.journal() == []


def test_failed_and_then_delivered_ends_delivered(twilio: Client, simulator: SimulatorServer, receiver: Receiver) -> None:
    simulator.script(PHONE, "fail_then_deliver:30008")
    sid = twilio.messages.create(to=PHONE, from_=SENDER, body="Hello", status_callback=receiver.url).sid
    eventually(lambda: receiver.statuses() == ["sent", "undelivered", "delivered"])
    assert receiver.received[1].params["ErrorCode"] == "30008"
    message = twilio.messages(sid).fetch()
    assert (message.status, message.error_code) == ("delivered", None)


def test_a_status_that_nobody_knows_is_reported_and_moves_nothing(
    twilio: Client, simulator: SimulatorServer, receiver: Receiver
) -> None:
    simulator.script(PHONE, "status:levitating+repeat")
    sid = twilio.messages.create(to=PHONE, from_=SENDER, body="Hello", status_callback=receiver.url).sid
    eventually(lambda: receiver.statuses() == ["sent", "levitating", "delivered"] * 2)
    assert twilio.messages(sid).fetch().status == "delivered"
