"""Whether a request that comes twice is the same one."""

from __future__ import annotations

from dataclasses import replace

from service.domain.messages import CheckKind, Draft


def as_kept(draft: Draft) -> Draft:
    """A draft as its message keeps it: without the blanks around its words, and without answers that nobody may choose."""
    choice = draft.check_kind is CheckKind.CHOICE
    return replace(
        draft,
        body=draft.body.strip(),
        question=draft.question.strip(),
        options=tuple(option.strip() for option in draft.options) if choice else (),
        right_option=draft.right_option if choice else None,
        expected_answer=draft.expected_answer.strip(),
        override_reason=draft.override_reason.strip(),
    )


def same_request(kept: Draft, asked: Draft) -> bool:
    """Whether ``asked`` would become the message that was kept."""
    return as_kept(asked) == kept
