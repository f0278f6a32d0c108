"""The pages' own strings: all listed and extracted, all drafted, dates in their language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

from pipeline import catalog
from pipeline.catalog import Catalog
from pipeline.checks import Given
from pipeline.draft import barred
from pipeline.errors import InputError
from pipeline.model import Key
from pipeline.publish import labels as room
from pipeline.publish.labels import (
    DRAFT_NOTICE,
    SLOT,
    STRINGS,
    and_more,
    draft_mark,
    draft_notices,
    english,
    facts,
    labels,
    maker,
    shipped,
    since_heading,
)
from pipeline.review import Approved, Drafts
from pipeline.termbase import Termbase
from tests.publish import sample

LOCALES = ("ar", "es", "pt_BR", "ru", "vi", "zh_Hans")
USED = re.compile(r'(?:labels(?:\.at\(|\[)|_filled\()\s*"([^"]+)"')
TABLE = re.compile(r"^STRINGS = \(.*?^\)", re.DOTALL | re.MULTILINE)


def _read(path: Path) -> Catalog:
    return catalog.parse(path.read_text(encoding="utf-8"), path.name)


def _templates() -> str:
    """All that makes pages, the table of strings itself aside."""
    sources = [p for p in room.FOLDER.parent.iterdir() if p.suffix in (".j2", ".typ", ".py")]
    return TABLE.sub("", "\n".join(path.read_text(encoding="utf-8") for path in sources))


# ── the table and its files ───────────────────────────────────────────────────────────────────────


def test_templates_use_no_string_that_is_not_in_the_table() -> None:
    used = set(USED.findall(_templates()))
    assert len(used) > 15
    assert used <= set(STRINGS)


def test_no_string_is_in_the_table_that_no_page_uses() -> None:
    templates = _templates()
    assert [s for s in STRINGS if f'"{s}"' not in templates and s not in DRAFT_NOTICE] == []


def test_the_template_catalog_is_what_extraction_gives() -> None:
    """Else `make labels` was forgotten."""
    source = room.FOLDER.with_suffix(".py")
    extracted = extract_from_file(
        "python",
        source,
        keywords={"gettext_noop": None},
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    found = [(msgid, " ".join(comments)) for _, msgid, comments, _ in extracted]
    listed = [(unit.msgid, " ".join(unit.notes)) for unit in _read(room.TEMPLATE).units]
    assert found == listed
    assert tuple(msgid for msgid, _ in found) == STRINGS
    assert all(comment for _, comment in found)


def test_the_template_catalog_names_no_clock_and_no_tool() -> None:
    content = room.TEMPLATE.read_text(encoding="utf-8")
    assert "POT-Creation-Date" not in content
    assert "Generated-By" not in content


@pytest.mark.parametrize("locale", LOCALES)
def test_each_draft_is_complete_flagged_and_names_its_maker(locale: str) -> None:
    pot, po = _read(room.TEMPLATE), _read(room.FOLDER / f"{locale}.po")
    assert [(u.key, u.notes) for u in po.units] == [(u.key, u.notes) for u in pot.units]
    assert (po.header["Language"], po.obsolete) == (locale, ())
    assert maker(po) == "language model"
    for unit in po.units:
        assert unit.msgstr
        assert unit.fuzzy, f"{unit.msgid!r}: what comes with the tool is a draft"
        assert sorted(SLOT.findall(unit.msgstr)) == sorted(SLOT.findall(unit.msgid))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_checks_bar_none_of_the_drafts(locale: str) -> None:
    given = Given(Termbase(()), locale)
    units = _read(room.FOLDER / f"{locale}.po").units
    assert {unit.msgid: barred(unit, given) for unit in units if barred(unit, given)} == {}


def test_every_file_of_labels_is_tested_above() -> None:
    files = {"handout.pot", *(f"{locale}.po" for locale in LOCALES)}
    assert {path.name for path in room.FOLDER.iterdir()} == files


# ── which are printed ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("es", "es"), ("es_US", "es"), ("pt_BR", "pt-BR"), ("zh_Hans_CN", "zh-Hans"), ("fr", "en")],
)
def test_labels_come_in_the_language_or_in_english(locale: str, tag: str) -> None:
    found = labels(locale)
    assert found.language == tag
    assert tuple(found.strings) == STRINGS


def test_english_is_tagged_as_the_source_is() -> None:
    assert labels("fr", "en-US").language == "en-US"
    assert labels("fr", "fr").language == "en"


@pytest.mark.parametrize("locale", LOCALES)
def test_what_comes_with_the_tool_is_not_reviewed(locale: str) -> None:
    assert not labels(locale).reviewed


def _texts(locale: str = "es") -> dict[Key, str]:
    drafts = shipped(locale)
    assert drafts
    return {unit.key: unit.msgstr for unit in drafts.units}


def test_a_projects_own_strings_are_reviewed_when_approved() -> None:
    found = labels("es_US", own=Approved(_texts(), "", "", ""))
    assert (found.language, found.reviewed) == ("es-US", True)
    assert not labels("es_US", own=Drafts(_texts(), "", "", "")).reviewed


def test_a_part_of_them_stands_among_the_drafts() -> None:
    found = labels("es", own=Drafts({(None, "To print"): "Imprimir"}, "", "", ""))
    assert found.strings["To print"] == "Imprimir"
    assert found.strings["Web page"] == "Página web"
    assert not found.reviewed


def test_a_part_of_them_is_never_reviewed() -> None:
    """Whatever said that it is approved: it may be older than the table."""
    assert not labels("es", own=Approved({(None, "To print"): "Imprimir"}, "", "", "")).reviewed


def test_a_half_translated_set_is_not_printed() -> None:
    found = labels("fr", own=Drafts({(None, "To print"): "Imprimer"}, "", "", ""))
    assert found == english()


@pytest.mark.parametrize(
    ("hostile", "printed"),
    [
        ("\u202eImprimir\u202c", "Imprimir"),
        ("Im\n\tprimir ", "Im primir"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('#panic("x") $x$ {{ 7*7 }}', '#panic("x") $x$ {{ 7*7 }}'),
    ],
)
def test_a_hostile_string_is_one_line_of_text(hostile: str, printed: str) -> None:
    found = labels("es", own=Drafts({(None, "To print"): hostile}, "", "", ""))
    assert found.strings["To print"] == printed


# ── what is printed from them ─────────────────────────────────────────────────────────────────────


def test_a_value_is_put_in_as_it_is() -> None:
    handout = replace(sample.draft("es"), id=r"A\1{version}", version="")
    assert facts(handout)[0] == r"Documento A\1{version}"


def test_values_in_a_right_to_left_line_are_isolated() -> None:
    """480-555 beside Arabic letters would be shown as 555-480 (UAX #9, rule W2)."""
    arabic = replace(
        sample.draft(), labels=labels("ar").strings, labels_language="ar", id="480-555"
    )
    assert facts(arabic)[0] == "الوثيقة \u2068480-555\u2069"
    assert and_more(3, arabic) == "و\u20683\u2069 غيرها"


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
    plain = replace(handout, labels=english().strings, labels_language="en")
    assert draft_mark(plain) == "DRAFT"
    assert draft_notices(plain) == (("en", " ".join(DRAFT_NOTICE)),)


def test_the_notice_is_joined_as_its_language_joins_sentences() -> None:
    chinese = replace(sample.draft(), labels=labels("zh_Hans").strings, labels_language="zh-Hans")
    assert draft_notices(chinese)[0] == ("zh-Hans", "草稿：未经合格译员审核。请勿提供给患者。")


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
