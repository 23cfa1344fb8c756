"""What the pages of a person call the words of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.flags import FlagKind
from service.domain.preferences import Format, Medium, Paper, PostRoute, Question, Reason, Source, Support
from service.domain.safe_contact import Answer, PointStatus, Refused, SafeStatus
from service.web.locale import lazy

NOT_ASKED: Final = lazy("Not asked yet")

SAFE_STATUS: Final[Mapping[SafeStatus, str]] = {
    SafeStatus.SAFE: lazy("Yes, safe"),
    SafeStatus.RESTRICTED: lazy("Yes, but only in certain ways"),
    SafeStatus.DO_NOT_CONTACT: lazy("No, do not contact"),
    SafeStatus.PERSON_CONTACTS_US: lazy("The person will contact us"),
    SafeStatus.NOT_ASKED: NOT_ASKED,
}
POINT_STATUS: Final[Mapping[PointStatus, str]] = {
    PointStatus.SAFE: lazy("Yes"),
    PointStatus.NOT_SAFE: lazy("No"),
    PointStatus.NOT_ASKED: NOT_ASKED,
}
ANSWER: Final[Mapping[Answer, str]] = {
    Answer.YES: lazy("Yes"),
    Answer.NO: lazy("No"),
    Answer.NOT_ASKED: NOT_ASKED,
}
MEDIUM: Final[Mapping[Medium, str]] = {
    Medium.TEXT: lazy("Text message"),
    Medium.EMAIL: lazy("Email"),
    Medium.LETTER: lazy("Letter"),
    Medium.PHONE_CALL: lazy("Phone call"),
    Medium.RELAY_CALL: lazy("Call through Relay UK (18001)"),
    Medium.TEXTPHONE: lazy("Textphone"),
    Medium.BSL_VIDEO: lazy("BSL video call"),
    Medium.VISIT: lazy("Visit"),
    Medium.OFFICE: lazy("At the office"),
    Medium.NAMED_PERSON: lazy("Through a named person"),
    Medium.PERSON_CONTACTS_US: lazy("They will contact us"),
}
POST_ROUTE: Final[Mapping[PostRoute, str]] = {
    PostRoute.ADDRESS: lazy("Yes, at this address"),
    PostRoute.COLLECTS: lazy("No fixed abode: they collect letters at our office"),
    PostRoute.NO_POST: lazy("No fixed abode: no letters, use another way"),
}
PAPER: Final[Mapping[Paper, str]] = {
    Paper.WHITE: lazy("White"),
    Paper.CREAM: lazy("Cream"),
    Paper.YELLOW: lazy("Yellow"),
    Paper.PEACH: lazy("Peach"),
    Paper.PINK: lazy("Pink"),
    Paper.LILAC: lazy("Lilac"),
    Paper.PALE_BLUE: lazy("Pale blue"),
    Paper.PALE_GREEN: lazy("Pale green"),
    Paper.GREY: lazy("Grey"),
}
FORMAT: Final[Mapping[Format, str]] = {
    Format.STANDARD: lazy("Standard print, nothing special"),
    Format.PLAIN_ENGLISH: lazy("Plain English"),
    Format.EASY_READ: lazy("Easy Read"),
    Format.LARGE_PRINT_16: lazy("Large print, 16 point"),
    Format.LARGE_PRINT_18: lazy("Large print, 18 point"),
    Format.LARGE_PRINT_20: lazy("Large print, 20 point"),
    Format.LARGE_PRINT_24: lazy("Large print, 24 point"),
    Format.LARGE_PRINT_28: lazy("Large print, 28 point"),
    Format.BRAILLE_1: lazy("Braille, grade 1"),
    Format.BRAILLE_2: lazy("Braille, grade 2"),
    Format.MOON: lazy("Moon"),
    Format.AUDIO_DOWNLOAD: lazy("Audio, to download"),
    Format.AUDIO_CD: lazy("Audio, on CD"),
    Format.AUDIO_USB: lazy("Audio, on a USB stick"),
    Format.READ_ALOUD: lazy("Read aloud by someone"),
    Format.BSL_VIDEO: lazy("BSL video"),
    Format.MAKATON: lazy("Makaton"),
    Format.APHASIA_FRIENDLY: lazy("Aphasia-friendly"),
}
SUPPORT: Final[Mapping[Support, str]] = {
    Support.BSL_INTERPRETER: lazy("British Sign Language interpreter"),
    Support.LANGUAGE_INTERPRETER: lazy("Interpreter for a spoken language"),
    Support.ADVOCATE: lazy("Advocate"),
    Support.VIA_CARER: lazy("Via carer"),
    Support.TEXT_RELAY: lazy("Text relay"),
    Support.AUDIBLE_ALERT: lazy("Audible alert"),
    Support.TACTILE_ALERT: lazy("Tactile alert"),
    Support.VISUAL_ALERT: lazy("Visual alert"),
    Support.LIPSPEAKER: lazy("Lipspeaker"),
    Support.SPEECH_TO_TEXT_REPORTER: lazy("Speech to text reporter"),
    Support.NOTE_TAKER: lazy("Manual note taker"),
    Support.SIGHTED_GUIDE: lazy("Sighted guide"),
    Support.SPEECH_AND_LANGUAGE_THERAPIST: lazy("Speech and language therapist support"),
    Support.MAKATON_INTERPRETER: lazy("Makaton signer"),
    Support.SSE_INTERPRETER: lazy("Sign Supported English interpreter"),
    Support.HANDS_ON_SIGNING: lazy("Hands-on signing interpreter"),
    Support.VISUAL_FRAME_INTERPRETER: lazy("Visual frame interpreter"),
    Support.DEAFBLIND_COMMUNICATOR_GUIDE: lazy("Deafblind communicator guide"),
    Support.DEAFBLIND_MANUAL: lazy("Deafblind manual interpreter"),
}
SOURCE: Final[Mapping[Source, str]] = {
    Source.PERSON: lazy("The person"),
    Source.PERSON_WITH_SUPPORT: lazy("The person, with support"),
    Source.PARENT_OR_GUARDIAN: lazy("A parent or guardian"),
    Source.FAMILY_OR_CARER: lazy("Family or a carer"),
    Source.ADVOCATE: lazy("An advocate"),
    Source.ATTORNEY_OR_DEPUTY: lazy("An attorney or a deputy"),
    Source.REFERRER: lazy("Whoever referred them"),
    Source.WORKER_OBSERVATION: lazy("Nobody: what I noticed myself"),
    Source.IMPORT: lazy("Brought over from another system"),
}
REASON: Final[Mapping[Reason, str]] = {
    Reason.SIGHT: lazy("Sight"),
    Reason.HEARING: lazy("Hearing"),
    Reason.DEAFBLIND: lazy("Deafblind"),
    Reason.READING: lazy("Reading"),
    Reason.LEARNING_DISABILITY: lazy("Learning disability"),
    Reason.MEMORY: lazy("Memory"),
    Reason.NEURODIVERGENCE: lazy("Neurodivergence"),
    Reason.LANGUAGE: lazy("Language"),
    Reason.ANXIETY: lazy("Anxiety"),
    Reason.COST: lazy("Cost of credit or data"),
    Reason.ELECTRICITY_OR_WIFI: lazy("No electricity or Wi-Fi"),
    Reason.NO_DEVICE: lazy("No phone or computer"),
    Reason.SHARED_DEVICE: lazy("Shares a phone or computer"),
    Reason.SKILLS_OR_CONFIDENCE: lazy("Skills or confidence"),
    Reason.SAFETY: lazy("Safety"),
    Reason.PRIVACY: lazy("Privacy"),
    Reason.MOBILITY_OR_DEXTERITY: lazy("Movement or use of hands"),
    Reason.HABIT_OR_TRUST: lazy("Habit or trust"),
    Reason.PREFERS_A_PERSON: lazy("Would rather talk to a person"),
    Reason.PREFERS_NOT_TO_SAY: lazy("Prefers not to say"),
}
_SPOKEN_FIRST: Final = {
    "en": lazy("English"),
    "cy": lazy("Welsh"),
    "bfi": lazy("British Sign Language (BSL)"),
    "isg": lazy("Irish Sign Language"),
}
_SPOKEN_OR_WRITTEN: Final = {
    "sq": lazy("Albanian"),
    "am": lazy("Amharic"),
    "ar": lazy("Arabic"),
    "bn": lazy("Bengali"),
    "bg": lazy("Bulgarian"),
    "prs": lazy("Dari"),
    "fa": lazy("Farsi (Persian)"),
    "fr": lazy("French"),
    "gu": lazy("Gujarati"),
    "hi": lazy("Hindi"),
    "it": lazy("Italian"),
    "ckb": lazy("Kurdish Sorani"),
    "lt": lazy("Lithuanian"),
    "ps": lazy("Pashto"),
    "pl": lazy("Polish"),
    "pt": lazy("Portuguese"),
    "ro": lazy("Romanian"),
    "ru": lazy("Russian"),
    "so": lazy("Somali"),
    "es": lazy("Spanish"),
    "ta": lazy("Tamil"),
    "ti": lazy("Tigrinya"),
    "tr": lazy("Turkish"),
    "uk": lazy("Ukrainian"),
    "ur": lazy("Urdu"),
    "vi": lazy("Vietnamese"),
}
SPOKEN: Final[Mapping[str, str]] = {
    **_SPOKEN_FIRST,
    **_SPOKEN_OR_WRITTEN,
    "yue": lazy("Cantonese"),
    "kmr": lazy("Kurdish Kurmanji"),
    "cmn": lazy("Mandarin"),
    "pa": lazy("Panjabi"),
}
WRITTEN: Final[Mapping[str, str]] = {
    "en": _SPOKEN_FIRST["en"],
    "zxx": lazy("Reads no language"),
    "cy": _SPOKEN_FIRST["cy"],
    **_SPOKEN_OR_WRITTEN,
    "zh-Hans": lazy("Chinese, simplified"),
    "zh-Hant": lazy("Chinese, traditional"),
    "pa-Guru": lazy("Panjabi, Gurmukhi script"),
    "pa-Arab": lazy("Panjabi, Shahmukhi script"),
}
QUESTION: Final[Mapping[Question, str]] = {
    Question.SAFE_TO_TALK: lazy("Is it safe to talk now?"),
    Question.NAME: lazy("What name would you like us to use?"),
    Question.MEDIUM: lazy("How should we contact you?"),
    Question.CONTACT_POINT: lazy("Which number or address can we use?"),
    Question.WHO_ELSE_SEES: lazy("Is it safe for us to use it, and does anyone else see it or answer it?"),
    Question.RING_BACK: lazy("Is it safe to ring you back?"),
    Question.HELP_TO_READ: lazy("What helps you to read, hear or speak?"),
    Question.LANGUAGE: lazy("Which language do you like to read?"),
    Question.WHO_SAID_IT: lazy("Who told us this?"),
    Question.ASK_DIRECTLY: lazy("Ask the person themselves: so far others have spoken for them."),
}
REFUSED: Final[Mapping[Refused, str]] = {
    Refused.DO_NOT_CONTACT: lazy("They said: do not contact"),
    Refused.PERSON_CONTACTS_US: lazy("They will contact us"),
    Refused.NOT_ASKED_IF_SAFE: lazy("Nobody has asked yet if it is safe"),
    Refused.NOT_SAFE: lazy("They said it is not safe"),
    Refused.SAFETY_EXPIRED: lazy("It was safe until a day that has passed: ask again"),
    Refused.SAFETY_STALE: lazy("It is time to ask again if it is safe"),
    Refused.DECLINED: lazy("They did not choose this way"),
    Refused.DEAD: lazy("It no longer works"),
    Refused.OPTED_OUT: lazy("They replied STOP"),
    Refused.WRONG_PERSON: lazy("Somebody else answered from it"),
    Refused.LANDLINE: lazy("It is a landline: a text would be read out aloud in the room"),
    Refused.CONTENT_DOES_NOT_FIT: lazy("It can't carry this kind of message"),
    Refused.NOT_NEUTRAL: lazy("The words would give them away"),
    Refused.OUTSIDE_HOURS: lazy("Outside the hours that they gave"),
}
PERSON_FLAG: Final[Mapping[FlagKind, str]] = {
    FlagKind.PREFERENCE_NOT_ASKED: lazy("Preference not asked: no choice from the person is on record"),
    FlagKind.REVIEW_DUE: lazy("Review due: nobody has asked for a year"),
    FlagKind.SAFE_CONTACT_STALE: lazy("Safe contact is out of date: nothing goes out until somebody asks again"),
    FlagKind.CODE_WORD_SPENT: lazy("The code word arrived in writing: others may know it. Agree a new one"),
    FlagKind.PROXY_ONLY: lazy("Every contact goes through someone else: find a time to ask the person alone"),
    FlagKind.COST_BARRIER: lazy("Cost stands in the way: credit, data, power or a device"),
    FlagKind.LANGUAGE_UNMET: lazy("Language not met: no written form that they read, and no interpreter arranged"),
    FlagKind.CONTACT_POINT_SHARED: lazy("A number, email or address of theirs is on another record too"),
}
WEEKDAY: Final = (
    lazy("Monday"),
    lazy("Tuesday"),
    lazy("Wednesday"),
    lazy("Thursday"),
    lazy("Friday"),
    lazy("Saturday"),
    lazy("Sunday"),
)
