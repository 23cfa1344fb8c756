"""``bothways import`` as it is typed: files as other systems write them, and what a person is told of them."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from service import cli
from service.commands.import_people import REPORT_COLUMNS, import_command
from service.domain.actors import Role
from service.models import ContactRecord, ImportRow, ImportRun, Person
from tests.service.use_cases.stage import Stage, add_worker

Import = Callable[..., Result]


@pytest.fixture
def bothways(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setenv("BOTHWAYS_MODE", "test")
    monkeypatch.setenv("BOTHWAYS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", database_url)
    return lambda *words: CliRunner().invoke(import_command, [*map(str, words)], obj=cli._container)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def names(stage: Stage) -> set[str]:
    with stage.sessions() as session:
        return set(session.scalars(select(ContactRecord.name)))


def report(file: Path) -> list[dict[str, str]]:
    with file.with_suffix(".rejects.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_file_is_taken_and_every_rejected_row_is_told_by_its_line(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_text(
        'Name,Case reference,Mobile,Email\nAnn Lee,C1,07700 900123,\n"Ben\nAsh",C2,07700 900124,\n'
        "Cara Dunn,C3,12,not an address\n=Dev,C4,,\nEla,C5,,\n"
    )
    told = bothways(file, "--as", "casey")
    assert told.exit_code == 0, told.output
    assert "people.csv: 3 added, 0 were on record already, 2 rejected." in told.output
    assert "mobile: No phone has this number." in told.output
    assert names(stage) == {"Ann Lee", "Ben Ash", "Ela"}
    assert [(row["line"], row["column"], row["reason"]) for row in report(file)] == [
        ("5", "mobile", "phone_not_in_use"),
        ("5", "email", "email_not_valid"),
        ("6", "name", "cell_formula"),
    ]
    assert tuple(report(file)[0]) == REPORT_COLUMNS
    written = file.with_suffix(".rejects.csv").read_text(encoding="utf-8-sig")
    assert not any(value in written for value in ("Cara", "C3", "not an address", "Dev"))


def test_the_same_command_again_says_that_it_was_done(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_text("name,case_reference\nAnn Lee,C1\n")
    bothways(file, "--as", "casey")
    again = bothways(file, "--as", "casey")
    assert "0 added, 0 were on record already, 0 rejected" in again.output
    assert "1 rows were taken by an earlier run of this file" in again.output
    assert not file.with_suffix(".rejects.csv").exists()
    assert len(names(stage)) == 1


def test_a_dry_run_writes_no_person(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_text("name,case_reference,phone\nAnn Lee,C1,\nBen,C2,12\n")
    told = bothways(file, "--as", "casey", "--dry-run")
    assert "1 would be added, 0 are on record already, 1 would be rejected." in told.output
    assert (names(stage), len(report(file))) == (set(), 1)


@pytest.mark.parametrize(
    ("encoding", "option"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("utf-16-le", ("--encoding", "utf-16-le")),
        ("cp1252", ("--encoding", "cp1252")),
        ("utf-8", ("--encoding", "utf8")),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_are_read_in_the_encodings_that_councils_have(
    stage: Stage, bothways: Import, file: Path, encoding: str, option: tuple[str, ...], separator: str
) -> None:
    rows = [("name", "case_reference"), ("Zoë Ångström", "C1"), ("Seán Ó Briain", "C2")]
    file.write_bytes("".join(separator.join(row) + "\r\n" for row in rows).encode(encoding))
    told = bothways(file, "--as", "casey", *option)
    assert told.exit_code == 0, told.output
    assert names(stage) == {"Zoë Ångström", "Seán Ó Briain"}


def test_bytes_that_are_no_text_cost_their_own_row_alone(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_bytes(b"name,case_reference\nAnn,C1\nRen\xe9,C2\nBen\x00,C3\nCara,C4\n")
    told = bothways(file, "--as", "casey")
    assert names(stage) == {"Ann", "Cara"}
    assert "--encoding cp1252" in told.output
    assert [row["reason"] for row in report(file)] == ["cell_undecodable", "cell_unprintable"]


def test_a_cell_of_ten_megabytes_costs_its_own_row_alone(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_text(f"name,case_reference\nAnn,C1\n{'x' * 10_000_000},C2\nCara,C3\n")
    bothways(file, "--as", "casey")
    assert names(stage) == {"Ann", "Cara"}
    assert [(row["line"], row["reason"]) for row in report(file)] == [("3", "cell_long")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"case_reference,phone\nC1,1\n", "has no column called name"),
        (b"name,phone,phone\nAnn,1,2\n", "more than one column called phone"),
        (b"name,shoe size\nAnn,8\n", "can't be used: shoe_size"),
        ("name,team\nAnn,Adults\n".encode("utf-16-le"), "utf-16-le"),
        (b"Ann Lee,C1\nBen,C2\n", "The first row must hold the headings"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    stage: Stage, bothways: Import, file: Path, content: bytes, words: str
) -> None:
    file.write_bytes(content)
    told = bothways(file, "--as", "casey")
    assert told.exit_code == 1
    assert words in told.output
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_columns_that_are_not_ours_are_left_aside_when_told_so(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_text("name,shoe size\nAnn,8\n")
    told = bothways(file, "--as", "casey", "--ignore-unknown")
    assert "shoe_size" in told.output
    assert names(stage) == {"Ann"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--as", "nobody"), "no open account"),
        (("--as", "pat"), "Your role does not open this"),
        (("--as", "casey", "--team", "Nowhere"), "no team of this name"),
        (("--as", "casey", "--encoding", "klingon"), "no encoding called klingon"),
        (("--as", "casey", "--encoding", "hex"), "no encoding called hex"),
        (("--as", "casey", "--rejects", "{file}"), "over the file itself"),
        (("--as", "casey", "--rejects", "{folder}/none/out.csv"), "can't be written"),
        ((), "Missing option '--as'"),
    ],
)
def test_a_command_that_cannot_be_right_is_refused(
    stage: Stage, bothways: Import, file: Path, options: tuple[str, ...], words: str
) -> None:
    add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")
    file.write_text("name\nAnn\n")
    told = bothways(file, *(option.format(file=file, folder=file.parent) for option in options))
    assert told.exit_code != 0
    assert words in told.output
    assert names(stage) == set()


def test_a_member_of_several_teams_says_which(stage: Stage, bothways: Import, file: Path) -> None:
    file.write_text("name,team\nAnn,\nBen,duty\n")
    told = bothways(file, "--as", "casey", "--team", "adults")
    assert told.exit_code == 0, told.output
    with stage.sessions() as session:
        assert set(session.scalars(select(Person.team_id))) == {stage.team.id, stage.duty.id}


def test_ctrl_c_stops_between_rows_and_the_same_command_goes_on(
    stage: Stage, bothways: Import, file: Path, database_url: str
) -> None:
    people = 2500
    file.write_text(
        "name,case_reference,phone,email\n"
        + "".join(
            f"Person {number},C{number},07700 900{number % 1000:03},p{number}@example.com\n" for number in range(people)
        )
    )
    command = [sys.executable, "-m", "service.cli", "import", str(file), "--as", "casey"]
    process = subprocess.Popen(command, env=os.environ | {"BOTHWAYS_DATABASE_URL": database_url}, stdout=subprocess.PIPE)

    def done() -> int:
        with stage.sessions() as session:
            return session.scalar(select(func.count()).select_from(ImportRow)) or 0

    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"The same command again goes on" in told
    before = done()
    assert 0 < before < people
    again = bothways(file, "--as", "casey")
    assert f"{before:,} rows were taken by an earlier run" in again.output
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == people
