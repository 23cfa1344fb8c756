"""Write the next migration from the models: ``make migration name="what changes"``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from service.embedded_postgres import EmbeddedPostgres
from service.migrations import configuration, upgrade


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bw") as folder, EmbeddedPostgres(Path(folder)) as server:
        url = server.start()
        upgrade(url)
        command.revision(configuration(url), message=sys.argv[1], autogenerate=True, rev_id=sys.argv[2])


if __name__ == "__main__":
    main()
