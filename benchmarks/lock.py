"""What the lock is worth: `make bench-lock TICO=DIR`, on TICO-19's dev set and term lists.

    python -m benchmarks.lock DIR [--pair en-pt-BR|en-es] [--sentences N]

Locked are, sentence by sentence, the listed terms whose target stands in the professional
reference. Gender and number of a target are read from the determiners before it in the references,
since the lists have none. Printed for each way of translating: terms landed, determiners that
agree, BLEU and chrF (sacrebleu), engine calls a sentence, sentences a second. *append* and *swap*
are two bad ways: each of their texts must be rejected.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import platform
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest, Result

from pipeline import __version__, lock
from pipeline.agreement import FORMS, Grammar, disagreements, grammar, nouns
from pipeline.checks import Given
from pipeline.draft import Tools, accepted, draft
from pipeline.engines import Engine, EngineSettings, open_chain
from pipeline.languages import marks
from pipeline.model import Target, Term, Unit
from pipeline.termbase import Termbase

PAIRS = {
    "en-pt-BR": ("pt_BR", "firefox", "dev.en-pt-BR.tsv", "terms.en-pt-BR.csv"),
    "en-es": ("es", "apertium", "dev.en-es-LA.tsv", "terms.en-es.csv"),
}


@dataclass(frozen=True)
class Case:
    """One sentence with the terms that are locked in it."""

    source: str
    reference: str
    given: Given


@dataclass
class Counting:
    """An engine that counts and times its own calls."""

    engine: Engine
    calls: int = 0
    seconds: float = 0.0
    name: str = field(init=False)
    version: str = field(init=False)
    placeholders: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.name, self.version = self.engine.name, self.engine.version
        self.placeholders = self.engine.placeholders

    def translate(self, texts: Sequence[str]) -> list[str]:
        """As the engine does."""
        start = time.perf_counter()
        answers = self.engine.translate(texts)
        self.seconds += time.perf_counter() - start
        self.calls += len(texts)
        return answers


@dataclass
class Row:
    """One way of translating and what came of it."""

    name: str
    texts: list[str]
    accepted: int
    calls: float
    seconds: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pair", choices=PAIRS, default="en-pt-BR")
    parser.add_argument("--sentences", type=int, default=10_000)
    options = parser.parse_args()
    locale, engine_name, dev, terms = PAIRS[options.pair]
    paths = [options.folder / dev, options.folder / terms]
    cases = list(_cases(paths[0], paths[1], locale))[: options.sentences]
    rules = grammar(locale.split("_")[0])
    assert rules is not None
    settings = EngineSettings()
    engine = open_chain([engine_name], "en", locale, settings).engine
    reverse = open_chain([engine_name], locale.split("_")[0], "en", settings).engine
    assert engine is not None
    engine.translate(["Warm up."])
    if reverse:
        reverse.translate(["Aquecer."])
    print(f"polyclinic {__version__}, Python {platform.python_version()}, {engine.version}")
    for path in paths:
        print(f"{path.name}  sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
    locked = sum(len(c.given.termbase.locked(c.source, locale)) for c in cases)
    print(f"{len(cases)} sentences, {locked} locked terms, {len(_forms(cases))} of known gender\n")
    rows, raw_rate, draft_rate = _rows(cases, engine, reverse, locale)
    _print(rows, cases, locale, rules)
    print(f"\ndrafting does {draft_rate / raw_rate:.2f} of the raw engine's calls a second")


def _rows(
    cases: Sequence[Case], engine: Engine, reverse: Engine | None, locale: str
) -> tuple[list[Row], float, float]:
    start = time.perf_counter()
    plain = [engine.translate([case.source])[0] for case in cases]
    raw_seconds = time.perf_counter() - start
    rows = [Row("plain (raw engine)", plain, _good(cases, plain, locale), 1.0, raw_seconds)]
    rows.append(_way("all masked", cases, engine, locale, lock.Strategy("shape")))
    rows.append(_way("all carriers", cases, engine, locale, lock.Strategy("carrier")))
    appended = [_appended(case, text, locale) for case, text in zip(cases, plain, strict=True)]
    rows.append(_bad("append (bad)", cases, appended, locale, reverse, engine))
    masked = rows[1].texts
    swapped = [_swapped(case, text, locale) for case, text in zip(cases, masked, strict=True)]
    rows.append(_bad("swap (bad)", cases, swapped, locale, reverse, engine))
    forward = Counting(engine)
    back = Counting(reverse) if reverse else None
    texts: list[str] = []
    start = time.perf_counter()
    for case in cases:
        tools = Tools(forward, back, case.given, marks(locale))
        drafted = draft([Unit(case.source)], tools)
        texts.append(drafted.texts.get((None, case.source), ""))
    seconds = time.perf_counter() - start
    calls = forward.calls + (back.calls if back else 0)
    rows.append(Row("the lock", texts, sum(map(bool, texts)), forward.calls / len(cases), seconds))
    spent = forward.seconds + (back.seconds if back else 0.0)
    # The raw rate on the same mix of calls: what the engines alone needed for them.
    return rows, calls / spent, calls / seconds


def _way(
    name: str, cases: Sequence[Case], engine: Engine, locale: str, strategy: lock.Strategy
) -> Row:
    """One strategy alone, falling back to the plain translation where it cannot be used."""
    rules = grammar(locale.split("_")[0])
    texts: list[str] = []
    start = time.perf_counter()
    for case in cases:
        found = lock.slots(case.source, case.given.termbase, locale, marks(locale), {})
        request = lock.requests(case.source, found, strategy, engine.placeholders, rules, None)
        whole = lock.answer(request, engine.translate([request.text])[0]) if request else None
        texts.append(whole if whole is not None else engine.translate([case.source])[0])
    seconds = time.perf_counter() - start
    return Row(name, texts, _good(cases, texts, locale), 1.0, seconds)


def _bad(
    name: str,
    cases: Sequence[Case],
    texts: Sequence[str | None],
    locale: str,
    reverse: Engine | None,
    engine: Engine,
) -> Row:
    """A bad way: how many of the texts that it spoils would be accepted."""
    wrong = [(case, text) for case, text in zip(cases, texts, strict=True) if text is not None]
    passed = [
        (case, text)
        for case, text in wrong
        if accepted(Unit(case.source), text, Tools(engine, reverse, case.given, marks(locale)))
    ]
    spoiled = [text or "" for text in texts]
    row = Row(f"{name}: {len(wrong)} spoiled", spoiled, len(passed), 1.0, 0.0)
    for case, text in passed[:5]:
        print(f"  accepted though bad: {case.source}\n    {text}")
    return row


def _appended(case: Case, text: str, locale: str) -> str | None:
    """The missing terms at the end of the sentence, as a careless lock does."""
    found = lock.slots(case.source, case.given.termbase, locale, marks(locale), {})
    missing = [s.wording for s in found if s.form or s.wording.isalpha()]
    missing = [w for w in missing if w.casefold() not in text.casefold()]
    return f"{text} {' '.join(missing)}" if missing else None


def _swapped(case: Case, text: str, locale: str) -> str | None:
    """Two different terms of the sentence in each other's place.

    Not of one noun phrase: "influenza pandemic" may be turned round.
    """
    placed = case.given.termbase.placed(case.source, text, locale)
    far = [
        (one, other)
        for one, other in pairwise(placed)
        if one.of.id != other.of.id and len(text[one.end : other.start].split()) > 2
    ]
    if not far:
        return None
    one, other = far[0]
    a, b = text[one.start : one.end], text[other.start : other.end]
    return text[: one.start] + b + text[one.end : other.start] + a + text[other.end :]


def _good(cases: Sequence[Case], texts: Sequence[str], locale: str) -> int:
    return sum(
        not case.given.termbase.compare(case.source, text, locale)
        for case, text in zip(cases, texts, strict=True)
    )


# ── the data ──────────────────────────────────────────────────────────────────────────────────────


def _cases(dev: Path, terms: Path, locale: str) -> Iterator[Case]:
    pairs = [line.split("\t")[1:3] for line in dev.read_text(encoding="utf-8").splitlines()]
    with terms.open(encoding="utf-8", newline="") as file:
        listed = [(row["source"], row["target"]) for row in csv.DictReader(file)]
    known: dict[str, Term] = {}
    for source, target in listed:
        key = source.casefold()
        if key not in known and source.strip() and target.strip():
            known[key] = Term(
                f"t{len(known)}", "condition", source, targets={locale: Target(target.strip())}
            )
    rules = grammar(locale.split("_")[0])
    assert rules is not None
    references = [reference for _, reference in pairs]
    base = Termbase(tuple(known.values()))
    seen: dict[str, Term] = {}
    for source, reference in pairs:
        found = {spot.term.id: spot.term for spot in base.locked(source, locale)}
        fitting = [t for t in found.values() if _stands(t.targets[locale].use, reference)]
        if not fitting:
            continue
        for term in fitting:
            if term.id not in seen:
                seen[term.id] = _with_form(term, locale, references, rules)
        own = Termbase(tuple(seen[t.id] for t in fitting))
        if own.compare(source, reference, locale):
            continue  # the reference itself has the term less often: no fair case
        yield Case(source, reference, Given(own, locale, marks(locale)))


def _stands(target: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(target)}(?!\w)", text, re.IGNORECASE) is not None


def _with_form(term: Term, locale: str, references: Sequence[str], rules: Grammar) -> Term:
    """The term with the gender and number that the references' determiners give it."""
    target = term.targets[locale]
    votes: Counter[str] = Counter()
    for reference in references:
        folded = reference.casefold()
        at = folded.find(target.use.casefold())
        while at >= 0:
            before = folded[:at].split()
            row = rules.rows.get(before[-1]) if before else None
            if row and before[-1] not in rules.unsure and row.count(before[-1]) == 1:
                votes[FORMS[row.index(before[-1])]] += 1
            at = folded.find(target.use.casefold(), at + 1)
    if not votes:
        return term
    form = votes.most_common(1)[0][0]
    known = replace(target, gender=form[0], number="pl" if form.endswith("p") else "sg")
    return replace(term, targets={locale: known})


def _forms(cases: Sequence[Case]) -> set[str]:
    return {
        term.id
        for case in cases
        for term in case.given.termbase.terms
        if term.targets[case.given.locale].gender
    }


# ── the table ─────────────────────────────────────────────────────────────────────────────────────


def _print(rows: Sequence[Row], cases: Sequence[Case], locale: str, rules: Grammar) -> None:
    references = [case.reference for case in cases]
    bleu, chrf = BLEU(), CHRF()
    head = ("", "accepted", "landed", "agree", "BLEU", "chrF", "calls", "sent/s")
    print("{:<28}{:>10}{:>9}{:>9}{:>7}{:>7}{:>7}{:>8}".format(*head))
    for row in rows:
        landed, asked = _landed(row.texts, cases, locale)
        agree, words = _agreeing(row.texts, cases, locale, rules)
        bad = "bad" in row.name
        print(
            f"{row.name:<28}{row.accepted:>10}{landed / asked:>9.2%}{agree / max(words, 1):>9.2%}"
            + ("" if bad else f"{bleu.corpus_score(row.texts, [references]).score:>7.1f}")
            + ("" if bad else f"{chrf.corpus_score(row.texts, [references]).score:>7.1f}")
            + ("" if bad else f"{row.calls:>7.2f}{len(cases) / row.seconds:>8.1f}")
        )
    named: list[tuple[str, Sequence[str]]] = [
        (r.name, r.texts) for r in rows if r.name in ("plain (raw engine)", "the lock")
    ]
    test = PairedTest(named, {"BLEU": bleu, "chrF": chrf}, [references], test_type="bs")
    signatures, results = test()
    print("\npaired bootstrap against the raw engine:")
    for metric, values in results.items():
        if metric != "System":
            for name, result in zip(results["System"], values, strict=True):
                assert isinstance(result, Result)
                p = "" if result.p_value is None else f", p = {result.p_value:.3f}"
                print(f"  {metric:<6}{name:<22}{result.score:6.2f} ± {result.ci:.2f}{p}")
    for metric, signature in signatures.items():
        print(f"  {metric}: {signature}")


def _landed(texts: Sequence[str], cases: Sequence[Case], locale: str) -> tuple[int, int]:
    landed = asked = 0
    for case, text in zip(cases, texts, strict=True):
        spots = case.given.termbase.locked(case.source, locale)
        asked += len(spots)
        landed += min(len(case.given.termbase.placed(case.source, text, locale)), len(spots))
    return landed, asked


def _agreeing(
    texts: Sequence[str], cases: Sequence[Case], locale: str, rules: Grammar
) -> tuple[int, int]:
    """Determiners before terms of known gender that agree, and all of them."""
    good = total = 0
    for case, text in zip(cases, texts, strict=True):
        placed = nouns(case.source, text, case.given.termbase, locale)
        wrong = {d.end for d in disagreements(text, placed, rules)}
        for noun in placed:
            before = text[: noun.start].rstrip()
            word = before.split()[-1].casefold() if before.split() else ""
            if word in rules.rows and word not in rules.unsure:
                total += 1
                good += len(before) not in wrong
    return good, total


if __name__ == "__main__":
    main()
