"""``bothways send`` as it is typed; and a process that is killed in its middle."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import TextClause, func, select, text

from service import cli
from service.commands.send import send_command
from service.demo.seeding import seed
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer
from service.models import BroadcastRow, Message, Person
from service.use_cases.carry_on_broadcast import ROWS_AT_ONCE
from service.use_cases.save_template import TemplateEntry, save_template
from tests.service.use_cases.stage import Stage

Send = Callable[..., Result]


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", database_url)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


@pytest.fixture
def send(environment: None, stage: Stage, people: Path) -> Send:  # noqa: ARG001  the environment only has to be there
    def template(name: str, body: str, check: CheckKind = CheckKind.NONE, question: str = "") -> None:
        entry = TemplateEntry(name, Purpose.GENERAL, body, check, question)
        save_template(stage.sessions, stage.worker, entry, stage.at)

    template("News", "Our office moves to Town Square.")
    template("Day", "Our office is closed on ((day)).")
    template("Asked", "Our office moves.", CheckKind.CHOICE, "Where will our office be?")
    template("Telling", "Your social worker moves to Town Square.")

    def run(*words: str, template: str = "News", answer: str | None = None) -> Result:
        command = ["--template", template, "--to", str(people), "--as", "casey", *words]
        return CliRunner().invoke(send_command, command, obj=cli._container, input=answer)

    return run


def write_list(stage: Stage, file: Path) -> None:
    """Everybody on record, by id, and one line that names nobody."""
    with stage.sessions() as session:
        ids = session.scalars(select(Person.id).order_by(Person.id)).all()
    file.write_text("person_id\n" + "".join(f"{person_id}\n" for person_id in ids) + "nobody\n")


def sent(stage: Stage) -> list[Message]:
    with stage.sessions() as session:
        return list(session.scalars(select(Message)))


def test_a_dry_run_counts_by_way_and_by_refusal(stage: Stage, send: Send, people: Path) -> None:
    for medium in (Medium.TEXT, Medium.TEXT, Medium.EMAIL, Medium.LETTER, Medium.PHONE_CALL):
        stage.person(medium=medium)
    stage.person(others=Answer.YES)
    write_list(stage, people)
    told = send("--dry-run", template="Telling")
    assert told.exit_code == 0, told.output
    assert "7 on the list: 2 by text, 1 by email, 1 by letter, 1 a worker must ring; 2 refused." in told.output
    assert "Others may see this screen" in told.output
    assert "There is no person of this reference" in told.output
    assert sent(stage) == []


def test_it_looks_first_and_sends_when_told_so(stage: Stage, send: Send, people: Path) -> None:
    stage.person()
    write_list(stage, people)
    declined = send(answer="n\n")
    assert declined.exit_code == 1
    assert "1 by text" in declined.output
    assert sent(stage) == []
    told = send(answer="y\n")
    assert told.exit_code == 0, told.output
    assert "1 accepted, 1 refused, 0 waiting." in told.output
    with people.with_suffix(".refused.csv").open(encoding="utf-8-sig") as lines:
        assert [(row["line"], row["reason"]) for row in csv.DictReader(lines)] == [("3", "row_person_missing")]
    assert len(sent(stage)) == 1


def test_the_same_command_again_sends_nothing_and_another_name_sends_again(stage: Stage, send: Send, people: Path) -> None:
    stage.person()
    write_list(stage, people)
    send("--yes")
    again = send("--yes")
    assert "This was sent already" in again.output
    assert len(sent(stage)) == 1
    assert "1 accepted" in send("--yes", "--name", "December").output
    assert len(sent(stage)) == 2


def test_what_is_left_open_in_a_template_is_filled_for_everybody(stage: Stage, send: Send, people: Path) -> None:
    stage.person()
    write_list(stage, people)
    assert "((placeholder))" in send("--yes", template="Day").output
    assert "placeholder" in send("--yes", "--with", "week=1", template="Day").output
    assert "NAME=VALUE" in send("--yes", "--with", "Thursday", template="Day").output
    send("--yes", "--with", "day=Thursday", template="Day")
    assert [message.body for message in sent(stage)] == ["Our office is closed on Thursday."]


def test_a_choice_needs_its_answers(stage: Stage, send: Send, people: Path) -> None:
    stage.person()
    write_list(stage, people)
    assert "between 2 and 5 answers" in send("--yes", template="Asked").output
    send("--yes", "--option", "Town Square", "--option", "High Street", "--right-option", "1", template="Asked")
    assert [(message.options, message.right_option) for message in sent(stage)] == [(["Town Square", "High Street"], 1)]


def test_the_hour_of_an_event_is_londons(stage: Stage, send: Send, people: Path) -> None:
    stage.person()
    write_list(stage, people)
    assert "has passed" in send("--yes", "--event", "2020-01-01 10:00").output
    send("--yes", "--event", "2099-07-01 10:00")
    assert [message.event_at for message in sent(stage)] == [datetime(2099, 7, 1, 9, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("name\nAnn\n", ("--ignore-unknown",), "neither a column case_reference nor a column person_id"),
        ("person_id,name\n", (), "can't be used: name"),
        ("person_id\n", ("--as", "nobody"), "no open account"),
        ("person_id\n", ("--template", "Nothing"), "This template no longer exists"),
        ("person_id\n", ("--stop",), "There is no such broadcast yet"),
    ],
)
def test_a_command_that_cannot_be_right_is_refused(
    stage: Stage, send: Send, people: Path, content: str, options: tuple[str, ...], words: str
) -> None:
    people.write_text(content)
    told = send("--yes", *options)
    assert told.exit_code == 1
    assert words in told.output
    assert sent(stage) == []


CROWD = 6 * ROWS_AT_ONCE
_STANDING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
_BUSY = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()"
)


def _accepted(stage: Stage) -> int:
    with stage.sessions() as session:
        query = select(func.count()).select_from(BroadcastRow).where(BroadcastRow.outcome == "accepted")
        return session.scalar(query) or 0


@contextmanager
def _nobody_from(stage: Stage, number: int) -> Iterator[None]:
    """Hold everybody from this number on: what writes to one of them waits, in the middle of its transaction."""
    with stage.sessions() as session:
        session.execute(select(Person.id).where(Person.case_reference >= f"S-{number:07}").with_for_update())
        yield


@contextmanager
def _no_message(stage: Stage) -> Iterator[None]:
    with stage.sessions() as session:
        session.execute(text("LOCK TABLE message IN SHARE MODE"))
        yield


def _once_it_stands(
    stage: Stage, command: list[str], told: signal.Signals, held: AbstractContextManager[None]
) -> tuple[int, bytes]:
    """Start it, wait until both its threads come to what is held, and send it a signal. How it ended and what it said."""
    with held:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ.copy())
        deadline = time.monotonic() + 60
        while _counted(stage, _STANDING) < 2:
            assert process.poll() is None, "it ended before it was told to"
            assert time.monotonic() < deadline, "it never came to what is held"
            time.sleep(0.005)
        process.send_signal(told)
    said, _ = process.communicate(timeout=60)
    # The server may still be finishing what it was told before the kill, and what starts next would stand before that.
    while _counted(stage, _BUSY):
        assert time.monotonic() < deadline, "the server never let go of what was killed"
        time.sleep(0.005)
    return process.returncode, said


def _counted(stage: Stage, query: TextClause) -> int:
    with stage.sessions() as session:
        return session.scalar(query) or 0


def _accepted_is_all_there_is(stage: Stage) -> int:
    accepted = _accepted(stage)
    assert accepted == len(sent(stage))
    return accepted


def test_killed_and_stopped_in_its_middle_it_goes_on_and_nobody_is_told_twice(
    stage: Stage, send: Send, people: Path
) -> None:
    for _ in seed(stage.sessions, datetime.now(UTC), people=CROWD, messages=0):
        pass
    people.write_text("case_reference\n" + "".join(f"S-{number:07}\n" for number in range(CROWD)))
    command = [
        sys.executable, "-m", "service.cli", "send", "--template", "News", "--to", str(people), "--as", "casey", "--yes",
    ]  # fmt: skip

    def once_it_stands(told: signal.Signals, held: AbstractContextManager[None]) -> tuple[int, bytes, int]:
        return *_once_it_stands(stage, command, told, held), _accepted_is_all_there_is(stage)

    assert once_it_stands(signal.SIGKILL, _no_message(stage)) == (-signal.SIGKILL, b"", 0)
    ended, _, killed_at = once_it_stands(signal.SIGKILL, _nobody_from(stage, ROWS_AT_ONCE))
    assert (ended, killed_at) == (-signal.SIGKILL, ROWS_AT_ONCE)
    ended, said, stopped_at = once_it_stands(signal.SIGINT, _nobody_from(stage, 2 * ROWS_AT_ONCE))
    assert (ended, b"goes on where this one stopped" in said) == (130, True)
    assert killed_at < stopped_at < CROWD

    assert f"Stopped: {CROWD - stopped_at:,} wait." in send("--stop").output
    assert f"{CROWD:,} accepted, 0 refused, 0 waiting." in send("--yes").output
    assert Counter(Counter(message.person_id for message in sent(stage)).values()) == {1: CROWD}
