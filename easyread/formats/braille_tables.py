"""Which table writes a language in braille, and what its reading back may differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from easyread.errors import Unmakeable
from easyread.formats.liblouis import translate
from easyread.locales import primary_subtag

__all__ = ["Table", "digits_of", "letter_sign_of", "number_sign_of", "signs_of", "table_for", "within_numbers_of"]

_CAPITAL_PROBES = (("A", "a"), ("AB", "ab"), ("a A", "a a"), ("aB", "ab"))


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is liblouis' file. ``uncontracted`` spells every word: the same where ``name`` does.

    ``spelling_sign`` tells a reader that the next word is spelled, so that no letters of it are read as a contraction;
    empty where the code has none. ``continued`` ends a line in the middle of a word. ``also`` are the cells that a
    character, or a cluster of them, has in some places besides those that it has alone; ``inserted`` are cells for none.
    """

    name: str
    uncontracted: str
    spelling_sign: str = ""
    continued: str = "\u2824"
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inserted: str = ""

    @property
    def contracts(self) -> bool:
        return self.name != self.uncontracted

    @property
    def unified(self) -> bool:
        """Unified English Braille, whose numbers liblouis reads back as its rules say."""
        return self.name.startswith("en-ueb")

    def __hash__(self) -> int:
        return hash(self.name)


_DOT_5, _GRADE_1_WORD = "\u2810", "\u2830\u2830"
# Welsh braille writes sums and brackets as British braille did before UEB.
_WELSH = {
    "(": ("\u2836",), ")": ("\u2836",), ".": ("\u2802",), ",": ("\u2804",), "£": ("\u2807",),
    ":": ("\u2812", "\u2820\u2812"), "ch": ("\u2821",), "th": ("\u2839",),
}  # fmt: skip
_PORTUGUESE = {"(": ("\u2823",), ")": ("\u281c",)}
_KSHA, _GNYA = ("\u281f",), ("\u2831",)
_BENGALI = {"\u0995\u09cd\u09b7": _KSHA, "\u099c\u09cd\u099e": _GNYA}
_GUJARATI = {"\u0a95\u0acd\u0ab7": _KSHA, "\u0a9c\u0acd\u0a9e": _GNYA}
# Between a consonant and a full vowel, the braille of India writes the vowel that the consonant has by itself.
_INHERENT_VOWEL = "\u2801"
_TABLES = {
    ("en", 1): Table("en-ueb-g1.ctb", "en-ueb-g1.ctb", continued=_DOT_5),
    ("en", 2): Table("en-ueb-g2.ctb", "en-ueb-g1.ctb", spelling_sign=_GRADE_1_WORD, continued=_DOT_5),
    ("cy", 1): Table("cy-cy-g1.utb", "cy-cy-g1.utb", also=_WELSH),
    ("cy", 2): Table("cy-cy-g2.ctb", "cy-cy-g1.utb", also=_WELSH),
    ("pl", 1): Table("Pl-Pl-g1.utb", "Pl-Pl-g1.utb"),
    ("pt", 1): Table("pt-pt-g1.utb", "pt-pt-g1.utb", also=_PORTUGUESE),
    ("es", 1): Table("es-g1.ctb", "es-g1.ctb"),
    ("ar", 1): Table("ar-ar-g1.utb", "ar-ar-g1.utb"),
    ("fr", 1): Table("fr-bfu-comp6.utb", "fr-bfu-comp6.utb"),
    ("lt", 1): Table("lt-6dot.utb", "lt-6dot.utb"),
    ("bn", 1): Table("be-in-g1.utb", "be-in-g1.utb", also=_BENGALI, inserted=_INHERENT_VOWEL),
    ("gu", 1): Table("gu-in-g1.utb", "gu-in-g1.utb", also=_GUJARATI, inserted=_INHERENT_VOWEL),
    ("pa", 1): Table("pu-in-g1.utb", "pu-in-g1.utb", inserted=_INHERENT_VOWEL),
}
# Not here, as of liblouis 3.24: ro (its table has eight dots), tr (its table writes ş and ö as English does), ur (its table
# lacks the colon, so every time of day), zh (its cells are sounds, and can't be read back), so (no table).


def table_for(language: str, grade: int) -> Table:
    """Raises ``Unmakeable("braille_no_table")``: no table for this language and grade that can be read back."""
    tag = primary_subtag(language)
    # Panjabi in Arabic letters is not what its table reads.
    table = None if tag == "pa" and "arab" in language.lower() else _TABLES.get((tag, grade))
    if table is None:
        raise Unmakeable("braille_no_table")
    return table


@lru_cache(maxsize=32)
def signs_of(table: Table) -> frozenset[str]:
    """The cells that stand for no character by themselves: capital and number signs, and what is inserted."""
    found = set(table.inserted)
    for upper, lower in _CAPITAL_PROBES:
        above, below = translate(table.name, upper), translate(table.name, lower)
        if above.endswith(below):
            found |= set(above.removesuffix(below))
    return frozenset(found | {number_sign_of(table)})


@lru_cache(maxsize=32)
def number_sign_of(table: Table) -> str:
    return translate(table.uncontracted, "1")[0]


@lru_cache(maxsize=32)
def digits_of(table: Table) -> frozenset[str]:
    """The cells of the ten digits: after a number sign they are digits, elsewhere letters."""
    return frozenset(translate(table.uncontracted, digit)[1:] for digit in "0123456789")


@lru_cache(maxsize=32)
def within_numbers_of(table: Table) -> frozenset[str]:
    """The stops after which this table goes on with a number without a second number sign."""
    one, sign = translate(table.uncontracted, "1"), number_sign_of(table)
    written = {stop: translate(table.uncontracted, f"1{stop}1").removeprefix(one) for stop in ".,:;-/'"}
    return frozenset(stop for stop, cells in written.items() if sign not in cells[1:-1])


@lru_cache(maxsize=32)
def letter_sign_of(table: Table) -> str:
    """What this table writes between a number and a letter that has a digit's cell; empty where it writes nothing."""
    after_number = translate(table.uncontracted, "1b").removeprefix(translate(table.uncontracted, "1"))
    return after_number.removesuffix(translate(table.uncontracted, "ab").removeprefix(translate(table.uncontracted, "a")))
