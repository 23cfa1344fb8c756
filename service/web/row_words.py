"""What is wrong with a row of a file of people, in words. They stand in a report, beside the number of the line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

ROW_WORDS: Final[Mapping[str, str]] = {
    "row_quotes": lazy("A quotation mark is not closed, or closes in the middle of a cell. Correct it, or take it out."),
    "row_short": lazy("There are fewer cells than headings. Look for a line break or a separator that was lost."),
    "row_long": lazy("There are more cells than headings. Put quotation marks round a cell that holds the separator."),
    "cell_long": lazy("A cell has more than 2,000 characters. Look for a quotation mark that is not closed."),
    "cell_undecodable": lazy("Some bytes are no text in this encoding. Save the file as UTF-8, or name its encoding."),
    "cell_unprintable": lazy("It holds a character that can't be shown. Type it again."),
    "cell_formula": lazy("It begins with = or @, as a formula does. Write the value itself."),
    "cell_not_yes_or_no": lazy("This is neither yes nor no. Write one of the two, or leave it empty for no."),
    "cell_medium_unknown": lazy("This is no way of contact that we know. Use the words in docs/import.md."),
    "cell_format_unknown": lazy("This is no format that we know. Use the words in docs/import.md."),
    "cell_language_unknown": lazy("This is no language that we know. Use the words in docs/import.md."),
    "cell_said_by_unknown": lazy("This does not say who told it. Use the words in docs/import.md."),
    "reference_long": lazy("The reference is too long. Use at most 100 characters."),
    "phone_spoilt": lazy("A spreadsheet made a quantity of this number. Format the column as text and enter it again."),
    "row_team_missing": lazy("No team is named. Fill in the column, or name one for all with --team."),
    "row_team_unknown": lazy("There is no team of this name. Correct it, or ask your administrator to add the team."),
    "row_owner_unknown": lazy("There is no open account with this username. Correct it, or leave it empty."),
    "row_owner_no_cases": lazy("This account does not work with people's records. Name somebody else, or leave it empty."),
    "row_reference_twice": lazy("An earlier row has this case reference and says something else. Find out which is right."),
    "row_same_as_earlier": lazy("An earlier row of this file says the same. It was taken once."),
    "row_not_stored": lazy("The database refused this row. Tell your administrator the number of the line."),
    "row_no_fixed_abode": lazy(
        "Taken without an address: no fixed abode. Ask where letters reach them, or which other way is right."
    ),
    "row_person_missing": lazy("There is no person of this reference. Correct it, or add the person first."),
    "broadcast_under_way": lazy(
        "Earlier words of this template to this list are not all sent yet. Go on with those, or stop them with --stop first."
    ),
    "broadcast_not_found": lazy("There is no such broadcast yet. Check the template, the list and the name."),
    "row_person_twice": lazy("An earlier row names the same person. They get one message."),
}
