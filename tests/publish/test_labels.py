"""The templates' own strings: all listed, all drafted, dates in their language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline import catalog
from pipeline.catalog import Catalog
from pipeline.errors import InputError
from pipeline.publish import labels as room
from pipeline.publish.labels import (
    DRAFT_NOTICE,
    and_more,
    draft_mark,
    draft_notices,
    facts,
    labels,
    of_units,
    since_heading,
)
from tests.publish import sample

USED = re.compile(r'labels(?:\.at\(|\[)\s*"([^"]+)"')
SLOT = re.compile(r"\{\w+\}")


def _read(name: str) -> Catalog:
    return catalog.parse((room.FOLDER / name).read_text(encoding="utf-8"), name)


def test_the_template_catalog_lists_what_the_templates_say() -> None:
    folder = room.FOLDER.parent
    sources = [p for p in folder.iterdir() if p.suffix in (".j2", ".typ", ".py")]
    used = {msgid for p in sources for msgid in USED.findall(p.read_text(encoding="utf-8"))}
    listed = {unit.msgid for unit in _read("handout.pot").units}
    assert used | {DRAFT_NOTICE} == listed


@pytest.mark.parametrize("name", ["es.po", "pt_BR.po"])
def test_each_translation_is_complete_and_flagged_as_unreviewed(name: str) -> None:
    pot, po = _read("handout.pot"), _read(name)
    assert [unit.key for unit in po.units] == [unit.key for unit in pot.units]
    for unit in po.units:
        assert unit.msgstr
        assert unit.fuzzy, f"{unit.msgid!r} was cleared: say in the header by whom, then drop this"
        assert SLOT.findall(unit.msgstr) == SLOT.findall(unit.msgid)


def test_every_file_of_labels_is_tested_above() -> None:
    assert {path.name for path in room.FOLDER.iterdir()} == {"handout.pot", "es.po", "pt_BR.po"}


@pytest.mark.parametrize(
    ("locale", "tag"), [("es", "es"), ("es_US", "es"), ("pt_BR", "pt-BR"), ("vi", "en")]
)
def test_labels_come_in_the_language_or_in_english(locale: str, tag: str) -> None:
    found = labels(locale)
    assert found.language == tag
    assert found.strings.keys() == labels("vi").strings.keys()


def test_english_is_tagged_as_the_source_is() -> None:
    assert labels("vi", "en-US").language == "en-US"
    assert labels("vi", "fr").language == "en"


def test_labels_are_reviewed_when_no_entry_is_fuzzy() -> None:
    units = _read("es.po").units
    cleared = [replace(unit, fuzzy=False) for unit in units]
    assert of_units(cleared, "es").reviewed
    assert not of_units([*cleared[1:], units[0]], "es").reviewed


def test_a_half_translated_set_of_labels_is_not_used() -> None:
    assert of_units(_read("es.po").units[1:], "es").language == "en"


def test_facts_are_dated_in_the_language_of_the_labels() -> None:
    assert facts(sample.draft("es")) == (
        "Documento PT-114",
        "Versión 2.1",
        "Texto original: 9 mar 2026",
        "Traducción: 2 abr 2026",
        "Próxima revisión: 9 mar 2028",
    )
    assert facts(sample.final("es"))[2] == "Source text: Mar 9, 2026"


def test_facts_that_are_not_known_are_left_out() -> None:
    bare = replace(sample.draft(), version="", date="", translated="", review_by="")
    assert facts(bare) == ("Documento PT-114",)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'9 March' is not a day"):
        facts(replace(sample.draft(), date="9 March"))


def test_the_mark_and_the_notice_say_it_in_both_languages() -> None:
    handout = sample.draft("pt_BR")
    assert draft_mark(handout) == "DRAFT · RASCUNHO"
    assert [tag for tag, _ in draft_notices(handout)] == ["pt-BR", "en"]
    english = replace(handout, labels=labels("vi").strings, labels_language="en")
    assert draft_mark(english) == "DRAFT"
    assert draft_notices(english) == (("en", DRAFT_NOTICE),)


def test_a_final_has_neither() -> None:
    assert draft_mark(sample.final()) == ""
    assert draft_notices(sample.final()) == ()


def test_what_changed_is_dated_in_the_language_of_the_labels() -> None:
    since = sample.since("es", *sample.CHANGED)
    assert since_heading(sample.draft(since=since)) == "Cambios desde el 20 nov 2025"
    assert since_heading(sample.final(since=since)) == "What changed since Nov 20, 2025"
    assert since_heading(sample.final()) == ""


def test_a_list_that_leaves_nothing_out_says_nothing_of_it() -> None:
    assert and_more(3, sample.final()) == "and 3 more"
    assert and_more(0, sample.final()) == ""
