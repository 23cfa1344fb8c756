"""The composition root: settings become a container. Only here are providers picked."""

from __future__ import annotations

from datetime import timedelta

from channels.letter.print_queue import PrintQueue
from channels.registry import ChannelConfig, channels_from, mailbox_from
from service import packs
from service.clock import clock_from
from service.container import Container
from service.database import make_engine, make_sessions
from service.domain.clocks import require_not_behind
from service.domain.purposes import Purpose
from service.domain.reply_links import LinkPolicy
from service.queries import facts, languages, reply_links
from service.queries.newest_row import newest_row
from service.settings import Settings


def build(settings: Settings, database_url: str) -> Container:
    """Everything that a door needs, on one database."""
    if settings.picture_pack is not None:
        packs.load(settings.picture_pack)
    sessions = make_sessions(make_engine(database_url))
    sessions.configure(
        info={
            facts.IMPORTED_POINTS_FOR: frozenset(Purpose(word) for word in settings.send_to_imported_points),
            facts.COUNCIL_PHONE: settings.council_phone,
            languages.DRAFTS_ALLOWED: settings.drafts_allowed,
            reply_links.POLICY: LinkPolicy(
                settings.public_url.rstrip("/"),
                in_emails=settings.links_in_emails,
                in_texts=settings.links_in_texts,
                in_letters=settings.links_in_letters,
                lasts=timedelta(days=settings.link_days),
            ),
        }
    )
    config = ChannelConfig(
        public_url=settings.public_url.rstrip("/"),
        twilio_account_sid=settings.twilio_account_sid,
        twilio_auth_token=settings.twilio_auth_token.get_secret_value(),
        twilio_sender=settings.twilio_sender,
        twilio_api_url=settings.twilio_api_url,
        twilio_timeout_seconds=settings.twilio_timeout_seconds,
        smtp_host=settings.smtp_host,
        smtp_port=settings.smtp_port,
        smtp_username=settings.smtp_username,
        smtp_password=settings.smtp_password.get_secret_value(),
        smtp_starttls=settings.smtp_starttls,
        smtp_timeout_seconds=settings.smtp_timeout_seconds,
        email_sender=settings.email_sender,
        email_reply_codes=settings.email_reply_codes,
        mail_webhook_secret=settings.mail_webhook_secret.get_secret_value(),
        imap_host=settings.imap_host,
        imap_port=settings.imap_port,
        imap_username=settings.imap_username,
        imap_password=settings.imap_password.get_secret_value(),
        imap_folder=settings.imap_folder,
        imap_tls=settings.imap_tls,
        imap_sender_checked=settings.imap_sender_checked,
        texts_by=settings.texts_by,
        emails_by=settings.emails_by,
        letters_by=settings.letters_by,
        notify_api_key=settings.notify_api_key.get_secret_value(),
        notify_callback_token=settings.notify_callback_token.get_secret_value(),
        notify_text_template_id=settings.notify_text_template_id,
        notify_sms_sender_id=settings.notify_sms_sender_id,
        notify_email_template_id=settings.notify_email_template_id,
        notify_email_reply_to_id=settings.notify_email_reply_to_id,
        notify_api_url=settings.notify_api_url,
        notify_timeout_seconds=settings.notify_timeout_seconds,
    )
    return Container(
        settings=settings,
        sessions=sessions,
        clock=clock_from(settings.clock_file),
        channels=channels_from(config),
        print_queue=PrintQueue(),
        mailbox=mailbox_from(config),
    )


def require_right_clock(settings: Settings, database_url: str) -> None:
    """Raises ``ClockBehind``: with a clock that is behind the rows, deadlines and safe hours would be wrong."""
    if not settings.checks_clock:
        return
    engine = make_engine(database_url, pool_size=1)
    try:
        with make_sessions(engine)() as session:
            require_not_behind(clock_from(None)(), newest_row(session))
    finally:
        engine.dispose()
