"""What a channel owes the service whose provider can be asked what became of a try."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from channels.base import Outgoing, Progress, Reconciles, Sought
from channels.errors import Ambiguous, Temporary
from channels.simulator.server import SimulatorServer
from tests.channels.contract.carriers import NOW, Carrier, FakeCarrier, Fate, SmtpCarrier, TwilioCarrier, cleared
from tests.channels.contract.other_carriers import NotifyEmailCarrier, NotifyTextCarrier
from tests.channels.notify.server import NotifyServer


@pytest.fixture(scope="module", params=["twilio", "notify_text", "notify_email", "fake"])
def keeper(request: pytest.FixtureRequest, simulator: SimulatorServer, notify: NotifyServer) -> Carrier:
    """A carrier whose far side keeps what it carried."""
    made: dict[str, Callable[[], Carrier]] = {
        "twilio": lambda: TwilioCarrier(simulator),
        "notify_text": lambda: NotifyTextCarrier(notify),
        "notify_email": lambda: NotifyEmailCarrier(notify),
        "fake": FakeCarrier,
    }
    return made[request.param]()


def _message(keeper: Carrier, code: str) -> Outgoing:
    return Outgoing(uuid4(), code, keeper.destination, keeper.content(f"Ann will visit.\nRef {code[:4]}-{code[4:]}"))


def _sought(message: Outgoing, provider_id: str | None = None) -> Sought:
    return Sought(message.attempt_id, message.reference, message.destination, NOW, provider_id)


def _asked(keeper: Carrier) -> Reconciles:
    assert isinstance(keeper.channel, Reconciles)
    return keeper.channel


def test_a_mail_server_can_not_be_asked(simulator: SimulatorServer) -> None:
    assert not isinstance(SmtpCarrier(simulator).channel, Reconciles)


def test_a_message_whose_answer_was_lost_is_found_once(keeper: Carrier) -> None:
    before = len(keeper.arrived())
    message = _message(keeper, "KT4HWN")
    keeper.next_meets(Fate.ANSWER_LOST)
    with pytest.raises(Ambiguous):
        keeper.channel.send(message, cleared(message), NOW)

    (receipt,) = _asked(keeper).look_up(_sought(message), NOW)

    (arrived,) = keeper.arrived()[before:]
    assert (receipt.provider, receipt.provider_id) == (keeper.channel.provider, arrived.provider_id)
    assert receipt.attempt_id == message.attempt_id
    assert receipt.progress in {Progress.ACCEPTED, Progress.SENT, Progress.DELIVERED}


def test_what_was_never_taken_is_not_found(keeper: Carrier) -> None:
    message = _message(keeper, "KT4HWP")
    keeper.next_meets(Fate.BUSY)
    with pytest.raises(Temporary):
        keeper.channel.send(message, cleared(message), NOW)
    assert _asked(keeper).look_up(_sought(message), NOW) == ()


def test_another_message_to_the_same_person_is_not_taken_for_it(keeper: Carrier) -> None:
    other, message = _message(keeper, "CDFHJK"), _message(keeper, "CDFHJM")
    keeper.channel.send(other, cleared(other), NOW)
    assert _asked(keeper).look_up(_sought(message), NOW) == ()


def test_what_the_provider_named_is_found_by_that_name(keeper: Carrier) -> None:
    message = _message(keeper, "PRTVWX")
    result = keeper.channel.send(message, cleared(message), NOW)
    (receipt,) = _asked(keeper).look_up(_sought(message, result.provider_id), NOW)
    assert (receipt.provider_id, receipt.attempt_id) == (result.provider_id, message.attempt_id)
    assert receipt.error_code is None
