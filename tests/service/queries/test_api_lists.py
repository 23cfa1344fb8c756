"""What changed since a program asked last: nothing is left out, and what stood still is not told again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from channels.errors import Ambiguous, ChannelError, Permanent
from service.domain.actors import Role
from service.domain.flags import FlagKind
from service.domain.judgements import ClosingReason
from service.domain.preferences import Medium
from service.queries.api_lists import Filters, list_messages
from service.use_cases.act_on_flag import close_flag
from service.use_cases.close_message import close_message
from service.use_cases.settle_unknown import settle_unknown
from tests.service.use_cases.stage import Stage, add_worker, choice

HOUR = timedelta(hours=1)


def _changed(stage: Stage, since: timedelta) -> set[UUID]:
    filters = Filters(changed_since=stage.at - since)
    with stage.sessions.begin() as session:
        page = list_messages(session, stage.worker, filters, None, 100, stage.at)
    assert page.following is None
    return {message.id for message in page.messages}


def _sent(stage: Stage, number: str) -> UUID:
    message_id = stage.send(stage.person(number=number))
    stage.report("sent")
    return message_id


def _reported(stage: Stage, number: str) -> None:
    del number
    stage.report("delivered")


def _answered(stage: Stage, number: str) -> None:
    stage.text(number, "2")


def _asked_for_help(stage: Stage, number: str) -> None:
    stage.text(number, "CALL")


@pytest.mark.parametrize("happens", [_reported, _answered, _asked_for_help])
def test_what_comes_back_is_a_change(stage: Stage, happens: Callable[[Stage, str], None]) -> None:
    numbers = stage.new_number(), stage.new_number()
    quiet, lively = (_sent(stage, number) for number in numbers)
    stage.forward(3 * HOUR)
    assert _changed(stage, 2 * HOUR) == set()
    happens(stage, numbers[1])
    stage.forward(HOUR)
    assert _changed(stage, 2 * HOUR) == {lively}
    assert _changed(stage, 5 * HOUR) == {quiet, lively}


def test_a_report_that_contradicts_what_was_known_is_a_change(stage: Stage) -> None:
    message_id = _sent(stage, stage.new_number())
    stage.report("delivered")
    stage.forward(3 * HOUR)
    assert _changed(stage, 2 * HOUR) == set()
    stage.report("failed", error="went_stale")
    assert stage.delivery(message_id).contradiction
    stage.forward(HOUR)
    assert _changed(stage, 2 * HOUR) == {message_id}


def test_a_new_message_and_its_way_out_are_changes(stage: Stage) -> None:
    message_id = stage.compose(stage.person())
    assert _changed(stage, timedelta(0)) == {message_id}
    stage.forward(3 * HOUR)
    stage.carry()
    assert _changed(stage, HOUR) == {message_id}


@pytest.mark.parametrize("error", [Permanent("address_unreachable"), Ambiguous("no_answer")])
def test_a_failure_is_a_change_and_so_is_its_settling(stage: Stage, error: ChannelError) -> None:
    stage.sms.script(error)
    message_id = stage.compose(stage.person())
    stage.forward(3 * HOUR)
    stage.carry()
    assert _changed(stage, HOUR) == {message_id}
    stage.forward(3 * HOUR)
    if isinstance(error, Ambiguous):
        settle_unknown(stage.sessions, stage.worker, stage.delivery(message_id).id, arrived=False, now=stage.at)
    else:
        close_message(stage.sessions, stage.worker, message_id, ClosingReason.NO_LONGER_NEEDED, "Told them.", stage.at)
    assert _changed(stage, HOUR) == {message_id}


def test_a_deadline_that_passes_is_a_change(stage: Stage) -> None:
    message_id = stage.send(stage.person(), choice())
    due = stage.message(message_id).confirm_by
    assert due is not None
    stage.at = due - HOUR
    assert _changed(stage, HOUR) == set()
    stage.at = due + HOUR
    assert _changed(stage, 2 * HOUR) == {message_id}


def test_pages_pass_over_what_the_actor_may_not_know_of(stage: Stage) -> None:
    colleague = add_worker(stage.sessions, stage.at, stage.team, Role.CASEWORKER, "cleo")
    hidden = [stage.person(name, worker=colleague, restricted=True) for name in ("Hana Ito", "Ida Juhl")]
    first = stage.compose(stage.person())
    secret = [stage.compose(person, worker=colleague) for person in hidden]
    last = stage.compose(stage.person("Bob Lee"))
    seen: list[UUID] = []
    after: UUID | None = None
    while True:
        with stage.sessions.begin() as session:
            page = list_messages(session, stage.worker, Filters(), after, 1, stage.at)
        seen += [message.id for message in page.messages]
        after = page.following
        if after is None:
            break
        assert after not in secret
    assert seen == [last, first]


def test_a_flag_that_somebody_closed_is_not_listed(stage: Stage) -> None:
    message_id = stage.compose(stage.person("Bob Lee", medium=Medium.VISIT))
    delivery = stage.delivery(message_id)
    close_flag(stage.sessions, stage.worker, FlagKind.LIVE_CONTACT_DUE, message_id, delivery.id, "Seen today.", stage.at)
    with stage.sessions.begin() as session:
        assert list_messages(session, stage.worker, Filters(flagged=True), None, 1, stage.at).messages == ()
    assert _changed(stage, HOUR) == {message_id}


def test_work_for_a_person_is_listed_as_flagged(stage: Stage) -> None:
    waiting, live = stage.compose(stage.person()), stage.compose(stage.person("Bob Lee", medium=Medium.VISIT))
    with stage.sessions.begin() as session:
        page = list_messages(session, stage.worker, Filters(flagged=True), None, 100, stage.at)
    assert [message.id for message in page.messages] == [live]
    assert waiting != live
