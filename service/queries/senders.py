"""All that has to be known when something comes in, in one statement: who writes from there, and what awaits an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Text, TextClause, bindparam, text
from sqlalchemy.orm import Session

from service.domain.matching import OpenQuestion
from service.domain.messages import CheckKind
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.domain.weighing import Axis, Check
from service.queries.identity import AT_SENDER, WRITERS, Writer, writer


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply that came before, under one of the ids that this one may have."""

    reply_id: UUID
    provider_id: str
    sender: str
    body: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that may have been answered. ``version`` tells whether its row has changed since."""

    message_id: UUID
    person_id: UUID
    team_id: UUID
    owner_id: UUID | None
    language: str
    check: Check
    axis: Axis
    version: str


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """``waiting``, ``by_code`` and ``by_reference`` are deliveries to this sender that left; ``messages`` theirs, by id."""

    kept: tuple[Kept, ...]
    writers: tuple[Writer, ...]
    waiting: tuple[OpenQuestion, ...]
    by_code: tuple[OpenQuestion, ...]
    by_reference: tuple[OpenQuestion, ...]
    messages: Mapping[UUID, Asked]
    asks: frozenset[UUID]
    """The deliveries that carried a question."""
    duty_team_id: UUID | None
    """Who owns what nobody owns; known where no single person is on record with the sender."""


# What nobody can tell of may have arrived, and an answer may be quicker than our own record of the call.
_OUT = f"(way.sent_at IS NOT NULL OR way.state IN ('{Transport.SENDING}', '{Transport.UNKNOWN}'))"
_WAITING = "SELECT delivery.id, false AS referenced FROM writers JOIN delivery USING (point_id) WHERE delivery.awaiting"
_LIST = "(SELECT json_array_elements_text(CAST({} AS json)))"
_BY_CODE = f"SELECT delivery.id, false FROM delivery WHERE delivery.code IN {_LIST.format(':quoted')}"  # noqa: S608
_BY_REFERENCE = f"SELECT delivery_id, true FROM attempt WHERE provider_id IN {_LIST.format(':named')}"  # noqa: S608


@cache
def _facts(*, coded: bool, referring: bool) -> TextClause:
    """One statement for each kind of reply, and lists as JSON: an array would have it planned anew at every use."""
    found = [_WAITING, *([_BY_CODE] if coded else []), *([_BY_REFERENCE] if referring else [])]
    sql = f"""
        WITH writers AS MATERIALIZED ({WRITERS} WHERE {AT_SENDER}), ways AS MATERIALIZED (
            SELECT way.id, way.message_id, way.person_id, way.code, way.awaiting, way.asks,
                   bool_or(found.referenced) AS referenced
              FROM ({" UNION ALL ".join(found)}) AS found
              JOIN delivery AS way ON way.id = found.id
             WHERE {_OUT} AND way.point_id IN (SELECT point_id FROM writers)
             GROUP BY way.id
        )
        SELECT (SELECT json_agg(json_build_array(id, provider_id, sender, body)) FROM reply
                 WHERE provider = :provider AND provider_id IN (:provider_id, :other_id)) AS kept,
               (SELECT json_agg(row_to_json(writers)) FROM writers) AS writers,
               (SELECT json_agg(row_to_json(ways) ORDER BY ways.id) FROM ways) AS ways,
               (SELECT json_agg(row_to_json(message)) FROM (
                    SELECT id, person_id, team_id, owner_id, language, check_kind, options, right_option, proof,
                           understanding, proof_met, judged_only, open, CAST(message.xmin AS text) AS version
                      FROM message WHERE id IN (SELECT message_id FROM ways)) AS message) AS messages,
               CASE WHEN (SELECT count(DISTINCT person_id) FROM writers) <> 1
                    THEN (SELECT id FROM team ORDER BY is_duty DESC, id LIMIT 1) END AS duty_team_id
    """  # noqa: S608 - only our own words stand in it
    names = ["sender", "provider", "provider_id", "other_id", *["quoted"] * coded, *["named"] * referring]
    return text(sql).bindparams(*(bindparam(name, type_=Text()) for name in names))


def sender_facts(
    session: Session,
    sender: str,
    *,
    provider: str,
    provider_ids: Sequence[str],
    quoted: Sequence[str],
    references: Sequence[str],
) -> SenderFacts:
    """``provider_ids`` are the one or two under which it may be kept, ``references`` what it names. Nothing is locked."""
    given = {
        "sender": sender,
        "provider": provider,
        "provider_id": provider_ids[0],
        "other_id": provider_ids[-1],
        "quoted": json.dumps(quoted),
        "named": json.dumps(references),
    }
    statement = _facts(coded=bool(quoted), referring=bool(references))
    row = session.connection().execute(statement, given).one()
    ways = [(_question(way), way) for way in row.ways or ()]
    return SenderFacts(
        kept=tuple(Kept(UUID(each[0]), *each[1:]) for each in row.kept or ()),
        writers=tuple(writer(each) for each in row.writers or ()),
        waiting=tuple(question for question, _ in ways if question.awaiting),
        by_code=tuple(question for question, _ in ways if question.code in quoted),
        by_reference=tuple(question for question, way in ways if way["referenced"]),
        messages={asked.message_id: asked for asked in map(_asked, row.messages or ())},
        asks=frozenset(question.delivery_id for question, way in ways if way["asks"]),
        duty_team_id=row.duty_team_id,
    )


def _question(way: Mapping[str, Any]) -> OpenQuestion:
    return OpenQuestion(UUID(way["id"]), UUID(way["message_id"]), UUID(way["person_id"]), way["code"], way["awaiting"])


def _asked(row: Mapping[str, Any]) -> Asked:
    return Asked(
        message_id=UUID(row["id"]),
        person_id=UUID(row["person_id"]),
        team_id=UUID(row["team_id"]),
        owner_id=UUID(row["owner_id"]) if row["owner_id"] else None,
        language=row["language"],
        check=Check(CheckKind(row["check_kind"]), Proof(row["proof"]), tuple(row["options"]), row["right_option"]),
        axis=Axis(
            Understanding(row["understanding"]),
            open=row["open"],
            judged_only=row["judged_only"],
            proof_met=Proof(row["proof_met"]) if row["proof_met"] else None,
        ),
        version=row["version"],
    )
