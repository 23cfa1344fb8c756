"""Words that are sure to fit: what needn't be measured while a letter is set makes it a sixth quicker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from channels.letter.fonts import latin_font

_MM_IN_A_POINT = 25.4 / 72
_BOLD = 700
# Letters that are spaced apart by kerning make up for more than this by others that are moved together.
_KERNING = 1.03
_SCALE = 1000


def surely_within(words: str, width: float, points: float) -> bool:
    """Whether it stands on one line of ``width`` mm, even in bold. False where only measuring can tell: other scripts."""
    known = _advances()
    total = 0.0
    for character in words:
        advance = known.get(character)
        if advance is None:
            return False
        total += advance
    return total * _KERNING * points * _MM_IN_A_POINT <= width


@lru_cache(maxsize=1)
def _advances() -> Mapping[str, float]:
    """Of ASCII, in parts of the size."""
    # Here and not above: every worker stands on the letters, and none sets any.
    from PIL import ImageFont

    font = ImageFont.truetype(latin_font(), _SCALE, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([_BOLD])
    return {chr(code): font.getlength(chr(code)) / _SCALE for code in range(0x20, 0x7F)}
