"""Send a message, read one, list them."""

from __future__ import annotations

from uuid import UUID

from service.api import cursors
from service.api.answers import MessageAnswer, PageAnswer
from service.api.calls import Call, Reply, request_key
from service.api.drafts import meant
from service.api.kinds import Problem
from service.api.requests import ListQuery, NewMessage
from service.database import new_id
from service.domain.errors import Conflict
from service.domain.same_request import same_request
from service.queries.api_lists import Filters, list_messages
from service.queries.api_messages import read_message
from service.use_cases.compose_messages import Wanted

PATH = "/api/v1/messages"


def send(call: Call, body: NewMessage) -> Reply:
    """Send a message to one person, the way that they chose.

    Answered once it is committed: from then on it goes out, or a person is told why not. The same ``Idempotency-Key``
    with the same body answers the same message with 200; with another body it is refused.
    """
    began = new_id()
    key = request_key(call.caller.key_id)
    person_id, draft = meant(call, body, key)
    actor = call.caller.actor
    try:
        kept = call.container.programs.send(Wanted(actor, person_id, draft, key))
    except Conflict as taken:
        # Another request with this key was faster, for somebody else.
        raise Problem("idempotency_key_reused", parameter="Idempotency-Key") from taken
    if not same_request(kept.draft, draft):
        raise Problem("idempotency_key_reused", parameter="Idempotency-Key")
    # Ids are in the order of time: a message with an older one than this request was there before it.
    status = 201 if kept.state.id > began else 200
    return Reply(MessageAnswer.model_validate(kept.state), status, {"Location": f"{PATH}/{kept.state.id}"})


def show(call: Call, message_id: UUID) -> Reply:
    """Tell both axes of one message, and its flags."""
    with call.container.sessions.begin() as session:
        return Reply(MessageAnswer.model_validate(read_message(session, call.caller.actor, message_id, call.now)))


def page(call: Call, query: ListQuery) -> Reply:
    """List messages, newest first, a page at a time."""
    after = cursors.read(query.cursor) if query.cursor is not None else None
    filters = Filters(query.open, query.flagged, query.changed_since)
    with call.container.sessions.begin() as session:
        found = list_messages(session, call.caller.actor, filters, after, query.limit, call.now)
    return Reply(
        PageAnswer(
            messages=[MessageAnswer.model_validate(message) for message in found.messages],
            following=cursors.written(found.following) if found.following else None,
            as_of=call.now,
        )
    )
