"""Letters by Notify: our own finished PDF, printed and posted by its printer."""

from __future__ import annotations

import io
from datetime import datetime

from channels.base import Clearance, Content, LetterContent, Outgoing, SendResult
from channels.errors import Uncarriable
from channels.notify.service import NotifyService

MOST_PAGES = 10
POSTAGE = "second"
_LARGEST_BYTES = 2 * 1024 * 1024
"""What Notify takes of an uploaded letter."""


class NotifyLetter(NotifyService):
    """Precompiled letters, second class, on white paper in Notify's own envelope; the window address is read from the PDF.

    No report ever says that a letter arrived: the most that Notify knows is that it was printed and dispatched.
    """

    name = "letter"

    def check(self, content: Content) -> None:
        """Raise ``Uncarriable`` for what Notify's printer would refuse: more than 10 pages, or a file above 2 MB."""
        self._letter(content)

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Hand over the PDF once, with the attempt as its reference. Notify checks it afterwards: ``look_up`` tells."""
        clearance.require(outgoing, now)
        letter = self._letter(outgoing.content)
        return self._taken(
            lambda: self._client.send_precompiled_letter_notification(
                reference=str(outgoing.attempt_id), pdf_file=io.BytesIO(letter.pdf), postage=POSTAGE
            )
        )

    def probe(self) -> str | None:
        """``None``, or the code of what stands in the way of a letter: ``account_refused`` or a fault."""
        return self._answers()

    @staticmethod
    def _letter(content: Content) -> LetterContent:
        if not isinstance(content, LetterContent):
            raise Uncarriable("not_a_letter")
        if content.enclosed:
            raise Uncarriable("enclosure_not_carried")
        if not content.pdf.startswith(b"%PDF"):
            raise Uncarriable("pdf_unreadable")
        if content.pages > MOST_PAGES:
            raise Uncarriable("too_many_pages")
        if len(content.pdf) > _LARGEST_BYTES:
            raise Uncarriable("content_too_long")
        return content
