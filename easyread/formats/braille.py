"""A document in braille: a BRF file of 40 cells by 25 lines a page, and the same lines in print for the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from easyread.asking import Translate, ask_of, contact_of, reference_of
from easyread.characters import require_text_of
from easyread.document import Document, Heading
from easyread.errors import Part, Place, Unmakeable
from easyread.formats.braille_pages import Entry, Shape, Word, paginate
from easyread.formats.braille_proof import EIGHT_DOTS, holds, numbers_stand, prepared, reads_as, unwritable
from easyread.formats.braille_spelling import spelled_apart
from easyread.formats.braille_tables import Table, table_for
from easyread.formats.labels import labels_in
from easyread.formats.liblouis import translate as to_cells
from easyread.writing import FIGURE_SPACE, Style, write, write_text

__all__ = ["Braille", "braille"]

BLANK = "\u2800"
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
"""North American ASCII braille, by the dots of a cell as a number: what embossers and braille displays read."""


@dataclass(frozen=True, slots=True)
class Braille:
    """``brf`` has CR LF after each line and a form feed after each page. ``print_copy`` is for sighted people: page by page
    and line by line, the words whose braille begins there."""

    brf: bytes
    print_copy: str
    pages: int


def braille(document: Document, *, grade: int, translate: Translate = str) -> Braille:
    """``grade`` 2 is contracted; English is Unified English Braille.

    Every word was read back and compared: a contracted word that does not read back as itself is spelled, and if that does
    not hold either, there is no braille. Raises ``Unreadable`` (no text), ``NotInstalled`` (``braille_not_installed``),
    ``Unmakeable``: ``braille_no_table`` (for this language and grade), ``braille_untranslatable`` (a character that this
    braille lacks), ``braille_misread`` (a word that does not read back), the last two with their place.
    """
    require_text_of(document)
    table = table_for(document.language, grade)
    entries = [_entry(text, place, shape, table) for text, place, shape in _told(document, translate)]
    pages = paginate(entries, continued=table.continued, number=lambda page: to_cells(table.name, str(page)))
    _ = translate
    heading = _("Braille page %(number)s of %(total)s")
    copy = "\n\n".join(
        "\n".join(
            (
                heading % {"number": number, "total": len(pages)},
                *(f"{place:2}  {line.words}".rstrip() for place, line in page.told),
            )
        )
        for number, page in enumerate(pages, start=1)
    )
    brf = "".join("".join(_embossed(line) + "\r\n" for line in page.lines) + "\f" for page in pages)
    return Braille(brf.encode("ascii"), copy + "\n", len(pages))


def _told(document: Document, translate: Translate) -> Iterator[tuple[str, Place, Shape]]:
    _ = translate
    language = document.language
    yield _written(document.title, language), Place(Part.TITLE), Shape.HEADING
    number = 0
    for block in document.blocks:
        shape = Shape.HEADING if isinstance(block, Heading) else Shape.PARAGRAPH
        for sentences in ((block.sentence,),) if isinstance(block, Heading) else block.lines:
            text = "".join(write(sentence, language, Style.BRAILLE) + sentence.space for sentence in sentences)
            yield text, Place(Part.SENTENCE, number), shape
            number += len(sentences)
    labels = labels_in(translate)
    for number, fact in enumerate(document.facts):
        text = f"{labels.facts[fact.kind]}: {write(fact.sentence, language, Style.BRAILLE)}"
        yield text, Place(Part.FACT, number), Shape.ITEM if number else Shape.FIRST_ITEM
    ask = ask_of(document, translate)
    if ask.question:
        yield _written(ask.question, language), Place(Part.QUESTION), Shape.FIRST_ITEM
    for number, option in enumerate(ask.options):
        yield _written(option, language), Place(Part.OPTION, number), Shape.ITEM
    for number, line in enumerate(ask.how):
        first = not (number or ask.question or ask.options)
        yield line, Place(Part.PHRASE), Shape.FIRST_ITEM if first else Shape.ITEM
    contact = contact_of(document, translate)
    if contact:
        yield labels.contact, Place(Part.PHRASE), Shape.HEADING
    for number, line in enumerate(contact):
        yield _written(line, language), Place(Part.CONTACT, number), Shape.ITEM
    yield reference_of(document, translate), Place(Part.REFERENCE), Shape.FIRST_ITEM


def _written(text: str, language: str) -> str:
    return write_text(text, language, Style.BRAILLE)


def _entry(text: str, place: Place, shape: Shape, table: Table) -> Entry:
    try:
        return Entry(_words(prepared(text, table), table), shape)
    except Unmakeable as error:
        # liblouis' own error would carry no place.
        raise Unmakeable(error.code, place=place) from None


@lru_cache(maxsize=512)
def _words(text: str, table: Table) -> tuple[Word, ...]:
    """The words of a line in print and in cells, proofread. Phrases and names come again in letter after letter."""
    if not text:
        return ()
    told = text.split(" ")
    groups = groupby(told, key=lambda word: FIGURE_SPACE in word)
    written = [cells for _, words in groups for cells in _written_cells(list(words), table)]
    pairs = [(word.replace(FIGURE_SPACE, " "), cells) for word, cells in zip(told, written, strict=True)]
    known = {pair: cells for pair in pairs if (cells := _settled.get((*pair, table.name))) is not None}
    new = _settle([pair for pair in dict.fromkeys(pairs) if pair not in known], table)
    return tuple(Word(pair[0], known.get(pair) or new[pair]) for pair in pairs)


def _written_cells(words: Sequence[str], table: Table) -> list[str]:
    cells = to_cells(table.name, " ".join(words).replace(FIGURE_SPACE, " "))
    if len(words) == 1:
        return [cells]
    written = cells.split(BLANK)
    # Unified English Braille joins numbers that stand side by side: right in a phone number, wrong in "in 2026 14 people".
    return written if len(written) == len(words) else [to_cells(table.name, word) for word in words]


# Most words of a letter were in the letter before: they are read back once. By word, cells as first written, and table.
_settled: dict[tuple[str, str, str], str] = {}
_MOST_SETTLED = 20_000


def _settle(pairs: Sequence[tuple[str, str]], table: Table) -> dict[tuple[str, str], str]:
    """The cells of each word, proofread. All are read back in one go; where that differs, each is looked at by itself."""
    if not pairs:
        return {}
    words, cells = zip(*pairs, strict=True)
    joined = BLANK.join(cells)
    read = not EIGHT_DOTS.search(joined) and reads_as(" ".join(words), joined, table.name)
    if read and all(numbers_stand(*pair, table) for pair in pairs):
        found = dict(zip(pairs, cells, strict=True))
    else:
        found = {pair: _proofread(*pair, table) for pair in pairs}
    if len(_settled) > _MOST_SETTLED:
        _settled.clear()
    _settled.update({(*pair, table.name): settled for pair, settled in found.items()})
    return found


def _proofread(word: str, cells: str, table: Table) -> str:
    if EIGHT_DOTS.search(cells):
        # A table may also write a web or mail address in computer braille of eight dots.
        if any(unwritable(character, table.name) for character in word):
            raise Unmakeable("braille_untranslatable")
    elif holds(word, cells, table):
        return cells
    # Where the code has no sign for a spelled word, a letter by itself would be read as a contraction.
    if not table.contracts or table.spelling_sign or len(word) > 1:
        spelled = to_cells(table.uncontracted, word) if table.contracts else ""
        if spelled and BLANK not in spelled and not EIGHT_DOTS.search(spelled) and holds(word, spelled, table):
            return table.spelling_sign + spelled
        apart = spelled_apart(word, table)
        if apart is not None and BLANK not in apart:
            return table.spelling_sign + apart
    raise Unmakeable("braille_misread")


def _embossed(cells: str) -> str:
    return "".join(_ASCII[ord(cell) - ord(BLANK)] for cell in cells)
