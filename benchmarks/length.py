"""Fit what the length check weighs: words/any/length.yaml and the figures of words/*/length.yaml.

    python -m benchmarks.length DIR:LOCALE,LOCALE … [--write]

Each DIR holds professional pairs in the form of TICO-19's dev set; only its tune half is read. The
tables of this version come from TICO-19 and free software's manuals, cut into the same form: the
desktop's user guide (GNOME 43) and two parts of the office suite's help (LibreOffice 7.4).

    benchmarks.length TICO:es,pt_BR,ru,ar,zh_Hans,fr DESKTOP:es,pt_BR,ru OFFICE:es,pt_BR,ru
                      OFFICE2:es,pt_BR --write

1. ratio, spread and short of each language, by medians, which a few free translations cannot move;
2. worth: how often each kind of word stands in a text and in a text that does not belong to it;
3. the weights: a logistic regression of planted omissions and additions against good pairs, for
   languages whose words can be compared and, with what is left, for the others;
4. the levels, by quantiles of the good pairs (`SHARES`).

Printed besides: what 3 and 4 give where a collection (for `wordless`, a language) is left out of
them, on the one left out. Tables are written with --write; commas and comments are kept.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from benchmarks.checks import pairs
from benchmarks.planted import Pair, plant
from pipeline.checks.length import Expected, letters, measured, stretch
from pipeline.checks.tables import TABLES, table
from pipeline.checks.vocabulary import Met, compared, said
from pipeline.model import Severity

SHARES = {Severity.ERROR: 0.0008, Severity.WARNING: 0.005, Severity.HINT: 0.06}
"""Shares of good pairs that get a finding at least so grave: texts by translators of freer manners
get twice as many and more."""

CLASSES = {"omitted": "omission", "added": "addition"}
TERMS = ("bare", "longer", "clauses", "sentences", "size", "stretch")
MET = get_args(Met)
PER_PAIR = 2
BIN = 150
"""Pairs of like length whose spread is measured together."""

MEDIAN_SQUARE = 0.455
"""The median of a squared standard normal."""

RIDGE = 1e-3
STEPS = 40

HEAD = """\
# What the length check weighs; see pipeline/checks/length.py. Fitted and written by
# benchmarks/length.py on the tune halves of TICO-19 and of manuals of free software.
#
# worth: how much likelier a word with such a counterpart, or none, is where the texts do not belong
# together (natural logarithm). worded, wordless: the log-odds that something is left out or added,
# by what each term adds; from: the log-odds that a severity begins at.
"""

Array = npt.NDArray[np.float64]


class Sample(NamedTuple):
    """A pair, good or spoiled, as the regression has it."""

    folder: str
    locale: str
    kind: str
    """`good`, or a class of planted error."""

    omitted: tuple[float, ...]
    added: tuple[float, ...]
    """The terms but `bare`; the last is the stretch, 0 for languages without words."""


class Model(NamedTuple):
    """Weights by side, and the levels by severity."""

    weights: Mapping[str, Array]
    levels: Mapping[Severity, float]


# ── 1 and 2: the texts ────────────────────────────────────────────────────────────────────────────


def lengths(found: Sequence[Pair]) -> Expected:
    """How long the translations of a language are."""
    sizes = [(letters(p.source), letters(p.target)) for p in found]
    logs = sorted((here, math.log(there / here)) for here, there in sizes if here and there)
    middle = float(np.median([log for _, log in logs]))
    bins = [logs[i : i + BIN] for i in range(0, len(logs), BIN)]
    terms = np.array([[1.0, float(np.mean([1 / here for here, _ in some]))] for some in bins])
    squares = [float(np.median([(log - middle) ** 2 for _, log in some])) for some in bins]
    spread, short = np.linalg.lstsq(terms, np.array(squares) / MEDIAN_SQUARE, rcond=None)[0]
    least = 0.05
    return Expected(math.exp(middle), math.sqrt(max(spread, least**2)), max(float(short), 0.1))


def worths(found: Sequence[Pair]) -> Mapping[str, float]:
    """How much likelier each kind of word is behind a text that it does not belong to, where
    something added would stand: log-likelihood ratios, of both sides of all pairs together."""
    own, strange = Counter[str](), Counter[str]()
    for locale in sorted({pair.locale for pair in found}):
        some, language = [p for p in found if p.locale == locale], locale.partition("_")[0]
        half = len(some) // 2
        for pair, other in zip(some, [*some[half:], *some[:half]], strict=True):
            here, there = said(pair.source, "en"), said(pair.target, language)
            for one, facing, more in (
                (here, there, said(other.source, "en")),
                (there, here, said(other.target, language)),
            ):
                mine = [word.met for word in compared(one, facing)]
                own.update(mine)
                strange.update([w.met for w in compared((*one, *more), facing)][len(mine) :])
    return {met: math.log(strange[met] / strange.total() / (own[met] / own.total())) for met in MET}


def samples(
    folder: Path, locale: str, expected: Expected, worth: Mapping[str, float]
) -> Iterator[Sample]:
    """Every good pair of a locale, and what is planted into it."""
    for pair in pairs(folder, locale, "tune"):
        texts = [("good", pair.target)]
        for kind in CLASSES.values():
            texts += [(kind, way.text) for way in plant(kind, pair, PER_PAIR)]
        for kind, text in texts:
            if excess := measured(pair.source, text, expected):
                left, more = _stretches(pair.source, text, locale.partition("_")[0], worth)
                yield Sample(folder.name, locale, kind, (*excess[0], left), (*excess[1], more))


def _stretches(
    source: str, target: str, language: str, worth: Mapping[str, float]
) -> tuple[float, float]:
    if not worded(language):
        return 0.0, 0.0
    here, there = said(source, "en"), said(target, language)
    return stretch(here, there, worth).sum, stretch(there, here, worth).sum


def worded(language: str) -> bool:
    """Whether a language has a table of words."""
    return "says" in table(language, "length")


# ── 3 and 4: the fit ──────────────────────────────────────────────────────────────────────────────


def fitted(found: Sequence[Sample]) -> Model:
    """Weights, and levels on the same pairs."""
    weights = {}
    for side, kind in CLASSES.items():
        used = [one for one in found if one.kind in ("good", kind)]
        spoiled = np.array([float(one.kind != "good") for one in used])
        weights[side] = _logistic(_matrix(used, side), spoiled)
    scores = _scores([one for one in found if one.kind == "good"], weights)
    return Model(weights, {s: float(np.quantile(scores, 1 - share)) for s, share in SHARES.items()})


def _matrix(found: Sequence[Sample], side: str) -> Array:
    return np.array([(1.0, *(one.omitted if side == "omitted" else one.added)) for one in found])


def _logistic(terms: Array, spoiled: Array) -> Array:
    """Newton's method with a small ridge, which a term that is always 0 needs."""
    weights: Array = np.zeros(terms.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(terms @ weights, -30, 30)))
        slope = terms.T @ (spoiled - chance) - RIDGE * weights
        curve = (terms * (chance * (1 - chance))[:, None]).T @ terms
        weights = weights + np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
    return weights


def _scores(found: Sequence[Sample], weights: Mapping[str, Array]) -> Array:
    sides = [_matrix(found, side) @ weights[side] for side in CLASSES]
    return np.maximum(*sides)


def _report(model: Model, found: Sequence[Sample]) -> None:
    """One line a collection and locale: shares that reach each level."""
    for (folder, locale), some in groupby(found, key=lambda one: (one.folder, one.locale)):
        own = list(some)
        told = []
        for kind in ("good", *CLASSES.values()):
            scores = _scores([one for one in own if one.kind == kind], model.weights)
            shares = [f"{s} {np.mean(scores >= model.levels[s]):6.1%}" for s in Severity]
            told.append(f"{kind}: {', '.join(shares)}")
        print(f"  {folder:<10}{locale:<9}{'; '.join(told)}")


def _crossed(name: str, found: Sequence[Sample]) -> None:
    """The fit judged on what was left out of it."""
    print(f"{name}, each on what was left out:")
    parts = [one.folder if name == "worded" else one.locale for one in found]
    for held in sorted(set(parts)) if len(set(parts)) > 1 else ():
        rest = [one for one, part in zip(found, parts, strict=True) if part != held]
        own = [one for one, part in zip(found, parts, strict=True) if part == held]
        _report(fitted(rest), own)


# ── the tables ────────────────────────────────────────────────────────────────────────────────────


def _write_language(language: str, expected: Expected) -> None:
    path = TABLES / language / "length.yaml"
    text = path.read_text(encoding="utf-8")
    for name in ("ratio", "spread", "short"):
        value = f"{name}: {getattr(expected, name):.3f}"
        text = re.sub(rf"^{name}: .*$", value, text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def _model(name: str, model: Model) -> str:
    lines = [f"{name}:"]
    for side, weights in model.weights.items():
        terms = [f"{term}: {w:.2f}" for term, w in zip(TERMS, weights, strict=True)]
        lines.append(f"  {side}: {{{', '.join(terms if name == 'worded' else terms[:-1])}}}")
    levels = ", ".join(f"{severity}: {least:.2f}" for severity, least in model.levels.items())
    return "\n".join([*lines, f"  from: {{{levels}}}"])


def main() -> None:
    """Fit, print, and write where asked."""
    options = _options()
    sets = [(folder, locale) for folder, locales in options.folders for locale in locales]
    texts: dict[str, list[Pair]] = {}
    for folder, locale in sets:
        texts.setdefault(locale.partition("_")[0], []).extend(pairs(folder, locale, "tune"))
    expected = {language: lengths(found) for language, found in texts.items()}
    worth = worths([pair for name, found in texts.items() if worded(name) for pair in found])
    told = ", ".join(f"{met}: {value:.2f}" for met, value in worth.items())
    parts = [f"{HEAD}worth: {{{told}}}"]
    for name in ("worded", "wordless"):
        found = [
            sample
            for folder, locale in sets
            if worded(language := locale.partition("_")[0]) is (name == "worded")
            for sample in samples(folder, locale, expected[language], worth)
        ]
        model = fitted(found)
        parts.append(_model(name, model))
        print(f"{name}:")
        _report(model, found)
        _crossed(name, found)
    print("", *expected.items(), "\n\n".join(parts), sep="\n")
    if options.write:
        (TABLES / "any" / "length.yaml").write_text("\n".join(parts) + "\n", encoding="utf-8")
        for language, figures in expected.items():
            _write_language(language, figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", type=_folder, nargs="+", metavar="DIR:LOCALE,LOCALE")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _folder(text: str) -> tuple[Path, list[str]]:
    folder, _, locales = text.rpartition(":")
    return Path(folder), locales.split(",")


if __name__ == "__main__":
    main()
