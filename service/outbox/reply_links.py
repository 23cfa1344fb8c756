"""The links of what leaves now: each try's own, made when it leaves and kept as a digest alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.database import new_id
from service.domain import reply_links
from service.domain.safe_contact import PointFacts
from service.domain.transport import TransportEvent
from service.models import ReplyLink
from service.outbox.claiming import Claimed, stop
from service.queries.reply_links import policy_of

LINK_NOT_SAFE = "link_not_safe"
"""Why it is held: its words hold a link, and what was learned since says that nobody may be sent one there."""


def linked(
    session: Session, claimed: Sequence[Claimed], points: Mapping[UUID, PointFacts], now: datetime
) -> tuple[list[Claimed], dict[UUID, str]]:
    """The same with a link in each that has a place for one, before leave is asked for these very words; and the tokens.

    What may not carry a link any more is held and left out: words are never changed silently.
    """
    waiting = {each.delivery_id for each in claimed if reply_links.has_place(each.content)}
    if not waiting:
        return list(claimed), {}
    where = {each.delivery_id: points[each.point_id] for each in claimed if each.point_id is not None}
    kept: list[Claimed] = []
    tokens: dict[UUID, str] = {}
    for each in claimed:
        point = where.get(each.delivery_id)
        if each.delivery_id not in waiting or point is None:
            kept.append(each)
        elif not may_link(session, each.channel, point, now):
            stop(session, each, TransportEvent.HOLD, now, reason=LINK_NOT_SAFE)
        else:
            token = tokens[each.delivery_id] = reply_links.new_token()
            kept.append(replace(each, content=reply_links.filled(each.content, token)))
    return kept, tokens


def may_link(session: Session, channel: str, point: PointFacts, now: datetime) -> bool:
    """Whether words that hold a link may still leave there with one."""
    policy = policy_of(session)
    return policy is not None and policy.carries(channel) and reply_links.may_carry(point, now)


def keep_links(session: Session, tokens: Mapping[UUID, str], leaving: Collection[UUID], now: datetime) -> None:
    """For those that leave: committed with the tries that carry them, before any call."""
    going = [(delivery_id, tokens[delivery_id]) for delivery_id in leaving if delivery_id in tokens]
    policy = policy_of(session)
    if not going or policy is None:
        return
    rows = [
        {
            "id": new_id(),
            "delivery_id": delivery_id,
            "token_digest": reply_links.digest_of(token),
            "created_at": now,
            "expires_at": now + policy.lasts,
        }
        for delivery_id, token in going
    ]
    session.execute(insert(ReplyLink), rows)
