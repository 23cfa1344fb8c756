"""The plan as a table: by the person's ranking, then by what is safe; else a person does it. Nothing is ever dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.contact_points import LineType, PointKind
from service.domain.deadlines import Nation
from service.domain.errors import InvalidFields
from service.domain.formats import Mismatch
from service.domain.messages import (
    CheckKind,
    Draft,
    PersonFacts,
    Plan,
    placeholders,
    plan,
    require_sound,
)
from service.domain.preferences import READS_NONE, Format, Medium, MediumChoice, Preference, Strength
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, ContactHours, PointFacts, PointStatus, SafeStatus
from service.domain.understanding import Proof

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LETTER_ON = date(2026, 11, 30)
DRAFT = Draft(Purpose.APPOINTMENT, "We visit on Thursday.")
R, P, D = Strength.REQUIRES, Strength.PREFERS, Strength.DECLINES


def point(kind: PointKind = PointKind.PHONE, **more: object) -> PointFacts:
    values: dict[str, object] = {
        "point_id": uuid4(),
        "kind": kind,
        "value": {"phone": "+447700900123", "email": "a@example.com", "address": "1 High St\nX\nLS1 1AA"}[kind],
        "line_type": LineType.MOBILE if kind is PointKind.PHONE else LineType.NOT_A_LINE,
        "person_status": SafeStatus.SAFE,
        "status": PointStatus.SAFE,
        "others_may_read": Answer.NO,
        **more,
    }
    return PointFacts(**values)  # type: ignore[arg-type]


def wants(*choices: tuple[Medium, Strength]) -> Preference:
    ranks = iter(range(1, 20))
    return Preference(
        tuple(MediumChoice(medium, strength, None if strength is D else next(ranks)) for medium, strength in choices)
    )


def person(preference: Preference, *points: PointFacts, status: SafeStatus = SafeStatus.SAFE) -> PersonFacts:
    return PersonFacts(UUID(int=1), status, preference, points, Nation.ENGLAND)


def made(who: PersonFacts, draft: Draft = DRAFT, now: datetime = NOW, only: Medium | None = None) -> Plan:
    return plan(who, draft, now, letter_expected_on=LETTER_ON, only=only)


TEXT_EMAIL = wants((Medium.TEXT, P), (Medium.EMAIL, P))
EMAIL = point(PointKind.EMAIL)


@pytest.mark.parametrize(
    ("who", "medium", "channel", "verdicts"),
    [
        (person(TEXT_EMAIL, point(), EMAIL), Medium.TEXT, "sms", ["chosen"]),
        (person(TEXT_EMAIL, EMAIL), Medium.EMAIL, "email", ["no_point", "chosen"]),
        (
            person(TEXT_EMAIL, point(status=PointStatus.NOT_SAFE), EMAIL),
            Medium.EMAIL,
            "email",
            ["not_safe", "chosen"],
        ),
        (
            person(TEXT_EMAIL, point(line_type=LineType.LANDLINE), EMAIL),
            Medium.EMAIL,
            "email",
            ["landline", "chosen"],
        ),
        (person(TEXT_EMAIL, point(opted_out=True), EMAIL), Medium.EMAIL, "email", ["opted_out", "chosen"]),
        (person(TEXT_EMAIL, point(dead=True), point(), EMAIL), Medium.TEXT, "sms", ["dead", "chosen"]),
        (
            person(wants((Medium.EMAIL, P), (Medium.TEXT, R)), point(), EMAIL),
            Medium.TEXT,
            "sms",
            ["chosen"],
        ),
        (
            person(wants((Medium.TEXT, R), (Medium.EMAIL, P)), point(status=PointStatus.NOT_SAFE), EMAIL),
            Medium.OFFICE,
            "live",
            ["not_safe", "no_safe_channel"],
        ),
        (person(wants((Medium.EMAIL, D), (Medium.TEXT, P)), EMAIL), Medium.VISIT, "live", ["no_point", "no_safe_channel"]),
        (person(wants((Medium.VISIT, P), (Medium.TEXT, P)), point()), Medium.VISIT, "live", ["chosen_live"]),
        (person(wants((Medium.BSL_VIDEO, R)), point()), Medium.BSL_VIDEO, "live", ["chosen_live"]),
        (person(Preference(), point()), Medium.PHONE_CALL, "live", ["preference_not_asked", "no_safe_channel"]),
        (
            person(replace(TEXT_EMAIL, written_language=READS_NONE), point(), EMAIL),
            Medium.PHONE_CALL,
            "live",
            ["reads_none", "reads_none", "no_safe_channel"],
        ),
        (
            person(TEXT_EMAIL, point(person_status=SafeStatus.DO_NOT_CONTACT), status=SafeStatus.DO_NOT_CONTACT),
            Medium.PERSON_CONTACTS_US,
            "live",
            ["do_not_contact", "no_point", "do_not_contact"],
        ),
        (
            person(TEXT_EMAIL, point(person_status=SafeStatus.PERSON_CONTACTS_US), status=SafeStatus.PERSON_CONTACTS_US),
            Medium.PERSON_CONTACTS_US,
            "live",
            ["person_contacts_us", "no_point", "person_contacts_us"],
        ),
    ],
)
def test_which_way_and_why(who: PersonFacts, medium: Medium, channel: str, verdicts: list[str]) -> None:
    found = made(who)
    if channel == "live" and "no_safe_channel" in verdicts:
        # Which live way is the least intrusive one that they did not decline.
        assert found.medium not in {Medium.TEXT, Medium.EMAIL, Medium.LETTER}
        assert not who.preference.declines(found.medium)
    else:
        assert found.medium is medium
    assert found.channel == channel
    assert [str(step.verdict) for step in found.why] == verdicts


def test_outside_their_hours_it_waits_for_them() -> None:
    evening = ContactHours(frozenset({0, 2}), time(18), time(20))
    found = made(person(TEXT_EMAIL, point(hours=evening)))
    assert found.send_at == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert [step.verdict for step in found.why] == ["chosen", "waits_for_hours"]
    late = made(person(TEXT_EMAIL, point(hours=evening)), now=NOW + timedelta(hours=12))
    assert late.send_at == datetime(2026, 11, 25, 18, tzinfo=UTC)


def test_a_letter_waits_for_no_hours_and_is_too_late_for_thursday() -> None:
    who = person(wants((Medium.LETTER, P)), point(PointKind.ADDRESS, hours=ContactHours(start=time(18))))
    found = made(who, replace(DRAFT, event_at=datetime(2026, 11, 26, 14, 30, tzinfo=UTC)))
    assert found.send_at == NOW
    assert found.expected_on == LETTER_ON
    assert found.too_late
    assert not made(who, replace(DRAFT, event_at=datetime(2026, 12, 20, 14, 30, tzinfo=UTC))).too_late


def test_a_text_in_the_morning_is_too_late_for_noon_and_in_time_for_the_evening() -> None:
    who = person(TEXT_EMAIL, point())
    assert made(who, replace(DRAFT, event_at=NOW + timedelta(hours=3))).too_late
    evening = made(who, replace(DRAFT, event_at=NOW + timedelta(hours=8)))
    assert not evening.too_late
    assert evening.confirm_by == NOW + timedelta(hours=8)


def test_a_format_or_language_that_differs_is_a_mismatch() -> None:
    needs = replace(TEXT_EMAIL, format=Format.EASY_READ, written_language="cy")
    assert made(person(needs, point())).mismatches == (Mismatch.FORMAT, Mismatch.LANGUAGE)
    large = replace(TEXT_EMAIL, format=Format.LARGE_PRINT_18, written_language="en")
    assert made(person(large, point())).mismatches == ()
    assert made(person(TEXT_EMAIL, point())).mismatches == ()


def test_sensitive_news_prompts_for_a_voice() -> None:
    who = person(TEXT_EMAIL, point())
    prompts = {purpose: made(who, replace(DRAFT, purpose=purpose)).prompt_live for purpose in Purpose}
    assert {purpose for purpose, prompt in prompts.items() if prompt} == {Purpose.DECISION, Purpose.URGENT}


def test_asking_for_one_way_widens_nothing() -> None:
    who = person(TEXT_EMAIL, point(), EMAIL)
    assert made(who, only=Medium.EMAIL).medium is Medium.EMAIL
    assert made(who, only=Medium.LETTER).channel == "live"


_CHOICES = st.tuples(st.sampled_from(Medium), st.sampled_from(Strength))


@given(
    statuses=st.lists(st.sampled_from(PointStatus), min_size=0, max_size=4),
    person_status=st.sampled_from(SafeStatus),
    choices=st.lists(
        st.tuples(st.sampled_from(Medium), st.sampled_from(Strength)), max_size=5, unique_by=lambda pair: pair[0]
    ),
    purpose=st.sampled_from([purpose for purpose in Purpose if purpose is not Purpose.CONVERSATION]),
)
def test_whatever_is_on_record_somebody_does_it_and_never_by_an_unsafe_or_declined_way(
    statuses: list[PointStatus], person_status: SafeStatus, choices: list[tuple[Medium, Strength]], purpose: Purpose
) -> None:
    points = [point(status=status, person_status=person_status) for status in statuses]
    who = person(wants(*choices), *points, status=person_status)
    found = made(who, replace(DRAFT, purpose=purpose))
    assert found.why
    assert found.confirm_by >= NOW
    if found.channel != "live":
        assert found.point is not None
        assert found.point.status is PointStatus.SAFE
        assert person_status in {SafeStatus.SAFE, SafeStatus.RESTRICTED}
        assert found.medium in who.preference.ranked()
    assert not who.preference.declines(found.medium) or found.medium is Medium.PERSON_CONTACTS_US


@pytest.mark.parametrize(
    ("kind", "purpose", "proof"),
    [
        (CheckKind.CHOICE, Purpose.GENERAL, Proof.SHOWN),
        (CheckKind.CHOICE, Purpose.DECISION, Proof.SHOWN),
        (CheckKind.OPEN, Purpose.GENERAL, Proof.JUDGED),
        (CheckKind.NONE, Purpose.GENERAL, Proof.SAID),
        (CheckKind.NONE, Purpose.CONVERSATION, Proof.SAID),
        (CheckKind.NONE, Purpose.APPOINTMENT, Proof.JUDGED),
        (CheckKind.NONE, Purpose.URGENT, Proof.JUDGED),
        (CheckKind.NONE, Purpose.DECISION, Proof.JUDGED),
    ],
)
def test_proof_pairs(kind: CheckKind, purpose: Purpose, proof: Proof) -> None:
    assert Draft(purpose, "x", check_kind=kind).proof is proof


CHOICE = replace(DRAFT, check_kind=CheckKind.CHOICE, question="Which day?", options=("Mon", "Thu"), right_option=2)


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        (replace(DRAFT, body=" \n"), "body_missing", "body"),
        (replace(DRAFT, body="\u200b\n\u2800"), "body_missing", "body"),
        (replace(DRAFT, body="On ((day))."), "placeholder_left", "body"),
        (replace(DRAFT, body="On ((day."), "placeholder_left", "body"),
        (replace(DRAFT, body="a\x00b"), "body_unprintable", "body"),
        (replace(DRAFT, body="a\ue000b"), "body_unprintable", "body"),
        (replace(DRAFT, body="a\U0010fffdb"), "body_unprintable", "body"),
        (replace(DRAFT, body="Please send us your bank details."), "asks_for_bank_details", "body"),
        (replace(DRAFT, body="Please pay £20 now."), "asks_for_money", "body"),
        (replace(DRAFT, question="What is your PIN?"), "asks_for_bank_details", "question"),
        (replace(DRAFT, options=("Send your sort code", "No")), "asks_for_bank_details", "options"),
        (replace(DRAFT, event_at=NOW), "event_past", "event"),
        (replace(CHOICE, question=" "), "question_missing", "question"),
        (replace(CHOICE, options=("Mon",)), "options_number", "options"),
        (replace(CHOICE, options=tuple("abcdef")), "options_number", "options"),
        (replace(CHOICE, options=("Mon", "mon ")), "options_alike", "options"),
        (replace(CHOICE, options=("Mon", "x" * 61)), "option_long", "options"),
        (replace(CHOICE, right_option=3), "right_option_missing", "right_option"),
        (replace(CHOICE, right_option=None), "right_option_missing", "right_option"),
    ],
)
def test_what_is_not_sound_names_its_field(draft: Draft, code: str, field: str) -> None:
    with pytest.raises(InvalidFields) as raised:
        require_sound(draft, NOW)
    assert [(fault.code, fault.field) for fault in raised.value.faults] == [(code, field)]


def test_sound_drafts_pass_and_placeholders_are_named_once() -> None:
    require_sound(CHOICE, NOW)
    require_sound(replace(DRAFT, body="Bring:\n\uf0b7 a bill\n\uf0a7 a letter"), NOW)
    assert placeholders("On ((day)) at ((time)), yes ((day)). (not this)") == ("((day))", "((time))")
