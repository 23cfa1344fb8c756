"""What every page stands in: templates, menu, and the values that the base template reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from service.translations import DEFAULT
from service.web import assets, offered_languages
from service.web.access import may_open
from service.web.components import init_components
from service.web.doors import container, signed_in
from service.web.filters import init_filters
from service.web.forms import faults_of
from service.web.locale import current_locale, direction_of, gettext, language_tag, lazy, ngettext, own_name

TEMPLATES: Final = assets.ROOT / "templates"
STATIC: Final = TEMPLATES / "static"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry; shown to whoever may open ``endpoint``."""

    endpoint: str
    text: str
    counts: str = ""
    """The name of a number of ``SignedIn``, shown beside the entry where it is not zero."""


MENU: Final = (
    MenuItem("work_list.show", lazy("Work list")),
    MenuItem("people.first_contact", lazy("First contact")),
    MenuItem("print_queue.show", lazy("Letters")),
    MenuItem("slips.enter", lazy("Slips")),
    MenuItem("translations.everything", lazy("Translations"), "translations"),
    MenuItem("saved_templates.everything", lazy("Templates")),
    MenuItem("staff.everyone", lazy("Staff")),
    MenuItem("letterheads.everything", lazy("Letterheads")),
    MenuItem("cover.everything", lazy("Cover")),
    MenuItem("languages.everything", lazy("Languages")),
    MenuItem("formats.paste", lazy("Formats")),
)
"""In the order of the day. An entry whose page does not exist, or that the role doesn't open, is left out."""

SEARCH: Final = "people.search"
"""Takes a POST with ``query``: what is searched for stays out of URLs and logs."""

front = Blueprint("front", __name__)


@front.get("/")
def home() -> ResponseReturnValue:
    """The first page that the role opens."""
    endpoint = next((item.endpoint for item in MENU if may_open(item.endpoint)), "account.password")
    return redirect(url_for(endpoint))


def init_layout(app: Flask) -> None:
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, faults_of=faults_of, static_url=static_url, govuk_url=govuk_url
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    init_filters(app)
    init_components(app)
    app.context_processor(_values)


JINJA_OPTIONS: Final[Mapping[str, Any]] = {"undefined": ChainableUndefined}
"""The macros of govuk-frontend-jinja read attributes of what is not there."""


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    return url_for("static", filename=name, v=_digest(name))


def govuk_url(name: str) -> str:
    return url_for("assets.govuk", name=name, v=assets.digest(name))


def _values() -> dict[str, Any]:
    return {
        "council_name": container().settings.council_name,
        **_language(),
        "who": signed_in(),
        "menu": [
            {
                "href": url_for(item.endpoint),
                "text": str(item.text),
                "count": getattr(signed_in(), item.counts) if item.counts else 0,
                "here": item.endpoint == request.endpoint,
            }
            for item in MENU
            if may_open(item.endpoint)
        ],
        "urgent_replies": _urgent_replies(),
        "search_url": url_for(SEARCH) if may_open(SEARCH) else None,
    }


def _urgent_replies() -> int:
    """How many nobody took yet: told on every page of those who could."""
    who = signed_in()
    return who.urgent_replies if who is not None and may_open("risk_alerts.everything") else 0


def _language() -> dict[str, Any]:
    """What the page is written in, and what else it may be. A page that was posted would lose what was typed: no choice."""
    locale = current_locale()
    return {
        "locale": language_tag(locale),
        "direction": direction_of(locale),
        "draft_language": locale not in offered_languages.approved() if locale != DEFAULT else False,
        "languages": _choices(offered_languages.offered())
        if request.method == "GET" and not request.routing_exception
        else (),
        # Without its query: what was asked for may be somebody's name.
        "here": request.path,
    }


@cache
def _choices(locales: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    return tuple({"tag": language_tag(one), "name": own_name(one), "direction": direction_of(one)} for one in locales)
