"""Catalogs: what a merge keeps, what a file may hold, and bytes that stay as they are."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalog import (
    UNSET_DATE,
    Catalog,
    new,
    parse,
    pot,
    render,
    revised,
    revision_day,
    template,
)
from pipeline.errors import InputError
from pipeline.languages import language
from pipeline.leverage import merge
from pipeline.model import Article, Role, Segment, Text, Unit

DATA = yaml.safe_load((Path(__file__).parent / "data" / "po.yaml").read_text(encoding="utf-8"))
HEADER = DATA["header"]
ARTICLE = Article(
    slug="back",
    path="source/back.md",
    title=Text("Back", Role.TITLE, 1),
    id="back",
    blocks=(),
    version="1.0",
    date="2025-01-02",
)
ES = language("es")


def units(*msgids: str) -> tuple[Unit, ...]:
    return template(Segment(msgid, None, 'paragraph in "Care"', 1) for msgid in msgids)


def updated(old: Catalog | None, *msgids: str) -> Catalog:
    """What a person's next `update` finds on disk: merged, written, read again."""
    return parse(render(merge(old, ARTICLE, units(*msgids), ES).catalog), "es.po")


def with_text(catalog: Catalog, msgid: str, msgstr: str, **more: Any) -> Catalog:
    """The catalog after a person's edit of one unit."""
    changed = (replace(u, msgstr=msgstr, **more) if u.msgid == msgid else u for u in catalog.units)
    return parse(render(replace(catalog, units=tuple(changed))), "es.po")


def run_gettext(tool: str, *arguments: str, content: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(tool)
    assert program, f"{tool} is missing; install gettext"
    return subprocess.run(
        [program, *arguments, "-"], input=content, capture_output=True, text=True, check=False
    )


# ── template ──────────────────────────────────────────────────────────────────────────────────────


def test_equal_sentences_are_one_unit_with_both_places() -> None:
    found = template(
        [
            Segment("Rest.", None, "paragraph", 3),
            Segment("Walk.", None, "paragraph", 4),
            Segment("Rest.", None, "list item", 9),
            Segment("Rest.", None, "list item", 10),
            Segment("Rest.", "heading", "heading", 12),
        ]
    )
    assert [(u.key, u.notes) for u in found] == [
        ((None, "Rest."), ("paragraph", "list item")),
        ((None, "Walk."), ("paragraph",)),
        (("heading", "Rest."), ("heading",)),
    ]


def test_a_template_names_no_language_and_no_line() -> None:
    text = render(pot(ARTICLE, units("Rest.")))
    assert '"Language: \\n"' in text
    assert '"POT-Creation-Date: 2025-01-02 00:00+0000\\n"' in text
    assert "#: source/back.md\n" in text


def test_an_article_without_a_date_has_none() -> None:
    header = pot(replace(ARTICLE, date="", version=""), ()).header
    assert (header["POT-Creation-Date"], header["Project-Id-Version"]) == (UNSET_DATE, "back")


# ── merge ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_catalog_has_the_locale_and_its_plurals() -> None:
    header = new(ARTICLE, units("Rest."), language("pt_BR")).header
    assert (header["Language"], header["Plural-Forms"][:9]) == ("pt_BR", "nplurals=")


def test_a_second_merge_changes_no_byte() -> None:
    first = with_text(updated(None, "Rest.", "Walk."), "Rest.", "Descanse.")
    text = render(first)
    assert render(merge(parse(text, "es.po"), ARTICLE, units("Rest.", "Walk."), ES).catalog) == text


def test_a_changed_sentence_keeps_its_text_as_fuzzy() -> None:
    old = with_text(updated(None, "Rest for a day."), "Rest for a day.", "Descanse un día.")
    (unit,) = updated(old, "Rest for two days.").units
    assert (unit.msgstr, unit.fuzzy, unit.previous) == ("Descanse un día.", True, "Rest for a day.")


def test_a_cleared_text_also_waits_among_the_obsolete() -> None:
    old = with_text(updated(None, "Rest for a day."), "Rest for a day.", "Descanse un día.")
    changed = updated(old, "Rest for two days.")
    assert [u.msgstr for u in changed.obsolete] == ["Descanse un día."]
    (back,) = updated(changed, "Rest for a day.").units
    assert (back.msgstr, back.fuzzy) == ("Descanse un día.", False)


def test_a_fuzzy_text_moves_on_with_the_source_it_was_made_for() -> None:
    old = with_text(updated(None, "Rest one day."), "Rest one day.", "Descanse.", fuzzy=True)
    twice = updated(updated(old, "Rest two days."), "Rest three days.")
    assert [(u.msgstr, u.previous) for u in twice.units] == [("Descanse.", "Rest one day.")]
    assert twice.obsolete == ()


def test_the_most_similar_sentence_gets_the_text() -> None:
    old = with_text(updated(None, "Take it with food."), "Take it with food.", "Con comida.")
    found = updated(old, "Take it without any food.", "Take it with a food.").by_key
    assert found[None, "Take it without any food."].msgstr == ""
    assert found[None, "Take it with a food."].msgstr == "Con comida."


def test_an_unlike_sentence_gets_no_text() -> None:
    old = with_text(updated(None, "Rest."), "Rest.", "Descanse.")
    merged = updated(old, "Call your doctor about a fever.")
    assert [u.msgstr for u in merged.units] == [""]
    assert [u.msgstr for u in merged.obsolete] == ["Descanse."]


def test_a_removed_sentence_goes_obsolete_and_comes_back() -> None:
    old = with_text(updated(None, "Rest.", "Walk."), "Walk.", "Camine.", remarks=("mine",))
    without = updated(old, "Rest.")
    assert [(u.msgid, u.msgstr) for u in without.obsolete] == [("Walk.", "Camine.")]
    again = updated(without, "Rest.", "Walk.")
    assert again.by_key[None, "Walk."].msgstr == "Camine."
    assert again.by_key[None, "Walk."].remarks == ("mine",)
    assert again.obsolete == ()


def test_an_untouched_sentence_leaves_no_trace_but_its_remark() -> None:
    old = with_text(updated(None, "Rest.", "Walk.", "Sit."), "Walk.", "", remarks=("why?",))
    left = updated(old, "Rest.").obsolete
    assert [(u.msgid, u.remarks) for u in left] == [("Walk.", ("why?",))]


def test_a_moved_sentence_is_untouched() -> None:
    old = with_text(updated(None, "Rest.", "Walk."), "Walk.", "Camine.")
    moved = updated(old, "Walk.", "Rest.")
    assert [(u.msgid, u.msgstr, u.fuzzy) for u in moved.units] == [
        ("Walk.", "Camine.", False),
        ("Rest.", "", False),
    ]
    entries = [set(render(c).split("\n\n")[1:]) for c in (old, moved)]
    assert {e.strip() for e in entries[0]} == {e.strip() for e in entries[1]}


def test_an_inserted_sentence_rewrites_no_neighbour() -> None:
    old = with_text(updated(None, "Rest.", "Walk."), "Walk.", "Camine.")
    before, after = (
        render(c).strip().split("\n\n") for c in (old, updated(old, "Rest.", "Sit.", "Walk."))
    )
    assert [e for e in after if e in before] == before


def test_a_context_keeps_equal_texts_apart() -> None:
    segments = [Segment("Rest", "heading", "heading", 1), Segment("Rest", None, "paragraph", 2)]
    old = parse(render(new(ARTICLE, template(segments), ES)), "es.po")
    heading, body = old.units
    old = replace(old, units=(replace(heading, msgstr="Descanso"), replace(body, msgstr="Repose")))
    merged = merge(old, ARTICLE, template(segments), ES).catalog
    assert [u.msgstr for u in merged.units] == ["Descanso", "Repose"]


def test_a_file_without_a_header_gets_one() -> None:
    bare = parse('msgid "Rest."\nmsgstr "x"\n', "es.po")
    merged = merge(bare, ARTICLE, units("Rest."), ES).catalog
    assert merged.header["Language"] == "es"
    assert merged.units[0].msgstr == "x"


def test_a_new_version_of_the_article_stands_in_the_header_once_something_changed() -> None:
    old, newer = updated(None, "Rest."), replace(ARTICLE, version="2.0")
    assert merge(old, newer, units("Rest."), ES).catalog.header["Project-Id-Version"] == "back 1.0"
    assert merge(old, newer, units("Walk."), ES).catalog.header["Project-Id-Version"] == "back 2.0"


def test_the_revision_date() -> None:
    catalog = revised(updated(None, "Rest."), "2025-03-04T05:06:07Z")
    assert catalog.header["PO-Revision-Date"] == "2025-03-04 05:06+0000"
    assert revision_day(catalog) == "2025-03-04"
    assert revision_day(updated(None, "Rest.")) == ""


# ── what a person's tools write ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", DATA["kept"], ids=lambda case: case["label"])
def test_keeps_every_byte(case: dict[str, Any]) -> None:
    text = HEADER + "\n" + case["po"]
    assert render(parse(text, "es.po")) == text


def test_untouched_entries_keep_their_wrapping_when_another_changes() -> None:
    text = HEADER + "\n" + DATA["by_hand"]
    catalog = with_text(parse(text, "es.po"), "Walk.", "Camine.")
    assert render(catalog) == text.replace(
        'msgid "Walk."\nmsgstr ""', 'msgid "Walk."\nmsgstr "Camine."'
    )


def test_a_rewritten_entry_keeps_comments_flags_and_previous() -> None:
    text = HEADER + "\n" + DATA["by_hand"]
    changed = with_text(parse(text, "es.po"), "Rest at home.", "En casa.")
    (unit,) = (u for u in changed.units if u.msgid == "Rest at home.")
    assert unit.remarks == ("asked Ana", "she agrees")
    assert unit.flags == ("no-c-format", "no-wrap")
    assert (unit.fuzzy, unit.previous) == (True, "Rest.")


def test_header_comments_and_own_fields_survive_a_new_date() -> None:
    text = "# Ana Lima, 2024\n" + HEADER.replace(
        '"Language:', '"X-Generator: Poedit 3\\n"\n"Language:'
    )
    written = render(revised(parse(text + "\n" + DATA["by_hand"], "es.po"), "2025-03-04T05:06:07Z"))
    assert written.startswith("# Ana Lima, 2024\nmsgid")
    assert '"X-Generator: Poedit 3\\n"' in written
    assert '"PO-Revision-Date: 2025-03-04 05:06+0000\\n"' in written


def test_windows_line_ends_stay() -> None:
    text = (HEADER + "\n" + DATA["by_hand"]).replace("\n", "\r\n")
    catalog = parse(text, "es.po")
    assert render(catalog) == text
    assert "\n" not in render(with_rest(catalog)).replace("\r\n", "")


def with_rest(catalog: Catalog) -> Catalog:
    return replace(catalog, units=tuple(replace(u, msgstr="Nuevo.") for u in catalog.units))


def test_a_byte_order_mark_is_no_text() -> None:
    catalog = parse("\ufeff" + HEADER + '\nmsgid "a"\nmsgstr "b"\n', "es.po")
    assert (catalog.header["Language"], catalog.units[0].line) == ("es", 7)


def test_line_ends_of_unicode_are_text() -> None:
    text = HEADER + '\nmsgid "a"\nmsgstr "b\u2028c\u0085d\u2029"\n'
    catalog = parse(text, "es.po")
    assert catalog.units[0].msgstr == "b\u2028c\u0085d\u2029"
    assert parse(render(with_text(catalog, "a", "x\u2028y")), "es.po").units[0].msgstr == "x\u2028y"


@pytest.mark.parametrize("mark", ["#,", "#:", "#.", "#~|"])
def test_a_bare_mark_at_the_end_costs_no_entry(mark: str) -> None:
    catalog = parse(f'{HEADER}\nmsgid "a"\nmsgstr "b"\n{mark}\n', "es.po")
    assert [u.msgstr for u in catalog.units] == ["b"]


def test_a_header_that_is_not_first_is_still_the_header() -> None:
    catalog = parse(f'msgid "a"\nmsgstr "b"\n\n{HEADER}', "es.po")
    assert render(catalog) == f'{HEADER}\nmsgid "a"\nmsgstr "b"\n'


def test_a_plural_entry_is_a_unit_for_each_form_and_one_entry_on_disk() -> None:
    text = f'{HEADER}\nmsgid "day"\nmsgid_plural "days"\nmsgstr[0] "día"\nmsgstr[1] "días"\n'
    catalog = parse(text, "es.po")
    assert [(u.msgid, u.msgstr) for u in catalog.units] == [("day", "día"), ("days", "días")]
    assert render(catalog) == text


def test_lines_of_units_are_those_of_their_first_comment() -> None:
    catalog = parse(HEADER + "\n" + DATA["by_hand"], "es.po")
    lines = (HEADER + "\n" + DATA["by_hand"]).split("\n")
    assert [lines[u.line - 1] for u in catalog.units] == ["# asked Ana", "#. list item"]


@pytest.mark.parametrize("case", DATA["refused"], ids=lambda case: case["label"])
def test_refuses_with_the_line(case: dict[str, Any]) -> None:
    text = case["po"] if case.get("alone") else HEADER + "\n" + case["po"]
    with pytest.raises(InputError) as caught:
        parse(text, "locales/es.po")
    offset = 0 if case.get("alone") else HEADER.count("\n") + 1
    assert caught.value.path == "locales/es.po"
    assert caught.value.line == (case["line"] + offset if case["line"] else 0)
    assert case["says"] in caught.value.message


def test_a_path_as_content_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "real.po"
    file.write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    with pytest.raises(InputError):
        parse(str(file), "es.po")


# ── gettext itself ────────────────────────────────────────────────────────────────────────────────


def sample() -> Catalog:
    """A tool-written catalog with everything in it: fuzzy, previous, obsolete, context, quotes."""
    msgids = ("Rest for a day.", 'Say "stop".', "Walk.", "A back\\slash\tand tab.")
    old = updated(None, *msgids)
    old = with_text(old, msgids[0], "Descanse un día.")
    old = with_text(old, msgids[1], "Diga «basta».", fuzzy=True)
    old = with_text(old, msgids[2], "Camine.", remarks=("slowly",))
    old = with_text(old, msgids[3], 'Una barra \\ y "tab"\t.')
    changed = updated(old, "Rest for two days.", *msgids[1::2])
    return revised(changed, "2025-03-04T05:06:07Z")


def test_msgfmt_accepts_what_is_written() -> None:
    checked = run_gettext("msgfmt", "-c", "-o", "/dev/null", content=render(sample()))
    assert (checked.returncode, checked.stderr) == (0, "")


def test_msgfmt_accepts_a_template_and_a_new_catalog() -> None:
    for catalog in (pot(ARTICLE, units("Rest.")), new(ARTICLE, units("Rest."), ES)):
        text = render(catalog)
        assert run_gettext("msgfmt", "-c", "-o", "/dev/null", content=text).returncode == 0


def test_msgcat_writes_the_same_bytes() -> None:
    text = render(sample())
    assert run_gettext("msgcat", "--no-wrap", content=text).stdout == text


def test_a_file_wrapped_by_msgcat_holds_the_same_units() -> None:
    first = with_text(updated(None, "Rest. " * 40), "Rest. " * 40, "Descanse. " * 40)
    wrapped = run_gettext("msgcat", "--width=60", content=render(first)).stdout
    assert wrapped != render(first)
    assert [(u.msgid, u.msgstr) for u in parse(wrapped, "es.po").units] == [
        (u.msgid, u.msgstr) for u in first.units
    ]


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04")
    | st.sampled_from('"\\\n\r\t\v\f\b\x1c\x85\u2028 #~'),
    min_size=1,
)
REMARK = st.text('ab #~"\\', min_size=1).map(str.strip).filter(lambda s: s and s[0] not in "#,.:|~")


@given(st.dictionaries(TEXT, st.tuples(TEXT | st.just(""), st.booleans(), TEXT | st.just(""))))
def test_any_text_survives_the_file(texts: dict[str, tuple[str, bool, str]]) -> None:
    written = tuple(
        Unit(msgid, None if len(msgid) % 2 else "cell", msgstr, fuzzy=fuzzy, previous=previous)
        for msgid, (msgstr, fuzzy, previous) in texts.items()
    )
    again = parse(render(Catalog(new(ARTICLE, (), ES).header, written)), "es.po")
    assert tuple(replace(u, line=0) for u in again.units) == written
    assert parse(render(again), "es.po").units == again.units


@settings(max_examples=30)
@given(st.dictionaries(TEXT, TEXT, max_size=20))
def test_gettext_reads_what_was_meant(texts: dict[str, str]) -> None:
    # msgfmt asks for line feeds at both ends or at none, and takes \x04 for its own.
    texts = {f"<{msgid}>": f"<{msgstr}>" for msgid, msgstr in texts.items()}
    written = tuple(Unit(msgid, None, msgstr) for msgid, msgstr in texts.items())
    text = render(Catalog(new(ARTICLE, (), ES).header, written))
    program = shutil.which("msgfmt")
    assert program, "msgfmt is missing; install gettext"
    compiled = subprocess.run(
        [program, "-o", "-", "-"], input=text.encode(), capture_output=True, check=True
    )
    read = GNUTranslations(BytesIO(compiled.stdout))
    assert {msgid: read.gettext(msgid) for msgid in texts} == texts


SENTENCES = st.lists(
    st.sampled_from(
        ["Rest.", "Rest now.", "Rest for a day.", "Rest for two days.", "Walk.", "Walk a little."]
    ),
    unique=True,
    max_size=4,
)
EDITS = st.lists(st.tuples(SENTENCES, st.integers(0, 3), st.booleans()), min_size=1, max_size=6)


@given(EDITS)
def test_no_edit_of_the_source_loses_a_persons_text(
    edits: list[tuple[list[str], int, bool]],
) -> None:
    catalog: Catalog | None = None
    texts: set[str] = set()
    for number, (msgids, which, fuzzy) in enumerate(edits):
        catalog = updated(catalog, *msgids)
        assert texts <= {u.msgstr for u in catalog.units + catalog.obsolete}
        assert [u.msgid for u in catalog.units] == msgids
        assert render(merge(catalog, ARTICLE, units(*msgids), ES).catalog) == render(catalog)
        if which < len(msgids):
            replaced = catalog.units[which].msgstr
            catalog = with_text(catalog, msgids[which], f"texto {number}", fuzzy=fuzzy, previous="")
            elsewhere = {u.msgstr for u in catalog.units + catalog.obsolete}
            texts = {t for t in texts if t != replaced or t in elsewhere} | {f"texto {number}"}


@given(EDITS)
def test_no_text_passes_for_the_translation_of_another_sentence(
    edits: list[tuple[list[str], int, bool]],
) -> None:
    catalog: Catalog | None = None
    for msgids, which, _ in edits:
        catalog = updated(catalog, *msgids)
        assert all(u.fuzzy or u.msgstr in ("", f"de {u.msgid}") for u in catalog.units)
        if which < len(msgids):
            unit = msgids[which]
            catalog = with_text(catalog, unit, f"de {unit}", fuzzy=False, previous="")


@given(st.lists(REMARK, max_size=3))
def test_remarks_survive_a_rewrite(remarks: list[str]) -> None:
    catalog = with_text(updated(None, "Rest."), "Rest.", "Descanse.", remarks=tuple(remarks))
    assert catalog.units[0].remarks == tuple(remarks)
