"""A team with a list as long as one may get: 250 people who need somebody and 100 who wait, out of the seeded messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from service.database import Sessions

_OPEN = text(
    """
    WITH chosen AS (
        SELECT DISTINCT ON (person_id) id, person_id FROM message WHERE NOT open ORDER BY person_id, id DESC
    ), numbered AS (
        SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM chosen ORDER BY id DESC LIMIT 350
    ), opened AS (
        UPDATE message SET open = true, team_id = :team, owner_id = :owner,
               understanding = CASE WHEN n BETWEEN 171 AND 250 OR n <= 20 THEN 'answered' ELSE 'none' END,
               confirm_by = :now + CASE WHEN n <= 120 THEN -n * interval '1 minute' ELSE n * interval '5 minutes' END
          FROM numbered WHERE numbered.id = message.id
        RETURNING message.id, message.person_id, n
    ), out AS (
        UPDATE delivery SET awaiting = true,
               state = CASE WHEN n BETWEEN 121 AND 140 THEN 'failed' WHEN n BETWEEN 141 AND 150 THEN 'unknown'
                            WHEN n BETWEEN 151 AND 160 THEN 'held' WHEN n BETWEEN 161 AND 170 THEN 'to_do' ELSE state END,
               held_reason = CASE WHEN n BETWEEN 151 AND 160 THEN 'declined' END,
               error_code = CASE WHEN n BETWEEN 121 AND 140 THEN 'address_unreachable' END
          FROM opened WHERE opened.id = delivery.message_id
        RETURNING delivery.id, opened.id AS message_id, opened.person_id, n
    )
    INSERT INTO reply (id, route, provider, provider_id, sender, body, ticks, person_id, message_id, delivery_id,
           matched_how, candidates, category, reason, confirms, identity_doubt, open, team_id, owner_id, received_at)
    SELECT gen_random_uuid(), 'text', 'busy', message_id::text, '+447700900999',
           'ok thanks, but which door is it? I was told the side one', '{}', person_id, message_id, id, 'code', '{}',
           (ARRAY['help', 'received_only', 'answer_free', 'not_understood', 'risk'])[1 + mod(n, 5)], 'phrase', false, false,
           true, :team, :owner, :now - n * interval '1 minute'
      FROM out WHERE n BETWEEN 171 AND 250 OR n <= 20
    """
)


_MEMBER = text(
    "SELECT membership.team_id, staff.id FROM staff JOIN membership ON staff_id = staff.id WHERE staff.username = :username"
)


def make_busy(sessions: Sessions, username: str, now: datetime) -> None:
    """Open so many of the newest messages, each another person's, to the team of ``username``."""
    with sessions.begin() as session:
        connection = session.connection()
        team, owner = connection.execute(_MEMBER, {"username": username}).one()
        connection.execute(_OPEN, {"team": team, "owner": owner, "now": now})
