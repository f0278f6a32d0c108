"""Catalogs between our writer and the world's: what others saved comes back whole, untouched.

The gettext programs are Debian's own. What editors do is made by hand, in data/roundtrip/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import pypo

from pipeline import files
from pipeline.catalog import Catalog, lines, new, parse, render, template
from pipeline.errors import InputError
from pipeline.languages import language
from pipeline.leverage import merge
from pipeline.model import Article, Role, Segment, Text, Unit
from pipeline.project import Project
from pipeline.stages import Stage
from tests.projects import LATER, edit, perform_all, project

HERE = Path(__file__).parent / "data" / "roundtrip"


def data(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


CLINIC, HABITS = data("clinic.yaml"), data("habits.yaml")
UPDATE = frozenset({Stage.UPDATE})
ARTICLE = Article("back", "source/back.md", Text("Back", Role.TITLE, 1), "back", ())
ES = language("es")


def tool(name: str, *arguments: str, content: bytes = b"", folder: Path | None = None) -> bytes:
    """What a gettext program prints; content is its standard input."""
    program = shutil.which(name)
    assert program, f"{name} is missing; install gettext"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [program, *arguments],
        input=content,
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def said(catalog: Catalog) -> dict[str, list[Unit]]:
    """All that a catalog says in any order; obsolete notes aside, which gettext drops."""
    return {
        "live": sorted((replace(u, line=0) for u in catalog.units), key=str),
        "gone": sorted((replace(u, line=0, notes=()) for u in catalog.obsolete), key=str),
    }


# ── gettext's programs over a project's catalog ───────────────────────────────────────────────────


def worked_on(root: Path) -> Project:
    """A project whose one catalog holds everything that a catalog can hold."""
    change = CLINIC["first"]
    first = CLINIC["article"].replace(change["find"], change["put"])
    found = project(root, chain=[], articles={"back": first})
    perform_all(found, UPDATE)
    edit(found, translated, slug="back")
    (root / "source" / "back.md").write_text(CLINIC["article"], encoding="utf-8")
    perform_all(found, UPDATE)
    return found


def translated(unit: Unit) -> Unit:
    done = CLINIC["translated"].get(unit.msgid, {})
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in done.items()}
    return replace(unit, **fields)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The catalog as only our tool has written it."""
    return worked_on(tmp_path_factory.mktemp("clinic")).po("es", "back").read_bytes()


@pytest.fixture
def clinic(tmp_path: Path, ours: bytes) -> Project:
    """A project that holds that catalog."""
    found = project(tmp_path, chain=[], articles={"back": CLINIC["article"]})
    files.write(found.po("es", "back"), ours)
    return found


def test_the_catalog_holds_everything(ours: bytes) -> None:
    catalog = parse(ours.decode(), "es.po")
    every = (*catalog.units, *catalog.obsolete)
    assert any(u.remarks for u in every)
    assert any(u.flags for u in every)
    assert {u.msgctxt for u in catalog.units} > {None, "title", "heading"}
    assert any(u.previous and u.fuzzy for u in catalog.units)
    assert any(u.previous and u.fuzzy for u in catalog.obsolete)
    assert {u.msgstr for u in every} >= {t["msgstr"] for t in CLINIC["translated"].values()}


INPUT: dict[str, list[str]] = {"msgfilter": []}
"""msgfilter takes a program where the others take a file."""

PROGRAMS = [
    ["msgcat", "--width=20"],
    ["msgcat", "--width=40"],
    ["msgcat", "--width=79"],
    ["msgcat", "--width=200"],
    ["msgcat", "--no-wrap"],
    ["msgcat", "--sort-output"],
    ["msgcat", "--sort-by-file", "--width=30"],
    ["msgcat", "--indent"],
    ["msgcat", "--no-location"],
    ["msgattrib"],
    ["msgattrib", "--no-wrap", "--width=60"],
    ["msgconv", "--to-code=UTF-8"],
    ["msgfilter", "--keep-header", "cat"],
    ["msguniq"],
]


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_what_a_program_saved_says_the_same_and_keeps_every_byte(
    program: list[str], clinic: Project, ours: bytes
) -> None:
    saved = tool(*program[:1], *INPUT.get(program[0], ["-"]), *program[1:], content=ours)
    assert said(parse(saved.decode(), "es.po")) == said(parse(ours.decode(), "es.po"))
    path = clinic.po("es", "back")
    path.write_bytes(saved)
    perform_all(clinic, UPDATE, now=LATER)
    assert path.read_bytes() == saved


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_one_changed_sentence_touches_one_entry(
    program: list[str], clinic: Project, ours: bytes
) -> None:
    path, change = clinic.po("es", "back"), CLINIC["one_sentence"]
    saved = tool(*program[:1], *INPUT.get(program[0], ["-"]), *program[1:], content=ours)
    path.write_bytes(saved)
    article = CLINIC["article"].replace(change["find"], change["put"])
    (clinic.root / "source" / "back.md").write_text(article, encoding="utf-8")
    perform_all(clinic, UPDATE, now=LATER)
    assert_untouched(saved.decode(), path.read_text(encoding="utf-8"), CLINIC["changed"])
    tool("msgfmt", "--check", "-o", os.devnull, str(path))


def assert_untouched(before: str, after: str, msgid: str) -> None:
    """All entries but one stand in `after` as they stood, in their order; no other line is gone."""
    old = parse(before, "es.po")
    blocks = [(unit, block.rstrip("\r\n ")) for unit, block in sorted_blocks(old)]
    at = 0
    for block in (block for unit, block in blocks if unit.msgid != msgid):
        at = after.index(block, at)
    (changed,) = (block for unit, block in blocks if unit.msgid == msgid)
    gone = stripped(before) - stripped(after)
    header = {"POT-Creation-Date", "Project-Id-Version"}
    assert {g for g in gone if g[1:].partition(":")[0] not in header} <= stripped(changed)


def stripped(text: str) -> set[str]:
    return set(map(str.strip, text.split("\n")))


def sorted_blocks(catalog: Catalog) -> list[tuple[Unit, str]]:
    """Units with their lines, as they follow in the file."""
    return sorted(catalog.raw.items(), key=lambda item: item[0].line)


def test_msgmerge_with_our_template_drops_only_what_can_be_made_again(
    clinic: Project, ours: bytes
) -> None:
    perform_all(clinic, UPDATE)
    po, pot = clinic.po("es", "back"), clinic.pot("back")
    merged = tool("msgmerge", "--previous", "--width=50", str(po), str(pot))
    assert peoples(parse(merged.decode(), "es.po")) == peoples(parse(ours.decode(), "es.po"))
    po.write_bytes(merged)
    perform_all(clinic, UPDATE, now=LATER)
    again = parse(po.read_text(encoding="utf-8"), "es.po")
    mine = parse(ours.decode(), "es.po")
    assert {u.key: u.notes for u in again.units} == {u.key: u.notes for u in mine.units}


def peoples(catalog: Catalog) -> set[tuple[object, ...]]:
    """What a person has said; notes are ours, and msgmerge takes flags from the template alone."""
    every = ((u, True) for u in catalog.units), ((u, False) for u in catalog.obsolete)
    return {
        (u.key, u.msgstr, u.fuzzy, u.previous, u.remarks, live)
        for section in every
        for u, live in section
    }


def test_msgcat_writes_the_same_bytes(ours: bytes) -> None:
    assert tool("msgcat", "--no-wrap", "-", content=ours) == ours


def test_dates_move_with_the_content_only(clinic: Project, ours: bytes) -> None:
    newer = CLINIC["article"].replace("2026-01-01", "2026-03-01")
    source = clinic.root / "source" / "back.md"
    source.write_text(newer, encoding="utf-8")
    perform_all(clinic, UPDATE, now=LATER)
    assert clinic.po("es", "back").read_bytes() == ours
    change = CLINIC["one_sentence"]
    source.write_text(newer.replace(change["find"], change["put"]), encoding="utf-8")
    perform_all(clinic, UPDATE, now=LATER)
    after = parse(clinic.po("es", "back").read_text(encoding="utf-8"), "es.po").header
    assert after["POT-Creation-Date"] == "2026-03-01 00:00+0000"


# ── msgmerge beside us ────────────────────────────────────────────────────────────────────────────


def test_msgmerge_keeps_revives_and_retires_the_same(
    clinic: Project, ours: bytes, tmp_path: Path
) -> None:
    old = tmp_path / "old.po"
    old.write_bytes(ours)
    article = CLINIC["article"].replace("Move your arms.", "Sleep on your side.")
    source = clinic.root / "source" / "back.md"
    source.write_text(article.replace("Use a cold pack for ten minutes. ", ""), encoding="utf-8")
    perform_all(clinic, UPDATE)
    mine = parse(clinic.po("es", "back").read_text(encoding="utf-8"), "es.po")
    their = parse(
        tool(
            "msgmerge", "--no-fuzzy-matching", "--previous", str(old), str(clinic.pot("back"))
        ).decode(),
        "es.po",
    )
    assert {u.key: (u.msgstr, u.fuzzy, u.previous) for u in mine.units} == {
        u.key: (u.msgstr, u.fuzzy, u.previous) for u in their.units
    }
    assert {(u.key, u.msgstr, u.fuzzy) for u in mine.obsolete} == {
        (u.key, u.msgstr, u.fuzzy) for u in their.obsolete
    }


@pytest.mark.parametrize("case", data("pairs.yaml"), ids=lambda case: case["label"])
def test_where_msgmerge_and_we_find_a_donor(case: dict[str, Any], tmp_path: Path) -> None:
    def written(msgid: str, msgstr: str) -> Catalog:
        found = [
            Unit("Sit up.", msgstr="1"),
            Unit(msgid, msgstr=msgstr),
            Unit("Lie down.", msgstr="3"),
        ]
        return new(ARTICLE, found, ES)

    old, wanted = written(case["old"], "2"), written(case["new"], "")
    (tmp_path / "old.po").write_text(render(old), encoding="utf-8")
    (tmp_path / "new.pot").write_text(render(wanted), encoding="utf-8")
    their = parse(tool("msgmerge", "old.po", "new.pot", folder=tmp_path).decode(), "es.po")
    mine = merge(old, ARTICLE, wanted.units, ES).catalog
    for found, offered in ((mine, case["ours"]), (their, case["msgmerge"])):
        unit = found.by_key[None, case["new"]]
        assert (unit.msgstr, unit.fuzzy) == (("2", True) if offered else ("", False))


# ── what editors leave ────────────────────────────────────────────────────────────────────────────


def units(*msgids: str) -> tuple[Unit, ...]:
    return template(Segment(msgid, None, "paragraph", 1) for msgid in msgids)


def typed(case: Mapping[str, Any]) -> str:
    text = str(case["file"]).replace("\n", case.get("ends", "\n"))
    return f"\ufeff{text}" if case.get("bom") else text


@pytest.mark.parametrize("case", HABITS["files"], ids=lambda case: case["label"])
def test_an_update_keeps_an_editors_bytes(case: dict[str, Any]) -> None:
    text = typed(case)
    kept = merge(parse(text, "es.po"), ARTICLE, units(*HABITS["units"]), ES).catalog
    assert render(kept) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("case", HABITS["files"], ids=lambda case: case["label"])
def test_a_changed_sentence_leaves_an_editors_other_entries(case: dict[str, Any]) -> None:
    text = typed(case)
    wanted = [m.replace("every day", "every morning") for m in HABITS["units"]]
    after = render(merge(parse(text, "es.po"), ARTICLE, units(*wanted), ES).catalog)
    assert_untouched(text.removeprefix("\ufeff"), after, "Walk every day.")
    tool("msgfmt", "-o", os.devnull, "-", content=after.encode())
    assert render(merge(parse(after, "es.po"), ARTICLE, units(*wanted), ES).catalog) == after


@pytest.mark.parametrize("case", HABITS["files"], ids=lambda case: case["label"])
def test_lines_are_those_of_the_file(case: dict[str, Any]) -> None:
    catalog = parse(typed(case), "es.po")
    for unit in catalog.units:
        assert lines(catalog)[unit.key] == unit.line, unit.msgid


LOKALIZE = next(case for case in HABITS["files"] if case["label"].startswith("Lokalize"))


def test_clearing_fuzzy_rewraps_nothing_and_a_new_note_touches_its_line_only() -> None:
    text = typed(next(case for case in HABITS["files"] if case["label"] == "Weblate"))
    catalog = parse(text, "es.po")
    first, *others = catalog.units
    done = replace(first, fuzzy=False, notes=("paragraph", "locked: water → agua"))
    assert render(replace(catalog, units=(done, *others))) == text.replace(
        "#. paragraph\n", "#. paragraph\n#. locked: water → agua\n", 1
    ).replace("#, fuzzy, no-c-format, max", "#, no-c-format, max")


def test_a_header_field_changes_alone() -> None:
    text = typed(next(case for case in HABITS["files"] if case["label"] == "Poedit"))
    catalog = parse(text, "es.po")
    header = {**catalog.header, "Project-Id-Version": "back 2"}
    assert render(replace(catalog, header=header)) == text.replace(": back 1", ": back 2")


def test_an_obsolete_entry_comes_back_with_its_wrapping_comment_and_previous() -> None:
    catalog = parse(typed(LOKALIZE), "es.po")
    (gone,) = catalog.obsolete
    text = render(replace(catalog, units=(*catalog.units, gone), obsolete=()))
    assert text.endswith(
        "# gone with version 2\n"
        '#: source/back.md\n#| msgctxt "title"\n#| msgid "Go slow."\n'
        'msgctxt "title"\nmsgid "Go slowly."\nmsgstr ""\n"Vaya "\n"despacio."\n'
    )
    back = parse(text, "es.po")
    assert render(replace(back, units=back.units[:-1], obsolete=back.units[-1:])) == typed(LOKALIZE)


def test_a_plural_entry_that_is_not_the_articles_goes_obsolete_as_it_is() -> None:
    plural = 'msgid "a day"\nmsgid_plural "days"\n'
    forms = 'msgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n'
    old = parse(f'msgid "Rest."\nmsgstr "x"\n\n{plural}{forms}', "es.po")
    text = render(merge(old, ARTICLE, units("Rest."), ES).catalog)
    retired = "".join(f"#~ {line}\n" for line in (plural + forms).splitlines())
    assert text.endswith("\n\n" + retired)
    assert render(parse(text, "es.po")) == text


def test_a_remark_above_the_first_entry_of_a_file_without_a_header_is_its_own() -> None:
    text = '# mine\n#. paragraph\n# too\nmsgid "Rest."\nmsgstr "x"\n'
    catalog = parse(text, "es.po")
    assert catalog.units[0].remarks == ("mine", "too")
    assert render(catalog) == text


def test_comments_above_an_empty_header_stay() -> None:
    old = parse('# Ana Lima\nmsgid ""\nmsgstr ""\n\nmsgid "Rest."\nmsgstr "x"\n', "es.po")
    text = render(merge(old, ARTICLE, units("Rest."), ES).catalog)
    assert text.startswith('# Ana Lima\nmsgid ""\nmsgstr ""\n"Project-Id-Version: back\\n"\n')


def test_equal_lines_of_a_remark_stay_when_its_sentence_changes() -> None:
    remarks = ("one", "", "two", "", "one")
    old = new(ARTICLE, [Unit("Rest for a day.", msgstr="x", fuzzy=True, remarks=remarks)], ES)
    (unit,) = merge(old, ARTICLE, units("Rest for two days."), ES).catalog.units
    assert unit.remarks == remarks


@pytest.mark.parametrize("case", data("broken.yaml"), ids=lambda case: case["label"])
def test_a_broken_file_is_refused_with_its_line(case: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        parse(case["file"], "es.po")
    assert (caught.value.line, case["says"] in caught.value.message) == (case["line"], True)


def test_a_line_of_a_megabyte() -> None:
    long = 'agua \\\\ \\"fría\\" ' * 70_000
    text = f'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "a"\nmsgstr "{long}"\n'
    assert render(parse(text, "es.po")) == text
    with pytest.raises(InputError, match="does not end"):
        parse(text[:-2] + "\n", "es.po")


# ── translate-toolkit ─────────────────────────────────────────────────────────────────────────────


def toolkit(content: bytes, touch: bool) -> bytes:
    """A file read by translate-toolkit and saved, each text set anew when `touch`."""
    store = pypo.pofile.parsestring(content)  # type: ignore[no-untyped-call]
    for unit in store.units if touch else ():
        if not unit.isheader() and not unit.isobsolete():
            unit.target = str(unit.target)
    return bytes(store)


@pytest.mark.parametrize("touch", [False, True], ids=["as it is", "every text set"])
def test_translate_toolkit_and_we_read_each_other(
    touch: bool, clinic: Project, ours: bytes
) -> None:
    saved = toolkit(ours, touch)
    assert said(parse(saved.decode(), "es.po")) == said(parse(ours.decode(), "es.po"))
    path = clinic.po("es", "back")
    path.write_bytes(saved)
    perform_all(clinic, UPDATE, now=LATER)
    assert path.read_bytes() == saved


def test_a_file_that_translate_toolkit_made() -> None:
    store = pypo.pofile()
    header = {"Language": "es", "Content_Type": "text/plain; charset=UTF-8"}
    store.updateheader(add=True, **header)  # type: ignore[no-untyped-call]
    for msgid in HABITS["units"]:
        unit = store.addsourceunit(msgid)
        unit.target = f"{msgid} " * 8
        unit.addnote("a remark", "translator")
        unit.addnote("paragraph", "developer")
    text = bytes(store).decode()
    catalog = parse(text, "es.po")
    assert [(u.msgid, u.msgstr, u.remarks) for u in catalog.units] == [
        (msgid, f"{msgid} " * 8, ("a remark",)) for msgid in HABITS["units"]
    ]
    assert render(merge(catalog, ARTICLE, units(*HABITS["units"]), ES).catalog) == text


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

TEXT = st.text('ab"\\\n\t é中ع😀\u2028\x85#~|.', min_size=1, max_size=12)
LINE = st.text('ab"\\ é中#~|.,:\u200f', min_size=1, max_size=8).map(str.strip).filter(bool)
FLAGS = st.lists(st.sampled_from(["no-c-format", "no-wrap"]), unique=True).map(
    lambda flags: tuple(sorted(flags))
)
ENTRY = st.builds(
    Unit,
    msgid=TEXT,
    msgctxt=st.none() | st.sampled_from(["title", 'table "cell"']),
    msgstr=TEXT | st.just(""),
    fuzzy=st.booleans(),
    previous=TEXT | st.just(""),
    notes=st.lists(LINE, max_size=2).map(tuple),
    remarks=st.lists(LINE, max_size=3).map(tuple),
    flags=FLAGS,
).map(lambda unit: unit if unit.msgstr else replace(unit, fuzzy=False))
"""gettext drops `fuzzy` where there is no text, and we never write it there."""


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A catalog as our tool writes it, live and obsolete entries."""
    entries = draw(st.lists(ENTRY, min_size=1, max_size=5, unique_by=lambda unit: unit.key))
    cut = draw(st.integers(1, len(entries)))
    gone = tuple(replace(u, notes=(), msgstr=u.msgstr or "x") for u in entries[cut:])
    made = new(ARTICLE, entries[:cut], ES)
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return replace(made, obsolete=gone, newline=ends, end=draw(st.sampled_from(["", ends])))


@given(catalogs())
def test_rendering_is_stable_and_reads_back(catalog: Catalog) -> None:
    text = render(catalog)
    again = parse(text, "es.po")
    assert said(again) == said(catalog)
    assert render(again) == text


@given(catalogs(), st.sampled_from(["\n", "\r\n"]))
def test_an_update_without_a_change_keeps_the_file(catalog: Catalog, ends: str) -> None:
    text = render(catalog)
    wanted = [Unit(u.msgid, u.msgctxt, notes=u.notes) for u in catalog.units]
    assert render(merge(parse(text, "es.po"), ARTICLE, wanted, ES).catalog) == text


@given(catalogs(), ENTRY)
def test_a_changed_unit_leaves_the_lines_of_the_others(catalog: Catalog, other: Unit) -> None:
    old = parse(render(catalog), "es.po")
    first = replace(other, msgid=old.units[0].msgid, msgctxt=old.units[0].msgctxt)
    changed = replace(old, units=(first, *old.units[1:]))
    text = render(changed)
    assert said(parse(text, "es.po")) == said(changed)
    after = parse(text, "es.po")
    for unit, block in old.raw.items():
        if unit.key != first.key:
            found = next(b for u, b in after.raw.items() if u.key == unit.key)
            assert found.strip() == block.strip()


@settings(max_examples=25)
@given(catalogs(), st.sampled_from(["--no-wrap", "--width=20", "--sort-output"]))
def test_msgcat_says_what_we_said(catalog: Catalog, how: str) -> None:
    catalog = replace(catalog, newline="\n", end="\n")
    text = render(catalog).encode()
    saved = tool("msgcat", how, "-", content=text)
    assert said(parse(saved.decode(), "es.po")) == said(catalog)
    assert how != "--no-wrap" or saved == text
