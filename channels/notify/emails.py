"""Emails by Notify: the words alone, in the layout that Notify gives every email."""

from __future__ import annotations

import re
from datetime import datetime

from channels.base import Clearance, Content, EmailContent, Inbound, Outgoing, SendResult, Webhook
from channels.email.address import mailbox
from channels.email.relayed import read_relayed
from channels.errors import Permanent, Uncarriable
from channels.notify.service import NotifyService
from channels.notify.wording import NOT_TEXT, as_markdown

_NOT_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_SUBJECT = 200
_LARGEST_BYTES = 1_000_000
"""Notify refuses 2,000,000 bytes as rendered, with its own layout and every escape."""
_CHECK_WORDS = "Bothways checks its template."


class NotifyEmail(NotifyService):
    """Emails through one template with the subject ``((subject))`` and the text ``((body))``.

    Notify sends no HTML but its own, so our HTML part stays behind, with its size of type. ``email_reply_to_id`` names the
    mailbox that people answer to; the answers come from there, not from Notify, as mail signed by our own relay with
    ``mail_webhook_secret``.
    """

    name = "email"

    def __init__(
        self,
        *,
        api_key: str,
        template_id: str,
        email_reply_to_id: str = "",
        mail_webhook_secret: str = "",
        callback_token: str = "",
        api_url: str = "",
        timeout_seconds: float = 10.0,
    ) -> None:
        super().__init__(api_key=api_key, callback_token=callback_token, api_url=api_url, timeout_seconds=timeout_seconds)
        self._template_id = template_id
        self._email_reply_to_id = email_reply_to_id
        self._mail_webhook_secret = mail_webhook_secret

    def check(self, content: Content) -> None:
        """Raise ``Uncarriable`` unless Notify's Markdown shows the words of the text part again."""
        self._email(content)

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Create the message once, with the attempt as its reference; Notify goes on trying for up to 72 hours."""
        clearance.require(outgoing, now)
        subject, body = self._email(outgoing.content)
        recipient = mailbox(outgoing.destination)
        if recipient is None:
            raise Permanent("address_invalid")
        return self._taken(
            lambda: self._client.send_email_notification(
                email_address=recipient.addr_spec,
                template_id=self._template_id,
                personalisation={"subject": subject, "body": body},
                reference=str(outgoing.attempt_id),
                email_reply_to_id=self._email_reply_to_id or None,
            )
        )

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        """An answer, as the council's relay passes it on. Raises ``Unverified`` or ``Malformed``."""
        return read_relayed(webhook, self._mail_webhook_secret)

    def probe(self) -> str | None:
        """``None``, or the code of what stands in the way: ``account_refused``, ``template_differs``, a fault."""
        return self._shows(self._template_id, {"subject": _CHECK_WORDS, "body": _CHECK_WORDS})

    @staticmethod
    def _email(content: Content) -> tuple[str, str]:
        if not isinstance(content, EmailContent):
            raise Uncarriable("content_not_an_email")
        if any(not attachment.inline_id for attachment in content.attachments):
            raise Uncarriable("attachment_not_carried")
        if not (content.subject.strip() and content.text.strip()):
            raise Uncarriable("content_empty")
        if _NOT_HEADER.search(content.subject):
            raise Uncarriable("subject_not_characters")
        if NOT_TEXT.search(content.text):
            raise Uncarriable("content_not_characters")
        if len(content.subject) > _LONGEST_SUBJECT or len(content.text.encode()) > _LARGEST_BYTES:
            raise Uncarriable("content_too_long")
        return content.subject, as_markdown(content.text)
