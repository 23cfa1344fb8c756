"""Letters on the stage: a print clerk, and the real print queue."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from channels.base import Enclosure, EnclosureKind, LetterContent
from channels.letter.print_queue import PrintQueue
from service import renditions
from service.domain.actors import Actor, Role
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.models import Delivery, Rendition
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.release_letters import release_letters
from tests.service.use_cases.stage import Stage, add_worker, plain


def clerk(stage: Stage) -> Actor:
    return add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")


def letter(stage: Stage, name: str = "Ann Lee", draft: Draft | None = None) -> UUID:
    """The id of a message that waits for the print room."""
    return stage.compose(stage.person(name, medium=Medium.LETTER), draft or plain())


def released(stage: Stage, actor: Actor) -> UUID:
    batch_id = release_letters(stage.sessions, actor, PrintQueue(), stage.at)
    assert batch_id is not None
    return batch_id


def posted(stage: Stage, message_id: UUID) -> UUID:
    """The same message, its letter printed and on its way; a slip of it can come back."""
    actor = add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, f"clerk-{message_id.hex[-6:]}")
    batch_id = released(stage, actor)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    mark_posted(stage.sessions, actor, batch_id, stage.at)
    return message_id


def enclose(stage: Stage, message_id: UUID) -> None:
    """Braille lies beside this letter, as if the person had asked for it."""
    with stage.sessions.begin() as session:
        delivery = session.scalars(select(Delivery).where(Delivery.message_id == message_id)).one()
        kept = session.get_one(Rendition, delivery.rendition_digest)
        content = LetterContent(kept.content, kept.pages, (Enclosure(EnclosureKind.BRAILLE, "brf", b",HELLO\r\n\f", 1),))
        session.add(
            Rendition(
                digest=content.digest(),
                kind=renditions.kind_of(content),
                content=renditions.stored(content),
                pages=kept.pages,
                created_at=stage.at,
            )
        )
        session.flush()
        delivery.rendition_digest = content.digest()
