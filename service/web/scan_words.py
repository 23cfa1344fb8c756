"""Words of scanned slips: why a file, a page or a box needs a person, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.scans import FileState
from service.web.locale import lazy

SCAN_WORDS: Final[Mapping[str, str]] = {
    "scan_empty": lazy("Choose at least one file that is not empty."),
    "scan_too_large": lazy("A file is larger than 200 MB. Scan fewer pages into one file."),
    "scan_of_no_kind": lazy("A file is no PDF, TIFF, JPEG or PNG. Scan the slips again as one of these."),
    "scan_not_found": lazy("There is no such scan. Go back to the list of scans."),
}
STATE: Final[Mapping[FileState, str]] = {
    FileState.WAITING: lazy("Being read"),
    FileState.STOPPED: lazy("Stopped"),
    FileState.READ: lazy("Read"),
    FileState.REFUSED: lazy("Can't be read"),
}
_LOOK: Final = lazy("Look at the picture.")
_WHY: Final[Mapping[str, str]] = {
    # a file
    "locked": lazy("It is locked with a password. Scan it again without one."),
    "damaged": lazy("It is damaged. Scan it again."),
    "not_a_scan": lazy("It is no PDF, TIFF, JPEG or PNG. Scan it again as one of these."),
    "too_many_pages": lazy("It has more than 1,000 pages. Scan fewer into one file."),
    "too_many_pixels": lazy("It is too large a picture. Scan at 300 dots an inch or less."),
    "too_large": lazy("It is too large. Scan fewer pages into one file."),
    "reader_failed": lazy("Reading it failed. Scan it again, or key the slip in."),
    # a page
    "no_slip": lazy("No code was found. It may be a letter, the back of a slip, or a slip whose code can't be read."),
    "corner_marks_missing": lazy("The code was read, but a corner of the slip is missing. Key the slip in from the paper."),
    "malformed_payload": lazy("Its code is not one of ours."),
    "unknown_version": lazy("The slip is of a kind that this version can't read. Key it in from the paper."),
    # a box
    "box_not_found": lazy("the box could not be found"),
    "faint": lazy("the mark is faint or small"),
    "crossed_out": lazy("it may be crossed out"),
    "written_over": lazy("something is written over it"),
    "beside_the_box": lazy("a mark stands beside it"),
}


def why(code: str) -> str:
    """Why a person must look, in words."""
    return str(_WHY.get(code, _LOOK))
