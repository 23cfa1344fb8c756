"""Fourteen people of Northmoor, none of them real. Numbers are Ofcom's for drama; ``example`` addresses reach nobody."""

from __future__ import annotations

from datetime import time

from service.domain.contact_points import PointKind
from service.domain.preferences import Format, Medium, MediumChoice, Paper, PostRoute, Reason, Source, Strength, Support
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
        name="Hodan Warsame",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.TEXT, Medium.OFFICE, never=(Medium.EMAIL,)),
        format=Format.STANDARD,
        spoken_language="so",
        written_language="so",
        reasons=frozenset({Reason.LANGUAGE, Reason.COST, Reason.ELECTRICITY_OR_WIFI}),
        post_route=PostRoute.COLLECTS,
        source=Source.PERSON_WITH_SUPPORT,
        own_words="I read Somali. I charge my phone at the library, so text me, or catch me at your office.",
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
        choices=_wants(Medium.LETTER, Medium.VISIT),
        format=Format.EASY_READ,
        spoken_language="en",
        written_language="en",
        supports=frozenset({Support.ADVOCATE}),
        reasons=frozenset({Reason.LEARNING_DISABILITY, Reason.PREFERS_A_PERSON}),
        source=Source.PERSON_WITH_SUPPORT,
        own_words="Write to me with pictures. Then come and see me.",
        points=(_point(PointKind.ADDRESS, "Flat 2\n8 Station Road\nNorthmoor\nLS1 5AB"),),
        case_reference="NM-1005",
    ),
    ContactEntry(
        name="Kofi Mensah",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.BSL_VIDEO, Medium.TEXT, never=(Medium.PHONE_CALL,)),
        format=Format.BSL_VIDEO,
        spoken_language="bfi",
        written_language="en",
        supports=frozenset({Support.BSL_INTERPRETER, Support.VISUAL_ALERT}),
        reasons=frozenset({Reason.HEARING}),
        source=Source.PERSON,
        own_words="BSL is my language. Sign to me, in a video or a video call. Never ring.",
        points=(_point(PointKind.PHONE, "07700 900106", ring=Answer.NO),),
        case_reference="NM-1006",
    ),
    ContactEntry(
        name="Margaret Ellis",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.LETTER, must=True),
        format=Format.LARGE_PRINT_24,
        paper=Paper.YELLOW,
        spoken_language="en",
        written_language="en",
        reasons=frozenset({Reason.SIGHT, Reason.HABIT_OR_TRUST}),
        source=Source.PERSON,
        own_words="A proper letter, please, in 24 point and on yellow paper: on white I see nothing.",
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
    ContactEntry(
        name="Arthur Whitlock",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.LETTER, Medium.PHONE_CALL),
        format=Format.BRAILLE_2,
        spoken_language="en",
        written_language="en",
        reasons=frozenset({Reason.SIGHT, Reason.PRIVACY}),
        source=Source.PERSON,
        own_words="I am blind. Grade 2 braille, by post, so that I read my own letters.",
        points=(
            _point(PointKind.ADDRESS, "21 Quarry Rise\nNorthmoor\nLS1 7NB"),
            _point(PointKind.PHONE, "01632 960109"),
        ),
        case_reference="NM-1009",
    ),
    ContactEntry(
        name="Emrys Pugh",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.LETTER, Medium.TEXT),
        format=Format.STANDARD,
        spoken_language="cy",
        written_language="cy",
        reasons=frozenset({Reason.LANGUAGE, Reason.HABIT_OR_TRUST}),
        source=Source.PERSON,
        own_words="Cymraeg, os gwelwch yn dda. (Welsh, please.)",
        points=(
            _point(PointKind.ADDRESS, "5 Orchard Close\nNorthmoor\nLS1 8HG"),
            _point(PointKind.PHONE, "07700 900110"),
        ),
        case_reference="NM-1010",
    ),
    ContactEntry(
        name="Ewa Nowak",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.EMAIL, Medium.PHONE_CALL),
        format=Format.AUDIO_DOWNLOAD,
        spoken_language="pl",
        written_language="pl",
        supports=frozenset({Support.LANGUAGE_INTERPRETER}),
        reasons=frozenset({Reason.READING, Reason.LANGUAGE}),
        source=Source.PERSON,
        own_words="Reading is slow for me. Send it by email so that I can listen, in Polish.",
        points=(
            _point(PointKind.EMAIL, "ewa.nowak@example.org"),
            _point(PointKind.PHONE, "07700 900111"),
        ),
        case_reference="NM-1011",
    ),
    ContactEntry(
        name="Gurpreet Kaur",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.LETTER, Medium.VISIT),
        format=Format.STANDARD,
        spoken_language="pa-Guru",
        written_language="pa-Guru",
        supports=frozenset({Support.LANGUAGE_INTERPRETER}),
        reasons=frozenset({Reason.LANGUAGE}),
        source=Source.PERSON_WITH_SUPPORT,
        own_words="I read Panjabi, in Gurmukhi. Write it down, and my answer comes by post.",
        points=(_point(PointKind.ADDRESS, "Flat 7\n40 Canal Street\nNorthmoor\nLS1 9JW"),),
        case_reference="NM-1012",
    ),
    ContactEntry(
        name="Yusuf Haddad",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.EMAIL, Medium.TEXT),
        format=Format.STANDARD,
        spoken_language="ar",
        written_language="ar",
        supports=frozenset({Support.LANGUAGE_INTERPRETER}),
        reasons=frozenset({Reason.LANGUAGE}),
        source=Source.PERSON_WITH_SUPPORT,
        own_words="Arabic by email, please. My address changes.",
        points=(
            _point(PointKind.EMAIL, "yusuf.haddad@example.org"),
            _point(PointKind.PHONE, "07700 900113"),
        ),
        case_reference="NM-1013",
    ),
    ContactEntry(
        name="Mei Chen",
        safe_status=SafeStatus.SAFE,
        choices=_wants(Medium.TEXT, Medium.LETTER, never=(Medium.PHONE_CALL,)),
        format=Format.STANDARD,
        spoken_language="zh-Hans",
        written_language="zh-Hans",
        reasons=frozenset({Reason.LANGUAGE, Reason.ANXIETY}),
        source=Source.PERSON,
        own_words="I read Chinese (simplified). Texts, please. I do not answer calls.",
        points=(_point(PointKind.PHONE, "07700 900114", ring=Answer.NO),),
        case_reference="NM-1014",
    ),
)
