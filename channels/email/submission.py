"""One message over SMTP, with the one thing that matters kept exact: whether the server may have taken it."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import Enum, auto

from channels.errors import Ambiguous, ChannelError, Permanent, Temporary

_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


class Stage(Enum):
    """How far a submission came. Only from ``DATA`` on can a message have been taken."""

    CONNECT = auto()
    TLS = auto()
    LOGIN = auto()
    SENDER = auto()
    RECIPIENT = auto()
    DATA = auto()


@dataclass(frozen=True, slots=True)
class Server:
    """A submission server. With ``tls`` nothing goes out, greeting aside, before the line is encrypted and verified."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: ssl.SSLContext | None
    greeting_name: str
    timeout_seconds: float


def submit(server: Server, sender: str, recipient: str, mail: bytes) -> ChannelError | None:
    """Hand over ``mail`` (CRLF lines) once. ``None`` means taken; an error is returned, so that none is ever chained.

    ``sender`` and ``recipient`` are ASCII addresses without control characters.
    """
    submission = _Submission(server)
    try:
        submission.run(sender, recipient, mail)
    except (smtplib.SMTPException, OSError) as error:
        return _meaning(submission.stage, error)
    finally:
        submission.close()
    return None


class _Submission:
    def __init__(self, server: Server) -> None:
        self.stage = Stage.CONNECT
        self._server = server
        self._line: smtplib.SMTP | None = None
        self._taken = False

    def run(self, sender: str, recipient: str, mail: bytes) -> None:
        server = self._server
        line = self._line = smtplib.SMTP(
            server.host, server.port, local_hostname=server.greeting_name, timeout=server.timeout_seconds
        )
        line.ehlo_or_helo_if_needed()
        if server.tls is not None:
            self.stage = Stage.TLS
            line.starttls(context=server.tls)
            line.ehlo_or_helo_if_needed()
        if server.username:
            self.stage = Stage.LOGIN
            line.login(server.username, server.password)
        self.stage = Stage.SENDER
        _expect(line.mail(sender), {250})
        self.stage = Stage.RECIPIENT
        _expect(line.rcpt(recipient), {250, 251})
        self.stage = Stage.DATA
        _expect(line.data(mail), {250})
        self._taken = True

    def close(self) -> None:
        if self._line is None:
            return
        if self._taken:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._line.quit()
        self._line.close()


def _expect(answer: tuple[int, bytes], wanted: set[int]) -> None:
    if answer[0] not in wanted:
        raise smtplib.SMTPResponseException(*answer)


def _meaning(stage: Stage, error: Exception) -> ChannelError:
    match stage:
        case Stage.CONNECT:
            return Temporary("connection_refused", provider_code=_provider_code(error))
        case Stage.TLS:
            return Temporary("tls_refused", provider_code=_provider_code(error))
        case Stage.LOGIN:
            dropped = isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, smtplib.SMTPException)
            return Temporary("connection_dropped" if dropped else "account_refused", provider_code=_provider_code(error))
    code = _answer(error)
    if 400 <= code < 500:
        return Temporary("relay_busy", provider_code=_provider_code(error))
    if 500 <= code < 600:
        return _refused(stage, code, _provider_code(error) or "")
    if stage is Stage.DATA:
        return Ambiguous("answer_unreadable" if code > 0 else "connection_dropped")
    return Temporary("connection_dropped")


def _refused(stage: Stage, code: int, provider_code: str) -> ChannelError:
    """A 5xx answer by RFC 5321 and the enhanced codes of RFC 3463."""
    if code == 530:
        return Temporary("account_refused", provider_code=provider_code)
    if provider_code in {"5.2.2", "5.2.3", "5.3.4"} or code == 552:
        return Permanent("content_too_long" if stage is Stage.DATA else "mailbox_full", provider_code=provider_code)
    if stage is Stage.SENDER:
        return Permanent("sender_refused", provider_code=provider_code)
    if stage is Stage.RECIPIENT and not provider_code.startswith("5.7."):
        return Permanent("address_unreachable", provider_code=provider_code)
    return Permanent("message_blocked", provider_code=provider_code)


def _answer(error: Exception) -> int:
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _provider_code(error: Exception) -> str | None:
    """The server's code alone: its words can hold the address."""
    if not isinstance(error, smtplib.SMTPResponseException):
        return None
    words = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode("utf-8", "replace")
    enhanced = _ENHANCED.match(words)
    return enhanced.group(1).decode() if enhanced else str(error.smtp_code)
