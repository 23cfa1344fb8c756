"""``bothways render``: one message in one format, as a file that is there whole or not at all."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

import click
from babel import Locale, UnknownLocaleError

from channels.errors import Uncarriable
from channels.letter.address import AddressError
from channels.letter.errors import Unprintable
from easyread.characters import require_text_of
from easyread.errors import EasyReadError
from easyread.formats.easy_read_rows import SignOff
from service import formats, rendering
from service.commands.message_file import LARGEST, MessageFault, MessageFile, read_message
from service.commands.whole_file import write_whole
from service.domain import codes
from service.domain.deadlines import LONDON
from service.domain.understanding import Proof
from service.translations import DEFAULT, negotiate
from service.web.words import words_for

__all__ = ["render_command"]

_NOT_USABLE, _NOT_MADE = 2, 3
_CODE_SHAPE = re.compile(r"[0-9A-Z]{6}")
_EASY_READ = frozenset(("easy-read", "easy-read-html"))
_LISTED: Final = (
    ("text", "text/plain; charset=utf-8", "txt"),
    ("email", "text/html; charset=utf-8", "html"),
    ("letter", "application/pdf", "pdf"),
    *((form.name, form.media_type, form.suffix) for form, _ in formats.FORMS.values()),
)


class _NotUsable(Exception):
    """What was given can't be used. ``place`` is a key of the file or an option."""

    def __init__(self, code: str, place: str, words: str) -> None:
        super().__init__(code)
        self.code, self.place, self.words = code, place, words


def _tell_formats(context: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click calls it
    if wanted:
        for line in _LISTED:
            click.echo("\t".join(line))
        context.exit()


@click.command("render")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_tell_formats, help="Print the formats.")
@click.option("--format", "name", required=True, metavar="NAME", help="One of `bothways render --list`.")
@click.option("--language", default="en", show_default=True, help="BCP 47 tag of the message's own language.")
@click.option("--in", "source", required=True, type=click.Path(path_type=Path), help="The message as JSON; - is a pipe.")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path), help="File to write; - is a pipe.")
def render_command(name: str, language: str, source: Path, target: Path) -> None:
    """Make one message into one format.

    The message is {"body": …}, with title, question, options, sender, phone, address, to (the window), reference (a reply
    code such as KT4H-WN), date (2026-11-23), signed_off_by and checked_by_people where there are any. No question: nothing
    is asked. An empty one: "is this clear?".

    Ends with 2 where something given can't be used, with 3 where this format can't be made of it. Then nothing is written,
    and standard error has the code, the place and what to do next. Easy Read that nobody signed off is written with what
    is still wrong; signed, it must pass the gate.
    """
    try:
        _require_format(name)
        language = _known(language)
        made = _made(name, read_message(_read(source), language))
        _write(target, made)
    except (_NotUsable, MessageFault) as fault:
        place = fault.key if isinstance(fault, MessageFault) else fault.place
        _end(_NOT_USABLE, fault.code, place, fault.words)
    except AddressError as fault:
        _end(_NOT_MADE, fault.code, "to", words_for(fault.code))
    except EasyReadError as fault:
        place = f"{fault.place.part.value} {fault.place.number}" if fault.place else ""
        install = f" Install {fault.package}." if fault.package else ""
        _end(_NOT_MADE, fault.code, place, words_for(fault.code) + install)
    except Uncarriable as fault:
        where = fault.place if isinstance(fault, Unprintable) else None
        _end(_NOT_MADE, fault.code, f"{where.part} {where.number}" if where else "", words_for(fault.code))


def _end(status: int, code: str, place: str, words: str) -> NoReturn:
    click.echo(f"{code}{f' at {place}' if place else ''}: {words}", err=True)
    raise SystemExit(status)


def _require_format(name: str) -> None:
    if name not in {listed for listed, _, _ in _LISTED}:
        raise _NotUsable("format_unknown", "--format", "There is no such format. `bothways render --list` names them.")


def _known(tag: str) -> str:
    """The tag with hyphens. What we have no phrases in is never left half in English."""
    tag = tag.replace("_", "-")
    try:
        language = Locale.parse(tag, sep="-").language
    except (ValueError, UnknownLocaleError):
        raise _NotUsable(
            "language_unknown", "--language", "This is no language tag. Use one such as en, cy or pa-Guru."
        ) from None
    if negotiate([tag]) == DEFAULT and language != DEFAULT:
        raise Uncarriable("language_without_phrases")
    return tag


def _read(source: Path) -> bytes:
    try:
        if str(source) == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with source.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise _NotUsable(
            "message_not_read", "--in", "The file can't be read. Check its name, and that you may read it."
        ) from None


def _write(target: Path, made: bytes) -> None:
    try:
        if str(target) == "-":
            sys.stdout.buffer.write(made)
            sys.stdout.buffer.flush()
        else:
            write_whole(target, made)
    except OSError:
        words = "The file can't be written. Check that its folder is there, that you may write, and that the disk has room."
        raise _NotUsable("out_not_written", "--out", words) from None


def _made(name: str, message: MessageFile) -> bytes:
    document = formats.document_of(message.words)
    require_text_of(document)
    by_channel = _CHANNELS.get(name)
    if by_channel is not None:
        return by_channel(message)
    signed = SignOff(message.signed_off_by, message.checked_by_people) if message.signed_off_by else None
    product = formats.make(document, name, sign_off=signed)
    if name in _EASY_READ:
        gated = product if name == "easy-read" else formats.make(document, "easy-read", sign_off=signed)
        for failure in gated.failures:
            where = f" at page {failure.page}, row {failure.place}" if failure.place else ""
            click.echo(f"{failure.rule.value}{where}: {failure.advice}", err=True)
        if signed and gated.failures:
            raise Uncarriable("easy_read_not_ready")
    return product.data


def _text(message: MessageFile) -> bytes:
    return rendering.render_text(_parts(message), _code(message)).body.encode()


def _email(message: MessageFile) -> bytes:
    return rendering.render_email(_parts(message), _code(message)).html.encode()


def _letter(message: MessageFile) -> bytes:
    paper = rendering.LetterParts(
        address="\n".join(message.to),
        return_address="\n".join(message.words.address),
        dated=message.words.dated or datetime.now(UTC).astimezone(LONDON).date(),
    )
    return rendering.render_paper(_parts(message), paper, _code(message)).pdf


_CHANNELS: Final[dict[str, Callable[[MessageFile], bytes]]] = {"text": _text, "email": _email, "letter": _letter}


def _parts(message: MessageFile) -> rendering.MessageParts:
    words = message.words
    return rendering.MessageParts(
        body=words.body,
        check_kind=message.check_kind,
        question=words.question or "",
        options=words.options,
        proof=Proof.SHOWN if words.options else Proof.SAID,
        sender=words.sender,
        phone=words.phone,
        language=words.language,
        quiz=words.question is not None,
        signed_by=message.signed_off_by,
        checked_by_people=message.checked_by_people,
    )


def _code(message: MessageFile) -> str:
    """The reply code, which text, email and letter all show. Nobody gave one: a new one, as in a preview, and said so."""
    given = message.words.reference.upper()
    if not given:
        code = codes.new_code()
        click.echo(f"reference_made: No reply code was given, so {codes.show(code)} was made.", err=True)
        return code
    plain = given.replace("-", "", 1)
    if _CODE_SHAPE.fullmatch(plain) is None or given not in {plain, codes.show(plain)}:
        words = "This is no reply code, so nobody could answer by it. Give one such as KT4H-WN, or leave it out."
        raise _NotUsable("reference_not_a_code", "reference", words)
    if codes.parse(plain) is None:
        click.echo(f"reference_unchecked: {codes.show(plain)} is printed, but no reply with it would be matched.", err=True)
    return plain
