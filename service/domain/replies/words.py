"""From what a person typed to plain words, the same for a reply, a label and a phrase table. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Joiners, direction marks, soft hyphens, variation selectors, skin tones, keycap rings and gender signs: none of them
# changes what a reply says. Strokes through a letter (U+0334-0338) do, and stay.
_SILENT = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f\u20e3\u2640\u2642\U0001f3fb-\U0001f3ff]"
)
_LATIN_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u0333\u0339-\u036f]+")
# What people leave out when they text: Arabic vowels and the lengthening stroke, dots below Indic letters, the addak, the
# chandrabindu. Nothing that is left out tells "yes" from "no" in any language that has a table.
_LEFT_OUT = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u0981\u09bc\u0a3c\u0a71\u0abc]"
)
# Letters that keyboards and habits make of each other.
_SAME_LETTER = str.maketrans(
    {
        **dict.fromkeys("\u0649\u06cc\u06d0", "\u064a"),
        **dict.fromkeys("\u06c1\u06c3\u06c0\u06d5\u06be\u0629", "\u0647"),
        "\u06a9": "\u0643",
        "\u0671": "\u0627",
        "\u06ba": "\u0646",
        "\u0a70": "\u0a02",
        "\u0142": "l",
        "\u0131": "i",
        "\u0111": "d",
        "\u00f8": "o",
    }
)
_TYPOGRAPHIC = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u2032\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u300c\u300d", '"'),
        **dict.fromkeys("\u061f\u00bf\u037e\u055e\u203d\u1367", "?"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
        **dict.fromkeys("\u3002\u06d4\u0964", "."),
        **dict.fromkeys("\u060c\u3001", ","),
    }
)
_SMILEY = re.compile(r"[:;=]['*,]?-?([()\[\]|/\\]|[dp]\b)")
# The same lying the other way round, and those without a mouth: none of them is glad, but for "(:".
_TURNED = re.compile(r"(?<![(\w])\s?\)-?[:=](?!\w)|;[-_.]?;|(?<!\w)[-t][._][-t](?!\w)|[.\-]_[.\-]|>[._]<")
# Two stops with nothing between, a dash or a bracket that nothing follows, a mark of irony: more was meant than was said.
_TRAILS = re.compile(r"[.,]\s*[.,]|[-(]\s*$|-\s+-|\(!\)")
# Laughter: in Urdu and its neighbours each "ha" by itself would be a yes.
_LAUGHS = re.compile(r"(?<!\w)h[ae](?:[\s,-]+h[ae])+(?!\w)")
_NUMBER_SIGN = re.compile(r"#(?=\d)")
_HAPPY = ")d"
_GLAD, _SAD, _LAUGHTER = "\U0001f642", "\U0001f641", "\U0001f602"
_MINUS = re.compile(r"(?<![\w-])-(?=\d)")
# A vowel sign is part of its word, and no \w to the regular expressions; a Han character is a word of its own.
SIGNS = "".join(chr(code) for code in range(0x0483, 0x1100) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
HAN = "\u3400-\u9fff"
LETTERS = f"(?:[^\\W_{HAN}]|[{SIGNS}])+"
_PLAIN_PIECES = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|\S")
_PIECES = re.compile(rf"[{HAN}]|{LETTERS}(?:'{LETTERS})*|\S")
_HARMLESS = frozenset(".,!;:()*-")
_HALF_DAY = re.compile(r"\d{1,2}")
_LONG_RUN = re.compile(r"(.)\1\1|([^\W\d])\2$")
_RUN = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Plain:
    """``words`` in order, emoji and unusual signs among them; what punctuation says is kept as flags."""

    words: tuple[str, ...]
    asks: bool
    hesitates: bool
    quotes: bool
    elided: frozenset[str] = frozenset()
    """Words that an apostrophe stood in."""


def plain(text: str) -> Plain:
    """Any text, broken Unicode included, as small plain words without accents or apostrophes."""
    text = _LAUGHS.sub(f" {_LAUGHTER} ", _NUMBER_SIGN.sub("", fold(text)))
    text = _MINUS.sub("\u2212", _TURNED.sub(f" {_SAD} ", _SMILEY.sub(_face, text)))
    pieces = (_PLAIN_PIECES if text.isascii() else _PIECES).findall(text)
    words: list[str] = []
    elided: set[str] = set()
    for piece in pieces:
        if piece in _HARMLESS or piece in {"?", '"', "'"}:
            continue
        word = piece.replace("'", "")
        if word != piece:
            elided.add(word)
        if word in {"am", "pm"} and words and _HALF_DAY.fullmatch(words[-1]):
            words[-1] += word
        else:
            words.append(word)
    return Plain(
        words=tuple(words),
        asks="?" in pieces or "\u2753" in pieces or "\u2754" in pieces or "\u2049" in pieces,
        hesitates=_TRAILS.search(text) is not None,
        # One alone is an elision ("dwi 'di deall") or a slip of the thumb.
        quotes='"' in pieces or pieces.count("'") > 1 or ">" in pieces,
        elided=frozenset(elided),
    )


def fold(text: str) -> str:
    """Compatibility forms, case, accents and signs that are left out in haste, digits of every script, quotes made one."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHIC))
    text = unicodedata.normalize("NFD", _SILENT.sub("", text).casefold())
    text = _LEFT_OUT.sub("", _LATIN_ACCENTS.sub("", text)).translate(_SAME_LETTER).translate(_TYPOGRAPHIC)
    return "".join(str(unicodedata.decimal(c)) if c > "\x7f" and c.isdecimal() else c for c in text)


def squeezed(word: str) -> str:
    """Every run of one letter as one letter: "yesss" and "yes" meet here."""
    return _RUN.sub(r"\1", word)


def drawn_out(word: str) -> bool:
    """Whether a letter is held for three or more, or doubled at the end. Numbers never are: 111 isn't 1."""
    return _LONG_RUN.search(word) is not None and not any(c.isdigit() for c in word)


def one_letter_less(word: str) -> set[str]:
    """All words with one letter taken out. Two words that share one differ by a single slip."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _face(found: re.Match[str]) -> str:
    return f" {_GLAD} " if found[1] in _HAPPY else f" {_SAD} "
