"""A letter as the plain values that ``templates/letters/letter.typ`` sets: lines, what must not break, what may not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from channels.letter.document import Image, LetterDocument, Row, SecondLanguage, SlipLabels
from channels.letter.errors import Place
from channels.letter.fonts import Setting
from channels.letter.link_code import symbol_of
from channels.letter.pictures import as_drawing
from channels.letter.widths import surely_within
from channels.slips import layout

# As letter.typ sets them: this many lines of this size are sure to stand in the window.
_WINDOW_POINTS, _WINDOW_LINES, _WINDOW_WIDTH = 12, 5, 90
_NAME_SCALE = 1.15
LARGEST_NARROW_POINTS = 14
"""Up to here the letter has a column beside the window; ``letter.typ`` draws the same line."""
NO_BREAK_SPACE = "\u00a0"
_WIDE_SPACE = "\u2003"
_MM_IN_A_POINT = 25.4 / 72
_PHONE = re.compile(r"(\+?\d[\d ]{5,16}\d)")
# Letters of scripts that break a line between any two of them: their words have no width of their own.
_BREAKS_ANYWHERE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LINE_BREAKS = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")

Part = LetterDocument | SecondLanguage


def places_of(letter: LetterDocument) -> Iterator[tuple[Place, str]]:
    """Every piece of text that somebody wrote, with where it stands."""
    yield from _numbered("address", letter.address or ())
    yield Place("date"), letter.date
    yield Place("reference"), letter.reference
    yield Place("sender"), "\n".join((letter.sender.name, letter.sender.phone, *letter.sender.return_address))
    yield from _places_of_part(letter, "")
    if letter.second is not None:
        yield from _places_of_part(letter.second, "second_")


def _places_of_part(part: Part, prefix: str) -> Iterator[tuple[Place, str]]:
    yield Place(f"{prefix}greeting"), part.greeting
    yield from _numbered(f"{prefix}rows", [row.words for row in part.rows])
    yield from _numbered(f"{prefix}rows", [row.credit for row in part.rows])
    yield from _numbered(f"{prefix}paragraphs", part.paragraphs)
    yield Place(f"{prefix}question"), part.question or ""
    yield from _numbered(f"{prefix}options", part.options)
    yield Place(f"{prefix}contact_line"), part.contact_line
    yield from _numbered(f"{prefix}sign_off", part.sign_off)
    yield Place(f"{prefix}labels"), _words_of_labels(part.labels)


def _numbered(part: str, texts: Iterable[str]) -> Iterator[tuple[Place, str]]:
    return ((Place(part, number), text) for number, text in enumerate(texts))


@lru_cache(maxsize=64)
def _words_of_labels(labels: SlipLabels) -> str:
    return "\n".join(asdict(labels).values())


def with_tabs_spaced(letter: LetterDocument) -> LetterDocument:
    """A tab has no width in a PDF: the cells of a pasted table would run together."""
    spaced: LetterDocument = _spaced(letter)
    return spaced


def _spaced(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\t", _WIDE_SPACE)
    if isinstance(value, tuple):
        return tuple(map(_spaced, value))
    if is_dataclass(value) and not isinstance(value, Image | type):
        return replace(value, **{each.name: _spaced(getattr(value, each.name)) for each in fields(value) if each.init})
    return value


def words_for(
    letter: LetterDocument, setting: Setting, second: Setting | None, version: int, qr: str, *, both: bool
) -> dict[str, Any]:
    """``version`` is the slip's; ``both``: its labels are in both languages of the letter."""
    labels, sender = letter.labels, letter.sender
    reference = f"{labels.reference} {letter.reference}"
    returns = [line for line in sender.return_address if line.strip()]
    size = letter.font_size
    column = min(168 if size <= LARGEST_NARROW_POINTS else 180, 36 * size * _MM_IN_A_POINT)
    beside_window = 66 if size <= LARGEST_NARROW_POINTS else column
    logo = None if letter.neutral else sender.logo
    window = [line for line in letter.address or () if line.strip()] or [labels.collection, reference]
    parts: list[Part] = [letter] if letter.second is None else [letter, letter.second]
    return {
        "title": labels.document_title,
        "size": size,
        "neutral": letter.neutral,
        "page": labels.page,
        "blank_page": labels.blank_page,
        "sender": {
            "name": lines(sender.name),
            "long": long_words([sender.name], 60 if logo else 90, size),
            "long_beside": long_words(returns, beside_window, size),
            "phone": sender.phone,
            "phone_label": labels.phone,
            "sure": _fits_head(sender.name, returns, size, beside_window, 60 if logo else 105),
            "return_address": returns,
            "logo": _picture(logo),
            "signature": _picture(sender.signature),
        },
        "dated": [letter.date, reference],
        "window": window,
        "window_points": _WINDOW_POINTS if _fits_window(window) else None,
        "first": _part(letter, setting, listed=False),
        "second": None if letter.second is None or second is None else _part(letter.second, second, listed=True),
        "setting": setting,
        "long": [word for part in parts for word in long_words(_told(part), column, size)],
        "long_beside": [word for part in parts for word in long_words((row.words for row in part.rows), column - 45, size)],
        "credits": _credits(letter),
        "link": _link(letter),
        "send": f"{labels.post_to} {_on_one_line(returns)}" if returns else labels.tear_off,
        "slip": _geometry(len(letter.options), version),
        "on_slip": _on_slip(letter, reference, qr, version, both=both),
    }


def lines(text: str) -> list[str]:
    return _LINE_BREAKS.sub("\n", text).split("\n")


def long_words(texts: Iterable[str], width: float, points: int) -> list[str]:
    """Those that may be wider than ``width`` mm: they would run off the paper, and words are never split.

    No letter is wider than its size, so that only words with more letters than that need measuring.
    """
    most = int(width / (points * _MM_IN_A_POINT))
    return [word for text in texts for word in _long(max(1, most)).findall(text)]


@lru_cache(maxsize=64)
def _long(letters: int) -> re.Pattern[str]:
    return re.compile(f"[^\\s{_BREAKS_ANYWHERE}-]{{{letters},}}")


def _told(part: Part) -> Iterator[str]:
    yield from (part.greeting, *part.paragraphs, part.question or "", part.contact_line, *part.sign_off)


def _part(part: Part, setting: Setting, *, listed: bool) -> dict[str, Any]:
    labels = part.labels
    return {
        "setting": setting,
        "greeting": _said(part.greeting),
        "rows": [{"words": _said(row.words), "picture": _picture(row.picture)} for row in part.rows],
        "paragraphs": [_said(paragraph) for paragraph in part.paragraphs],
        "question": _said((part.question or "").strip()),
        "how_to_answer": labels.tick_one if part.options else labels.write_on_slip,
        "options": part.options if listed else (),
        "contact_line": _said(part.contact_line),
        "sign_off": part.sign_off,
    }


def _said(text: str) -> list[list[str]]:
    """Lines, each split at its phone numbers: every second part is one. Nothing where nothing is said."""
    return [_PHONE.split(line) for line in lines(text)] if text else []


def _on_one_line(address: Sequence[str]) -> str:
    """Within words that run from right to left too; a postcode is never broken over two lines."""
    *before, last = address
    return f"\u2066{', '.join((*before, last.replace(' ', NO_BREAK_SPACE)))}\u2069"


def _fits_window(lines: Sequence[str]) -> bool:
    return len(lines) <= _WINDOW_LINES and all(surely_within(line, _WINDOW_WIDTH, _WINDOW_POINTS) for line in lines)


def _fits_head(name: str, returns: Sequence[str], size: int, beside: float, width: float) -> bool:
    return (
        surely_within(name, width, size * _NAME_SCALE)
        and len(returns) <= _WINDOW_LINES
        and all(surely_within(line, beside, size) for line in returns)
    )


def _picture(shown: Image | None) -> dict[str, str] | None:
    return None if shown is None else {"source": as_drawing(shown.content), "alternative": shown.alternative}


def _link(letter: LetterDocument) -> dict[str, Any] | None:
    """The code of its address, and what it is for in each language of the letter."""
    if not letter.link:
        return None
    labels = [letter.labels, *([letter.second.labels] if letter.second is not None else ())]
    symbol = symbol_of(letter.link)
    return {
        "words": list(dict.fromkeys(each.answer_by_phone for each in labels)),
        "side": symbol.side,
        "squares": list(symbol.squares),
        "alternative": letter.labels.link_code,
    }


def _credits(letter: LetterDocument) -> str:
    rows: Sequence[Row] = (*letter.rows, *(letter.second.rows if letter.second is not None else ()))
    named = dict.fromkeys(row.credit.strip() for row in rows if row.picture is not None and row.credit.strip())
    return f"{letter.labels.pictures}: {'; '.join(named)}" if named else ""


@lru_cache(maxsize=16)
def _geometry(options: int, version: int) -> dict[str, Any]:
    slip = layout.layout_for(options, version)
    return {**asdict(slip), "page_top": slip.page_top}


def _on_slip(letter: LetterDocument, reference: str, qr: str, version: int, *, both: bool) -> dict[str, Any]:
    """Every word of the slip; ``sure`` are those that need no measuring to fit their room."""
    second = letter.second if both else None
    names = _names(letter.labels, None if second is None else second.labels)
    options = letter.options
    if second is not None and second.options:
        options = tuple(_both(*pair) for pair in zip(letter.options, second.options, strict=True))
    question = (letter.question or "").strip()
    if second is not None and second.question:
        question = _both(question, second.question.strip())
    boxes = {name: names[name] for name in _BOXES if not (options and name in layout.answer_names(0))}
    boxes.update(zip(layout.answer_names(len(options)), options, strict=True) if options else ())
    slip = layout.layout_for(len(options), version)
    room = {boxes[box.name]: box.label.width for box in slip.boxes}
    room.update({names["line"]: slip.line_label.width, names["filled_in"]: slip.filled_in_label.width})
    room.update(dict.fromkeys((question, names["answer"]), min(slip.heading.width, slip.line_label.width)))
    narrowest = min(room.values())
    return {
        "sure": [
            words
            for words, width in room.items()
            # The same words may stand in two places: in the narrower, then.
            if surely_within(words, (narrowest if list(boxes.values()).count(words) > 1 else width) / 100, letter.font_size)
        ],
        **{name: names[name] for name in _AROUND},
        "question": question,
        "choosing": bool(options),
        "reference": reference,
        "qr": qr,
        "labels": boxes,
    }


_AROUND = ("title", "answer", "is_it_clear", "line", "write_answer", "filled_in", "code")
_BOXES = (*layout.answer_names(0), *layout.REQUESTS, *layout.FILLED_IN_BY)


@lru_cache(maxsize=64)
def _names(labels: SlipLabels, second: SlipLabels | None) -> dict[str, str]:
    first = asdict(labels)
    if second is None:
        return first
    return {name: _both(words, other) for (name, words), other in zip(first.items(), asdict(second).values(), strict=True)}


def _both(words: str, other: str) -> str:
    return words if words == other else f"{words} / {other}"
