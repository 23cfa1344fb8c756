"""Every page module, once. To add one: import it, name it in ``ALL``, and give each endpoint a line in ``access_table``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from service.web import account, assets, health, layout, sign_in, staff

ALL: Final[tuple[Blueprint, ...]] = (
    assets.blueprint,
    health.blueprint,
    layout.front,
    sign_in.blueprint,
    account.blueprint,
    staff.blueprint,
)
