"""Why a format can't be made of a text, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

FORMAT_WORDS: Final[Mapping[str, str]] = {
    "text_too_long": lazy("The text is too long: 50,000 characters at most. Send it in parts."),
    "character_not_text": lazy("There is something in the words that is no character. Type them again instead of pasting."),
    "format_not_by_email": lazy("This format can't go by email. Choose another way."),
    "format_not_by_letter": lazy("This format can't go in an envelope. Choose another way."),
    "easy_read_not_signed": lazy(
        "Say that you read the Easy Read pages and answer for their wording. Your name is printed on them."
    ),
    "easy_read_not_ready": lazy(
        "The Easy Read pages are not ready. Look at them below, mend what is named there, or send it another way."
    ),
    "picture_unknown": lazy("There is no picture of this name. Choose one of the list."),
    "picture_unreadable": lazy("A picture can't be read. Choose another one, or tell your administrator."),
    "word_too_wide": lazy("One word is too long for the page in this size. Use a shorter word, or a smaller size."),
    "not_typeset": lazy("These pages could not be made. Take out what is unusual in the text, or send it another way."),
    "size_not_easy_read": lazy("Easy Read is printed in 16 to 24 point."),
    "size_not_large_print": lazy("Large print is printed in 16 to 28 point."),
    "font_not_installed": lazy("This machine lacks the font for this script. Tell your administrator."),
    "braille_not_installed": lazy("This machine makes no braille: a system package is missing. Ask your administrator."),
    "braille_no_table": lazy("There is no braille of this grade in this language. Ask the person what they read instead."),
    "braille_table_failed": lazy("The braille table could not be used. Tell your administrator, and choose another way."),
    "braille_untranslatable": lazy("One character has no sign in braille. Write it in words."),
    "braille_misread": lazy("One word does not read back from braille as it was written. Use another word for it."),
    "audio_not_installed": lazy("This machine makes no recordings: a package is missing. Ask your administrator."),
    "audio_no_voice": lazy("There is no voice for this language here. Read it aloud to them, or choose another way."),
    "audio_engine_failed": lazy("The recording could not be made. Try again, or read the message aloud to them."),
    "format_unknown": lazy("There is no such format. Go back and choose one of those that are shown."),
    "edition_unknown": lazy("There is no Easy Read edition of this name."),
}
