from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Progress
from service.domain.transport import Transport, TransportEvent
from service.domain.understanding import (
    ALLOWED,
    Proof,
    Understanding,
    UnderstandingEvent,
    UnprovenConfirmation,
    advance,
    meets,
    rule_may_confirm,
)

S, E = Understanding, UnderstandingEvent
JUDGEMENTS = {event for event in E if event.value.startswith("judged_")}


def test_only_a_rules_proof_or_a_judgement_reaches_understood() -> None:
    ways_in = {event for (before, event), after in ALLOWED.items() if after is S.UNDERSTOOD and before is not after}
    assert ways_in == {E.CONFIRMED_BY_RULE, E.JUDGED_UNDERSTOOD}


def test_no_word_of_the_transport_axis_is_an_event_here() -> None:
    transport_words = {*Transport, *TransportEvent, *Progress} - {"cancelled"}
    assert not {event.value for event in E} & {word.value for word in transport_words}


def test_every_pair_is_decided_but_a_rule_confirming_after_a_misunderstanding() -> None:
    missing = set(itertools.product(S, E)) - set(ALLOWED)
    assert missing == {(S.MISUNDERSTOOD, E.CONFIRMED_BY_RULE)}
    with pytest.raises(UnprovenConfirmation) as caught:
        advance(S.MISUNDERSTOOD, E.CONFIRMED_BY_RULE)
    assert caught.value.code == "unproven_confirmation"


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([E.ACKNOWLEDGED], S.ACKNOWLEDGED),
        ([E.ACKNOWLEDGED, E.CONFIRMED_BY_RULE], S.UNDERSTOOD),
        ([E.ANSWERED, E.ACKNOWLEDGED], S.ANSWERED),
        ([E.CONFIRMED_BY_RULE, E.ACKNOWLEDGED], S.UNDERSTOOD),
        ([E.CONFIRMED_BY_RULE, E.ANSWERED], S.ANSWERED),
        ([E.CONFIRMED_BY_RULE, E.CONTRADICTED], S.MISUNDERSTOOD),
        ([E.CONTRADICTED, E.ACKNOWLEDGED, E.ANSWERED], S.MISUNDERSTOOD),
        ([E.CONTRADICTED, E.JUDGED_UNDERSTOOD], S.UNDERSTOOD),
        ([E.CONFIRMED_BY_RULE, E.JUDGED_SOMEONE_ELSE], S.NONE),
        ([E.ANSWERED, E.JUDGED_PARTLY], S.MISUNDERSTOOD),
        ([E.JUDGED_CANNOT_TELL], S.ANSWERED),
        ([E.JUDGED_NOT_UNDERSTOOD, E.JUDGED_CANNOT_TELL], S.MISUNDERSTOOD),
    ],
)
def test_a_history_leads_to(events: list[UnderstandingEvent], state: Understanding) -> None:
    reached = S.NONE
    for event in events:
        reached = advance(reached, event)
    assert reached is state


@given(st.lists(st.sampled_from([event for event in E if event not in JUDGEMENTS])))
def test_software_never_lowers_a_concern(events: list[UnderstandingEvent]) -> None:
    state, history = S.NONE, list[UnderstandingEvent]()
    for event in events:
        allowed = rule_may_confirm(history, others_may_read=False, proof=Proof.SHOWN, standard=Proof.SHOWN)
        if event is E.CONFIRMED_BY_RULE and not allowed:
            continue
        state = advance(state, event)
        history.append(event)
    assert (state is S.MISUNDERSTOOD) == (E.CONTRADICTED in history)


def test_a_judgement_is_enough_everywhere_and_words_alone_only_where_words_were_asked_for() -> None:
    assert all(meets(Proof.JUDGED, standard) for standard in Proof)
    assert [proof for proof in Proof if meets(Proof.SAID, proof)] == [Proof.SAID]
    assert meets(Proof.SHOWN, Proof.SAID)
    assert not meets(Proof.SHOWN, Proof.JUDGED)


def test_no_rule_confirms_where_others_may_read_or_answer() -> None:
    for proof, standard in itertools.product(Proof, Proof):
        assert not rule_may_confirm([], others_may_read=True, proof=proof, standard=standard)


def test_no_rule_confirms_by_a_weaker_proof_than_asked_nor_by_a_judgement_of_its_own() -> None:
    assert rule_may_confirm([], others_may_read=False, proof=Proof.SAID, standard=Proof.SAID)
    assert not rule_may_confirm([], others_may_read=False, proof=Proof.SAID, standard=Proof.SHOWN)
    assert not rule_may_confirm([], others_may_read=False, proof=Proof.SHOWN, standard=Proof.JUDGED)
    assert not rule_may_confirm([], others_may_read=False, proof=Proof.JUDGED, standard=Proof.SAID)


@pytest.mark.parametrize("doubt", [E.CONTRADICTED, E.JUDGED_NOT_UNDERSTOOD, E.JUDGED_PARTLY, E.JUDGED_SOMEONE_ELSE])
def test_one_doubt_in_the_history_leaves_it_to_a_worker(doubt: UnderstandingEvent) -> None:
    history = [E.ACKNOWLEDGED, doubt, E.JUDGED_UNDERSTOOD]
    assert not rule_may_confirm(history, others_may_read=False, proof=Proof.SHOWN, standard=Proof.SHOWN)
    history = [E.ACKNOWLEDGED, E.ANSWERED, E.JUDGED_CANNOT_TELL]
    assert rule_may_confirm(history, others_may_read=False, proof=Proof.SHOWN, standard=Proof.SHOWN)
