"""Letters that a phone answers: a code of each one's own is made when it leaves, and no worker's copy opens anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from channels.base import LetterContent
from channels.letter.print_queue import PrintQueue
from service import renditions
from service.domain.contact_points import PointKind
from service.domain.preferences import Format, Medium
from service.domain.reply_links import PLACE, digest_of
from service.domain.safe_contact import Answer
from service.domain.slips import CLEAR
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Message, PrintBatch, Rendition
from service.use_cases.deliver import Hands, deliver
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.release_letters import release_letters
from tests.service.use_cases.changes import say
from tests.service.use_cases.linking import links, links_on, press, token_of, token_on
from tests.service.use_cases.paper import clerk, enclose, letter, released
from tests.service.use_cases.stage import Stage, plain
from tests.service.use_cases.test_release_letters import PostChannel


def _printed(stage: Stage, batch_id: UUID) -> bytes:
    with stage.sessions() as session:
        return session.get_one(PrintBatch, batch_id).pdf


def _kept(stage: Stage, message_id: UUID) -> LetterContent:
    with stage.sessions() as session:
        kept = session.get_one(Rendition, stage.delivery(message_id).rendition_digest)
        content = renditions.restored(kept.kind, kept.content, kept.pages)
    assert isinstance(content, LetterContent)
    return content


def test_what_is_printed_opens_the_page_and_what_is_kept_does_not(stage: Stage) -> None:
    links_on(stage)
    message_id = letter(stage)
    assert token_on(_kept(stage, message_id).pdf) == PLACE
    assert links(stage) == []
    token = token_on(_printed(stage, released(stage, clerk(stage))))
    assert token is not None
    (link,) = links(stage)
    assert (link.token_digest, link.delivery_id) == (digest_of(token), stage.delivery(message_id).id)
    assert token_on(_kept(stage, message_id).pdf) == PLACE


def test_an_answer_by_it_is_the_letters(stage: Stage) -> None:
    links_on(stage)
    actor, message_id = clerk(stage), letter(stage)
    batch_id = released(stage, actor)
    token = token_on(_printed(stage, batch_id))
    assert token is not None
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    mark_posted(stage.sessions, actor, batch_id, stage.at)
    stage.forward(timedelta(days=3))
    press(stage, token, CLEAR)
    with stage.sessions() as session:
        assert session.get_one(Message, message_id).understanding is Understanding.UNDERSTOOD


@pytest.mark.parametrize("others", [Answer.YES, Answer.NOT_ASKED])
def test_none_stands_where_others_open_the_post(stage: Stage, others: Answer) -> None:
    links_on(stage)
    stage.compose(stage.person(medium=Medium.LETTER, others=others), plain())
    assert token_on(_printed(stage, released(stage, clerk(stage)))) is None
    assert links(stage) == []


def test_none_stands_where_the_council_wants_none(stage: Stage) -> None:
    links_on(stage, in_letters=False)
    letter(stage)
    assert token_on(_printed(stage, released(stage, clerk(stage)))) is None


def test_a_letter_whose_code_is_no_longer_safe_is_held_and_stops_nobody_elses(stage: Stage) -> None:
    links_on(stage)
    person_id = stage.person("Bo Day", medium=Medium.LETTER)
    held = stage.compose(person_id, plain())
    say(stage, person_id, kind=PointKind.ADDRESS, others=Answer.YES)
    alone = stage.person("Cy Fox", medium=Medium.LETTER, address="2 High Street\nEllerton\nLS1 1AA")
    stage.compose(alone, plain())
    released(stage, clerk(stage))
    delivery = stage.delivery(held)
    assert (delivery.state, delivery.held_reason) == (Transport.HELD, "link_not_safe")
    assert len(links(stage)) == 1


def test_a_carrier_prints_a_code_of_its_own(stage: Stage) -> None:
    links_on(stage)
    message_id, carrier = letter(stage), PostChannel()
    release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at, carrier=carrier)
    assert links(stage) == []
    deliver(stage.sessions, {"letter": carrier}, lambda: stage.at, Hands(lease_seconds=60))
    token = token_of(carrier)
    assert token != PLACE
    assert [link.token_digest for link in links(stage)] == [digest_of(token)]
    assert stage.delivery(message_id).state is not Transport.HELD


@pytest.mark.parametrize("wanted", [Format.EASY_READ, Format.LARGE_PRINT_24])
def test_every_letter_that_is_printed_bears_it(stage: Stage, wanted: Format) -> None:
    links_on(stage)
    person_id = stage.person(medium=Medium.LETTER)
    say(stage, person_id, kind=PointKind.ADDRESS, format=wanted)
    stage.compose(person_id, replace(plain(), signed_by="Ana Reid"))
    token = token_on(_printed(stage, released(stage, clerk(stage))))
    assert token not in {None, PLACE}


def test_one_beside_braille_is_kept_and_leaves_alike(stage: Stage) -> None:
    links_on(stage)
    message_id = letter(stage)
    content = replace(_kept(stage, message_id), enclosed=())
    assert renditions.kind_of(content) == renditions.WITH_LINK
    enclose(stage, message_id)
    both = _kept(stage, message_id)
    assert renditions.restored(renditions.kind_of(both), renditions.stored(both), both.pages) == both
