"""The lock: what is masked comes back exactly where the engine put it, or not at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.languages import Marks
from pipeline.lock import (
    Masked,
    Slot,
    Strategy,
    dressed,
    mask,
    slots,
    span_texts,
    strategies,
    unmask,
    wrapped,
)
from pipeline.numerals import numbers
from tests.projects import GLOSSARY

BASE = glossary.parse(GLOSSARY, "glossary.yaml")
US, BR = Marks(".", ","), Marks(",", ".")
SHAPES = ("XQ{}", "[{}]", "(T{})")
ALL = Strategy("all", "XQ{}")

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
        ("Ibuprofen helps.", ["Ibuprofeno"]),
        ("Take 3,000 mg of acetaminophen.", ["3.000", "paracetamol"]),
        ("Take **ibuprofen** now.", ["**<ibuprofen>**"]),
        ("See [this](https://example.org/a1).", ["[<this>](https://example.org/a1)"]),
        ("Type `run 2` now.", ["`run 2`"]),
        ("Rest helps.", []),
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


def test_strategies_go_from_fluent_to_safe() -> None:
    plain, missing, *masked = strategies(SHAPES)
    assert (plain.shape, missing.shape, missing.only_missing) == ("", "XQ{}", True)
    assert [s.shape for s in masked] == list(SHAPES)
    assert not any(s.only_missing for s in masked)
    assert [s.shape for s in strategies(())] == [""]


def test_only_what_the_last_candidate_lacks_is_masked() -> None:
    msgid = "Take ibuprofen or naproxen."
    missing = Strategy("missing", "XQ{}", only_missing=True)
    masked = mask(msgid, found(msgid), missing, "Tome Ibuprofeno o algo.")
    assert masked
    assert masked.text == "Take ibuprofen or XQ0."
    assert mask(msgid, found(msgid), missing, "ibuprofeno naproxeno") is None
    assert mask("Rest helps.", (), ALL, None) is None


@given(SENTENCES, st.sampled_from(SHAPES))
def test_what_an_engine_carries_comes_back_in_place(msgid: str, shape: str) -> None:
    places = found(msgid)
    masked = mask(msgid, places, Strategy("all", shape), None)
    if masked is None:
        assert not places
        return
    expected = msgid
    for slot in reversed(places):
        expected = expected[: slot.start] + slot.wording + expected[slot.end :]
    assert unmask(masked.text, masked) == expected


def test_terms_stand_where_the_engine_put_them() -> None:
    masked = Masked("XQ0 or XQ1.", (("XQ0", "uno"), ("XQ1", "dos")))
    assert unmask("¿XQ1? XQ0.", masked) == "¿dos? uno."


def test_eleven_placeholders_are_told_apart() -> None:
    wordings = tuple((f"XQ{n}", f"w{n}") for n in range(12))
    masked = Masked(" ".join(p for p, _ in wordings), wordings)
    assert unmask(masked.text, masked) == " ".join(w for _, w in wordings)


@pytest.mark.parametrize(
    "answer",
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
def test_a_damaged_placeholder_fails(answer: str) -> None:
    assert unmask(answer, Masked("Take XQ0.", (("XQ0", "ibuprofeno"),))) is None


@pytest.mark.parametrize("shape", ["[{}]", "(T{})"])
def test_other_shapes_are_held_to_the_same(shape: str) -> None:
    one = shape.format(0)
    masked = Masked(f"Take {one}.", ((one, "ibuprofeno"),))
    assert unmask(f"Tome {one}.", masked) == "Tome ibuprofeno."
    for bad in (f"{one} {one}", one.lower() + one.upper(), shape.format(5), f"a{one}", "x"):
        assert unmask(bad, masked) is None


def test_what_the_author_wrote_like_a_placeholder_may_stay() -> None:
    masked = Masked("Model XQ: take XQ0.", (("XQ0", "ibuprofeno"),))
    assert unmask("Modelo XQ: tome XQ0.", masked) == "Modelo XQ: tome ibuprofeno."
    assert unmask("Modelo: tome XQ0.", masked) is None


@given(SENTENCES, st.text(max_size=40))
def test_garbage_is_never_unmasked(msgid: str, garbage: str) -> None:
    masked = mask(msgid, found(msgid), ALL, None)
    if masked:
        answer = unmask(garbage, masked)
        assert answer is None or all(wording in answer for _, wording in masked.wordings)


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
    assert dressed(msgid, translation, BR) == expected


@given(SENTENCES)
def test_dressing_keeps_every_number(msgid: str) -> None:
    kept = [n.value for n in numbers(dressed(msgid, msgid, BR), BR)]
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
    assert wrapped(msgid, translation, spans) == expected


@given(st.permutations(["uno", "dos", "tres"]))
def test_wrapping_never_loses_a_word(order: list[str]) -> None:
    msgid = "**one** *two* **three**"
    spans = {"one": "uno", "two": "dos", "three": "tres"}
    got = wrapped(msgid, " ".join(order), spans)
    assert got is not None
    assert got.replace("*", "").split() == order
