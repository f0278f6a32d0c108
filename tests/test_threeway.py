"""Three versions of a catalog become one: what stands, what a person must settle, whose bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import Catalog, parse, render
from pipeline.errors import InputError
from pipeline.model import Key, Unit
from pipeline.threeway import INVITATION, merge, merge_files, quoted

EARLY, LATE = "2025-02-03 04:05+0000", "2025-02-04 01:00+0100"
HEADER = {
    "Language": "es",
    "Content-Type": "text/plain; charset=UTF-8",
    "PO-Revision-Date": EARLY,
    "Last-Translator": "Ana Lima <ana@example.org>",
}
BEA = {"PO-Revision-Date": LATE, "Last-Translator": "Bea Paz <bea@example.org>"}


def catalog(
    *units: Unit, obsolete: tuple[Unit, ...] = (), header: dict[str, str] | None = None
) -> Catalog:
    """A catalog as it is read from a file."""
    whole = Catalog(HEADER | (header or {}), units, obsolete, "source/back.md")
    return parse(render(whole), "es.po")


def version(text: str | None) -> Catalog:
    """A catalog of one unit by its text: `~` makes it fuzzy, `#` obsolete, None leaves it out."""
    rest = Unit("Rest.", msgstr=(text or "").lstrip("#~"), fuzzy="~" in (text or ""))
    alone = Unit("Walk.", msgstr="Camine.")
    if text is None:
        return catalog(alone)
    return catalog(alone, obsolete=(rest,)) if text.startswith("#") else catalog(rest, alone)


def shown(found: Catalog) -> str | None:
    """The inverse of `version`."""
    for mark, units in (("", found.units), ("#", found.obsolete)):
        for unit in units:
            if unit.msgid == "Rest.":
                return mark + "~" * unit.fuzzy + unit.msgstr
    return None


def only(found: Catalog, msgid: str = "Rest.") -> Unit:
    (unit,) = [u for u in (*found.units, *found.obsolete) if u.msgid == msgid]
    return unit


def said(found: Catalog) -> dict[Key, tuple[Any, ...]]:
    """All that a catalog says, but for notes, order, and blank comment lines (polib drops some)."""
    sides = (("live", found.units), ("obsolete", found.obsolete))
    return {
        u.key: (place, u.msgstr, u.fuzzy, u.previous, (*filter(None, u.remarks),), u.flags)
        for place, units in sides
        for u in units
    }


# ── one unit ──────────────────────────────────────────────────────────────────────────────────────

SETTLED = [
    # base, ours, theirs, merged
    ("A", "A", "B", "B"),
    ("A", "B", "A", "B"),
    ("", "B", "", "B"),
    (None, None, "B", "B"),
    # both made the same text; who cleared it, cleared these words
    ("A", "B", "B", "B"),
    ("~A", "~B", "B", "B"),
    ("~A", "B", "~B", "B"),
    ("A", "~B", "B", "~B"),
    (None, "~B", "B", "B"),
    # only the flag
    ("~A", "A", "~A", "A"),
    ("A", "A", "~A", "~A"),
    # the words that were cleared are not the words that were edited
    ("~A", "A", "~B", "~B"),
    ("~A", "~B", "A", "~B"),
    ("~A", "A", "B", "B"),
    ("A", "~A", "B", "B"),
    # emptied: a text that the other left alone goes, one that it worked on stays
    ("A", "A", "", ""),
    ("A", "", "B", "B"),
    ("~A", "", "A", "A"),
    (None, "", "~B", "~B"),
    # left the article, or came back
    ("A", "#A", "A", "#A"),
    ("A", "A", None, None),
    ("#A", "A", "#A", "A"),
    ("A", "#A", None, "#A"),
    # left the article on one side and was worked on by the other
    ("~A", "#~A", "A", "A"),
    ("A", "B", "#A", "B"),
    ("~A", None, "B", "B"),
    ("#A", None, "#B", "#B"),
    ("#A", "A", "#B", "B"),
    ("A", "#B", "A", "#B"),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "merged"), SETTLED)
def test_settled(
    base: str | None, ours: str | None, theirs: str | None, merged: str | None
) -> None:
    found = merge(version(base), version(ours), version(theirs))
    assert (shown(found.catalog), found.conflicts) == (merged, ())


CONFLICTS = [
    ("A", "B", "C", "~B", "theirs: C"),
    ("", "B", "C", "~B", "theirs: C"),
    (None, "~B", "C", "~B", "theirs: C"),
    ("~A", "B", "~C", "~B", "theirs (fuzzy): C"),
    ("A", "#B", "C", "~B", "theirs: C"),
    ("#A", "#B", "#C", "#~B", "theirs: C"),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "merged", "comment"), CONFLICTS)
def test_two_translations_are_both_kept_for_a_person(
    base: str | None, ours: str | None, theirs: str | None, merged: str, comment: str
) -> None:
    found = merge(version(base), version(ours), version(theirs))
    assert (shown(found.catalog), found.conflicts) == (merged, ((None, "Rest."),))
    assert only(found.catalog).remarks == (INVITATION, comment)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Uno\nDos", ("theirs: Uno", "theirs: Dos")),
        ("Uno\n\nDos\n", ("theirs: Uno", "theirs:", "theirs: Dos", "theirs:")),
        ('"**Uno**"\t\\n', ('theirs: "**Uno**"\t\\n',)),
        ("\u202bخذ\u202c\u00a05\u202f%", ("theirs: \u202bخذ\u202c\u00a05\u202f%",)),
        ("a\rb\x1b[2J\x85c", ("theirs: a\\rb\\x1b[2J\\x85c",)),
    ],
)
def test_their_text_can_be_copied_back(text: str, lines: tuple[str, ...]) -> None:
    unit = Unit("Rest.", msgstr=text)
    assert quoted(unit) == (INVITATION, *lines)
    kept = only(catalog(Unit("Rest.", msgstr="B", remarks=quoted(unit))))
    assert kept.remarks == (INVITATION, *lines)


REMARKS = [
    ((), ("a",), ("b",), {"a", "b"}),
    (("a",), ("a", "b"), ("a", "c"), {"a", "b", "c"}),
    (("a", "b"), ("a",), ("a", "b"), {"a"}),
    (("old",), ("new",), ("old", "c"), {"new", "c"}),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "merged"), REMARKS)
def test_comments_and_flags_of_both(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...], merged: set[str]
) -> None:
    sides = (
        catalog(Unit("Rest.", msgstr="A", remarks=lines, flags=lines))
        for lines in (base, ours, theirs)
    )
    found = only(merge(*sides).catalog)
    assert (set(found.remarks), set(found.flags)) == (merged, merged)


def test_a_comment_of_several_lines_keeps_its_order() -> None:
    told = [("a", "", "b"), ("a", "", "b", "c"), ("x", "a", "y", "", "b")]
    base, ours, theirs = (catalog(Unit("Rest.", msgstr="A", remarks=r)) for r in told)
    assert only(merge(base, ours, theirs).catalog).remarks == ("x", "a", "y", "", "b", "c")


def test_notes_are_ours_where_both_changed_them() -> None:
    def noted(*notes: str) -> Catalog:
        return catalog(Unit("Rest.", msgstr="A", notes=notes))

    assert only(merge(noted("a"), noted("b"), noted("c")).catalog).notes == ("b",)
    assert only(merge(noted("a"), noted("a"), noted("c")).catalog).notes == ("c",)


def test_the_previous_source_and_the_article_of_whoever_changed_them() -> None:
    old, new = Unit("Rest.", msgstr="A", fuzzy=True), Unit("Walk.", msgstr="B", fuzzy=True)
    base = catalog(old, new)
    ours = catalog(replace(old, previous="Lie down."), new)
    theirs = catalog(old, replace(new, previous="Run."))
    found = merge(base, ours, replace(theirs, reference="source/spine.md")).catalog
    assert [unit.previous for unit in found.units] == ["Lie down.", "Run."]
    assert found.reference == "source/spine.md"


def test_a_unit_that_stays_live_keeps_its_place() -> None:
    live = Unit("Rest.", msgstr="A", notes=("list item",))
    gone = catalog(obsolete=(replace(live, notes=()),))
    edited = catalog(replace(live, msgstr="B"))
    assert only(merge(catalog(live), gone, edited).catalog).notes == ("list item",)


# ── the file ──────────────────────────────────────────────────────────────────────────────────────


def ids(found: Catalog) -> list[str]:
    return [unit.msgid for unit in parse(render(found), "es.po").units]


def test_what_only_theirs_has_follows_its_predecessor() -> None:
    base = catalog(Unit("a"), Unit("b"), Unit("c"))
    ours = catalog(Unit("c"), Unit("a"), Unit("o"), Unit("b"))
    theirs = catalog(Unit("x"), Unit("a"), Unit("y"), Unit("z"), Unit("b"), Unit("c"))
    assert ids(merge(base, ours, theirs).catalog) == ["x", "c", "a", "y", "z", "o", "b"]


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ({}, BEA, BEA),
        (BEA, {}, BEA),
        ({"X-Generator": "Poedit", "PO-Revision-Date": LATE[:10] + " 01:00+0000"}, BEA, {}),
        ({"PO-Revision-Date": EARLY[:10] + " 23:00+0000", "X-Generator": "x"}, BEA, BEA),
        ({"PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE"}, BEA, BEA),
        ({"Language-Team": "Ours"}, {"Language-Team": "Theirs"}, {"Language-Team": "Ours"}),
        ({}, {"Language-Team": "Theirs"}, {"Language-Team": "Theirs"}),
    ],
)
def test_the_header_is_that_of_the_later_save(
    ours: dict[str, str], theirs: dict[str, str], merged: dict[str, str]
) -> None:
    found = merge(catalog(), catalog(header=ours), catalog(header=theirs)).catalog.header
    assert found == HEADER | (merged or ours)


def test_comments_above_and_below_are_of_both() -> None:
    text = render(catalog(Unit("Rest.", msgstr="A")))
    base = parse(f"# (c) Ana\n{text}", "es.po")
    ours = parse(f"# (c) Ana\n# ask Ana\n{text}\n# end\n", "es.po")
    theirs = parse(f"# (c) Ana, Bea\n{text}\n# done\n", "es.po")
    merged = render(merge(base, ours, theirs).catalog)
    assert merged.startswith('# (c) Ana, Bea\n# ask Ana\nmsgid ""\n')
    assert merged.endswith('msgstr "A"\n\n# done\n# end\n')


def test_each_unit_keeps_the_bytes_of_its_side() -> None:
    base = render(catalog(Unit("a", msgstr="A"), Unit("b", msgstr="B"), Unit("c", msgstr="C")))
    ours = base.replace('msgstr "A"', 'msgstr ""\n"A"\n"1"')
    theirs = base.replace('msgstr "B"', 'msgstr ""\n"B"\n"1"').replace("C", '"\n"C')
    merged = merge(*(parse(text, "es.po") for text in (base, ours, theirs))).catalog
    assert render(merged) == ours.replace('msgstr "B"', 'msgstr ""\n"B"\n"1"')


def test_line_ends_are_ours() -> None:
    base = render(catalog(Unit("a", msgstr="A"), Unit("b", msgstr="B")))
    theirs = base.replace('"B"', '"B2"').replace("\n", "\r\n")
    merged = merge(*(parse(text, "es.po") for text in (base, base, theirs))).catalog
    assert render(merged) == base.replace('"B"', '"B2"')


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

LINES = st.lists(st.sampled_from(["ask Ana", "", "# x", "theirs: A"]), max_size=3, unique=True)
TEXTS = st.sampled_from(["", "A", "B", "C\nc", "D\n"])


@st.composite
def entries(draw: st.DrawFn, msgid: str) -> Unit:
    fuzzy = draw(st.booleans())
    return Unit(
        msgid,
        msgstr=draw(TEXTS),
        fuzzy=fuzzy,
        previous=draw(st.sampled_from(["", "was"])) if fuzzy else "",
        notes=tuple(draw(st.lists(st.sampled_from(["here", "there"]), max_size=1))),
        remarks=("first", *draw(LINES), "last") if draw(st.booleans()) else (),
        flags=tuple(draw(st.lists(st.sampled_from(["no-wrap", "c-format"]), unique=True))),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A file with some of the same four units, in any order, wrapped or not, saved at any time."""
    msgids = draw(st.lists(st.sampled_from("abcd"), unique=True))
    units = [draw(entries(msgid)) for msgid in msgids]
    cut = draw(st.integers(0, len(units)))
    live, retired = units[:cut], tuple(replace(u, notes=()) for u in units[cut:])
    header = draw(st.sampled_from([{}, BEA, {"X-Generator": "Poedit"}]))
    text = render(Catalog(HEADER | header, tuple(live), retired))
    if draw(st.booleans()):
        text = text.replace('msgstr "', 'msgstr ""\n"').replace(
            '#~ msgstr ""\n', '#~ msgstr ""\n#~ '
        )
    return parse(text, "es.po")


def texts(found: Catalog) -> dict[Key, str]:
    return {unit.key: unit.msgstr for unit in (*found.units, *found.obsolete)}


@given(catalogs())
def test_nothing_changed_is_nothing_changed(one: Catalog) -> None:
    merged = merge(one, one, one)
    assert (merged.catalog, merged.conflicts) == (one, ())
    assert render(merged.catalog) == render(one)


@given(catalogs(), catalogs())
def test_only_ours_changed(base: Catalog, ours: Catalog) -> None:
    merged = merge(base, ours, base)
    assert (render(merged.catalog), merged.conflicts) == (render(ours), ())


@given(catalogs(), catalogs())
def test_only_theirs_changed(base: Catalog, theirs: Catalog) -> None:
    merged = merge(base, base, theirs)
    assert (said(merged.catalog), merged.conflicts) == (said(theirs), ())
    assert merged.catalog.header == theirs.header


@given(catalogs(), catalogs(), catalogs())
def test_no_edited_text_is_lost(base: Catalog, ours: Catalog, theirs: Catalog) -> None:
    merged = merge(base, ours, theirs)
    units = {u.key: u for u in (*merged.catalog.units, *merged.catalog.obsolete)}
    before = texts(base)
    for side in (ours, theirs):
        for unit in (*side.units, *side.obsolete):
            if unit.msgstr not in ("", before.get(unit.key)):
                kept = units[unit.key]
                in_comment = kept.remarks[-len(quoted(unit)) :] == quoted(unit)
                assert unit.msgstr == kept.msgstr or (in_comment and kept.fuzzy)


@given(catalogs(), catalogs(), catalogs())
def test_the_sides_are_equal_where_nobody_must_choose(
    base: Catalog, ours: Catalog, theirs: Catalog
) -> None:
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert set(one.conflicts) == set(other.conflicts)
    first, second = said(one.catalog), said(other.catalog)
    assert first.keys() == second.keys()
    for key in first.keys() - set(one.conflicts):
        # Not compared: `previous`, of which ours stands when both changed it.
        assert first[key][:3] == second[key][:3]
        assert [*map(set, first[key][4:])] == [*map(set, second[key][4:])]


@given(catalogs(), catalogs(), catalogs())
def test_the_file_says_what_was_merged(base: Catalog, ours: Catalog, theirs: Catalog) -> None:
    one, two, three = (render(side).encode() for side in (base, ours, theirs))
    content, conflicts = merge_files(one, two, three, "es.po")
    merged = merge(base, ours, theirs)
    assert said(parse(content.decode(), "es.po")) == said(merged.catalog)
    assert tuple(unit.key for unit in conflicts) == merged.conflicts
    lines = content.decode().split("\n")
    assert all(lines[unit.line - 1].startswith("#") for unit in conflicts)


# ── three files ───────────────────────────────────────────────────────────────────────────────────

PO = render(catalog(Unit("Rest.", msgstr="A"), Unit("Walk.", msgstr="Camine."))).encode()
MARKED = b'<<<<<<< ours\nmsgstr "A"\n=======\nmsgstr "B"\n>>>>>>> theirs'
BROKEN = [
    (PO.replace(b'"A"', b'"A'), 'does not end with a "', 10),
    (PO.replace(b'msgstr "A"', MARKED), "not valid", 10),
    (PO.replace(b'"A"', b'"\xff"'), "UTF-8", 10),
    (b"", "not a .po file", 0),
]


@pytest.mark.parametrize(("broken", "says", "line"), BROKEN)
def test_an_unusable_version_is_named(broken: bytes, says: str, line: int) -> None:
    with pytest.raises(InputError, match=says) as refused:
        merge_files(PO, broken, PO, "es.po")
    assert (refused.value.path, refused.value.line) == ("es.po (ours)", line)
    with pytest.raises(InputError, match=says) as refused:
        merge_files(PO, PO, broken, "es.po")
    assert (refused.value.path, refused.value.line) == ("es.po (theirs)", line)


def test_both_sides_added_the_file() -> None:
    theirs = PO.replace(b'"Camine."', b'"Ande."')
    content, (unit,) = merge_files(b"", PO, theirs, "es.po")
    assert (unit.msgid, unit.msgstr, unit.fuzzy) == ("Walk.", "Camine.", True)
    assert content.split(b"\n")[unit.line - 1] == f"# {INVITATION}".encode()


PLURAL = PO + b'\nmsgid "day"\nmsgid_plural "days"\nmsgstr[0] "dia"\nmsgstr[1] "dias"\n'


def test_plural_entries_pass_but_are_not_merged() -> None:
    theirs = PLURAL.replace(b'"A"', b'"B"')
    assert merge_files(PLURAL, PLURAL, theirs, "es.po") == (theirs, ())
    one_form = PLURAL.replace(b'"dias"', b'"jornadas"')
    with pytest.raises(InputError, match="plural"):
        merge_files(PLURAL, PLURAL, one_form, "es.po")
