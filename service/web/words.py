"""Every code that the rules of the house give, in words: what is wrong, and what to do next.

``tests/service/web/test_words.py`` reads the sources for codes and fails on one without a line here. To add one, add a line:
plain English, no blame, at most two sentences, of which the second says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import gettext as _
from service.web.locale import lazy

WORDS: Final[Mapping[str, str]] = {
    # access
    "role_missing": lazy("Your role does not open this page. Ask your manager if you need it."),
    "not_signed_in": lazy("You are signed out. Sign in and try again."),
    "page_not_in_table": lazy("This page is not open to anybody yet. Tell your administrator."),
    "restricted": lazy("This record is open to named workers only. Ask your manager."),
    # signing in and accounts
    "sign_in_refused": lazy(
        "The username or the password is wrong. Try again, or ask your administrator for a new password."
    ),
    "sign_in_again": lazy("That took too long, or your account changed. Sign in from the start."),
    "too_many_tries": lazy("Too many wrong tries. Wait 15 minutes, then try again."),
    "one_time_code_wrong": lazy("That is not the code. Enter the six digits that your app shows now."),
    "one_time_code_used": lazy("That code was used already. Wait for the next one and enter it."),
    "second_factor_there": lazy(
        "Your account has an authenticator app already. Sign in with it, or ask your administrator to reset it."
    ),
    "password_wrong": lazy("This is not your password. Enter the one that you sign in with."),
    "password_short": lazy("The new password is too short. Use at least 12 characters: three words are good."),
    "password_long": lazy("The new password is too long. Use at most 200 characters."),
    "password_easy": lazy("The new password is easy to guess. Leave your username out and use different characters."),
    "staff_name_missing": lazy("Enter the name of the member of staff."),
    "staff_roles_missing": lazy("Choose at least one role."),
    "username_not_valid": lazy("Use 2 to 64 small letters, digits, dots or hyphens for the username."),
    "username_taken": lazy("Another account has this username. Choose a different one."),
    "team_unknown": lazy("This team no longer exists. Choose again."),
    "staff_unknown": lazy("There is no such account. Go back to the list of staff."),
    "staff_is_yourself": lazy("You can't close your own account. Ask another administrator."),
    # contact points
    "phone_not_a_number": lazy("This is not a phone number. Enter one like 07700 900123."),
    "phone_has_extension": lazy("A number with an extension can't be used. Enter the number without it."),
    "phone_not_in_use": lazy("No phone has this number. Check the digits and enter it again."),
    "email_not_valid": lazy("This is not an email address. Enter one like name@example.com."),
    # messages
    "body_missing": lazy("The message has no words. Write what the person needs to know."),
    "placeholder_left": lazy(
        "There is still a ((placeholder)) in the message. Replace it with the words meant for this person."
    ),
    "body_unprintable": lazy(
        "The message holds a character that can't be shown. Type the words again instead of pasting them."
    ),
    "event_past": lazy("This moment has passed. Enter a day and a time to come."),
    "question_missing": lazy("There is no question to check with. Write it, or choose no check."),
    "options_number": lazy("Give between 2 and 5 answers to choose from."),
    "options_alike": lazy("Two answers are the same. Make each one different."),
    "option_long": lazy("An answer is too long to print beside a box. Keep each one to 60 characters."),
    "right_option_missing": lazy("Choose which answer is right."),
}


def words_for(code: str) -> str:
    """The words of a code; one that nobody has worded yet is shown with a next step, never as a bare code."""
    found = WORDS.get(code)
    return str(found) if found is not None else _("This can't be done as it is. Check what you entered and try again.")
