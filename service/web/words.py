"""Every code that the rules of the house give, in words: what is wrong, and what to do next.

``tests/service/web/test_words.py`` reads the sources for codes and fails on one without a line here. To add one, add a line:
plain English, no blame, at most two sentences, of which the second says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.contact_words import CONTACT_WORDS
from service.web.cover_words import COVER_WORDS
from service.web.format_words import FORMAT_WORDS
from service.web.language_words import LANGUAGE_WORDS
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.print_words import PRINT_WORDS
from service.web.row_words import ROW_WORDS
from service.web.safety_words import SAFETY_WORDS
from service.web.scan_words import SCAN_WORDS

WORDS: Final[Mapping[str, str]] = {
    # access
    "role_missing": lazy("Your role does not open this page. Ask your manager if you need it."),
    "not_signed_in": lazy("You are signed out. Sign in and try again."),
    "page_not_in_table": lazy("This page is not open to anybody yet. Tell your administrator."),
    "restricted": lazy("This record is open to named workers only. Ask your manager."),
    # the database
    "database_away": lazy(
        "Wait a minute and try again. If you were sending something, look whether it was saved before you send it again."
    ),
    "disk_full": lazy(
        "The disk of the database is full. Nothing of this was saved. Tell your administrator, and ring people meanwhile."
    ),
    "database_read_only": lazy(
        "The database can be read but takes nothing new just now. Nothing of this was saved. Try again in a minute."
    ),
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
    # API keys
    "api_key_name_missing": lazy("The key has no name. Name the program that will use it."),
    "api_key_name_long": lazy("The name is too long. Use at most 100 characters."),
    "api_key_staff_missing": lazy("Choose who answers for what this key does: somebody with an open account."),
    "api_key_staff_without_cases": lazy("They don't work with people themselves, so no key can for them. Choose a worker."),
    "api_key_scopes_missing": lazy("The key opens nothing yet. Choose at least one thing that it may do."),
    "api_key_rate_out_of_range": lazy("Enter how many requests a minute it may make, from 1 to 100,000."),
    "api_key_not_found": lazy("There is no such key. Go back to the list of keys."),
    "scope_missing": lazy("The key was not made for this. Ask your administrator for one that is."),
    # contact points
    # people
    "person_not_found": lazy(
        "No such person, or the record is open to named workers only. Search again, or ask your manager."
    ),
    "nothing_to_save": lazy("There is nothing to save yet. Fill in anything that you know, even only a name."),
    "name_long": lazy("The name is too long. Use at most 200 characters."),
    "hours_end_before_start": lazy("The safe hours end before they start. Change one of the two times."),
    "worker_without_team": lazy(
        "Your account is in no team, so nobody would own this record. Ask your administrator for a team."
    ),
    "only_these_without_choice": lazy("You ticked “one of these”, but none is chosen. Choose a way, or take the tick out."),
    "collects_but_never_office": lazy(
        "They collect letters at our office, and “At the office” is ticked under “Never use”. Ask them which it is."
    ),
    "letter_without_post": lazy("They chose letters, and here no letters. Ask them which it is."),
    "point_missing": lazy(
        "You answered questions about it, but it is not here. Enter it, or set the answers back to “Not asked yet”."
    ),
    "day_passed": lazy("This day has passed. Enter a day to come, or leave it empty."),
    "medium_twice": lazy("One way stands twice in their order. Choose each way once."),
    "medium_chosen_and_never": lazy("One way is both wanted and never wanted. Ask them which it is."),
    "point_not_found": lazy("This number or address is no longer on the record. Open the person's page again."),
    "point_twice": lazy("This number or address is on the record already. Change what they said of it there."),
    "weekdays_missing": lazy("Choose at least one day on which it is safe."),
    "record_changed": lazy(
        "Somebody else changed this record while you had it open. Compare both versions, then save yours again."
    ),
    "reference_taken": lazy("Another record has this case reference. Check the number, or open that record instead."),
    "reference_of_restricted": lazy("Another record: ask a manager."),
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
    "template_name_missing": lazy("The template has no name. Give it one that others will recognise."),
    "template_changed": lazy(
        "Somebody else changed this template while you had it open. Copy your words, open it again and put them in."
    ),
    "template_name_twice": lazy("Several templates have this name. Rename one of them, then try again."),
    "value_not_in_template": lazy("A value has no ((placeholder)) in the template. Check how its name is written."),
    "template_not_found": lazy("This template no longer exists. Choose another."),
    "message_not_found": lazy("There is no such message. Open the person's page and start from there."),
    "message_already_closed": lazy("This message is closed already. Open the person's page to see why."),
    "message_not_theirs": lazy("This message went to somebody else. Choose one of this person's messages."),
    "request_key_taken": lazy("This was sent before, to somebody else. Open the page afresh and write it again."),
    "looks_under_way": lazy("The providers were not asked about everything yet. Keep a worker running and try again soon."),
    "reply_overtaken": lazy("Several replies came at the same moment. Try again."),
    "plan_changed": lazy("How this would go has changed since you looked. Read the plan again, then send."),
    "note_missing": lazy("Write a note for this choice, so that others can follow it."),
    "reason_missing": lazy("Give the reason, so that others can follow it."),
    # why the words may not leave (domain.safe_contact.Refused)
    "refused_do_not_contact": lazy(
        "They asked not to be contacted. Nothing was sent; talk to your manager if it can't wait."
    ),
    "refused_person_contacts_us": lazy("They contact us themselves. Nothing was sent; keep it ready for when they do."),
    "refused_not_asked_if_safe": lazy("Nobody asked yet whether this way is safe. Ask them first, and record the answer."),
    "refused_not_safe": lazy("They said that this way is not safe. Choose another way, or contact them live."),
    "refused_safety_expired": lazy(
        "This way was safe only until a day that has passed. Ask them again, and record the answer."
    ),
    "refused_safety_stale": lazy(
        "It is long since anybody asked whether this way is safe. Ask them again, and record the answer."
    ),
    "refused_declined": lazy("They do not want to be contacted this way. Choose another."),
    "refused_dead": lazy("This number or address no longer works. Ask them for a new one, or choose another way."),
    "refused_opted_out": lazy("They replied STOP from this number. Agree another way with them."),
    "refused_wrong_person": lazy("Somebody else answered here. Ask the person for the right number or address."),
    "refused_landline": lazy(
        "This is a landline: it would read the text aloud to whoever is in the room. Choose another way."
    ),
    "refused_content_does_not_fit": lazy("What was made can't go to this kind of number or address. Choose the way again."),
    "refused_not_neutral": lazy(
        "Others may see this screen, and the words give away what it is about. Take out words about services or harm."
    ),
    "refused_outside_hours": lazy("It is outside the hours that are safe for them. It can go when these begin."),
    # deliveries and letters
    "delivery_not_found": lazy("There is no such delivery. Open the person's page and start from there."),
    "being_sent": lazy("It is being sent at this moment. Look again in a minute before you choose another way."),
    "no_longer_unknown": lazy("It has been settled in the meantime. Read the page again to see how."),
    "unknown_first": lazy(
        "Nobody knows yet whether the last one arrived. Settle that first, so that nothing is sent twice."
    ),
    "way_not_open": lazy("They did not agree to this way, or it can't be used now. Choose another."),
    "batch_not_found": lazy("There is no such batch. Go back to the letters."),
    "batch_printed": lazy("Somebody marked this batch as printed already. Read the page again."),
    "batch_posted": lazy("Somebody marked this batch as posted already. Read the page again."),
    "batch_with_carrier": lazy("GOV.UK Notify prints and posts this batch. There is nothing to mark here."),
    "batch_not_printed": lazy("This batch is not printed yet. Mark it as printed first."),
    "letter_not_posted": lazy("This letter was not posted, so it can't have come back. Check the code on the envelope."),
    "letter_not_printed": lazy("This letter is not printed at this moment. Read the page again to see where it is."),
    # replies and judgements
    "reply_not_found": lazy("There is no such reply. Go back to the work list."),
    "reply_unassigned": lazy("Nobody knows yet who this reply is from. Choose the person first."),
    "reply_already_assigned": lazy("Somebody else said already who this is from. Read the page again."),
    "link_not_found": lazy("This link opens nothing."),
    "link_answer_unknown": lazy("Choose one of the answers."),
    "reply_already_judged": lazy("Somebody else judged this reply already. Read the page again to see how."),
    "writing_cannot_confirm": lazy("Others may read or answer here, so no written reply can confirm. Speak to the person."),
    "words_not_theirs": lazy("Keep only words that they wrote, a piece on each line. Your own thoughts go in the note."),
    "last_reader_of_restricted": lazy(
        "They are the only one who can open a restricted record. Ask a manager to name somebody else on it first."
    ),
    "words_missing": lazy("Write the person's own words: they are the evidence."),
    "words_or_note_missing": lazy("Write what they said, or a note of what happened."),
    "nobody_reached": lazy("You can judge only what somebody said. Say that you reached them, or leave the messages open."),
    "route_not_live": lazy("Choose a call, a visit or another way in which you spoke to them."),
    "code_mistyped": lazy("This code has a slip in it. Check each character against the paper."),
    "code_unknown": lazy("No message has this code. Check each character against the paper, or record it without a code."),
    "name_missing": lazy("Nobody can be found again without a name. Write what they call themselves."),
    "slip_empty": lazy("Nothing of the slip is entered yet. Tick what is ticked, or say that nothing is."),
    # what a channel can't carry
    "content_empty": lazy("There are no words to send. Write them."),
    "content_not_a_text": lazy("This can't go as a text. Choose the way again."),
    "content_not_an_email": lazy("This can't go as an email. Choose the way again."),
    "attachment_kind": lazy("This kind of file can't be sent with an email. Send the words in another format."),
    "attachment_name": lazy("The name of a file that goes with the email is not usable. Tell your administrator."),
    "attachment_not_carried": lazy(
        "This email service carries no files, so a recording or braille can't go by it. Choose another way, or ring."
    ),
    "enclosure_not_carried": lazy(
        "This letter service puts nothing else into the envelope. Release the letter to your own print room."
    ),
    "content_not_characters": lazy(
        "This way can't carry one of the characters. Type the words again instead of pasting them."
    ),
    "subject_not_characters": lazy("The subject holds a character that an email can't carry. Type it again."),
    "characters_exchanged": lazy(
        "GOV.UK Notify would change a character. Type plain quotes and hyphens, and take out what can't be seen."
    ),
    "layout_changed": lazy(
        "GOV.UK Notify would show a line in another way. Take out ^ at the start of a line, rows of marks, tables and HTML."
    ),
    "hours_not_kept": lazy("This carrier can't keep to the hours that they gave. Choose another way."),
    "content_too_long": lazy("The message is too long for this way. Shorten it, or choose another way."),
    "glyph_missing": lazy("There is a character or picture that can't be printed. Take it out, or write it in words."),
    "letter_not_typeset": lazy(
        "The letter could not be laid out. Shorten lines without spaces and take out unusual characters."
    ),
    "too_many_options": lazy("There are too many answers for the slip. Leave some out."),
    "too_many_pages": lazy("The letter has more than 10 pages. Shorten it."),
    "batch_empty": lazy("There is no letter to print. Choose at least one."),
    "letter_twice": lazy("A letter stands twice in the batch. Nothing was printed; release the letters again."),
    "not_a_letter": lazy("Something in the batch is not a letter. Nothing was printed; tell your administrator."),
    "pdf_unreadable": lazy("A letter in the batch can't be read. Nothing was printed; tell your administrator."),
    "page_count_differs": lazy(
        "A letter in the batch has lost or gained pages. Nothing was printed; tell your administrator."
    ),
    "postage_unknown": lazy("A letter in the batch has a kind of postage that we don't know. Tell your administrator."),
    "batch_differs": lazy("This batch was printed before with other letters in it. Tell your administrator."),
    # how sending went wrong
    "clearance_destination_differs": lazy(
        "The number or address changed before it left. Nothing was sent; look at the plan again."
    ),
    "clearance_content_differs": lazy("The words changed before it left. Nothing was sent; look at the plan again."),
    "clearance_expired": lazy("It took too long to leave, so safety must be asked afresh. Nothing was sent; try again."),
    "account_refused": lazy(
        "The provider does not accept our account. Tell your administrator; it is tried again by itself."
    ),
    "address_invalid": lazy(
        "The provider says that this number or address does not exist. Ask the person for the right one."
    ),
    "address_not_mobile": lazy("This number takes no texts. Ask the person for a mobile number, or choose another way."),
    "address_unreachable": lazy("This number or address can't be reached any more. Ask the person for a new one."),
    "cancelled": lazy("The provider called it back before it left. Send it again if it still matters."),
    "no_look_up": lazy("One of the providers can't be asked what became of it. Decide from what is shown."),
    "destination_not_allowed": lazy(
        "Our account may not send to this kind of number. Choose another way, and tell your administrator."
    ),
    "letter_refused": lazy("The printer's check refused the letter. Nothing was posted; tell your administrator."),
    "mailbox_not_taking": lazy("Their mailbox was full, or took it for spam. Try another way if it is urgent."),
    "carrier_congested": lazy("The network was too busy. It is tried three times by itself."),
    "carrier_fault": lazy("The network had a fault. It is tried three times by itself."),
    "carrier_unexplained": lazy("The network refused it and gave no reason. It is tried twice by itself."),
    "handset_unreachable": lazy(
        "The phone was off or out of reach. It is tried three times; try another way if it is urgent."
    ),
    "message_blocked": lazy("The network took it for spam. Change the words, or choose another way."),
    "rate_limited": lazy("The provider asked us to slow down. It is tried again by itself."),
    "recipient_opted_out": lazy("They replied STOP from this number. Agree another way with them."),
    "refused": lazy("The provider refused it. Choose another way, and tell your administrator."),
    "sender_refused": lazy("The provider does not let our number or address send this. Tell your administrator."),
    "went_stale": lazy("It was not delivered in time, so the provider gave up. Send it again if it still matters."),
    "mailbox_closed": lazy(
        "Their mailbox takes no mail at the moment. Choose another way, and ask if the address is right."
    ),
    "folder_missing": lazy("The mailbox has no such folder. Tell your administrator."),
    "forwarding_failed": lazy(
        "It arrived, and was refused where they forward their mail to. Try another way, and tell them."
    ),
    "mailbox_full": lazy("Their mailbox is full. Try another way if it is urgent."),
    "relay_busy": lazy("The mail server was busy. It is tried again by itself."),
    "tls_refused": lazy("The mail server offered no safe connection. Nothing was sent; tell your administrator."),
    "connection_refused": lazy("The provider could not be reached. Nothing was sent; it is tried again by itself."),
    "connection_dropped": lazy(
        "The connection broke. If it may have been sent already, the page says so; settle that first."
    ),
    "answer_unreadable": lazy(
        "The provider's answer could not be read. It may have been sent: find out before you send again."
    ),
    "no_answer": lazy("The provider did not answer. It may have been sent: find out before you send again."),
    "provider_fault": lazy("The provider had a fault. It may have been sent: find out before you send again."),
    "lease_expired": lazy("Our side stopped while sending. It may have been sent: find out before you send again."),
    "returned": lazy("The letter came back. Ask the person for another address or way."),
    "question_kind_unknown": lazy("There is no question of this kind. See bothways replies interpret --help."),
    "options_not_words": lazy("The options must be a list of words. See bothways replies interpret --help."),
    **CONTACT_WORDS,
    **SAFETY_WORDS,
    **COVER_WORDS,
    **FORMAT_WORDS,
    **ROW_WORDS,
    **PRINT_WORDS,
    **LANGUAGE_WORDS,
    **SCAN_WORDS,
}


def words_for(code: str) -> str:
    """The words of a code; one that nobody has worded yet is shown with a next step, never as a bare code."""
    found = WORDS.get(code)
    return str(found) if found is not None else _("This can't be done as it is. Check what you entered and try again.")
