"""The whole outside: a text provider, a mail server, a print room, and the people who answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from service.clock import clock_from
from tests.faults.world.fates import Fates
from tests.faults.world.journal import Journal
from tests.faults.world.mails import Mails
from tests.faults.world.moments import Moments
from tests.faults.world.outside import ACCOUNT, MAIL_SECRET, MAIL_SENDER, SENDER, TOKEN, Outside
from tests.faults.world.printer import Printer
from tests.faults.world.reports import Poster
from tests.faults.world.texts import Texts

CALL_SECONDS = 1.5
"""How long the service waits for an answer in these runs. The world's silence lasts longer."""


class World:
    """Runs in the harness's own process, in threads, so that it can stop at the very moment of a call."""

    def __init__(self, folder: Path, fates: Fates, public_url: str, webs: Sequence[str]) -> None:
        self._folder = folder
        self._printer_folder = folder / "printer"
        self.clock_file = folder / "clock"
        self.moments = Moments()
        self.journal = Journal(folder / "journal.jsonl")
        self.outside = Outside(
            fates=fates,
            journal=self.journal,
            moments=self.moments,
            clock=clock_from(self.clock_file),
            silence_seconds=CALL_SECONDS + 1,
        )
        self.poster = Poster(self.outside, public_url, webs)
        self._texts = Texts(self.outside, self.poster)
        self._mails = Mails(self.outside)
        self.printer = Printer(self.outside, self._printer_folder)
        self._closing = ExitStack()

    def environment(self) -> Mapping[str, str]:
        """What the service is told of the outside."""
        return {
            "BOTHWAYS_TWILIO_ACCOUNT_SID": ACCOUNT,
            "BOTHWAYS_TWILIO_AUTH_TOKEN": TOKEN,
            "BOTHWAYS_TWILIO_SENDER": SENDER,
            "BOTHWAYS_TWILIO_API_URL": self._texts.url,
            "BOTHWAYS_TWILIO_TIMEOUT_SECONDS": str(CALL_SECONDS),
            "BOTHWAYS_SMTP_HOST": "127.0.0.1",
            "BOTHWAYS_SMTP_PORT": str(self._mails.port),
            "BOTHWAYS_SMTP_STARTTLS": "false",
            "BOTHWAYS_SMTP_TIMEOUT_SECONDS": str(CALL_SECONDS),
            "BOTHWAYS_EMAIL_SENDER": MAIL_SENDER,
            "BOTHWAYS_MAIL_WEBHOOK_SECRET": MAIL_SECRET,
            "BOTHWAYS_PRINTER_DIR": str(self._printer_folder),
            "BOTHWAYS_CLOCK_FILE": str(self.clock_file),
        }

    def set_clock(self, seconds: int) -> None:
        """Everybody's clock, the world's and the service's, so many seconds before the machine's own."""
        draft = self.clock_file.with_suffix(".new")
        draft.write_text(str(seconds))
        draft.replace(self.clock_file)

    def __enter__(self) -> Self:
        for server in (self._texts, self._mails):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            self._closing.callback(server.server_close)
            self._closing.callback(server.shutdown)
        self.poster.start()
        self._closing.callback(self.poster.stop)
        self.printer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.outside.stopping.set()
        self._closing.close()
        self.printer.join()
        self.journal.close()
