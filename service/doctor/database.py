"""The database, and our clock beside its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service.container import Container
from service.database import Sessions, UtcDateTime
from service.doctor.finding import Finding, broken, ok
from service.doctor.finding import look as look_at
from service.domain.clocks import MOST_BEHIND, ClockBehind, require_not_behind
from service.embedded_postgres.binaries import OLDEST_MAJOR
from service.migrations import newest
from service.outages import Outage, outage_of
from service.queries.newest_row import newest_row
from service.queries.readiness import tables_of

_ABOUT = text(
    """
    SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_version') AS version,
           pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS only_reads
    """
)
_ITS_CLOCK = text("SELECT clock_timestamp() AS at").columns(at=UtcDateTime())
_NOTICEABLE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Look:
    """``usable``: it answers, and has our tables. ``major`` is the server's version, where it answered."""

    findings: tuple[Finding, ...]
    usable: bool
    major: int | None = None


def look(sessions: Sessions) -> Look:
    try:
        with sessions() as session:
            row = session.execute(_ABOUT).one()
            tables = tables_of(session)
    except SQLAlchemyError as error:
        why = outage_of(error) or Outage.AWAY
        words = f"The database does not answer ({why.value}). Start it, and check BOTHWAYS_DATABASE_URL and its network."
        return Look((broken("database", words),), usable=False)
    found = [ok("database", f"PostgreSQL {row.version} answers.")]
    if row.major < OLDEST_MAJOR:
        found = [broken("database", f"PostgreSQL {row.version} is too old. Use {OLDEST_MAJOR} or newer.")]
    if row.only_reads:
        found.append(
            broken("database", "It takes nothing new: it is a standby. Point BOTHWAYS_DATABASE_URL at the primary.")
        )
    if tables == newest():
        found.append(ok("tables", f"They are those of this release ({tables})."))
    else:
        words = f"They are at {tables or 'nothing yet'}, this release needs {newest()}. Run `bothways migrate`."
        found.append(broken("tables", f"{words} If a newer release has run already, install that one here."))
    return Look(tuple(found), usable=tables == newest(), major=row.major)


def clock(container: Container) -> Iterator[Finding]:
    """This machine's clock, beside the database's, and the service's, beside the newest row."""
    with container.sessions() as session:
        apart = datetime.now(UTC) - session.execute(_ITS_CLOCK).scalar_one()
        newest_at = newest_row(session)
    seconds = f"{abs(apart.total_seconds()):.0f} seconds"
    way = "ahead of" if apart > timedelta(0) else "behind"
    if abs(apart) > MOST_BEHIND:
        words = f"This machine's clock is {seconds} {way} the database's. Set both by NTP (timedatectl set-ntp true)."
        yield broken("clock", words)
    elif abs(apart) > _NOTICEABLE:
        yield look_at("clock", f"This machine's clock is {seconds} {way} the database's. Let both keep time by NTP.")
    else:
        yield ok("clock", "This machine's clock and the database's agree.")
    try:
        require_not_behind(container.clock(), newest_at)
    except ClockBehind as error:
        yield broken("clock", str(error))
