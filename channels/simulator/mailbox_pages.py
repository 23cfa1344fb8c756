"""A mailbox: what came, as a mail program shows it, and a box to answer."""

from __future__ import annotations

from base64 import b64encode
from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from channels.simulator.behaviours import MAIL_CHOICES
from channels.simulator.contact import mailbox_address
from channels.simulator.current import current_world
from channels.simulator.journal import Arrival
from channels.simulator.mail_server import words

site = Blueprint("mailboxes", __name__, url_prefix="/mailboxes")


@site.get("")
def open_mailbox() -> Redirect:
    address = mailbox_address(request.args.get("address", ""))
    if address is None:
        return redirect(url_for("home.home", fault="address", _anchor="mailboxes"))
    return redirect(url_for("mailboxes.mailbox", address=address))


@site.get("/<address>")
def mailbox(address: str) -> str:
    return _page(_known(address))


@site.post("/<address>/reply")
def reply(address: str) -> str | Redirect:
    body = request.form.get("body", "").replace("\r\n", "\n").strip()
    if not body:
        return _page(_known(address), fault="empty")
    world = current_world()
    received = [mail for mail in world.journal.correspondence("email", _known(address)) if mail.outbound]
    world.people.mail_back(
        _known(address),
        body,
        next((mail for mail in received if str(mail.id) == request.form.get("answers")), None),
        quote="quote" in request.form,
        automatic="automatic" in request.form,
        subject=" ".join(request.form.get("subject", "").split()),
    )
    return redirect(url_for("mailboxes.mailbox", address=address, _anchor="newest"))


def _page(address: str, fault: str = "") -> str:
    world = current_world()
    return render_template(
        "mailbox.html",
        address=address,
        mails=[(mail, _html(mail), _files(mail)) for mail in reversed(world.journal.correspondence("email", address))],
        scripts=world.scripts.ordered(address),
        choices=MAIL_CHOICES,
        fault=fault,
    )


def _html(mail: Arrival) -> str:
    return words(message_from_bytes(mail.raw, policy=policy.default), "html") if mail.raw else ""


def _files(mail: Arrival) -> list[tuple[str, str]]:
    """Names and ``data:`` addresses of what came with it: the mail program of somebody who opens them."""
    if not mail.raw:
        return []
    read = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(read, EmailMessage)  # noqa: S101 - that policy makes no other
    return [
        (file.get_filename("file"), f"data:{file.get_content_type()};base64,{b64encode(file.get_content()).decode()}")
        for file in read.iter_attachments()
        if isinstance(file.get_content(), bytes)
    ]


def _known(in_url: str) -> str:
    address = mailbox_address(in_url)
    if address != in_url:
        abort(404)
    return address
