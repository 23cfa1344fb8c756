"""What every channel owes the service, whoever carries."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Channel, LetterContent, Outgoing, Progress
from channels.errors import Ambiguous, ChannelError, NotCleared, Permanent, Temporary, Uncarriable, Unverified
from tests.channels.contract.carriers import NOW, Carrier, Fate, cleared, outgoing, unsigned

_WORDS = "Ann will visit you on Thursday. Ffôn: 01632 960001 ŵ 🙂"
_SECRET_WORDS = "the words that no log may hold"

# What a person can write: line breaks and tabs, and no other control character.
_printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t")
_bodies = st.text(_printable, min_size=1, max_size=300).filter(lambda text: bool(text.strip()))


def test_it_is_a_channel_with_a_name_and_a_provider(carrier: Carrier) -> None:
    assert isinstance(carrier.channel, Channel)
    assert carrier.channel.name in {"sms", "email"}
    assert carrier.channel.provider


def test_a_cleared_message_arrives_once_word_for_word(carrier: Carrier) -> None:
    before = len(carrier.arrived())
    message = outgoing(carrier, _WORDS)

    result = carrier.channel.send(message, cleared(message), NOW)

    (arrived,) = carrier.arrived()[before:]
    assert (arrived.destination, arrived.words) == (carrier.destination, carrier.as_read(_WORDS))
    assert result.provider_id == arrived.provider_id
    assert result.progress is Progress.ACCEPTED


@settings(max_examples=60, deadline=None)
@given(words=_bodies)
def test_words_are_never_altered_on_the_way(carrier: Carrier, words: str) -> None:
    before = len(carrier.arrived())
    message = outgoing(carrier, words)
    try:
        carrier.channel.send(message, cleared(message), NOW)
    except Uncarriable:
        assert not carrier.takes_every_character
        assert len(carrier.arrived()) == before
    else:
        assert carrier.arrived()[-1].words.encode() == carrier.as_read(words).encode()


def test_nothing_leaves_without_leave_for_just_this_now(carrier: Carrier) -> None:
    before = carrier.arrived()
    message = outgoing(carrier)
    leave = cleared(message)
    elsewhere = "someone-else@mailbox.example" if "@" in carrier.destination else "+447700900456"
    for altered, at in (
        (replace(message, destination=elsewhere), NOW),
        (replace(message, content=carrier.content("Other words.")), NOW),
        (message, leave.expires_at + timedelta(seconds=1)),
        (message, leave.granted_at - timedelta(seconds=1)),
    ):
        with pytest.raises(NotCleared):
            carrier.channel.send(altered, leave, at)
    assert carrier.arrived() == before


def test_leave_is_asked_before_anything_else(carrier: Carrier) -> None:
    empty = outgoing(carrier, " ")
    with pytest.raises(NotCleared):
        carrier.channel.send(empty, cleared(outgoing(carrier)), NOW)


@pytest.mark.parametrize("words", ["", " \n ", "an end \0 of string", "x" * 5_100_000])
def test_what_it_can_not_carry_whole_is_refused_not_altered(carrier: Carrier, words: str) -> None:
    before = carrier.arrived()
    message = outgoing(carrier, words)
    with pytest.raises(Uncarriable):
        carrier.channel.check(message.content)
    with pytest.raises(Uncarriable):
        carrier.channel.send(message, cleared(message), NOW)
    assert carrier.arrived() == before


def test_a_letter_is_not_for_this_channel(carrier: Carrier) -> None:
    message = replace(outgoing(carrier), content=LetterContent(b"%PDF", 1))
    with pytest.raises(Uncarriable):
        carrier.channel.send(message, cleared(message), NOW)


@pytest.mark.parametrize(
    ("fate", "error", "copies"),
    [(Fate.BUSY, Temporary, 0), (Fate.REFUSED, Permanent, 0), (Fate.ANSWER_LOST, Ambiguous, 1)],
)
def test_an_error_says_truly_what_may_be_done_next(
    carrier: Carrier, fate: Fate, error: type[ChannelError], copies: int
) -> None:
    before = len(carrier.arrived())
    message = outgoing(carrier)
    carrier.next_meets(fate)
    with pytest.raises(error) as caught:
        carrier.channel.send(message, cleared(message), NOW)
    assert type(caught.value) is error
    assert caught.value.code
    assert len(carrier.arrived()) == before + copies


def test_after_a_temporary_error_the_same_message_goes_out_once(carrier: Carrier) -> None:
    before = len(carrier.arrived())
    message = outgoing(carrier)
    carrier.next_meets(Fate.BUSY)
    with pytest.raises(Temporary):
        carrier.channel.send(message, cleared(message), NOW)
    carrier.channel.send(message, cleared(message), NOW)
    assert len(carrier.arrived()) == before + 1


def test_a_provider_that_is_not_there_has_certainly_accepted_nothing(carrier: Carrier) -> None:
    message = outgoing(carrier)
    with pytest.raises(Temporary) as caught:
        carrier.unreachable.send(message, cleared(message), NOW)
    assert caught.value.code == "connection_refused"


@pytest.mark.parametrize("fate", list(Fate))
def test_neither_errors_nor_logs_hold_words_or_addresses(
    carrier: Carrier, fate: Fate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    message = outgoing(carrier, _SECRET_WORDS)
    carrier.next_meets(fate)
    with pytest.raises(ChannelError) as caught:
        carrier.channel.send(message, cleared(message), NOW)
    carrier.channel.send(message, cleared(message), NOW)

    # aiosmtpd's own log belongs to the far side of the wire.
    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    told = f"{caught.value!r} {caught.value} {logged}"
    assert _SECRET_WORDS not in told
    assert carrier.destination not in told
    assert carrier.destination.removeprefix("+") not in told
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_threads_that_send_at_once_get_their_own_answers(carrier: Carrier) -> None:
    messages = [outgoing(carrier, f"Message number {number}.") for number in range(48)]

    def send(message: Outgoing) -> str:
        return carrier.channel.send(message, cleared(message), NOW).provider_id

    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(send, messages))

    words = {arrived.provider_id: arrived.words for arrived in carrier.arrived()}
    assert [words[one] for one in ids] == [carrier.as_read(f"Message number {number}.") for number in range(48)]


def test_a_signed_message_from_a_person_is_read(carrier: Carrier) -> None:
    received = carrier.channel.parse_inbound(carrier.inbound(carrier.destination, _WORDS))
    assert (received.sender, received.body) == (carrier.destination, _WORDS)
    assert received.provider_id
    assert not received.automatic


def test_an_unsigned_or_altered_message_is_not_believed(carrier: Carrier) -> None:
    webhook = carrier.inbound(carrier.destination, "Yes")
    (header,) = webhook.headers
    forgeries = [
        unsigned(webhook),
        replace(webhook, headers={header: ""}),
        replace(webhook, headers={header: "sha256=ffff"}),
        replace(webhook, headers={header: "ñ"}),
    ]
    if carrier.signs_words:
        forgeries.append(replace(webhook, params=[*webhook.params, ("Body", "No")], body=webhook.body + b"No"))
    for forged in forgeries:
        with pytest.raises(Unverified):
            carrier.channel.parse_inbound(forged)


@given(noise=st.binary(max_size=200), header=st.text(max_size=50))
@settings(max_examples=50, deadline=None)
def test_noise_is_never_believed(carrier: Carrier, noise: bytes, header: str) -> None:
    webhook = carrier.inbound(carrier.destination, "Yes")
    (name,) = webhook.headers
    forged = replace(webhook, headers={name: header}, params=[(noise.decode("utf-8", "surrogateescape"), "x")], body=noise)
    for parse in (carrier.channel.parse_inbound, carrier.channel.parse_receipt):
        with pytest.raises(ChannelError) as caught:
            parse(forged)
        assert caught.value.code in {"signature_missing", "signature_wrong", "no_receipts"}
