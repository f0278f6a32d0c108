"""The reading level of an article and of what stands for it: advice, and never without a source."""

from __future__ import annotations

from pipeline.model import Finding, Key, Severity
from pipeline.source_lint import of_translation
from pipeline.source_lint.given import laid_out
from pipeline.source_lint.reading_level import AIM, NAMED, reading_level
from pipeline.termbase import Termbase
from tests.source_lint.cases import article

EASY = "Rest in your bed at home until you can walk well again. "
HARD = "Percutaneous decompression procedures occasionally precipitate infections, " * 2


def told(body: str) -> list[Finding]:
    return list(reading_level(laid_out(article(body), Termbase(()))))


def test_easy_text() -> None:
    (found,) = told(EASY * 10)
    assert found.severity is Severity.HINT
    assert found.message == (
        "reading level: 2.9 by Flesch–Kincaid grade (Kincaid and others 1975; 120 words in 10 "
        f"sentences); texts for patients aim at grade {AIM} or lower"
    )
    assert found.line == 2


def test_the_hardest_sentences_are_named() -> None:
    hard = "\n\n".join(f"{HARD}{i}." for i in "abcd")
    level, *named = told(EASY * 10 + "\n\n" + hard)
    assert level.message.startswith("reading level: ")
    assert len(named) == NAMED
    assert all(f.msgid.startswith("Percutaneous") and f.line >= 7 for f in named)


def test_short_sentences_are_not_named() -> None:
    assert len(told(EASY * 10 + "\n\nPercutaneous vertebroplasty.")) == 1


def test_a_few_words_say_nothing() -> None:
    assert told(EASY) == []


def test_headings_tables_and_fragments_do_not_count() -> None:
    extra = f"\n\n## {HARD}\n\n- {HARD}\n\n| {HARD} |\n| --- |\n| {HARD} |"
    assert [f.message for f in told(EASY * 10 + extra)] == [f.message for f in told(EASY * 10)]


# ── translations ──────────────────────────────────────────────────────────────────────────────────

SOURCE = article("\n\n".join(f"Rest until day {i}." for i in range(25)))
TEXTS: dict[Key, str] = {
    (None, f"Rest until day {i}."): f"Descanse hasta el día {i}." for i in range(25)
}


def level(locale: str, texts: dict[Key, str]) -> list[Finding]:
    return list(of_translation(SOURCE, texts, locale, "a.po"))


def test_a_translation_has_its_own_formula() -> None:
    (found,) = level("es", TEXTS)
    assert found.message == (
        "reading level: 89.7, very easy, by Flesch–Szigriszt ease, INFLESZ scale (Szigriszt Pazos "
        "1993, Barrio-Cantalejo and others 2008; 125 words in 25 sentences)"
    )
    assert (found.file, found.locale, found.severity) == ("a.po", "es", Severity.HINT)


def test_a_language_without_a_validated_formula_says_so() -> None:
    (found,) = level("vi", {})
    assert found.message == "reading level: there is no validated formula for Vietnamese"


def test_what_is_not_translated_does_not_count() -> None:
    some = dict(list(TEXTS.items())[:10])
    assert level("es", some) == level("es", {}) == []
    assert level("es", TEXTS | {(None, "Gone."): "Ya no está."}) == level("es", TEXTS)
