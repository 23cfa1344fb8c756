"""Pages of another PDF put inside a letter, with their tags: what is read aloud follows what is seen.

Libraries that join pages leave the tags behind (ISO 32000-1 §14.7: a page names its tags by a number in one tree of the
whole file). Here the numbers of the second file follow those of the first, and its elements stand before the slip's.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf

__all__ = ["with_pages_inside"]

_A4_POINTS: Final = (595.28, 841.89)
_NUMBERED: Final = (Name.StructParents, Name.StructParent)


def with_pages_inside(letter: bytes, pages: bytes) -> tuple[bytes, int]:
    """The letter with ``pages`` before its slip's sheet, each part beginning on a front; and how many pages that are.

    Both are tagged, as Typst tags them: one ``Document`` element each, whose children are in reading order.
    """
    with pikepdf.open(io.BytesIO(letter)) as whole, pikepdf.open(io.BytesIO(pages)) as inside:
        # A slip with a sheet of its own comes last, on a front: whoever tears it off loses nothing.
        slip = whole.pages[-1].obj if len(whole.pages) > 1 else None
        at = len(whole.pages) - (slip is not None)
        at = _on_a_front(whole, at)
        _renumber(inside, int(whole.Root.StructTreeRoot.ParentTreeNextKey))
        for number, page in enumerate(inside.pages):
            whole.pages.insert(at + number, page)
        if slip is not None:
            _on_a_front(whole, at + len(inside.pages))
        _join_tags(whole, inside, slip)
        written = io.BytesIO()
        whole.save(written, deterministic_id=True)
        return written.getvalue(), len(whole.pages)


def _on_a_front(file: Pdf, at: int) -> int:
    """Where what was to stand at ``at`` begins on a front: behind a blank page where there must be one."""
    if at % 2 == 0:
        return at
    blank = Pdf.new()
    blank.add_blank_page(page_size=_A4_POINTS)
    file.pages.insert(at, blank.pages[0])
    return at + 1


def _renumber(file: Pdf, first: int) -> None:
    for each in file.objects:
        if isinstance(each, Dictionary | pikepdf.Stream):
            for key in _NUMBERED:
                if key in each:
                    each[key] = int(each[key]) + first
    root = file.Root.StructTreeRoot
    numbered = {number + first: tags for number, tags in NumberTree(root.ParentTree).items()}
    root.ParentTree = NumberTree.new(file).obj
    NumberTree(root.ParentTree).update(numbered)
    root.ParentTreeNextKey = int(root.ParentTreeNextKey) + first


def _join_tags(whole: Pdf, inside: Pdf, slip: Object | None) -> None:
    # After the pages: qpdf leads what names a page to the copy that was made of it, and copies none for its own sake.
    root, brought = whole.Root.StructTreeRoot, whole.copy_foreign(inside.Root.StructTreeRoot)
    tags, more = NumberTree(root.ParentTree), NumberTree(brought.ParentTree)
    tags.update(more)
    root.ParentTreeNextKey = brought.ParentTreeNextKey
    for custom, standard in brought.get(Name.RoleMap, Dictionary()).items():
        root.RoleMap[custom] = standard
    (document,), (other,) = root.K, brought.K
    for element in other.K:
        element.P = document
    of_the_slip = [slip is not None and any(page.objgen == slip.objgen for page in _pages_of(each)) for each in document.K]
    before = of_the_slip.index(True) if any(of_the_slip) else len(of_the_slip)
    elements = list(document.K)
    document.K = Array([*elements[:before], *other.K, *elements[before:]])


def _pages_of(element: Object) -> Iterator[Object]:
    if not isinstance(element, Dictionary):
        return
    if Name.Pg in element:
        yield element.Pg
    below = element.get(Name.K)
    for each in below if isinstance(below, Array) else [below]:
        if each is not None:
            yield from _pages_of(each)
