"""The files of govuk-frontend, from ``node_modules`` at ``/assets/``, without what belongs to GOV.UK alone.

Transport is licensed for gov.uk only and the crest is the Crown's: the stylesheet is served with the font faces taken out
and a system stack in their place, and neither the fonts nor the images have a URL here.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort

from service.web import sides

ROOT: Final = Path(__file__).parents[2]
_DIST: Final = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
_FONT_FACE: Final = re.compile(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/|@font-face\{[^}]*\}")
_TRANSPORT: Final = "GDS Transport,arial,sans-serif"
_SYSTEM: Final = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
_A_YEAR: Final = 31_536_000

blueprint = Blueprint("assets", __name__)


class AssetsMissing(Exception):
    """govuk-frontend is not installed."""


@cache
def stylesheet() -> bytes:
    css = _read("govuk-frontend.min.css")
    return (
        _FONT_FACE.sub("", css).replace(_TRANSPORT, _SYSTEM).replace("url(/assets/images/govuk-crest.svg)", "none").encode()
    )


@cache
def mirrored_stylesheet() -> bytes:
    """The same for pages that are read from right to left: what was said of a side is said of the line's start or end."""
    return sides.logical(stylesheet().decode()).encode()


@cache
def script() -> bytes:
    return _read("govuk-frontend.min.js").encode()


_FILES: Final = {
    "govuk.css": (stylesheet, "text/css"),
    "govuk-rtl.css": (mirrored_stylesheet, "text/css"),
    "govuk.js": (script, "text/javascript"),
}


def digest(name: str) -> str:
    """A short digest of one file, for its URL: a new version is a new address, so caches may keep each for a year."""
    return hashlib.sha256(_FILES[name][0]()).hexdigest()[:12]


@blueprint.get("/assets/<name>")
def govuk(name: str) -> Response:
    if name not in _FILES:
        abort(404)
    make, kind = _FILES[name]
    response = Response(make(), mimetype=kind)
    response.cache_control.public = True
    response.cache_control.max_age = _A_YEAR
    response.cache_control.immutable = True
    return response


def _read(name: str) -> str:
    try:
        return (_DIST / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetsMissing(f"{name} is missing from node_modules/govuk-frontend: run `make setup` (or `npm ci`)") from None
