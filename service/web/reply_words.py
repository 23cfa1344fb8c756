"""What the work list and the pages of replies call the words of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from channels.attached import Attached
from service.domain.code_words import CODE_WORD_DID_NOT_MATCH, CODE_WORD_MATCHED
from service.domain.flag_words import flag_words
from service.domain.flags import FlagKind
from service.domain.judgements import ContactRoute, Verdict
from service.domain.matching import How, Unmatched
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category, Reason
from service.domain.slips import (
    BY_ME,
    BY_SOMEONE_ELSE,
    CALL_ME,
    CLEAR,
    NOT_CLEAR,
    VISIT_ME,
    WITH_HELP,
    WRITE_DIFFERENTLY,
)
from service.domain.understanding import Understanding
from service.web.locale import gettext as _
from service.web.locale import lazy

FLAG: Final[Mapping[FlagKind, str]] = flag_words(lazy)
URGENT: Final = frozenset({FlagKind.RISK, FlagKind.ASKED_FOR_A_PERSON, FlagKind.IDENTITY_DOUBT, FlagKind.NOT_UNDERSTOOD})

UNDERSTANDING: Final[Mapping[Understanding, str]] = {
    Understanding.NONE: lazy("Nothing back yet"),
    Understanding.ACKNOWLEDGED: lazy("Acknowledged, not yet understood"),
    Understanding.ANSWERED: lazy("Answered, not yet understood"),
    Understanding.UNDERSTOOD: lazy("Understood"),
    Understanding.MISUNDERSTOOD: lazy("Not understood"),
}
PURPOSE: Final[Mapping[Purpose, str]] = {
    Purpose.APPOINTMENT: lazy("Appointment"),
    Purpose.DECISION: lazy("Decision"),
    Purpose.URGENT: lazy("Urgent message"),
    Purpose.GENERAL: lazy("Message"),
    Purpose.CONVERSATION: lazy("Answer in the thread"),
}
BY_MEDIUM: Final[Mapping[Medium, str]] = {
    Medium.TEXT: lazy("by text"),
    Medium.EMAIL: lazy("by email"),
    Medium.LETTER: lazy("by letter"),
    Medium.PHONE_CALL: lazy("by phone"),
    Medium.RELAY_CALL: lazy("through Relay UK"),
    Medium.TEXTPHONE: lazy("by textphone"),
    Medium.BSL_VIDEO: lazy("by BSL video call"),
    Medium.VISIT: lazy("by a visit"),
    Medium.OFFICE: lazy("at the office"),
    Medium.NAMED_PERSON: lazy("through a named person"),
    Medium.PERSON_CONTACTS_US: lazy("when they contact us"),
}
ROUTE: Final[Mapping[str, str]] = {
    ContactRoute.TEXT: lazy("by text"),
    ContactRoute.EMAIL: lazy("by email"),
    ContactRoute.SLIP: lazy("on a slip"),
    ContactRoute.LINK: lazy("on the reply page"),
    ContactRoute.CALL: lazy("on a call"),
    ContactRoute.VISIT: lazy("on a visit"),
    ContactRoute.OFFICE: lazy("at the office"),
    ContactRoute.RELAY_CALL: lazy("on a relay call"),
    ContactRoute.BSL_VIDEO: lazy("on a BSL video call"),
}
_FILE_KINDS: Final[Mapping[str, str]] = {
    "image": lazy("a picture"),
    "audio": lazy("a recording"),
    "video": lazy("a film"),
    "text": lazy("a text file"),
    "message": lazy("another email"),
}
_KILOBYTE: Final = 1000


def file_words(file: Attached) -> str:
    """One file by its kind and size: "a picture (image/jpeg, 120 kB)"."""
    kind = _FILE_KINDS.get(file.media_type.partition("/")[0], _("a file"))
    if file.size is None:
        return _("%(kind)s (%(type)s)", kind=kind, type=file.media_type)
    size = -(-file.size // _KILOBYTE)
    return _("%(kind)s (%(type)s, %(size)s kB)", kind=kind, type=file.media_type, size=size)


BOX: Final[Mapping[str, str]] = {
    CLEAR: lazy("Yes, this is clear"),
    NOT_CLEAR: lazy("No, this is not clear"),
    CALL_ME: lazy("Please call me"),
    VISIT_ME: lazy("Please visit me"),
    WRITE_DIFFERENTLY: lazy("Write in a different way"),
    BY_ME: lazy("Filled in by themselves"),
    WITH_HELP: lazy("Filled in with help"),
    BY_SOMEONE_ELSE: lazy("Filled in by someone else"),
    CODE_WORD_MATCHED: lazy("Code word: it matched"),
    CODE_WORD_DID_NOT_MATCH: lazy("Code word: it did not match"),
}
VERDICT: Final[Mapping[Verdict, str]] = {
    Verdict.UNDERSTOOD: lazy("Understood"),
    Verdict.PARTLY: lazy("Partly understood"),
    Verdict.NOT_UNDERSTOOD: lazy("Not understood"),
    Verdict.CANNOT_TELL: lazy("I can't tell from these words"),
    Verdict.SOMEONE_ELSE: lazy("Someone else wrote this"),
    Verdict.RECEIVED_ONLY: lazy("Only received: it reached them, no more"),
}
JUDGED: Final[Mapping[str, str]] = {
    **{verdict.value: words for verdict, words in VERDICT.items()},
    Verdict.CANNOT_TELL.value: lazy("Nobody can tell from these words"),
    "acknowledged": lazy("Only received: it reached them, no more"),
    "answered": lazy("An answer for a person to read"),
    "contradicted": lazy("Not understood"),
    "dealt_with": lazy("Dealt with"),
}
"""What was decided, by a worker or by the rule."""

CATEGORY: Final[Mapping[Category, str]] = {
    Category.RISK: lazy("words of danger or self-harm"),
    Category.WRONG_PERSON: lazy("somebody else answered"),
    Category.OPT_OUT: lazy("wants no more messages this way"),
    Category.CHANGE_PREFERENCE: lazy("wants to be contacted in another way"),
    Category.HELP: lazy("wants to talk to a person"),
    Category.NOT_UNDERSTOOD: lazy("not understood"),
    Category.NO: lazy("a no"),
    Category.ANSWER_FREE: lazy("an answer for a person to read"),
    Category.RECEIVED_ONLY: lazy("received, and no more than that"),
    Category.UNDERSTOOD: lazy("the answer that was asked for"),
}
REASON: Final[Mapping[Reason, str]] = {
    Reason.PHRASE: lazy("a phrase in it is on our list for this"),
    Reason.ANSWERED_PLAINLY: lazy("the whole reply is a plain yes to a plain question"),
    Reason.RIGHT_OPTION: lazy("the whole reply is the right answer"),
    Reason.WRONG_OPTION: lazy("they chose another answer than the right one"),
    Reason.NOT_CLEAR_CHOSEN: lazy("they chose the answer for “not clear”"),
    Reason.CALL_CHOSEN: lazy("they chose to talk to someone"),
    Reason.STOP_WORD: lazy("it is a word that stops messages"),
    Reason.ACKNOWLEDGED: lazy("an OK or a thank-you shows that it arrived, not that it was understood"),
    Reason.YES_TO_A_CHOICE: lazy("a yes does not say which of the answers they mean"),
    Reason.TAPBACK: lazy("a thumbs-up or a heart shows that it arrived, not that it was understood"),
    Reason.EMPTY: lazy("there are no words and no ticks in it"),
    Reason.OPEN_QUESTION: lazy("the question asked for their own words, and only a person can weigh these"),
    Reason.NO_CHECK_ASKED: lazy("the message asked no question that these words could answer"),
    Reason.NO_RIGHT_OPTION: lazy("the message names no right answer"),
    Reason.NOT_OFFERED: lazy("they gave an answer that was not offered"),
    Reason.AMBIGUOUS_OPTION: lazy("it could mean more than one of the answers"),
    Reason.TWO_ANSWERS: lazy("they gave more than one answer"),
    Reason.AUTOMATIC_REPLY: lazy("a machine sent it, for example an out-of-office notice"),
    Reason.ECHO: lazy("it repeats our own words"),
    Reason.QUOTED: lazy("it quotes other words"),
    Reason.QUESTION: lazy("there is a question in it"),
    Reason.NEGATION: lazy("there is a “not” in it"),
    Reason.CONDITION: lazy("there is an “if” in it"),
    Reason.CONTRAST: lazy("there is a “but” in it"),
    Reason.THIRD_PERSON: lazy("somebody seems to write for them"),
    Reason.HEDGE: lazy("they do not sound sure"),
    Reason.EXTRA_CONTENT: lazy("there is more in it than the answer"),
    Reason.OWN_WORDS: lazy("these are their own words, and only a person can weigh them"),
    Reason.SAID_BY_A_WORKER: lazy("a worker reads it so"),
    Reason.LANGUAGES_DISAGREE: lazy("one language reads it as the answer, and English does not"),
    Reason.LANGUAGE_NOT_READ: lazy("the software does not read this language"),
    Reason.LANGUAGE_NOT_APPROVED: lazy("nobody approved the rules for this language yet"),
}
MATCHED: Final[Mapping[str, str]] = {
    How.CODE: lazy("They quoted the code of this message."),
    How.REFERENCE: lazy("It is an answer to the email of this message."),
    How.SOLE_OPEN: lazy("It is the only message that waited for an answer from there."),
    "link": lazy("It came by the link that this message carried."),
    "worker": lazy("A worker tied it to this message."),
    Unmatched.NONE_OPEN: lazy("No message was waiting for an answer from there."),
    Unmatched.SEVERAL_OPEN: lazy("More than one message was waiting for an answer from there."),
    Unmatched.CODE_NOT_THEIRS: lazy("They quoted a code that no message to them carries."),
    Unmatched.MAIL_NOT_THEIRS: lazy("It answers an email of ours that went to somebody else."),
    Unmatched.TWO_CODES: lazy("They quoted two codes."),
}
