"""``make faults``: the real processes against a hostile outside, killed at every step; status 1 if anything is wrong."""

from __future__ import annotations

import secrets
import signal
import sys
import time
from collections.abc import Sequence

import click

from tests.faults import scenarios
from tests.faults.broken import BREAKAGES
from tests.faults.disk import may_mount
from tests.faults.kills import EVERY
from tests.faults.outcome import Outcome, Say, run
from tests.faults.world import fates
from tests.shared_cluster import Run

_ALL = "all"


@click.command()
@click.option("--seed", type=int, default=lambda: secrets.randbelow(1_000_000), help="The same seed is the same run.")
@click.option("--messages", type=click.IntRange(min=1), default=10_000, show_default=True)
@click.option("--scenario", type=click.Choice([_ALL, *scenarios.BY_NAME]), default=_ALL, show_default=True)
@click.option("--break", "breakage", type=click.Choice(sorted(BREAKAGES)), default=None, help="Break a law on purpose.")
def main(seed: int, messages: int, scenario: str, breakage: str | None) -> None:
    """Prove that every message arrives once, or is said to be unknown."""
    # So that a run that is stopped takes everything down that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    Run.sweep()
    names = list(scenarios.BY_NAME) if scenario == _ALL else [scenario]
    click.echo(f"seed {seed}; repeat with: make faults SEED={seed} MESSAGES={messages} SCENARIO={scenario}\n")
    if breakage is not None:
        click.echo(f"BROKEN ON PURPOSE: {BREAKAGES[breakage].words}\n")
    click.echo("\n".join(fates.described()))
    click.echo(f"Kills: {len(EVERY)} of a step and a process\n")
    outcomes: list[Outcome] = []
    for name in names:
        planned = scenarios.BY_NAME[name]
        if planned.disk and not may_mount():
            click.echo(f"== {name}: not run. {planned.words} It needs root, to mount a small disk.\n")
            continue
        shape = planned.shape(seed, messages, breakage or "")
        click.echo(f"== {name}: {planned.words} {shape.messages} messages, {shape.hosts} host(s)")
        outcome = run(shape, planned.do, _told_since(time.monotonic()))
        _print(outcome)
        outcomes.append(outcome)
    _sum_up(outcomes)
    sys.exit(1 if any(outcome.faults() for outcome in outcomes) else 0)


def _sum_up(outcomes: Sequence[Outcome]) -> None:
    verdicts = [outcome.verdict for outcome in outcomes]
    due = sum(verdict.deadlines.due for verdict in verdicts)
    flagged = sum(verdict.deadlines.flagged for verdict in verdicts)
    click.echo(
        f"All together: {sum(verdict.accepted for verdict in verdicts)} accepted,"
        f" lost {sum(len(verdict.lost) for verdict in verdicts)},"
        f" delivered twice {sum(len(verdict.twice) for verdict in verdicts)},"
        f" unknown and listed {sum(len(verdict.unknown) for verdict in verdicts)},"
        f" flagged at their deadline {flagged} of {due},"
        f" {sum(outcome.killed.total() for outcome in outcomes)} kills,"
        f" {sum(outcome.seconds for outcome in outcomes):.0f} s."
    )


def _told_since(begun: float) -> Say:
    return lambda words: click.echo(f"{time.monotonic() - begun:7.1f} s  {words}")


def _print(outcome: Outcome) -> None:
    click.echo()
    for line in outcome.verdict.report():
        click.echo(f"  {line}")
    for heading, counted in (("met", outcome.met), ("killed", outcome.killed)):
        for what, times in sorted(counted.items()):
            click.echo(f"  {heading:8} {times:6} times  {what}")
    for note in outcome.notes:
        click.echo(f"  {note}")
    for fault in outcome.faults():
        click.echo(f"  WRONG    {fault}")
    click.echo(f"  {'wrong' if outcome.faults() else 'sound'}, in {outcome.seconds:.0f} s\n")


if __name__ == "__main__":
    main()
