"""Our own PostgreSQL, for an installation that has no database server of its own."""

from service.embedded_postgres.cluster import EmbeddedPostgres, remove, resolve_database_url, temporary_database
from service.embedded_postgres.errors import EmbeddedPostgresError, Fault

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "Fault", "remove", "resolve_database_url", "temporary_database"]
