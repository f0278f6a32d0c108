"""The inline notation: one table of cases, and the laws that make it safe to put in a `.po`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.inline import Kind, markers, parse, plain, serialize, spans, tidy, words
from pipeline.model import Inline, Plain, Span

MARKED = "*`[]()\\ ab。\u00a0"
hostile = st.text(alphabet=MARKED, max_size=40) | st.text(max_size=40)
kinds: list[Kind] = ["emphasis", "strong", "code", "link"]
inlines = st.recursive(
    st.builds(Plain, hostile),
    lambda children: st.builds(
        Span,
        st.sampled_from(kinds),
        st.lists(children, max_size=4).map(tuple),
        st.sampled_from(["https://example.org/a", "tel:555-0100", "x y(1)\\", ""]),
    ),
    max_leaves=12,
)
trees = st.lists(inlines, max_size=5).map(tuple)


def em(*children: Inline | str) -> Span:
    return Span("emphasis", _all(children))


def strong(*children: Inline | str) -> Span:
    return Span("strong", _all(children))


def link(*children: Inline | str) -> Span:
    return Span("link", _all(children), "u")


def code(text: str) -> Span:
    return Span("code", (Plain(text),))


def _all(children: tuple[Inline | str, ...]) -> tuple[Inline, ...]:
    return tuple(Plain(c) if isinstance(c, str) else c for c in children)


READS: list[tuple[str, tuple[Inline | str, ...]]] = [
    ("", ()),
    ("plain", ("plain",)),
    ("a *b* c", ("a ", em("b"), " c")),
    ("a **b** c", ("a ", strong("b"), " c")),
    ("***a***", (strong(em("a")),)),
    ("***a** b*", (em(strong("a"), " b"),)),
    ("***a* b**", (strong(em("a"), " b"),)),
    ("*a***b**", (em("a"), strong("b"))),
    ("*a **b***", (em("a ", strong("b")),)),
    ("[a](u)", (link("a"),)),
    ("**[*a*](u)**", (strong(link(em("a"))),)),
    ("[see [1] here](u)", (link("see [1] here"),)),
    ("[a [b](u) c](u)", ("[a ", link("b"), " c](u)")),
    ("`a*b*`", (code("a*b*"),)),
    # what has no partner is text
    ("a *b", ("a *b",)),
    ("a **b* c", ("a **b* c",)),
    ("a](u)", ("a](u)",)),
    ("[a] (u)", ("[a] (u)",)),
    ("[a]()", ("[a]()",)),
    ("****", ("****",)),
    ("*a **b* c**", (em("a **b"), " c**")),
    ("*a [b* c](u)", (em("a [b"), " c](u)")),
    ("`a", ("`a",)),
    # white space on both sides: a sum, or a stray bullet
    ("2 * 3 * 4", ("2 * 3 * 4",)),
    ("* a *", ("* a *",)),
    # escapes
    (r"\*a\*", ("*a*",)),
    (r"\\*a*", ("\\", em("a"))),
    (r"C:\dir\ ", ("C:\\dir\\ ",)),
    (r"[a\](u)", ("[a](u)",)),
]


@pytest.mark.parametrize(("text", "expected"), READS)
def test_reads(text: str, expected: tuple[Inline | str, ...]) -> None:
    assert parse(text) == _all(expected)


LIKE: list[tuple[str, str, tuple[Inline | str, ...]]] = [
    # no spaces around: CommonMark's flanking rules would leave these literal
    ("**Note:** rest", "**注意：**请休息", (strong("注意："), "请休息")),
    ("Take *one* (1).", "تناول*واحدة*(1).", ("تناول", em("واحدة"), "(1).")),
    # only kinds that the msgid has
    ("Take **one**.", "Tome *una* **sola** `vez`.", ("Tome *una* ", strong("sola"), " `vez`.")),
    ("Take one.", "**Tome** [una](u)", ("**Tome** [una](u)",)),
    ("Take *one*.", "`*una*`", ("`", em("una"), "`")),
    ("a *b*", "***c***", ("***c***",)),
    # links lead only where the msgid's links lead
    ("See [this](u).", "Vea [esto](u).", ("Vea ", link("esto"), ".")),
    ("See [this](u).", "Vea [esto](v).", ("Vea [esto](v).",)),
    ("See [this](u).", "[a](v) [b](u)", ("[a](v) ", link("b"))),
    # a lost partner
    ("**a** b", "**c* d", ("**c* d",)),
    ("**a** b", "**c** **d", (strong("c"), " **d")),
    # escapes are read in both alike
    (r"5\* **a**", r"5\* **b**", ("5* ", strong("b"))),
]


@pytest.mark.parametrize(("msgid", "msgstr", "expected"), LIKE)
def test_reads_a_msgstr_like_its_msgid(
    msgid: str, msgstr: str, expected: tuple[Inline | str, ...]
) -> None:
    assert parse(msgstr, like=msgid) == _all(expected)


SAME_MARKERS = [
    ("**a** b", "b **a**"),
    ("[a](u) and **b**", "**b** y [a](u)"),
    ("***a***", "***b***"),
    ("[1] [a](u)", "[a](u) (1)"),
    ("a", "5* [1]"),
    ("`a`", "`b`"),
]
OTHER_MARKERS = [
    ("**a** b", "a b"),
    ("**a** b", "**a* b"),
    ("**a** b", "*a* b"),
    ("**a** b", "** a ** b"),
    ("**a** b", "**a** **b"),
    ("[a](u)", "a](u)"),
    ("[a](u)", "[a(u)"),
    ("[a](u)", "[a](v)"),
    ("`a`", "`b"),
]


@pytest.mark.parametrize(("msgid", "msgstr"), SAME_MARKERS)
def test_markers_passes(msgid: str, msgstr: str) -> None:
    assert sorted(markers(msgstr, like=msgid)) == sorted(markers(msgid))


@pytest.mark.parametrize(("msgid", "msgstr"), OTHER_MARKERS)
def test_markers_reports(msgid: str, msgstr: str) -> None:
    assert sorted(markers(msgstr, like=msgid)) != sorted(markers(msgid))


CLEAN = [
    "2 * 3 = 6",
    "see [1] and (2)",
    "a_b_c, <5 mg & >3 mg",
    "C:\\dir, 5 \\ 6",
    "1. a - b # c ~ d | e! ^f",
]


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_text_needs_no_escape(text: str) -> None:
    assert serialize((Plain(text),)) == text


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ((em("a "), "b"), "*a* b"),
        ((strong("a"), strong("b")), "**ab**"),
        ((em(strong("a")),), "***a***"),
        ((em(em("a")),), "*a*"),
        ((link("[a]"),), r"[\[a\]](u)"),
        (("[a](u)",), r"[a\](u)"),
        ((code("a`b"),), r"`a\`b`"),
        ((Span("link", (Plain("a"),), "u(1) x"),), "[a](u%281%29%20x)"),
        ((strong(" "),), " "),
    ],
)
def test_writes(tree: tuple[Inline | str, ...], text: str) -> None:
    assert serialize(_all(tree)) == text


@given(trees)
def test_parse_gives_back_what_was_serialized(tree: tuple[Inline, ...]) -> None:
    assert parse(serialize(tree)) == tidy(tree)


@given(trees)
def test_tidy_changes_nothing_twice_and_keeps_the_words(tree: tuple[Inline, ...]) -> None:
    assert tidy(tidy(tree)) == tidy(tree)
    assert _words(tidy(tree)) == _words(tree)


@given(trees)
def test_a_msgid_reads_like_itself(tree: tuple[Inline, ...]) -> None:
    text = serialize(tree)
    assert parse(text, like=text) == parse(text)
    assert markers(text, like=text) == markers(text)


@given(hostile, hostile)
def test_any_msgstr_can_be_read(msgid: str, msgstr: str) -> None:
    tree = parse(msgstr, like=msgid)
    assert _words(tree) == plain(msgstr, like=msgid)
    assert _depth(tree) <= 4


@given(trees)
def test_spans_are_the_outermost_ones_and_words_the_rest(tree: tuple[Inline, ...]) -> None:
    text = serialize(tree)
    outermost = [i for i in tidy(tree) if isinstance(i, Span)]
    assert [s for a, b in spans(text) for s in parse(text[a:b])] == outermost
    assert "".join(run for run, _, _ in words(text)) == plain(text)


@pytest.mark.parametrize("unit", ["*", "[", "*[", "a**b", "[a](u)", "`\\", "]("])
def test_a_hostile_text_is_read_whole(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(plain(text)) <= len(text)
    assert _depth(parse(text)) <= 4


def _words(tree: tuple[Inline, ...]) -> str:
    return "".join(i.text if isinstance(i, Plain) else _words(i.children) for i in tree)


def _depth(tree: tuple[Inline, ...]) -> int:
    return max((1 + _depth(i.children) for i in tree if isinstance(i, Span)), default=0)
