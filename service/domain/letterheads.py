"""What a team's letters bear besides their words."""

from __future__ import annotations

from dataclasses import dataclass

from channels.letter.address import AddressError, parse_address
from channels.letter.document import Image
from service.domain.cover import ReadingTimes
from service.domain.errors import Invalid
from service.domain.neutral_words import telling_words

LONGEST_NAME = 120
MOST_SIGNING_LINES, LONGEST_LINE = 5, 60


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, as people may see it: the team's neutral name, its published number and where slips are posted to."""

    neutral_name: str
    phone: str
    return_address: str
    reads: ReadingTimes | None = None
    """When replies are read, where messages must say so: somebody is not told of danger at every hour."""


NOBODY = Letterhead("", "", "")


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Empty where the team set nothing: its neutral name and its return address stand on the letter then."""

    name: str = ""
    logo: Image | None = None
    signature: Image | None = None
    sign_off: tuple[str, ...] = ()
    return_address: str = ""
    neutral_return_address: str = ""

    def sender_name(self, neutral_name: str, *, plain_envelope: bool) -> str:
        """A letter in a plain envelope says as little as the envelope."""
        return neutral_name if plain_envelope else self.name or neutral_name

    def returns_to(self, of_team: str, *, plain_envelope: bool) -> str:
        """Where a slip is posted to, as lines joined by a newline."""
        own = self.return_address or of_team
        return self.neutral_return_address or own if plain_envelope else own


NO_HEAD = PaperHead()


def faults_of(name: str, sign_off: str, return_address: str, neutral_return_address: str) -> list[Invalid]:
    """What must be mended before a letter is made with these."""
    faults = []
    if len(name) > LONGEST_NAME:
        faults.append(Invalid("letterhead_name_long", field="name"))
    lines = sign_off.splitlines()
    if len(lines) > MOST_SIGNING_LINES or any(len(line) > LONGEST_LINE for line in lines):
        faults.append(Invalid("sign_off_long", field="sign_off"))
    for field, address in (("return_address", return_address), ("neutral_return_address", neutral_return_address)):
        try:
            if address.strip():
                parse_address(address)
        except AddressError as error:
            faults.append(Invalid(error.code, field=field))
    if telling_words(neutral_return_address):
        faults.append(Invalid("neutral_address_tells", field="neutral_return_address"))
    return faults


def tidy_address(typed: str) -> str:
    """Lines joined by a newline; empty stays empty. Raises ``AddressError``."""
    return "\n".join(parse_address(typed)) if typed.strip() else ""
