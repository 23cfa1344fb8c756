"""The words of codes about languages and translations, for ``words``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    "mismatch_needs_reason": lazy(
        "This is not the format or language that they need. Give the reason for sending it all the same."
    ),
    # our own phrases
    "language_draft": lazy(
        "Our phrases in this language are a draft. Use an interpreter, write English if they agree, or have them approved."
    ),
    "language_without_phrases": lazy(
        "Our own phrases do not exist in this language. Use an interpreter, or write English if they agree."
    ),
    "language_incomplete": lazy(
        "Some phrases are not translated yet. Have them translated first, then approve all of them."
    ),
    "language_not_found": lazy("There are no phrases in this language. Go back to the list of languages."),
    "phrases_changed": lazy("The phrases changed while you had them open. Read them again, then approve."),
    "translator_missing": lazy("Name the translator. An approval without a name can't be relied on."),
    "translator_long": lazy("The name is too long. Use at most 200 characters."),
    # workers' own words
    "translation_same_language": lazy("It is written in this language already. Choose the language that they read."),
    "translation_due_past": lazy("This day has passed. Say by which day to come the translation is needed."),
    "translation_due_after_event": lazy("That is after the appointment. Choose an earlier day, or tell them another way."),
    "translation_not_found": lazy("There is no such translation. Go back to the list of translations."),
    "translation_question_missing": lazy("The question must be translated where the original asks one, and only there."),
    "translation_options_missing": lazy("Each answer of the original needs its translation. Fill in every one."),
    "translation_reason_missing": lazy("Something of the original can't be found again. Put it in, or say why it is right."),
    "translation_changed": lazy("Somebody else entered other words meanwhile. Read the page again before you go on."),
    "translation_closed": lazy("This was sent or withdrawn already. Read the page again to see when."),
    "translation_decided": lazy("Somebody decided on this translation already. Read the page again to see how."),
    "translation_own": lazy("You entered this translation yourself. Ask a second person to compare it and approve it."),
    "translation_reader_is_translator": lazy(
        "The translator can't approve their own words. Name the second person who read both."
    ),
    "translation_reader_missing": lazy("Name the person who read both texts and knows both languages."),
    "translation_not_approved": lazy("Nobody approved this translation yet. Have it approved first, then send it."),
    "translation_words_differ": lazy(
        "These are not the approved words. Take them as they were approved, or enter the new ones and have them approved."
    ),
    "translation_sent": lazy("This translation was sent already. Open the person's page to see the message."),
}
