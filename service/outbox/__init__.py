"""Claim, complete, hold, expire: the only code that moves transport rows to and from a worker."""

from service.domain.transport import QUESTION_OPEN
from service.outbox.claiming import CARRIED, Claimed, begin_attempts, claim, stop
from service.outbox.halts import halt, halts, may_send, resume
from service.outbox.moving import accepted, expire, hold_letters, lock_ways, move
from service.outbox.pace import BULK_SHARE, Turn, give_back, take_turn
from service.outbox.questions import open_among, question_open_at, release_held_questions
from service.outbox.reply_links import LINK_NOT_SAFE, keep_links, linked, may_link
from service.outbox.results import MOST_TRIES, NOT_BEGUN, Outcome, Step, record, step_after

__all__ = [
    "BULK_SHARE",
    "CARRIED",
    "LINK_NOT_SAFE",
    "MOST_TRIES",
    "NOT_BEGUN",
    "QUESTION_OPEN",
    "Claimed",
    "Outcome",
    "Step",
    "Turn",
    "accepted",
    "begin_attempts",
    "claim",
    "expire",
    "give_back",
    "halt",
    "halts",
    "hold_letters",
    "keep_links",
    "linked",
    "lock_ways",
    "may_link",
    "may_send",
    "move",
    "open_among",
    "question_open_at",
    "record",
    "release_held_questions",
    "resume",
    "step_after",
    "stop",
    "take_turn",
]
