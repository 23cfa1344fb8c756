from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from channels.base import LetterContent, Outgoing, TextContent
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from channels.notify.letters import NotifyLetter
from channels.notify.texts import NotifyText
from tests.channels.contract.carriers import NOW, cleared, closed_port, silence
from tests.channels.contract.other_carriers import notify_text
from tests.channels.notify.server import DROPPED, SECRET, SERVICE_ID, TEXT_TEMPLATE, Mood, NotifyServer, refused

_MESSAGE = Outgoing(uuid4(), "ABCD-EF", "+447700900123", TextContent("Ann will visit on Thursday."))
_TRIAL = (
    "Can't send to this recipient when service is in trial mode - see https://www.notifications.service.gov.uk/trial-mode"
)


@pytest.mark.parametrize(
    ("mood", "error", "code", "provider_code"),
    [
        (refused(400, "ValidationError", "phone_number Not a UK mobile number"), Permanent, "address_not_mobile", "Val"),
        (refused(400, "ValidationError", "phone_number Not enough digits +4477"), Permanent, "address_invalid", "Val"),
        (refused(400, "ValidationError", "email_address Not a valid email address"), Permanent, "address_invalid", "Val"),
        (refused(400, "ValidationError", "template_id is not a valid UUID"), Temporary, "account_refused", "Val"),
        (refused(400, "ValidationError", "something of tomorrow"), Permanent, "refused", "Val"),
        (refused(400, "BadRequestError", _TRIAL), Temporary, "account_refused", "Bad"),
        (
            refused(400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
            Temporary,
            "account_refused",
            "Bad",
        ),
        (refused(400, "BadRequestError", "Template not found"), Temporary, "account_refused", "Bad"),
        (refused(400, "BadRequestError", "Missing personalisation: name"), Temporary, "account_refused", "Bad"),
        (refused(400, "BadRequestError", "sms_sender_id x does not exist in database"), Temporary, "account_refused", "Bad"),
        (
            refused(400, "BadRequestError", "Cannot send to international mobile numbers"),
            Permanent,
            "destination_not_allowed",
            "Bad",
        ),
        (
            refused(400, "BadRequestError", "Emails cannot be longer than 2000000 bytes."),
            Permanent,
            "content_too_long",
            "Bad",
        ),
        (refused(400, "BadRequestError", "Letter content is not a valid PDF"), Permanent, "pdf_unreadable", "Bad"),
        (refused(400, "BadRequestError", "words of tomorrow"), Permanent, "refused", "Bad"),
        (
            refused(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds"),
            Temporary,
            "account_refused",
            "Auth",
        ),
        (Mood(401, b""), Temporary, "account_refused", "401"),
        (refused(429, "RateLimitError", "Exceeded rate limit"), Temporary, "rate_limited", "Rate"),
        (refused(429, "TooManyRequestsError", "Exceeded send limits (250000) for today"), Temporary, "rate_limited", "Too"),
        (refused(500, "Exception", "Internal server error"), Ambiguous, "provider_fault", "Exception"),
        (Mood(502, b"<html>a proxy's page</html>"), Ambiguous, "provider_fault", "502"),
        (Mood(302, b""), Ambiguous, "provider_fault", "302"),
        (Mood(408, b""), Ambiguous, "provider_fault", "408"),
        (Mood(400, b"<html>a proxy's page</html>"), Permanent, "refused", "400"),
        (Mood(400, {"errors": [{"error": "a type of +447700900123", "message": "x"}]}), Permanent, "refused", "400"),
        (Mood(400, {"errors": "no list"}), Permanent, "refused", "400"),
        (Mood(201, b""), Ambiguous, "answer_unreadable", None),
        (Mood(201, []), Ambiguous, "answer_unreadable", None),
        (Mood(201, {"id": "no id of Notify's"}), Ambiguous, "answer_unreadable", None),
        (Mood(201, {"id": 7}), Ambiguous, "answer_unreadable", None),
        (DROPPED, Ambiguous, "connection_dropped", None),
    ],
)
def test_what_an_answer_means(
    notify: NotifyServer, mood: Mood, error: type[ChannelError], code: str, provider_code: str | None
) -> None:
    notify.next_meets(mood)
    with pytest.raises(error) as caught:
        notify_text(notify.url).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert (type(caught.value), caught.value.code) == (error, code)
    assert (caught.value.provider_code or "").startswith(provider_code or "")
    assert "447700900123" not in str(caught.value)
    assert caught.value.__context__ is None
    # Once, whatever the answer: a redirect that is followed could send it twice.
    assert notify.calls == ["POST /v2/notifications/sms"]


def test_silence_is_ambiguous() -> None:
    with silence() as port, pytest.raises(Ambiguous) as caught:
        notify_text(f"http://127.0.0.1:{port}", timeout_seconds=0.2).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == "no_answer"


def test_a_line_without_encryption_where_it_is_wanted_took_nothing_for_certain(notify: NotifyServer) -> None:
    secure = notify.url.replace("http://", "https://")
    with pytest.raises(ChannelError) as caught:
        notify_text(secure).send(_MESSAGE, cleared(_MESSAGE), NOW)
    # A handshake that failed for another reason than the certificate may be a connection that broke.
    assert caught.value.code == "connection_dropped"
    assert notify.journal() == []


@pytest.mark.parametrize("key", ["", "council", SECRET, f"{SERVICE_ID}-{SECRET}", f"council-{SERVICE_ID}-{SECRET}x"])
def test_a_key_that_can_not_be_one_is_told_at_once(key: str) -> None:
    with pytest.raises(ValueError, match=r"^notify_api_key_malformed$"):
        NotifyText(api_key=key, template_id=TEXT_TEMPLATE)


def test_a_key_that_notify_does_not_know_stops_nothing_for_good(notify: NotifyServer) -> None:
    other = NotifyText(
        api_key=f"council-{SERVICE_ID}-{SERVICE_ID}", template_id=TEXT_TEMPLATE, api_url=notify.url, timeout_seconds=5
    )
    with pytest.raises(Temporary) as caught:
        other.send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == "account_refused"
    assert other.probe() == "account_refused"


def test_no_log_holds_what_was_sent_or_what_notify_said_of_it(
    notify: NotifyServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    notify.next_meets(refused(400, "ValidationError", "phone_number +447700900123 is not valid"))
    with pytest.raises(Permanent):
        notify_text(notify.url).send(_MESSAGE, cleared(_MESSAGE), NOW)
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "447700900123" not in told
    assert "Thursday" not in told
    assert SECRET not in told


def test_a_probe_says_that_nobody_is_there() -> None:
    away = f"http://127.0.0.1:{closed_port()}"
    letter = NotifyLetter(api_key=f"council-{SERVICE_ID}-{SECRET}", api_url=away)
    assert [notify_text(away).probe(), letter.probe()] == ["connection_refused", "connection_refused"]
    message = Outgoing(uuid4(), "ABCD-EF", "1 High Street", LetterContent(b"%PDF-1.7", 1))
    with pytest.raises(Temporary):
        letter.send(message, cleared(message), NOW)
