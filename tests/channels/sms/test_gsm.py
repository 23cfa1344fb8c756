from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.gsm import Measure, characters, measure

_BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà"
_EXTENSION = "\f^{}\\[~]|€"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Measure("GSM-7", 0, (), 160)),
        ("a" * 160, Measure("GSM-7", 160, (160,), 0)),
        ("a" * 161, Measure("GSM-7", 161, (153, 8), 145)),
        ("a" * 306, Measure("GSM-7", 306, (153, 153), 0)),
        ("a" * 307, Measure("GSM-7", 307, (153, 153, 1), 152)),
        ("€" * 80, Measure("GSM-7", 160, (160,), 0)),
        # 76 pairs fill 152 of 153 septets; the 77th can't be cut and opens the next part.
        ("€" * 81, Measure("GSM-7", 162, (152, 10), 143)),
        ("ŵ" * 70, Measure("UCS-2", 70, (70,), 0)),
        ("ŵ" * 71, Measure("UCS-2", 71, (67, 4), 63)),
        ("🙂" * 35, Measure("UCS-2", 70, (70,), 0)),
        # 33 pairs fill 66 of 67 units.
        ("🙂" * 36, Measure("UCS-2", 72, (66, 6), 61)),
        ("ŵ" + "🙂" * 35, Measure("UCS-2", 71, (67, 4), 63)),
        ("`", Measure("UCS-2", 1, (1,), 69)),
        ("ç", Measure("UCS-2", 1, (1,), 69)),
        ("\x1b", Measure("UCS-2", 1, (1,), 69)),
        ("\ud800", Measure("UCS-2", 1, (1,), 69)),
    ],
)
def test_known_lengths(text: str, expected: Measure) -> None:
    assert measure(text) == expected


def _laid_out(text: str) -> Measure:
    """The rule read slowly: fill part after part with whole characters."""
    gsm = all(character in _BASIC + "defghijklmnopqrstuvw" + "DEFGHIJKLMNOPQRSTUVW" + _EXTENSION for character in text)
    sizes = [(2 if character in _EXTENSION else 1) if gsm else (2 if character > "\uffff" else 1) for character in text]
    encoding, alone, joined = ("GSM-7", 160, 153) if gsm else ("UCS-2", 70, 67)
    if sum(sizes) <= alone:
        return Measure("GSM-7" if gsm else "UCS-2", sum(sizes), (sum(sizes),) if sizes else (), alone - sum(sizes))
    filled = [0]
    for size in sizes:
        if filled[-1] + size > joined:
            filled.append(0)
        filled[-1] += size
    return Measure("GSM-7" if encoding == "GSM-7" else "UCS-2", sum(sizes), tuple(filled), joined - filled[-1])


@given(
    st.one_of(
        st.text(st.sampled_from(_BASIC + _EXTENSION), max_size=700),
        st.text(st.sampled_from("aŵ🙂€"), max_size=400),
        st.text(max_size=300),
    )
)
def test_parts_are_filled_with_whole_characters(text: str) -> None:
    assert measure(text) == _laid_out(text)


@given(st.text(max_size=300))
def test_characters_count_what_utf_16_counts(text: str) -> None:
    assert characters(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
