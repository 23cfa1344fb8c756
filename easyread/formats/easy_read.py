"""Easy Read on paper: a tagged PDF with a picture beside each idea."""

from __future__ import annotations

from easyread.asking import Translate
from easyread.document import Document, Picture
from easyread.errors import Part, Unmakeable
from easyread.formats.easy_read_rows import EasyReadRows, Row, SignOff, Title, rows_of
from easyread.formats.pieces import long_words, pieces
from easyread.svg import wrapped
from easyread.typesetting import typeset
from easyread.writing import Style, write

__all__ = ["DEFAULT_SIZE", "SMALLEST_SIZE", "SignOff", "easy_read_pdf"]

SMALLEST_SIZE, DEFAULT_SIZE, LARGEST_SIZE = 16, 18, 24


def easy_read_pdf(
    document: Document,
    *,
    sign_off: SignOff | None = None,
    size: int = DEFAULT_SIZE,
    translate: Translate = str,
) -> bytes:
    """A4, ``size`` in points. Without a sign-off it says so: a draft to look at, which the gate does not release.

    ``translate`` gives our own words in the document's language. Raises ``Unmakeable`` (``size_not_easy_read``, and as
    ``typeset``) and ``NotInstalled``.
    """
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise Unmakeable("size_not_easy_read")
    page = rows_of(document, sign_off, translate)
    drawings = _Drawings()
    data = {
        "size": size,
        "name": page.title,
        "title": pieces(page.title),
        "facts": [_told(row, drawings) for row in page.facts],
        "body": [_told(row, drawings) for row in page.body],
        "about": [_told(row, drawings) for row in page.about],
        "contact": {"label": page.labels.contact, "lines": [pieces(line) for line in page.contact]},
        "page": page.labels.page,
        "tick": pieces(page.labels.tick_one),
        "long": _long_words(page, size),
        "pictures": drawings.found,
    }
    return typeset("easy_read", document.language, data, _places(document, page))


class _Drawings:
    """Each picture once, however often it is shown."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []
        self._numbers: dict[Picture, int] = {}

    def number(self, picture: Picture) -> int:
        if picture not in self._numbers:
            try:
                image = wrapped(picture.image)
            except ValueError:
                raise Unmakeable("picture_unreadable") from None
            self._numbers[picture] = len(self.found)
            self.found.append({"image": image, "alt": picture.alternative})
        return self._numbers[picture]


def _told(row: Row | Title, drawings: _Drawings) -> dict[str, object]:
    if isinstance(row, Title):
        return {"title": pieces(row.text), "level": row.level}
    number = None if row.picture is None else drawings.number(row.picture)
    return {
        "lines": [pieces(line) for line in row.lines],
        "label": pieces(row.label),
        "options": [pieces(option) for option in row.options],
        "picture": number,
        "small": row.small,
    }


def _long_words(page: EasyReadRows, size: int) -> dict[str, list[str]]:
    # The narrowest that the template has: 94 mm for words, 110 for the contact, 116 for a title half as large again.
    ems = 94 * 72 / 25.4 / size
    return {
        "words": list(long_words((text for row in page.rows for text in (*row.lines, *row.options)), ems)),
        "contact": list(long_words(page.contact, ems)),
        "headings": list(long_words([page.title, *(part.text for part in page.body if isinstance(part, Title))], ems)),
    }


def _places(document: Document, page: EasyReadRows) -> list[tuple[Part, str]]:
    language = document.language
    places = [(Part.TITLE, document.title)]
    places += [(Part.SENTENCE, write(sentence, language, Style.EASY_READ)) for sentence in document.sentences]
    places += [(Part.FACT, "\n".join(row.lines)) for row in page.facts]
    if document.question is not None:
        places.append((Part.QUESTION, document.question.text))
        places += [(Part.OPTION, option) for option in document.question.options]
    contact = document.contact
    places.append((Part.CONTACT, "\n".join((contact.name, contact.phone, *contact.address))))
    return [*places, (Part.REFERENCE, document.reference)]
