"""Errors planted into good translations: each is there, is the one that was said, and only that."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.checks import FILES, PER_PAIR, Good, Half, Outcome, halves, row, wilson
from benchmarks.planted import CHECKS_OF, DATA, PLANTERS, Pair, carriers, plant
from pipeline.model import Severity, Target, Term

TERMS = tuple(
    Term(english, "drug", english, targets={"es": Target(spanish)})
    for english, spanish in (("ibuprofen", "ibuprofeno"), ("aspirin", "aspirina"))
)

# class → (locale, source, target, every text that may come of it)
CASES = {
    "number": ("es", "Take 5 tablets.", "Tome 5 tabletas.", ["6", "50", ""]),
    "number order": ("es", "Walk 20 minutes, 3 times.", "Camine 20 minutos, 3 veces.", ["3 20"]),
    "marks": (
        "pt_BR",
        "Take 1,500 mg or 0.5 g.",
        "Tome 1.500 mg ou 0,5 g.",
        ["05", "15.00", "1,500"],
    ),
}

WORDS = [
    ("number words", "es", "Wait three days.", "Espere tres días.", "Espere cuatro días."),
    ("unit", "es", "Take 5 mg.", "Tome 5 mg.", "Tome 5 g."),
    ("unit", "es", "Wait 2 days.", "Espere 2 días.", "Espere 2 horas."),
    (
        "dose exchange",
        "pt_BR",
        "5 mg of one, 10 mg of two.",
        "5 mg de um, 10 mg de dois.",
        "10 mg de um, 5 mg de dois.",
    ),
    ("frequency", "es", "Once a day.", "Una vez al día.", "Once veces al día."),
    ("negation dropped", "es", "Do not run.", "No corra.", "Corra."),
    ("negation dropped", "es", "Walk without pain.", "Ande sin dolor.", "Ande con dolor."),
    ("negation dropped", "fr", "It does not hurt.", "Cela ne fait pas mal.", "Cela fait mal."),
    ("negation dropped", "ru", "Do not run.", "Не бегайте.", "Бегайте."),
    ("negation dropped", "zh_Hans", "Do not run.", "不要跑。", "要跑。"),
    ("negation dropped", "ar", "Do not run.", "لا تركض.", "تركض."),
    ("negation added", "es", "It may help.", "Puede ayudar.", "No puede ayudar."),
    ("negation added", "fr", "It may help.", "Cela peut aider.", "Cela ne peut pas aider."),
    ("laterality", "es", "The left arm.", "El brazo izquierdo.", "El brazo derecho."),
    ("level", "pt_BR", "The upper jaw.", "O maxilar superior.", "O maxilar inferior."),
    ("direction", "es", "It reduces pain.", "Reduce el dolor.", "Aumenta el dolor."),
    ("sequence", "ar", "And before sleep.", "وقبل النوم.", "وبعد النوم."),
    ("comparator", "es", "At least 3 days.", "Al menos 3 días.", "Como máximo 3 días."),
    ("untranslated", "es", "Rest.", "Descanse.", "Rest."),
    ("omission", "es", "Rest, and drink.", "Descanse, y beba.", "y beba."),
    ("contact", "es", "Call 555-010-4477.", "Llame al 555-010-4477.", "Llame al 555-010-4478."),
    (
        "contact",
        "es",
        "Write to a@example.org.",
        "Escriba a a@example.org.",
        "Escriba a a@examples.org.",
    ),
    ("term", "es", "Take ibuprofen.", "Tome ibuprofeno.", "Tome aspirina."),
]

LEFT_ALONE = [
    ("number", "es", "COVID-19 is new.", "La COVID-19 es nueva."),  # a name
    ("number order", "es", "From 5 to 5.", "De 5 a 5."),  # nothing changes
    ("number order", "es", "On 3/28.", "El 28/3."),  # a date
    ("marks", "es", "About 4,000.", "Unos 4000."),
    ("number words", "es", "Both arms.", "Los dos brazos."),  # the source says no two
    ("negation dropped", "es", "Not only that.", "No solo eso."),
    ("negation dropped", "es", "There is none.", "No hay nada."),  # two that stand for one
    ("negation added", "es", "He cannot.", "No puede."),
    ("laterality", "es", "The right to know.", "El derecho a saber."),
    ("comparator", "es", "Most people.", "La mayor parte de la gente."),
    ("untranslated", "es", "Hospital", "Hospital"),
    ("wrong language", "es", "Virus", "Virus"),
    ("omission", "es", "Rest.", "Descanse."),
    ("contact", "es", "27 % of 5,143 (27).", "27 % de 5.143 (27)."),
]


def planted(name: str, locale: str, source: str, target: str) -> list[str]:
    elsewhere = {other: target for other in FILES if other != locale}
    pair = Pair(source, target, locale, elsewhere=elsewhere, terms=TERMS)
    return [way.text for way in plant(name, pair, 100)]


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_spoiled_in_every_way_that_is_said(name: str) -> None:
    locale, source, target, ways = CASES[name]
    found = planted(name, locale, source, target)
    figures = [" ".join(re.findall(r"\d[\d.,]*(?<=\d)", text)) for text in found]
    for way in ways:
        assert any(way in figure for figure in figures), figures
    assert {re.sub(r"[\d.,]", "", text).split()[0] for text in found} == {target.split()[0]}


@pytest.mark.parametrize(("name", "locale", "source", "target", "bad"), WORDS)
def test_words_are_exchanged(name: str, locale: str, source: str, target: str, bad: str) -> None:
    assert bad in planted(name, locale, source, target)


@pytest.mark.parametrize(("name", "locale", "source", "target"), LEFT_ALONE)
def test_what_would_be_no_error_is_not_planted(
    name: str, locale: str, source: str, target: str
) -> None:
    assert planted(name, locale, source, target) == []


def test_another_text_is_taken_whole() -> None:
    pair = Pair(
        "Rest now.",
        "Descanse ahora.",
        "es",
        elsewhere={"pt_BR": "Descanse agora.", "fr": "Reposez-vous."},
        stranger="Beba agua, y coma bien.",
    )
    assert {way.text for way in plant("wrong language", pair, 9)} == {
        "Descanse agora.",
        "Reposez-vous.",
    }
    assert {way.text for way in plant("addition", pair, 9)} == {
        "Descanse ahora. Beba agua,",
        "Descanse ahora. y coma bien.",
    }


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

PHRASES = [target for _, _, _, target, _ in WORDS] + [target for *_, target in LEFT_ALONE]
SOURCES = [source for _, _, source, _, _ in WORDS] + [source for *_, source, _ in LEFT_ALONE]


@given(
    st.sampled_from(list(PLANTERS)),
    st.sampled_from(list(FILES)),
    st.lists(st.sampled_from(SOURCES), min_size=1, max_size=4).map(" ".join),
    st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map(" ".join),
)
def test_a_planted_text_is_bad_single_and_always_the_same(
    name: str, locale: str, source: str, target: str
) -> None:
    pair = Pair(source, target, locale, {"es": source, "fr": source}, PHRASES[0], TERMS)
    ways = plant(name, pair, 100)
    texts = [way.text for way in ways]
    assert target not in texts
    assert len(set(texts)) == len(texts)
    assert all(text.strip() and way.how for text, way in zip(texts, ways, strict=True))
    assert plant(name, pair, PER_PAIR) == ways[:PER_PAIR]


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map(" ".join))
def test_a_stretch_is_replaced_and_nothing_else(target: str) -> None:
    for name in ("number", "marks", "unit", "laterality", "contact"):
        for way in plant(name, Pair("left 5", target, "es"), 100):
            old, new = way.how[1:-1].split("' → '")
            places = [found.span() for found in re.finditer(re.escape(old), target)]
            assert plain(way.text) in {plain(target[:i] + new + target[j:]) for i, j in places}


def plain(text: str) -> str:
    """A space may go with a word, and its capital to the next."""
    return "".join(text.split()).casefold()


def test_every_class_names_its_checks_and_has_a_planter() -> None:
    assert set(PLANTERS) == set(CHECKS_OF)


@pytest.mark.parametrize("locale", FILES)
@pytest.mark.parametrize("name", CHECKS_OF)
def test_own_sentences_can_be_planted(name: str, locale: str) -> None:
    sentences = yaml.safe_load((DATA / "carriers.yaml").read_text(encoding="utf-8")).get(name, [])
    assert all(set(sentence) <= {"en", *FILES} for sentence in sentences)  # no comma cut one short
    terms = tuple(
        Term(english, "drug", english, targets={"es": Target(es), "pt_BR": Target(pt)})
        for english, es, pt in (
            ("ibuprofen", "ibuprofeno", "ibuprofeno"),
            ("naproxen", "naproxeno", "naproxeno"),
            ("aspirin", "aspirina", "aspirina"),
            ("gabapentin", "gabapentina", "gabapentina"),
            ("meloxicam", "meloxicam", "meloxicam"),
        )
    )
    for source, target in carriers(name, locale):
        assert plant(name, Pair(source, target, locale, terms=terms), 1), target


# ── the bench's arithmetic ────────────────────────────────────────────────────────────────────────


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1))
def test_no_document_is_in_both_halves(documents: list[str]) -> None:
    found = halves(documents)
    assert set(found) == set(documents)
    assert set(found.values()) <= set(get_args(Half))
    sizes = {half: sum(found[name] == half for name in documents) for half in get_args(Half)}
    assert abs(sizes["tune"] - sizes["report"]) <= max(Counter(documents).values())
    assert found == halves(sorted(documents, reverse=True))


def test_the_split_of_the_dev_set() -> None:
    sizes = {"Wikivoyage_1": 243, "PubMed_10": 199, "Wikipedia_handpicked_5": 133, "wiki_5": 125}
    found = halves([name for name, size in sizes.items() for _ in range(size)])
    assert [name for name in sizes if found[name] == "tune"] == ["Wikivoyage_1", "wiki_5"]


def outcomes(natural: int, own: int, hit: bool) -> list[Outcome]:
    pair = Pair("Rest.", "Descanse.", "es")
    return [
        Outcome("unit", pair, "x", "y", i >= natural, hit, error=hit, heard=hit, peer=False)
        for i in range(natural + own)
    ]


def test_own_sentences_are_a_third_of_a_class_at_most() -> None:
    found = row("unit", outcomes(natural=10, own=30, hit=True), [])
    assert (found.natural, found.templated, found.hits, found.own) == (10, 5, 15, (30, 30))
    assert row("unit", outcomes(natural=0, own=30, hit=True), []).n == 0


def test_precision_weighs_false_alarms_of_the_matching_checks_only() -> None:
    pair = Pair("Rest.", "Descanse.", "es")
    goods = [
        Good(pair, frozenset({("units", "m", Severity.WARNING)}), peer=False),
        Good(pair, frozenset({("numbers", "m", Severity.ERROR)}), peer=False),
    ]
    found = row("unit", outcomes(natural=4, own=0, hit=True), goods)
    assert found.alarms == 0.5
    assert found.precision == pytest.approx(1 / 1.5)


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(n: int, hits: int) -> None:
    low, high = wilson(min(hits, n), n)
    assert 0 <= low <= min(hits, n) / n + 1e-9
    assert min(hits, n) / n - 1e-9 <= high <= 1
