"""A worker reads danger where the rules read none."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, NotAllowed
from service.domain.judgements import Verdict
from service.domain.replies import Category, Reason
from service.models import AuditEntry, RiskAlert
from service.queries.work_list import work_list
from service.use_cases.judge_reply import JudgementEntry, judge_reply
from service.use_cases.raise_danger import raise_danger
from service.use_cases.tell_duty import tell_duty
from tests.service.use_cases.stage import Stage

NUMBER = "+447700900201"


def test_it_stands_first_and_the_duty_worker_is_told(stage: Stage) -> None:
    stage.send(stage.person("Zoe Last", number=NUMBER))
    received = stage.text(NUMBER, "the usual again on Sunday")
    raise_danger(stage.sessions, stage.worker, received.reply_id, stage.at)
    raise_danger(stage.sessions, stage.worker, received.reply_id, stage.at)
    reply = stage.reply(received.reply_id)
    assert (reply.category, reply.reason, reply.open) == (Category.RISK, Reason.SAID_BY_A_WORKER, True)
    tell_duty(stage.sessions, stage.channels, lambda: stage.at, "https://example.org")
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(RiskAlert)) == 1
        raised = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "raised_danger")
        assert session.scalar(raised) == 1
        assert work_list(session, stage.worker, stage.at).needs_me[0].name == "Zoe Last"


def test_what_is_dealt_with_is_left_to_the_next_words(stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    received = stage.text(NUMBER, "ok thanks")
    judge_reply(stage.sessions, stage.worker, received.reply_id, JudgementEntry(Verdict.RECEIVED_ONLY), stage.at)
    with pytest.raises(Conflict, match="reply_already_judged"):
        raise_danger(stage.sessions, stage.worker, received.reply_id, stage.at)


def test_only_those_who_may_read_replies_may_raise_one(stage: Stage) -> None:
    received = stage.text(NUMBER, "hello")
    clerk = Actor(id=stage.worker.id, roles=frozenset({Role.PRINT_CLERK}), teams=frozenset())
    with pytest.raises(NotAllowed):
        raise_danger(stage.sessions, clerk, received.reply_id, stage.at)
