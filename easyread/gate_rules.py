"""What the Easy Read gate asks of a page, and what to do where it is not so."""

from __future__ import annotations

from enum import StrEnum

from easyread.plain_language.finding import mark as _

__all__ = ["ADVICE", "Rule"]


class Rule(StrEnum):
    NOT_READABLE = "not_readable"
    NOT_TAGGED = "not_tagged"
    LANGUAGE_NOT_SET = "language_not_set"
    TOO_MANY_PAGES = "too_many_pages"
    TYPE_TOO_SMALL = "type_too_small"
    NOT_SANS_SERIF = "not_sans_serif"
    FONT_NOT_EMBEDDED = "font_not_embedded"
    ITALIC = "italic"
    UNDERLINED = "underlined"
    JUSTIFIED = "justified"
    SPLIT_WORD = "split_word"
    OFF_THE_PAGE = "off_the_page"
    PICTURE_MISSING = "picture_missing"
    PICTURE_ON_THE_WRONG_SIDE = "picture_on_the_wrong_side"
    PICTURE_WITHOUT_ALTERNATIVE = "picture_without_alternative"
    IDEAS_SHARE_A_PICTURE = "ideas_share_a_picture"
    WORDS_MISSING = "words_missing"
    CONTACT_MISSING = "contact_missing"
    PAGE_NUMBER_MISSING = "page_number_missing"
    AMBIGUOUS_DATE = "ambiguous_date"
    CAPITALS = "capitals"
    NOT_SIGNED_OFF = "not_signed_off"


ADVICE = {
    Rule.NOT_READABLE: _("This is not a PDF that can be read. Make it again."),
    Rule.NOT_TAGGED: _("The PDF does not declare PDF/UA-1. Make it again by Bothways."),
    Rule.LANGUAGE_NOT_SET: _("The PDF does not say which language it is in. Make it again by Bothways."),
    Rule.TOO_MANY_PAGES: _("Say less, or send it in two parts: a letter has 4 pages at most, a publication 24."),
    Rule.TYPE_TOO_SMALL: _("Make the words at least 16 point."),
    Rule.NOT_SANS_SERIF: _("Use a plain font without serifs."),
    Rule.FONT_NOT_EMBEDDED: _("Embed the font, so that it looks the same everywhere."),
    Rule.ITALIC: _("Take the italics away."),
    Rule.UNDERLINED: _("Take the underlining away."),
    Rule.JUSTIFIED: _("Align the words on one side only: justified lines have uneven gaps."),
    Rule.SPLIT_WORD: _("Keep each word on one line. Use a shorter word."),
    Rule.OFF_THE_PAGE: _("Words come too near to the edge of the paper. Use shorter words."),
    Rule.PICTURE_MISSING: _("Choose a picture for this sentence."),
    Rule.PICTURE_ON_THE_WRONG_SIDE: _("The picture stands where people begin to read, and the words beside it."),
    Rule.PICTURE_WITHOUT_ALTERNATIVE: _("Say in words what the picture shows."),
    Rule.IDEAS_SHARE_A_PICTURE: _("Give each idea a picture of its own."),
    Rule.WORDS_MISSING: _("Some words of the document are not on its pages. Make it again."),
    Rule.CONTACT_MISSING: _("Say on each page whom to contact and how."),
    Rule.PAGE_NUMBER_MISSING: _("Number each page."),
    Rule.AMBIGUOUS_DATE: _("Write the date in full: Sunday 3 May 2026."),
    Rule.CAPITALS: _("Use small letters: words all in capitals are hard to read."),
    Rule.NOT_SIGNED_OFF: _("A named worker must sign this off, and the page must say so."),
}
