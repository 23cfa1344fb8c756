"""What the work list says above its rows: sending that stands still, and what knocked in vain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from service.queries.notices import Knock, StandsStill
from service.web.filters import clock, london, moment
from service.web.locale import gettext as _
from service.web.locale import lazy, ngettext

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
    """One sentence for what happened ``times`` times."""
    match kind:
        case "unverified":
            return ngettext(
                "%(num)s message from outside could not be believed, and changed nothing.",
                "%(num)s messages from outside could not be believed, and changed nothing.",
                times,
            )
        case "malformed":
            return ngettext(
                "%(num)s message from outside could not be read, and changed nothing.",
                "%(num)s messages from outside could not be read, and changed nothing.",
                times,
            )
        case "receipt_for_nobody":
            return ngettext(
                "%(num)s report was about something that we did not send, and changed nothing.",
                "%(num)s reports were about something that we did not send, and changed nothing.",
                times,
            )
        case "sending_held":
            return ngettext(
                "Sending stopped %(num)s time. Nothing was lost: what was written waited.",
                "Sending stopped %(num)s times. Nothing was lost: what was written waited.",
                times,
            )
    return ngettext(
        "Something happened %(num)s time that your administrator should know of: “%(kind)s”.",
        "Something happened %(num)s times that your administrator should know of: “%(kind)s”.",
        times,
        kind=kind,
    )


def _same_day(one: datetime, other: datetime) -> bool:
    return london(one).date() == london(other).date()
