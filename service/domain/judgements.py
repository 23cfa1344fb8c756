"""What a worker can judge from a person's own words, and what that does on the understanding axis."""

from __future__ import annotations

from enum import StrEnum

from service.domain.understanding import UnderstandingEvent


class Verdict(StrEnum):
    """A named worker's judgement. ``RECEIVED_ONLY`` keeps waiting; it proves nothing."""

    UNDERSTOOD = "understood"
    PARTLY = "partly"
    NOT_UNDERSTOOD = "not_understood"
    CANNOT_TELL = "cannot_tell"
    SOMEONE_ELSE = "someone_else"
    RECEIVED_ONLY = "received_only"


EVENT_OF = {
    Verdict.UNDERSTOOD: UnderstandingEvent.JUDGED_UNDERSTOOD,
    Verdict.PARTLY: UnderstandingEvent.JUDGED_PARTLY,
    Verdict.NOT_UNDERSTOOD: UnderstandingEvent.JUDGED_NOT_UNDERSTOOD,
    Verdict.CANNOT_TELL: UnderstandingEvent.JUDGED_CANNOT_TELL,
    Verdict.SOMEONE_ELSE: UnderstandingEvent.JUDGED_SOMEONE_ELSE,
    Verdict.RECEIVED_ONLY: UnderstandingEvent.ACKNOWLEDGED,
}


class ContactRoute(StrEnum):
    """By which way the words came. Only the live ones prove who spoke where others may read or answer."""

    TEXT = "text"
    EMAIL = "email"
    SLIP = "slip"
    LINK = "link"
    """On the page that a link of ours opens."""
    CALL = "call"
    VISIT = "visit"
    OFFICE = "office"
    RELAY_CALL = "relay_call"
    BSL_VIDEO = "bsl_video"


LIVE_ROUTES = frozenset(
    {ContactRoute.CALL, ContactRoute.VISIT, ContactRoute.OFFICE, ContactRoute.RELAY_CALL, ContactRoute.BSL_VIDEO}
)


class ClosingReason(StrEnum):
    """Why a person closed a message that nobody proved understood. Silence is not among them."""

    NO_LONGER_NEEDED = "no_longer_needed"
    EXPLAINED_AGAIN = "explained_again"
    PERSON_ASKED_US_TO_STOP = "person_asked_us_to_stop"
    PERSON_HAS_DIED = "person_has_died"
    SENT_IN_ERROR = "sent_in_error"
    PASSED_TO_ANOTHER_TEAM = "passed_to_another_team"
    UNSAFE_TO_CHECK = "unsafe_to_check"
