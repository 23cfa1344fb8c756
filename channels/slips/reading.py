"""A scanned page to the slips on it: which letter each answers, and what was marked."""

from __future__ import annotations

from dataclasses import dataclass

from channels.slips import marks, measuring, straying
from channels.slips.finding import Gray, Place, UnreadableCode, codes_in, place
from channels.slips.layout import group_names
from channels.slips.marks import GroupRead

_WRITTEN_MM2 = 2.5


@dataclass(frozen=True, slots=True)
class SlipRead:
    """One slip. ``code`` is plain; ``written``: something stands on the open line, for a person to read."""

    code: str
    version: int
    options: int
    groups: tuple[GroupRead, ...]
    written: bool
    at: Place


@dataclass(frozen=True, slots=True)
class PageRead:
    """``why`` a page holds no slip that could be read: a stable word, ``""`` where it holds one."""

    slips: tuple[SlipRead, ...]
    why: str = ""


def read_page(picture: Gray) -> PageRead:
    """Every slip in a grey picture, whichever way up. Never raises for what is in the picture."""
    slips: list[SlipRead] = []
    why = "blank" if _is_blank(picture) else "no_slip"
    if why == "blank":
        return PageRead((), why)
    for payload, corners in codes_in(picture):
        if isinstance(payload, UnreadableCode):
            why = payload.code
            continue
        found = place(picture, payload, corners)
        if found is None:
            why = "corner_marks_missing"
            continue
        slips.append(_read(picture, found))
    return PageRead(tuple(slips), "" if slips else why)


def _read(picture: Gray, at: Place) -> SlipRead:
    layout = at.layout
    seen = {box.name: marks.judge_box(box.name, measuring.measure(picture, at, box)) for box in layout.boxes}
    stray = straying.strayed(picture, at)
    written = straying.written(picture, at) > _WRITTEN_MM2
    groups = marks.groups_of(seen, group_names(layout), stray=stray, written=written)
    return SlipRead(at.payload.code, layout.version, layout.option_count, groups, written, at)


def _is_blank(picture: Gray) -> bool:
    small = picture[::8, ::8]
    return bool(small.size == 0 or (small < small.mean() - 40).mean() < 0.0005)
