"""Reading the mailbox that people answer to, by IMAP: what is new, and nothing in it is ever changed."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFetchError, MailboxFolderSelectError, MailboxStarttlsError
from imap_tools.utils import check_command_status

from channels.errors import Temporary

Tls = Literal["tls", "starttls", "none"]

LARGEST_WHOLE: Final = 10 * 1024 * 1024
"""Bytes. Of a larger mail only the beginning is fetched: headers and, as a rule, the words."""
BEGINNING: Final = 256 * 1024

_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DROPPED: Final = "connection_dropped"
_MOST_PASSED: Final = 3
# RFC 5530: the server can't just now, and may later.
_PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]")


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was read: a UID means something only under its UIDVALIDITY (RFC 9051 §2.3.1.1)."""

    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class NewMail:
    """One mail as it came. ``cursor`` is where to go on once it was dealt with.

    Not ``whole``: cut after its beginning, or empty where the server could read others but not this one.
    """

    cursor: Cursor
    raw: bytes
    whole: bool


class MailboxReader(Protocol):
    """A mailbox of ours. ``name`` tells it from every other, as a key for its cursor.

    ``vouches``: its server checks senders, and strips every ``Authentication-Results`` field that isn't its own.
    """

    name: str
    vouches: bool

    def new(self, after: Cursor | None, most: int) -> Generator[NewMail, None, None]:
        """Up to ``most`` mails, oldest first; all from the start where the folder was made anew. Close what it gives.

        Raises ``Temporary``, also in the middle: what was given is given, and the next call goes on after its cursor.
        """
        ...

    def probe(self) -> str | None:
        """Connect, sign in, open the folder and leave. ``None``, or the code of what stands in the way."""
        ...


class ImapMailbox:
    """One folder of one account. Each wait on the line may take ``timeout_seconds``.

    ``tls`` is ``tls`` (from the first byte, port 993), ``starttls``, or ``none`` for tests; with either of the first two
    nothing goes out in clear, and ``tls_context`` trusts a council's own authority.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        password: str,
        folder: str = "INBOX",
        tls: Tls = "tls",
        vouches: bool = False,
        timeout_seconds: float = 20.0,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self.name = f"{username}@{host}:{port}/{folder}"
        self.vouches = vouches
        self._username, self._password, self._folder = username, password, folder
        # Without a context of ours the library would believe any certificate.
        context = tls_context or ssl.create_default_context()
        openers: dict[Tls, Callable[[], BaseMailBox]] = {
            "tls": lambda: MailBox(host, port, timeout_seconds, ssl_context=context),
            "starttls": lambda: _StartTls(host, port, timeout_seconds, ssl_context=context),
            "none": lambda: MailBoxUnencrypted(host, port, timeout_seconds),
        }
        self._connect = openers[tls]

    def new(self, after: Cursor | None, most: int) -> Generator[NewMail, None, None]:
        passed: list[Cursor] = []
        struck: Cursor | None = None
        while most > 0:
            reading: Cursor | None = None
            code: str | None = None
            try:
                with self._opened() as box:
                    for cursor in _beyond(box, passed[-1] if passed else after)[:most]:
                        reading = cursor
                        mail = _fetch(box.client, cursor)
                        reading = None
                        while passed:
                            yield NewMail(passed.pop(0), b"", whole=False)
                        after, most = cursor, most - 1
                        if mail is not None:
                            yield mail
            except (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError, TypeError) as error:
                code = _reading_code(error)
            if code is None and not passed:
                return
            # Dovecot hangs up over a mail that it can't read. Twice over the same one: it is passed over, but only once a
            # later one could be read, for else the server itself is ill.
            if reading is not None and reading == struck:
                passed.append(reading)
            if reading is None or len(passed) > _MOST_PASSED:
                raise Temporary(code or _DROPPED)
            struck = reading

    def probe(self) -> str | None:
        try:
            with self._opened():
                return None
        except Temporary as error:
            return error.code

    @contextmanager
    def _opened(self) -> Iterator[BaseMailBox]:
        box = self._signed_in()
        try:
            yield box
        finally:
            with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
                box.logout()
            with suppress(OSError):
                box.client.shutdown()

    def _signed_in(self) -> BaseMailBox:
        box: BaseMailBox | None = None
        try:
            box = self._connect()
            sign_in = box.login if (self._username + self._password).isascii() else box.login_utf8
            sign_in(self._username, self._password, initial_folder=None)
            # Read-only: no mail is marked as seen, whoever else works in this mailbox.
            box.folder.set(self._folder, readonly=True)
        except (imaplib.IMAP4.error, ImapToolsError, OSError) as error:
            code = _opening_code(error, connected=box is not None)
        else:
            return box
        if box is not None:
            with suppress(OSError):
                box.client.shutdown()
        # Out of the handler: the library's errors quote what the server said.
        raise Temporary(code)


class _StartTls(MailBoxStartTls):
    """Closes the line that it may not use."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self._host, self._port, self._timeout)
        try:
            client.starttls(self._ssl_context)
        except (imaplib.IMAP4.error, OSError):
            with suppress(OSError):
                client.shutdown()
            raise MailboxStarttlsError(("NO", []), "OK") from None
        return client


def _opening_code(error: Exception, *, connected: bool) -> str:
    if isinstance(error, MailboxFolderSelectError):
        return "folder_missing"
    if isinstance(error, ssl.SSLError | MailboxStarttlsError) and not connected:
        return "tls_refused"
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        return _DROPPED if connected else "connection_refused"
    if not connected or any(code in str(error) for code in _PASSING):
        return "connection_refused"
    return "account_refused"


def _reading_code(error: Exception) -> str:
    return _DROPPED if isinstance(error, OSError | imaplib.IMAP4.abort) else "answer_unreadable"


def _beyond(box: BaseMailBox, after: Cursor | None) -> list[Cursor]:
    """Every mail of the open folder that was not read yet."""
    validity = int(box.client.response("UIDVALIDITY")[1][0])
    last = after.last_uid if after is not None and after.uid_validity == validity else 0
    # "n:*" names the newest mail even where its UID is below n (RFC 9051 §6.4.8).
    uids = map(int, box.uids(f"UID {last + 1}:*", charset=None))
    return [Cursor(validity, uid) for uid in sorted(uids) if uid > last]


def _fetch(client: imaplib.IMAP4, cursor: Cursor) -> NewMail | None:
    """One mail; ``None`` where it is gone."""
    sizes = _answers(client, cursor, "RFC822.SIZE")
    found = _SIZE.search(b" ".join(answer for answer in sizes if isinstance(answer, bytes)))
    whole = found is None or int(found.group(1)) <= LARGEST_WHOLE
    answers = _answers(client, cursor, "BODY.PEEK[]" if whole else f"BODY.PEEK[]<0.{BEGINNING}>")
    raw = next((answer[1] for answer in answers if isinstance(answer, tuple) and b"BODY[" in answer[0]), None)
    return None if raw is None else NewMail(cursor, raw, whole)


def _answers(client: imaplib.IMAP4, cursor: Cursor, part: str) -> list[bytes | tuple[bytes, bytes] | None]:
    """What the server says of one mail, and of others unasked."""
    answer = client.uid("FETCH", str(cursor.last_uid), f"(UID {part})")
    check_command_status(answer, MailboxFetchError)
    return answer[1]
