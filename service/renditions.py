"""What is to arrive as it is kept: bytes with the kind that tells how to read them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from itertools import chain

from channels.base import Attachment, Content, EmailContent, Enclosure, EnclosureKind, LetterContent, TextContent

WITH_ENCLOSURE = "letter_with_enclosure"
"""The kind of a rendition that is a letter and what lies beside it."""
WITH_LINK = "letter_with_link"
"""That of a letter whose code to answer by is still to be made its own."""


def stored(content: Content) -> bytes:
    """The bytes that are kept; ``restored`` is their way back."""
    match content:
        case TextContent(body):
            return body.encode()
        case EmailContent(subject, text, html, attachments):
            files = [[each.name, each.media_type, b64encode(each.data).decode(), each.inline_id] for each in attachments]
            return json.dumps([subject, text, html, *([files] if files else [])], ensure_ascii=False).encode()
        case LetterContent(pdf, _, (), ""):
            return pdf
        case LetterContent(pdf, _, (), link):
            return link.encode() + b"\n" + pdf
        case LetterContent(pdf, _, enclosed, link):
            beside = [(each.kind.value, each.suffix, b64encode(each.data).decode(), each.amount) for each in enclosed]
            return json.dumps([b64encode(pdf).decode(), beside, *([link] if link else [])]).encode()


def kind_of(content: Content) -> str:
    match content:
        case TextContent():
            return "text"
        case EmailContent():
            return "email"
        case LetterContent():
            return WITH_ENCLOSURE if content.enclosed else WITH_LINK if content.link else "letter"


def restored(kind: str, content: bytes, pages: int) -> Content:
    """What ``stored`` kept, as the value that a channel takes."""
    if kind == "text":
        return TextContent(content.decode())
    if kind == "email":
        subject, text, html, *files = json.loads(content)
        read = chain.from_iterable(files)
        attached = tuple(Attachment(name, of, b64decode(data), inline_id) for name, of, data, inline_id in read)
        return EmailContent(subject, text, html, attached)
    if kind == WITH_ENCLOSURE:
        pdf, enclosed, *link = json.loads(content)
        kept = (Enclosure(EnclosureKind(of), suffix, b64decode(data), amount) for of, suffix, data, amount in enclosed)
        return LetterContent(b64decode(pdf), pages, tuple(kept), "".join(link))
    if kind == WITH_LINK:
        address, _, printed = content.partition(b"\n")
        return LetterContent(printed, pages, link=address.decode())
    return LetterContent(content, pages)
