"""The lock: what is masked comes back exactly where the engine put it, or not at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.agreement import grammar
from pipeline.languages import Marks
from pipeline.lock import (
    Request,
    Slot,
    Strategy,
    answer,
    chrf,
    clauses,
    dressed,
    fluency,
    lost,
    requests,
    slots,
    span_texts,
    tiers,
    with_markup,
)
from pipeline.numerals import numbers
from tests.projects import GLOSSARY

BASE = glossary.parse(GLOSSARY, "glossary.yaml")
US, BR = Marks(".", ","), Marks(",", ".")
SHAPES = ("XQ{}", "[{}]", "(T{})")
ALL = Strategy("shape")
ES = grammar("es")

DRUGS = sorted(t.source for t in BASE.terms if t.kind == "drug" and not t.keep)
WORDS = ["take", "with", "water", "every", "day", "not", "or", "and", "400 mg", "3,000", "2"]
SENTENCES = st.lists(st.sampled_from(DRUGS + WORDS), min_size=1, max_size=8).map(
    lambda words: f"Please {' '.join(words)}."
)


def found(msgid: str, marks: Marks = US) -> tuple[Slot, ...]:
    return slots(msgid, BASE, "es", marks, {text: f"<{text}>" for text in span_texts(msgid)})


# ── slots ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("msgid", "wordings"),
    [
        ("Take ibuprofen.", ["ibuprofeno"]),
        ("Ibuprofen helps.", ["ibuprofeno"]),
        ("Take 3,000 mg of acetaminophen.", ["3.000 mg", "paracetamol"]),
        ("Take **ibuprofen** now.", ["**<ibuprofen>**"]),
        ("See [this](https://example.org/a1).", ["[<this>](https://example.org/a1)"]),
        ("Type `run 2` now.", ["`run 2`"]),
        ("Rest helps.", []),
        ("In 1957–58, for 2-3 days.", ["1957–58", "2-3"]),
        ("At 8:05, 0.5 mL.", ["8:05", "0,5 mL"]),
        ("COVID-19 hurts T12.", ["COVID-19", "T12"]),
        ("Call 555-010-0199 or a@b.org.", ["555-010-0199", "a@b.org"]),
        ("See https://example.org/ibuprofen.", ["https://example.org/ibuprofen"]),
    ],
)
def test_slots_are_terms_numbers_and_spans(msgid: str, wordings: list[str]) -> None:
    assert [slot.wording for slot in found(msgid, BR)] == wordings


def test_a_span_without_translation_leaves_its_term_a_slot() -> None:
    assert [s.wording for s in slots("Take **ibuprofen**.", BASE, "es", US, {})] == ["ibuprofeno"]


@given(SENTENCES)
def test_slots_stand_in_order_and_never_overlap(msgid: str) -> None:
    places = [(slot.start, slot.end) for slot in found(msgid)]
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(places))
    assert all(0 <= start < end <= len(msgid) for start, end in places)


# ── mask and unmask ───────────────────────────────────────────────────────────────────────────────


def sent(msgid: str, strategy: Strategy, plain: str | None = None) -> Request | None:
    return requests(msgid, found(msgid), strategy, SHAPES, ES, plain)


def test_tiers_go_from_fluent_to_safe() -> None:
    first, second, *rest = tiers(SHAPES)
    assert first == (Strategy("none"),)
    assert all(strategy.missing for strategy in second)
    used = [s.shape for tier in rest for s in tier if s.mask == "shape"]
    assert used == [0, 1, 2]
    assert [s.mask for tier in tiers(()) for s in tier] == ["none", "clauses"]
    assert list(tiers((*SHAPES, "a{}", "b{}")))[-1] == (Strategy("shape", shape=4),)


def test_only_what_the_plain_candidate_lacks_is_masked() -> None:
    msgid = "Take ibuprofen or naproxen."
    missing = Strategy("shape", missing=True)
    request = sent(msgid, missing, "Tome Ibuprofeno o algo.")
    assert request
    assert request.text == "Take ibuprofen or XQ0."
    assert sent(msgid, missing, "ibuprofeno naproxeno") is None
    assert sent("Rest helps.", ALL) is None
    twice = sent("Take ibuprofen, not ibuprofen.", missing, "Tome ibuprofeno.")
    assert twice
    assert twice.text == "Take ibuprofen, not XQ0."


def test_carriers_lend_gender_and_number() -> None:
    request = sent("The vertebrae and a disc hurt.", Strategy("carrier"))
    assert request
    assert request.text == "The houses and a book hurt."
    back = answer(request, "Las casas y un libro duelen.")
    assert back == "Las vértebras y un disco duelen."
    assert answer(request, "Las casas y las casas duelen.") is None
    assert sent("Take 2 tablets.", Strategy("carrier")) is None
    taken = sent("A disc in the book hurts.", Strategy("carrier"))
    assert taken
    assert taken.text == "A boat in the book hurts."


@given(SENTENCES, st.sampled_from(range(len(SHAPES))))
def test_what_an_engine_carries_comes_back_in_place(msgid: str, shape: int) -> None:
    places = found(msgid)
    request = sent(msgid, Strategy("shape", shape=shape))
    if request is None:
        assert not places
        return
    expected = msgid
    for slot in reversed(places):
        expected = expected[: slot.start] + slot.wording + expected[slot.end :]
    assert answer(request, request.text) == expected


def masked(text: str, **wordings: str) -> Request:
    return Request(text, tuple((mask, mask, wording) for mask, wording in wordings.items()))


def test_terms_stand_where_the_engine_put_them() -> None:
    assert answer(masked("XQ0 or XQ1.", XQ0="uno", XQ1="dos"), "¿XQ1? XQ0.") == "¿dos? uno."


def test_eleven_placeholders_are_told_apart() -> None:
    wordings = {f"XQ{n}": f"w{n}" for n in range(12)}
    request = masked(" ".join(wordings), **wordings)
    assert answer(request, request.text) == " ".join(wordings.values())


@pytest.mark.parametrize(
    "given_back",
    [
        "Tome .",
        "Tome XQ0 y XQ0.",
        "Tome xq0.",
        "Tome Xq0.",
        "Tome XQ 0.",
        "Tome XQ.",
        "Tome XQ1.",
        "Tome equis cero.",
        "Tome aXQ0.",
        "Tome XQ0s.",
        "Tome XQ00.",
        "Tome XQ0 y xq0.",
        "Tome XQ0, XQ0s.",
        "Tome XQ0 y XQ1.",
        "Tome XQ0 (XQ).",
        "",
    ],
)
def test_a_damaged_placeholder_fails(given_back: str) -> None:
    assert answer(masked("Take XQ0.", XQ0="ibuprofeno"), given_back) is None


@pytest.mark.parametrize("shape", ["[{}]", "(T{})"])
def test_other_shapes_are_held_to_the_same(shape: str) -> None:
    one = shape.format(0)
    request = Request(f"Take {one}.", ((one, one, "ibuprofeno"),))
    assert answer(request, f"Tome {one}.") == "Tome ibuprofeno."
    for bad in (f"{one} {one}", one.lower() + one.upper(), shape.format(5), f"a{one}", "x"):
        assert answer(request, bad) is None


def test_what_the_author_wrote_like_a_placeholder_may_stay() -> None:
    request = masked("Model XQ: take XQ0.", XQ0="ibuprofeno")
    assert answer(request, "Modelo XQ: tome XQ0.") == "Modelo XQ: tome ibuprofeno."
    assert answer(request, "Modelo: tome XQ0.") is None


@given(SENTENCES, st.text(max_size=40))
def test_garbage_is_never_unmasked(msgid: str, garbage: str) -> None:
    request = sent(msgid, ALL)
    if request:
        got = answer(request, garbage)
        assert got is None or all(wording in got for _, _, wording in request.masks)


@given(SENTENCES)
def test_clauses_join_to_the_sentence(msgid: str) -> None:
    assert "".join(text + after for text, after in clauses(msgid, found(msgid))) == msgid


# ── scores ────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(min_size=1), st.text(min_size=1))
def test_scores_stay_between_nothing_and_one(one: str, other: str) -> None:
    assert 0 <= chrf(one, other) <= 1
    assert 0 <= fluency(one, other) <= 1
    assert chrf(one, one) in (0.0, pytest.approx(1.0))


# ── dressing ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("msgid", "translation", "expected"),
    [
        ("Bed rest", "reposo en cama.", "Reposo en cama"),
        ("rest", "reposo", "reposo"),
        ("Rest.", "reposo", "Reposo."),
        ("Why?", "¿por qué?", "¿Por qué?"),
        ("Take these:", "tome estos", "Tome estos:"),
        ("Do **not** stop.", "**no** pare", "**No** pare."),
        ("Rest.", " dos   espacios.\n", "Dos espacios."),
        ("休息。", "reposo。", "reposo。"),
        ("Up to 3,000.5 mg.", "hasta 3,000.5 mg.", "Hasta 3.000,5 mg."),
    ],
)
def test_a_translation_is_dressed_like_its_source(
    msgid: str, translation: str, expected: str
) -> None:
    assert dressed(msgid, translation, BASE, "es", BR, ES) == expected


@pytest.mark.parametrize(
    ("msgid", "translation", "expected"),
    [
        ("The vertebra hurts.", "el vértebra duele.", "La vértebra duele."),
        ("Near the spine.", "cerca del columna vertebral.", "Cerca de la columna vertebral."),
        ("Inside the disc.", "dentro de el disco.", "Dentro del disco."),
        ("The facet joints.", "estos articulaciones facetarias.",
         "Estas articulaciones facetarias."),
        ("A broken vertebra.", "una vértebra roto.", "Una vértebra rota."),
        ("Pain in the chronic disc.", "dolor en el disco crónica.", "Dolor en el disco crónica."),
    ],
)  # fmt: skip
def test_words_beside_a_term_agree_with_it(msgid: str, translation: str, expected: str) -> None:
    assert dressed(msgid, translation, BASE, "es", BR, ES) == expected


def test_the_source_name_follows_the_first_mention_only() -> None:
    text = dressed(
        "Acetaminophen or more acetaminophen.", "paracetamol o más paracetamol.", BASE, "es", BR,
        ES, {"acetaminophen"},
    )  # fmt: skip
    assert text == "Paracetamol (acetaminophen) o más paracetamol."


@given(SENTENCES)
def test_dressing_keeps_every_number(msgid: str) -> None:
    kept = [n.value for n in numbers(dressed(msgid, msgid, BASE, "es", BR, ES), BR)]
    assert kept == [n.value for n in numbers(msgid)]


@pytest.mark.parametrize(
    ("msgid", "translation", "spans", "expected"),
    [
        ("Do **not** stop.", "No pare.", {"not": "no"}, "**No** pare."),
        ("Do **not** stop.", "No pare, no.", {"not": "no"}, None),
        ("Do **not** stop.", "Pare.", {"not": "no"}, None),
        ("Do **not** stop.", "No pare.", {}, None),
        ("Do **not** take notes.", "No tome notas.", {"not": "no"}, "**No** tome notas."),
        ("**On** now, not on.", "On, monton.", {"On": "on"}, "**On**, monton."),
        ("Rest *well* and **long**.", "Duerma bien y mucho.", {"well": "bien", "long": "mucho"},
         "Duerma *bien* y **mucho**."),
        ("See [this](https://a.org).", "Vea esto.", {"this": "esto"}, "Vea [esto](https://a.org)."),
        ("Rest.", "Duerma.", {}, "Duerma."),
    ],
)  # fmt: skip
def test_markup_is_put_round_the_words_it_belongs_to(
    msgid: str, translation: str, spans: dict[str, str], expected: str | None
) -> None:
    assert with_markup(msgid, translation, spans) == expected


@given(st.permutations(["uno", "dos", "tres"]))
def test_wrapping_never_loses_a_word(order: list[str]) -> None:
    msgid = "**one** *two* **three**"
    spans = {"one": "uno", "two": "dos", "three": "tres"}
    got = with_markup(msgid, " ".join(order), spans)
    assert got is not None
    assert got.replace("*", "").split() == order


@pytest.mark.parametrize(
    ("msgid", "text", "missing"),
    [
        ("Take <5 mg.", "Tome 5 mg.", "<"),
        ("If ≥ 2 days.", "Si 2 días.", "≥"),
        ("Take <5 mg.", "Tome <5 mg.", ""),
        ("5 mg, then 10 mg.", "10 mg, luego 5 mg.", "order of doses"),
        ("Call a@b.org.", "Llame.", "a@b.org"),
    ],
)
def test_what_must_stand_letter_for_letter(msgid: str, text: str, missing: str) -> None:
    assert lost(msgid, text) == missing
