"""An urgent reply is told to the duty workers, one after the other, until somebody takes it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from channels.base import EmailContent, Progress, Receipt, TextContent
from channels.email.dsn import Report
from channels.errors import Ambiguous, Permanent, Temporary
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.errors import Conflict, InvalidFields, NotAllowed, NotFound
from service.domain.risk_alerts import Outcome
from service.models import Alert, AuditEntry, RiskAlert, RiskAlertTry, Team
from service.queries import risk_alerts
from service.queries.mail_reports import doubt
from service.use_cases.change_cover import ContactEntry, CoverEntry, change_cover
from service.use_cases.judge_reply import close_reply
from service.use_cases.record_receipt import record_receipt
from service.use_cases.take_risk_alert import take_risk_alert
from service.use_cases.tell_duty import tell_duty
from tests.fakes import words_of
from tests.service.use_cases.stage import Stage, add_worker, plain

ADMIN = Actor(None, frozenset({Role.ADMIN}), frozenset())
DESK, NIGHT = "+447700900901", "night@example.com"
DANGER = "he is going to kill me"


def name_cover(stage: Stage, team: Team, *contacts: tuple[str, PointKind, str]) -> None:
    entries = tuple(ContactEntry(f"contacts-{place}", *each) for place, each in enumerate(contacts))
    change_cover(stage.sessions, ADMIN, team.id, CoverEntry(entries), stage.at)


@pytest.fixture
def covered(stage: Stage) -> Stage:
    name_cover(stage, stage.team, ("Duty desk", PointKind.PHONE, "07700 900901"), ("Night", PointKind.EMAIL, NIGHT))
    return stage


def watch(stage: Stage) -> dict[str, int]:
    return tell_duty(stage.sessions, stage.channels, lambda: stage.at, "https://bothways.example/")


def danger(stage: Stage, words: str = DANGER) -> UUID:
    """Somebody on record writes that they are in danger; what went to them is not looked at."""
    number = stage.new_number()
    stage.send(stage.person(number=number), plain())
    stage.sms.journal.clear()
    return stage.text(number, words).reply_id


def alert_of(stage: Stage, reply_id: UUID) -> RiskAlert:
    with stage.sessions() as session:
        return session.scalars(select(RiskAlert).where(RiskAlert.reply_id == reply_id)).one()


def tries(stage: Stage) -> list[tuple[int, str, Outcome]]:
    with stage.sessions() as session:
        rows = session.scalars(select(RiskAlertTry).order_by(RiskAlertTry.step, RiskAlertTry.id))
        return [(row.step, row.value, row.outcome) for row in rows]


def test_the_desk_is_told_at_once_in_words_that_say_nothing_of_the_person(covered: Stage) -> None:
    reply_id = danger(covered)
    assert watch(covered) == {"alerts_raised": 1, "alerts_told": 1}
    (sent,) = covered.sms.journal
    alert = alert_of(covered, reply_id)
    assert sent.outgoing.destination == DESK
    assert sent.outgoing.content == TextContent(
        f"Bothways: an urgent reply is waiting. Sign in: https://bothways.example/alerts/{alert.id}"
    )
    assert (alert.step, alert.sent_at, alert.taken_at) == (1, covered.at, None)
    assert covered.email.journal == []


def test_the_person_gets_no_answer_by_itself(covered: Stage) -> None:
    danger(covered)
    watch(covered)
    covered.carry()
    assert [sent.outgoing.destination for sent in covered.sms.journal] == [DESK]


def test_after_five_minutes_the_next_and_then_everybody(covered: Stage) -> None:
    danger(covered)
    watch(covered)
    covered.forward(timedelta(minutes=4, seconds=59))
    assert watch(covered)["alerts_told"] == 0
    covered.forward(timedelta(seconds=1))
    assert watch(covered)["alerts_told"] == 1
    assert [sent.outgoing.destination for sent in covered.email.journal] == [NIGHT]
    content = covered.email.journal[0].outgoing.content
    assert isinstance(content, EmailContent)
    assert DANGER not in words_of(content) + content.html + content.subject
    covered.forward(timedelta(minutes=5))
    assert watch(covered)["alerts_told"] == 2
    assert tries(covered) == [
        (1, DESK, Outcome.ACCEPTED),
        (2, NIGHT, Outcome.ACCEPTED),
        (3, DESK, Outcome.ACCEPTED),
        (3, NIGHT, Outcome.ACCEPTED),
    ]


@pytest.mark.parametrize("error", [Temporary("connection_refused"), Permanent("address_invalid"), Ambiguous("no_answer")])
def test_a_call_that_failed_or_may_be_lost_goes_to_the_next_in_the_same_round(
    covered: Stage, error: Temporary | Permanent | Ambiguous
) -> None:
    danger(covered)
    covered.sms.script(error)
    assert watch(covered)["alerts_told"] == 2
    expected = Outcome.UNKNOWN if isinstance(error, Ambiguous) else Outcome.FAILED
    assert tries(covered) == [(1, DESK, expected), (2, NIGHT, Outcome.ACCEPTED)]


def test_a_provider_that_is_away_is_tried_again_each_minute_and_never_in_a_tight_circle(stage: Stage) -> None:
    name_cover(stage, stage.team, ("Desk", PointKind.PHONE, DESK))
    danger(stage)
    stage.sms.script(*[Temporary("connection_refused")] * 3)
    assert watch(stage)["alerts_told"] == 2
    assert watch(stage)["alerts_told"] == 0
    stage.forward(timedelta(minutes=1))
    assert watch(stage)["alerts_told"] == 1
    stage.forward(timedelta(minutes=1))
    assert watch(stage)["alerts_told"] == 1
    assert [outcome for _, _, outcome in tries(stage)] == [*[Outcome.FAILED] * 3, Outcome.ACCEPTED]


def test_what_is_not_danger_tells_nobody(covered: Stage) -> None:
    danger(covered, "1")
    danger(covered, "I don't understand")
    assert watch(covered) == {"alerts_raised": 0, "alerts_told": 0}


def test_two_hosts_at_once_tell_once(covered: Stage) -> None:
    danger(covered)
    ready = threading.Barrier(4)

    def host() -> None:
        ready.wait()
        watch(covered)

    hosts = [threading.Thread(target=host) for _ in range(4)]
    for each in hosts:
        each.start()
    for each in hosts:
        each.join()
    assert tries(covered) == [(1, DESK, Outcome.ACCEPTED)]
    assert len(covered.sms.journal) == 1


def test_a_host_that_died_before_its_call_is_followed_by_the_next_contact_after_a_minute(covered: Stage) -> None:
    danger(covered)
    covered.sms.script(SystemExit())  # type: ignore[arg-type]
    with pytest.raises(SystemExit):
        watch(covered)
    assert tries(covered) == [(1, DESK, Outcome.CALLING)]
    assert watch(covered)["alerts_told"] == 0
    covered.forward(timedelta(minutes=1))
    watch(covered)
    assert tries(covered) == [(1, DESK, Outcome.UNKNOWN), (2, NIGHT, Outcome.ACCEPTED)]


def test_a_report_that_it_did_not_arrive_sends_it_on_at_once_and_is_no_report_for_nobody(covered: Stage) -> None:
    danger(covered)
    watch(covered)
    for status in ("sent", "failed", "delivered"):
        webhook = covered.sms.receipt(covered.sms.journal[0], status, "address_unreachable" if status == "failed" else None)
        record_receipt(covered.sessions, covered.sms.parse_receipt(webhook), covered.at)
    assert watch(covered)["alerts_told"] == 1
    assert tries(covered) == [(1, DESK, Outcome.FAILED), (2, NIGHT, Outcome.ACCEPTED)]
    with covered.sessions() as session:
        assert session.scalars(select(Alert)).all() == []


def test_several_that_wait_are_one_call_to_the_list(covered: Stage) -> None:
    danger(covered)
    danger(covered)
    assert watch(covered) == {"alerts_raised": 2, "alerts_told": 1}
    assert words_of(covered.sms.journal[-1].outgoing.content).endswith("https://bothways.example/alerts")
    assert len(tries(covered)) == 2


def test_a_team_without_cover_is_the_duty_teams_and_one_without_either_waits(stage: Stage) -> None:
    danger(stage)
    assert watch(stage) == {"alerts_raised": 1, "alerts_told": 0}
    name_cover(stage, stage.duty, ("Duty", PointKind.PHONE, DESK))
    stage.forward(timedelta(minutes=1))
    assert watch(stage)["alerts_told"] == 1
    assert [sent.outgoing.destination for sent in stage.sms.journal] == [DESK]


def test_a_channel_that_is_not_set_up_is_passed_by(covered: Stage) -> None:
    danger(covered)
    tell_duty(covered.sessions, {"email": covered.email}, lambda: covered.at, "https://bothways.example")
    assert tries(covered) == [(1, DESK, Outcome.FAILED), (2, NIGHT, Outcome.ACCEPTED)]


def test_whoever_takes_it_stops_it_owns_the_reply_and_stands_in_the_audit(covered: Stage) -> None:
    reply_id = danger(covered)
    watch(covered)
    alert = alert_of(covered, reply_id)
    assert take_risk_alert(covered.sessions, covered.duty_worker, alert.id, covered.at) == reply_id
    assert take_risk_alert(covered.sessions, covered.duty_worker, alert.id, covered.at) == reply_id
    with pytest.raises(Conflict, match="alert_taken"):
        take_risk_alert(covered.sessions, covered.worker, alert.id, covered.at)
    covered.forward(timedelta(hours=1))
    assert watch(covered)["alerts_told"] == 0
    assert covered.reply(reply_id).owner_id == covered.duty_worker.id
    assert covered.reply(reply_id).open
    with covered.sessions() as session:
        audited = session.scalars(select(AuditEntry).where(AuditEntry.action == "risk_alert_taken")).all()
        assert [(entry.actor_id, entry.subject_id) for entry in audited] == [(covered.duty_worker.id, reply_id)]


def test_taking_one_takes_the_others_of_the_same_person_and_nobody_elses(covered: Stage) -> None:
    number = covered.new_number()
    covered.person(number=number)
    replies = [covered.text(number, DANGER).reply_id for _ in range(2)]
    other = danger(covered)
    strangers = [covered.text("+447700900955", DANGER).reply_id for _ in range(2)]
    watch(covered)
    take_risk_alert(covered.sessions, covered.worker, alert_of(covered, replies[0]).id, covered.at)
    assert [alert_of(covered, each).taken_by for each in replies] == [covered.worker.id] * 2
    assert alert_of(covered, other).taken_by is None
    take_risk_alert(covered.sessions, covered.duty_worker, alert_of(covered, strangers[1]).id, covered.at)
    assert {alert_of(covered, each).taken_by for each in strangers} == {covered.duty_worker.id}
    with covered.sessions() as session:
        assert [each.reply_id for each in risk_alerts.waiting(session, covered.worker)] == [other]


def test_of_a_restricted_record_only_a_named_worker_takes_it(covered: Stage) -> None:
    number = covered.new_number()
    covered.person(number=number, restricted=True)
    alert = None
    reply_id = covered.text(number, DANGER).reply_id
    watch(covered)
    alert = alert_of(covered, reply_id)
    with pytest.raises(NotFound):
        take_risk_alert(covered.sessions, covered.duty_worker, alert.id, covered.at)
    with covered.sessions() as session:
        seen = risk_alerts.one(session, covered.duty_worker, alert.id)
    assert (seen.may_read, seen.readers, seen.waiting) == (False, ("Casey",), True)
    assert take_risk_alert(covered.sessions, covered.worker, alert.id, covered.at) == reply_id


def test_a_reply_that_was_dealt_with_alerts_nobody_any_more(covered: Stage) -> None:
    reply_id = covered.text("+447700900955", DANGER).reply_id
    name_cover(covered, covered.duty, ("Duty", PointKind.PHONE, DESK))
    watch(covered)
    close_reply(covered.sessions, covered.duty_worker, reply_id, "Rang the police with them.", covered.at)
    covered.forward(timedelta(hours=1))
    assert watch(covered)["alerts_told"] == 0
    assert alert_of(covered, reply_id).ended_at == covered.at


def test_two_who_take_it_at_once_are_one(covered: Stage) -> None:
    reply_id = danger(covered)
    watch(covered)
    alert = alert_of(covered, reply_id)
    others = [add_worker(covered.sessions, covered.at, covered.team, Role.CASEWORKER, f"w{each}") for each in range(4)]
    ready, came_to = threading.Barrier(4), list[object]()

    def take(actor: Actor) -> None:
        ready.wait()
        try:
            came_to.append(take_risk_alert(covered.sessions, actor, alert.id, covered.at))
        except Conflict as error:
            came_to.append(error.code)

    threads = [threading.Thread(target=take, args=(each,)) for each in others]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(str, came_to)) == sorted([str(reply_id), *["alert_taken"] * 3])


def test_cover_is_set_by_those_who_may_and_a_landline_takes_no_texts(stage: Stage) -> None:
    entry = CoverEntry((ContactEntry("contacts-0", "Desk", PointKind.PHONE, "01632 960001"),), closing_days="soon")
    with pytest.raises(InvalidFields) as caught:
        change_cover(stage.sessions, ADMIN, stage.team.id, entry, stage.at)
    assert [(fault.code, fault.field) for fault in caught.value.faults] == [
        ("cover_phone_not_mobile", "contacts-0-value"),
        ("closing_day_not_valid", "closing_days"),
    ]
    with pytest.raises(NotAllowed):
        change_cover(stage.sessions, stage.worker, stage.team.id, CoverEntry(), stage.at)
    with pytest.raises(NotFound):
        change_cover(stage.sessions, ADMIN, UUID(int=7), CoverEntry(), stage.at)


def test_a_bounce_of_an_alert_is_believed_only_where_it_names_the_call_and_its_mailbox(stage: Stage) -> None:
    name_cover(stage, stage.team, ("Night", PointKind.EMAIL, NIGHT), ("Desk", PointKind.PHONE, DESK))
    danger(stage)
    watch(stage)
    (sent,) = stage.email.journal
    receipt = Receipt("fake", sent.provider_id, sent.outgoing.attempt_id, "failed", Progress.FAILED)
    with stage.sessions() as session:
        assert doubt(session, Report(receipt, NIGHT)) is None
        assert doubt(session, Report(receipt, "other@example.com")) == "recipient_differs"
        assert doubt(session, Report(replace(receipt, attempt_id=UUID(int=4)), NIGHT)) == "message_not_ours"
    record_receipt(stage.sessions, receipt, stage.at)
    assert watch(stage)["alerts_told"] == 1
    assert [outcome for _, _, outcome in tries(stage)] == [Outcome.FAILED, Outcome.ACCEPTED]
