from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.attached import Attached
from channels.base import Progress, Webhook
from channels.errors import Malformed, Unverified
from channels.sms.twilio import INBOUND_PATH, STATUS_PATH
from tests.channels.contract.carriers import (
    PUBLIC_URL,
    SENDER,
    report,
    signed_by_twilio,
    twilio_signature,
    twilio_sms,
    unsigned,
)

_SMS = twilio_sms("http://127.0.0.1:1")
_SID = "SM" + "b" * 32
_ATTEMPT = UUID("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")


def _text(*extra: tuple[str, str], **changed: str) -> Webhook:
    params = {"MessageSid": _SID, "From": "+447700900123", "To": SENDER, "Body": "1", "NumMedia": "0", **changed}
    return signed_by_twilio(INBOUND_PATH, [*params.items(), *extra])


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        ("accepted", Progress.ACCEPTED),
        ("scheduled", Progress.ACCEPTED),
        ("queued", Progress.ACCEPTED),
        ("sending", Progress.ACCEPTED),
        ("sent", Progress.SENT),
        ("delivered", Progress.DELIVERED),
        ("read", Progress.DELIVERED),
        ("undelivered", Progress.FAILED),
        ("failed", Progress.FAILED),
        ("canceled", Progress.FAILED),
        ("partially_delivered", Progress.FAILED),
        ("teleported", Progress.UNRECOGNISED),
    ],
)
def test_a_report_by_its_status(status: str, progress: Progress) -> None:
    told = _SMS.parse_receipt(report(_ATTEMPT, MessageSid=_SID, MessageStatus=status))
    assert (told.provider, told.provider_id, told.attempt_id) == ("twilio", _SID, _ATTEMPT)
    assert (told.status, told.progress) == (status, progress)
    assert (told.error_code is not None) == (progress is Progress.FAILED)


@pytest.mark.parametrize(
    ("status", "number", "code"),
    [
        ("undelivered", "30003", "handset_unreachable"),
        ("failed", "30008", "carrier_unexplained"),
        ("failed", "77777", "refused"),
        ("failed", "", "refused"),
        ("canceled", "", "cancelled"),
        ("partially_delivered", "", "partly_delivered"),
    ],
)
def test_a_failure_keeps_both_codes(status: str, number: str, code: str) -> None:
    told = _SMS.parse_receipt(report(_ATTEMPT, MessageSid=_SID, MessageStatus=status, ErrorCode=number))
    assert (told.error_code, told.provider_code) == (code, number or None)


@pytest.mark.parametrize("segment", ["", "not-a-uuid", "{0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}", _ATTEMPT.hex, "%00"])
def test_a_report_for_no_attempt_is_malformed(segment: str) -> None:
    with pytest.raises(Malformed):
        _SMS.parse_receipt(report(segment, MessageSid=_SID, MessageStatus="sent"))


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"MessageSid": _SID},
        {"MessageStatus": "sent"},
        {"MessageSid": "", "MessageStatus": "sent"},
        {"MessageSid": _SID, "MessageStatus": "x" * 65},
        {"MessageSid": _SID, "MessageStatus": "se\0nt"},
        {"MessageSid": _SID, "MessageStatus": "failed", "ErrorCode": "30003\0"},
    ],
)
def test_a_report_that_lacks_what_it_must_carry_is_malformed(params: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        _SMS.parse_receipt(report(_ATTEMPT, **params))


def test_repeated_parameters_are_part_of_what_is_signed() -> None:
    webhook = _text(("MediaUrl", "one"), ("MediaUrl", "two"))
    assert _SMS.parse_inbound(webhook).body == "1"
    only_the_last = replace(webhook, params=[pair for pair in webhook.params if pair != ("MediaUrl", "one")])
    with pytest.raises(Unverified):
        _SMS.parse_inbound(only_the_last)


def test_two_answers_in_one_are_nobodys_answer() -> None:
    with pytest.raises(Malformed):
        _SMS.parse_inbound(_text(("Body", "2")))


@pytest.mark.parametrize("name", ["x-twilio-signature", "X-TWILIO-SIGNATURE"])
def test_header_names_have_no_case(name: str) -> None:
    webhook = _text()
    (signature,) = webhook.headers.values()
    assert _SMS.parse_inbound(replace(webhook, headers={name: signature})).body == "1"


def test_a_signature_holds_for_its_own_url_only() -> None:
    genuine = report(_ATTEMPT, MessageSid=_SID, MessageStatus="delivered")
    for url in (
        f"{PUBLIC_URL}{STATUS_PATH}{uuid4()}",
        genuine.url.replace("https", "http"),
        genuine.url + "?x=1",
        "https://[::1/",
        "https://bothways.test:port/",
    ):
        with pytest.raises(Unverified):
            _SMS.parse_receipt(replace(genuine, url=url))


def test_unsigned_reports_are_not_believed() -> None:
    with pytest.raises(Unverified) as caught:
        _SMS.parse_receipt(unsigned(report(_ATTEMPT, MessageSid=_SID, MessageStatus="delivered")))
    assert caught.value.code == "signature_missing"


def test_text_that_nobody_can_encode_is_not_believed() -> None:
    with pytest.raises(Unverified):
        _SMS.parse_inbound(replace(_text(), params=[("Body", "\ud800")]))


@pytest.mark.parametrize(
    ("number", "sender"),
    [
        ("+447700900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("60777", "60777"),
        ("Vodafone", "Vodafone"),
        ("whatsapp:+447700900123", "whatsapp:+447700900123"),
    ],
)
def test_whoever_sent_it(number: str, sender: str) -> None:
    assert _SMS.parse_inbound(_text(From=number)).sender == sender


@given(st.from_regex(r"\+44[1-9][0-9]{5,11}", fullmatch=True))
def test_a_uk_number_in_normal_form_is_what_the_library_makes_of_it(number: str) -> None:
    normal = phonenumbers.format_number(phonenumbers.parse(number, None), phonenumbers.PhoneNumberFormat.E164)
    assert _SMS.parse_inbound(_text(From=number, To=number)).sender == normal


@pytest.mark.parametrize("missing", ["MessageSid", "From", "Body"])
def test_a_text_that_lacks_what_it_must_carry_is_malformed(missing: str) -> None:
    params = [pair for pair in _text().params if pair[0] != missing]
    with pytest.raises(Malformed):
        _SMS.parse_inbound(signed_by_twilio(INBOUND_PATH, params))


def test_a_picture_without_words_is_still_something_that_came() -> None:
    received = _SMS.parse_inbound(_text(Body="", NumMedia="2", MediaContentType0="image/jpeg", MediaContentType1="no kind"))
    assert (received.body, received.attachments) == ("", 2)
    assert received.attached == (Attached("image/jpeg", None), Attached("application/octet-stream", None))


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_persons_words_are_untouched(words: str) -> None:
    assert _SMS.parse_inbound(_text(Body=words)).body == words.replace("\0", "\ufffd")


@given(st.lists(st.tuples(st.sampled_from(["MessageSid", "From", "Body", "To", "NumMedia", "x"]), st.text(max_size=20))))
def test_signed_noise_is_read_or_malformed(params: list[tuple[str, str]]) -> None:
    try:
        webhook = signed_by_twilio(INBOUND_PATH, params)
    except UnicodeEncodeError:
        return
    try:
        received = _SMS.parse_inbound(webhook)
    except Malformed:
        return
    assert "\0" not in received.body + received.sender + received.recipient


def test_a_port_in_the_public_url_is_no_obstacle() -> None:
    url = f"https://bothways.test:8443{INBOUND_PATH}"
    params = list(_text().params)
    webhook = Webhook(url, {"X-Twilio-Signature": twilio_signature(url, params)}, params)
    assert _SMS.parse_inbound(webhook).body == "1"


@pytest.mark.parametrize("signed_as", ["https://bothways.test", "https://bothways.test:443"])
def test_twilio_may_sign_with_the_port_or_without(signed_as: str) -> None:
    params = list(_text().params)
    signature = twilio_signature(f"{signed_as}{INBOUND_PATH}", params)
    webhook = Webhook(f"https://bothways.test{INBOUND_PATH}", {"X-Twilio-Signature": signature}, params)
    assert _SMS.parse_inbound(webhook).body == "1"


@pytest.mark.parametrize("signature", ["\ud800", "é", " ", "=" * 28])
def test_a_signature_of_no_known_letters_is_not_believed(signature: str) -> None:
    with pytest.raises(Unverified):
        _SMS.parse_inbound(replace(_text(), headers={"X-Twilio-Signature": signature}))
