"""Who may open which page: one line an endpoint, and nothing outside it.

To add a page, add ``"<blueprint>.<view function>"`` under the heading of its module. ``tests/service/web/test_access.py``
reads the routes of the app and fails on one that has no line here, and on a line that has no route.

- ``PUBLIC``: anyone, signed in or not. CSRF still guards a POST.
- ``MONITOR``: the machine that watches this one. No session and no CSRF; the view must check the bearer token.
- ``SIGNED_IN``: any active member of staff.
- a set of roles: whoever holds one of them. That a person's record is restricted is decided below the web, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from service.domain.actors import CASE_ROLES, Role


class Door(Enum):
    """Doors that no role opens or shuts."""

    PUBLIC = "public"
    MONITOR = "monitor"
    SIGNED_IN = "signed_in"


PUBLIC: Final = Door.PUBLIC
MONITOR: Final = Door.MONITOR
SIGNED_IN: Final = Door.SIGNED_IN
ADMIN: Final = frozenset({Role.ADMIN})
PRINT: Final = frozenset({Role.PRINT_CLERK, Role.MANAGER})
CASE: Final = CASE_ROLES

Access = Door | frozenset[Role]

TABLE: Final[Mapping[str, Access]] = {
    # assets, health
    "static": PUBLIC,
    "assets.govuk": PUBLIC,
    "health.live": PUBLIC,
    "health.ready": PUBLIC,
    "metrics.show": MONITOR,
    # front
    "front.home": SIGNED_IN,
    # sign_in
    "sign_in.first": PUBLIC,
    "sign_in.second": PUBLIC,
    "sign_in.enrol": PUBLIC,
    "sign_in.leave": SIGNED_IN,
    # account
    "account.password": SIGNED_IN,
    # staff
    "staff.everyone": ADMIN,
    "staff.add": ADMIN,
    "staff.reset_second_factor_of": ADMIN,
    "staff.deactivate": ADMIN,
    "staff.reactivate": ADMIN,
    # api_keys
    "api_keys.everything": ADMIN,
    "api_keys.add": ADMIN,
    "api_keys.revoke": ADMIN,
    # languages
    "languages.choose": PUBLIC,
    "languages.everything": ADMIN,
    "languages.phrases": ADMIN,
    # people
    "people.first_contact": CASE,
    "people.show": CASE,
    "people.change": CASE,
    "people.more": CASE,
    "people.search": CASE,
    # code_words
    "code_words.agree": CASE,
    # messages
    "messages.new": CASE,
    "messages.show": CASE,
    "messages.another_way": CASE,
    "messages.close": CASE,
    "messages.letter": CASE,
    "messages.email": CASE,
    # reply_links
    "reply_links.stop": CASE,
    # saved_templates
    "saved_templates.everything": CASE,
    "saved_templates.new": CASE,
    "saved_templates.change": CASE,
    "saved_templates.retire": CASE,
    # translations
    "translations.everything": CASE,
    "translations.show": CASE,
    "translations.enter": CASE,
    "translations.decide": CASE,
    "translations.withdraw": CASE,
    # replies
    "replies.show": CASE,
    "replies.danger": CASE,
    "replies.judge": CASE,
    "replies.answer": CASE,
    "replies.close": CASE,
    "replies.belongs": CASE,
    "replies.search": CASE,
    "replies.new_person": CASE,
    "replies.settle": CASE,
    "contacts.new": CASE,
    # work_list
    "work_list.show": CASE,
    "work_list.alerts_seen": frozenset({Role.MANAGER}),
    # print_queue
    "print_queue.show": PRINT,
    "print_queue.release": PRINT,
    "print_queue.batch": PRINT,
    "print_queue.pdf": PRINT,
    "print_queue.manifest": PRINT,
    "print_queue.table": PRINT,
    "print_queue.enclosed": PRINT,
    "print_queue.reprint": PRINT,
    "print_queue.printed": PRINT,
    "print_queue.posted": PRINT,
    "print_queue.stop": PRINT,
    "print_queue.returned": PRINT,
    # editions
    "editions.everything": PUBLIC,
    "editions.show": PUBLIC,
    "editions.printed": PUBLIC,
    # formats
    "formats.paste": SIGNED_IN,
    "formats.words": SIGNED_IN,
    # letterheads
    "letterheads.everything": frozenset({Role.MANAGER, Role.ADMIN}),
    "letterheads.change": frozenset({Role.MANAGER, Role.ADMIN}),
    # cover
    "cover.everything": frozenset({Role.MANAGER, Role.ADMIN}),
    "cover.change": frozenset({Role.MANAGER, Role.ADMIN}),
    # risk_alerts
    "risk_alerts.everything": CASE,
    "risk_alerts.show": CASE,
    "risk_alerts.take": CASE,
    # slips
    "slips.enter": CASE | PRINT,
    "slips.key_in": CASE | PRINT,
    "slips.recorded": CASE | PRINT,
    # scans
    "scans.everything": CASE | PRINT,
    "scans.stop": CASE | PRINT,
    "scans.go_on": CASE | PRINT,
    "scans.look": CASE | PRINT,
    "scans.set_aside": CASE | PRINT,
    "scans.picture": CASE | PRINT,
}
