"""What the clinical checks find and what they disturb: `make bench-checks TICO=DIR`.

    python -m benchmarks.checks [DIR] [--language es …] [--half tune|report|both] [--class NAME …]
                                [--show misses|false-alarms N] [--corpus FOLDER]

Errors are planted by program (`planted.py`) into the professional pairs of TICO-19's dev set. A
hit is a finding that the matching check (`CHECKS_OF`) has on the spoiled text and not on the good
one.

recall     hits / n, with Wilson's 95 % interval; n = natural + templated plants. A class with fewer
           than 30 natural pairs gets own sentences besides, never more than a third of n.
precision  r / (r + a): r the recall, a the share of all good pairs of this half on which a matching
           check finds anything. So it is the precision where half of what is checked is spoiled.
as error   share of the plants with a hit that is an error, which keeps a final away
heard      share of the plants with a hit that is an error or a warning: more than a hint
own        hits / n on own sentences alone, those beyond the third included
pofilter   recall of translate-toolkit's pofilter, with a hit of any of its tests named in `PEER`

Below that: the share of good pairs with an error, with a warning. The tests' labelled corpus comes
first: recall and precision of each check on sentences of our own.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml
from translate.filters.checks import CheckerConfig, StandardChecker
from translate.storage.pypo import pounit

from benchmarks.planted import CHECKS_OF, DATA, Pair, carriers, plant
from pipeline import __version__, glossary
from pipeline.checks import CHECKS, Given, check
from pipeline.languages import language, marks
from pipeline.model import Severity, Unit
from pipeline.termbase import Termbase

ROOT = Path(__file__).parents[1]
FILES = {"es": "es-LA", "pt_BR": "pt-BR", "ru": "ru", "ar": "ar", "zh_Hans": "zh", "fr": "fr"}
"""Locale → its name in TICO-19's file names."""

PER_PAIR = 2
"""Plants of one class in one pair, at most: more would be more of the same sentence."""

SCARCE = 30
"""Fewer natural pairs than this, and own sentences are added up to as many."""

BAR, ERRORS, WARNINGS = 0.95, 0.02, 0.06
"""Least recall in every class; largest share of good pairs with an error, with a warning."""

PEER = ("numbers", "unchanged", "untranslated", "short", "long", "urls", "emails", "blank")

Half = Literal["tune", "report"]
Seen = frozenset[tuple[str, str, Severity]]
"""(check, message, severity) of the findings on one text."""


# ── the data ──────────────────────────────────────────────────────────────────────────────────────


def halves(documents: Iterable[str]) -> Mapping[str, Half]:
    """Document → half, from the document of every sentence.

    Whole documents, since sentences of one share their words and their translator. The longest
    first, each to the half with fewer sentences so far: a rule leaves nobody a choice.
    """
    sizes = Counter(documents)
    filled: dict[Half, int] = {"tune": 0, "report": 0}
    found: dict[str, Half] = {}
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        half: Half = "tune" if filled["tune"] <= filled["report"] else "report"
        found[name] = half
        filled[half] += sizes[name]
    return found


class Sentence(NamedTuple):
    """One line of the dev set."""

    id: str
    source: str
    target: str

    @property
    def document(self) -> str:
        """`PubMed_10` of `PubMed_10:12`."""
        return self.id.partition(":")[0]


@cache
def sentences(folder: Path, locale: str) -> tuple[Sentence, ...]:
    """Every sentence of a locale, in the file's order."""
    lines = (folder / f"dev.en-{FILES[locale]}.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Sentence(*line.split("\t")[:3]) for line in lines)


@cache
def pairs(folder: Path, locale: str, half: Half) -> tuple[Pair, ...]:
    """All pairs of one half: none is left out, whatever it looks like."""
    own = sentences(folder, locale)
    there = {name: {s.id: s.target for s in sentences(folder, name)} for name in FILES}
    half_of = halves(s.document for s in own)
    return tuple(
        Pair(
            source=s.source,
            target=s.target,
            locale=locale,
            elsewhere={name: texts[s.id] for name, texts in there.items() if name != locale},
            stranger=own[(i + len(own) // 2) % len(own)].target,
            terms=termbase().terms,
        )
        for i, s in enumerate(own)
        if half_of[s.document] == half
    )


@cache
def termbase() -> Termbase:
    """The project's own glossary."""
    return glossary.parse((ROOT / "glossary.yaml").read_text(encoding="utf-8"), "glossary.yaml")


@cache
def given(locale: str) -> Given:
    """As `polyclinic check FILE.po` has it. The readers of pt_BR live in BR; where those of the
    others live nobody says."""
    return Given(termbase(), locale, marks("pt_BR", "BR") if locale == "pt_BR" else None)


# ── judging one text ──────────────────────────────────────────────────────────────────────────────


class Outcome(NamedTuple):
    """What came of one planted error."""

    name: str
    pair: Pair
    text: str
    how: str
    own: bool
    """Planted into an own sentence behind the pair."""

    hit: bool
    error: bool
    """A hit that is an error."""

    heard: bool
    """A hit that is more than a hint."""

    peer: bool


class Plant(NamedTuple):
    """One spoiled text, to be judged."""

    name: str
    pair: Pair
    text: str
    how: str
    own: bool


def judged(plants: Sequence[Plant]) -> list[Outcome]:
    """What the checks and pofilter say of spoiled texts."""
    return [_judged(*one) for one in plants]


def _judged(name: str, pair: Pair, text: str, how: str, own: bool) -> Outcome:
    known = {found[:2] for found in _seen(pair.source, pair.target, pair.locale)}
    new = [found for found in _seen(pair.source, text, pair.locale) if found[:2] not in known]
    hits = [severity for by, _, severity in new if by in CHECKS_OF[name]]
    before = _peer(pair.source, pair.target, pair.locale)
    peer = bool(_peer(pair.source, text, pair.locale) - before)
    error, heard = Severity.ERROR in hits, bool({Severity.ERROR, Severity.WARNING} & set(hits))
    return Outcome(name, pair, text, how, own, bool(hits), error, heard, peer)


@cache
def _seen(source: str, target: str, locale: str) -> Seen:
    unit = Unit(source, msgstr=target)
    return frozenset((f.check, f.message, f.severity) for f in check(unit, given(locale)))


@cache
def _checker(locale: str) -> Any:
    config = CheckerConfig(targetlanguage=locale)
    return StandardChecker(checkerconfig=config, limitfilters=list(PEER))


@cache
def _peer(source: str, target: str, locale: str) -> frozenset[tuple[str, str]]:
    unit = pounit(source)
    unit.target = target
    failures: Mapping[str, str] = _checker(locale).run_filters(unit)
    return frozenset((name, str(message)) for name, message in failures.items())


class Good(NamedTuple):
    """What the checks and pofilter say of one professional pair."""

    pair: Pair
    seen: Seen
    peer: bool


def good(found: Sequence[Pair]) -> list[Good]:
    """What they say of good pairs."""
    return [
        Good(p, _seen(p.source, p.target, p.locale), bool(_peer(p.source, p.target, p.locale)))
        for p in found
    ]


# ── planting ──────────────────────────────────────────────────────────────────────────────────────


def natural(name: str, found: Sequence[Pair]) -> list[Plant]:
    """The class planted into the pairs themselves."""
    return [
        Plant(name, pair, way.text, way.how, own=False)
        for pair in found
        for way in plant(name, pair, PER_PAIR)
    ]


def templated(name: str, found: Sequence[Pair]) -> list[Plant]:
    """The class planted into own sentences behind the pairs: `SCARCE` of them, or none."""
    ready = carriers(name, found[0].locale) if found else ()
    joiner = language(found[0].locale).joiner if found else ""
    hosts = sorted(found, key=lambda pair: hashlib.sha256(pair.source.encode()).digest())[:SCARCE]
    made: list[Plant] = []
    for i, host in enumerate(hosts if ready else ()):
        source, target = ready[i % len(ready)]
        carrier = Pair(source, target, host.locale, terms=host.terms)
        whole = Pair(f"{host.source} {source}", f"{host.target}{joiner}{target}", host.locale)
        ways = plant(name, carrier, len(ready) + 1)
        way = ways[(i // len(ready)) % len(ways)]
        made.append(Plant(name, whole, f"{host.target}{joiner}{way.text}", way.how, own=True))
    return made


# ── counting ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """One class in one language."""

    name: str
    natural: int
    templated: int
    hits: int
    errors: int
    heard: int
    peer: int
    own: tuple[int, int]
    """Hits and n on own sentences alone."""

    alarms: float
    """Share of good pairs on which a matching check finds anything."""

    @property
    def n(self) -> int:
        """Plants in all."""
        return self.natural + self.templated

    @property
    def recall(self) -> float:
        """Hits of n; 0 where nothing could be planted."""
        return self.hits / self.n if self.n else 0.0

    @property
    def precision(self) -> float:
        """See the module's docstring."""
        return self.recall / (self.recall + self.alarms) if self.hits else 0.0


def row(name: str, outcomes: Sequence[Outcome], goods: Sequence[Good]) -> Row:
    """The row of a class: own sentences count for a third of n at most."""
    real = [o for o in outcomes if not o.own]
    own = [o for o in outcomes if o.own]
    counted = real + own[: len(real) // 2]
    alarmed = sum(any(by in CHECKS_OF[name] for by, _, _ in g.seen) for g in goods)
    return Row(
        name=name,
        natural=len(real),
        templated=len(counted) - len(real),
        hits=sum(o.hit for o in counted),
        errors=sum(o.error for o in counted),
        heard=sum(o.heard for o in counted),
        peer=sum(o.peer for o in counted),
        own=(sum(o.hit for o in own), len(own)),
        alarms=alarmed / max(len(goods), 1),
    )


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, without continuity correction).

    >>> [round(end, 3) for end in wilson(19, 20)]
    [0.764, 0.991]
    """
    if not n:
        return 0.0, 1.0
    z = 1.959964
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    wide = z * math.sqrt(share * (1 - share) / n + spread / n / 4) / (1 + spread)
    return max(0.0, middle - wide), min(1.0, middle + wide)


# ── the run ───────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Print the tables."""
    options = _options()
    print(_signature(options))
    corpus(options.corpus)
    if not options.folder:
        return
    with ProcessPoolExecutor(2) as pool:
        for half in ("tune", "report") if options.half == "both" else (options.half,):
            for locale in options.language:
                _table(pool, options, locale, half)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--language", nargs="+", choices=FILES, default=list(FILES))
    parser.add_argument("--half", choices=("tune", "report", "both"), default="report")
    parser.add_argument("--class", dest="classes", nargs="+", choices=CHECKS_OF, default=CHECKS_OF)
    parser.add_argument("--show", nargs=2, metavar=("misses|false-alarms", "N"), default=("", "0"))
    parser.add_argument("--corpus", type=Path, default=ROOT / "tests" / "data" / "clinical")
    return parser.parse_args()


def _signature(options: argparse.Namespace) -> str:
    """What the figures depend on, in one line, after sacreBLEU's signatures."""
    tables = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(DATA.glob("*.yaml"))))
    terms = hashlib.sha256((ROOT / "glossary.yaml").read_bytes())
    dev = sorted(options.folder.glob("dev.*.tsv")) if options.folder else []
    data = hashlib.sha256(b"".join(path.read_bytes() for path in dev))
    return (
        f"polyclinic {__version__} | Python {platform.python_version()} | translate-toolkit "
        f"{version('translate-toolkit')} | half {options.half} | per pair {PER_PAIR} | data "
        f"{data.hexdigest()[:8]} | tables {tables.hexdigest()[:8]} | glossary "
        f"{terms.hexdigest()[:8]} | checks {' '.join(CHECKS)}"
    )


def _table(pool: ProcessPoolExecutor, options: argparse.Namespace, locale: str, half: Half) -> None:
    found = pairs(options.folder, locale, half)
    goods = _spread(pool, good, found, f"{locale} {half}: good pairs")
    plants = [p for name in options.classes for p in natural(name, found)]
    natural_pairs = {
        name: len({p.pair.source for p in plants if p.name == name}) for name in CHECKS_OF
    }
    scarce = [name for name in options.classes if natural_pairs[name] < SCARCE]
    plants += [p for name in scarce for p in templated(name, found)]
    outcomes = _spread(pool, judged, plants, f"{locale} {half}: spoiled texts")
    rows = [row(name, [o for o in outcomes if o.name == name], goods) for name in options.classes]
    _print(locale, half, rows, goods)
    _show(options.show[0], int(options.show[1]), options.classes, outcomes, goods)


def _spread(
    pool: ProcessPoolExecutor, work: Callable[[Any], list[Any]], items: Sequence[Any], what: str
) -> list[Any]:
    """`work` on all items, on two cores, with a line that says how far it is."""
    chunks = [items[i : i + 50] for i in range(0, len(items), 50)]
    done: list[Any] = []
    for part in pool.map(work, chunks):
        done += part
        if sys.stderr.isatty():
            print(f"\r{what} {len(done)}/{len(items)} ", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 60, end="\r", file=sys.stderr)
    return done


def _print(locale: str, half: Half, rows: Sequence[Row], goods: Sequence[Good]) -> None:
    print(f"\n{locale}, {half} half: {len(goods)} professional pairs\n")
    head = (
        "class",
        "n",
        "hits",
        "recall",
        "95 %",
        "precision",
        "as error",
        "heard",
        "own",
        "pofilter",
    )
    print("{:<18}{:>9}{:>6}{:>8}{:>14}{:>11}{:>10}{:>8}{:>8}{:>10}".format(*head))
    for r in rows:
        low, high = wilson(r.hits, r.n)
        share = [f"{x / r.n:.1%}" if r.n else "–" for x in (r.hits, r.errors, r.heard, r.peer)]
        print(
            f"{r.name:<18}{f'{r.natural}+{r.templated}':>9}{r.hits:>6}{share[0]:>8}"
            f"{f'{low:.1%}–{high:.1%}':>14}{f'{r.precision:.1%}' if r.n else '–':>11}"
            f"{share[1]:>10}{share[2]:>8}{'{}/{}'.format(*r.own):>8}{share[3]:>10}" + _mark(r)
        )
    print()
    _print_good(goods)


def _mark(found: Row) -> str:
    """Whether a class reaches the bar: on its n, or on own sentences where it has no n."""
    hits, n = (found.hits, found.n) if found.n else found.own
    if not n:
        return "  ✗ nothing planted"
    return "" if hits / n >= BAR else "  ✗ below 95 %"


def _print_good(goods: Sequence[Good]) -> None:
    """Shares of professional pairs with a finding: in all, then check by check."""
    for name in ("any check", *CHECKS):
        shares = [
            sum(
                any(s is severity and name in (by, "any check") for by, _, s in g.seen)
                for g in goods
            )
            / len(goods)
            for severity in Severity
        ]
        bad = [bar for bar, limit in zip(shares, (ERRORS, WARNINGS), strict=False) if bar > limit]
        told = ", ".join(f"{x:.1%} {s}" for x, s in zip(shares, Severity, strict=True))
        print(f"good pairs, {name:<14}{told}" + ("  ✗ above the bar" if bad else ""))
    print(f"good pairs, pofilter      {sum(g.peer for g in goods) / len(goods):.1%} flagged")


def _show(
    what: str,
    most: int,
    classes: Iterable[str],
    outcomes: Sequence[Outcome],
    goods: Sequence[Good],
) -> None:
    if what == "misses":
        for name in classes:
            for o in [o for o in outcomes if o.name == name and not o.hit][:most]:
                print(f"\nmissed, {name}: {o.how}\n  {o.pair.source}\n  {o.text}")
    elif what == "false-alarms":
        for by in CHECKS:
            for g in [g for g in goods if any(f[0] == by for f in g.seen)][:most]:
                said = "; ".join(f"{s}: {message}" for name, message, s in g.seen if name == by)
                print(f"\non a good pair, {by}: {said}\n  {g.pair.source}\n  {g.pair.target}")


# ── the labelled corpus ───────────────────────────────────────────────────────────────────────────


def corpus(folder: Path) -> None:
    """Print what each check says of the sentences labelled for it: `CHECK.LANGUAGE.yaml`."""
    for path in sorted(folder.glob("*.yaml")):
        name, locale = path.stem.split(".", 1)
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))
        print(f"{path.name:<26}{_labelled(cases, name, locale)}")


def _labelled(cases: Sequence[Mapping[str, str]], name: str, locale: str) -> str:
    """One line on one file. A known limit is counted apart: `wanted` says what it should do."""
    if name not in CHECKS:
        return f"{len(cases)} sentences for a check that is not there: {name}"
    told = [(case, _reports(case, name, locale)) for case in cases]
    silent = [reported for case, reported in told if case["expect"] == "pass"]
    spoken = [reported for case, reported in told if case["expect"] == "report"]
    limits = [
        reported == (case.get("wanted") == "report")
        for case, reported in told
        if case["expect"] == "fail"
    ]
    hits, alarms = sum(spoken), sum(silent)
    precision = f"{hits / (hits + alarms):.1%}" if hits else "–"
    recall = f"{hits / len(spoken):.1%}" if spoken else "–"
    return (
        f"good {len(silent)}, bad {len(spoken)}, precision {precision}, recall {recall}, "
        f"limits {len(limits)} ({sum(limits)} of them pass by now)"
    )


def _reports(case: Mapping[str, str], name: str, locale: str) -> bool:
    return any(by == name for by, _, _ in _seen(case["source"], case["target"], locale))


if __name__ == "__main__":
    main()
