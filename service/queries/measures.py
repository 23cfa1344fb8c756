"""How the service fares, as numbers under codes: asked of the facts at that moment, so that every host answers alike.

Each statement looks into an index and stops at ``MOST`` rows, so that a look costs the same however large the tables are.
Nothing in them names or describes a person: labels are our own words for channels, lanes, results, kinds and tasks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from service.database import UtcDateTime
from service.domain.transport import Lane

MOST: Final = 100_000
"""Counts end here: a queue that long says all that a figure can."""
MOST_SENDS: Final = 10_000
"""Of the last hour's tries the newest are counted, for each costs a look at its delivery."""
SILENT_SECONDS: Final = 60
"""A worker that gave no sign of life for so long is taken for dead (Procrastinate's heart beats every 10)."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Ages are in whole seconds, 0 where nothing waits; ``mailbox_age`` is ``None`` where none was ever read."""

    due: Mapping[tuple[str, str], int]
    """By channel and lane."""
    queue_age: Mapping[str, int]
    """Of the oldest due delivery, by channel."""
    unknown: Mapping[str, int]
    """By channel; those that a person, a reply or a report settled are not among them."""
    unknown_age: int
    expired_leases: int
    flagged: int
    """Open messages that were not confirmed by their deadline."""
    sends: Mapping[tuple[str, str], int]
    """Tries of the last hour by channel and result, ``under_way`` while there is none."""
    halts: Mapping[tuple[str, str], int]
    """Seconds that sending stands still, by channel (``*``: all) and reason."""
    alerts: Mapping[str, int]
    """Unseen, by kind."""
    unsealed_age: int
    waiting_jobs: Mapping[str, int]
    """By task."""
    stalled_jobs: int
    workers: int
    """That gave a sign of life in the last minute."""
    mailbox_age: int | None


def measures(session: Session, now: datetime) -> Measures:
    """Seconds run by ``now`` where rows carry the service's time, and by the database's clock where hosts share it."""
    connection = session.connection()
    given = {"now": now, "most": MOST, "most_sends": MOST_SENDS, "silent": SILENT_SECONDS}

    def rows(name: str) -> list[Any]:
        return list(connection.execute(STATEMENTS[name], given))

    queue, unknown, jobs = rows("queue"), rows("unknown"), rows("jobs")
    (engine,) = rows("engine")
    return Measures(
        due={(row.channel, Lane(row.lane).name.lower()): row.number for row in queue},
        queue_age={
            channel: max(0, *(row.age for row in queue if row.channel == channel))
            for channel in {row.channel for row in queue}
        },
        unknown={row.channel: row.number for row in unknown},
        unknown_age=max((row.age for row in unknown), default=0),
        expired_leases=engine.expired_leases,
        flagged=rows("flagged")[0].number,
        sends={(row.channel, row.result): row.number for row in rows("sends")},
        halts={(row.channel, row.reason): row.age for row in rows("halts")},
        alerts={row.kind: row.number for row in rows("alerts")},
        unsealed_age=engine.unsealed_age,
        waiting_jobs={row.task_name: row.number for row in jobs},
        stalled_jobs=engine.stalled_jobs,
        workers=engine.workers,
        mailbox_age=engine.mailbox_age,
    )


_CHANNELS: Final = ("sms", "email", "letter")
_SECONDS_SINCE = "greatest(0, extract(epoch FROM {now} - {then}))::bigint"


def _since(then: str, *, now: str = "CAST(:now AS timestamptz)") -> str:
    return _SECONDS_SINCE.format(now=now, then=then)


_QUEUE = f"""
    SELECT channel, lane, coalesce({_since("oldest.due_at")}, 0) AS age, waiting.number
      FROM unnest(ARRAY[{", ".join(f"'{channel}'" for channel in _CHANNELS)}]) AS channel
     CROSS JOIN unnest(ARRAY[{", ".join(str(lane.value) for lane in Lane)}]::smallint[]) AS lane
      LEFT JOIN LATERAL (
           SELECT due_at FROM delivery
            WHERE state = 'queued' AND delivery.channel = channel.channel AND delivery.lane = lane.lane AND due_at <= :now
            ORDER BY due_at LIMIT 1) AS oldest ON true
     CROSS JOIN LATERAL (
           SELECT count(*) AS number FROM (
                  SELECT FROM delivery
                   WHERE state = 'queued' AND delivery.channel = channel.channel AND delivery.lane = lane.lane
                     AND due_at <= :now
                   LIMIT :most) AS counted) AS waiting
"""  # noqa: S608 - only our own words stand in it
_UNKNOWN = f"""
    SELECT channel, count(*) AS number, max({_since("state_at")}) AS age
      FROM (SELECT channel, state_at FROM delivery WHERE state = 'unknown' AND awaiting LIMIT :most) AS counted
     GROUP BY channel
"""  # noqa: S608 - only our own words stand in it
_FLAGGED = """
    SELECT count(*) AS number
      FROM team
     CROSS JOIN LATERAL (
           SELECT FROM message WHERE message.team_id = team.id AND open AND confirm_by <= :now LIMIT :most) AS counted
"""
# Attempts have no index by time, and need none: their ids are UUIDv7, whose first 48 bits are milliseconds (RFC 9562). The
# channel is looked up row by row: a join is planned as a read of all deliveries once the last hour holds many.
_SENDS = """
    SELECT channel, result, count(*) AS number
      FROM (SELECT coalesce(outcome, 'under_way') AS result,
                   (SELECT channel FROM delivery WHERE delivery.id = tried.delivery_id) AS channel
              FROM (SELECT delivery_id, outcome FROM attempt
                     WHERE id >= (lpad(to_hex((extract(epoch FROM clock_timestamp() - interval '1 hour') * 1000)::bigint),
                                       12, '0') || repeat('0', 20))::uuid
                     ORDER BY id DESC LIMIT :most_sends) AS tried) AS placed
     GROUP BY 1, 2
"""
_HALTS = f"SELECT channel, reason, {_since('since')} AS age FROM halt"  # noqa: S608 - as above
_ALERTS = """
    SELECT kind, count(*) AS number
      FROM (SELECT kind FROM alert WHERE seen_at IS NULL LIMIT :most) AS counted GROUP BY kind
"""
_JOBS = """
    SELECT task_name, count(*) AS number
      FROM (SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' LIMIT :most) AS counted GROUP BY task_name
"""
_ENGINE = f"""
    SELECT (SELECT count(*) FROM (SELECT FROM delivery WHERE state = 'sending' AND lease_until < clock_timestamp()
                                   LIMIT :most) AS counted) AS expired_leases,
           coalesce((SELECT {_since("at")} FROM audit_entry WHERE position IS NULL ORDER BY id LIMIT 1), 0) AS unsealed_age,
           (SELECT count(*) FROM procrastinate_workers
             WHERE last_heartbeat >= clock_timestamp() - make_interval(secs => :silent)) AS workers,
           (SELECT count(*) FROM procrastinate_jobs AS job
              LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
             WHERE job.status = 'doing'
               AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - make_interval(secs => :silent))
           ) AS stalled_jobs,
           (SELECT max({_since("at", now="clock_timestamp()")}) FROM mailbox) AS mailbox_age
"""  # noqa: S608 - only our own words stand in it

STATEMENTS: Final = {
    name: text(sql).bindparams(*([bindparam("now", type_=UtcDateTime())] if ":now" in sql else []))
    for name, sql in {
        "queue": _QUEUE,
        "unknown": _UNKNOWN,
        "flagged": _FLAGGED,
        "sends": _SENDS,
        "halts": _HALTS,
        "alerts": _ALERTS,
        "jobs": _JOBS,
        "engine": _ENGINE,
    }.items()
}
"""By name, as they are explained in the tests."""
