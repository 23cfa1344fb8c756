"""``bothways doctor``: what is wrong here, and what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict

import click

from service.commands import OpenContainer
from service.doctor import Finding, Verdict, broken, examine
from service.embedded_postgres import EmbeddedPostgresError
from service.web import assets


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for a machine to read.")
@click.pass_obj
def doctor_command(open_container: OpenContainer, as_json: bool) -> None:  # noqa: FBT001 - click names it
    """Look at settings, database, clock, providers, disk and workers. Ends with 1 if anything is broken."""
    worst = False
    for finding in _findings(open_container):
        worst = worst or finding.verdict is Verdict.BROKEN
        click.echo(
            json.dumps(asdict(finding)) if as_json else f"{finding.verdict.value:12}  {finding.about}: {finding.words}"
        )
    raise SystemExit(int(worst))


def _findings(open_container: OpenContainer) -> Iterator[Finding]:
    try:
        assets.stylesheet()
    except assets.AssetsMissing:
        yield broken("pages", "govuk-frontend is not installed. Run `make setup`.")
    try:
        with open_container() as container:
            yield from examine(container, os.environ)
    except click.ClickException as error:
        yield broken("settings", error.message)
    except EmbeddedPostgresError as error:
        yield broken("database", str(error))
    except ValueError as error:
        yield broken("settings", f"A provider's settings can't be used ({error}). See docs/settings.md.")
