"""Protection against forged requests. ``access`` calls it for every door but a provider's."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()


def init_csrf(app: Flask) -> None:
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        # A token lives as long as its session: a call that lasts an hour must not cost the form.
        WTF_CSRF_TIME_LIMIT=None,
        # We send no referrer (see ``security``), so there is none to compare.
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
