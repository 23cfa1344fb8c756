"""The doctor finds what is wrong, says what to do, and gives no secret away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from channels.base import Probes
from channels.email.mailbox import Cursor, NewMail
from channels.email.smtp import SmtpEmail
from channels.letter.print_queue import PrintQueue
from easyread.errors import NotInstalled
from service import alerts, outbox
from service.cli import main
from service.container import Container
from service.database import make_engine, make_sessions
from service.doctor import Finding, Verdict, examine, formats, providers
from service.doctor.machine import backup_programs, disk
from service.models import Mailbox
from service.settings import Mode, Settings
from tests.fakes import FakeChannel
from tests.service.use_cases.stage import plain, set_stage

SECRET = "not-to-be-shown-" * 3


class Asked(FakeChannel):
    """A provider that answers a probe as it is told."""

    def __init__(self, name: str, code: str | None) -> None:
        super().__init__(name)
        self.code = code

    def probe(self) -> str | None:
        return self.code


@dataclass
class Box:
    """A mailbox that nobody reads here."""

    name: str = "box"
    vouches: bool = True
    code: str | None = None

    def new(self, after: Cursor | None, most: int) -> Generator[NewMail, None, None]:  # noqa: ARG002  # the contract's
        yield from ()

    def probe(self) -> str | None:
        return self.code


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        carrier_answers_neutral=True,
        secret_key=SecretStr(SECRET),
        public_url="https://council.example",
        council_phone="01632 960001",
        easy_read_signed_by="Ana Reid",
        data_dir=tmp_path,
    )


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session]) -> Container:
    channels = {"sms": Asked("sms", None), "email": Asked("email", None)}
    return Container(settings, sessions, lambda: datetime.now(UTC), channels, PrintQueue())


def _alive(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        session.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))


def _found(container: Container, **environment: str) -> dict[tuple[str, Verdict], str]:
    return {(finding.about, finding.verdict): finding.words for finding in examine(container, environment)}


def _with(container: Container, **other: object) -> Container:
    return Container(**{**vars(container), **other})


@pytest.mark.parametrize(("neutral", "verdict"), [(False, Verdict.LOOK), (True, Verdict.OK)])
def test_the_carriers_own_answers_are_asked_for_until_somebody_confirmed_them(
    container: Container, neutral: bool, verdict: Verdict
) -> None:
    settings = container.settings.model_copy(update={"carrier_answers_neutral": neutral})
    found = {finding.about: finding for finding in providers.findings(replace(container, settings=settings))}
    assert found["keywords"].verdict is verdict
    without = replace(container, channels={name: each for name, each in container.channels.items() if name != "sms"})
    assert "keywords" not in {finding.about for finding in providers.findings(without)}


def test_a_sound_installation_is_ok_throughout(container: Container) -> None:
    _alive(container.sessions)
    found = list(examine(container, {"BOTHWAYS_SECRET_KEY": SECRET}))
    # How full this machine's disk is says nothing about the doctor.
    assert {finding.verdict for finding in found if finding.about != "disk"} == {Verdict.OK}, found
    assert SECRET not in repr(found)
    assert {finding.about for finding in found} == {
        "settings", "disk", "print_folder", "database", "tables", "clock", "worker", "backup", "sms", "email",
        "braille", "audio", "easy_read", "large_print", "keywords",
    }  # fmt: skip


def test_a_misspelt_setting_is_named_without_its_value(container: Container) -> None:
    found = _found(container, BOTHWAYS_SMPT_PASSWORD=SECRET, bothways_host="h", PATH="x")
    assert "BOTHWAYS_SMPT_PASSWORD" in found["settings", Verdict.LOOK]
    assert "Set: BOTHWAYS_HOST." in found["settings", Verdict.OK]
    assert SECRET not in repr(found)


def test_a_database_that_is_away_is_the_first_thing_and_the_providers_are_asked_all_the_same(container: Container) -> None:
    engine = make_engine("postgresql+psycopg://me:hidden@127.0.0.1:1/none")
    found = _found(_with(container, sessions=make_sessions(engine)))
    assert "does not answer" in found["database", Verdict.BROKEN]
    assert ("worker", Verdict.BROKEN) not in found
    assert ("sms", Verdict.OK) in found
    assert "hidden" not in repr(found)


def test_tables_of_another_release(container: Container, new_database: Callable[[], str]) -> None:
    engine = make_engine(new_database())
    found = _found(_with(container, sessions=make_sessions(engine)))
    assert "bothways migrate" in found["tables", Verdict.BROKEN]
    assert ("database", Verdict.OK) in found
    engine.dispose()


def test_a_clock_behind_the_newest_row(container: Container) -> None:
    stage = set_stage(container.sessions, datetime.now(UTC) + timedelta(minutes=6))
    stage.compose(stage.person(), plain())
    assert "the database holds a row of" in _found(container)["clock", Verdict.BROKEN]


def test_no_worker_and_what_it_left(container: Container) -> None:
    stage = set_stage(container.sessions, datetime.now(UTC) - timedelta(hours=3))
    stage.compose(stage.person(), plain())
    with container.sessions.begin() as session:
        outbox.halt(session, "sms", "account_refused", stage.at)
        alerts.note(session, "unverified", "status", "signature_wrong", stage.at)
        session.execute(text("UPDATE delivery SET lane = 2"))
    found = _found(container)
    assert "Start `bothways worker`" in found["worker", Verdict.BROKEN]
    assert "1 wait to go by sms, the oldest since 3 hours" in found["queue", Verdict.LOOK]
    assert "The audit was not sealed for 3 hours" in found["audit", Verdict.LOOK]
    assert "does not know us" in found["halt", Verdict.BROKEN]
    assert "2 alerts that nobody saw: sending_held, unverified" in found["alerts", Verdict.LOOK]


@pytest.mark.parametrize(
    ("code", "verdict", "words"),
    [
        ("account_refused", Verdict.BROKEN, "Check the credentials"),
        ("tls_refused", Verdict.BROKEN, "certificate"),
        ("rate_limited", Verdict.LOOK, "Try again in a minute"),
        ("never_seen", Verdict.BROKEN, "status page"),
    ],
)
def test_what_a_provider_says_becomes_what_to_do(container: Container, code: str, verdict: Verdict, words: str) -> None:
    found = _found(_with(container, channels={"sms": Asked("sms", code), "email": FakeChannel("email")}))
    assert words in found["sms", verdict]
    assert f"({code})" in found["sms", verdict]
    assert "can't be asked" in found["email", Verdict.LOOK]


def test_a_real_mail_server_that_is_not_there(container: Container) -> None:
    nobody = SmtpEmail(host="127.0.0.1", port=1, sender="c@council.example", starttls=False)
    assert isinstance(nobody, Probes)
    found = _found(_with(container, channels={"email": nobody}))
    assert "BOTHWAYS_SMTP_" in found["email", Verdict.BROKEN]
    assert "no provider is set up" in found["sms", Verdict.LOOK]


def test_a_mailbox_is_asked_and_must_have_been_read(container: Container) -> None:
    read = _with(container, mailbox=Box())
    assert "never read" in _found(read)["mailbox", Verdict.LOOK]
    with container.sessions.begin() as session:
        session.add(Mailbox(name="box", uid_validity=1, last_uid=1, at=datetime.now(UTC) - timedelta(hours=1)))
    assert "not read for 60 minutes" in _found(read)["mailbox", Verdict.BROKEN]
    refused = _found(_with(container, mailbox=Box(code="folder_missing")))
    assert "BOTHWAYS_IMAP_FOLDER" in refused["mailbox", Verdict.BROKEN]


def test_a_folder_that_cannot_be_written(container: Container) -> None:
    # Root may write anywhere but into what is no disk.
    settings = container.settings.model_copy(update={"printer_dir": Path("/proc/printer")})
    assert "BOTHWAYS_PRINTER_DIR" in _found(_with(container, settings=settings))["print_folder", Verdict.BROKEN]


def test_little_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, verdict in ((2**29, Verdict.BROKEN), (3 * 2**30, Verdict.LOOK), (9 * 2**30, Verdict.OK)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _place, free=free: SimpleNamespace(free=free))
        assert [finding.verdict for finding in disk(settings)] == [verdict]


def test_no_program_for_a_server_that_is_newer_than_ours() -> None:
    (found,) = backup_programs(99)
    assert found == Finding(
        "backup", Verdict.LOOK, "`bothways backup` has no pg_dump 99 or newer here. Install postgresql-client 99 or newer."
    )


def test_the_command_ends_with_one_where_something_is_broken(
    database_url: str, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"MODE": "test", "DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"BOTHWAYS_{name}", value)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1
    assert "broken        worker: No worker" in done.output
    _alive(sessions)
    done = CliRunner().invoke(main, ["doctor", "--json"])
    assert done.exit_code == 0
    assert {"ok", "look at this"} == {json.loads(line)["verdict"] for line in done.output.splitlines()}


def test_settings_that_cannot_be_used_are_a_finding_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_MODE", Mode.PRODUCTION.value)
    done = CliRunner().invoke(main, ["doctor", "--json"])
    assert done.exit_code == 1
    (line,) = done.output.splitlines()
    assert json.loads(line)["about"] == "settings"
    assert "BOTHWAYS_SECRET_KEY" in line


def test_the_doctor_makes_each_format_once(settings: Settings) -> None:
    found = {finding.about: finding for finding in formats.findings(settings)}
    assert {"braille", "audio", "easy_read", "large_print"} <= set(found)
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}


def test_the_doctor_names_the_package_that_is_missing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise NotInstalled("braille_not_installed", package="liblouis20 liblouis-data")

    monkeypatch.setattr(formats, "make", missing)
    found = [finding for finding in formats.findings(settings) if finding.about == "braille"]
    assert [finding.verdict for finding in found] == [Verdict.LOOK]
    assert "Install liblouis20 liblouis-data." in found[0].words


def test_the_doctor_looks_at_the_councils_pictures_and_who_signs(settings: Settings, tmp_path: Path) -> None:
    given = settings.model_copy(update={"picture_pack": tmp_path, "easy_read_signed_by": ""})
    found = {finding.about: finding for finding in formats.findings(given)}
    assert found["pictures"].verdict is Verdict.BROKEN
    assert found["easy_read_pages"].verdict is Verdict.LOOK
    (tmp_path / "pictures.tsv").write_text("concept\tfile\talternative\tcredit\twords\n", encoding="utf-8")
    found = {finding.about: finding for finding in formats.findings(given)}
    assert found["pictures"].verdict is Verdict.OK
