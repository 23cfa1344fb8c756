"""The one statement behind the work list: from the open ones to the rows of one page, with how many there are in all.

What a fact means is the domain's to say. Its functions are asked once for every combination that they tell apart, and the
statement carries their answers: the rules stand in ``domain.flags`` alone, and no row of a page that nobody opens is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import column, text

from service.domain.flags import (
    URGENCY,
    DeliveryFacts,
    Flag,
    FlagKind,
    MessageFacts,
    ReplyFacts,
    delivery_flags,
    message_flag,
    reply_flag,
)
from service.domain.replies import Category
from service.domain.transport import QUESTION_OPEN, Transport
from service.domain.understanding import Understanding
from service.driver import driver_sql
from service.queries.person_flags import FACTS
from service.queries.work_list_rows import LONGEST_OURS, LONGEST_WORDS

MOST_TO_ASK = 10

_ONE, _OTHER = UUID(int=1), UUID(int=2)
_EARLY = datetime(2000, 1, 1, tzinfo=UTC)
_LATE = _EARLY + timedelta(days=1)


def _case(of: str, answers: Mapping[str, str]) -> str:
    """The answer for each word of a column; words that share the commonest answer, and unknown ones, get that."""
    otherwise, _times = Counter(answers.values()).most_common(1)[0]
    whens = " ".join(f"WHEN '{word}' THEN {answer}" for word, answer in answers.items() if answer != otherwise)
    return f"CASE {of} {whens} ELSE {otherwise} END"


def _place(flag: Flag | None) -> str:
    return "NULL" if flag is None else str(URGENCY[flag.kind])


def _of_reply(category: Category) -> str:
    def place(*, doubt: bool, tied: bool) -> str:
        return _place(reply_flag(ReplyFacts(_ONE, _OTHER if tied else None, category, doubt, _EARLY)))

    doubted, untied, plain = place(doubt=True, tied=True), place(doubt=False, tied=False), place(doubt=False, tied=True)
    if doubted == untied == plain:
        return plain
    return f"CASE WHEN identity_doubt THEN {doubted} WHEN message_id IS NULL THEN {untied} ELSE {plain} END"


def _of_message(understanding: Understanding, now: datetime) -> Flag | None:
    return message_flag(MessageFacts(_ONE, understanding, _LATE, _EARLY), now)


def _of_delivery(state: Transport, *, waits: bool = False, contradiction: bool = False) -> Flag | None:
    reason = QUESTION_OPEN if waits else None
    facts = DeliveryFacts(_ONE, _OTHER, state, _EARLY, reason, None, contradiction, _LATE)
    # A question that waits for its turn asks nothing of anybody: it is shown among what is waiting.
    flags = [flag for flag in delivery_flags(facts) if flag.kind is not FlagKind.QUESTION_HELD]
    return flags[0] if flags else None


_REPLY = _case("category", {category: _of_reply(category) for category in Category})
_OVERDUE = _case("understanding", {word: _place(_of_message(word, _LATE)) for word in Understanding})
_ANY_TIME = _case("understanding", {word: _place(_of_message(word, _EARLY)) for word in Understanding})
_SINCE = _case(
    "understanding",
    {word: "created_at" if _of_message(word, _EARLY) is not None else "confirm_by" for word in Understanding},
)
NEEDS_A_PERSON = sorted(state.value for state in Transport if _of_delivery(state) is not None)
"""The states in which a delivery is somebody's work: those of the partial index ``ix_delivery_needs_person``."""
_DELIVERY = _case(
    "state",
    {
        state: _place(_of_delivery(state))
        if _of_delivery(state, waits=True) == _of_delivery(state)
        else f"CASE WHEN held_reason = '{QUESTION_OPEN}' THEN {_place(_of_delivery(state, waits=True))}"
        f" ELSE {_place(_of_delivery(state))} END"
        for state in Transport
    },
)
_CONTRADICTION = _place(_of_delivery(Transport.DELIVERED, contradiction=True))
_KINDS = ", ".join(f"'{kind}'" for kind in FlagKind)
_STATES = ", ".join(f"'{state}'" for state in NEEDS_A_PERSON)


# Where something must not be, it is asked for by a subquery that PostgreSQL can't turn into a join, and so is what needs a
# person. It takes ten teams for granted behind a parameter, and would sooner read the restricted people, the closed flags
# and the failed deliveries of all teams than look up those of one: cheap in a small database, and dearer with each year.


def _mine(table: str, columns: str) -> str:
    """The open ones of the actor's teams, and what the actor owns elsewhere: each by its own partial index."""
    return f"""
        SELECT {columns} FROM {table}
         WHERE open AND (team_id = ANY(CAST(:teams AS uuid[])) OR owner_id = :me)
           AND ((SELECT true FROM person WHERE person.id = {table}.person_id AND person.restricted) IS NULL
                OR (SELECT true FROM restricted_reader AS named
                     WHERE named.person_id = {table}.person_id AND named.staff_id = :me) IS NOT NULL)
    """  # noqa: S608 - only our own words stand in it


_STANDING = f"""
    mine AS MATERIALIZED ({_mine("message", "id, person_id, understanding, confirm_by, created_at")}),
    came AS ({_mine("reply", "id, person_id, message_id, category, identity_doubt, received_at")}),
    flag AS (
        SELECT coalesce(person_id, id) AS key, person_id, {_REPLY} AS place,
               coalesce(message_id, id) AS subject_id, id AS fact_id, received_at AS since,
               CAST(NULL AS timestamptz) AS due, id AS reply_id, message_id, CAST(NULL AS uuid) AS delivery_id
          FROM came
        UNION ALL
        SELECT person_id, person_id, place, id, id, {_SINCE}, confirm_by, NULL, id, NULL
          FROM (SELECT *, CASE WHEN confirm_by <= :now THEN {_OVERDUE} ELSE {_ANY_TIME} END AS place FROM mine) AS silence
         WHERE place IS NOT NULL
        UNION ALL
        SELECT mine.person_id, mine.person_id, asks.place, mine.id, delivery.id, delivery.state_at, asks.due,
               NULL, mine.id, delivery.id
          FROM mine
         CROSS JOIN LATERAL (
               SELECT * FROM delivery
                WHERE delivery.message_id = mine.id AND awaiting AND (contradiction OR state IN ({_STATES})) OFFSET 0
         ) AS delivery
         CROSS JOIN LATERAL (VALUES ({_DELIVERY}, due_at), (CASE WHEN contradiction THEN {_CONTRADICTION} END, NULL))
                         AS asks (place, due)
         WHERE asks.place IS NOT NULL
    ),
    standing AS MATERIALIZED (
        SELECT *, row_number() OVER (PARTITION BY key ORDER BY place, since, fact_id) AS nth
          FROM flag
         WHERE (SELECT true FROM flag_action AS closed
                 WHERE closed.subject_id = flag.subject_id AND closed.fact_id = flag.fact_id
                   AND closed.kind = (ARRAY[{_KINDS}])[flag.place + 1] AND closed.action = 'closed' LIMIT 1) IS NULL
    )
"""  # noqa: S608 - only our own words stand in it
"""What is open, and every flag that stands on it: with ``nth`` of 1 those that are a row of the list."""

_WORK_LIST = f"""
    WITH {_STANDING},
    waits AS MATERIALIZED (
        SELECT person_id, (array_agg(id ORDER BY confirm_by, id))[1] AS message_id, min(confirm_by) AS due,
               coalesce(min(confirm_by), 'infinity') AS moment, count(*) - 1 AS more
          FROM mine
         WHERE NOT EXISTS (SELECT FROM standing WHERE standing.subject_id = mine.id)
         GROUP BY person_id
    ),
    shown AS (
        (SELECT place, key, moment, since, due, person_id, reply_id, message_id, delivery_id, CAST(0 AS bigint) AS more
           FROM (SELECT *, coalesce(due, since) AS moment FROM standing WHERE nth = 1) AS each
          WHERE (place, moment, key) > (:place, CAST(:moment AS timestamptz), CAST(:key AS uuid))
          ORDER BY place, moment, key LIMIT :most)
        UNION ALL
        (SELECT NULL, person_id, moment, NULL, due, person_id, NULL, message_id, NULL, more
           FROM waits
          WHERE (moment, person_id) > (CAST(:waits_moment AS timestamptz), CAST(:waits_key AS uuid))
          ORDER BY moment, person_id LIMIT :waits_most)
        UNION ALL
        (SELECT NULL, asked.id, NULL, asked.created_at, NULL, asked.id, NULL, NULL, NULL, 0
           FROM unnest(CAST(:teams AS uuid[])) AS team (id)
          CROSS JOIN LATERAL (
                SELECT person.id, person.created_at FROM person
                 WHERE person.team_id = team.id AND NOT person.has_choice
                   AND (NOT person.restricted OR EXISTS (SELECT FROM restricted_reader AS named
                                                          WHERE named.person_id = person.id AND named.staff_id = :me))
                 ORDER BY person.id DESC LIMIT {MOST_TO_ASK}
          ) AS asked
          ORDER BY asked.id DESC LIMIT {MOST_TO_ASK})
    )
    SELECT counts.needing, counts.waiting,
           shown.place, shown.key, beside.places, coalesce(shown.since, delivery.sent_at, message.created_at), shown.due,
           shown.person_id, shown.reply_id, shown.message_id, delivery.id, shown.more, record.name,
           reply.sender, reply.route, reply.ticks, coalesce(left(reply.body, {LONGEST_WORDS + 1}), last.words),
           message.purpose, message.language, message.options, message.understanding, left(message.body, {LONGEST_OURS}),
           delivery.medium, delivery.state, delivery.held_reason, delivery.error_code, delivery.sent_at,
           delivery.expected_on, CASE WHEN reply.id IS NULL THEN message.owner_id ELSE reply.owner_id END, owner.name,
           told.*
      FROM (SELECT (SELECT count(*) FROM standing WHERE nth = 1) AS needing,
                   (SELECT count(*) FROM waits) AS waiting) AS counts
      LEFT JOIN shown ON true
      LEFT JOIN (SELECT key, array_agg(place) AS places FROM standing WHERE nth > 1 GROUP BY key) AS beside
        ON beside.key = shown.key
      LEFT JOIN reply ON reply.id = shown.reply_id
      LEFT JOIN message ON message.id = shown.message_id
      LEFT JOIN LATERAL (
           SELECT * FROM delivery AS way
            WHERE shown.reply_id IS NULL AND way.message_id = shown.message_id AND way.awaiting
              AND way.id = coalesce(shown.delivery_id, way.id)
            ORDER BY extract(epoch FROM way.created_at) * CASE WHEN shown.place IS NULL THEN -1 ELSE 1 END LIMIT 1
      ) AS delivery ON true
      LEFT JOIN person ON person.id = shown.person_id
      LEFT JOIN contact_record AS record ON record.id = person.record_id
      LEFT JOIN staff AS owner
        ON owner.id = nullif(CASE WHEN reply.id IS NULL THEN message.owner_id ELSE reply.owner_id END, :me)
      LEFT JOIN LATERAL (
           SELECT left(said.body, {LONGEST_WORDS + 1}) AS words FROM reply AS said
            WHERE shown.reply_id IS NULL AND message.understanding <> 'none'
              AND said.message_id = message.id AND said.body <> ''
            ORDER BY said.received_at DESC LIMIT 1
      ) AS last ON true
      LEFT JOIN LATERAL (SELECT {FACTS} WHERE shown.place IS NOT NULL AND record.id IS NOT NULL OFFSET 0) AS told ON true
     ORDER BY shown.place, shown.moment, shown.key
"""  # noqa: S608 - only our own words and numbers stand in it
WORK_LIST_SQL = " ".join(_WORK_LIST.split())
WORK_LIST = driver_sql(WORK_LIST_SQL)
"""Binds ``me``, ``teams``, ``now``, how many of each part are wanted, and after which row each goes on.

Those who need somebody come first, then those who wait, which have no place, then the newest people whom nobody asked, which
have no message. At least one line comes back, with nothing beside the two numbers where nobody is to be shown.
"""

_COUNTS = f"""
    WITH {_STANDING}
    SELECT place, count(*) FROM standing WHERE nth = 1 GROUP BY place
    UNION ALL
    SELECT NULL, count(*) FROM mine
     WHERE confirm_by > :now AND confirm_by < :until AND {_OVERDUE} IS NOT NULL
       AND NOT EXISTS (SELECT FROM standing WHERE standing.subject_id = mine.id)
"""  # noqa: S608 - only our own words stand in it
COUNTS = text(" ".join(_COUNTS.split())).columns(column("place"), column("times"))
"""How many rows the list has of each kind; without a place, how many answers are due after ``now`` and before ``until``.

Binds ``me`` and ``teams`` as the list does: where nobody reads it, nothing of restricted people is counted.
"""

PLAN_ONCE_SQL = "SET LOCAL plan_cache_mode = force_generic_plan"
PLAN_ONCE = text(PLAN_ONCE_SQL)
"""Planning the list costs several times what reading it does, and PostgreSQL, left to itself, plans it at every look: it
takes ten teams for granted behind a parameter and finds its own plan dear."""
