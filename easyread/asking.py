"""The check question and the ways to answer, in the words that every format says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from easyread.document import Document, FactKind

__all__ = ["Ask", "Translate", "ask_of", "contact_of", "fact_labels", "reference_of"]

Translate = Callable[[str], str]
"""English to the document's language: a catalogue's ``gettext``. ``str`` leaves English."""


@dataclass(frozen=True, slots=True)
class Ask:
    """``options`` are whole lines in order, the first answered by 1; ``how`` tells the other ways. All may be empty."""

    question: str = ""
    options: tuple[str, ...] = ()
    how: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.question or self.options or self.how)


def ask_of(document: Document, translate: Translate = str) -> Ask:
    """A document without a reference is answered by nobody: its options are numbered, and nothing says "reply"."""
    _ = translate
    if document.question is None:
        return Ask()
    question, options = document.question.text, document.question.options
    answered = bool(document.reference)
    if options:
        line = _("Reply %(number)s for %(option)s.") if answered else "%(number)s. %(option)s"
        lines = tuple(line % {"number": number, "option": option} for number, option in enumerate(options, start=1))
        return Ask(question, lines, (_("Reply 0 or CALL to talk to someone."),) if answered else ())
    if not answered:
        return Ask(question)
    if question:
        return Ask(question, (), (_("Please reply in your own words."), _("Reply 0 or CALL to talk to someone.")))
    return Ask("", (), (_("Reply 1 if this is clear, 2 if not, 0 or CALL to talk to someone."),))


def contact_of(document: Document, translate: Translate = str) -> tuple[str, ...]:
    """The lines under "How to contact us", the phone number as it was typed."""
    contact = document.contact
    _ = translate
    phone = (_("Phone: %(phone)s") % {"phone": contact.phone},) if contact.phone else ()
    return tuple(line for line in (contact.name, *phone, *contact.address) if line.strip())


def reference_of(document: Document, translate: Translate = str) -> str:
    _ = translate
    return _("Ref %(code)s") % {"code": document.reference} if document.reference else ""


def fact_labels(translate: Translate = str) -> dict[FactKind, str]:
    _ = translate
    return {FactKind.WHAT: _("What"), FactKind.WHEN: _("When"), FactKind.WHERE: _("Where"), FactKind.WHO: _("Who")}
