from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Progress, Receipt
from channels.email.dsn import Report, read_report
from channels.errors import Malformed
from tests.channels.email.bounces import ATTEMPT, EXCHANGE, EXIM, OTHER, OWN_ID, QMAIL, RECIPIENT, RETURNED, report


def _receipt(raw: bytes) -> Receipt:
    read = read_report(raw)
    assert read is not None
    return read.receipt


def _told(raw: bytes) -> tuple[str, Progress, str | None, str | None]:
    receipt = _receipt(raw)
    return receipt.status, receipt.progress, receipt.provider_code, receipt.error_code


@pytest.mark.parametrize(
    ("raw", "code", "error"),
    [
        pytest.param(report(), "5.1.1", "address_unreachable", id="postfix"),
        pytest.param(EXCHANGE, "5.1.10", "address_unreachable", id="exchange"),
        pytest.param(QMAIL, "5.1.1", "address_unreachable", id="qmail"),
        pytest.param(EXIM, None, "refused", id="exim"),
    ],
)
def test_a_bounce_names_the_try_and_the_recipient(raw: bytes, code: str | None, error: str) -> None:
    assert read_report(raw) == Report(
        Receipt(
            provider="smtp",
            provider_id=f"<{OWN_ID}>",
            attempt_id=ATTEMPT,
            status=f"failed {code}" if code else "failed",
            progress=Progress.FAILED,
            provider_code=code,
            error_code=error,
        ),
        RECIPIENT,
    )


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("5.1.1", "address_unreachable"),
        ("5.1.2", "address_unreachable"),
        ("5.1.3", "address_invalid"),
        ("5.1.10", "address_unreachable"),
        ("5.2.1", "mailbox_closed"),
        ("5.2.2", "mailbox_full"),
        ("4.2.2", "mailbox_full"),
        ("5.3.4", "content_too_long"),
        ("4.4.7", "went_stale"),
        ("4.1.1", "went_stale"),
        ("5.7.1", "message_blocked"),
        ("5.7.26 (unauthenticated)", "message_blocked"),
        ("5.9.9", "refused"),
        ("not a code", "refused"),
        ("", "refused"),
    ],
)
def test_why_it_failed(status: str, error: str) -> None:
    _, progress, _, told = _told(report(status=status))
    assert (progress, told) == (Progress.FAILED, error)


@pytest.mark.parametrize(
    ("status", "diagnostic", "code"),
    [
        ("5.0.0", "smtp; 550 5.1.1 <amina@mailbox.example>: unknown", "5.1.1"),
        ("5.0.0", "smtp;552-5.2.2 full", "5.2.2"),
        ("", "smtp; 550 5.7.1 policy", "5.7.1"),
        ("5.2.2", "smtp; 550 5.1.1 unknown", "5.2.2"),
        ("5.0.0", "smtp; 450 4.1.1 unknown", "5.0.0"),
        ("5.0.0", "X-Unix; 5.1.1", "5.0.0"),
        ("5.0.0", "smtp; 550 user unknown", "5.0.0"),
    ],
)
def test_the_last_servers_answer_counts_where_the_status_says_nothing(status: str, diagnostic: str, code: str) -> None:
    assert _receipt(report(status=status, diagnostic=diagnostic)).provider_code == code


@pytest.mark.parametrize("action", ["delayed", "relayed", "expanded", "delivered", "levitated"])
def test_what_is_no_failure_changes_nothing(action: str) -> None:
    assert _told(report(action, "2.0.0")) == (f"{action} 2.0.0", Progress.UNRECOGNISED, "2.0.0", None)


def test_delivered_is_believed_of_a_server_that_we_asked() -> None:
    assert _told(report("Delivered", "2.0.0", envelope=OWN_ID))[1] is Progress.DELIVERED
    assert _told(report("relayed", "2.0.0", envelope=OWN_ID))[1] is Progress.UNRECOGNISED
    assert _told(report("delivered", "2.0.0", envelope="something else"))[1] is Progress.UNRECOGNISED


@pytest.mark.parametrize(
    ("envelope", "returned"),
    [
        (OWN_ID, ""),
        (OWN_ID, RETURNED.replace(OWN_ID, "010101@relay.example")),
        ("", RETURNED),
        ("", RETURNED.replace("Message-ID", "message-id").replace("<", "\n <")),
        (OWN_ID.upper(), RETURNED),
    ],
)
def test_either_of_our_ids_names_the_try(envelope: str, returned: str) -> None:
    receipt = _receipt(report(envelope=envelope, returned=returned))
    assert (receipt.attempt_id, receipt.provider_id) == (ATTEMPT, f"<{OWN_ID}>")


def test_a_whole_mail_returned_names_the_try() -> None:
    assert _receipt(report(returned=RETURNED + "\nWords.", returned_type="message/rfc822")).attempt_id == ATTEMPT


def test_an_answer_to_our_mail_names_the_try_where_nothing_was_returned() -> None:
    bare = EXCHANGE.replace(b"Content-Type: message/rfc822", b"Content-Type: text/x-nothing")
    assert _receipt(bare).attempt_id == ATTEMPT


@pytest.mark.parametrize(
    ("raw", "provider_id"),
    [
        (report(returned=RETURNED.replace(OWN_ID, "a-newsletter@elsewhere.example")), "<a-newsletter@elsewhere.example>"),
        (report(returned=RETURNED.replace(OWN_ID, f"x{OWN_ID}")), f"<x{OWN_ID}>"),
    ],
)
def test_a_report_on_somebody_elses_mail_names_no_try_of_ours(raw: bytes, provider_id: str) -> None:
    receipt = _receipt(raw)
    assert (receipt.attempt_id, receipt.provider_id) == (None, provider_id)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(report(returned=""), id="names no mail"),
        pytest.param(report(envelope=f"{OTHER}@council.example"), id="names two"),
        pytest.param(report().replace(b"Action: failed\r\n", b""), id="says nothing"),
        pytest.param(report().replace(b"message/delivery-status", b"text/plain"), id="no status"),
        pytest.param(report().replace(b"multipart/report", b"multipart/mixed"), id="no report"),
        pytest.param(QMAIL.replace(b"--- Below", b"Below"), id="qmail without a copy"),
        pytest.param(QMAIL.replace(b"Hi. This is", b"Hi! This was"), id="like qmail's"),
        pytest.param(QMAIL.replace(b"(#5.1.1)\n", b"\n\n<ben@mailbox.example>:\nno\n"), id="qmail's for two"),
        pytest.param(
            EXIM.replace(b"X-Failed-Recipients: ", b"X-Failed-Recipients: ben@mailbox.example, "), id="exim for two"
        ),
        pytest.param(EXIM + f"Message-ID: <{OTHER}@council.example>\n".encode(), id="a copy that names two"),
        pytest.param(b"From: amina@mailbox.example\r\n\r\nYes", id="a reply"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_sure_report_is_none(raw: bytes) -> None:
    assert read_report(raw) is None


@pytest.mark.parametrize(
    ("final", "original", "recipient", "error"),
    [
        (RECIPIENT, None, RECIPIENT, "address_unreachable"),
        (f"<{RECIPIENT}>", RECIPIENT.upper(), f"{RECIPIENT}", "address_unreachable"),
        ("new@elsewhere.example", RECIPIENT, RECIPIENT, "forwarding_failed"),
        (None, RECIPIENT, RECIPIENT, "address_unreachable"),
        ("not an address", None, "", "address_unreachable"),
        (None, None, "", "address_unreachable"),
        ("a+b@mailbox.example", "a+2Bb@mailbox.example", "a+b@mailbox.example", "address_unreachable"),
    ],
)
def test_whom_it_was_for(final: str | None, original: str | None, recipient: str, error: str) -> None:
    read = read_report(report(final=final, original=original))
    assert read is not None
    assert (read.recipient, read.receipt.error_code) == (recipient, error)


def test_of_several_mailboxes_behind_an_alias_the_worst_fate_counts() -> None:
    second = (
        f"Original-Recipient: rfc822;{RECIPIENT}\nFinal-Recipient: rfc822; b@mailbox.example\nAction: failed\nStatus: 5.2.2"
    )
    raw = report("relayed", "2.0.0", original=RECIPIENT, more=second)
    assert _told(raw) == ("failed 5.2.2", Progress.FAILED, "5.2.2", "forwarding_failed")


def _broken(raw: bytes, seed: int) -> bytes:
    """A report that went through bad hands: pieces lost, doubled, moved and overwritten."""
    chance = random.Random(seed)
    pieces = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(pieces) + 1), chance.randint(0, 60)
        match chance.randrange(4):
            case 0:
                del pieces[at : at + length]
            case 1:
                pieces[at:at] = pieces[at : at + length]
            case 2:
                pieces[at:at] = chance.randbytes(length)
            case 3:
                pieces[at:at] = chance.choice(
                    [b"--b1\r\n", b"\r\n\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"\0", b"\xff"]
                )
    return bytes(pieces)


_REPORTS = st.sampled_from([report(), EXCHANGE, EXIM, QMAIL])
_ANYTHING = st.one_of(
    st.binary(max_size=400),
    st.builds(lambda head, body: head + b"\r\n\r\n" + body, st.binary(max_size=100), st.binary(max_size=100)),
    st.builds(_broken, _REPORTS, st.integers(0, 2**32)),
)


@given(raw=_ANYTHING)
@settings(max_examples=400, deadline=None)
def test_nothing_that_comes_makes_it_fail_or_say_what_no_column_takes(raw: bytes) -> None:
    with suppress(Malformed):
        read = read_report(raw)
        if read is not None:
            receipt = read.receipt
            values = [receipt.provider_id, receipt.status, receipt.provider_code or "", receipt.error_code or ""]
            assert "\0" not in "".join([*values, read.recipient]).encode().decode()
            assert len(receipt.status) < 40
            assert receipt.progress is not Progress.DELIVERED


def test_nesting_without_end_is_told_as_such() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(3000))
    with pytest.raises(Malformed):
        read_report(b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n" + raw)
