"""``bothways check contact``: numbers, postcodes and emails as typed, made into one normal form or refused with a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from channels.letter.postcode import is_bfpo_number, normalise_postcode
from service.commands.json_lines import answer_lines, text_of
from service.domain.contact_points import PointKind, normalise
from service.domain.errors import Invalid
from service.domain.phone_numbers import UK_REGION, Line, LineType, read_number

_CROWN_DEPENDENCIES = frozenset(("JE", "GG", "IM"))
_LIKE_A_UK_MOBILE = "+7"


@click.group("check")
def check_group() -> None:
    """Check what was typed, without keeping it."""


@check_group.command("contact")
def contact_command() -> None:
    """Check contact points. In: lines of {"kind", "input"}. Out: lines of {"valid", "normalised", "code"}.

    Kinds: phone_uk_mobile, phone_sms_able, phone_uk_any, phone_international, phone_crown_dependency, postcode, email.
    """
    answer_lines(_checked)


def _checked(given: Mapping[str, Any]) -> Mapping[str, object]:
    check = _CHECKS.get(text_of(given, "kind"))
    if check is None:
        raise Invalid("kind_unknown", field="kind")
    typed = text_of(given, "input")
    try:
        return {"valid": True, "normalised": check(typed), "code": None}
    except Invalid as refused:
        return {"valid": False, "normalised": None, "code": refused.code}


def _uk_mobile(typed: str) -> str:
    line = read_number(typed)
    if line.region != UK_REGION or line.line_type is not LineType.MOBILE:
        raise Invalid("phone_not_uk_mobile", field="phone")
    return line.value


def _sms_able(typed: str) -> str:
    """A mobile anywhere; never a landline, which reads texts aloud, nor a pager."""
    line = _perhaps_abroad(typed)
    if line.line_type is not LineType.MOBILE:
        raise Invalid("phone_takes_no_texts", field="phone")
    return line.value


def _perhaps_abroad(typed: str) -> Line:
    try:
        return read_number(typed)
    except Invalid as refused:
        line = read_number(typed, abroad_without_plus=True)
        # A UK mobile with a digit too many looks like one of Kazakhstan: a text would go to a stranger.
        if line.value.startswith(_LIKE_A_UK_MOBILE):
            raise refused from None
        return line


def _uk_any(typed: str) -> str:
    line = read_number(typed, premium_too=True)
    if line.region != UK_REGION:
        raise Invalid("phone_not_uk", field="phone")
    return line.value


def _international(typed: str) -> str:
    """Every number that is not of the UK; those of Jersey, Guernsey and the Isle of Man are not, though they begin +44."""
    line = read_number(typed, abroad_without_plus=True, premium_too=True)
    if line.region == UK_REGION:
        raise Invalid("phone_is_uk", field="phone")
    return line.value


def _crown_dependency(typed: str) -> str:
    line = read_number(typed)
    if line.region not in _CROWN_DEPENDENCIES:
        raise Invalid("phone_not_crown_dependency", field="phone")
    return line.value


def _postcode(typed: str) -> str:
    postcode = normalise_postcode(typed)
    if postcode is None:
        raise Invalid("postcode_is_bfpo_number" if is_bfpo_number(typed) else "postcode_not_valid", field="postcode")
    return postcode


def _email(typed: str) -> str:
    return normalise(PointKind.EMAIL, typed).value


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "phone_uk_mobile": _uk_mobile,
    "phone_sms_able": _sms_able,
    "phone_uk_any": _uk_any,
    "phone_international": _international,
    "phone_crown_dependency": _crown_dependency,
    "postcode": _postcode,
    "email": _email,
}
