"""Pages by the second: `python -m benchmarks.print_speed` prints a table.

The handouts are this project's own article in each of its locales, with other words in every
paragraph of every handout, so that nothing made before serves again.

    render / raw       what a handout costs over Typst's compilation of a job, median of pairs
    600 handouts       100 articles in 6 locales on 2 processes; memory after 100 and after 600
    WeasyPrint         the same handout's web page to PDF: --weasyprint PYTHON names one that has it
                       (in a venv: pip install weasyprint; apt-get install libpangoft2-1.0-0)
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from pipeline import catalog
from pipeline.languages import language
from pipeline.model import Block, Figure, Handout, Layout, Passage, Plain, Sentence, with_texts
from pipeline.project import SETTINGS
from pipeline.publish import html, pdf
from pipeline.publish.compose import Page, compose
from pipeline.publish.labels import labels
from pipeline.publish.sheet import sheet
from pipeline.read import read
from pipeline.review import Drafts

ROOT = Path(__file__).parents[1]
ARTICLE = "source/upper-back-pain.md"
PAIRS = 6
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
ARTICLES = 100

WEASYPRINT = """
import sys, time, weasyprint
pages = [open(path, "rb").read() for path in sys.argv[1:]]
for page in pages:
    start = time.process_time()
    weasyprint.HTML(string=page.decode()).write_pdf(pdf_variant="pdf/ua-1")
    print((time.process_time() - start) * 1000)
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weasyprint", metavar="PYTHON", help="a Python that has WeasyPrint")
    parser.add_argument("--articles", type=int, default=ARTICLES)
    chosen = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()};")
    print(f"Typst {version('typst')}; times are of the processor, in ms\n")
    own = [row for layout in Layout for row in overhead(layout)]
    for name, value, target in own:
        print(f"{name:34} {value:>12}   {target}".rstrip())
    print(weasyprint(chosen.weasyprint))
    print(flat(chosen.articles))


def overhead(layout: Layout) -> Iterator[tuple[str, str, str]]:
    """What `render` costs over the compilation of the same job."""
    raw, whole = [], []
    for number in range(PAIRS + 1):
        for locale in locales():
            made = sheet(handout(locale, f"a{number}"), layout)
            raw.append(spent(lambda made=made: pdf._compiled(made, STAMP)))  # type: ignore[misc]
            other = handout(locale, f"b{number}")
            whole.append(spent(lambda other=other: pdf.render(other, layout)))  # type: ignore[misc]
    warm = len(locales())  # the first round reads the fonts
    ratios = [w / r for r, w in zip(raw[warm:], whole[warm:], strict=True)]
    yield f"{layout}: raw Typst", f"{median(raw[warm:]):.0f}", ""
    yield f"{layout}: render", f"{median(whole[warm:]):.0f}", ""
    yield f"{layout}: render / raw", f"{median(ratios):.2f}", "at most 1.5"


def weasyprint(python: str | None) -> str:
    """The same pages by WeasyPrint, or why that column is missing."""
    if python is None:
        return "WeasyPrint: not compared; name a Python that has it with --weasyprint PYTHON"
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(3):
            for locale in ("es", "pt_BR"):
                path = Path(folder) / f"{number}{locale}.html"
                path.write_bytes(html.render(handout(locale, f"w{number}")))
                paths.append(str(path))
        done = subprocess.run(
            [python, "-c", WEASYPRINT, *paths], capture_output=True, text=True, check=True
        )
    theirs = median(list(map(float, done.stdout.split()))[2:])
    ours = [spent(partial(pdf.render, handout("es", f"v{n}"))) for n in range(8)]
    ratio = theirs / median(ours[2:])
    figures = f"{theirs:.0f} ms, here {median(ours[2:]):.0f} ms"
    return f"WeasyPrint: {figures}: {ratio:.1f} times (at least 5)"


def flat(articles: int) -> str:
    """Many handouts on two processes, and how their memory grew."""
    start = time.perf_counter()
    jobs = [(locale, f"m{number}") for number in range(articles) for locale in locales()]
    # Not forked: Typst's threads do not survive it.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        peaks = list(pool.map(one, jobs))
    seconds = time.perf_counter() - start
    early, late = max(peaks[: len(peaks) // 6]), max(peaks)
    return (
        f"{len(jobs)} handouts on 2 processes: {len(jobs) / seconds:.1f} a second by the clock;"
        f" memory of one: {early} MB after a sixth, {late} MB at the end"
    )


def one(job: tuple[str, str]) -> int:
    """Render one handout; the peak memory of its process so far, in MB."""
    pdf.render(handout(*job))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def spent(call: Callable[[], object]) -> float:
    """Milliseconds of processor time, of all threads: a busy machine does not change them."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


@cache
def locales() -> tuple[str, ...]:
    """The locales that this project has a catalog for."""
    found = ROOT.glob(f"locales/*/LC_MESSAGES/{Path(ARTICLE).stem}.po")
    return tuple(sorted(path.parents[1].name for path in found))


def handout(locale: str, word: str) -> Handout:
    """The article in one locale, with a word of its own in every text."""

    def changed(passage: Passage) -> Passage:
        if not passage.sentences:
            return passage
        tag = passage.sentences[-1].language
        return replace(passage, sentences=(*passage.sentences, Sentence((Plain(word),), tag)))

    def varied(blocks: tuple[Block[Passage], ...]) -> tuple[Block[Passage], ...]:
        # A drawing has no room for more words.
        return tuple(b if isinstance(b, Figure) else with_texts(b, changed) for b in blocks)

    made = composed(locale)
    original = replace(made.original, blocks=varied(made.original.blocks))
    return replace(made, id=word, blocks=varied(made.blocks), original=original)


@cache
def composed(locale: str) -> Handout:
    """The article in one locale as a DRAFT."""
    images = {f"source/figures/{p.name}": p.read_bytes() for p in ROOT.glob("source/figures/*")}
    article = read((ROOT / ARTICLE).read_bytes(), ARTICLE, images)
    path = ROOT / "locales" / locale / "LC_MESSAGES" / f"{article.slug}.po"
    units = catalog.parse(path.read_text(encoding="utf-8"), path.name).units
    texts = {unit.key: unit.msgstr for unit in units if unit.msgstr}
    page = Page(organisation="Benchmark", url="https://example.org/handouts", status=SETTINGS)
    wording = Drafts(texts, "machine draft", article.date, "0" * 64)
    return compose(article, wording, language(locale), page, labels(locale))


if __name__ == "__main__":
    main()
