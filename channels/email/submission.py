"""One message over SMTP, with the one thing that matters kept exact: whether the server may have taken it."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from channels.email import status_codes
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary

_LINE_START = re.compile(rb"^\.", re.MULTILINE)
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")
_PASSWORD_TRANSITION = 432
_SENDING_LIMIT = "5.4.5"
# RFC 5248 and RFC 4954: our credentials, our account; 5.7.54, .57 and .60 are Exchange's words for the same.
_OUR_ACCOUNT = frozenset(f"5.7.{detail}" for detail in (8, 9, 10, 11, 13, 14, 54, 57, 60))
# What Postfix, Exim and others say of whom they do not know, whatever the code: read here and kept nowhere.
_NOT_OURS = re.compile(
    r"\b(?:relay(?:ing)?\b|authentication (?:is )?required|not authenticated"
    r"|must (?:first )?(?:authenticate|log ?in|sign ?in))",
    re.IGNORECASE,
)
# An address that asks to be passed on (RFC 1123 §5.2.16) is refused in the same words, and that is about the address.
_ROUTED = re.compile("[%!]")


class Stage(Enum):
    """How far a submission came. Only once its ``CONTENT`` goes out can a message have been taken."""

    CONNECT = auto()
    TLS = auto()
    LOGIN = auto()
    SENDER = auto()
    RECIPIENT = auto()
    DATA = auto()
    CONTENT = auto()


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


def submit(server: Server, sender: str, recipient: str, mail: bytes, *, envelope_id: str) -> ChannelError | None:
    """Hand over ``mail`` (CRLF lines) once. ``None`` means taken; an error is returned, so that none is ever chained.

    ``sender`` and ``recipient`` are ASCII addresses without control characters. A server that knows RFC 3461 is asked to
    name ``envelope_id`` in a bounce, and not to send the words of the message around again with it.
    """
    return _Submission(server).attempt(lambda line: line.hand_over(sender, recipient, mail, envelope_id))


def sign_in(server: Server) -> ChannelError | None:
    """Connect, encrypt, sign in and leave. ``None`` means that a mail could be handed over."""
    return _Submission(server).attempt(lambda line: line.leave())


class _Answered(smtplib.SMTPResponseException):
    """The server's own answer, told apart from what smtplib makes of a line that it can't read."""


class _Submission:
    def __init__(self, server: Server) -> None:
        self._stage = Stage.CONNECT
        self._server = server
        self._line: smtplib.SMTP | None = None
        self._routed = False

    def attempt(self, then: Callable[[_Submission], None]) -> ChannelError | None:
        try:
            self._open()
            then(self)
        except (OSError, UnicodeError) as error:
            return _meaning(self._stage, error, routed=self._routed)
        finally:
            if self._line is not None:
                self._line.close()
        return None

    def hand_over(self, sender: str, recipient: str, mail: bytes, envelope_id: str) -> None:
        line = self._opened()
        reports = line.has_extn("dsn")
        self._stage = Stage.SENDER
        _expect(line.mail(sender, ["RET=HDRS", f"ENVID={_xtext(envelope_id)}"] if reports else []), {250})
        self._stage, self._routed = Stage.RECIPIENT, bool(_ROUTED.search(recipient))
        # Not of success: that would be a mail for each message, and most relays could only say "relayed".
        _expect(
            line.rcpt(recipient, ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(recipient)}"] if reports else []),
            {250, 251},
        )
        self._stage = Stage.DATA
        _expect(line.docmd("data"), {354})
        self._stage = Stage.CONTENT
        line.send(_LINE_START.sub(b"..", mail) + b".\r\n")
        _expect(line.getreply(), {250})
        # Taken, however the goodbye goes.
        with contextlib.suppress(OSError):
            line.quit()

    def leave(self) -> None:
        with contextlib.suppress(OSError):
            self._opened().quit()

    def _open(self) -> None:
        server = self._server
        line = self._line = smtplib.SMTP(
            server.host, server.port, local_hostname=server.greeting_name, timeout=server.timeout_seconds
        )
        line.ehlo_or_helo_if_needed()
        if server.tls is not None:
            self._stage = Stage.TLS
            line.starttls(context=server.tls)
            line.ehlo_or_helo_if_needed()
        if server.username:
            self._stage = Stage.LOGIN
            line.login(server.username, server.password)

    def _opened(self) -> smtplib.SMTP:
        if self._line is None:
            raise smtplib.SMTPServerDisconnected
        return self._line


def _expect(answer: tuple[int, bytes], wanted: set[int]) -> None:
    if answer[0] not in wanted:
        raise _Answered(*answer)


def _meaning(stage: Stage, error: Exception, *, routed: bool) -> ChannelError:
    answered = error if isinstance(error, smtplib.SMTPResponseException) else None
    provider_code = _provider_code(answered) if answered else None
    match stage:
        case Stage.CONNECT:
            return Temporary("connection_refused", provider_code=provider_code)
        case Stage.TLS:
            return Temporary("tls_refused", provider_code=provider_code)
        case Stage.LOGIN:
            return Temporary(_sign_in_code(error), provider_code=provider_code)
    code = answered.smtp_code if isinstance(answered, _Answered) else 0
    if 400 <= code < 500:
        return Temporary("relay_busy", provider_code=provider_code)
    if 500 <= code < 600:
        about_us = stage is Stage.RECIPIENT and not routed and bool(answered and _NOT_OURS.search(_words(answered)))
        return _refused(stage, code, provider_code or "", about_us=about_us)
    unreadable = "answer_unreadable" if answered else "connection_dropped"
    return Ambiguous(unreadable) if stage is Stage.CONTENT else Temporary(unreadable)


def _sign_in_code(error: Exception) -> str:
    """Only an account that the server won't have is our fault; the rest passes by itself."""
    if isinstance(error, smtplib.SMTPResponseException):
        passing = 400 <= error.smtp_code < 500 and error.smtp_code != _PASSWORD_TRANSITION
        return "relay_busy" if passing else "account_refused"
    # Every error of smtplib is an OSError, too.
    told = isinstance(error, smtplib.SMTPException | UnicodeError)
    dropped = isinstance(error, smtplib.SMTPServerDisconnected) or not told
    return "connection_dropped" if dropped else "account_refused"


def _refused(stage: Stage, code: int, provider_code: str, *, about_us: bool) -> ChannelError:
    """A 5xx answer, by its enhanced code where it has one, else by RFC 5321 §4.2.3."""
    if provider_code == _SENDING_LIMIT:
        return Temporary("rate_limited", provider_code=provider_code)
    known = status_codes.meaning(provider_code)
    if known == status_codes.REFUSED and status_codes.find(provider_code) is None:
        known = _by_reply_code(stage, code)
    # Before the server was told whom it is for, its no can only be about us: every message would meet it.
    about_us = about_us or code == 530 or provider_code in _OUR_ACCOUNT
    if about_us or (stage is Stage.SENDER and known != "content_too_long"):
        return Temporary("account_refused", provider_code=provider_code)
    return Permanent(known, provider_code=provider_code)


def _by_reply_code(stage: Stage, code: int) -> str:
    if stage is Stage.RECIPIENT:
        # 550 by itself is "not found, no access, or refused for reasons of policy": it makes no address dead.
        by_code = {551: "address_unreachable", 552: "mailbox_full"}
        return by_code.get(code, "address_invalid" if code in {501, 553} else status_codes.REFUSED)
    return "content_too_long" if code == 552 else "message_blocked"


def _xtext(text: str) -> str:
    """RFC 3461 §4: what a parameter can't hold is written as its number."""
    return _NOT_XTEXT.sub(lambda found: f"+{ord(found.group()):02X}", text)


def _provider_code(error: smtplib.SMTPResponseException) -> str:
    """The server's code alone: its words can hold the address."""
    return status_codes.find(_words(error)) or str(error.smtp_code)


def _words(error: smtplib.SMTPResponseException) -> str:
    return error.smtp_error if isinstance(error.smtp_error, str) else error.smtp_error.decode("latin-1")
