"""``bothways send``: the same words to many people, each in their own way."""

from __future__ import annotations

import csv
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

import click

from service.commands import OpenContainer, actor_named, refused
from service.commands.table import open_table
from service.container import Container
from service.domain.actors import Actor
from service.domain.broadcasts import LIST_COLUMNS, ListRow, key_of, list_digest, read_list_row
from service.domain.deadlines import LONDON
from service.domain.errors import DomainError
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.domain.templates import fill
from service.queries import broadcasts
from service.queries.broadcasts import Listed, Progress
from service.use_cases.carry_on_broadcast import Step, carry_on_broadcast
from service.use_cases.preview_broadcast import Letters, preview_broadcast
from service.use_cases.start_broadcast import start_broadcast
from service.use_cases.stop_broadcast import stop_broadcast
from service.web.words import words_for

ROWS_LOOKED_AT = 500
_AT_ONCE = 2
_OTHERS_HOLD_THE_LAST_ROWS = 0.2
_STOPPED = 130
_TOLD: dict[Medium, str] = {
    Medium.TEXT: "by text",
    Medium.EMAIL: "by email",
    Medium.LETTER: "by letter",
    Medium.PHONE_CALL: "a worker must ring",
    Medium.RELAY_CALL: "a worker must ring through Relay UK",
    Medium.TEXTPHONE: "a worker must ring by textphone",
    Medium.BSL_VIDEO: "a worker must call by BSL video",
    Medium.VISIT: "a worker must visit",
    Medium.OFFICE: "a worker must tell at the office",
    Medium.NAMED_PERSON: "a worker must reach through a named person",
    Medium.PERSON_CONTACTS_US: "a worker must tell when they contact us",
}


@dataclass(frozen=True, slots=True)
class _Sending:
    """What one command is about."""

    container: Container
    actor: Actor
    draft: Draft
    template: str
    people: str
    key: str
    list_file: Path

    def progress(self) -> Progress | None:
        with self.container.sessions() as session:
            return broadcasts.progress(session, self.actor, self.key)


@click.command("send")
@click.option("--template", required=True, help="Name of the saved template whose words are sent.")
@click.option(
    "--to",
    "list_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with a column case_reference or person_id.",
)
@click.option("--as", "username", required=True, help="Username of the member of staff who answers for it.")
@click.option("--with", "values", multiple=True, metavar="NAME=VALUE", help="Fills ((NAME)) in the template, for everybody.")
@click.option("--option", "options", multiple=True, help="An answer to choose from, where the template asks for a choice.")
@click.option("--right-option", type=int, help="Number of the right answer, from 1.")
@click.option("--event", type=click.DateTime(["%Y-%m-%d %H:%M"]), help="When it takes place, London time.")
@click.option("--name", default="", help="Tells this sending from an earlier one of the same words to the same list.")
@click.option("--dry-run", is_flag=True, help="Say how each would be told, and send nothing.")
@click.option("--yes", is_flag=True, help="Send without looking first and without asking.")
@click.option("--stop", is_flag=True, help="Stop this sending, wherever it runs.")
@click.option("--encoding", help="Of the list, where it is not UTF-8 and does not say so itself.")
@click.option("--ignore-unknown", is_flag=True, help="Leave columns aside that are not needed.")
@click.pass_obj
def send_command(
    open_container: OpenContainer,
    template: str,
    list_file: Path,
    username: str,
    values: tuple[str, ...],
    options: tuple[str, ...],
    right_option: int | None,
    event: datetime | None,
    name: str,
    *,
    dry_run: bool,
    yes: bool,
    stop: bool,
    encoding: str | None,
    ignore_unknown: bool,
) -> None:
    """Send the same words to everybody on a list, each in the way that they chose: see docs/broadcast.md.

    The same command again goes on where it stopped, and sends nothing twice.
    """
    rows = _list(list_file, encoding, ignore_unknown=ignore_unknown)
    with open_container() as container:
        actor = actor_named(container, username)
        try:
            with container.sessions() as session:
                words = broadcasts.template_draft(session, actor, template)
            draft = replace(
                words,
                body=fill(words.body, _values(values)),
                options=options,
                right_option=right_option,
                event_at=event.replace(tzinfo=LONDON) if event is not None else None,
            )
            people = list_digest(rows)
            sending = _Sending(container, actor, draft, template.strip(), people, key_of(draft, people, name), list_file)
            if stop:
                _stop(sending)
            elif (known := sending.progress()) is not None and known.finished_at is not None and not dry_run:
                _tell_finished(known)
            else:
                _send(sending, rows, fresh=known is None, dry_run=dry_run, yes=yes)
        except DomainError as error:
            raise refused(error) from None


def _list(file: Path, encoding: str | None, *, ignore_unknown: bool) -> list[ListRow]:
    table = open_table(file, encoding, known=LIST_COLUMNS, required=(), ignore_unknown=ignore_unknown)
    if not set(table.headings) & set(LIST_COLUMNS):
        raise click.ClickException(f"{file.name} has neither a column case_reference nor a column person_id.")
    return [read_list_row(record, table.headings) for record in table.records()]


def _values(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in given]
    if any(not mark for _, mark, _ in pairs):
        raise click.ClickException("Write --with as NAME=VALUE, such as --with day=Thursday.")
    return {name.strip(): value for name, _, value in pairs}


def _stop(sending: _Sending) -> None:
    known = sending.progress()
    if known is None:
        raise click.ClickException(words_for("broadcast_not_found"))
    stop_broadcast(sending.container.sessions, sending.actor, known.broadcast_id, sending.container.clock())
    click.echo(
        f"Stopped: {known.waiting:,} wait. What was accepted before goes out. The same command without --stop goes on."
    )


def _tell_finished(known: Progress) -> None:
    when = known.finished_at.astimezone(LONDON) if known.finished_at is not None else None
    click.echo(
        f"This was sent already, until {when:%d %B %Y %H:%M}: {known.accepted:,} accepted, {known.refused:,} refused. "
        "To send the same words to the same list again, give this sending a name with --name."
    )


def _send(sending: _Sending, rows: list[ListRow], *, fresh: bool, dry_run: bool, yes: bool) -> None:
    container, actor = sending.container, sending.actor
    with container.sessions() as session:
        listed = broadcasts.who_is_listed(session, actor, rows)
    if dry_run or (fresh and not yes):
        _look(sending, listed)
        if dry_run:
            return
        click.confirm("Send them?", abort=True)
    broadcast_id = start_broadcast(
        container.sessions,
        actor,
        sending.draft,
        listed,
        container.clock(),
        key=sending.key,
        template=sending.template,
        people=sending.people,
    )
    stopped = False
    known = sending.progress()
    try:
        with click.progressbar(length=len(listed), label="Sending", file=sys.stderr) as bar:
            bar.update(known.accepted + known.refused if known is not None else 0)
            carry_on_to_the_end(container, actor, broadcast_id, tell=lambda step: bar.update(step.accepted + step.refused))
    except KeyboardInterrupt:
        stopped = True
    _tell(sending, stopped=stopped)
    if stopped:
        sys.exit(_STOPPED)


def carry_on_to_the_end(container: Container, actor: Actor, broadcast_id: UUID, *, tell: Callable[[Step], None]) -> None:
    """Until no row waits or somebody stopped it. One thread plans and renders while the database writes for another."""
    enough, telling = threading.Event(), threading.Lock()

    def carry_on() -> None:
        more = True
        while more and not enough.is_set():
            step = carry_on_broadcast(
                container.sessions, actor, broadcast_id, container.clock(), channels=container.channels
            )
            more = step.more
            if step.accepted or step.refused:
                with telling:
                    tell(step)
            elif more:
                enough.wait(_OTHERS_HOLD_THE_LAST_ROWS)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            working = [pool.submit(carry_on) for _ in range(_AT_ONCE)]
            wait(working, return_when=FIRST_EXCEPTION)
        finally:
            enough.set()
        for each in working:
            each.result()


def _look(sending: _Sending, listed: list[Listed]) -> None:
    """Counts by way and by refusal: "412 by text, 80 by email, 33 by letter, 5 a worker must ring"."""
    container = sending.container
    ways: Counter[Medium] = Counter()
    reasons = Counter(one.reason for one in listed if one.reason is not None)
    letters: Letters = {}
    waiting = iter([one.person_id for one in listed if one.reason is None and one.person_id is not None])
    with click.progressbar(length=len(listed), label="Looking", file=sys.stderr) as bar:
        bar.update(sum(reasons.values()))
        while chunk := list(islice(waiting, ROWS_LOOKED_AT)):
            found = preview_broadcast(
                container.sessions,
                sending.actor,
                sending.draft,
                chunk,
                container.clock(),
                channels=container.channels,
                letters=letters,
            )
            ways.update(way for way in found if isinstance(way, Medium))
            reasons.update(way for way in found if not isinstance(way, Medium))
            bar.update(len(chunk))
    told = [f"{ways[medium]:,} {words}" for medium, words in _TOLD.items() if ways[medium]]
    click.echo(f"{len(listed):,} on the list: {', '.join(told) or 'nobody can be told'}; {sum(reasons.values()):,} refused.")
    _tell_reasons(reasons)


def _tell_reasons(reasons: Counter[str]) -> None:
    for code, number in reasons.most_common():
        click.echo(f"  {number:>7,}  {words_for(code)}")


def _tell(sending: _Sending, *, stopped: bool) -> None:
    known = sending.progress()
    if known is None:
        return
    with sending.container.sessions() as session:
        refusals = broadcasts.refusals(session, sending.actor, known.broadcast_id)
    click.echo(f"{known.accepted:,} accepted, {known.refused:,} refused, {known.waiting:,} waiting.")
    _tell_reasons(Counter(reason for _, reason in refusals))
    if refusals:
        report = sending.list_file.with_suffix(".refused.csv")
        with report.open("w", encoding="utf-8-sig", newline="") as lines:
            out = csv.writer(lines)
            out.writerow(("line", "reason", "what_to_do"))
            out.writerows((line, reason, words_for(reason)) for line, reason in refusals)
        click.echo(f"Each of these lines: {report}")
    if stopped or known.waiting:
        click.echo("Stopped. The same command again goes on where this one stopped.")
