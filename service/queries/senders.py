"""All that has to be known when something comes in, in one statement: who writes from there, and what awaits an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.domain.matching import OpenQuestion
from service.domain.messages import CheckKind
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.domain.weighing import Axis, Check
from service.driver import Driver, driver_sql
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
    names_anothers: bool
    """A mail of ours is named that went to somebody else."""
    duty_team_id: UUID | None
    """Who owns what nobody owns; known where no single person is on record with the sender."""


MOST_CODES = 16
"""Looked up of those that a reply quotes: two are a worker's choice already, and a mail may hold a whole telephone book."""

# What nobody can tell of may have arrived, and an answer may be quicker than our own record of the call.
_OUT = f"(way.sent_at IS NOT NULL OR way.state IN ('{Transport.SENDING}', '{Transport.UNKNOWN}'))"
_WAITING = "SELECT delivery.id, false AS referenced FROM writers JOIN delivery USING (point_id) WHERE delivery.awaiting"


@cache
def _facts(codes: int, mails: int, *, addressed: bool) -> str:
    """By how many codes and mails are looked for: with an array, whose length it can't know, it is planned at every use."""
    names = {"code": [f"code_{number}" for number in range(codes)], "mail": [f"mail_{number}" for number in range(mails)]}
    quoted, named = (", ".join(f":{name}" for name in names[kind]) for kind in ("code", "mail"))
    found, mentioned = [_WAITING], []
    if codes:
        found.append(f"SELECT id, false FROM delivery WHERE code IN ({quoted})")  # noqa: S608 - names of parameters
    if mails:
        mentioned.append(f"SELECT delivery_id AS id, true FROM attempt WHERE provider_id IN ({named})")  # noqa: S608 - the same
    if addressed:
        mentioned.append("SELECT id, true FROM delivery WHERE code = :address_code")
    anothers = "SELECT false"
    if mentioned:
        anothers = f"SELECT bool_or(id NOT IN (SELECT id FROM ways)) FROM ({_all_of(mentioned)}) AS named"  # noqa: S608 - names of parameters again
    sql = f"""
        WITH writers AS MATERIALIZED ({WRITERS} WHERE {AT_SENDER}), ways AS MATERIALIZED (
            SELECT way.id, way.message_id, way.person_id, way.code, way.awaiting, way.asks,
                   bool_or(found.referenced) AS referenced
              FROM ({_all_of([*found, *mentioned])}) AS found
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
                    THEN (SELECT id FROM team ORDER BY is_duty DESC, id LIMIT 1) END AS duty_team_id,
               ({anothers}) AS names_anothers
    """  # noqa: S608 - only our own words stand in it
    return driver_sql(sql)


def _all_of(selections: Sequence[str]) -> str:
    return " UNION ALL ".join(selections)


def _padded(kind: str, values: Sequence[str]) -> dict[str, str]:
    """Parameters for a power of two of values, the last one repeated: a handful of statements for any number."""
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return {f"{kind}_{number}": values[min(number, len(values) - 1)] for number in range(size)}


def sender_facts(
    connection: Connection,
    sender: str,
    *,
    provider: str,
    provider_ids: Sequence[str],
    quoted: Sequence[str],
    references: Sequence[str],
    address_code: str | None = None,
) -> SenderFacts:
    """``provider_ids`` are the one or two under which it may be kept, ``references`` what it names. Nothing is locked.

    ``address_code`` is the plain code in the address that it came to: a reference as well.
    """
    given = {
        "sender": sender,
        "provider": provider,
        "provider_id": provider_ids[0],
        "other_id": provider_ids[-1],
    }
    if address_code is not None:
        given["address_code"] = address_code
    codes, mails = _padded("code", quoted[:MOST_CODES]), _padded("mail", references)
    statement = _facts(len(codes), len(mails), addressed=address_code is not None)
    row = Driver(connection).one(statement, given | codes | mails)
    ways = [(_question(way), way) for way in row.ways or ()]
    return SenderFacts(
        kept=tuple(Kept(UUID(each[0]), *each[1:]) for each in row.kept or ()),
        writers=tuple(writer(each) for each in row.writers or ()),
        waiting=tuple(question for question, _ in ways if question.awaiting),
        by_code=tuple(question for question, _ in ways if question.code in codes.values()),
        by_reference=tuple(question for question, way in ways if way["referenced"]),
        messages={asked.message_id: asked for asked in map(_asked, row.messages or ())},
        asks=frozenset(question.delivery_id for question, way in ways if way["asks"]),
        names_anothers=bool(row.names_anothers),
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
