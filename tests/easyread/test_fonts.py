from __future__ import annotations

from pathlib import Path

import pytest

from easyread.errors import NotInstalled
from easyread.fonts import families_for, folders


@pytest.mark.parametrize(
    ("text", "language", "families"),
    [
        ("Ŵyth tŷ 01632", "cy", ("Noto Sans",)),
        ("مرحبا", "ar", ("Noto Sans", "Noto Sans Arabic")),
        ("Anna and আনা and ਆਨਾ", "en", ("Noto Sans", "Noto Sans Bengali", "Noto Sans Gurmukhi")),
        ("您的信", "zh-Hans", ("Noto Sans", "Noto Sans CJK SC")),
        ("您的信", "zh-Hant", ("Noto Sans", "Noto Sans CJK TC")),
        ("● one → two ✓", "en", ("Noto Sans", "Noto Sans Symbols", "Noto Sans CJK SC")),
        ("手紙", "ja", ("Noto Sans", "Noto Sans CJK JP")),
    ],
)
def test_a_text_names_the_families_of_its_scripts_whatever_its_language(
    text: str, language: str, families: tuple[str, ...]
) -> None:
    assert families_for(text, language) == families


def test_every_family_is_in_a_folder_that_is_there() -> None:
    names = {path.name for folder in folders() for path in Path(folder).iterdir()}
    assert {
        "NotoSans[wght].ttf",
        "NotoSansArabic[wght].ttf",
        "NotoSansGurmukhi[wght].ttf",
        "NotoSansCJK-VF.otf.ttc",
    } <= names


def test_a_missing_package_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("easyread.fonts._folder", lambda _package: None)
    with pytest.raises(NotInstalled) as missing:
        families_for("Hello", "en")
    assert (missing.value.code, missing.value.package) == ("font_not_installed", "manimgx-fonts")
