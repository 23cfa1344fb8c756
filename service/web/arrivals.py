"""Exactly what would arrive, made ready for a page: bubble and thread, email, or the pages of a letter."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.base import EmailContent, LetterContent, TextContent
from channels.sms import gsm
from easyread.document import Document
from easyread.formats.easy_read_rows import SignOff
from service import format_rendering, planning
from service.domain import neutral_words
from service.domain.actors import Actor
from service.domain.messages import Draft
from service.planning import Preview
from service.queries import messages
from service.queries.messages import Thread
from service.web import formats
from service.web.doors import container
from service.web.letter_images import PageImage, page_images

LOCK_SCREEN_CHARACTERS = 60
"""What a phone shows of a text while it is locked, roughly: it differs from phone to phone, so the page says "about"."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One of the three kinds is filled; none where a worker speaks. ``telling`` are the words to take out."""

    kind: str
    body: str = ""
    subject: str = ""
    lock_screen: str = ""
    measure: gsm.Measure | None = None
    thread: Thread | None = None
    pages: tuple[PageImage, ...] = ()
    telling: tuple[str, ...] = ()


def shown_inline(email: EmailContent) -> str:
    """The HTML with the pictures that came beside it put into it, as a mail program does."""
    html = email.html
    for attachment in email.attachments:
        if attachment.inline_id:
            data = f"data:{attachment.media_type};base64,{b64encode(attachment.data).decode()}"
            html = html.replace(f'cid:{attachment.inline_id}"', f'{data}"')
    return html


def looked_at(seen: Preview, draft: Draft, action: str) -> tuple[Document, str, SignOff | None]:
    """The document of a message in writing, the format that is asked for, and who signs it."""
    parts = planning.message_parts(seen.known.letterhead, draft, quiz=seen.quiz)
    name = action.removeprefix(formats.LOOK)
    made = format_rendering.easy_read_document if name.startswith("easy-read") else format_rendering.spoken_document
    return made(parts, seen.code), name, format_rendering.sign_off_of(parts)


def arrival(actor: Actor, person_id: UUID, seen: Preview, now: datetime) -> Arrival:
    """Reads the thread at the number, which is written down."""
    match seen.content:
        case TextContent(body) if seen.plan.point is not None:
            with container().sessions.begin() as session:
                thread = messages.thread(session, actor, person_id, seen.plan.point.value, now)
            first_line = body.split("\n", 1)[0]
            return Arrival(
                "text",
                body=body,
                lock_screen=first_line[:LOCK_SCREEN_CHARACTERS] + ("…" if len(first_line) > LOCK_SCREEN_CHARACTERS else ""),
                measure=gsm.measure(body),
                thread=thread,
                telling=neutral_words.telling_words(body),
            )
        case EmailContent(subject, text, _):
            return Arrival("email", body=text, subject=subject, telling=neutral_words.telling_words(f"{subject}\n{text}"))
        case LetterContent(pdf, _):
            return Arrival("letter", pages=page_images(pdf))
        case _:
            return Arrival("live")
