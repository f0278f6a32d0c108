"""Drafting with engines that lie: a draft that loses anything is never written as if it were fine.

`toy` (tests/projects.py) translates faithfully and carries placeholders; the hostile engines below
damage what it gives, in the plain pass and in the masked ones alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.checks import Given
from pipeline.draft import Drafted, Tools, draft, wanting, with_texts
from pipeline.engines import Engine
from pipeline.engines.pseudo import Pseudo
from pipeline.errors import EngineUnavailable
from pipeline.events import Event, Ledger, Pairs, drafted, pairs
from pipeline.languages import marks
from pipeline.model import Severity, Unit
from tests.projects import GLOSSARY, NOW, Fake, form_only, toy  # noqa: F401

pytestmark = pytest.mark.usefixtures("form_only")

BASE = glossary.parse(GLOSSARY, "glossary.yaml")
MARKS = marks("es", "US")
GIVEN = Given(BASE, "es", MARKS)
# Drugs whose Spanish name differs: an engine that gives the source back is wrong about them.
DRUGS = {
    term.source: term.targets["es"].use
    for term in BASE.terms
    if term.kind == "drug" and "es" in term.targets and term.targets["es"].use != term.source
    if term.source.islower() and " " not in term.source
}
TWO = st.lists(st.sampled_from(sorted(DRUGS)), min_size=2, max_size=2, unique=True)
DOSES = st.integers(2, 999)


def sentence(drugs: Sequence[str], dose: int) -> str:
    return f"Take **{dose} mg** of {drugs[0]} every day but never take {drugs[1]} with it."


def tools(engine: Engine, reverse: Engine | None = None) -> Tools:
    return Tools(engine, reverse, GIVEN, MARKS)


def drafts(msgid: str, answer: Callable[[str], str]) -> Drafted:
    return draft([Unit(msgid)], tools(Fake(answer)))


# ── an honest engine ──────────────────────────────────────────────────────────────────────────────


@given(TWO, DOSES)
@settings(max_examples=40)
def test_an_honest_engine_is_drafted_with_its_terms_in_place(drugs: list[str], dose: int) -> None:
    msgid = sentence(drugs, dose)
    done = drafts(msgid, toy)
    one, two = (DRUGS[drug] for drug in drugs)
    expected = f"Ekat **{dose} mg** fo {one} yreve yad tub reven ekat {two} htiw ti."
    assert done.texts == {(None, msgid): expected}
    assert done.findings == ()


@pytest.mark.parametrize("shape", ["[{}]", "(T{})"])
def test_any_shape_that_the_engine_carries_will_do(shape: str) -> None:
    unit = Unit("Take ibuprofen with food every day.")
    done = draft([unit], tools(Fake(toy, placeholders=(shape,))))
    assert done.texts == {unit.key: "Ekat ibuprofeno htiw doof yreve yad."}


def test_the_next_shape_is_tried_when_the_first_is_lost() -> None:
    unit = Unit("Take ibuprofen with food every day.")
    engine = Fake(lambda text: toy(re.sub(r"XQ\d", "", text)), placeholders=("XQ{}", "[{}]"))
    assert draft([unit], tools(engine)).texts == {unit.key: "Ekat ibuprofeno htiw doof yreve yad."}


def test_what_is_right_at_once_is_asked_once() -> None:
    engine = Fake(toy)
    units = [Unit("Rest helps most people."), Unit("Keep moving every day.")]
    assert len(draft(units, tools(engine)).texts) == 2
    assert engine.asked == ["Rest helps most people.", "Keep moving every day."]


def test_a_context_of_its_own_gets_a_draft_of_its_own() -> None:
    units = [Unit("Rest"), Unit("Rest", "table head")]
    assert set(draft(units, tools(Fake(toy))).texts) == {u.key for u in units}


def test_nothing_to_do_asks_nothing() -> None:
    engine = Fake(toy)
    assert draft([], tools(engine)) == Drafted({})
    assert engine.asked == []


def test_the_pseudo_engine_goes_through_the_same_lock() -> None:
    unit = Unit("Take **400 mg** of ibuprofen.")
    text = draft([unit], tools(Pseudo())).texts[unit.key]
    assert "ibuprofeno" in text
    assert re.search(r"\*\*.*400.*\*\*", text)


def test_an_engine_that_is_down_says_so() -> None:
    def down(text: str) -> str:
        raise EngineUnavailable("no answer")

    with pytest.raises(EngineUnavailable):
        drafts("Rest helps.", down)


# ── hostile engines ───────────────────────────────────────────────────────────────────────────────

PLACEHOLDER = r"(?:XQ\d+|\[\d+\])"


def on_placeholders(change: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    """Faithful but for the placeholders; without any, it names the drugs by no name we know."""
    return lambda text: re.sub(PLACEHOLDER, change, toy(text))


def on_text(change: Callable[[str], str]) -> Callable[[str], str]:
    """Faithful, and then changed as a whole; drug names are right even without placeholders."""
    return lambda text: change(toy(_named(text)))


def _named(text: str) -> str:
    """The text with each drug's Spanish name turned, so that `toy` turns it back."""
    for source, target in DRUGS.items():
        text = re.sub(rf"\b{source}\b", target[::-1], text)
    return text


def swapped(text: str) -> str:
    """The first two names or placeholders in each other's place."""
    names = "|".join(sorted(map(re.escape, DRUGS.values()), key=len, reverse=True))
    found = list(re.finditer(rf"{PLACEHOLDER}|\b(?:{names})\b", text))
    drugs = found[-2:]
    if len(drugs) < 2:
        return text
    a, b = drugs
    return f"{text[: a.start()]}{b[0]}{text[a.end() : b.start()]}{a[0]}{text[b.end() :]}"


HOSTILE = {
    "drops placeholders": on_placeholders(""),
    "doubles placeholders": on_placeholders(r"\g<0> \g<0>"),
    "doubles them in small letters": on_placeholders(lambda m: f"{m[0]} {m[0].lower()}s"),
    "translates placeholders": on_placeholders("equis"),
    "re-cases placeholders": lambda text: on_placeholders(lambda m: m[0].lower())(text).replace(
        "[", "("
    ),
    "glues placeholders": on_placeholders(r"a\g<0>b"),
    "renumbers placeholders": on_placeholders("XQ7"),
    "invents a placeholder": lambda text: f"{toy(text)} XQ9 [9]",
    "returns nothing": lambda text: "",
    "returns white space": lambda text: " \n\t",
    "returns the source": lambda text: text,
    "returns garbage": lambda text: "�� lorem ipsum ��",
    "appends a drug": on_text(lambda text: f"{text} {DRUGS['gabapentin']} {DRUGS['ibuprofen']}"),
    "appends the source": lambda text: f"{on_text(str)(text)} {text}",
    "appends a number": on_text(lambda text: f"{text} 1000000"),
    "swaps two drugs": on_text(swapped),
    "changes a number": lambda text: re.sub(
        r"(?<![XQ\[\d])\d+", "1000000", on_text(lambda t: re.sub(PLACEHOLDER, "", t))(text)
    ),
    "loses bold": lambda text: re.sub(r"\*\*|XQ0|\[0\]", "", toy(text)),
    "opens bold twice": lambda text: f"**{on_text(str)(text)}",
}


@pytest.mark.parametrize("name", HOSTILE)
@given(drugs=TWO, dose=DOSES)
@settings(max_examples=15)
def test_what_a_hostile_engine_gives_is_never_a_draft(
    name: str, drugs: list[str], dose: int
) -> None:
    msgid = sentence(drugs, dose)
    done = drafts(msgid, HOSTILE[name])
    assert done.texts == {}
    (finding,) = done.findings
    assert (finding.check, finding.severity) == ("draft", Severity.ERROR)
    assert finding.msgid == msgid
    assert "by hand" in finding.message


@given(TWO, DOSES, st.text(max_size=60))
@settings(max_examples=60)
def test_arbitrary_answers_are_never_a_draft(drugs: list[str], dose: int, answer: str) -> None:
    assert drafts(sentence(drugs, dose), lambda text: answer).texts == {}


@given(TWO, DOSES, st.randoms())
@settings(max_examples=25)
def test_whatever_is_drafted_has_everything(drugs: list[str], dose: int, random: Random) -> None:
    """An engine that shuffles its words: a draft keeps each drug once, in order, dose and bold."""

    def shuffled(text: str) -> str:
        words = toy(text).split()
        random.shuffle(words)
        return " ".join(words)

    for text in drafts(sentence(drugs, dose), shuffled).texts.values():
        one, two = (text.casefold().find(DRUGS[drug]) for drug in drugs)
        assert 0 <= one < two
        assert re.findall(r"\d+", text) == [str(dose)]
        assert text.count("**") == 2
        assert not re.search(r"XQ|\[|\]", text)


def test_the_finding_says_what_could_not_be_kept() -> None:
    unit = Unit("Take ibuprofen with food.", "list item", line=7)
    (finding,) = draft([unit], tools(Fake(lambda text: "Tome algo."))).findings
    assert (finding.line, finding.locale, finding.msgctxt) == (7, "es", "list item")
    assert "ibuprofeno" in finding.message


def test_limit_nothing_is_known_of_words_that_are_not_locked() -> None:
    """No check sees that a sentence without terms, numbers and markup was turned round."""
    assert drafts("Never lift heavy things.", lambda text: "Siempre baile.").texts


def test_limit_bold_may_end_up_round_nothing() -> None:
    """The markup check counts markers; it does not see that a span holds white space alone."""
    answer = "Tome** **XQ0 ya."
    assert drafts("Take **2 mg** now.", lambda text: answer if "**XQ0" in text else "").texts


# ── whose text it is ──────────────────────────────────────────────────────────────────────────────

MSGID = "Take ibuprofen."
TERMS: Pairs = pairs(BASE, MSGID, "es")


def made(msgid: str, msgstr: str, terms: Pairs = TERMS) -> Event:
    return drafted("shoulder", Unit(msgid, msgstr=msgstr), terms, "fake 1", NOW)


def open_(unit: Unit, *events: Event) -> bool:
    return wanting([unit], Ledger("shoulder", events), {unit.msgid: TERMS}, GIVEN) == [unit]


@pytest.mark.parametrize(
    ("unit", "events", "expected"),
    [
        pytest.param(Unit(MSGID), [], True, id="empty"),
        pytest.param(Unit(MSGID, msgstr=" "), [], True, id="blank"),
        pytest.param(Unit(MSGID, msgstr="A."), [], False, id="cleared by a person"),
        pytest.param(Unit(MSGID, msgstr="A.", fuzzy=True), [], False, id="a person, fuzzy"),
        pytest.param(
            Unit(MSGID, msgstr="A.", fuzzy=True),
            [made(MSGID, "B.")],
            False,
            id="edited by a person, still fuzzy",
        ),
        pytest.param(
            Unit(MSGID, msgstr="A."), [made(MSGID, "A.")], False, id="machine text that is cleared"
        ),
        pytest.param(
            Unit(MSGID, msgstr="Tome ibuprofeno.", fuzzy=True),
            [made(MSGID, "Tome ibuprofeno.")],
            False,
            id="drafted for this",
        ),
        pytest.param(
            Unit(MSGID, msgstr="A.", fuzzy=True),
            [made(MSGID, "A.")],
            True,
            id="drafted for this, and not accepted any more",
        ),
        pytest.param(
            Unit(MSGID, msgstr="A.", fuzzy=True, previous="Use ibuprofen."),
            [made("Use ibuprofen.", "A.")],
            True,
            id="drafted for an earlier source",
        ),
        pytest.param(
            Unit(MSGID, msgstr="C.", fuzzy=True, previous="Use ibuprofen."),
            [made("Use ibuprofen.", "A.")],
            False,
            id="a person's text for an earlier source",
        ),
        pytest.param(
            Unit(MSGID, msgstr="A.", fuzzy=True),
            [made(MSGID, "A.", (("ibuprofen", "otro"),))],
            True,
            id="drafted under another glossary",
        ),
    ],
)
def test_only_empty_and_stale_machine_text_is_open(
    unit: Unit, events: list[Event], expected: bool
) -> None:
    assert open_(unit, *events) is expected


def test_drafts_are_fuzzy_and_touch_nothing_else() -> None:
    one = Unit("One.", msgstr="Uno.", remarks=("mine",))
    two = Unit("Two.", previous="Too.", notes=("here",))
    new = with_texts([one, two], {two.key: "Dos."})
    assert new == (one, replace(two, msgstr="Dos.", fuzzy=True, previous=""))
