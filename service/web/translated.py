"""Writing to somebody who reads another language: ask for a translation of what was typed, or start from an approved one."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.validators import InputRequired

from service.domain.deadlines import LONDON
from service.domain.errors import Invalid, InvalidFields, NotFound
from service.domain.languages import ENGLISH
from service.domain.messages import Draft, require_sound
from service.domain.preferences import WRITTEN_LANGUAGES
from service.planning import Preview
from service.queries import languages, translations
from service.queries.messages import Recipient
from service.translations import DEFAULT, negotiate
from service.use_cases.request_translation import request_translation
from service.web.doors import container, current_actor, now
from service.web.fields import DayField, options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.message_forms import MessageForm, typed_again
from service.web.message_words import language_name

ASK: Final = "ask_translation"
SHOW: Final = "translation"
STEPS: Final = frozenset({SHOW, ASK})
"""What the buttons of the two pages send as ``action``: show the original beside the form; ask for its translation."""


class AskForm(HouseForm):
    into = SelectField(lazy("Language that it is needed in"), validators=[InputRequired(lazy("Choose a language."))])
    due_on = DayField(
        lazy("Needed by"), description=lazy("So that there is time to compare it, send it and have an answer.")
    )

    def __init__(self, recipient: Recipient, draft: Draft) -> None:
        super().__init__()
        known = [tag for tag in WRITTEN_LANGUAGES if tag == ENGLISH or negotiate([tag]) != DEFAULT]
        self.into.choices = options((tag, language_name(tag)) for tag in known if tag != draft.language)
        if "into" not in request.form:
            self.into.data = recipient.written_language


def begin(form: MessageForm, person_id: UUID) -> None:
    """Fill the page with the approved words that ``?translation=`` names; without it, nothing changes."""
    text_id = request.args.get("translation", type=UUID)
    if text_id is None:
        return
    with container().sessions() as session:
        asked, words = translations.approved(session, current_actor(), text_id)
        if asked.person_id != person_id:
            raise NotFound("translation_not_found")
        original = translations.original_draft(asked)
        form.start_from(original)
        form.use_words(words.body, words.question, words.options, asked.language)
        if original.event_at is not None:
            event = original.event_at.astimezone(LONDON)
            form.event_day.process(None, event.date())
            form.event_time.process_data(event.time())
    form.translation_id.data = str(text_id)


def draft_phrases(seen: Preview) -> bool:
    """Whether what arrives holds phrases of ours that no translator approved."""
    if seen.uncarriable or seen.plan.channel == "live":
        return False
    with container().sessions() as session:
        return languages.is_draft(session, seen.plan.language)


def ask(form: MessageForm, recipient: Recipient, draft: Draft) -> ResponseReturnValue | None:
    """The page that asks into which language and by when, or the request itself; ``None`` where the words must change."""
    try:
        require_sound(draft, now())
    except (Invalid, InvalidFields) as error:
        form.show(error)
        return None
    wish = AskForm(recipient, draft)
    if request.form.get("action") == ASK and wish.validate():
        if wish.due_on.data is None:
            wish.due_on.errors = [_("Say by which day it is needed.")]
        else:
            try:
                request_id = request_translation(
                    container().sessions,
                    current_actor(),
                    recipient.person_id,
                    draft,
                    wish.into.data,
                    wish.due_on.data,
                    now(),
                    request_key=UUID(form.request_key.data),
                )
            except (Invalid, InvalidFields) as error:
                attach_faults(wish, error)
            else:
                flash(_("The translation is asked for. Nothing is sent until it is entered, compared and approved."))
                return redirect(url_for("translations.show", request_id=request_id), 303)
    return page(
        "pages/translations/ask.html",
        form=wish,
        recipient=recipient,
        draft=draft,
        request_key=form.request_key.data,
        typed=[(name, value) for name, value in typed_again() if not name.startswith(("into", "due_on"))],
    )
