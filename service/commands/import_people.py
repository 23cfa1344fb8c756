"""``bothways import``: people from another system, out of a file."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO
from uuid import UUID

import click

from service.commands import OpenContainer, actor_named, refused
from service.commands.table import Table, open_table
from service.container import Container
from service.domain import people_file
from service.domain.actors import Actor
from service.domain.errors import DomainError
from service.domain.importing import Decision, Earlier, Outcome, ReadRow, read_row
from service.domain.people_file import Vocabulary
from service.queries import staff
from service.use_cases.import_people import finish_import, import_rows, start_import
from service.web import person_labels
from service.web.words import words_for

ROWS_AT_ONCE = 500
REPORT_COLUMNS = ("line", "outcome", "column", "reason", "what_to_do")
_STOPPED = 130
"""As a shell tells that Ctrl+C ended a command."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, help="Username of the member of staff who answers for this import.")
@click.option("--team", help="The team of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--encoding", help="Of the file, where it is not UTF-8 and does not say so itself: cp1252, utf-16-le, …")
@click.option("--ignore-unknown", is_flag=True, help="Leave columns aside that can't be used.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Where to write what was rejected and why.")
@click.pass_obj
def import_command(
    open_container: OpenContainer,
    file: Path,
    username: str,
    team: str | None,
    *,
    dry_run: bool,
    encoding: str | None,
    ignore_unknown: bool,
    rejects: Path | None,
) -> None:
    """Bring people over from another system: see docs/import.md for the columns.

    The same command again goes on where it stopped and adds nobody twice. What is on record is never changed.
    """
    table = open_table(
        file, encoding, known=people_file.COLUMNS, required=people_file.REQUIRED, ignore_unknown=ignore_unknown
    )
    report_file = rejects or file.with_suffix(".rejects.csv")
    if report_file.resolve() == file.resolve():
        raise click.ClickException("The rejects can't be written over the file itself. Name another with --rejects.")
    with open_container() as container:
        actor = actor_named(container, username)
        team_id = _team(container, actor, team)
        try:
            with _report(report_file) as lines:
                told = _import(container, actor, table, team_id, _Report(lines), dry_run=dry_run)
        except DomainError as error:
            raise refused(error) from None
    if not told.written:
        report_file.unlink()
    told.tell(file, report_file, dry_run=dry_run)
    if told.stopped:
        sys.exit(_STOPPED)


def vocabulary() -> Vocabulary:
    """The words that a cell may hold are the words that the pages show."""
    return Vocabulary.of(
        media=person_labels.MEDIUM,
        formats=person_labels.FORMAT,
        sources=person_labels.SOURCE,
        spoken=person_labels.SPOKEN,
        written=person_labels.WRITTEN,
    )


def _team(container: Container, actor: Actor, name: str | None) -> UUID | None:
    """The named one; else the only one of the member of staff; else none, and each row must say it."""
    if name is None:
        return next(iter(actor.teams)) if len(actor.teams) == 1 else None
    with container.sessions() as session:
        found = next((team.id for team in staff.teams(session) if team.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise click.ClickException("There is no team of this name. Check --team.")
    return found


def _report(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise click.ClickException(
            f"{path} can't be written ({error.strerror}). Name another file with --rejects."
        ) from None


def _import(
    container: Container, actor: Actor, table: Table, team: UUID | None, report: _Report, *, dry_run: bool
) -> _Report:
    sessions, clock = container.sessions, container.clock
    run_id = None if dry_run else start_import(sessions, actor, table.digest, table.rows, clock())
    earlier = Earlier()
    rows = _rows(table, container.settings.secret_key.get_secret_value().encode())
    label = "Looking" if dry_run else "Importing"
    try:
        with click.progressbar(length=table.rows, label=label, file=sys.stderr) as bar:
            while chunk := list(islice(rows, ROWS_AT_ONCE)):
                made = import_rows(sessions, actor, chunk, clock(), run_id=run_id, team=team, earlier=earlier)
                report.add(made)
                bar.update(len(chunk))
        if run_id is not None:
            finish_import(sessions, actor, run_id, clock())
    except KeyboardInterrupt:
        report.stopped = True
    return report


def _rows(table: Table, key: bytes) -> Iterator[ReadRow]:
    words = vocabulary()
    return (read_row(record, table.headings, words, key) for record in table.records())


@dataclass
class _Report:
    """Counts for the screen, and each row with its reasons for the file: numbers of lines and codes, never a value."""

    lines: TextIO
    stopped: bool = False
    written: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    settled: int = 0
    reasons: Counter[tuple[Outcome, str, str]] = field(default_factory=Counter)

    def add(self, decisions: list[Decision]) -> None:
        out = csv.writer(self.lines)
        for decision in decisions:
            self.settled += decision.settled
            self.outcomes[decision.outcome] += not decision.settled
            for reason in decision.reasons:
                if not self.written:
                    out.writerow(REPORT_COLUMNS)
                self.written += 1
                self.reasons[decision.outcome, reason.field or "", reason.code] += 1
                out.writerow(
                    (decision.read.line, decision.outcome.value, reason.field or "", reason.code, words_for(reason.code))
                )
        # What was decided stands in the file even where the next step never comes.
        self.lines.flush()

    def tell(self, file: Path, report_file: Path, *, dry_run: bool) -> None:
        added, known, rejected = (self.outcomes[outcome] for outcome in Outcome)
        would = "would be " if dry_run else ""
        click.echo(
            f"{file.name}: {added:,} {would}added, {known:,} {'are' if dry_run else 'were'} on record already, "
            f"{rejected:,} {would}rejected."
        )
        if self.settled:
            click.echo(f"{self.settled:,} rows were taken by an earlier run of this file and left as they are.")
        for outcome, heading in ((Outcome.REJECTED, "Rejected"), (None, "Taken, with a remark")):
            of_kind = [
                (number, column, code)
                for (found, column, code), number in self.reasons.most_common()
                if (found is Outcome.REJECTED) is (outcome is Outcome.REJECTED)
            ]
            if of_kind:
                click.echo(f"{heading}:")
            for number, column, code in of_kind:
                click.echo(f"  {number:>6,}  {column + ': ' if column else ''}{words_for(code)}")
        if any(code == "cell_undecodable" for _, _, code in self.reasons):
            click.echo("If the file comes from an older Excel on Windows, try --encoding cp1252.")
        if self.written:
            click.echo(f"Each of these rows, by its line: {report_file}")
        if self.stopped:
            click.echo("Stopped. The same command again goes on where this one stopped.")
