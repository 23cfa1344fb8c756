"""Every page module, once. To add one: import it, name it in ``ALL``, and give each endpoint a line in ``access_table``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from service.web import (
    account,
    api_keys,
    assets,
    code_words,
    contacts,
    cover,
    editions,
    formats,
    health,
    languages,
    layout,
    letterheads,
    messages,
    metrics,
    people,
    print_queue,
    replies,
    reply_links,
    risk_alerts,
    saved_templates,
    scans,
    sign_in,
    slips,
    staff,
    translations,
    work_list,
)

ALL: Final[tuple[Blueprint, ...]] = (
    assets.blueprint,
    health.blueprint,
    metrics.blueprint,
    layout.front,
    sign_in.blueprint,
    account.blueprint,
    staff.blueprint,
    api_keys.blueprint,
    languages.blueprint,
    people.blueprint,
    code_words.blueprint,
    messages.blueprint,
    saved_templates.blueprint,
    translations.blueprint,
    print_queue.blueprint,
    letterheads.blueprint,
    cover.blueprint,
    risk_alerts.blueprint,
    work_list.blueprint,
    replies.blueprint,
    reply_links.blueprint,
    contacts.blueprint,
    editions.blueprint,
    formats.blueprint,
    scans.blueprint,
    slips.blueprint,
)
