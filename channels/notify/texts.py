"""Text messages by Notify."""

from __future__ import annotations

import re
from datetime import datetime

from channels.base import Clearance, Content, Outgoing, SendResult, TextContent
from channels.errors import Permanent, Uncarriable
from channels.notify.service import NotifyService
from channels.notify.wording import NOT_TEXT, text_refused

MAX_CHARACTERS = 918
"""Six parts of GSM-7. Notify counts characters; here as UTF-16 units, the strictest reading."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_CHECK_WORDS = "Bothways checks its template."


class NotifyText(NotifyService):
    """Texts through one template whose whole text is ``((body))``, from the number that people reply to.

    ``sms_sender_id`` names that number at Notify; empty takes the service's default. The service must not put its name
    before its texts: ``probe`` tells.
    """

    name = "sms"

    def __init__(
        self,
        *,
        api_key: str,
        template_id: str,
        sms_sender_id: str = "",
        callback_token: str = "",
        api_url: str = "",
        timeout_seconds: float = 10.0,
    ) -> None:
        super().__init__(api_key=api_key, callback_token=callback_token, api_url=api_url, timeout_seconds=timeout_seconds)
        self._template_id = template_id
        self._sms_sender_id = sms_sender_id

    def check(self, content: Content) -> None:
        """Raise ``Uncarriable`` unless its words arrive as they stand: Notify exchanges some characters for cheaper ones.

        It also takes several spaces as one, and at most one empty line; that is left to it.
        """
        self._text(content)

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Create the message once, with the attempt as its reference.

        Notify goes on trying for up to 72 hours and can't be told to stop earlier, so what must arrive within the
        person's hours is refused (``hours_not_kept``).
        """
        clearance.require(outgoing, now)
        body = self._text(outgoing.content)
        if clearance.within_hours:
            raise Uncarriable("hours_not_kept")
        if not _E164.fullmatch(outgoing.destination):
            raise Permanent("address_invalid")
        return self._taken(
            lambda: self._client.send_sms_notification(
                phone_number=outgoing.destination,
                template_id=self._template_id,
                personalisation={"body": body},
                reference=str(outgoing.attempt_id),
                sms_sender_id=self._sms_sender_id or None,
            )
        )

    def probe(self) -> str | None:
        """``None``, or what stands in the way: ``account_refused``, ``template_differs`` (a prefix too), or a fault."""
        return self._shows(self._template_id, {"body": _CHECK_WORDS})

    @staticmethod
    def _text(content: Content) -> str:
        if not isinstance(content, TextContent):
            raise Uncarriable("content_not_a_text")
        if not content.body.strip():
            raise Uncarriable("content_empty")
        if NOT_TEXT.search(content.body):
            raise Uncarriable("content_not_characters")
        if len(content.body.encode("utf-16-le")) // 2 > MAX_CHARACTERS:
            raise Uncarriable("content_too_long")
        text_refused(content.body)
        return content.body
