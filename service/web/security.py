"""Headers and cookies: what a browser may do with our pages, and nothing more."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from service.settings import Mode, Settings
from service.web.sessions import LONGEST

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No inline style and no inline script, anywhere."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS: Final = "max-age=63072000; includeSubDomains"
_FILES: Final = {"static", "assets.govuk"}


def init_security(app: Flask, settings: Settings) -> None:
    production = settings.mode is Mode.PRODUCTION
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        # The prefix makes the browser itself refuse the cookie without TLS, from a sub-domain or for a path.
        SESSION_COOKIE_NAME="__Host-bothways" if production else "bothways",
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=LONGEST,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=1000,
    )

    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if production:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        # All but plain files: a token or a person's record is kept by no cache and shown by no back button.
        if request.endpoint not in _FILES:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add_headers)
