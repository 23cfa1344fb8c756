"""One delivery with its tries, in memory: what the tests of the state machine compare the service with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.base import Progress
from service.domain.receipts import Standing, change
from service.domain.transport import Transport

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Told = tuple[int, Progress, str | None]
"""Which try, what is reported of it, and our code for a failure."""


@dataclass
class Try:
    """``taken``: a provider has it; ``lost``: the answer to our call never came; ``failed``: a report said so."""

    taken: bool = False
    lost: bool = False
    failed: bool = False
    refused: bool = False


@dataclass
class Way:
    """A delivery as the service keeps it."""

    state: Transport = Transport.QUEUED
    contradiction: bool = False
    awaiting: bool = True
    tries: list[Try] = field(default_factory=list)

    def tell(self, number: int, progress: Progress, code: str | None) -> None:
        """A report about one try, merged with all that ``record_receipt`` reads."""
        about = self.tries[number]
        others = [each for each in self.tries if each is not about]
        standing = Standing(
            self.state,
            newest=about is self.tries[-1],
            failed=about.failed,
            contradiction=self.contradiction,
            awaiting=self.awaiting,
            tries=None if any(each.lost for each in others) else sum(each.taken for each in others) + 1,
        )
        after = change(standing, progress, code, NOW, 0.5)
        self.state, self.contradiction = after.state, after.contradiction
        about.taken = True
        about.failed = about.failed or progress is Progress.FAILED
