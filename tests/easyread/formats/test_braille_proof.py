from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.errors import Unmakeable
from easyread.formats.braille_proof import holds, prepared, unwritable
from easyread.formats.braille_spelling import spelled_apart
from easyread.formats.braille_tables import Table, table_for
from easyread.formats.liblouis import translate

SENTENCES = {
    "cy": "Bydd Ana Reid yn ymweld â chi ddydd Sul am 14:30. Mae tŷ a dŵr yma; costiodd £12.50 (NHS). Pryd? Unwaith.",
    "pl": "Ana Reid odwiedzi Państwa w niedzielę, 3 maja 2026, o 14:30. Telefon: 01632 960123. Koszt 12,50 £ (NHS).",
    "pt": "Ana Reid vai visitá-lo no domingo, 3 de maio de 2026, às 14:30. Custa 12,50 £ (NHS). Não?",
    "es": "Ana Reid le visitará el domingo, 3 de mayo de 2026, a las 14:30. Cuesta 12,50 £ (NHS). ¿Qué día?",
    "ar": "سجّل: ستزورك آنا يوم الأحد، 3 مايو 2026، في 14:30. اتصل على 01632 960123. هل هذا واضح؟",
    "fr": "Ana Reid viendra vous voir dimanche 3 mai 2026 à 14:30. Coût : 12,50 £ (NHS). L'été, ça va ?",
    "lt": "Ana Reid aplankys jus sekmadienį, 2026 m. gegužės 3 d., 14:30. Skambinkite 01632 960123. Ar aišku? Žąsį",
    "bn": "অপেক্ষায় জিজ্ঞাসা অ্যাপ আনা রিড রবিবার, 3 মে 2026, 14:30 টায় আপনার সাথে দেখা করবেন। ফোন 01632 960123।",
    "gu": "આના રીડ રવિવાર, 3 મે 2026 ના રોજ 14:30 વાગ્યે તમારી મુલાકાત લેશે. ફોન 01632 960123.",
    "pa-Guru": "ਆਨਾ ਰੀਡ ਐਤਵਾਰ, 3 ਮਈ 2026 ਨੂੰ 14:30 ਵਜੇ ਤੁਹਾਨੂੰ ਮਿਲਣ ਆਵੇਗੀ। ਫੋਨ 01632 960123।",
}


def _cells(text: str, table: Table) -> list[str]:
    return translate(table.name, text).split("\u2800")


@pytest.mark.parametrize("language", SENTENCES)
def test_every_word_of_a_letter_holds(language: str) -> None:
    table = table_for(language, 1)
    text = prepared(SENTENCES[language], table)
    assert [
        word
        for word, cells in zip(text.split(), _cells(text, table), strict=True)
        if not holds(word, cells, table) and spelled_apart(word, table) is None
    ] == []


@pytest.mark.parametrize("language", ["ro", "tr", "ur", "zh-Hans", "so", "pa-Arab", "bfi"])
def test_a_language_whose_braille_cannot_be_trusted_has_none(language: str) -> None:
    with pytest.raises(Unmakeable, match="braille_no_table"):
        table_for(language, 1)


def test_grade_two_is_only_where_it_is_known() -> None:
    assert table_for("en-GB", 2).contracts
    assert not table_for("en", 1).contracts
    with pytest.raises(Unmakeable, match="braille_no_table"):
        table_for("pl", 2)


@pytest.mark.parametrize("word", ["(that)", "it;", "enough", "Were", "p.m.", "there's", "“ok”", "ALL", "that’s"])
def test_what_liblouis_misreads_but_wrote_rightly_holds(word: str) -> None:
    table = table_for("en", 2)
    assert holds(word, "".join(_cells(word, table)), table)


@given(st.sampled_from([table_for("en", 1), table_for("en", 2), table_for("pl", 1), table_for("gu", 1)]), st.data())
def test_a_word_that_lost_a_cell_or_is_another_does_not_hold(table: Table, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["visit", "letter", "Sunday", "children", "£12.50", "01632"]))
    cells = translate(table.name, word)
    lost = data.draw(st.integers(0, len(cells) - 1))
    signs = {"⠼", "⠠", "⠨"}
    if cells[lost] not in signs and cells[lost] not in cells[:lost] + cells[lost + 1 :]:
        assert not holds(word, cells[:lost] + cells[lost + 1 :], table)
    assert not holds(word + "s", cells, table)


def test_what_braille_has_no_character_for_is_said_in_plainer_ones() -> None:
    table = table_for("cy", 1)
    assert unwritable("\u2022", table.name)
    assert prepared("\u2022 a\u00a0b \u2212 \u00abc\u00bb", table) == '- a b - "c"'
    assert prepared("w\u0302\u200b x\tz", table_for("en", 1)) == "ŵ x z"
