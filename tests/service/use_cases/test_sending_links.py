"""Where a link goes and where none does; the token leaves with the message and is kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from channels.errors import Temporary
from service.domain.contact_points import PointKind
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.reply_links import PATH, PLACE, digest_of
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.domain.transport import Transport
from service.models import Rendition
from service.queries.reply_links import POLICY
from service.use_cases.compose_message import preview_message
from tests.fakes import words_of
from tests.service.use_cases.changes import say
from tests.service.use_cases.linking import BASE, links, links_on, token_in, token_of
from tests.service.use_cases.stage import Stage, choice, plain


def _kept_words(stage: Stage, message_id: UUID) -> str:
    digest = stage.delivery(message_id).rendition_digest
    with stage.sessions() as session:
        return session.get_one(Rendition, digest).content.decode()


def test_an_email_carries_a_link_of_its_own_in_both_its_forms(stage: Stage) -> None:
    links_on(stage)
    first = stage.send(stage.person(medium=Medium.EMAIL))
    second = stage.send(stage.person("Bo Lee", medium=Medium.EMAIL, email="bo@example.com"))
    tokens = [token_of(stage.email, 0), token_of(stage.email, 1)]
    assert tokens[0] != tokens[1]
    kept = links(stage)
    assert [link.token_digest for link in kept] == [digest_of(token) for token in tokens]
    assert [link.delivery_id for link in kept] == [stage.delivery(first).id, stage.delivery(second).id]
    assert {link.expires_at for link in kept} == {stage.at + timedelta(days=28)}
    assert [link.opened_at for link in kept] == [None, None]


def test_the_token_is_kept_nowhere_and_no_worker_sees_it(stage: Stage) -> None:
    links_on(stage)
    message_id = stage.send(stage.person(medium=Medium.EMAIL))
    token = token_of(stage.email)
    assert PATH + PLACE in _kept_words(stage, message_id)
    with stage.sessions() as session:
        names = session.scalars(text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")).all()
        for name in names:
            found = session.scalars(text(f'SELECT CAST(t AS text) FROM "{name}" AS t')).all()  # noqa: S608 - the names of our own tables
            assert not any(token in row for row in found), name


def test_what_a_worker_previews_is_what_arrives_but_for_the_token(stage: Stage) -> None:
    links_on(stage)
    person_id = stage.person(medium=Medium.EMAIL)
    seen = preview_message(stage.sessions, stage.worker, person_id, choice(), stage.at, code=None, channels=stage.channels)
    assert seen.content is not None
    assert f"{BASE}{PATH}{PLACE}" in words_of(seen.content)


@pytest.mark.parametrize("others", [Answer.YES, Answer.NOT_ASKED])
def test_none_goes_where_others_may_read(stage: Stage, others: Answer) -> None:
    links_on(stage, in_texts=True)
    stage.send(stage.person(medium=Medium.EMAIL, others=others), plain())
    stage.send(stage.person("Bo Lee", others=others), plain())
    assert token_in(stage.email) is None
    assert token_in(stage.sms) is None


def test_none_goes_to_an_address_on_two_records(stage: Stage) -> None:
    links_on(stage)
    first = stage.person(medium=Medium.EMAIL)
    stage.person("Bo Lee", medium=Medium.EMAIL)
    stage.send(first)
    assert len(stage.email.journal) == 1
    assert token_in(stage.email) is None


def test_none_goes_where_nothing_is_asked(stage: Stage) -> None:
    links_on(stage)
    person_id = stage.person(medium=Medium.EMAIL)
    stage.send(person_id, Draft(Purpose.CONVERSATION, "Yes, at ten."))
    say(stage, person_id, kind=PointKind.EMAIL, no_quiz=True)
    stage.send(person_id, choice(override_reason="as they asked"))
    assert len(stage.email.journal) == 2
    assert [token_in(stage.email, 0), token_in(stage.email, 1)] == [None, None]


def test_texts_carry_one_only_where_the_council_says_so(stage: Stage) -> None:
    links_on(stage)
    stage.send(stage.person())
    assert token_in(stage.sms) is None
    links_on(stage, in_texts=True)
    message_id = stage.send(stage.person("Bo Lee"))
    token = token_of(stage.sms)
    sent = words_of(stage.sms.journal[-1].outgoing.content)
    assert f"Your answer:\n{BASE}{PATH}{token}\n" in sent
    # Parts and price were counted before: the words are as long as they were.
    assert len(sent) == len(_kept_words(stage, message_id))


@pytest.mark.parametrize("more", [{"in_emails": False}, None])
def test_none_goes_where_the_council_wants_none_or_said_nothing(stage: Stage, more: dict[str, object] | None) -> None:
    if more is None:
        stage.sessions.configure(info={POLICY: None})
    else:
        links_on(stage, **more)
    stage.send(stage.person(medium=Medium.EMAIL))
    assert token_in(stage.email) is None
    assert links(stage) == []


def test_a_message_whose_link_is_no_longer_safe_is_held_for_a_worker(stage: Stage) -> None:
    links_on(stage)
    person_id = stage.person(medium=Medium.EMAIL)
    message_id = stage.compose(person_id, plain("Hello. Ring us."))
    say(stage, person_id, kind=PointKind.EMAIL, others=Answer.YES)
    stage.carry()
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.held_reason) == (Transport.HELD, "link_not_safe")
    assert stage.email.journal == []
    assert links(stage) == []


def test_an_address_that_came_onto_another_record_holds_it_too(stage: Stage) -> None:
    links_on(stage)
    message_id = stage.compose(stage.person(medium=Medium.EMAIL))
    stage.person("Bo Lee", medium=Medium.EMAIL)
    stage.carry()
    assert stage.delivery(message_id).held_reason == "link_not_safe"


def test_safety_is_told_before_the_link(stage: Stage) -> None:
    """Held for what a worker must know, whatever its words hold."""
    links_on(stage)
    person_id = stage.person(medium=Medium.EMAIL)
    message_id = stage.compose(person_id)
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.EMAIL, safe_status=SafeStatus.SAFE)
    stage.carry()
    assert stage.delivery(message_id).state is Transport.HELD
    assert stage.email.journal == []


def test_a_second_try_has_a_link_of_its_own_and_the_first_one_opens_the_same(stage: Stage) -> None:
    links_on(stage)
    stage.email.script(Temporary("provider_busy"))
    message_id = stage.send(stage.person(medium=Medium.EMAIL))
    assert stage.email.journal == []
    stage.forward(timedelta(hours=2))
    stage.carry()
    token = token_of(stage.email)
    assert [link.delivery_id for link in links(stage)] == [stage.delivery(message_id).id] * 2
    assert links(stage)[-1].token_digest == digest_of(token)


def test_somebody_who_types_the_place_of_a_link_gets_none_where_none_may_go(stage: Stage) -> None:
    links_on(stage)
    message_id = stage.send(stage.person(), plain(f"Look at {BASE}{PATH}{PLACE}"))
    assert stage.sms.journal == []
    assert stage.delivery(message_id).held_reason == "link_not_safe"
