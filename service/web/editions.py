"""What people must know before they answer us, in Easy Read and open to anyone: choices, information, rights, complaints."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from easyread.document import Contact, Document
from easyread.editions import edition, editions
from easyread.formats.easy_read import easy_read_pdf
from easyread.formats.easy_read_page import easy_read_html
from easyread.formats.easy_read_rows import SignOff
from service.packs import packs
from service.settings import Mode, Settings
from service.web.doors import container

blueprint = Blueprint("editions", __name__, url_prefix="/easy-read")

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
_KEPT: Final = {"Cache-Control": "public, max-age=3600"}


def is_signed(settings: Settings) -> bool:
    """In production nothing is published that nobody answers for."""
    return bool(settings.easy_read_signed_by.strip()) or settings.mode is not Mode.PRODUCTION


@blueprint.get("/")
def everything() -> ResponseReturnValue:
    pages = [(_slug(name), _document(name).title) for name in editions()] if is_signed(container().settings) else []
    return render_template("pages/editions/everything.html", pages=pages)


@blueprint.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    name, settings = _name(slug), container().settings
    page = _page(name, settings.council_name, settings.council_phone, _sign_off(settings))
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": _POLICY, **_KEPT})


@blueprint.get("/<slug>.pdf")
def printed(slug: str) -> ResponseReturnValue:
    name, settings = _name(slug), container().settings
    pdf = _pdf(name, settings.council_name, settings.council_phone, _sign_off(settings))
    kept = {"Content-Disposition": f"inline; filename={_slug(name)}.pdf", **_KEPT}
    return Response(pdf, mimetype="application/pdf", headers=kept)


def _slug(name: str) -> str:
    return name.replace("_", "-")


def _name(slug: str) -> str:
    name = slug.replace("-", "_")
    if name not in editions() or not is_signed(container().settings):
        abort(404)
    return name


def _sign_off(settings: Settings) -> SignOff | None:
    signed = settings.easy_read_signed_by.strip()
    return SignOff(signed, settings.easy_read_checked_by_people) if signed else None


def _document(name: str) -> Document:
    settings = container().settings
    return edition(name, Contact(settings.council_name, settings.council_phone), packs=packs())


@lru_cache(maxsize=16)
def _page(name: str, council: str, phone: str, sign_off: SignOff | None) -> str:
    return easy_read_html(edition(name, Contact(council, phone), packs=packs()), sign_off=sign_off)


@lru_cache(maxsize=16)
def _pdf(name: str, council: str, phone: str, sign_off: SignOff | None) -> bytes:
    return easy_read_pdf(edition(name, Contact(council, phone), packs=packs()), sign_off=sign_off)
