"""Prints slips, fills them in, damages and reads them, and counts: ``python -m tests.channels.slips.harness 1000``."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import cv2
import numpy as np

from channels.letter.render import render_letter
from channels.slips.layout import ANSWER, SlipLayout, group_names, layout_for
from channels.slips.pages import pages_of
from channels.slips.reading import PageRead, read_page
from tests.channels.letter.paper import a_letter, image_of
from tests.channels.slips import damage
from tests.channels.slips.filling import ORDINARY_SHAPES, ORDINARY_TOOLS, TOOLS, Gray, Hand

DPI = 300
PER_MM = DPI / 25.4
ORDINARY, TRICKY = "ordinary", "tricky"
TRICKS = (
    "both",
    "none",
    "corrected",
    "crossed out",
    "beside",
    "written over",
    "line written",
    "ring",
    "struck",
    "note",
    "highlighter only",
)
_OPTIONS = ("Monday 7 December", "Tuesday 8 December", "Friday 11 December", "Not this week", "Another day")


@dataclass(frozen=True, slots=True)
class Case:
    """``truth``: the one box of the answers that the person meant, ``None`` where a person must look."""

    seed: int
    kind: str
    what: str
    damage: str
    truth: str | None
    data: bytes


@lru_cache
def printed(options: int, font_size: int) -> tuple[Gray, SlipLayout, str]:
    """The page of a real letter that holds its slip, as grey paper at ``DPI``."""
    letter = a_letter(options=_OPTIONS[:options], question="What day?" if options else None, font_size=font_size)
    content = render_letter(letter)
    for page in range(content.pages, 0, -1):
        picture = np.asarray(image_of(content.pdf, page, DPI), dtype=np.uint8)
        found = read_page(picture)
        if found.slips:
            slip = found.slips[0]
            return picture, layout_for(slip.options, slip.version), slip.code
    raise LookupError("no slip was printed")


def make(seed: int) -> Case:
    """The same seed gives the same page. Two of three are ordinary."""
    rng = Random(seed)
    options, size = rng.choice([(0, 14), (2, 14), (3, 14), (3, 14), (4, 14), (5, 14), (3, 18), (0, 24)])
    paper, layout, _ = printed(options, size)
    page = paper.copy()
    top = (297_00 - layout.height) / 100
    hand = Hand(page, top, PER_MM, rng)
    names = group_names(layout)[ANSWER]
    if rng.random() < 0.67:
        kind, (what, truth) = ORDINARY, _ordinary(hand, layout, names, rng)
    else:
        kind, (what, truth) = TRICKY, _tricky(hand, layout, names, rng)
    damaged, how = _damaged(hand.page, rng)
    return Case(seed, kind, what, how, truth, damaged)


def _ordinary(hand: Hand, layout: SlipLayout, names: tuple[str, ...], rng: Random) -> tuple[str, str | None]:
    tool, shape, chosen = rng.choice(ORDINARY_TOOLS), rng.choice(ORDINARY_SHAPES), rng.choice(names)
    hand.mark(layout.box(chosen), shape, tool)
    if rng.random() < 0.6:
        hand.mark(layout.box(rng.choice(["by_me", "with_help"])), rng.choice(ORDINARY_SHAPES), tool)
    return f"{shape}, {tool.name}", chosen


def _tricky(hand: Hand, layout: SlipLayout, names: tuple[str, ...], rng: Random) -> tuple[str, str | None]:
    trick, tool = rng.choice(TRICKS), rng.choice(ORDINARY_TOOLS[:3])
    one, other = (layout.box(name) for name in rng.sample(names, 2))
    if trick == "highlighter only":
        hand.mark(one, "line", TOOLS[5])
        return trick, one.name
    if trick not in {"none", "beside", "written over"}:
        hand.mark(one, rng.choice(ORDINARY_SHAPES), tool)
    tricks: dict[str, Callable[[], None]] = {
        "both": lambda: hand.mark(other, rng.choice(ORDINARY_SHAPES), tool),
        "corrected": lambda: hand.correct(one, other, tool),
        "crossed out": lambda: hand.cross_out(one, tool),
        "beside": lambda: hand.beside(one, tool),
        "written over": lambda: hand.write_over(one, tool),
        "line written": lambda: hand.write_line(layout, tool),
        "ring": lambda: hand.ring(other, tool),
        "struck": lambda: hand.strike(one, tool),
        "note": lambda: hand.note(layout, tool),
        "none": lambda: None,
    }
    tricks[trick]()
    return trick, None


def _damaged(page: Gray, rng: Random) -> tuple[bytes, str]:
    how = rng.choice(
        ("clean", "turned", "upside down", "copied", "blurred", "folded", "photo", "torn off", "bent", "bad day")
    )
    dpi = rng.choice((150, 200, 200, 240, 300))
    if how == "torn off":
        cut = page.shape[0] - round(rng.uniform(0.2, 2.0) * PER_MM) - 1
        height = rng.choice((0, 1))
        page = damage.turned(page, rng.uniform(-2, 2)) if height else page[: cut + 1]
    page = damage.at_dpi(page, DPI, dpi)
    per_mm = dpi / 25.4
    if how in {"turned", "bad day"}:
        page = damage.turned(page, rng.uniform(-5, 5))
    if how in {"upside down", "bad day"}:
        page = damage.upside_down(page)
    if how == "upside down" and rng.random() < 0.3:
        page = damage.on_its_side(page)
    if how in {"folded", "bad day"}:
        page = damage.folded(page, rng, per_mm)
    if how == "photo":
        page = damage.shaded(damage.seen_askew(page, rng), rng)
    if how == "bent":
        page = damage.bent(page, rng, rng.uniform(0.2, 0.8), per_mm)
    if how in {"blurred", "bad day"}:
        page = damage.blurred(page, rng.uniform(0.08, 0.2), per_mm)
    if how in {"copied", "bad day"}:
        page = damage.copied(page, rng)
    page = damage.specked(page, rng)
    return damage.jpeg(page, rng.randint(50, 92)), f"{how}, {dpi} dpi"


def read(case: Case) -> PageRead:
    (page,) = pages_of(case.data)
    if page.picture is None:
        raise LookupError(page.why)
    return read_page(page.picture)


def verdict(case: Case, found: PageRead) -> str:
    """``right``, ``to a person`` or ``wrong``: taken without a person, and not what was meant."""
    if len(found.slips) != 1:
        return "to a person"
    group = found.slips[0].groups[0]
    if not group.automatic:
        return "to a person"
    return "right" if group.answer == case.truth else "wrong"


def main(count: int, first: int) -> int:
    cv2.setNumThreads(1)
    counts: Counter[tuple[str, str]] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    spent, wrong = 0.0, []
    for seed in range(first, first + count):
        case = make(seed)
        began = time.process_time()
        found = read(case)
        spent += time.process_time() - began
        said = verdict(case, found)
        counts[case.kind, said] += 1
        if said == "wrong":
            wrong.append(f"{case.seed}: {case.kind} {case.what} {case.damage}")
        elif case.kind == ORDINARY and said != "right":
            why = found.slips[0].groups[0].why if found.slips else found.why
            left[f"{case.what} / {case.damage.split(',')[0]}", why] += 1
    ordinary = sum(number for (kind, _), number in counts.items() if kind == ORDINARY)
    print(f"{count} pages, {spent / count * 1000:.0f} CPU ms a page, {count / spent:.1f} a second")
    for (kind, said), number in sorted(counts.items()):
        print(f"  {kind}: {said}: {number}")
    print(f"  ordinary pages read: {counts[ORDINARY, 'right'] / max(ordinary, 1):.1%}; wrong answers taken: {len(wrong)}")
    for each in wrong:
        print("  WRONG", each)
    for (what, why), number in left.most_common(25):
        print(f"    left: {number} {what}: {why}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["1000"])[0]), int((sys.argv[2:] or ["0"])[0])))
