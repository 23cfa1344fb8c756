"""Easy Read as a page that stands alone, for web and email: the rows of the printed one, nothing loaded, no scripts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from easyread.asking import Translate, ask_of
from easyread.document import Document, Picture
from easyread.formats.easy_read_rows import Row, SignOff, rows_of
from easyread.locales import is_right_to_left
from easyread.svg import raster_kind

__all__ = ["data_url", "easy_read_html"]

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "formats"


def data_url(picture: Picture) -> str:
    """The picture itself as an address. Pictures never run: a browser shows a drawing as an image only."""
    kind = raster_kind(picture.image) or "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(picture.image).decode()}"


def easy_read_html(
    document: Document,
    *,
    sign_off: SignOff | None = None,
    translate: Translate = str,
    address: Callable[[Picture], str] = data_url,
    answer_at: str = "",
) -> str:
    """``address`` tells where a picture is: an email attaches it and says ``cid:…``, since mail programs show no drawings.
    ``answer_at`` is a link to answer by, below the words.

    Raises ``Unreadable`` for what is no text.
    """
    rows, _ = rows_of(document, sign_off, translate), translate
    return _template().render(
        language=document.language,
        direction="rtl" if is_right_to_left(document.language) else "ltr",
        rows=rows,
        ask=ask_of(document, translate),
        is_row=lambda part: isinstance(part, Row),
        address=address,
        answer_at=answer_at,
        answer_words=_("Your answer"),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("easy_read.html")
