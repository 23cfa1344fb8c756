"""Enqueues by name, in the caller's transaction. Bodies are in ``jobs``; no work exists only here."""

from __future__ import annotations

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy.orm import Session

DELIVER = "deliver"
READ_SCANS = "read_scans"

_app = App(connector=SyncPsycopgConnector())
"""Never opened: every job is written on the caller's own connection, so that it commits with the rows or not at all."""


def enqueue_delivery(session: Session) -> None:
    """Wake a worker once this transaction commits. Which rows are due it finds out for itself."""
    session.flush()
    connection = session.connection().connection.driver_connection
    _app.configure_task(DELIVER, connection=connection).defer()


def enqueue_scans(session: Session) -> None:
    """Wake a worker for files that came from a scanner."""
    session.flush()
    connection = session.connection().connection.driver_connection
    _app.configure_task(READ_SCANS, connection=connection).defer()
