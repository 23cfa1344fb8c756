"""Send a message, read one, list them."""

from __future__ import annotations

from uuid import UUID

from service.api import cursors
from service.api.answers import MessageAnswer, PageAnswer
from service.api.calls import Call, Reply, request_key
from service.api.drafts import draft_of, person_meant
from service.api.kinds import Problem
from service.api.requests import ListQuery, NewMessage
from service.domain.errors import Conflict
from service.domain.same_request import same_request
from service.queries.api_lists import Filters, list_messages
from service.queries.api_messages import kept_message, read_message
from service.queries.api_requests import sent_before
from service.use_cases.compose_messages import Wanted

PATH = "/api/v1/messages"


def send(call: Call, body: NewMessage) -> Reply:
    """Send a message to one person, the way that they chose.

    Answered once it is committed: from then on it goes out, or a person is told why not. The same ``Idempotency-Key``
    with the same body answers the same message with 200; with another body it is refused.
    """
    key = request_key(call.caller.key_id)
    actor, sessions = call.caller.actor, call.container.sessions
    with sessions() as session:
        before = sent_before(session, key)
        person_id = person_meant(session, actor, body)
        draft = draft_of(session, actor, body, before.created_at if before else call.now)
    try:
        message_id = before.message_id if before else call.container.accepting.compose(Wanted(actor, person_id, draft, key))
    except Conflict as taken:
        # Another request with this key was faster.
        raise Problem("idempotency_key_reused", parameter="Idempotency-Key") from taken
    with sessions() as session:
        kept = kept_message(session, actor, message_id, call.now)
    # Asked of a new one too: two requests with one key may have come at the same moment.
    if kept.state.person_id != person_id or not same_request(kept.draft, draft):
        raise Problem("idempotency_key_reused", parameter="Idempotency-Key")
    answer = MessageAnswer.model_validate(kept.state)
    return Reply(answer, 200 if before else 201, {"Location": f"{PATH}/{message_id}"})


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
