"""The pieces of a mail, whatever state it is in: headers, leaves, and text that a database column takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")


def header(mail: Message, name: str) -> str:
    """The first field of that name, "" where there is none."""
    return storable(str(mail.get(name, "")))


def leaves(part: Message) -> Iterator[Message]:
    """Every part that holds something; a mail inside the mail is one leaf and isn't opened."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in part.get_payload():
            if isinstance(child, Message):
                yield from leaves(child)
    else:
        yield part


def decoded(part: Message) -> str:
    """The words of a text part."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        text = payload.decode(charset, "replace")
    except (LookupError, ValueError):
        text = payload.decode("utf-8", "replace")
    return storable(text)


def storable(text: str) -> str:
    """``text`` without what no database column takes: NUL, and halves of characters that bad headers leave."""
    return text.replace("\0", "\ufffd").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
