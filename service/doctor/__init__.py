"""What ``bothways doctor`` looks at, one thing after another. It changes nothing, and sends nothing to anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from service.container import Container
from service.doctor import cover, database, engine, formats, machine, providers
from service.doctor.finding import Finding, Verdict, broken

__all__ = ["Finding", "Verdict", "broken", "examine"]

_BEHIND_THE_DATABASE: Final = "Not looked at: the database comes first."


def examine(container: Container, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Each finding as it is there: a provider may take its ten seconds. ``environment`` is that of the process."""
    yield from machine.settings(container.settings, environment)
    yield from machine.disk(container.settings)
    yield from machine.print_folder(container.settings)
    yield from formats.findings(container.settings)
    look = database.look(container.sessions)
    yield from look.findings
    if look.usable:
        yield from database.clock(container)
        yield from engine.findings(container)
        yield from cover.findings(container)
    else:
        yield Finding("engine", Verdict.LOOK, _BEHIND_THE_DATABASE)
    yield from machine.backup_programs(look.major)
    yield from providers.findings(container)
