"""The morning's list goes once to each team's mailbox, and tells numbers alone."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from channels.base import EmailContent, Progress, Receipt
from channels.email.dsn import Report
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from service.domain.actors import Actor, Role
from service.domain.digests import DigestState
from service.domain.errors import InvalidFields
from service.models import Alert, AuditEntry, Team, TeamCover, TeamDigest
from service.outbox.halts import EVERYTHING, halt, resume
from service.queries.digests import not_arrived
from service.queries.mail_reports import doubt
from service.use_cases.change_cover import CoverEntry, change_cover
from service.use_cases.record_receipt import record_receipt
from service.use_cases.send_digests import send_digests
from tests.service.use_cases.stage import Stage, choice

ADMIN = Actor(None, frozenset({Role.ADMIN}), frozenset())
DESK = "adults-desk@example.com"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def name_mailbox(stage: Stage, team: Team, to: str = DESK, *, closing_days: str = "") -> None:
    change_cover(stage.sessions, ADMIN, team.id, CoverEntry(closing_days=closing_days, digest_to=to), stage.at)


@pytest.fixture
def named(stage: Stage) -> Stage:
    name_mailbox(stage, stage.team)
    return stage


def look(stage: Stage) -> int:
    return send_digests(stage.sessions, stage.channels, lambda: stage.at, "https://bothways.example/")


def ask_for_help(stage: Stage, name: str = "Ann Lee", *, restricted: bool | None = None) -> None:
    number = stage.new_number()
    stage.send(stage.person(name, number=number, restricted=restricted), choice())
    stage.text(number, "please ring me")


def told(stage: Stage) -> list[str]:
    contents = [each.outgoing.content for each in stage.email.journal]
    return [each.text for each in contents if isinstance(each, EmailContent)]


def kept(stage: Stage, team: Team | None = None) -> TeamDigest:
    with stage.sessions() as session:
        query = select(TeamDigest).where(TeamDigest.team_id == (team or stage.team).id).order_by(TeamDigest.day.desc())
        return session.scalars(query.limit(1)).one()


def test_the_mailbox_is_told_how_many_and_where_and_nothing_of_anybody(named: Stage) -> None:
    ask_for_help(named, "Quentin Zielinski")
    named.send(named.person("Wanda Urquhart"), choice("Your visit is at 4 Elm Road."))
    named.forward(timedelta(days=2, hours=-1))
    assert look(named) == 1
    (sent,) = named.email.journal
    assert sent.outgoing.destination == DESK
    assert isinstance(sent.outgoing.content, EmailContent)
    assert sent.outgoing.content.text == (
        "1 person needs the team today.\n\n- Asked for a person: 1\n\n1 answer is due today.\n\n"
        "Sign in: https://bothways.example/work\n"
    )
    content = sent.outgoing.content
    everything = content.subject + content.text + content.html
    for word in ("Quentin", "Zielinski", "Wanda", "Urquhart", "Elm", "ring me", "Adults", "Ellerton", "casey", "+44"):
        assert word.casefold() not in everything.casefold(), word
    row = kept(named)
    assert (row.day, row.state, row.sent_at, row.sent_to) == (date(2026, 11, 25), DigestState.ACCEPTED, named.at, DESK)


def test_one_a_day_however_often_it_is_looked(named: Stage) -> None:
    ask_for_help(named)
    assert [look(named), look(named)] == [1, 0]
    named.forward(timedelta(hours=2))
    ask_for_help(named)
    assert look(named) == 0
    named.forward(timedelta(hours=22))
    assert look(named) == 1
    assert len(named.email.journal) == 2


def test_two_hosts_at_once_send_one_to_each_team(named: Stage) -> None:
    name_mailbox(named, named.duty, "duty@example.com")
    ask_for_help(named)
    named.text("+447700900955", "please ring me")
    ready, sent = threading.Barrier(6), list[int]()

    def host() -> None:
        ready.wait()
        sent.append(look(named))

    hosts = [threading.Thread(target=host) for _ in range(6)]
    for each in hosts:
        each.start()
    for each in hosts:
        each.join()
    assert sorted(each.outgoing.destination for each in named.email.journal) == [DESK, "duty@example.com"]
    assert sum(sent) == 2


def test_a_host_that_died_before_its_call_loses_the_list_and_nobody_sends_it_again(named: Stage) -> None:
    ask_for_help(named)
    named.email.script(SystemExit())  # type: ignore[arg-type]  # as a kill: no error of a channel
    with pytest.raises(SystemExit):
        look(named)
    named.forward(timedelta(minutes=10))
    assert look(named) == 0
    assert kept(named).state is DigestState.SENDING
    assert told(named) == []
    with named.sessions() as session:
        assert not_arrived(session, named.at) == {named.team.id}


@pytest.mark.parametrize(
    ("error", "state"), [(Permanent("address_invalid"), DigestState.FAILED), (Ambiguous("no_answer"), DigestState.UNKNOWN)]
)
def test_what_failed_or_may_have_gone_is_not_tried_again(named: Stage, error: ChannelError, state: DigestState) -> None:
    ask_for_help(named)
    named.email.script(error)
    assert [look(named), look(named)] == [0, 0]
    assert (kept(named).state, kept(named).error_code) == (state, error.code)
    assert len(named.email.journal) == (state is DigestState.UNKNOWN)


def test_what_the_mail_server_certainly_did_not_take_goes_when_it_is_back_and_not_after_noon(named: Stage) -> None:
    ask_for_help(named)
    named.email.script(*[Temporary("connection_refused")] * 2)
    assert look(named) == 0
    assert kept(named).state is DigestState.WAITING
    named.forward(timedelta(minutes=1))
    assert [look(named), look(named), look(named)] == [0, 1, 0]
    row = kept(named)
    assert (row.state, row.error_code) == (DigestState.ACCEPTED, None)
    named.forward(timedelta(days=1))
    named.email.script(Temporary("connection_refused"))
    look(named)
    named.at = NOON + timedelta(days=1)
    assert look(named) == 0
    with named.sessions() as session:
        assert not_arrived(session, named.at) == {named.team.id}


def test_a_mailbox_that_is_never_free_keeps_no_other_teams_list_back(named: Stage) -> None:
    name_mailbox(named, named.duty, "duty@example.com")
    ask_for_help(named)
    named.text("+447700900955", "please ring me")
    named.email.script(Temporary("mailbox_busy"))
    assert look(named) == 0
    named.email.script(None, Temporary("mailbox_busy"))
    assert look(named) == 1
    assert [each.outgoing.destination for each in named.email.journal] == ["duty@example.com"]


def test_with_nothing_to_tell_no_email_goes_that_day(named: Stage) -> None:
    named.send(named.person(), choice())
    assert look(named) == 0
    assert kept(named).state is DigestState.NOTHING
    ask_for_help(named)
    named.forward(timedelta(minutes=1))
    assert look(named) == 0
    assert named.email.journal == []
    with named.sessions() as session:
        assert not_arrived(session, named.at + timedelta(hours=1)) == frozenset()


def test_restricted_records_are_not_counted(named: Stage) -> None:
    ask_for_help(named, restricted=True)
    number = named.new_number()
    named.send(named.person(number=number, restricted=True), choice())
    named.forward(timedelta(days=2, hours=-1))
    assert look(named) == 0
    assert kept(named).state is DigestState.NOTHING


def test_another_teams_work_is_not_this_teams(named: Stage) -> None:
    named.text("+447700900955", "please ring me")
    assert look(named) == 0
    name_mailbox(named, named.duty)
    assert look(named) == 1


def test_only_those_whose_day_it_is(named: Stage) -> None:
    name_mailbox(named, named.duty, "duty@example.com", closing_days="23/11/2026")
    ask_for_help(named)
    named.text("+447700900955", "please ring me")
    early, named.at = named.at, named.at.replace(hour=7, minute=59)
    assert look(named) == 0
    named.at = NOON
    assert look(named) == 0
    named.at = early
    assert look(named) == 1
    assert [each.outgoing.destination for each in named.email.journal] == [DESK]
    named.at = datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert look(named) == 0


def test_without_a_mailbox_or_a_provider_nothing_is_begun(named: Stage) -> None:
    ask_for_help(named)
    assert send_digests(named.sessions, {"sms": named.sms}, lambda: named.at, "https://bothways.example") == 0
    name_mailbox(named, named.team, "")
    assert look(named) == 0
    with named.sessions() as session:
        assert session.scalars(select(TeamDigest)).all() == []


@pytest.mark.parametrize("channel", [EVERYTHING, "email"])
def test_while_sending_stands_still_the_lists_wait_too(named: Stage, channel: str) -> None:
    ask_for_help(named)
    with named.sessions.begin() as session:
        halt(session, channel, "restored", named.at, probe_after=None)
    assert look(named) == 0
    with named.sessions.begin() as session:
        resume(session, channel)
    assert look(named) == 1


def test_reports_of_it_are_known_and_one_that_it_came_back_is_believed_of_its_mailbox_alone(named: Stage) -> None:
    ask_for_help(named)
    look(named)
    (sent,) = named.email.journal
    bounce = Receipt("fake", sent.provider_id, sent.outgoing.attempt_id, "failed", Progress.FAILED, error_code="dead")
    with named.sessions() as session:
        assert doubt(session, Report(bounce, DESK)) is None
        assert doubt(session, Report(bounce, "other@example.com")) == "recipient_differs"
    for status in ("delivered", "failed", "sent"):
        webhook = named.email.receipt(sent, status, "address_unreachable" if status == "failed" else None)
        record_receipt(named.sessions, named.email.parse_receipt(webhook), named.at)
    assert (kept(named).state, kept(named).error_code) == (DigestState.FAILED, "address_unreachable")
    assert look(named) == 0
    with named.sessions() as session:
        assert session.scalars(select(Alert)).all() == []


def test_a_report_settles_what_nobody_could_tell(named: Stage) -> None:
    ask_for_help(named)
    named.email.script(Ambiguous("no_answer"))
    look(named)
    (sent,) = named.email.journal
    record_receipt(named.sessions, named.email.parse_receipt(named.email.receipt(sent)), named.at)
    assert kept(named).state is DigestState.ACCEPTED


def test_the_address_is_kept_in_normal_form_audited_and_refused_where_it_is_none(stage: Stage) -> None:
    name_mailbox(stage, stage.team, " Desk@Example.COM ")
    with stage.sessions() as session:
        assert session.get_one(TeamCover, stage.team.id).digest_to == "desk@example.com"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "cover_changed")).one()
        assert "digest_to" in entry.fields
    with pytest.raises(InvalidFields) as caught:
        name_mailbox(stage, stage.team, "the desk")
    assert [(fault.code, fault.field) for fault in caught.value.faults] == [("email_not_valid", "digest_to")]
