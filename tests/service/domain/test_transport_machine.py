"""One delivery and everything that can happen on its way, in any order: hypothesis looks for a path that breaks a rule."""

from __future__ import annotations

import ast
import copy
import itertools
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from channels.base import Progress
from service.domain import deadlines, receipts, retries, transport
from service.domain.retries import MOST_TRIES
from service.domain.transport import Transport, TransportEvent, advance
from service.domain.understanding import ALLOWED, UnderstandingEvent
from tests.service.domain.way import Told, Try, Way

CODES = st.sampled_from([*sorted(MOST_TRIES), "address_invalid", "message_blocked", "went_stale", None])
MOST_AT_ONCE = 4

S, E, P = Transport, TransportEvent, Progress


class Transports(RuleBasedStateMachine):
    """Reports come after the call that they are about, and otherwise whenever they like and as often as they like."""

    told = Bundle("told")

    def __init__(self) -> None:
        super().__init__()
        self.way = Way()
        self.earlier = copy.deepcopy(self.way)
        self.row: list[Told] = []
        self.arrived = False

    @precondition(lambda self: self.way.state is S.QUEUED)
    @rule()
    def claim(self) -> None:
        self._move(E.CLAIM)
        self.way.tries.append(Try())

    @precondition(lambda self: self.way.state is S.SENDING)
    @rule()
    def accept(self) -> None:
        self._move(E.ACCEPT)
        self.way.tries[-1].taken = True

    @precondition(lambda self: self.way.state is S.SENDING)
    @rule()
    def lose(self) -> None:
        self._move(E.LOSE)
        self.way.tries[-1].lost = True

    @precondition(lambda self: self.way.state is S.SENDING and not self.way.tries[-1].taken)
    @rule(event=st.sampled_from([E.PUT_BACK, E.REFUSE]))
    def refuse(self, event: TransportEvent) -> None:
        self._move(event)
        self.way.tries[-1].refused = True

    @rule()
    def answer(self) -> None:
        self._end_of_row()
        self.way.awaiting = False
        if self.way.state is S.QUEUED:
            self.way.state = advance(self.way.state, E.CANCEL)

    @precondition(lambda self: any(not each.refused for each in self.way.tries))
    @rule(target=told, number=st.integers(0, 5), progress=st.sampled_from(P), code=CODES)
    def report(self, number: int, progress: Progress, code: str | None) -> Told:
        made = [place for place, each in enumerate(self.way.tries) if not each.refused]
        told = (made[number % len(made)], progress, code if progress is P.FAILED else None)
        self._tell(told)
        return told

    @precondition(lambda self: bool(self.way.tries) and not self.way.tries[-1].refused)
    @rule(target=told, code=CODES)
    def report_failure(self, code: str | None) -> Told:
        told = (len(self.way.tries) - 1, P.FAILED, code)
        self._tell(told)
        return told

    @rule(told=told)
    def repeat(self, told: Told) -> None:
        before = (self.way.state, self.way.contradiction)
        self._tell(told)
        assert (self.way.state, self.way.contradiction) == before

    @invariant()
    def what_arrived_has_arrived(self) -> None:
        assert not self.arrived or self.way.state is S.DELIVERED

    @invariant()
    def no_further_try_while_nobody_can_tell(self) -> None:
        goes_out = self.way.state in {S.QUEUED, S.SENDING}
        assert not goes_out or all(each.failed for each in self.way.tries if each.lost)

    @invariant()
    def tries_have_a_bound(self) -> None:
        assert sum(each.taken for each in self.way.tries) <= max(MOST_TRIES.values())

    def teardown(self) -> None:
        self._end_of_row()

    def _move(self, event: TransportEvent) -> None:
        self._end_of_row()
        self.way.state = advance(self.way.state, event)

    def _tell(self, told: Told) -> None:
        if not self.row:
            self.earlier = copy.deepcopy(self.way)
        self.row.append(told)
        self.way.tell(*told)
        self.arrived = self.arrived or told[1] is P.DELIVERED

    def _end_of_row(self) -> None:
        """Reports that came one after the other must have come to the same in every order, told twice or not."""
        if 0 < len(self.row) <= MOST_AT_ONCE:
            for order in itertools.permutations(self.row):
                other = copy.deepcopy(self.earlier)
                for told in (*order, *order):
                    other.tell(*told)
                assert (other.state, other.contradiction) == (self.way.state, self.way.contradiction)
        self.row = []


TestTransports = Transports.TestCase
TestTransports.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("module", [transport, receipts, retries, deadlines], ids=lambda module: module.__name__)
def test_the_transport_axis_does_not_know_that_there_is_another(module: object) -> None:
    source = Path(str(getattr(module, "__file__", ""))).read_text()
    names = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(ast.parse(source))}
    imported = {
        alias.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert not {"Understanding", "UnderstandingEvent", "understanding"} & (names | imported)


def test_no_event_of_the_transport_is_an_event_of_the_understanding() -> None:
    words = {event.value for event in TransportEvent} | {progress.value for progress in Progress}
    assert not words & {event.value for event in UnderstandingEvent}
    assert {event for _, event in ALLOWED} == set(UnderstandingEvent)
