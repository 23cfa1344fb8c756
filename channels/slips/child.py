"""The process that opens scans: it has nothing to lose. ``reader`` starts it, watches it and starts another if it dies.

It takes one line of JSON for each file (``path``, ``first``, ``pictures``) and answers with a line for each page.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from channels.slips.finding import Gray
from channels.slips.pages import MOST_BYTES, ScannedPage, Unreadable, count_pages, pages_of
from channels.slips.reading import SlipRead, read_page

_MOST_MEMORY = 3 * 1024**3
_MOST_CPU_SECONDS = 3600
_SLIP_SCALE = 6
"""Pixels a millimetre of the picture that is kept of a slip."""
_PAGE_WIDTH = 1000
"""Pixels of the picture that is kept of a page without one."""
_JPEG_QUALITY = 70


def main() -> None:
    """Serve until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_SECONDS, _MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    for line in sys.stdin:
        asked = json.loads(line)
        _serve(Path(asked["path"]), asked["first"], pictures=asked["pictures"])


def _serve(path: Path, first: int, *, pictures: bool) -> None:
    try:
        content = _content(path)
        _say({"pages": count_pages(content)})
        for page in pages_of(content, first):
            _say(_told(page, pictures=pictures))
    except Unreadable as error:
        _say({"file": error.code})
    except OSError:
        _say({"file": "not_found"})
    else:
        _say({"done": True})


def _content(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable("too_large")
    return path.read_bytes()


def _told(page: ScannedPage, *, pictures: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"page": page.number, "slips": [], "why": page.why}
    if page.picture is None:
        return told
    found = read_page(page.picture)
    told["why"] = found.why
    told["slips"] = [_slip(page.picture, slip, pictures=pictures) for slip in found.slips]
    if pictures and not found.slips and found.why != "blank":
        told["picture"] = _jpeg(_small(page.picture))
    return told


def _slip(picture: Gray, slip: SlipRead, *, pictures: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": slip.code,
        "version": slip.version,
        "options": slip.options,
        "written": slip.written,
        "groups": [
            {
                "name": group.name,
                "answer": group.answer,
                "automatic": group.automatic,
                "confidence": group.confidence,
                "why": group.why,
                "boxes": [[box.name, box.mark.value, box.confidence, box.why] for box in group.boxes],
            }
            for group in slip.groups
        ],
    }
    if pictures:
        height = slip.at.layout.height / 100
        told["picture"] = _jpeg(slip.at.patch(picture, 0, 0, 210, height, _SLIP_SCALE))
    return told


def _small(picture: Gray) -> Gray:
    scale = min(1.0, _PAGE_WIDTH / max(picture.shape[1], 1))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _jpeg(picture: Gray) -> str:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return base64.b64encode(data.tobytes()).decode("ascii")


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
