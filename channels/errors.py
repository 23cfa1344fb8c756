"""What can go wrong on the way out, told apart by what may be done next, never by provider."""

from __future__ import annotations


class ChannelError(Exception):
    """A send, receipt or inbound that did not go through.

    ``code`` is the house's own stable word (``address_unreachable``); ``provider_code`` is the provider's, kept as
    evidence. Neither ever holds a number, an address or words of a message.
    """

    def __init__(self, code: str, *, provider_code: str | None = None) -> None:
        super().__init__(code if provider_code is None else f"{code} ({provider_code})")
        self.code = code
        self.provider_code = provider_code


class Temporary(ChannelError):
    """Certainly not accepted, and worth trying again later, with a bound."""


class Permanent(ChannelError):
    """Certainly not accepted, and trying the same again can't help."""


class Ambiguous(ChannelError):
    """Nobody can tell whether it was accepted: never retried by itself; a receipt, reconciliation or a person settles it."""


class Unverified(ChannelError):
    """A webhook whose signature is missing or wrong. Nothing in it may be believed."""


class Malformed(ChannelError):
    """A webhook that is signed but lacks what it must carry."""


class NotCleared(ChannelError):
    """A send without leave for this destination, this content and this moment. Nothing left."""


class Uncarriable(ChannelError):
    """Content that this channel can't carry whole. Refused, never altered."""
