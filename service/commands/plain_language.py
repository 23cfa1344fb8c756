"""``bothways plain-language``: what in a text is hard to read."""

from __future__ import annotations

import json
import sys

import click

from easyread.plain_language import Finding, Target, check


@click.command("plain-language")
@click.option("--language", default="en", show_default=True, help="BCP 47 tag. Only English has word lists.")
@click.option(
    "--target",
    type=click.Choice([target.value for target in Target]),
    default=Target.STANDARD.value,
    show_default=True,
    help="Whom the text is for.",
)
def plain_language_command(language: str, target: str) -> None:
    """Check the text on standard input, UTF-8. Out: one JSON array of findings, in order.

    Places count characters from 0, line ends as they are. Findings never make the command fail.
    """
    # Bytes that are no UTF-8 become characters that the check finds.
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    click.echo(json.dumps([_shown(finding) for finding in check(text, language, target=Target(target))], indent=1))


def _shown(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule.value,
        "start": finding.start,
        "end": finding.end,
        "words": finding.words,
        "advice": finding.advice.text(),
        "source": finding.source.value,
        "severity": finding.severity.value,
        "message": finding.advice.message,
        "values": dict(finding.advice.values),
    }
