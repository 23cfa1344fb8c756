"""A picture as PNG: mail programs show photographs, and no drawings."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import typst

from easyread.document import Picture
from easyread.errors import Unmakeable
from easyread.svg import wrapped

__all__ = ["png"]

HEIGHT = 96
"""CSS pixels; there are twice as many in the file, for fine screens."""
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "formats"


def png(picture: Picture) -> bytes:
    """The same picture gives the same bytes. Raises ``Unmakeable`` (``picture_unreadable``)."""
    return _drawn(picture.image)


@lru_cache(maxsize=128)
def _drawn(image: bytes) -> bytes:
    try:
        given = json.dumps({"image": wrapped(image), "height": HEIGHT})
        made = typst.compile(
            str(_TEMPLATES / "picture.typ"), root=str(_TEMPLATES), sys_inputs={"document": given}, format="png", ppi=144.0
        )
    except (ValueError, typst.TypstError):
        raise Unmakeable("picture_unreadable") from None
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no PNG")
    return made
