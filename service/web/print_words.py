"""Words of the print room: what lies beside a letter, and each print rule that a letter can break."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

ENCLOSURES: Final[Mapping[str, str]] = {
    "none": lazy("nothing"),
    "reply_envelope": lazy("a reply envelope"),
    "braille": lazy("braille, from its file"),
    "audio_cd": lazy("a CD, from its file"),
    "audio_usb": lazy("a USB stick, from its file"),
}

_ASK = lazy("A letter does not fit the print rules, so it is held. Send it another way, and tell your administrator.")
PRINT_WORDS: Final[Mapping[str, str]] = {
    "paper_size_wrong": _ASK,
    "outside_page": _ASK,
    "margin_left": _ASK,
    "margin_right": _ASK,
    "margin_top": _ASK,
    "margin_bottom": _ASK,
    "font_not_embedded": _ASK,
    "body_too_high": _ASK,
    "window_not_alone": lazy("Something besides the address shows in the envelope's window. Write the letter again."),
    "window_not_clear": lazy("Something comes too near the window of the plain envelope. Write the letter again."),
    "address_outside_window": lazy(
        "The address does not fit the envelope's window. Shorten its lines and write the letter again."
    ),
    "address_missing": lazy("There is no address in the envelope's window. Write the letter again."),
    "sender_too_long": lazy("The name or the return address is too long for the head of a letter. Shorten it."),
    "address_too_large": lazy("The address is too long for the envelope's window. Shorten its lines."),
    "slip_label_too_long": lazy("An answer is too long for the slip. Use fewer or shorter words."),
    "letterhead_name_long": lazy("The name is too long for the head of a letter. Use at most 120 characters."),
    "sign_off_long": lazy("Who signs is too long. Use at most 5 lines of 60 characters."),
    "logo_alternative_missing": lazy("The logo has no words for people who don't see it. Write whose it is."),
    "neutral_address_tells": lazy("This address tells what it is about. Use a post office box or a street."),
    "team_not_yours": lazy("You can set the letters of your own teams. Ask your administrator for another team's."),
    "batch_mixed": lazy("Letters on different paper were in one batch. Nothing was printed; tell your administrator."),
    "letter_not_in_batch": lazy("This letter is not in the batch. Go back and look for it in another one."),
    "picture_too_large": lazy("The picture is too large. Choose one of at most 500 KB and 2,000 by 2,000 dots."),
    "picture_unsafe": lazy(
        "The drawing holds more than shapes: words, a script or a link. Save it as plain shapes, or as PNG."
    ),
}
