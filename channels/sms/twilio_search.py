"""What Twilio holds of a try whose answer was lost.

Its list of messages filters by To, From and DateSent alone, DateSent by whole days, and it is not written down where a
message stands that was not sent yet (https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources).
So only the two numbers are asked for; the time and the code are compared here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import Receipt, Sought
from channels.sms import twilio_webhook

PAGE = 50
MOST_PAGES = 4
"""Two hundred texts to one person since the try: whoever has more is not looked through to the end."""
_CLOCKS_DIFFER = timedelta(seconds=15)
"""Less than the shortest pause before another try: an earlier one must not be taken for it."""


def by_id(messages: Any, sought: Sought) -> tuple[Receipt, ...]:
    """The message that Twilio named in an earlier report. ``messages`` is the account's, called with a sid."""
    return (_receipt(messages(sought.provider_id).fetch(), sought),)


def by_code(messages: Any, sender: str, sought: Sought) -> tuple[Receipt, ...]:
    """Every message from ``sender`` to the destination since the try whose last word is the code, newest first."""
    earliest = sought.started_at - _CLOCKS_DIFFER
    return tuple(
        _receipt(message, sought)
        for message in _since(messages, sender, sought.destination, earliest)
        if shows(message.body or "", sought.reference)
    )


def shows(body: str, reference: str) -> bool:
    """Whether a text ends in this code as a whole word, however it is divided: ``KT4HWN`` is written ``KT4H-WN``."""
    words = body.split()
    return bool(words and reference) and _plain(words[-1]) == _plain(reference)


def _since(messages: Any, sender: str, destination: str, earliest: datetime) -> Iterator[Any]:
    page = messages.page(to=destination, from_=sender, page_size=PAGE)
    for turned in range(MOST_PAGES):
        page = page.next_page() if turned else page
        held = [] if page is None else list(page)
        yield from (message for message in held if _created(message) >= earliest)
        if not held or _created(held[-1]) < earliest:
            return


def _created(message: Any) -> datetime:
    """A message whose date can't be read is looked at, whatever its age."""
    created: datetime | None = message.date_created
    return created or datetime.max.replace(tzinfo=UTC)


def _receipt(message: Any, sought: Sought) -> Receipt:
    if not (message.sid and message.status):
        raise ValueError("message_without_sid")
    code = str(message.error_code) if message.error_code else None
    return twilio_webhook.report(str(message.sid), str(message.status), code, sought.attempt_id)


def _plain(word: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", word).upper() if character.isalnum())
