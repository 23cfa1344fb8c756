"""Debian's Dovecot as an unprivileged process of its own: a Maildir, one account, TLS, and ports of this machine."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from channels.email.mailbox import ImapMailbox
from tests.channels.email.relay import CERTIFICATE

USERNAME, PASSWORD = "duty@council.example", "the password of no real mailbox"

_PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_SETTINGS = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 50
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = {ssl}
ssl_cert = <{folder}/certificate
ssl_key = <{folder}/certificate
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/accounts
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder} allow_all_users=yes
}}
first_valid_uid = 1
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """``port`` speaks in clear and offers STARTTLS unless told otherwise, ``tls_port`` TLS from the first byte."""

    folder: Path
    port: int
    tls_port: int

    def mailbox(self, **changed: object) -> ImapMailbox:
        values: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.tls_port,
            "username": USERNAME,
            "password": PASSWORD,
            "tls_context": ssl.create_default_context(cafile=CERTIFICATE),
            "timeout_seconds": 10.0,
            **changed,
        }
        return ImapMailbox(**values)  # type: ignore[arg-type]  # the tests' own mix of settings

    @contextmanager
    def as_colleague(self) -> Iterator[MailBoxUnencrypted]:
        """Another program at work in the same mailbox."""
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=10).login(USERNAME, PASSWORD) as box:
            yield box

    def empty(self) -> None:
        """The inbox of every mail; UIDs go on, as in a real one."""
        for mail in self._files():
            mail.unlink()

    def spoil(self, place: int) -> None:
        """Make the mail at ``place`` one that Dovecot can't read."""
        self._files()[place].chmod(0)

    def mend(self) -> None:
        for mail in self._files():
            mail.chmod(0o600)

    def _files(self) -> list[Path]:
        return sorted((self.folder / "mail").glob("*/*,S=*"), key=_received)

    def receive(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.as_colleague() as box:
            for mail in mails:
                box.append(mail, folder)


def _received(mail: Path) -> tuple[int, ...]:
    """A Maildir names each mail by second and microsecond."""
    return tuple(map(int, re.findall(r"\d+", mail.name)[:2]))


@contextmanager
def dovecot(ssl: str = "yes") -> Iterator[Dovecot]:
    """``ssl``: Dovecot's own setting, ``no`` to offer none."""
    assert _PROGRAM, "dovecot is not installed: `make test` installs it where it may, or run apt-get install dovecot-imapd"
    version = subprocess.run([_PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("2.3."), f"these settings are for Dovecot 2.3, Debian 12's; here is {version}"
    # As root it would refuse to touch mail: then it runs as nobody.
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with ExitStack() as stack:
        # Not below pytest's own folder: that is closed to others, and its path too long for a socket.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bw-imap-", dir="/tmp")))
        server = Dovecot(folder, *_free_ports())
        certificate = CERTIFICATE.read_text()
        files = {
            "certificate": certificate[certificate.index("-----BEGIN") :],
            "accounts": f"{USERNAME}:{PASSWORD}\n",
            "settings": _SETTINGS.format(
                folder=folder,
                user=account.pw_name,
                group=grp.getgrgid(account.pw_gid).gr_name,
                port=server.port,
                tls_port=server.tls_port,
                ssl=ssl,
            ),
        }
        for name, words in files.items():
            (folder / name).write_text(words)
        (folder / "mail").mkdir()
        if os.getuid() == 0:
            for path in (folder, *folder.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
        process = subprocess.Popen(
            [_PROGRAM, "-F", "-c", str(folder / "settings")],
            stderr=subprocess.DEVNULL,
            user=account.pw_uid if os.getuid() == 0 else None,
            group=account.pw_gid if os.getuid() == 0 else None,
            extra_groups=[] if os.getuid() == 0 else None,
        )
        stack.callback(_end, process)
        _wait_until_it_answers(server, process)
        yield server


def _free_ports() -> tuple[int, int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as one, closing(socket.create_server(("127.0.0.1", 0))) as other:
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def _wait_until_it_answers(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
                if line.recv(4) == b"* OK":
                    return
        except OSError:
            pass
        assert process.poll() is None, (server.folder / "log").read_text()
        time.sleep(0.05)
    raise AssertionError((server.folder / "log").read_text())


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=20)
