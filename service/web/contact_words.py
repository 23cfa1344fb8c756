"""What is wrong with a number, an email or an address as it was typed, and with a line of the commands that check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

CONTACT_WORDS: Final[Mapping[str, str]] = {
    "phone_not_a_number": lazy("This is not a phone number. Enter one like 07700 900123."),
    "phone_has_extension": lazy("A number with an extension can't be used. Enter the number without it."),
    "phone_not_in_use": lazy("No phone has this number. Check the digits and enter it again."),
    "phone_premium_rate": lazy("Calls to this number cost extra. Enter the person's own number."),
    "line_not_an_object": lazy('The line is not a JSON object. Write it like {"text": "…"}.'),
    "line_text_missing": lazy("The line lacks words that it needs. Add them and try again."),
    "kind_unknown": lazy("There is no check of this kind. See bothways check contact --help."),
    "phone_not_uk_mobile": lazy("This is not a UK mobile number. Enter one like 07700 900123."),
    "phone_takes_no_texts": lazy("This number takes no texts. Ask the person for a mobile number, or choose another way."),
    "phone_not_uk": lazy("This is not a UK number. Enter one like 01632 960001."),
    "phone_is_uk": lazy("This is a UK number. Enter one of another country, with + and its code."),
    "phone_not_crown_dependency": lazy("This is not a number of Jersey, Guernsey or the Isle of Man. Check the digits."),
    "postcode_not_valid": lazy("This is not a UK postcode. Enter one like LS1 4AP."),
    "postcode_is_bfpo_number": lazy("This is a BFPO number. Enter its postcode, which begins with BF1."),
    "email_not_valid": lazy("This is not an email address. Enter one like name@example.com."),
    "address_characters_not_printable": lazy(
        "The address holds a character that can't be printed. Type it again, line by line."
    ),
    "address_no_fixed_abode": lazy(
        "No fixed abode is no obstacle. Enter a c/o address, or choose below: they collect letters, or another way."
    ),
    "address_too_few_lines": lazy("An address needs at least 3 lines. Add the street, the town and the postcode."),
    "address_too_many_lines": lazy("An address has at most 7 lines in the window of an envelope. Join some lines."),
    "address_no_postcode_or_country": lazy("The last line must be a UK postcode or a country. Add it."),
}
