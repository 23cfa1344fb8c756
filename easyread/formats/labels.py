"""The words that the printed formats add of their own."""

from __future__ import annotations

from dataclasses import dataclass

from easyread.asking import Translate, fact_labels
from easyread.document import FactKind

__all__ = ["Labels", "labels_in"]


@dataclass(frozen=True, slots=True)
class Labels:
    """In the document's language. ``page`` has ``{number}`` and ``{total}``, ``signed_off`` has ``{name}``."""

    contact: str
    page: str
    facts: dict[FactKind, str]
    question: str
    is_this_clear: str
    tick_one: str
    reference: str
    signed_off: str
    not_signed_off: str
    checked: str
    not_checked: str
    dated: str


def labels_in(translate: Translate = str) -> Labels:
    _ = translate
    return Labels(
        contact=_("How to contact us"),
        page=_("Page {number} of {total}"),
        facts=fact_labels(translate),
        question=_("A question for you"),
        is_this_clear=_("Is this clear?"),
        tick_one=_("Tick one answer."),
        reference=_("Our reference is"),
        signed_off=_("Signed off by {name}."),
        not_signed_off=_("Not signed off yet."),
        checked=_("People with learning disabilities checked this page."),
        not_checked=_("People with learning disabilities have not checked this page."),
        dated=_("Date"),
    )
