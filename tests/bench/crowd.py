"""Many people at once, written by the database itself: each chose one way, and said that it is safe."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text

from service.container import Container
from service.models import Person, Team

# Ids rise as those do that we make in Python (UUIDv7): rows that are read together stand together.
_WRITE = text(
    """
    WITH made AS MATERIALIZED (
        SELECT number,
               CASE WHEN NOT :mixed THEN 'text' WHEN number % 100 = 1 THEN 'phone_call' WHEN number % 200 = 0 THEN 'letter'
                    WHEN number % 5 = 2 THEN 'email' ELSE 'text' END AS medium,
               overlay(gen_random_uuid()::text PLACING
                       regexp_replace(lpad(to_hex(:since + number / 8), 12, '0'), '(.{8})(.{4})', '\\1-\\2-7')
                       FROM 1 FOR 15)::uuid AS person_id,
               gen_random_uuid() AS record_id, gen_random_uuid() AS point_id, gen_random_uuid() AS safety_id
          FROM generate_series(1, :number) AS number
    ), people AS (
        INSERT INTO person (id, team_id, case_reference, restricted, record_id, has_choice, created_at)
        SELECT person_id, :team, :prefix || '-' || number, false, record_id, true, :now FROM made
    ), records AS (
        INSERT INTO contact_record (id, person_id, name, name_words, safe_status, never_tell, format, spoken_language,
                                    written_language, supports, reasons, named_person, source, own_words, no_quiz,
                                    recorded_at)
        SELECT record_id, person_id, 'Sam Crowd', '{sam,crowd}', 'safe', '', 'standard', 'en', 'en', '{}', '{}', '',
               'person', '', false, :now
          FROM made
    ), choices AS (
        INSERT INTO medium_choice (record_id, medium, strength, rank) SELECT record_id, medium, 'prefers', 1 FROM made
    ), points AS (
        INSERT INTO contact_point (id, person_id, kind, value, line_type, safety_id, dead, opted_out, wrong_person,
                                   created_at)
        SELECT point_id, person_id,
               CASE medium WHEN 'email' THEN 'email' WHEN 'letter' THEN 'address' ELSE 'phone' END,
               CASE medium WHEN 'email' THEN :prefix || number || '@example.org'
                           WHEN 'letter' THEN number || E' Chapel Street\\nNorthmoor\\nLS1 6DF'
                           ELSE '+4474' || lpad((:first + number)::text, 8, '0') END,
               CASE WHEN medium IN ('email', 'letter') THEN 'not_a_line' ELSE 'mobile' END,
               safety_id, false, false, false, :now
          FROM made
    )
    INSERT INTO point_safety (id, point_id, status, others_may_read, who_else, ring_back, voicemail, weekdays, start, "end",
                              plain_envelope, source, recorded_at)
    SELECT safety_id, point_id, 'safe', 'no', '', 'yes', 'no', '{0,1,2,3,4,5,6}', '00:00', '23:59', false, 'person', :now
      FROM made
    """
)


def gather(container: Container, prefix: str, number: int, now: datetime, *, first: int, mixed: bool = False) -> list[UUID]:
    """That many new people with case references ``<prefix>-1`` onwards; their ids in that order.

    Telephone numbers are counted from ``first``. All want texts, or ``mixed``: 78.5 in 100 a text, 20 an email, 1 a call
    and one in 200 a letter.
    """
    with container.sessions.begin() as session:
        team = session.scalars(select(Team.id).where(Team.name == "Adults team")).one()
        given = {"team": team, "prefix": prefix, "number": number, "now": now, "first": first, "mixed": mixed}
        session.execute(_WRITE, given | {"since": int(now.timestamp() * 1000)})
        for table in ("person", "contact_record", "medium_choice", "contact_point", "point_safety"):
            session.connection().exec_driver_sql(f"ANALYZE {table}")
        found = select(Person.case_reference, Person.id).where(Person.case_reference.like(f"{prefix}-%"))
        places = {row.case_reference: row.id for row in session.execute(found)}
    return [places[f"{prefix}-{place}"] for place in range(1, number + 1)]
