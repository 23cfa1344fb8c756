"""How a person wants to be contacted: the vocabulary of DOMAIN §3 and what is still to be asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Invalid


class Medium(StrEnum):
    """What the person chose, in their terms. Only three have a channel; the others are work for a person."""

    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    PHONE_CALL = "phone_call"
    RELAY_CALL = "relay_call"
    TEXTPHONE = "textphone"
    BSL_VIDEO = "bsl_video"
    VISIT = "visit"
    OFFICE = "office"
    NAMED_PERSON = "named_person"
    PERSON_CONTACTS_US = "person_contacts_us"


WRITTEN = (Medium.TEXT, Medium.EMAIL, Medium.LETTER)
LIVE = tuple(medium for medium in Medium if medium not in WRITTEN)


class Strength(StrEnum):
    """Requires: nothing else will do. Declines: never, whatever else fails."""

    REQUIRES = "requires"
    PREFERS = "prefers"
    DECLINES = "declines"


class Format(StrEnum):
    """The form that written words must take."""

    STANDARD = "standard"
    PLAIN_ENGLISH = "plain_english"
    LARGE_PRINT_16 = "large_print_16"
    LARGE_PRINT_18 = "large_print_18"
    LARGE_PRINT_20 = "large_print_20"
    LARGE_PRINT_24 = "large_print_24"
    LARGE_PRINT_28 = "large_print_28"
    EASY_READ = "easy_read"
    BRAILLE_1 = "braille_1"
    BRAILLE_2 = "braille_2"
    MOON = "moon"
    AUDIO_DOWNLOAD = "audio_download"
    AUDIO_CD = "audio_cd"
    AUDIO_USB = "audio_usb"
    READ_ALOUD = "read_aloud"
    BSL_VIDEO = "bsl_video"
    MAKATON = "makaton"
    APHASIA_FRIENDLY = "aphasia_friendly"

    @property
    def letter_size(self) -> int | None:
        """Points of the letter's body, where this is a format that a letter can be printed in."""
        if self.value.startswith("large_print_"):
            return int(self.value.removeprefix("large_print_"))
        return 14 if self in {Format.STANDARD, Format.PLAIN_ENGLISH} else None


class Paper(StrEnum):
    """The colour of the sheet that a person reads best on, as print rooms stock it (DOMAIN §5)."""

    WHITE = "white"
    CREAM = "cream"
    YELLOW = "yellow"
    PEACH = "peach"
    PINK = "pink"
    LILAC = "lilac"
    PALE_BLUE = "pale_blue"
    PALE_GREEN = "pale_green"
    GREY = "grey"


class Support(StrEnum):
    """Communication support: labels of DAPB4019, kept verbatim where pages show them, then professionals of DOMAIN §3."""

    AUDIBLE_ALERT = "audible_alert"
    TACTILE_ALERT = "tactile_alert"
    VISUAL_ALERT = "visual_alert"
    TEXT_RELAY = "text_relay"
    VIA_CARER = "via_carer"
    BSL_INTERPRETER = "bsl_interpreter"
    HANDS_ON_SIGNING = "hands_on_signing"
    MAKATON_INTERPRETER = "makaton_interpreter"
    SSE_INTERPRETER = "sse_interpreter"
    VISUAL_FRAME_INTERPRETER = "visual_frame_interpreter"
    LANGUAGE_INTERPRETER = "language_interpreter"
    ADVOCATE = "advocate"
    DEAFBLIND_COMMUNICATOR_GUIDE = "deafblind_communicator_guide"
    DEAFBLIND_MANUAL = "deafblind_manual"
    LIPSPEAKER = "lipspeaker"
    NOTE_TAKER = "note_taker"
    SIGHTED_GUIDE = "sighted_guide"
    SPEECH_AND_LANGUAGE_THERAPIST = "speech_and_language_therapist"
    SPEECH_TO_TEXT_REPORTER = "speech_to_text_reporter"


class Source(StrEnum):
    """Who said it. Only the person's own words are a choice (DOMAIN §3)."""

    PERSON = "person"
    PERSON_WITH_SUPPORT = "person_with_support"
    PARENT_OR_GUARDIAN = "parent_or_guardian"
    FAMILY_OR_CARER = "family_or_carer"
    ADVOCATE = "advocate"
    ATTORNEY_OR_DEPUTY = "attorney_or_deputy"
    REFERRER = "referrer"
    WORKER_OBSERVATION = "worker_observation"
    IMPORT = "import"

    @property
    def is_the_person(self) -> bool:
        return self in {Source.PERSON, Source.PERSON_WITH_SUPPORT}


class Reason(StrEnum):
    """Why this medium. Never mandatory."""

    SIGHT = "sight"
    HEARING = "hearing"
    DEAFBLIND = "deafblind"
    READING = "reading"
    LEARNING_DISABILITY = "learning_disability"
    MEMORY = "memory"
    NEURODIVERGENCE = "neurodivergence"
    LANGUAGE = "language"
    ANXIETY = "anxiety"
    COST = "cost"
    ELECTRICITY_OR_WIFI = "electricity_or_wifi"
    NO_DEVICE = "no_device"
    SHARED_DEVICE = "shared_device"
    SKILLS_OR_CONFIDENCE = "skills_or_confidence"
    SAFETY = "safety"
    PRIVACY = "privacy"
    MOBILITY_OR_DEXTERITY = "mobility_or_dexterity"
    HABIT_OR_TRUST = "habit_or_trust"
    PREFERS_A_PERSON = "prefers_a_person"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"


class PostRoute(StrEnum):
    """Where paper can reach the person. No fixed abode is an answer, never a dead end (DOMAIN §5)."""

    ADDRESS = "address"
    """An address of theirs, or care of somebody."""
    COLLECTS = "collects"
    """No fixed abode: they collect letters at the office."""
    NO_POST = "no_post"
    """No fixed abode, and no letters: another way."""


COST_BARRIERS = frozenset({Reason.COST, Reason.ELECTRICITY_OR_WIFI, Reason.NO_DEVICE})

WRITTEN_LANGUAGES = tuple(
    "en cy pl ro pa-Guru pa-Arab ur pt es ar bn gu it zh-Hans zh-Hant fr ta tr so fa prs ps ckb lt bg uk ru sq hi ti am "
    "vi".split()
)
SIGNED_LANGUAGES = ("bfi", "isg")
READS_NONE = "zxx"
"""BCP 47 for "no linguistic content": the person reads no language."""


@dataclass(frozen=True, slots=True)
class MediumChoice:
    """One line of the ranking; rank 1 comes first. A declined medium has no rank."""

    medium: Medium
    strength: Strength
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """One version of what a person said. An empty value is "not asked yet", never a default."""

    choices: tuple[MediumChoice, ...] = ()
    format: Format | None = None
    paper: Paper | None = None
    spoken_language: str | None = None
    written_language: str | None = None
    supports: frozenset[Support] = frozenset()
    reasons: frozenset[Reason] = frozenset()
    source: Source | None = None

    def ranked(self) -> tuple[Medium, ...]:
        """The media that may be used, best first. Where one is required, no other counts."""
        wanted = [choice for choice in self.choices if choice.strength is not Strength.DECLINES]
        required = [choice for choice in wanted if choice.strength is Strength.REQUIRES]
        order = sorted(required or wanted, key=lambda choice: (choice.rank is None, choice.rank or 0))
        return tuple(choice.medium for choice in order)

    def declines(self, medium: Medium) -> bool:
        return any(choice.medium is medium and choice.strength is Strength.DECLINES for choice in self.choices)

    @property
    def is_a_choice(self) -> bool:
        """The person chose, in their own words: R1."""
        return bool(self.ranked()) and self.source is not None and self.source.is_the_person


class Question(StrEnum):
    """What a first contact asks, in the order of the page."""

    SAFE_TO_TALK = "safe_to_talk"
    NAME = "name"
    MEDIUM = "medium"
    CONTACT_POINT = "contact_point"
    WHO_ELSE_SEES = "who_else_sees"
    RING_BACK = "ring_back"
    HELP_TO_READ = "help_to_read"
    LANGUAGE = "language"
    WHO_SAID_IT = "who_said_it"
    ASK_DIRECTLY = "ask_directly"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which answers are on record beside the preference itself."""

    safe_to_talk: bool
    name: bool
    contact_points: int
    points_without_safety: int
    points_without_ring_back: int


def still_to_ask(preference: Preference, asked: Asked) -> tuple[Question, ...]:
    """The strip "next time you speak"."""
    answers: Collection[tuple[Question, bool]] = (
        (Question.SAFE_TO_TALK, asked.safe_to_talk),
        (Question.NAME, asked.name),
        (Question.MEDIUM, bool(preference.choices)),
        (Question.CONTACT_POINT, asked.contact_points > 0),
        (Question.WHO_ELSE_SEES, asked.points_without_safety == 0),
        (Question.RING_BACK, asked.points_without_ring_back == 0),
        (Question.HELP_TO_READ, preference.format is not None),
        (Question.LANGUAGE, preference.written_language is not None),
        (Question.WHO_SAID_IT, preference.source is not None),
        (Question.ASK_DIRECTLY, not preference.choices or preference.source is None or preference.is_a_choice),
    )
    return tuple(question for question, known in answers if not known)


def choice_faults(choices: tuple[MediumChoice, ...]) -> list[Invalid]:
    """What in a ranking contradicts itself: a medium twice, or chosen and never to be used."""
    wanted = [choice.medium for choice in choices if choice.strength is not Strength.DECLINES]
    declined = {choice.medium for choice in choices if choice.strength is Strength.DECLINES}
    faults = [Invalid("medium_twice", field="choices")] if len(set(wanted)) != len(wanted) else []
    return faults + ([Invalid("medium_chosen_and_never", field="choices")] if declined.intersection(wanted) else [])
