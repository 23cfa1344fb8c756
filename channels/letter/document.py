"""What a letter is made of: plain values, already in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST_PAGES = 10
SMALLEST_POINTS, LARGEST_POINTS = 12, 28
SMALLEST_EASY_READ_POINTS = 16


@dataclass(frozen=True, slots=True)
class Image:
    """A drawing (SVG) or a photograph (PNG, JPEG) that ``channels.letter.pictures`` let pass, and what it shows in words."""

    content: bytes
    alternative: str


@dataclass(frozen=True, slots=True)
class SenderBlock:
    """Who writes. ``name`` is the team's; a ``return_address`` is where a slip is posted and an undelivered letter goes.

    ``logo`` stands beside the name, ``signature`` below the first line of the sign-off.
    """

    name: str
    phone: str = ""
    return_address: tuple[str, ...] = ()
    logo: Image | None = None
    signature: Image | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One idea of an Easy Read letter. ``credit`` names who drew the picture, where its licence asks for it."""

    words: str
    picture: Image | None = None
    credit: str = ""


@dataclass(frozen=True, slots=True)
class SlipLabels:
    """Every word that the templates print by themselves. ``page`` holds ``{number}`` and ``{total}``, the braces kept."""

    document_title: str
    page: str
    blank_page: str
    reference: str
    phone: str
    collection: str
    tick_one: str
    write_on_slip: str
    tear_off: str
    post_to: str
    title: str
    answer: str
    is_it_clear: str
    clear: str
    not_clear: str
    call_me: str
    visit_me: str
    write_differently: str
    line: str
    write_answer: str
    filled_in: str
    by_me: str
    with_help: str
    by_someone_else: str
    code: str
    pictures: str
    answer_by_phone: str
    link_code: str

    @classmethod
    def translated(cls, gettext: Callable[[str], str]) -> SlipLabels:
        """The house's words. ``document_title`` is what a PDF reader shows: it says nothing of the letter."""
        return cls(
            document_title=gettext("Letter"),
            page=gettext("page {number} of {total}"),
            blank_page=gettext("This page is blank."),
            reference=gettext("Ref"),
            phone=gettext("Phone"),
            collection=gettext("For collection"),
            tick_one=gettext("Please tick your answer on the slip and post it back to us."),
            write_on_slip=gettext("Please write your answer on the slip and post it back to us."),
            tear_off=gettext("Tear off here and post it back to us."),
            post_to=gettext("Tear off here and post it to:"),
            title=gettext("Your reply"),
            answer=gettext("Your answer"),
            is_it_clear=gettext("Is this letter clear?"),
            clear=gettext("Yes, this is clear"),
            not_clear=gettext("No, this is not clear"),
            call_me=gettext("Please call me"),
            visit_me=gettext("Please visit me"),
            write_differently=gettext("Write in a different way"),
            line=gettext("Anything you want to tell us:"),
            write_answer=gettext("Write your answer here:"),
            filled_in=gettext("Who filled this in?"),
            by_me=gettext("Me"),
            with_help=gettext("Me, with help"),
            by_someone_else=gettext("Someone else for me"),
            code=gettext("Code that tells us which letter this slip answers"),
            pictures=gettext("Pictures"),
            answer_by_phone=gettext("Or answer with a phone: point its camera at this code."),
            link_code=gettext("Code that opens the page to answer on"),
        )


ENGLISH = SlipLabels.translated(str)


@dataclass(frozen=True, slots=True)
class SecondLanguage:
    """The same letter once more, after the first (in Wales: English after Welsh). It is read, and its slip is shared."""

    language: str
    paragraphs: tuple[str, ...]
    contact_line: str
    greeting: str = ""
    question: str | None = None
    options: tuple[str, ...] = ()
    sign_off: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    labels: SlipLabels = ENGLISH


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """One letter. Lines within a paragraph are kept; nothing is shortened, replaced or hyphenated.

    ``address`` is printed in the window alone; None or empty is a letter that the person collects. ``date`` is in words.
    ``reference`` is the reply code as shown (``KT4H-WN``). ``question`` is what the letter checks, ``options`` its answers
    (none: an open question, answered on the line). ``greeting`` may be empty, where the words bring their own.
    ``contact_line`` offers a person, on every letter. ``font_size`` is in points, 12 to 28, and nothing but the
    window's address is printed smaller. ``paper`` is the sheet's colour, for the print room. ``rows`` make an Easy Read
    letter, in 16 points or more; ``paragraphs`` follow them. ``neutral``: it goes in a plain envelope, so that it has no
    logo, and nothing but the address comes near the window. ``link`` is an address to answer at, printed as a code alone.
    Raises ``ValueError`` where a letter could not keep these.
    """

    address: tuple[str, ...] | None
    date: str
    reference: str
    sender: SenderBlock
    greeting: str
    paragraphs: tuple[str, ...]
    contact_line: str
    font_size: int = 14
    question: str | None = None
    options: tuple[str, ...] = ()
    sign_off: tuple[str, ...] = ()
    language: str = "en"
    paper: str = "white"
    labels: SlipLabels = ENGLISH
    rows: tuple[Row, ...] = ()
    second: SecondLanguage | None = None
    neutral: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        if not SMALLEST_POINTS <= self.font_size <= LARGEST_POINTS:
            raise ValueError(f"letters are printed in {SMALLEST_POINTS} to {LARGEST_POINTS} points")
        if self.rows and self.font_size < SMALLEST_EASY_READ_POINTS:
            raise ValueError(f"Easy Read is printed in {SMALLEST_EASY_READ_POINTS} points or more")
        parts = (self,) if self.second is None else (self, self.second)
        if not all(part.contact_line.strip() for part in parts):
            raise ValueError("every letter offers a person")
        if any(part.options and not (part.question or "").strip() for part in parts):
            raise ValueError("options need their question")
        if self.second is not None and self.second.options and len(self.second.options) != len(self.options):
            raise ValueError("both languages have the same options")
