"""Codes of messages, plans and deliveries in plain English, for pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from channels.letter.postage import Postage
from service.domain.judgements import ClosingReason, Verdict
from service.domain.messages import CheckKind
from service.domain.preferences import Format, Medium
from service.domain.purposes import Purpose
from service.domain.reply_links import Ended
from service.domain.safe_contact import Refused
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.web import reply_words
from service.web.locale import lazy

POSTAGE: Final[Mapping[Postage, str]] = {
    Postage.FIRST: lazy("First class, the next working day"),
    Postage.SECOND: lazy("Second class, 3 to 4 days"),
    Postage.ECONOMY: lazy("Economy, 3 to 6 days"),
}
PURPOSES: Final[Mapping[Purpose, str]] = {
    Purpose.APPOINTMENT: lazy("An appointment or a visit"),
    Purpose.DECISION: lazy("A decision about them"),
    Purpose.URGENT: lazy("Something urgent"),
    Purpose.GENERAL: lazy("Something else"),
    Purpose.CONVERSATION: lazy("An answer to what they wrote"),
}
MEDIA: Final[Mapping[Medium, str]] = {
    Medium.TEXT: lazy("Text message"),
    Medium.EMAIL: lazy("Email"),
    Medium.LETTER: lazy("Letter"),
    Medium.PHONE_CALL: lazy("Phone call"),
    Medium.RELAY_CALL: lazy("Call through text relay"),
    Medium.TEXTPHONE: lazy("Textphone call"),
    Medium.BSL_VIDEO: lazy("BSL video call"),
    Medium.VISIT: lazy("Visit"),
    Medium.OFFICE: lazy("Meeting at the office"),
    Medium.NAMED_PERSON: lazy("Through a named person"),
    Medium.PERSON_CONTACTS_US: lazy("They contact us"),
}
TASKS: Final[Mapping[Medium, str]] = {
    Medium.PHONE_CALL: lazy("Ring them and tell them."),
    Medium.RELAY_CALL: lazy("Call them through text relay (18001) and tell them."),
    Medium.TEXTPHONE: lazy("Call their textphone and tell them."),
    Medium.BSL_VIDEO: lazy("Arrange a BSL video call and tell them."),
    Medium.VISIT: lazy("Visit them and tell them."),
    Medium.OFFICE: lazy("Tell them when they come to the office."),
    Medium.NAMED_PERSON: lazy("Tell them through the person whom they named."),
    Medium.PERSON_CONTACTS_US: lazy("Keep it ready. Tell them when they contact us; do not contact them."),
}
FORMATS: Final[Mapping[Format, str]] = {
    Format.STANDARD: lazy("Standard"),
    Format.PLAIN_ENGLISH: lazy("Plain English"),
    Format.LARGE_PRINT_16: lazy("Large print, 16 point"),
    Format.LARGE_PRINT_18: lazy("Large print, 18 point"),
    Format.LARGE_PRINT_20: lazy("Large print, 20 point"),
    Format.LARGE_PRINT_24: lazy("Large print, 24 point"),
    Format.LARGE_PRINT_28: lazy("Large print, 28 point"),
    Format.EASY_READ: lazy("Easy Read"),
    Format.BRAILLE_1: lazy("Braille, grade 1"),
    Format.BRAILLE_2: lazy("Braille, grade 2"),
    Format.MOON: lazy("Moon"),
    Format.AUDIO_DOWNLOAD: lazy("Audio to download"),
    Format.AUDIO_CD: lazy("Audio on CD"),
    Format.AUDIO_USB: lazy("Audio on USB stick"),
    Format.READ_ALOUD: lazy("Read aloud by someone"),
    Format.BSL_VIDEO: lazy("BSL video"),
    Format.MAKATON: lazy("Makaton"),
    Format.APHASIA_FRIENDLY: lazy("Aphasia-friendly"),
}
CHECKS: Final[Mapping[CheckKind, str]] = {
    CheckKind.NONE: lazy("No check question"),
    CheckKind.CHOICE: lazy("They choose the right answer"),
    CheckKind.OPEN: lazy("They answer in their own words"),
}
PROOFS: Final[Mapping[Proof, str]] = {
    Proof.SAID: lazy("They say that it is clear"),
    Proof.SHOWN: lazy("They give the right answer"),
    Proof.JUDGED: lazy("A worker judges it from their own words"),
}
TRANSPORT: Final[Mapping[Transport, str]] = {
    Transport.HELD: lazy("Held back"),
    Transport.QUEUED: lazy("Waiting to go"),
    Transport.SENDING: lazy("Being sent now"),
    Transport.SENT: lazy("Sent"),
    Transport.DELIVERED: lazy("Delivered"),
    Transport.FAILED: lazy("Failed"),
    Transport.UNKNOWN: lazy("Nobody knows if it was sent"),
    Transport.CANCELLED: lazy("Called back"),
    Transport.PRINTED: lazy("Released to print"),
    Transport.POSTED: lazy("Posted"),
    Transport.RETURNED: lazy("Came back"),
    Transport.TO_DO: lazy("To be done by a worker"),
    Transport.DONE: lazy("Done by a worker"),
}
TRANSPORT_TAGS: Final[Mapping[Transport, str]] = {
    Transport.HELD: "urgent",
    Transport.FAILED: "urgent",
    Transport.UNKNOWN: "urgent",
    Transport.RETURNED: "urgent",
    Transport.CANCELLED: "quiet",
    Transport.TO_DO: "waiting",
}
"""The rest is quiet too: no carrier's word is good news about understanding."""
UNDERSTANDING: Final = reply_words.UNDERSTANDING
UNDERSTANDING_TAGS: Final[Mapping[Understanding, str]] = {
    Understanding.UNDERSTOOD: "good",
    Understanding.MISUNDERSTOOD: "urgent",
}
VERDICTS: Final[Mapping[str, str]] = {
    Verdict.UNDERSTOOD: lazy("Understood"),
    Verdict.PARTLY: lazy("Partly understood"),
    Verdict.NOT_UNDERSTOOD: lazy("Not understood"),
    Verdict.CANNOT_TELL: lazy("Can't tell"),
    Verdict.SOMEONE_ELSE: lazy("Someone else answered"),
    Verdict.RECEIVED_ONLY: lazy("Acknowledged, no more"),
    "acknowledged": lazy("Acknowledged, no more"),
    "answered": lazy("They answered; a worker must read it"),
    "contradicted": lazy("Not understood"),
    "dealt_with": lazy("Dealt with"),
}
CLOSINGS: Final[Mapping[ClosingReason, str]] = {
    ClosingReason.NO_LONGER_NEEDED: lazy("It is no longer needed"),
    ClosingReason.EXPLAINED_AGAIN: lazy("It was explained again in another message"),
    ClosingReason.PERSON_ASKED_US_TO_STOP: lazy("The person asked us to stop"),
    ClosingReason.PERSON_HAS_DIED: lazy("The person has died"),
    ClosingReason.SENT_IN_ERROR: lazy("It was sent in error"),
    ClosingReason.PASSED_TO_ANOTHER_TEAM: lazy("Another team has taken it over"),
    ClosingReason.UNSAFE_TO_CHECK: lazy("It is not safe to check"),
}
HELD: Final[Mapping[str, str]] = {
    "question_open": lazy("Another question to the same number waits for its answer. This one goes when that is settled."),
    "channel_not_set_up": lazy("This way is not set up here. Choose another way, or tell your administrator."),
    "event_past": lazy("What it is about was over before it could leave. Contact them live."),
    "address_changed": lazy("They gave another address after this letter was written. Write it again to the right one."),
    "link_not_safe": lazy("Its words hold a link to answer by, and none may go there now. Choose another way."),
    "restored": lazy("This system came out of a backup. The letter may have been printed since: ask the print room first."),
    "letter_misprints": lazy("It breaks a print rule, so it was not printed. Write it again or choose another way."),
    "stopped_by_clerk": lazy("The print room took it out before it was posted."),
    Refused.NOT_SAFE: lazy("The way became unsafe after the message was written."),
    Refused.NOT_ASKED_IF_SAFE: lazy("Nobody has asked whether this way is safe."),
    Refused.DO_NOT_CONTACT: lazy("They asked not to be contacted."),
    Refused.PERSON_CONTACTS_US: lazy("They contact us themselves."),
    Refused.SAFETY_EXPIRED: lazy("The way was safe only until a day that has passed."),
    Refused.SAFETY_STALE: lazy("It is long since anybody asked whether this way is safe."),
    Refused.DECLINED: lazy("They no longer want this way."),
    Refused.DEAD: lazy("The number or address no longer works."),
    Refused.OPTED_OUT: lazy("They replied STOP."),
    Refused.WRONG_PERSON: lazy("Somebody else answers there."),
    Refused.LANDLINE: lazy("It is a landline: it would read a text aloud."),
    Refused.CONTENT_DOES_NOT_FIT: lazy("What was made can't go to this kind of number or address."),
    Refused.NOT_NEUTRAL: lazy("Others may see the screen, and the words give away what it is about."),
}
LINK_ENDED: Final[Mapping[Ended, str]] = {
    Ended.EXPIRED: lazy("Its link to answer by has run out."),
    Ended.STOPPED: lazy("A worker stopped its link to answer by."),
    Ended.CLOSED: lazy("Its link to answer by ended when the message was closed."),
    Ended.SAFETY_CHANGED: lazy("Its link to answer by ended: others may read or answer there, or did since it was sent."),
    Ended.FROZEN: lazy("Its link to answer by ended: somebody else answers there."),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "accepted": lazy("The provider took it"),
    "released": lazy("Laid into a batch for the printer"),
    "unknown": lazy("Nobody knows if it was sent"),
    "put_back": lazy("It did not go; it is tried again by itself"),
    "failed": lazy("It was refused"),
    "settled_by_receipt": lazy("A delivery report settled it"),
}
ROUTES: Final[Mapping[str, str]] = {
    "text": lazy("by text"),
    "email": lazy("by email"),
    "slip": lazy("on a paper slip"),
    "link": lazy("on the reply page"),
    "call": lazy("on a call"),
    "visit": lazy("on a visit"),
    "office": lazy("at the office"),
    "relay_call": lazy("on a relay call"),
    "bsl_video": lazy("on a BSL video call"),
}
