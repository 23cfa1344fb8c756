"""What can keep our own PostgreSQL from running."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """The stable words that ``bothways doctor`` and the logs use."""

    NO_BINARIES = "postgres_not_installed"
    WRONG_MAJOR = "postgres_wrong_major_version"
    ANOTHER_USER = "postgres_cluster_of_another_user"
    UNSAFE_PATH = "postgres_path_not_private"
    NO_ACCOUNT = "postgres_no_unprivileged_account"
    INITDB_FAILED = "postgres_initdb_failed"
    START_FAILED = "postgres_start_failed"
    START_TIMEOUT = "postgres_start_timeout"
    BUSY = "postgres_start_in_progress"


class EmbeddedPostgresError(Exception):
    """The database could not be started. The text says what to do next; ``code`` is stable."""

    def __init__(self, code: Fault, text: str) -> None:
        super().__init__(text)
        self.code = code
