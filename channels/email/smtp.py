"""Email: out by SMTP, in by a signed webhook of the mail relay."""

from __future__ import annotations

import re
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from channels.base import Clearance, Content, EmailContent, Inbound, Outgoing, Progress, Receipt, SendResult, Webhook
from channels.email.address import mailbox
from channels.email.inbound import PROVIDER
from channels.email.relayed import read_relayed
from channels.email.reply_address import with_code
from channels.email.submission import Server, sign_in, submit
from channels.errors import Malformed, Permanent, Uncarriable

# Control characters but for tab and line breaks, a lone carriage return (mail has none), and halves of characters.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)")
_NOT_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FILE_NAME = re.compile(r"[a-z0-9-]{1,40}\.[a-z0-9]{1,5}")
_INLINE_ID = re.compile(r"[a-z0-9-]{0,40}")
_MEDIA_TYPE = re.compile(r"(?:application|audio|image)/[a-z0-9.+-]{1,60}")
_LONGEST_SUBJECT = 200
_LARGEST_BYTES = 5_000_000


class SmtpEmail:
    """One submission server and one address that people answer to.

    ``sender`` may carry a display name. ``reply_domain`` names this installation in Message-IDs; empty takes the sender's
    domain. ``coded_replies``: each mail asks for its answer at that address with its code behind a plus, which the mailbox
    must take (RFC 5233). With ``starttls`` nothing is ever sent in clear; ``tls_context`` trusts a council's own authority.
    Each step of the conversation may take ``timeout_seconds``.
    """

    name = "email"
    provider = PROVIDER

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        username: str = "",
        password: str = "",
        starttls: bool = True,
        reply_domain: str = "",
        webhook_secret: str = "",
        coded_replies: bool = False,
        timeout_seconds: float = 10.0,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        display_name, address = parseaddr(sender)
        own = None if _NOT_HEADER.search(sender) else mailbox(address, display_name)
        if own is None:
            raise ValueError("email_sender_not_an_address")
        self._sender = own
        self._domain = reply_domain or own.domain
        self._webhook_secret = webhook_secret
        self._coded_replies = coded_replies
        self._server = Server(
            host=host,
            port=port,
            username=username,
            password=password,
            tls=(tls_context or ssl.create_default_context()) if starttls else None,
            greeting_name=self._domain,
            timeout_seconds=timeout_seconds,
        )

    def check(self, content: Content) -> None:
        """Raise ``Uncarriable`` unless every part arrives as it stands; line breaks travel as line breaks."""
        self._email(content)

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Submit once. ``provider_id`` is the Message-ID, made of the attempt: an answer's references name it."""
        clearance.require(outgoing, now)
        content = self._email(outgoing.content)
        recipient = mailbox(outgoing.destination)
        if recipient is None:
            raise Permanent("address_invalid")
        own_id = f"{outgoing.attempt_id}@{self._domain}"
        mail = self._compose(content, recipient, f"<{own_id}>", outgoing.reference, now)
        error = submit(self._server, self._sender.addr_spec, recipient.addr_spec, mail, envelope_id=own_id)
        if error is not None:
            raise error
        return SendResult(self.provider, f"<{own_id}>", "250", Progress.ACCEPTED)

    def probe(self) -> str | None:
        """Connect, sign in and leave, sending nothing. ``None``, or the code of what stands in the way of a send."""
        error = sign_in(self._server)
        return error.code if error else None

    def parse_receipt(self, webhook: Webhook) -> Receipt:  # noqa: ARG002  # the contract's
        """SMTP reports nothing after the hand-over: always ``Malformed``. A bounce is a mail, and comes in as one."""
        raise Malformed("no_receipts")

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        """An answer, as the council's relay passes it on. Raises ``Unverified`` or ``Malformed``."""
        return read_relayed(webhook, self._webhook_secret)

    def _compose(self, content: EmailContent, recipient: Address, message_id: str, code: str, now: datetime) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._sender
        plain = Address(addr_spec=self._sender.addr_spec)
        mail["Reply-To"] = with_code(plain, code) if self._coded_replies else plain
        mail["To"] = recipient
        mail["Subject"] = content.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = message_id
        # No Auto-Submitted: a person wrote this, and somebody's out-of-office answer tells us something.
        mail.set_content(content.text, cte="quoted-printable")
        mail.add_alternative(content.html, subtype="html", cte="base64")
        *_, page = mail.iter_parts()
        for attachment in content.attachments:
            kind, _, subtype = attachment.media_type.partition("/")
            if attachment.inline_id:
                page.add_related(attachment.data, kind, subtype, cid=f"<{attachment.inline_id}>", filename=attachment.name)
            else:
                mail.add_attachment(attachment.data, maintype=kind, subtype=subtype, filename=attachment.name)
        return mail.as_bytes()

    @staticmethod
    def _email(content: Content) -> EmailContent:
        if not isinstance(content, EmailContent):
            raise Uncarriable("content_not_an_email")
        if not (content.subject.strip() and content.text.strip() and content.html.strip()):
            raise Uncarriable("content_empty")
        if _NOT_HEADER.search(content.subject):
            raise Uncarriable("subject_not_characters")
        if _NOT_TEXT.search(content.text) or _NOT_TEXT.search(content.html):
            raise Uncarriable("content_not_characters")
        if any(not _FILE_NAME.fullmatch(attachment.name) for attachment in content.attachments):
            raise Uncarriable("attachment_name")
        if any(not _INLINE_ID.fullmatch(attachment.inline_id) for attachment in content.attachments):
            raise Uncarriable("attachment_name")
        if any(not _MEDIA_TYPE.fullmatch(attachment.media_type) for attachment in content.attachments):
            raise Uncarriable("attachment_kind")
        size = len(content.text) + len(content.html) + sum(len(attachment.data) for attachment in content.attachments)
        if len(content.subject) > _LONGEST_SUBJECT or size > _LARGEST_BYTES:
            raise Uncarriable("content_too_long")
        return content
