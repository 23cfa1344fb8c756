"""A council that sends links, and somebody who has one in their hand."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from uuid import UUID, uuid4

import pypdfium2
import zxingcpp
from sqlalchemy import select

from channels.base import EmailContent, LetterContent, TextContent
from service.domain.reply_links import LinkPolicy
from service.models import Reply, ReplyLink
from service.queries.reply_links import POLICY
from service.use_cases.answer_link import LinkAnswer, Taken, answer_link
from tests.fakes import FakeChannel, words_of
from tests.service.use_cases.stage import Stage

BASE = "https://council.example"
PEPPER = b"p" * 32
_LINK = re.compile(re.escape(BASE) + r"/r/(\w+)")


def links_on(stage: Stage, **more: object) -> None:
    values: dict[str, object] = {"in_emails": True, "in_texts": False, "lasts": timedelta(days=28), **more}
    stage.sessions.configure(info={POLICY: LinkPolicy(BASE, **values)})  # type: ignore[arg-type]


def token_in(channel: FakeChannel, index: int = -1) -> str | None:
    """The token of the link in what arrived, the same in every form of it; none where there is no link."""
    content = channel.journal[index].outgoing.content
    if isinstance(content, LetterContent):
        return token_on(content.pdf)
    forms = [content.text, content.html] if isinstance(content, EmailContent) else [words_of(content)]
    found = {token for form in forms for token in _LINK.findall(form)}
    assert len(found) <= 1, found
    assert isinstance(content, EmailContent | TextContent)
    return next(iter(found), None)


def token_on(pdf: bytes) -> str | None:
    """What a phone's camera finds on any of the pages."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    seen = {code.text for page in pages for code in zxingcpp.read_barcodes(page)}
    found = {link[1] for text in seen if (link := _LINK.fullmatch(text))}
    assert len(found) <= 1, found
    return next(iter(found), None)


def token_of(channel: FakeChannel, index: int = -1) -> str:
    token = token_in(channel, index)
    assert token is not None
    return token


def press(stage: Stage, token: str, answer: str, *, page: UUID | None = None, after: timedelta | None = None) -> Taken:
    """One button on one showing of the page, ``after`` it was shown."""
    shown_at = stage.at - (timedelta(seconds=20) if after is None else after)
    return answer_link(stage.sessions, LinkAnswer(token, page or uuid4(), shown_at, answer), PEPPER, stage.at)


def replies(stage: Stage, message_id: UUID) -> list[Reply]:
    with stage.sessions() as session:
        return list(session.scalars(select(Reply).where(Reply.message_id == message_id).order_by(Reply.id)))


def links(stage: Stage) -> list[ReplyLink]:
    with stage.sessions() as session:
        return list(session.scalars(select(ReplyLink).order_by(ReplyLink.id)))
