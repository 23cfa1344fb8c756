"""Whether somebody is told of danger, in every team and at every hour; and whether the mornings' lists arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.container import Container
from service.doctor.finding import Finding, look, ok
from service.domain.contact_points import PointKind
from service.queries.cover import CoverOfTeam, every
from service.queries.digests import not_arrived

_CHANNEL_OF: Final = {PointKind.PHONE: "sms", PointKind.EMAIL: "email"}


def findings(container: Container) -> Iterator[Finding]:
    with container.sessions() as session:
        teams, lost = every(session), not_arrived(session, container.clock())
    for team in teams:
        yield from _of_team(team, container)
        if team.digest_to and "email" not in container.channels:
            yield look("digest", f"{team.team}: its morning list can't be sent, for there is no provider of email.")
        elif team.digest_to and team.team_id in lost:
            yield look("digest", f"{team.team}: its last morning list may not have arrived. Check the address at /cover.")


def _of_team(team: CoverOfTeam, container: Container) -> Iterator[Finding]:
    if not team.cover.contacts:
        yield look(
            "cover",
            f"{team.team}: nobody is told of an urgent reply, but for the duty team's cover. Name somebody at /cover.",
        )
        return
    missing = sorted({_CHANNEL_OF[each.kind] for each in team.cover.contacts} - container.channels.keys())
    for channel in missing:
        yield look("cover", f"{team.team}: some of its cover can't be told, for there is no provider of {channel}.")
    if team.gapless:
        yield ok("cover", f"{team.team}: somebody is told of an urgent reply at every hour.")
    else:
        yield look(
            "cover",
            f"{team.team}: at some hours nobody of its own is told of an urgent reply. Its emails and letters say when "
            "replies are read. Close the gap at /cover.",
        )
