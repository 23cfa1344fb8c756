"""What the work list says above its rows: sending that stands still, and what knocked in vain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from service.queries.notices import Knock, StandsStill
from service.web.filters import clock, london, moment
from service.web.locale import gettext as _
from service.web.locale import lazy, ngettext
from service.web.message_labels import HELD
from service.web.words import words_for

CHANNEL: Final[Mapping[str, str]] = {
    "sms": lazy("Texts have not been going out since %(when)s."),
    "email": lazy("Emails have not been going out since %(when)s."),
    "letter": lazy("Letters have not been going to the printer since %(when)s."),
    "*": lazy("Sending has been held since %(when)s."),
}
REASON: Final[Mapping[str, str]] = {
    "account_refused": lazy(
        "The provider does not accept our account. Nothing is lost: what you write waits, and goes by itself when the"
        " provider accepts us again. Tell your administrator."
    ),
    "restored": lazy(
        "This system came out of a backup, and does not know yet what went out after the backup was made. Nothing is lost"
        " and nothing goes out twice: everything waits until your administrator has looked and lets it go."
    ),
}
DOOR: Final[Mapping[str, str]] = {
    "inbound": lazy("Texts coming in"),
    "mail": lazy("Emails coming in"),
    "mailbox": lazy("Mailbox"),
    "receipt": lazy("Delivery reports"),
    "status": lazy("Delivery reports"),
    "sms": lazy("Texts"),
    "email": lazy("Emails"),
    "letter": lazy("Letters"),
}


def stands_still(held: StandsStill, now: datetime) -> str:
    """What does not go out, since when and why; that nothing is lost; and what to do."""
    since = clock(held.since) if _same_day(held.since, now) else moment(held.since)
    what = CHANNEL.get(held.channel, lazy("Some messages have not been going out since %(when)s."))
    why = REASON.get(held.reason, lazy("Nothing is lost: what you write waits. Ask your administrator why."))
    return " ".join((str(what) % {"when": since}, str(why), _("If something can't wait, ring or visit.")))


def knock(found: Knock) -> str:
    """What came and where, how often since somebody looked last, and when."""
    since = moment(found.since)
    if found.times == 1:
        told = _("It came on %(moment)s.", moment=moment(found.at))
    elif _same_day(found.since, found.at):
        told = _("The first came on %(since)s, the newest at %(time)s.", since=since, time=clock(found.at))
    else:
        told = _("The first came on %(since)s, the newest on %(moment)s.", since=since, moment=moment(found.at))
    where = f"{DOOR[found.door]}: " if found.door in DOOR else ""
    return f"{where}{happened(found.kind, found.times)} {told}"


def happened(kind: str, times: int) -> str:
    """One sentence or two for what happened ``times`` times."""
    if kind in HAPPENED:
        return HAPPENED[kind](times)
    return ngettext(
        "Something happened %(num)s time that your administrator should know of: “%(kind)s”.",
        "Something happened %(num)s times that your administrator should know of: “%(kind)s”.",
        times,
        kind=kind,
    )


def why_held(reason: str) -> str:
    """Why a delivery was held back."""
    return str(HELD[reason]) if reason in HELD else words_for(f"refused_{reason}")


HAPPENED: Final[Mapping[str, Callable[[int], str]]] = {
    "unverified": lambda times: ngettext(
        "%(num)s message from outside could not be believed, and changed nothing.",
        "%(num)s messages from outside could not be believed, and changed nothing.",
        times,
    ),
    "malformed": lambda times: ngettext(
        "%(num)s message from outside could not be read, and changed nothing.",
        "%(num)s messages from outside could not be read, and changed nothing.",
        times,
    ),
    "receipt_for_nobody": lambda times: ngettext(
        "%(num)s report was about something that we did not send, and changed nothing.",
        "%(num)s reports were about something that we did not send, and changed nothing.",
        times,
    ),
    "report_not_believed": lambda times: ngettext(
        "%(num)s report that an email came back could not be believed, and changed nothing.",
        "%(num)s reports that an email came back could not be believed, and changed nothing.",
        times,
    ),
    "sending_held": lambda times: ngettext(
        "Sending stopped %(num)s time. Nothing was lost: what was written waited.",
        "Sending stopped %(num)s times. Nothing was lost: what was written waited.",
        times,
    ),
    "sent_more_than_once": lambda times: ngettext(
        "%(num)s message went out more than once. Its owner sees it on the work list.",
        "%(num)s messages went out more than once. Their owners see them on the work list.",
        times,
    ),
    "mailbox": lambda times: ngettext(
        "The mailbox could not be read %(num)s time. It is tried again by itself; tell your administrator if it goes on.",
        "The mailbox could not be read %(num)s times. It is tried again by itself; tell your administrator if it goes on.",
        times,
    ),
    "mail_too_large": lambda times: ngettext(
        "%(num)s email was too large, and only its beginning was kept.",
        "%(num)s emails were too large, and only their beginnings were kept.",
        times,
    ),
    "mail_not_kept": lambda times: ngettext(
        "%(num)s email could not be kept here. It is still in the mailbox: tell your administrator.",
        "%(num)s emails could not be kept here. They are still in the mailbox: tell your administrator.",
        times,
    ),
}


def _same_day(one: datetime, other: datetime) -> bool:
    return london(one).date() == london(other).date()
