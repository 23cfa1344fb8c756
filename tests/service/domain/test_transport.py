from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Progress
from service.domain.transport import (
    ALLOWED,
    ImpossibleTransport,
    Transport,
    TransportEvent,
    advance,
    mermaid,
    settle,
)

S, E = Transport, TransportEvent
ENDS = {S.DELIVERED, S.CANCELLED, S.RETURNED, S.DONE}


def walk(*events: TransportEvent, start: Transport = S.QUEUED) -> Transport:
    state = start
    for event in events:
        state = advance(state, event)
    return state


@pytest.mark.parametrize(
    ("start", "events", "end"),
    [
        (S.HELD, [E.RELEASE, E.CLAIM, E.ACCEPT, E.DELIVER], S.DELIVERED),
        (S.QUEUED, [E.CLAIM, E.PUT_BACK, E.CLAIM, E.REFUSE], S.FAILED),
        (S.QUEUED, [E.CLAIM, E.LOSE, E.ACCEPT], S.SENT),
        (S.QUEUED, [E.CLAIM, E.HOLD], S.HELD),
        (S.QUEUED, [E.PRINT, E.POST, E.RETURN], S.RETURNED),
        (S.QUEUED, [E.PRINT, E.CANCEL], S.CANCELLED),
        (S.TO_DO, [E.DO], S.DONE),
    ],
)
def test_a_delivery_goes(start: Transport, events: list[TransportEvent], end: Transport) -> None:
    assert walk(*events, start=start) is end


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (S.UNKNOWN, E.CLAIM),
        (S.UNKNOWN, E.RETRY),
        (S.UNKNOWN, E.PUT_BACK),
        (S.CANCELLED, E.CLAIM),
        (S.CANCELLED, E.RELEASE),
        (S.HELD, E.CLAIM),
        (S.SENT, E.CLAIM),
        (S.SENT, E.CANCEL),
        (S.POSTED, E.CANCEL),
        (S.POSTED, E.DELIVER),
        (S.QUEUED, E.POST),
        (S.TO_DO, E.DELIVER),
    ],
)
def test_what_can_not_be_is_refused_with_a_code(state: Transport, event: TransportEvent) -> None:
    with pytest.raises(ImpossibleTransport) as caught:
        advance(state, event)
    assert caught.value.code == "impossible_transport"
    assert (caught.value.state, caught.value.event) == (state, event)


def test_an_unknown_outcome_never_leads_back_to_sending_without_a_failure_in_between() -> None:
    assert {after for (before, _), after in ALLOWED.items() if before is S.UNKNOWN} == {S.SENT, S.DELIVERED, S.FAILED}


def test_every_state_is_reached_and_only_ends_have_no_way_on() -> None:
    reached = {S.HELD, S.QUEUED, S.TO_DO} | set(ALLOWED.values())
    assert reached == set(S)
    # POSTED and SENT may rest where they are for ever, but can still change.
    assert set(S) - {before for before, _ in ALLOWED} == ENDS


def test_paper_and_visits_never_become_delivered() -> None:
    paper = {S.PRINTED, S.POSTED, S.RETURNED, S.TO_DO, S.DONE}
    assert not {after for (before, _), after in ALLOWED.items() if before in paper} & {S.SENT, S.DELIVERED}
    for state, progress in itertools.product(paper, Progress):
        assert settle(state, progress) == (state, progress is not Progress.UNRECOGNISED)


def merge(start: Transport, reports: tuple[Progress, ...] | list[Progress]) -> tuple[Transport, bool]:
    state, flagged = start, False
    for progress in reports:
        state, contradiction = settle(state, progress)
        flagged = flagged or contradiction
    return state, flagged


@given(st.sampled_from(list(S)), st.lists(st.sampled_from(list(Progress)), max_size=5))
def test_reports_in_any_order_and_number_give_one_state(start: Transport, reports: list[Progress]) -> None:
    expected = merge(start, reports)
    assert {merge(start, order) for order in itertools.permutations(reports)} == {expected}
    assert merge(start, reports + reports) == expected


@pytest.mark.parametrize(
    ("start", "reports", "end", "flagged"),
    [
        (S.SENDING, [Progress.ACCEPTED], S.SENT, False),
        (S.SENDING, [Progress.DELIVERED, Progress.SENT], S.DELIVERED, False),
        (S.SENT, [Progress.FAILED, Progress.SENT], S.FAILED, False),
        (S.SENT, [Progress.FAILED, Progress.DELIVERED], S.DELIVERED, True),
        (S.SENT, [Progress.DELIVERED, Progress.FAILED], S.DELIVERED, True),
        (S.SENT, [Progress.FAILED, Progress.FAILED], S.FAILED, False),
        (S.UNKNOWN, [Progress.ACCEPTED], S.SENT, False),
        (S.UNKNOWN, [Progress.FAILED], S.FAILED, False),
        (S.UNKNOWN, [Progress.DELIVERED], S.DELIVERED, False),
        (S.UNKNOWN, [Progress.UNRECOGNISED], S.UNKNOWN, False),
        (S.CANCELLED, [Progress.DELIVERED], S.DELIVERED, True),
        (S.QUEUED, [Progress.SENT], S.SENT, True),
    ],
)
def test_reports_settle(start: Transport, reports: list[Progress], end: Transport, *, flagged: bool) -> None:
    assert merge(start, reports) == (end, flagged)


def test_the_diagram_shows_every_row_of_the_table() -> None:
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert {f"    {before} --> {after}: {event}" for (before, event), after in ALLOWED.items()} <= set(lines)


def test_the_diagram_in_the_docs_is_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "transport.md").read_text()
    assert f"```mermaid\n{mermaid()}```" in page, "make it anew: python -m service.domain.transport"
