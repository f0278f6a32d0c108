"""Catalogs brought up to date, against po4a: `python -m benchmarks.update` prints a table.

Each round makes a new project: articles of 60 sentences, two locales, no glossary. The tools take
turns in it, so that a busy machine slows all alike. Timed are whole processes:

    first      no catalog stands yet
    again      nothing has changed, and nothing is translated
    edited     all is translated, and one sentence of each article has changed
    nothing    nothing has changed since

po4a runs as `po4a --no-translations`: it writes catalogs and no documents, as `polyclinic update`
does. It has no option for parallel work, and writes as we do: no lines in references, no wrapping.
It runs twice: with one catalog an article and locale, which is the same work (split; polyclinic is
to take a third of its time), and with one a locale, which is how po4a is quickest (whole). Its unit
is the paragraph, so its entries are fewer and longer. When split it merges each catalog with all
others, which takes minutes: that is timed in the first round only.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from statistics import median

import polib

from pipeline import __version__

ROOT = Path(__file__).parents[1]
LOCALES = ("pt_BR", "es")
SENTENCES = 60
CASES = ("first", "again", "edited", "nothing")
CATALOGS = {
    "polyclinic": "locales/*/LC_MESSAGES/*.po",
    "po4a split": "po/*/*.po",
    "po4a whole": "po/*.po",
}
"""Contender → where its catalogs lie."""

PATHS = {
    "po4a split": "po/$master/$master.pot $lang:po/$master/$lang.po",
    "po4a whole": "po/all.pot $lang:po/$lang.po",
}
SETTINGS = """\
[project]
organisation = "Benchmark"
locales = {locales}
"""
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Tool:
    """A contender with a project of its own."""

    name: str
    folder: Path

    @property
    def command(self) -> list[str]:
        """The process to be timed."""
        if self.name in PATHS:
            return ["po4a", "--quiet", "--no-translations", "po4a.cfg"]
        return [sys.executable, str(ROOT / "cli.py"), "-C", str(self.folder), "update"]

    @property
    def catalogs(self) -> list[Path]:
        """Its `.po` files."""
        return sorted(self.folder.glob(CATALOGS[self.name]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    written: list[tuple[str, int, int, int]] = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            names = [name for name in CATALOGS if number == 0 or name != "po4a split"]
            tools = [set_up(Path(folder), name, options.articles) for name in names]
            for case, name, spent in timed(tools, options.articles, number):
                times[case, name].append(spent)
            if number == 0:
                written = [(tool.name, *counted(tool)) for tool in tools]
    print(f"polyclinic {__version__}, Python {platform.python_version()}, {'; '.join(peers())}")
    print(f"{platform.machine()}, {os.cpu_count()} cores; {options.articles} articles ", end="")
    print(f"of {SENTENCES} sentences, locales {' '.join(LOCALES)}, {options.rounds} rounds")
    print("seconds, best (median); median of the ratios to polyclinic, round by round\n")
    print_table(times)
    print("\non disk after the first round:")
    for name, files, entries, fuzzy in written:
        print(f"  {name:<12}{files:>5} catalogs,{entries:>7} entries,{fuzzy:>5} fuzzy")


def timed(tools: Sequence[Tool], articles: int, number: int) -> Iterator[tuple[str, str, float]]:
    """Case, contender, seconds; another contender begins each round."""
    at = number % len(tools)
    for case in CASES:
        for tool in (*tools[at:], *tools[:at]):
            if case == "edited":
                translate(tool)
                write_sources(tool, articles, edited=True)
            yield case, tool.name, seconds(tool)


def seconds(tool: Tool) -> float:
    """Wall-clock seconds of the contender's process, which has to end well."""
    start = time.perf_counter()
    subprocess.run(tool.command, cwd=tool.folder, env=ENVIRONMENT, capture_output=True, check=True)
    return time.perf_counter() - start


def print_table(times: Mapping[tuple[str, str], list[float]]) -> None:
    """A row for each case, a column for each contender."""
    print(f"{'':<10}" + "".join(f"{name:>26}" for name in CATALOGS))
    own, *others = CATALOGS
    for case in CASES:
        cells = [_cell(times[case, own])]
        for name in others:
            pairs = zip(times[case, name], times[case, own], strict=False)  # split: one round
            cells.append(f"{_cell(times[case, name])} {median(a / b for a, b in pairs):5.1f}×")
        print(f"{case:<10}" + "".join(f"{cell:>26}" for cell in cells))


def _cell(values: Sequence[float]) -> str:
    return f"{min(values):6.2f} ({median(values):6.2f})"


def peers() -> Iterator[str]:
    """Name and version of what po4a is made of."""
    for command in ("po4a", "msgmerge", "perl"):
        told = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\d+\.[\d.]*\d", told.stdout)
        yield f"{command} {found[0] if found else '?'}"


# ── the projects ──────────────────────────────────────────────────────────────────────────────────


def set_up(folder: Path, name: str, articles: int) -> Tool:
    """A contender with the articles and its settings, and no catalog."""
    tool = Tool(name, folder / name.replace(" ", "-"))
    (tool.folder / "source").mkdir(parents=True)
    write_sources(tool, articles, edited=False)
    if name in PATHS:
        (tool.folder / "po").mkdir()
        lines = [
            f"[po4a_langs] {' '.join(LOCALES)}",
            f"[po4a_paths] {PATHS[name]}",
            "[options] --porefs file --wrap-po no",
            *(
                f"[type: text] source/{path.name} $lang:out/$lang/{path.name}"
                ' opt:"-o markdown -o neverwrap"'
                for path in sorted((tool.folder / "source").iterdir())
            ),
        ]
        (tool.folder / "po4a.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        settings = SETTINGS.format(locales=list(LOCALES))
        (tool.folder / "polyclinic.toml").write_text(settings, encoding="utf-8")
        (tool.folder / "glossary.yaml").write_text("terms: []\n", encoding="utf-8")
    return tool


def write_sources(tool: Tool, articles: int, edited: bool) -> None:
    """The articles; `edited`: with one sentence of each changed."""
    chance = random.Random(19)
    numbers = chance.sample(range(prod(map(len, PARTS))), articles * SENTENCES)
    for article in range(articles):
        own = [sentence(n) for n in numbers[article * SENTENCES :][:SENTENCES]]
        if edited:
            own[SENTENCES // 2] = own[SENTENCES // 2].replace(".", " once more.")
        path = tool.folder / "source" / f"article-{article:03}.md"
        path.write_text(markdown(f"Benchmark {article}", own), encoding="utf-8")


def translate(tool: Tool) -> None:
    """Fill every entry with its source in other letters, as a translator would: nothing fuzzy."""
    for path in tool.catalogs:
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog:
            entry.msgstr = entry.msgid.translate(LETTERS)
        catalog.save(str(path))


def counted(tool: Tool) -> tuple[int, int, int]:
    """Its catalogs, their entries, and how many of those are fuzzy: what has changed."""
    found = [polib.pofile(str(path)) for path in tool.catalogs]
    live = [entry for catalog in found for entry in catalog if not entry.obsolete]
    return len(found), len(live), sum("fuzzy" in entry.flags for entry in live)


# ── the articles ──────────────────────────────────────────────────────────────────────────────────

LETTERS = str.maketrans("aeiou", "áéíóú")
PARTS = tuple(
    part.split("|")
    for part in (
        "A cold pack|A warm bath|A firm pillow|A short walk|Light stretching|Slow breathing"
        "|A good night of sleep|A glass of water|An early meal|The morning dose|A soft brace"
        "|Your physiotherapist|Gentle rubbing|A low chair|The practice nurse|Sitting upright",
        "may help with|often eases|can shorten|rarely worsens|should not replace|is meant for"
        "|has little to do with|is no cure for|goes well with|usually comes before",
        "stiff shoulders|a sore neck|tired legs|the ache between your ribs|a swollen ankle"
        "|back pain|the cramps that wake you|muscle strain|numb fingers|a stiff hip"
        "|pain when you bend|the weakness in your hand|morning stiffness|a tender knee"
        "|an aching wrist|a dull headache",
        "during the first week|after a long day at work|while you wait for the visit|on most days"
        "|when you lie on your side|before you go to bed|if the swelling stays|in cold weather"
        "|as long as nothing tingles|unless you were told otherwise|for a few weeks|at any age",
    )
)
SECTIONS = ("What it is", "Where it comes from", "What you can do", "What to avoid",
            "How it is treated", "When to call us")  # fmt: skip
TABLE = """\
| Time | Exercise | Rounds |
|---|---|---|
| Morning | Shoulder roll | Five |
| Noon | Chin tuck | Eight |
| Evening | Wall slide | Ten |
"""


def sentence(number: int) -> str:
    """One of the sentences that the parts make; equal numbers, equal sentences."""
    words = []
    for part in PARTS:
        number, at = divmod(number, len(part))
        words.append(part[at])
    return " ".join(words) + "."


def markdown(title: str, sentences: Sequence[str]) -> str:
    """An article: six sections with two paragraphs and a list each, and a table."""
    size = len(sentences) // len(SECTIONS)
    sections = [
        _section(heading, sentences[at * size :][:size]) for at, heading in enumerate(SECTIONS)
    ]
    return f"---\ntitle: {title}\nversion: 1.0\n---\n\n" + "\n".join([*sections, TABLE])


def _section(heading: str, sentences: Sequence[str]) -> str:
    """A paragraph of four sentences, a list of four, a paragraph of the rest."""
    first, *others = sentences[4:8]
    items = [f"**{first[:-1]}**.", *others]
    blocks = [
        f"## {heading}",
        " ".join(sentences[:4]),
        "\n".join(f"- {item}" for item in items),
        " ".join(sentences[8:]),
    ]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    main()
