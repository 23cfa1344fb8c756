"""Eight people of Northmoor, none of them real. Numbers are Ofcom's for drama; ``example`` addresses reach nobody."""

from __future__ import annotations

from datetime import time

from service.domain.contact_points import PointKind
from service.domain.preferences import Format, Medium, MediumChoice, Reason, Source, Strength, Support
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.use_cases.record_preference import ContactEntry, PointEntry

WEEKDAYS = frozenset(range(5))


def _wants(*media: Medium, never: tuple[Medium, ...] = (), must: bool = False) -> tuple[MediumChoice, ...]:
    strength = Strength.REQUIRES if must else Strength.PREFERS
    wanted = tuple(MediumChoice(medium, strength, rank) for rank, medium in enumerate(media, start=1))
    return wanted + tuple(MediumChoice(medium, Strength.DECLINES) for medium in never)


def _point(
    kind: PointKind, typed: str, *, others: Answer = Answer.NO, who: str = "", ring: Answer = Answer.YES
) -> PointEntry:
    return PointEntry(
        kind=kind,
        typed=typed,
        form_field=kind.value,
        status=PointStatus.SAFE,
        others_may_read=others,
        who_else=who,
        ring_back=ring,
    )


PEOPLE: tuple[ContactEntry, ...] = (
    ContactEntry(
        name="Sam Okoro",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.TEXT, Medium.EMAIL),
        format=Format.STANDARD,
        spoken_language="en",
        written_language="en",
        source=Source.PERSON,
        own_words="Text me, I can't pick up at work.",
        points=(
            _point(PointKind.PHONE, "07700 900101"),
            _point(PointKind.EMAIL, "sam.okoro@example.org"),
        ),
        case_reference="NM-1001",
    ),
    ContactEntry(
        name="Leila Hart",
        safe_status=SafeStatus.RESTRICTED,
        never_tell="Her ex-partner must not know that she is in touch with us. If someone else answers: a wrong number.",
        choices=_wants(Medium.TEXT, Medium.OFFICE, never=(Medium.LETTER, Medium.VISIT)),
        format=Format.STANDARD,
        spoken_language="en",
        written_language="en",
        reasons=frozenset({Reason.SAFETY}),
        source=Source.PERSON,
        own_words="He goes through my phone at night. Mornings are all right, but keep it plain.",
        points=(
            PointEntry(
                kind=PointKind.PHONE,
                typed="07700 900102",
                form_field="phone",
                status=PointStatus.SAFE,
                others_may_read=Answer.YES,
                who_else="Her ex-partner",
                ring_back=Answer.NO,
                voicemail=Answer.NO,
                weekdays=WEEKDAYS,
                start=time(9, 0),
                end=time(15, 0),
            ),
        ),
        case_reference="NM-1002",
    ),
    ContactEntry(
        name="Tom Reece",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.OFFICE, Medium.TEXT, never=(Medium.EMAIL,)),
        format=Format.STANDARD,
        spoken_language="en",
        written_language="en",
        reasons=frozenset({Reason.COST, Reason.ELECTRICITY_OR_WIFI}),
        source=Source.PERSON,
        own_words="No fixed address. I charge my phone at the library, so catch me at your office.",
        points=(_point(PointKind.PHONE, "07700 900103"),),
        case_reference="NM-1003",
    ),
    ContactEntry(
        name="Nasreen Akhtar",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.LETTER, Medium.PHONE_CALL),
        format=Format.STANDARD,
        spoken_language="ur",
        written_language="ur",
        supports=frozenset({Support.LANGUAGE_INTERPRETER}),
        reasons=frozenset({Reason.LANGUAGE}),
        source=Source.PERSON_WITH_SUPPORT,
        own_words="I read Urdu. Please write, then ring with an interpreter.",
        points=(
            _point(PointKind.ADDRESS, "14 Mill Lane\nNorthmoor\nLS1 4QX"),
            _point(PointKind.PHONE, "01632 960104"),
        ),
        case_reference="NM-1004",
    ),
    ContactEntry(
        name="Danny Price",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.VISIT, Medium.LETTER),
        format=Format.EASY_READ,
        spoken_language="en",
        written_language="en",
        supports=frozenset({Support.ADVOCATE}),
        reasons=frozenset({Reason.LEARNING_DISABILITY, Reason.PREFERS_A_PERSON}),
        source=Source.PERSON_WITH_SUPPORT,
        own_words="Come and see me. I like pictures.",
        points=(_point(PointKind.ADDRESS, "Flat 2\n8 Station Road\nNorthmoor\nLS1 5AB"),),
        case_reference="NM-1005",
    ),
    ContactEntry(
        name="Kofi Mensah",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.BSL_VIDEO, Medium.TEXT, never=(Medium.PHONE_CALL,)),
        format=Format.PLAIN_ENGLISH,
        spoken_language="bfi",
        written_language="en",
        supports=frozenset({Support.BSL_INTERPRETER, Support.VISUAL_ALERT}),
        reasons=frozenset({Reason.HEARING}),
        source=Source.PERSON,
        own_words="BSL is my language. Short texts are fine. Never ring.",
        points=(_point(PointKind.PHONE, "07700 900106", ring=Answer.NO),),
        case_reference="NM-1006",
    ),
    ContactEntry(
        name="Margaret Ellis",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.LETTER, must=True),
        format=Format.LARGE_PRINT_20,
        spoken_language="en",
        written_language="en",
        reasons=frozenset({Reason.SIGHT, Reason.HABIT_OR_TRUST}),
        source=Source.PERSON,
        own_words="A proper letter, in big print, please.",
        points=(
            _point(PointKind.ADDRESS, "3 Chapel Street\nNorthmoor\nLS1 6DF"),
            _point(PointKind.PHONE, "01632 960107"),
        ),
        case_reference="NM-1007",
    ),
    ContactEntry(
        name="Priya Nair",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.EMAIL, Medium.TEXT),
        format=Format.STANDARD,
        spoken_language="en",
        written_language="en",
        reasons=frozenset({Reason.ANXIETY}),
        source=Source.PERSON,
        own_words="Email gives me time to think before I answer.",
        points=(
            _point(PointKind.EMAIL, "priya.nair@example.org"),
            _point(PointKind.PHONE, "07700 900108"),
        ),
        case_reference="NM-1008",
    ),
)
