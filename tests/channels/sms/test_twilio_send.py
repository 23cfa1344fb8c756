from __future__ import annotations

import logging
import time
from uuid import uuid4

import pytest

from channels.base import Outgoing, TextContent
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary, Uncarriable
from channels.sms.twilio import TwilioSms
from channels.sms.twilio_http import PooledHttpClient
from tests.channels.contract.carriers import ACCOUNT_SID, AUTH_TOKEN, NOW, PUBLIC_URL, SENDER, cleared, silence, twilio_sms
from tests.channels.sms.api import answering

_MESSAGE = Outgoing(uuid4(), "ABCD-EF", "+447700900123", TextContent("Ann “will” visit — tŷ €5"))


def _created(**fields: object) -> dict[str, object]:
    return {"sid": "SM" + "a" * 32, "status": "queued", "error_code": None, **fields}


def test_the_request_names_the_attempt_and_ends_with_the_leave() -> None:
    with answering(201, _created()) as api:
        result = twilio_sms(api.url).send(_MESSAGE, cleared(_MESSAGE, minutes=10), NOW)
    assert api.asked == [
        {
            "To": ["+447700900123"],
            "From": [SENDER],
            "Body": ["Ann “will” visit — tŷ €5"],
            "StatusCallback": [f"{PUBLIC_URL}/webhooks/twilio/status/{_MESSAGE.attempt_id}"],
            "ValidityPeriod": ["600"],
            "SmartEncoded": ["false"],
        }
    ]
    assert (result.provider, result.provider_id, result.status) == ("twilio", "SM" + "a" * 32, "queued")


def test_a_text_is_stale_after_four_hours_however_long_the_leave() -> None:
    with answering(201, _created()) as api:
        twilio_sms(api.url).send(_MESSAGE, cleared(_MESSAGE, minutes=3000), NOW)
    assert api.asked[0]["ValidityPeriod"] == ["14400"]


@pytest.mark.parametrize(
    ("status", "body", "error", "code", "provider_code"),
    [
        (400, {"code": 21211, "message": "bad +447700900123", "status": 400}, Permanent, "address_invalid", "21211"),
        (400, {"code": 21611, "message": "", "status": 400}, Temporary, "carrier_congested", "21611"),
        (
            400,
            {"type": "t", "title": "bad +447700900123", "status": 400, "code": 21610},
            Permanent,
            "recipient_opted_out",
            "21610",
        ),
        (400, {"type": "t", "title": "t", "status": "odd", "code": 1}, Ambiguous, "answer_unreadable", None),
        (400, b"<html>a proxy's page</html>", Permanent, "refused", "400"),
        (401, {"code": 20003, "message": "", "status": 401}, Temporary, "account_refused", "20003"),
        (429, b"", Temporary, "rate_limited", "429"),
        (500, {"code": 20500, "message": "", "status": 500}, Ambiguous, "provider_fault", "20500"),
        (502, b"", Ambiguous, "provider_fault", "502"),
        (201, b"", Ambiguous, "answer_unreadable", None),
        (201, b"\xff\xfe", Ambiguous, "answer_unreadable", None),
        (201, [], Ambiguous, "answer_unreadable", None),
        (201, "a string", Ambiguous, "answer_unreadable", None),
        (201, {}, Ambiguous, "answer_unreadable", None),
        (201, _created(date_sent="not a date", sid=""), Ambiguous, "answer_unreadable", None),
        (201, _created(status="failed", error_code=30007), Permanent, "message_blocked", "30007"),
    ],
)
def test_answers_that_are_no_success(
    status: int, body: object, error: type[ChannelError], code: str, provider_code: str | None
) -> None:
    with answering(status, body) as api, pytest.raises(error) as caught:
        twilio_sms(api.url).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert (type(caught.value), caught.value.code, caught.value.provider_code) == (error, code, provider_code)
    assert len(api.asked) == 1
    assert caught.value.__context__ is None


def test_a_redirect_is_not_followed() -> None:
    with answering(201, _created()) as elsewhere, answering(307, b"", Location="/") as api:
        api.headers["Location"] = elsewhere.url
        with pytest.raises(Ambiguous):
            twilio_sms(api.url).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert not elsewhere.asked


def test_a_provider_that_says_nothing_is_not_waited_for() -> None:
    started = time.monotonic()
    with silence() as port, pytest.raises(Ambiguous) as caught:
        twilio_sms(f"http://127.0.0.1:{port}", timeout_seconds=0.3).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == "no_answer"
    assert 0.25 < time.monotonic() - started < 2


def test_a_name_that_does_not_resolve_has_accepted_nothing() -> None:
    with pytest.raises(Temporary) as caught:
        twilio_sms("http://twilio.invalid").send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == "connection_refused"


@pytest.mark.parametrize(
    "destination", ["07700900123", "whatsapp:+447700900123", "+44 7700 900123", "", "+4477009001234567"]
)
def test_a_destination_that_is_no_number_never_goes_out(destination: str) -> None:
    message = Outgoing(uuid4(), "ABCD-EF", destination, TextContent("Hello"))
    with answering(201, _created()) as api, pytest.raises(Permanent) as caught:
        twilio_sms(api.url).send(message, cleared(message), NOW)
    assert caught.value.code == "address_invalid"
    assert not api.asked


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("a" * 1601, "content_too_long"),
        ("🙂" * 801, "content_too_long"),
        ("half \ud83d", "content_not_characters"),
        ("\x1b[31m", "content_not_characters"),
        ("\n", "content_empty"),
    ],
)
def test_what_no_text_can_carry(body: str, code: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        twilio_sms("http://127.0.0.1:1").check(TextContent(body))
    assert caught.value.code == code


@pytest.mark.parametrize("body", ["a" * 1600, "🙂" * 800, "tab\tand\r\nbreak", "\u2066+44\u2069"])
def test_what_a_text_can_carry(body: str) -> None:
    sms = twilio_sms("http://127.0.0.1:1")
    sms.check(TextContent(body))
    assert sms.name == "sms"


@pytest.mark.parametrize("sender", ["Council", "07700900999", "", "+0123456789", "MG" + "0" * 32])
def test_a_sender_that_nobody_could_answer_is_refused(sender: str) -> None:
    with pytest.raises(ValueError, match=r"^twilio_sender_not_e164$"):
        TwilioSms(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, sender=sender, public_url=PUBLIC_URL)


def test_without_credentials_there_is_no_channel() -> None:
    with pytest.raises(ValueError, match=r"^twilio_credentials_missing$"):
        TwilioSms(account_sid=ACCOUNT_SID, auth_token="", sender=SENDER, public_url=PUBLIC_URL)


def test_the_process_environment_does_not_choose_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    with answering(201, _created()) as api:
        twilio_sms(api.url).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert len(api.asked) == 1


def test_the_client_keeps_nothing_of_a_message(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = PooledHttpClient(1.0)
    with answering(201, _created()) as api:
        answer = client.request("POST", api.url, params={"To": "+447700900123"}, data={"Body": "Hello"})
    assert answer.status_code == 201
    assert not [kept for name, kept in vars(client).items() if name.startswith("_test_only") and kept is not None]
    assert "twilio" not in {record.name.split(".")[0] for record in caplog.records}
