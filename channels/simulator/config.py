"""What the simulator is told when it starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "simulator"
_MODES_WITH_A_SIMULATOR = ("demo", "test")


class NotForProduction(RuntimeError):
    """The simulator was started where real messages could be on their way. ``BOTHWAYS_MODE`` unset means production."""

    def __init__(self, mode: str) -> None:
        super().__init__(
            f"The simulator does not start in mode '{mode}'. It stands in for phones and post that do not exist. "
            "Set BOTHWAYS_MODE to demo or test if this is not a live service."
        )


def _mode_from_environment() -> str:
    return os.environ.get("BOTHWAYS_MODE", "production")


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """``callback_base`` is the service's own address without a trailing slash; a port of 0 takes any free one.

    ``report_seconds`` is the pause before each delivery report, in real seconds: the simulated clock only stamps times.
    """

    data_dir: Path
    callback_base: str
    account_sid: str
    auth_token: str = field(repr=False)
    mail_secret: str = field(repr=False)
    sender: str
    printer_dir: Path
    clock_file: Path
    http_port: int = 0
    smtp_port: int = 0
    report_seconds: float = 0.2
    mode: str = field(default_factory=_mode_from_environment)

    def require_not_production(self) -> None:
        """Raise ``NotForProduction`` unless the mode is one that names itself as play."""
        if self.mode not in _MODES_WITH_A_SIMULATOR:
            raise NotForProduction(self.mode)
