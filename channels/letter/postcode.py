"""UK postcodes as Royal Mail gives them out (Programmers' Guide to PAF), those of the forces and Crown dependencies too."""

from __future__ import annotations

import re
import unicodedata

AREAS = frozenset(
    (
        "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN "
        "EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N "
        "NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN "
        "TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
    ).split()
)
"""BF is the forces' (BFPO), BX belongs to no place; GY, JE and IM are posted like the rest. Gibraltar (GX) and the other
overseas territories are abroad to the post: an address there ends with the country."""

_GIRO = "GIR0AA"
# Letters that stand in the third place (N1C, W1A) and in the fourth (SW1A, EC1V); the inward ones leave out C I K M O V.
_SHAPE = re.compile(
    r"([A-Z]{1,2})(?:[0-9]|[1-9][0-9]|(?<![A-Z]{2})[0-9][ABCDEFGHJKPSTUW]|(?<=[A-Z]{2})[0-9][ABEHMNPRVWXY])"
    r"[0-9][ABD-HJLNP-UW-Z]{2}"
)
_BFPO_NUMBER = re.compile(r"BFPO[0-9]{1,4}")
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_JOINED_BY = "-.\u2010\u2011\u2013"


def normalise_postcode(typed: str) -> str | None:
    """Upper case with one space before the last three, or None where no such postcode can be.

    Spaces anywhere, characters that can't be seen, digits of other scripts, a dash or dot in place of the space, and a
    comma or full stop at the end are forgiven. Letters are never taken for digits.
    """
    seen = _seen(typed)
    if len(seen) > 3 and seen[-4] in _JOINED_BY:
        seen = seen[:-4] + seen[-3:]
    if not seen.isascii():
        # upper() makes S and I of letters that are neither: another word than was typed.
        return None
    whole = seen.upper()
    shape = _SHAPE.fullmatch(whole)
    if whole != _GIRO and (shape is None or shape[1] not in AREAS):
        return None
    return f"{whole[:-3]} {whole[-3:]}"


def is_bfpo_number(typed: str) -> bool:
    """Whether it is the old number of a forces post office (``BFPO 58``), which since 2012 has a postcode as well (BF1)."""
    return _BFPO_NUMBER.fullmatch(_seen(typed).upper()) is not None


def _seen(typed: str) -> str:
    return "".join(_plain(character) for character in typed).rstrip(",.")


def _plain(character: str) -> str:
    if character.isascii():
        return "" if character.isspace() else character
    if ord(character) in _FULL_WIDTH:
        return chr(ord(character) - 0xFEE0)
    if character.isspace() or unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
