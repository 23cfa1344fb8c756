"""People who answer: a text from a phone, a mail from a mailbox, told to the service as Twilio and a mail relay would."""

from __future__ import annotations

import hashlib
import hmac
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from channels.simulator.clock import SimulatedClock
from channels.simulator.config import SimulatorConfig
from channels.simulator.journal import Arrival, Journal, new_sid
from channels.simulator.reports import API_VERSION, Answer, Webhooks
from channels.simulator.segments import segments
from channels.simulator.subscriptions import Subscriptions

TEXT_WEBHOOK = "/webhooks/twilio/inbound"
MAIL_WEBHOOK = "/webhooks/mail"
SIGNATURE_HEADER = "X-Bothways-Signature"
_MAIL_DOMAIN = "mailbox.simulator.invalid"


class People:
    """Each reply is journalled first, then told to the service; the service's answer is kept beside it."""

    def __init__(
        self,
        config: SimulatorConfig,
        journal: Journal,
        webhooks: Webhooks,
        subscriptions: Subscriptions,
        clock: SimulatedClock,
    ) -> None:
        self._config = config
        self._journal = journal
        self._webhooks = webhooks
        self._subscriptions = subscriptions
        self._clock = clock

    def text_back(self, number: str, body: str) -> Answer:
        """A text from ``number`` (E.164) to the service's own number."""
        self._subscriptions.hear(number, body)
        arrival = self._journal.send_in("text", new_sid(), number, self._config.sender, "", body)
        return self._tell_text(arrival)

    def text_again(self, number: str, sid: str) -> Answer | None:
        """Tell the service of the same text once more, as Twilio does when it doubts; None if this phone never sent it."""
        arrival = self._journal.text(sid)
        if arrival is None or arrival.outbound or arrival.sender != number:
            return None
        return self._tell_text(arrival)

    def mail_back(
        self, address: str, body: str, answers: Arrival | None, *, quote: bool, automatic: bool, subject: str = ""
    ) -> Answer:
        """A mail from ``address``, threaded under the mail that it answers; ``answers`` None starts a new conversation.

        ``automatic`` marks it as no person's words (RFC 3834), as an out-of-office notice is.
        """
        mail = self._compose(address, body, answers, quote=quote, automatic=automatic, subject=subject)
        raw = mail.as_bytes(policy=policy.SMTP)
        arrival = self._journal.send_in(
            "email", str(mail["Message-ID"]), address, str(mail["To"]), str(mail["Subject"]), body, raw
        )
        signature = hmac.new(self._config.mail_secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "message/rfc822", SIGNATURE_HEADER: f"sha256={signature}"}
        answer = self._webhooks.post(self._config.callback_base + MAIL_WEBHOOK, raw, headers)
        self._journal.note_answer(arrival.id, str(answer))
        return answer

    def _tell_text(self, arrival: Arrival) -> Answer:
        params = {
            "ToCountry": "GB",
            "ToCity": "",
            "SmsMessageSid": arrival.provider_id,
            "NumMedia": "0",
            "FromCountry": "GB",
            "FromCity": "",
            "SmsSid": arrival.provider_id,
            "SmsStatus": "received",
            "Body": arrival.body,
            "To": arrival.recipient,
            "NumSegments": str(segments(arrival.body)),
            "MessageSid": arrival.provider_id,
            "AccountSid": self._config.account_sid,
            "From": arrival.sender,
            "ApiVersion": API_VERSION,
        }
        answer = self._webhooks.post_signed(self._config.callback_base + TEXT_WEBHOOK, params)
        self._journal.note_answer(arrival.id, str(answer))
        return answer

    def _compose(
        self, address: str, body: str, answers: Arrival | None, *, quote: bool, automatic: bool, subject: str
    ) -> EmailMessage:
        mail = EmailMessage(policy=policy.SMTPUTF8)
        now = self._clock.now()
        # What a relay that checked the sender puts on top (RFC 8601).
        mail["Authentication-Results"] = "relay.simulator.example; dmarc=pass"
        mail["From"] = address
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = make_msgid(domain=_MAIL_DOMAIN)
        if automatic:
            mail["Auto-Submitted"] = "auto-replied"
        words = body
        if answers is None:
            mail["To"] = self._last_sender(address)
            mail["Subject"] = subject or "A question"
        else:
            original = message_from_bytes(answers.raw, policy=policy.default)
            mail["To"] = parseaddr(str(original["Reply-To"] or original["From"] or ""))[1] or answers.sender
            mail["Subject"] = answers.subject if answers.subject.lower().startswith("re:") else f"Re: {answers.subject}"
            mail["In-Reply-To"] = answers.provider_id
            mail["References"] = " ".join([*str(original["References"] or "").split(), answers.provider_id])
            if quote:
                quoted = "\n".join(f"> {line}" for line in answers.body.splitlines())
                words = f"{body}\n\nOn {answers.at:%a, %d %b %Y at %H:%M}, {mail['To']} wrote:\n{quoted}"
        mail.set_content(words)
        return mail

    def _last_sender(self, address: str) -> str:
        """Where somebody would write: to whoever wrote to them last, else to whoever wrote to anybody."""
        for party in [address, *(party for party, _ in self._journal.parties("email"))]:
            for mail in reversed(self._journal.correspondence("email", party)):
                if mail.outbound:
                    return mail.sender
        return f"office@{_MAIL_DOMAIN}"
