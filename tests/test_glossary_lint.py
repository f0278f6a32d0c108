"""What the lint of a glossary tells, and what it lets be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.glossary_lint import lint
from pipeline.model import Banned, Finding, Severity, Target, Term
from pipeline.termbase import Termbase

HINT, WARNING = Severity.HINT, Severity.WARNING


def term(source: str, *also: str, pos: str = "noun", **targets: Target) -> Term:
    return Term(source, "other", source, pos=pos, also=also, targets=targets)


def target(use: str, *forms: str, never: str = "", gender: str = "m") -> Target:
    bans = (Banned(never, "wrong"),) if never else ()
    return Target(use, "", gender, forms=forms, never=bans, status="approved", by="A", on="-")


def told(*terms: Term, locales: tuple[str, ...] = ()) -> list[tuple[Severity, str]]:
    found = list(lint(Termbase(terms), locales))
    assert all((f.check, f.file) == ("glossary", "glossary.yaml") for f in found)
    return [(f.severity, f.message) for f in found]


NESTING = [
    ("part", ("injection",), ("steroid injection",), "'steroid injection' holds 'injection'"),
    ("middle", ("facet joint",), ("old facet joint pain",), "'old facet joint pain' holds 'facet"),
    ("hyphen and case", ("x ray",), ("X-Ray film",), "'X-Ray film' holds 'x ray'"),
    ("synonym", ("shot",), ("vaccine", "flu shot"), "'flu shot' holds 'shot'"),
    ("plural", ("kidney",), ("damage to the kidneys",), "'damage to the kidneys' holds 'kidney'"),
]


@pytest.mark.parametrize(
    ("inner", "outer", "message"), [pytest.param(*n[1:], id=n[0]) for n in NESTING]
)
def test_nesting(inner: tuple[str, ...], outer: tuple[str, ...], message: str) -> None:
    ((severity, said),) = told(term(*inner), term(*outer))
    assert (severity, said.startswith(message)) == (HINT, True)


STRADDLING = [
    ("one word", ("steroid injection",), ("injection site",), "injection site"),
    ("two words", ("old facet joint",), ("facet joint pain",), "facet joint pain"),
    ("synonym", ("shot", "steroid injection"), ("injection site",), "injection site"),
]


@pytest.mark.parametrize(
    ("left", "right", "named"), [pytest.param(*s[1:], id=s[0]) for s in STRADDLING]
)
def test_straddling(left: tuple[str, ...], right: tuple[str, ...], named: str) -> None:
    ((severity, said),) = told(term(*right), term(*left))
    assert severity is HINT
    assert said == f"'{left[-1]}' can run into '{named}'; then the first one is locked"


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param((), id="none"),
        pytest.param((term("rib"), term("ribbon")), id="part of a word"),
        pytest.param((term("back pain", "pain back"),), id="own forms"),
        pytest.param((term("joint", "facet joint"),), id="own part"),
        pytest.param((term("big toe"), term("big thumb")), id="same start"),
        pytest.param((term("big toe"), term("old toe")), id="same end"),
    ],
)
def test_source_forms_that_are_no_trouble(terms: tuple[Term, ...]) -> None:
    assert told(*terms) == []


def test_what_a_term_spells_together_does_not_straddle() -> None:
    said = told(term("steroid injection"), term("injection site"), term("steroid injection site"))
    assert [m for _, m in said] == [
        "'steroid injection site' holds 'steroid injection', 'injection site'; "
        "where it stands, it alone is locked"
    ]


BANNED = [
    ("same", target("disco"), "'disco' for 'a' is banned for 'b' (wrong)"),
    ("form", target("disco", "Hérnia"), "'Hérnia' for 'a' is banned for 'b' (wrong)"),
    ("inside", target("uma hérnia"), "'uma hérnia' for 'a' holds 'hérnia', banned for 'b' (wrong)"),
]


@pytest.mark.parametrize(("first", "message"), [pytest.param(*b[1:], id=b[0]) for b in BANNED])
def test_banned_for_another(first: Target, message: str) -> None:
    never = "disco" if first.use == "disco" and not first.forms else "hérnia"
    second = target("outro", never=never)
    assert told(term("a", pt=first), term("b", pt=second), locales=("pt",)) == [(HINT, message)]


@pytest.mark.parametrize(
    ("first", "never"),
    [
        pytest.param("discos", "disco", id="part of a word"),
        pytest.param("disco", "dis co", id="other words"),
        pytest.param("椎间盘", "关节", id="other signs"),
    ],
)
def test_not_banned(first: str, never: str) -> None:
    a, b = term("a", pt=target(first)), term("b", pt=target("outro", never=never))
    assert told(a, b, locales=("pt",)) == []


def test_banned_where_words_have_no_space() -> None:
    a, b = term("a", zh=target("椎间盘突出")), term("b", zh=target("关节", never="椎间盘"))
    assert told(a, b, locales=("zh",)) == [
        (HINT, "'椎间盘突出' for 'a' holds '椎间盘', banned for 'b' (wrong)")
    ]


def test_own_bans_and_other_locales_are_no_matter() -> None:
    own = term("a", pt=target("disco duro", never="disco"))
    other = term("b", es=target("otro", never="disco duro"), pt=target("outro"))
    assert told(own, other, locales=("pt",)) == []


def test_shared_target() -> None:
    a, b = term("a", pt=target("tórax", "peito")), term("b", pt=target("Peito", "tórax"))
    assert told(a, b, locales=("pt",)) == [(HINT, "'Peito' stands for 'b' and for 'a'")]


@pytest.mark.parametrize(
    ("locale", "pos", "gender", "expected"),
    [
        ("pt_BR", "noun", "", 1),
        ("de", "noun", "", 1),
        ("ar", "noun", "", 1),
        ("pt_BR", "noun", "f", 0),
        ("pt_BR", "phrase", "", 0),
        ("zh_Hans", "noun", "", 0),
        ("vi", "noun", "", 0),
        ("tr", "noun", "", 0),
    ],
)
def test_gender(locale: str, pos: str, gender: str, expected: int) -> None:
    one = term("rib", pos=pos, **{locale: target("x", gender=gender)})
    message = "'x' for 'rib' needs its gender: m, f, n or c"
    assert told(one, locales=(locale,)) == [(WARNING, message)] * expected


def test_no_target() -> None:
    ((severity, message),) = told(term("rib", es=target("x")), locales=("es", "vi"))
    assert severity is WARNING
    assert message.startswith("'rib' has no target for vi")
    assert told(replace(term("Aleve"), keep=True), locales=("vi",)) == []


def test_proposed_targets_are_counted_and_named() -> None:
    proposed = [term(name, vi=Target(f"x{name}")) for name in "abcdefghijkl"]
    assert told(*proposed, term("z", vi=target("y")), locales=("vi",)) == [
        (
            HINT,
            "12 of 13 targets for vi wait for approval: "
            "'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j' and others",
        )
    ]


def test_a_finding_knows_its_place() -> None:
    placed = replace(term("rib", es=target("x", gender="")), line=7)
    assert list(lint(Termbase((placed,)), ("es",), "g.yaml")) == [
        Finding(
            "glossary", WARNING, "'x' for 'rib' needs its gender: m, f, n or c", "g.yaml", 7, "es"
        )
    ]
