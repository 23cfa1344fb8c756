"""What is known of a send whose answer was lost, in plain English: our side first, then the provider's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain import looking
from service.queries.unknown_deliveries import LostTry
from service.web.filters import moment
from service.web.locale import gettext as _
from service.web.locale import lazy, ngettext

_HAPPENED: Final[Mapping[str, str]] = {
    "no_answer": lazy("The provider did not answer in time."),
    "connection_dropped": lazy("The connection broke before an answer came."),
    "provider_fault": lazy("The provider answered that it had a fault."),
    "answer_unreadable": lazy("The provider answered, but the answer could not be read."),
    "lease_expired": lazy("Our own program stopped while it was sending."),
    "send_broke": lazy("Our own program had a fault while it was sending."),
}


def our_side(lost: LostTry) -> str:
    """What happened to the try, without what follows from it."""
    known = _HAPPENED.get(lost.error_code or "")
    return str(known) if known is not None else _("No clear answer came.")


def provider_side(lost: LostTry, *, can_be_asked: bool) -> list[str]:
    """What the provider knows of it, a sentence each; its own late reports come after them."""
    return [_asked(lost, can_be_asked=can_be_asked), *(_reported(lost))]


def _asked(lost: LostTry, *, can_be_asked: bool) -> str:
    if lost.looked_at is None:
        if can_be_asked:
            return _("We have not asked it yet. We will by ourselves, a minute or two after the try.")
        return _("It can't be asked what became of a message. A message that came back, or a reply, would show here.")
    when = moment(lost.looked_at)
    if lost.look_found == looking.NONE:
        found = ngettext(
            "We asked it once, on %(when)s. It knows nothing of this message.",
            "We asked it %(num)s times, last on %(when)s. It knows nothing of this message.",
            lost.looks,
            when=when,
        )
        again = _("We will ask again.")
        return found if lost.looks >= len(looking.PAUSES) else f"{found} {again}"
    if lost.look_found in {looking.ONE, looking.SEVERAL}:
        return _("We asked it on %(when)s. It has this message.", when=when)
    return _("We asked it on %(when)s and got no answer. We will ask again.", when=when)


def _reported(lost: LostTry) -> list[str]:
    return [
        _(
            "On %(when)s it reported “%(status)s”. This word does not tell us if it was sent.",
            when=moment(each.at),
            status=each.status,
        )
        for each in lost.reports
    ]
