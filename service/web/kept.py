"""A form that came too late, or from somebody signed out in the meantime: its words are handed back, not thrown away."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

_NEVER_HANDED_BACK = ("password", "one_time", "code_word", "csrf_token")


def keep_what_was_typed(reason: str, *, heading: str = "", words: str = "") -> ResponseReturnValue:
    """A page (400) with everything that was typed and a button that sends it again.

    ``reason`` is ``too_late`` or ``signed_out``, or an outage, which brings its own heading and words; signed out with
    nothing typed leads to the sign-in. Only for a form that the browser itself says came from a page of ours: for any
    other this would turn a forged request into one click.
    """
    from_our_page = request.headers.get("Sec-Fetch-Site") in {"same-origin", None} and bool(request.form)
    typed = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if not any(secret in name for secret in _NEVER_HANDED_BACK)
    ]
    if reason == "signed_out" and not typed:
        return redirect(url_for("sign_in.first"), 303)
    return (
        render_template(
            "pages/kept.html",
            reason=reason,
            heading=heading,
            words=words,
            typed=typed if from_our_page else [],
            action=request.full_path.rstrip("?"),
        ),
        400,
    )
