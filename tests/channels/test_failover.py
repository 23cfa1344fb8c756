"""Two providers of one way out: which is asked, when the second may be, and when nothing is proven."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Channel, Clearance, Content, Outgoing, Progress, Reconciles, SendResult, Sought, TextContent
from channels.errors import (
    Ambiguous,
    ChannelError,
    Malformed,
    NotCleared,
    Permanent,
    Temporary,
    Uncarriable,
    Unverified,
)
from channels.failover import FAILURES, PAUSE, Breaker, FailoverChannel, carriers
from tests.channels.contract.carriers import NOW, cleared, smtp_email, unsigned
from tests.channels.contract.other_carriers import SpareChannel, from_notify, notify_email, notify_text
from tests.channels.notify.server import NotifyServer
from tests.fakes import FakeChannel

_DOWN = ("connection_refused", "connection_dropped", "tls_refused", "rate_limited", "account_refused")


class Narrow(FakeChannel):
    """A provider that takes plain ASCII alone."""

    provider = "narrow"

    def check(self, content: Content) -> None:
        super().check(content)
        if isinstance(content, TextContent) and not content.body.isascii():
            raise Uncarriable("characters_exchanged")


class Hourless(FakeChannel):
    """A provider that finds at the very hand-over that it can't keep the person's hours."""

    provider = "hourless"

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        if clearance.within_hours:
            raise Uncarriable("hours_not_kept")
        return super().send(outgoing, clearance, now)


def _two() -> tuple[FailoverChannel, FakeChannel, FakeChannel]:
    first, second = FakeChannel(), SpareChannel()
    return FailoverChannel((first, second)), first, second


def _message(words: str = "Ann will visit on Thursday.") -> Outgoing:
    return Outgoing(uuid4(), "ABCD-EF", "+447700900123", TextContent(words))


def _send(channel: Channel, at: datetime = NOW, message: Outgoing | None = None) -> SendResult:
    sent = message or _message()
    return channel.send(sent, cleared(sent), at)


def _counts(*fakes: FakeChannel) -> list[int]:
    return [len(fake.journal) for fake in fakes]


def test_it_is_one_channel_that_can_be_asked() -> None:
    channel, first, second = _two()
    assert isinstance(channel, Channel)
    assert isinstance(channel, Reconciles)
    assert (channel.name, carriers([channel, FakeChannel("email")])[:2]) == ("sms", (first, second))


@pytest.mark.parametrize(
    "members", [(), (FakeChannel(), FakeChannel("email")), (FakeChannel(), FakeChannel()), (SpareChannel(), SpareChannel())]
)
def test_what_is_not_two_providers_of_one_contract_is_told_at_once(members: Sequence[Channel]) -> None:
    with pytest.raises(ValueError, match=r"^carriers_not_of_one_contract$"):
        FailoverChannel(members)


def test_the_preferred_one_carries_while_it_answers() -> None:
    channel, first, second = _two()
    assert _send(channel).provider == "fake"
    assert _counts(first, second) == [1, 0]


@pytest.mark.parametrize("code", _DOWN)
def test_what_is_certain_and_about_the_provider_brings_in_the_second_within_the_same_attempt(code: str) -> None:
    channel, first, second = _two()
    first.script(Temporary(code))
    message = _message()
    result = _send(channel, message=message)
    assert (result.provider, result.progress) == ("spare", Progress.ACCEPTED)
    assert _counts(first, second) == [0, 1]
    assert second.journal[0].outgoing.attempt_id == message.attempt_id


@pytest.mark.parametrize(
    "error",
    [
        Ambiguous("no_answer"),
        Ambiguous("connection_dropped"),
        Ambiguous("provider_fault"),
        Permanent("address_invalid"),
        Permanent("address_not_mobile"),
        Permanent("recipient_opted_out"),
        Permanent("message_blocked"),
        Permanent("refused"),
        Temporary("handset_unreachable"),
        Temporary("carrier_congested"),
    ],
)
def test_what_is_uncertain_or_about_the_person_or_the_words_goes_no_further(error: ChannelError) -> None:
    channel, first, second = _two()
    first.script(error)
    with pytest.raises(type(error)) as caught:
        _send(channel)
    assert caught.value is error
    assert second.journal == []


def test_what_the_second_may_have_taken_stays_uncertain() -> None:
    channel, first, second = _two()
    first.script(Temporary("connection_refused"))
    second.script(Ambiguous("no_answer"))
    with pytest.raises(Ambiguous):
        _send(channel)
    assert _counts(first, second) == [0, 1]


@pytest.mark.parametrize(
    ("codes", "raised"),
    [
        (("account_refused", "connection_refused"), "connection_refused"),
        (("connection_refused", "account_refused"), "connection_refused"),
        (("rate_limited", "tls_refused"), "rate_limited"),
        (("account_refused", "account_refused"), "account_refused"),
    ],
)
def test_where_all_fail_the_error_says_what_passes_first(codes: tuple[str, str], raised: str) -> None:
    channel, first, second = _two()
    first.script(Temporary(codes[0]))
    second.script(Temporary(codes[1]))
    with pytest.raises(Temporary) as caught:
        _send(channel)
    assert caught.value.code == raised
    assert _counts(first, second) == [0, 0]


def test_without_leave_nobody_is_asked() -> None:
    channel, first, second = _two()
    message = _message()
    with pytest.raises(NotCleared):
        channel.send(replace(message, destination="+447700900456"), cleared(message), NOW)
    assert _counts(first, second) == [0, 0]


def test_only_who_can_carry_the_words_is_asked() -> None:
    narrow, wide = Narrow(), FakeChannel()
    channel = FailoverChannel((narrow, wide))
    channel.check(TextContent("Tŷ"))
    assert _send(channel, message=_message("Tŷ")).provider == "fake"

    wide.script(Temporary("connection_refused"))
    with pytest.raises(Temporary):
        _send(channel, message=_message("Tŷ"))
    assert _counts(narrow, wide) == [0, 1]


def test_words_that_nobody_can_carry_are_refused_as_the_preferred_one_says() -> None:
    channel = FailoverChannel((FakeChannel(), Narrow()))
    with pytest.raises(Uncarriable) as caught:
        channel.check(TextContent(" "))
    assert caught.value.code == "content_empty"


def test_hours_that_the_first_can_not_keep_are_kept_by_the_second() -> None:
    hourless, keeping = Hourless(), FakeChannel()
    message = _message()
    leave = replace(cleared(message), within_hours=True)
    assert FailoverChannel((hourless, keeping)).send(message, leave, NOW).provider == "fake"
    keeping.script(Temporary("connection_refused"))
    with pytest.raises(Temporary):
        FailoverChannel((hourless, keeping)).send(message, leave, NOW)
    with pytest.raises(Uncarriable):
        FailoverChannel((hourless,)).send(message, leave, NOW)


@pytest.mark.parametrize("error", [Temporary("connection_refused"), Ambiguous("no_answer"), Ambiguous("provider_fault")])
def test_a_provider_that_keeps_failing_is_set_aside_then_tried_by_one_send(error: ChannelError) -> None:
    channel, first, second = _two()
    first.ambiguous_carries = False
    for _ in range(FAILURES):
        first.script(error)
        _swallow(channel, NOW)
    carried = len(second.journal)
    assert channel.health()[0].set_aside_until == NOW + PAUSE

    first.script(error)
    assert _send(channel, NOW + PAUSE / 2).provider == "spare"
    # The script is untouched: the first was not asked.
    _swallow(channel, NOW + PAUSE)
    assert _send(channel, NOW + PAUSE).provider == "spare"
    assert len(second.journal) >= carried + 2

    assert _send(channel, NOW + PAUSE * 2).provider == "fake"
    assert channel.health()[0].set_aside_until is None
    assert _send(channel, NOW + PAUSE * 2).provider == "fake"


def _swallow(channel: Channel, at: datetime) -> None:
    message = _message()
    try:
        channel.send(message, cleared(message, minutes=600), at)
    except ChannelError:
        return


def test_a_refusal_of_one_person_is_no_ill_health() -> None:
    channel, first, _ = _two()
    for _ in range(FAILURES * 2):
        first.script(Permanent("address_invalid"))
        _swallow(channel, NOW)
    assert channel.health()[0].failures == 0


def test_where_every_one_is_set_aside_they_are_asked_all_the_same() -> None:
    channel, first, second = _two()
    for _ in range(FAILURES):
        first.script(Temporary("connection_refused"))
        second.script(Temporary("connection_refused"))
        _swallow(channel, NOW)
    assert all(one.set_aside_until for one in channel.health())
    assert _send(channel).provider == "fake"


def test_setting_aside_and_coming_back_are_logged_by_provider_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    channel, first, _ = _two()
    first.script(*[Temporary("connection_refused")] * FAILURES)
    for _ in range(FAILURES):
        _send(channel)
    _send(channel, NOW + PAUSE)
    assert [record.getMessage() for record in caplog.records] == [
        "provider_set_aside provider=fake code=connection_refused",
        "provider_back provider=fake",
    ]


def test_after_the_pause_many_threads_send_one_probe() -> None:
    breaker = Breaker(failures=1)
    breaker.failed("connection_refused", NOW)
    later = NOW + PAUSE
    with ThreadPoolExecutor(8) as threads:
        let_through = list(threads.map(lambda _: breaker.lets_through(later), range(64)))
    assert let_through.count(True) == 1


@given(st.lists(st.tuples(st.sampled_from(["ok", "fail", "ask"]), st.integers(0, 90)), max_size=40))
def test_a_provider_is_set_aside_only_after_failures_in_a_row_and_never_for_good(steps: list[tuple[str, int]]) -> None:
    breaker, now, in_a_row = Breaker(), NOW, 0
    for step, seconds in steps:
        now += timedelta(seconds=seconds)
        if step == "ok":
            breaker.answered()
            in_a_row = 0
        elif step == "fail":
            breaker.failed("no_answer", now)
            in_a_row += 1
        elif not breaker.lets_through(now):
            assert in_a_row >= FAILURES
        assert breaker.health("fake").failures == in_a_row
    assert breaker.lets_through(now + PAUSE)


def test_a_lost_answer_is_looked_for_at_every_provider() -> None:
    channel, first, second = _two()
    first.script(Temporary("connection_refused"))
    second.script(Ambiguous("no_answer"))
    message = replace(_message("Ann will visit.\nRef KT4H-WN"), reference="KT4HWN")
    with pytest.raises(Ambiguous):
        _send(channel, message=message)
    sought = Sought(message.attempt_id, message.reference, message.destination, NOW)
    (receipt,) = channel.look_up(sought, NOW)
    assert (receipt.provider, receipt.provider_id) == ("spare", second.journal[0].provider_id)


def test_nothing_found_proves_nothing_where_one_can_not_be_asked(notify: NotifyServer) -> None:
    mail = FailoverChannel((smtp_email(9), notify_email(notify.url)))
    sought = Sought(UUID(int=1), "ABCD-EF", "amina@mailbox.example", NOW)
    with pytest.raises(Permanent) as caught:
        mail.look_up(sought, NOW)
    assert caught.value.code == "no_look_up"

    away = FailoverChannel((notify_text("http://127.0.0.1:9"), FakeChannel()))
    with pytest.raises(Temporary):
        away.look_up(sought, NOW)


def test_each_provider_is_believed_by_its_own_sign() -> None:
    fake = FakeChannel()
    channel = FailoverChannel((notify_text("http://127.0.0.1:9"), fake))
    _send(fake)
    assert channel.parse_receipt(fake.receipt(fake.journal[0])).provider == "fake"
    assert channel.parse_receipt(from_notify("/webhooks/notify/status", {"id": "a", "status": "sent"})).provider == "notify"
    assert channel.parse_inbound(fake.inbound("+447700900123", "1")).provider == "fake"
    with pytest.raises(Unverified):
        channel.parse_inbound(unsigned(fake.inbound("+447700900123", "1")))
    with pytest.raises(Malformed):
        channel.parse_inbound(from_notify("/webhooks/notify/inbound", {}))


def test_a_carrier_without_reports_stands_in_nobodys_way() -> None:
    mail = FailoverChannel((smtp_email(9), notify_email("http://127.0.0.1:9")))
    report = {"id": "a", "status": "delivered", "notification_type": "email"}
    assert mail.parse_receipt(from_notify("/webhooks/notify/status", report)).progress is Progress.DELIVERED
    with pytest.raises(Unverified):
        mail.parse_receipt(unsigned(from_notify("/webhooks/notify/status", report)))
