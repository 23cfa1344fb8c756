from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from service.commands.check_contact import check_group
from service.web.words import words_for

_KINDS = ("phone_uk_mobile phone_sms_able phone_uk_any phone_international phone_crown_dependency postcode email").split()


def _check(*asked: tuple[str, str]) -> list[dict[str, object]]:
    lines = "".join(json.dumps({"kind": kind, "input": typed}) + "\n" for kind, typed in asked)
    done = CliRunner().invoke(check_group, ["contact"], input=lines, catch_exceptions=False)
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("07700 900123", "phone_uk_mobile phone_sms_able phone_uk_any"),
        ("020 7946 0123", "phone_uk_any"),
        ("0808 157 0123", "phone_uk_any"),
        ("07600 123456", "phone_uk_any"),
        ("07797 292290", "phone_sms_able phone_international phone_crown_dependency"),
        ("07624 123456", "phone_sms_able phone_international phone_crown_dependency"),
        ("01534 456789", "phone_international phone_crown_dependency"),
        ("+353 85 123 4567", "phone_sms_able phone_international"),
        ("1-202-555-0104", "phone_sms_able phone_international"),
        ("+33 1 22 33 44 55", "phone_international"),
        ("77234567890", "phone_international"),
        ("0900 123 4567", "phone_uk_any"),
        ("LS1 4AP", "postcode"),
        ("sam@example.org", "email"),
    ],
)
def test_each_kind_takes_its_own(typed: str, kinds: str) -> None:
    told = _check(*((kind, typed) for kind in _KINDS))
    assert [kind for kind, answer in zip(_KINDS, told, strict=True) if answer["valid"]] == kinds.split()
    assert all((answer["normalised"] is None) is (answer["code"] is not None) for answer in told)


@pytest.mark.parametrize(
    ("kind", "typed", "normalised"),
    [
        ("phone_uk_mobile", "+44 (0)7700 900123", "+447700900123"),
        ("postcode", "sw1a1aa", "SW1A 1AA"),
        ("email", " \u200bSam.O'Neil@Example.COM\u200b ", "sam.o'neil@example.com"),
        ("phone_uk_mobile", "07700 900123,", "+447700900123"),
        ("phone_uk_mobile", "07700 900123;", "+447700900123"),
        ("phone_uk_mobile", '"07700 900123"', "+447700900123"),
        ("phone_uk_mobile", "\u201ctel:07700 900123;\u201d, ", "+447700900123"),
        ("email", "mailto:sam@example.org", "sam@example.org"),
        ("email", "<sam@example.org>", "sam@example.org"),
        ("email", "<mailto:sam@example.org>,", "sam@example.org"),
        ("email", "sam@example.org.", "sam@example.org"),
        ("email", "sam@example.org,", "sam@example.org"),
        ("email", "info@verm\u00f6gensberatung.example.com", "info@verm\u00f6gensberatung.example.com"),
    ],
)
def test_the_normal_form_is_told(kind: str, typed: str, normalised: str) -> None:
    assert _check((kind, typed)) == [{"valid": True, "normalised": normalised, "code": None}]


@pytest.mark.parametrize(
    "typed",
    [
        "plain", "a@b", "@b.org", "a@b..org", "a..b@c.org", ".a@c.org", "a@[1.2.3.4]", "a@1.2.3.4", "a b@c.org", "a@c.org;",
        '"a"@c.org', "A <a@c.org>", "a@c_d.org", "a\u2019b@c.org", "\u00fc@c.org", "a@b.c", "a@b@c.org", f"{'a' * 65}@c.org",
        "a@xn---c.org", "a@foo.local", "a\x00@c.org", "\ud800@c.org",
        "a@c.org..", "a@c.org,,", "<a@c.org", "<<a@c.org>>", "<a@c.org>,<b@c.org>", "<>",
    ],
)  # fmt: skip
def test_an_email_that_most_servers_would_give_back_is_refused(typed: str) -> None:
    assert _check(("email", typed)) == [{"valid": False, "normalised": None, "code": "email_not_valid"}]


@pytest.mark.parametrize("typed", ["BFPO 1", "BFPO1", "bfpo 58", "BFPO 801"])
def test_a_bfpo_number_is_told_from_a_postcode_with_what_to_enter(typed: str) -> None:
    assert _check(("postcode", typed)) == [{"valid": False, "normalised": None, "code": "postcode_is_bfpo_number"}]
    assert "begins with BF1" in words_for("postcode_is_bfpo_number")


@pytest.mark.parametrize(
    "typed", ["07700 900123,,", "07700 900123, 07700 900124", '"07700 900123', '07700 "900123"', "07700 900123;4", ",", '""']
)
def test_what_may_be_two_numbers_or_half_of_one_is_no_number(typed: str) -> None:
    assert _check(("phone_uk_mobile", typed))[0]["code"] == "phone_not_a_number"


def test_a_line_that_asks_nothing_known_is_an_error_of_its_own() -> None:
    told = _check(("fax", "1"), ("postcode", "LS1 4AP"))
    assert told == [{"error": "kind_unknown", "line": 1}, {"valid": True, "normalised": "LS1 4AP", "code": None}]


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(_KINDS),
    st.one_of(
        st.text(st.characters(codec=None), max_size=40),
        st.from_regex(r"[+0-9() .-]{3,18}", fullmatch=True),
        st.from_regex(r"[\w.+'-]{1,12}@[\w.-]{1,14}\.[a-zA-Z]{2,4}", fullmatch=True),
    ),
)
def test_whatever_is_typed_is_answered_and_a_normal_form_is_valid_again(kind: str, typed: str) -> None:
    (answer,) = _check((kind, typed))
    assert answer.keys() == {"valid", "normalised", "code"}
    if answer["valid"]:
        assert _check((kind, str(answer["normalised"]))) == [answer]
