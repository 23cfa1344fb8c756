"""A backup, a restore and what left between them: nothing goes out twice, and nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Permanent
from service import backup, cli
from service.backup import BackupFailed
from service.commands.backup import backup_command, restore_command
from service.database import make_engine, make_sessions
from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, NotAllowed
from service.domain.judgements import ClosingReason
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.models import Attempt, AuditEntry, Delivery, Halt, Person
from service.use_cases.close_message import close_message
from service.use_cases.deliver import Hands, deliver
from service.use_cases.hold_after_restore import hold_after_restore
from service.use_cases.look_for_lost import look_for_lost
from service.use_cases.record_receipt import record_receipt
from service.use_cases.resume_sending import resume_sending
from tests.service.use_cases.stage import Stage, add_worker, plain

ASKED = frozenset({"sms"})


@pytest.fixture
def manager(stage: Stage) -> Actor:
    return add_worker(stage.sessions, stage.at, stage.team, Role.MANAGER, "mona")


def look(stage: Stage) -> None:
    stage.forward(timedelta(minutes=1))
    for receipt in look_for_lost(stage.sessions, stage.channels, stage.at).receipts:
        record_receipt(stage.sessions, receipt, stage.at)


def carry(stage: Stage) -> int:
    return deliver(stage.sessions, stage.channels, lambda: stage.at, Hands(lease_seconds=60, threads=1)).sent


def test_a_restored_database_holds_everything_and_sends_nothing_twice(
    stage: Stage, manager: Actor, engine: Engine, new_database: Callable[[], str], tmp_path: Path
) -> None:
    gone, waiting = stage.compose(stage.person("A"), plain()), stage.compose(stage.person("B"), plain())
    file = tmp_path / "copy.dump"
    assert backup.back_up(engine.url.render_as_string(hide_password=False), file) == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["copy.dump"]
    assert carry(stage) == 2, "after the backup both leave"
    stage.sms.journal.pop()  # but the second never reached the provider: the machine died

    url = new_database()
    backup.restore(url, file)
    restored = make_engine(url)
    try:
        stage.sessions = make_sessions(restored)
        assert hold_after_restore(stage.sessions, stage.at).unknown == 2
        assert {stage.delivery(each).state for each in (gone, waiting)} == {Transport.UNKNOWN}
        assert carry(stage) == 0
        with pytest.raises(Conflict):
            resume_sending(stage.sessions, manager, ASKED, stage.at)
        look(stage)
        assert stage.delivery(gone).state is Transport.SENT
        assert stage.delivery(waiting).state is Transport.UNKNOWN, "what is not found proves nothing by itself"
        done = resume_sending(stage.sessions, manager, ASKED, stage.at)
        assert (done.put_back, done.unknown) == (1, 0)
        assert carry(stage) == 1
        references = [carried.outgoing.reference for carried in stage.sms.journal]
        assert sorted(references) == sorted(stage.delivery(each).code for each in (gone, waiting))
    finally:
        restored.dispose()


def test_a_question_that_had_its_turn_since_is_not_asked_again(
    stage: Stage, manager: Actor, engine: Engine, new_database: Callable[[], str], tmp_path: Path
) -> None:
    number = stage.new_number()
    person_id = stage.person(number=number)
    first = stage.send(person_id)
    second = stage.send(person_id)
    assert stage.delivery(second).state is Transport.HELD
    file = tmp_path / "copy.dump"
    backup.back_up(engine.url.render_as_string(hide_password=False), file)
    stage.text(number, "2", provider_id="SM1")
    assert carry(stage) == 1
    code = stage.delivery(second).code

    url = new_database()
    backup.restore(url, file)
    restored = make_engine(url)
    try:
        stage.sessions = make_sessions(restored)
        hold_after_restore(stage.sessions, stage.at)
        look(stage)
        close_message(stage.sessions, stage.worker, first, ClosingReason.NO_LONGER_NEEDED, "They rang.", stage.at)
        resume_sending(stage.sessions, manager, ASKED, stage.at)
        carry(stage)
        assert [carried.outgoing.reference for carried in stage.sms.journal].count(code) == 1
    finally:
        restored.dispose()


def test_what_was_written_more_than_a_week_ago_is_asked_about_too(stage: Stage, manager: Actor) -> None:
    message_id = stage.compose(stage.person(), plain())
    stage.forward(timedelta(days=8))
    hold_after_restore(stage.sessions, stage.at)
    look(stage)
    assert resume_sending(stage.sessions, manager, ASKED, stage.at).put_back == 1
    assert stage.delivery(message_id).state is Transport.QUEUED


def test_a_provider_that_never_answers_does_not_keep_everything_back(stage: Stage, manager: Actor) -> None:
    silent, known = stage.compose(stage.person("A"), plain()), stage.compose(stage.person("B"), plain())
    hold_after_restore(stage.sessions, stage.at)
    stage.sms.script_look(Permanent("no_look_up"))
    look(stage)
    with pytest.raises(Conflict):
        resume_sending(stage.sessions, manager, ASKED, stage.at)
    done = resume_sending(stage.sessions, manager, ASKED, stage.at, leave_unknown=True)
    assert (done.put_back, done.unknown) == (1, 1)
    assert {stage.delivery(each).state for each in (silent, known)} == {Transport.UNKNOWN, Transport.QUEUED}


def test_what_was_being_sent_is_unknown_and_letters_are_held(stage: Stage, manager: Actor) -> None:
    text = stage.compose(stage.person("A"), plain())
    mail = stage.compose(stage.person("B", medium=Medium.EMAIL), plain())
    letter = stage.compose(stage.person("C", medium=Medium.LETTER), plain())
    later = stage.compose(stage.person("D"), plain())
    with stage.sessions.begin() as session:
        session.get_one(Delivery, stage.delivery(later).id).due_at = stage.at + timedelta(days=1)
    held = hold_after_restore(stage.sessions, stage.at)
    assert (held.unknown, held.letters) == (2, 1)
    assert stage.delivery(letter).held_reason == "restored"
    assert stage.delivery(later).state is Transport.QUEUED, "it was not due before, so it can't have left"
    again = hold_after_restore(stage.sessions, stage.at)
    assert (again.unknown, again.letters) == (0, 0)
    look(stage)
    done = resume_sending(stage.sessions, manager, ASKED, stage.at)
    assert (done.put_back, done.unknown) == (1, 1), "a mail server can't be asked: its worker settles it"
    assert stage.delivery(text).state is Transport.QUEUED
    assert stage.delivery(mail).state is Transport.UNKNOWN
    with stage.sessions() as session:
        assert session.scalars(select(Halt)).all() == []
        actions = set(session.scalars(select(AuditEntry.action)))
        assert {"restored", "sending_resumed"} <= actions
        assert {attempt.error_code for attempt in session.scalars(select(Attempt))} == {"restored"}


def test_a_caseworker_does_not_decide_that_sending_goes_on(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        resume_sending(stage.sessions, stage.worker, ASKED, stage.at)


def _run(command: object, *words: object) -> Result:
    return CliRunner().invoke(command, [*map(str, words)], obj=cli._container)  # type: ignore[arg-type]


def test_the_commands_tell_what_to_do_next(
    stage: Stage,
    database_url: str,
    new_database: Callable[[], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage.compose(stage.person("A"), plain())
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", database_url)
    file = tmp_path / "b.dump"
    assert _run(backup_command, file).exit_code == 0
    again = _run(backup_command, file)
    assert (again.exit_code, "never overwritten" in again.output) == (1, True)
    onto = _run(restore_command, file)
    assert (onto.exit_code, "not empty" in onto.output) == (1, True)
    url = new_database()
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", url)
    missing = _run(restore_command, tmp_path / "none")
    assert (missing.exit_code, "no file" in missing.output) == (1, True)
    done = _run(restore_command, file)
    assert (done.exit_code, "bothways resume" in done.output) == (0, True), done.output
    other = make_engine(url)
    with sessionmaker(other)() as session:
        assert _people(session) == 1
    other.dispose()


def _people(session: Session) -> int:
    return len(session.scalars(select(Person.id)).all())


def test_a_broken_file_leaves_the_database_empty(new_database: Callable[[], str], tmp_path: Path) -> None:
    url, file = new_database(), tmp_path / "broken.dump"
    file.write_bytes(b"PGDMP and then nonsense")
    with pytest.raises(BackupFailed) as caught:
        backup.restore(url, file)
    assert caught.value.code == "program_failed"
    backup_again = make_engine(url)
    with backup_again.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").scalar() == 0
    backup_again.dispose()


def test_a_database_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed) as caught:
        backup.back_up("postgresql+psycopg://nobody@127.0.0.1:9/none", tmp_path / "x")
    assert caught.value.code == "database_away"
    assert list(tmp_path.iterdir()) == []
