"""The language of the pages, chosen by whoever reads them; and our phrases in every language, approved by name."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField

from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.languages import Part
from service.queries import languages
from service.settings import Mode
from service.use_cases.approve_phrases import approve_phrases
from service.web import offered_languages
from service.web.doors import container, current_actor, now
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import COOKIE, direction_of, language_tag, lazy
from service.web.locale import gettext as _
from service.web.message_words import language_name
from service.web.sign_in import own_path
from service.web.words import words_for

blueprint = Blueprint("languages", __name__, url_prefix="/languages")
A_YEAR: Final = 31_536_000
PARTS: Final = {Part.MESSAGES: lazy("Messages"), Part.PAGES: lazy("Pages")}


class ApprovalForm(HouseForm):
    translator = StringField(
        lazy("Name of the translator"), description=lazy("Who read every phrase here beside its English and found it right.")
    )
    digest = HiddenField()


@blueprint.post("/choose")
def choose() -> ResponseReturnValue:
    """Back to the page where it was chosen, in the language that was chosen; the browser keeps it for a year."""
    answer = redirect(own_path(request.form.get("back")) or url_for("front.home"), 303)
    wanted = request.form.get("language", "")
    if wanted in {language_tag(locale) for locale in offered_languages.offered()}:
        answer.set_cookie(
            COOKIE,
            wanted,
            max_age=A_YEAR,
            path="/",
            secure=container().settings.mode is Mode.PRODUCTION,
            httponly=True,
            samesite="Lax",
        )
    return answer


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        standings = languages.standings(session, current_actor())
    rows = {
        locale: {"name": language_name(language_tag(locale)), "parts": [one for one in standings if one.locale == locale]}
        for locale in dict.fromkeys(one.locale for one in standings)
    }
    return page(
        "pages/languages/everything.html",
        rows=sorted(rows.items(), key=lambda item: str(item[1]["name"])),
        parts=PARTS,
        drafts_allowed=container().settings.drafts_allowed,
    )


@blueprint.route("/<language>/<part>", methods=["GET", "POST"])
def phrases(language: str, part: str) -> ResponseReturnValue:
    locale = language.replace("-", "_")
    if part not in list(Part):
        raise NotFound("language_not_found")
    chosen, form = Part(part), ApprovalForm()
    if form.validate_on_submit():
        try:
            approve_phrases(
                container().sessions,
                current_actor(),
                locale,
                chosen,
                form.translator.data or "",
                now(),
                seen_digest=form.digest.data or "",
            )
        except Invalid as error:
            attach_faults(form, error)
        except Conflict as error:
            form.faults.append(words_for(error.code))
        else:
            offered_languages.forget()
            flash(_("The approval is recorded. A changed phrase makes the language a draft again."))
            return redirect(url_for("languages.everything"), 303)
    with container().sessions() as session:
        standing, found = languages.side_by_side(session, current_actor(), locale, chosen)
    form.digest.data = languages.digest_of(locale, chosen)
    return page(
        "pages/languages/phrases.html",
        form=form,
        standing=standing,
        phrases=found,
        name=language_name(language),
        part_name=PARTS[chosen],
        tag=language_tag(locale),
        their_direction=direction_of(locale),
    )
