from __future__ import annotations

import contextlib
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Inbound, Progress, Webhook
from channels.errors import Malformed, Unverified
from channels.notify.code_table import failure_of, progress_of
from channels.notify.letters import NotifyLetter
from channels.notify.webhook import INBOUND_PATH, STATUS_PATH, inbound, receipt, verified
from tests.channels.contract.other_carriers import CALLBACK_TOKEN, from_notify, notify_email, notify_text
from tests.channels.notify.server import API_KEY

_NOWHERE = "http://127.0.0.1:9"


def _report(**fields: object) -> dict[str, object]:
    return {
        "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
        "reference": None,
        "to": "07700900123",
        "status": "delivered",
        "created_at": "2026-03-05T09:30:00.000000Z",
        "completed_at": None,
        "sent_at": None,
        "notification_type": "sms",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "template_version": 1,
        **fields,
    }


@pytest.mark.parametrize(
    ("kind", "status", "progress", "code"),
    [
        ("sms", "created", Progress.ACCEPTED, None),
        ("sms", "sending", Progress.SENT, None),
        ("sms", "pending", Progress.SENT, None),
        ("sms", "sent", Progress.SENT, None),
        ("sms", "delivered", Progress.DELIVERED, None),
        ("sms", "permanent-failure", Progress.FAILED, "carrier_unexplained"),
        ("sms", "temporary-failure", Progress.FAILED, "handset_unreachable"),
        ("sms", "technical-failure", Progress.FAILED, "carrier_fault"),
        ("email", "permanent-failure", Progress.FAILED, "address_unreachable"),
        ("email", "temporary-failure", Progress.FAILED, "mailbox_not_taking"),
        ("sms", "word-of-tomorrow", Progress.UNRECOGNISED, None),
        ("letter", "pending-virus-check", Progress.ACCEPTED, None),
        ("letter", "accepted", Progress.ACCEPTED, None),
        ("letter", "received", Progress.SENT, None),
        ("letter", "delivered", Progress.SENT, None),
        ("letter", "cancelled", Progress.FAILED, "cancelled"),
        ("letter", "validation-failed", Progress.FAILED, "letter_refused"),
        ("letter", "virus-scan-failed", Progress.FAILED, "letter_refused"),
        ("letter", "permanent-failure", Progress.FAILED, "letter_refused"),
        ("letter", "technical-failure", Progress.FAILED, "letter_refused"),
        ("letter", "returned-letter", Progress.FAILED, "address_unreachable"),
    ],
)
def test_what_a_status_amounts_to(kind: str, status: str, progress: Progress, code: str | None) -> None:
    attempt_id = uuid4()
    told = receipt(_report(notification_type=kind, status=status, reference=str(attempt_id)))
    assert (told.progress, told.error_code, told.status, told.attempt_id) == (progress, code, status, attempt_id)


def test_no_status_of_a_letter_says_that_it_arrived() -> None:
    words = ["created", "sending", "delivered", "sent", "received", "accepted", "pending", "returned-letter"]
    assert Progress.DELIVERED not in {progress_of("letter", word) for word in words}


@given(st.sampled_from(["sms", "email", "letter"]), st.text(max_size=20))
def test_a_code_is_given_to_failures_alone(kind: str, status: str) -> None:
    assert (failure_of(kind, status) is not None) == (progress_of(kind, status) is Progress.FAILED)


_NOT_OURS = "12429908-994f-41f0-b690-2440a7c41a67"


@pytest.mark.parametrize("reference", [None, "", "invoice-7", _NOT_OURS.upper(), 7, f"{{{_NOT_OURS}}}"])
def test_a_reference_that_is_not_ours_names_no_attempt(reference: object) -> None:
    assert receipt(_report(reference=reference)).attempt_id is None


def test_any_of_the_three_reads_a_report() -> None:
    webhook = from_notify(STATUS_PATH, _report())
    letter = NotifyLetter(api_key=API_KEY, callback_token=CALLBACK_TOKEN)
    told = [channel.parse_receipt(webhook) for channel in (notify_text(_NOWHERE), notify_email(_NOWHERE), letter)]
    assert [one.progress for one in told] == [Progress.DELIVERED] * 3


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", CALLBACK_TOKEN, f"bearer {CALLBACK_TOKEN}", "ñ"])
def test_without_the_token_nothing_is_believed(header: str) -> None:
    webhook = replace(from_notify(STATUS_PATH, _report()), headers={"Authorization": header})
    with pytest.raises(Unverified):
        verified(webhook, CALLBACK_TOKEN)


def test_where_no_token_was_agreed_an_empty_one_opens_nothing() -> None:
    webhook = replace(from_notify(STATUS_PATH, _report()), headers={"authorization": "Bearer "})
    with pytest.raises(Unverified):
        verified(webhook, "")


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"7", b'{"id"', b"[" * 100_000])
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    webhook = Webhook("https://bothways.test", {"authorization": f"Bearer {CALLBACK_TOKEN}"}, (), body)
    with pytest.raises(Malformed):
        verified(webhook, CALLBACK_TOKEN)


@pytest.mark.parametrize("lacks", [{"id": None}, {"status": ""}, {"id": "a b"}, {"status": 7}, {"id": "x" * 65}])
def test_a_report_without_what_it_must_carry_is_malformed(lacks: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        receipt(_report(**lacks))


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("447700900123", "+447700900123"),
        ("+447700900123", "+447700900123"),
        ("07700900123", "+447700900123"),
        ("33612345678", "+33612345678"),
        ("Vodafone", "Vodafone"),
        ("60006", "60006"),
    ],
)
def test_who_wrote_is_normalised_where_it_is_a_number(given: str, sender: str) -> None:
    text = {"id": "a", "source_number": given, "destination_number": "07700900999", "message": "1"}
    assert inbound(text) == Inbound("notify", "a", sender, "+447700900999", "1")


@pytest.mark.parametrize("lacks", [{"source_number": " "}, {"source_number": None}, {"message": None}, {"id": None}])
def test_a_text_without_what_it_must_carry_is_malformed(lacks: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        inbound({"id": "a", "source_number": "447700900123", "destination_number": "x", "message": "1", **lacks})


def test_words_are_kept_but_for_what_no_database_holds() -> None:
    text = {"id": "a", "source_number": "447700900123", "message": "a\0b \ud83d \U0001f642 ŵ"}
    assert inbound(text).body == "a\ufffdb ? \U0001f642 ŵ"
    assert inbound(text).recipient == ""


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


@given(st.dictionaries(st.sampled_from(["id", "status", "reference", "source_number", "message", "type"]), _JSON))
def test_whatever_comes_with_the_token_is_read_or_malformed(fields: dict[str, object]) -> None:
    text = notify_text(_NOWHERE)
    for parse, path in ((text.parse_receipt, STATUS_PATH), (text.parse_inbound, INBOUND_PATH)):
        with contextlib.suppress(Malformed):
            assert parse(from_notify(path, fields)).provider == "notify"
