"""Write the next migration from the models: ``make migration name="what changes"``."""

from __future__ import annotations

import sys

from alembic import command

from service.embedded_postgres import temporary_database
from service.migrations import configuration, upgrade


def main() -> None:
    with temporary_database() as url:
        upgrade(url)
        command.revision(configuration(url), message=sys.argv[1], autogenerate=True, rev_id=sys.argv[2])


if __name__ == "__main__":
    main()
