"""``bothways examples``: one message to everybody in the demo, as files to look at (docs/examples)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import click
import pypdfium2

from service.commands.whole_file import write_whole
from service.demo import examples
from service.demo.examples import File, Sent, Shown
from service.demo.message import WRITTEN
from service.domain.deadlines import LONDON
from service.domain.preferences import Medium, Paper

__all__ = ["example_files", "examples_command"]

DOTS_AN_INCH = 60
_GREYS_AND_COLOURS = 32
_SUFFIXES = frozenset((".txt", ".html", ".pdf", ".brf", ".mp3", ".png", ".md"))


@click.command("examples")
@click.option("--out", default="docs/examples", show_default=True, type=click.Path(file_okay=False, path_type=Path))
def examples_command(out: Path) -> None:
    """Make the examples anew: one message to fourteen people, in each one's way, format and language.

    The same sources give the same bytes. Files of these kinds in the folder that are no examples any more are removed.
    """
    made = {file.name: file.data for file in example_files()}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            write_whole(out / name, data)
        for old in out.iterdir():
            if old.name not in made and old.suffix in _SUFFIXES and old.is_file():
                old.unlink()
    except OSError:
        raise click.ClickException(
            "The folder can't be written. Check its name, that you may write there, and that the disk has room."
        ) from None
    click.echo(f"{len(made)} files, {sum(map(len, made.values())) // 1000} kB.")


def example_files() -> Iterator[File]:
    """All of them: each with a picture of its first page where it has pages, and the index last."""
    sent, shown = list(examples.everyone()), list(examples.shown())
    for file in chain.from_iterable([*(each.files for each in sent), *(each.files for each in shown)]):
        yield file
        if file.name.endswith(".pdf"):
            yield File(_picture_name(file), _first_page(file.data))
    yield File("README.md", "\n".join(_index(sent, shown)).encode() + b"\n")


def _picture_name(file: File) -> str:
    return file.name.removesuffix(".pdf") + ".png"


def _first_page(pdf: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=DOTS_AN_INCH / 72).to_pil().convert("RGB")
    finally:
        document.close()
    out = io.BytesIO()
    image.quantize(_GREYS_AND_COLOURS, dither=0).save(out, "PNG", optimize=True)
    return out.getvalue()


def _index(sent: Iterable[Sent], shown: Iterable[Shown]) -> Iterator[str]:
    words = WRITTEN["en"]
    yield "# One message, fourteen people"
    yield ""
    yield "A worker wrote this once, on Monday 23 November 2026:"
    yield ""
    yield from (f"> {line}".rstrip() for line in words.body.split("\n"))
    yield ">"
    yield f"> {words.question} {' · '.join(words.options)}"
    yield ""
    yield "Each person of the demo gets it in the way, the format and the language that they chose. The people are made up."
    yield f"The words are ours in {len(WRITTEN)} languages ({', '.join(WRITTEN)});"
    yield "no named translator has approved them yet."
    yield ""
    yield "`bothways examples` makes this folder anew, through the plan and the renderers that send for real."
    yield ""
    yield "| Who | In their words | Way | Format | Language | When | Files |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row_of(each) for each in sent)
    yield ""
    yield "## The formats themselves"
    yield ""
    yield "The same words in formats that anybody may ask for."
    yield ""
    yield "| Format | Language | Files |"
    yield "|---|---|---|"
    yield from (f"| {each.format} | {each.language} | {_links(each.files)} |" for each in shown)


def _row_of(sent: Sent) -> str:
    person, plan = sent.person, sent.plan
    form = "" if plan.format is None else plan.format.value.replace("_", " ")
    if plan.channel == "live":
        way = f"{plan.medium.value.replace('_', ' ')}, by a worker"
        when = f"a task until {plan.confirm_by.astimezone(LONDON):%-d %B, %H:%M}"
    else:
        way = plan.medium.value.replace("_", " ")
        if plan.paper != Paper.WHITE and plan.medium is Medium.LETTER:
            form += f" on {plan.paper.replace('_', ' ')} paper"
        when = f"{plan.send_at.astimezone(LONDON):%-d %B, %H:%M}"
        if plan.expected_on is not None:
            when += f", there by {plan.expected_on:%-d %B}"
    files = _links(sent.files) if sent.files else "none: no software makes it"
    return f"| {person.name} | {person.own_words} | {way} | {form} | {plan.language} | {when} | {files} |"


def _links(files: Iterable[File]) -> str:
    told = []
    for file in files:
        told.append(f"[{file.name}]({file.name})")
        if file.name.endswith(".pdf"):
            told.append(f"[page 1]({_picture_name(file)})")
    return " · ".join(told)
