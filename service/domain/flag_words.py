"""What the work list calls its flags: the same words on its page and in the morning's list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.domain.flags import FlagKind


def flag_words(gettext: Callable[[str], str]) -> Mapping[FlagKind, str]:
    """Every kind's name, by the reader's language. ``gettext`` may be one that looks it up when it is shown."""
    return {
        FlagKind.RISK: gettext("Words of danger"),
        FlagKind.ASKED_FOR_A_PERSON: gettext("Asked for a person"),
        FlagKind.IDENTITY_DOUBT: gettext("Doubt who wrote"),
        FlagKind.NOT_UNDERSTOOD: gettext("Not understood"),
        FlagKind.UNASSIGNED: gettext("Not tied to a message"),
        FlagKind.SEND_UNKNOWN: gettext("Unknown if it was sent"),
        FlagKind.CONTACT_POINT_DEAD: gettext("Came back"),
        FlagKind.NOT_SENT: gettext("Not sent"),
        FlagKind.CHANGED_IN_FLIGHT: gettext("Held back"),
        FlagKind.NOT_RECEIVED: gettext("No answer"),
        FlagKind.OPTED_OUT: gettext("Asked us to stop: agree another way"),
        FlagKind.LIVE_CONTACT_DUE: gettext("To do in person"),
        FlagKind.CONTRADICTION: gettext("Reports contradict each other"),
        FlagKind.REPLY_UNREAD: gettext("Answered"),
        FlagKind.QUESTION_HELD: gettext("Waits for its turn"),
        FlagKind.SAFE_CONTACT_STALE: gettext("Ask again if it is safe"),
        FlagKind.CODE_WORD_SPENT: gettext("Agree a new code word"),
        FlagKind.REVIEW_DUE: gettext("Review due"),
        FlagKind.PREFERENCE_NOT_ASKED: gettext("Not asked yet how to contact them"),
        FlagKind.PROXY_ONLY: gettext("Only through somebody else"),
        FlagKind.COST_BARRIER: gettext("Cost stands in the way"),
        FlagKind.LANGUAGE_UNMET: gettext("Language not met"),
        FlagKind.CONTACT_POINT_SHARED: gettext("Number or address shared"),
    }
