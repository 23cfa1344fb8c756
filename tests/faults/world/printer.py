"""The print room: prints each batch that lies whole in its folder, once, and notes every letter that it holds."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

from tests.faults.world.fates import Way
from tests.faults.world.journal import Taken
from tests.faults.world.moments import Moment
from tests.faults.world.outside import Outside

_LOOK_SECONDS = 0.1
_AWAY_SECONDS = 8.0


class Printer(threading.Thread):
    """``printed`` are the ids of the batches whose sheets came out; a file that is not whole is never printed.

    At first the folder is away: a plain file stands in its place, so that nobody can write there.
    """

    def __init__(self, outside: Outside, folder: Path) -> None:
        super().__init__(name="printer", daemon=True)
        self._outside = outside
        self._folder = folder
        self.printed: set[str] = set()
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.touch()

    def run(self) -> None:
        self._outside.stopping.wait(_AWAY_SECONDS)
        self._folder.unlink()
        self._folder.mkdir(exist_ok=True)
        while not self._outside.stopping.wait(_LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        for manifest in sorted(self._folder.glob("*.json")):
            if manifest.stem not in self.printed:
                self._print(manifest)

    def _print(self, file: Path) -> None:
        manifest = json.loads(file.read_bytes())
        if hashlib.sha256(file.with_suffix(".pdf").read_bytes()).hexdigest() != manifest["pdf_sha256"]:
            self._outside.journal.met("printer: a batch that is not whole")
            return
        at = self._outside.clock().timestamp()
        for row in manifest["letters"]:
            taken = Taken(Way.LETTER, row["reference"], row["attempt_id"], "", manifest["batch"], "", at, arrived=True)
            self._outside.journal.take(taken)
        self.printed.add(file.stem)
        self._outside.moments.passing(Moment.BATCH_PRINTED)
