"""Projects in a folder, engines that lie, and an executor without processes, for the chain's tests.

A fake engine enters by the front door: `enter` puts it in the table of engines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import catalog, files
from pipeline.catalog import Catalog
from pipeline.checks import CHECKS
from pipeline.engines import ENGINES, EngineSettings, Entry
from pipeline.errors import InputError
from pipeline.kept import Order
from pipeline.model import State, Unit
from pipeline.project import Project
from pipeline.run import Outcome, run
from pipeline.stages import Stage
from pipeline.todo import Scope

HERE = Path(__file__).parent
ARTICLE = (HERE / "data" / "article.md").read_text(encoding="utf-8")
SCRAPED = HERE / "data" / "scraped.txt"
GLOSSARY = (HERE.parent / "glossary.yaml").read_text(encoding="utf-8")
NOW = "2025-02-03T04:05:06Z"
LATER = "2025-02-04T04:05:06Z"
ALL = frozenset(Stage)
"""What `polyclinic run` asks for."""

SETTINGS = """\
[project]
organisation = "Shoulder Clinic"
locales = {locales}
territory = "US"

[engines]
default = {chain}

[policy]
proposed_terms = true
"""


def project(
    root: Path,
    *,
    locales: Sequence[str] = ("es",),
    chain: Sequence[str] = ("pseudo",),
    articles: Mapping[str, str] | None = None,
    glossary: str = GLOSSARY,
) -> Project:
    """A project with the fixture article, or with `articles` (slug → Markdown)."""
    texts = {"shoulder": ARTICLE} if articles is None else articles
    settings = SETTINGS.format(locales=list(locales), chain=list(chain)).replace("'", '"')
    files.write(root / "polyclinic.toml", settings.encode())
    files.write(root / "glossary.yaml", glossary.encode())
    for slug, text in texts.items():
        files.write(root / "source" / f"{slug}.md", text.encode())
    return Project.open(root)


def perform_all(
    project: Project,
    stages: frozenset[Stage] = ALL,
    *,
    require: State = State.DRAFTED,
    now: str = NOW,
    executor: Executor | None = None,
) -> Outcome:
    """The chain over the whole project, in this process unless an executor is given."""
    return run(project, Order(stages, require), Scope(), now, executor or Here())


def units(project: Project, locale: str = "es", slug: str = "shoulder") -> dict[str, Unit]:
    """msgid → unit of a catalog on disk."""
    return {unit.msgid: unit for unit in read(project, locale, slug).units}


def read(project: Project, locale: str = "es", slug: str = "shoulder") -> Catalog:
    """A catalog on disk."""
    path = project.po(locale, slug)
    return catalog.parse(path.read_text(encoding="utf-8"), str(path))


def edit(
    project: Project,
    change: Callable[[Unit], Unit],
    locale: str = "es",
    slug: str = "shoulder",
) -> None:
    """What a translator does in an editor: each unit of a catalog changed and saved."""
    found = read(project, locale, slug)
    edited = replace(found, units=tuple(change(unit) for unit in found.units))
    project.po(locale, slug).write_text(catalog.render(edited), encoding="utf-8")


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its bytes and its time of change."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


# ── engines ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Fake:
    """An engine that answers each text by a function, and remembers what it was asked."""

    answer: Callable[[str], str]
    name: str = "fake"
    version: str = "fake 1"
    placeholders: tuple[str, ...] = ("XQ{}", "[{}]")
    asked: list[str] = field(default_factory=list)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One answer for each text."""
        self.asked += texts
        return [self.answer(text) for text in texts]

    def open_engine(self, source: str, target: str, settings: EngineSettings) -> Fake:
        """Itself, for any pair."""
        return self


def enter(monkeypatch: pytest.MonkeyPatch, *engines: Fake) -> None:
    """Put fake engines into the table, for this test and this process."""
    for engine in engines:
        monkeypatch.setattr(f"{__name__}.{engine.name}", engine, raising=False)
        entry = Entry(f"{__name__}:{engine.name}", "none", "none", True)
        monkeypatch.setitem(ENGINES, engine.name, entry)


_WORD = re.compile(r"\w+(?![^(]*\))")


def toy(text: str) -> str:
    """A faithful translation into no language: each word backwards, all else as it stands.

    Words with a digit (placeholders) and what stands in brackets come through.

    >>> toy("Take 2 **big** XQ0.")
    'Ekat 2 **gib** XQ0.'
    """
    return _WORD.sub(lambda found: _backwards(found[0]), text)


_SAID = {"not": "no", "no": "not", "on": "sobre", "sobre": "on"}
"""What would be an error to lose, there and back."""


def _backwards(word: str) -> str:
    if any(letter.isdigit() for letter in word):
        return word
    turned = _SAID.get(word.lower(), word[::-1].lower())
    return turned.capitalize() if word[0].isupper() else turned


MEANING = (
    *("doses", "frequency", "negation", "laterality", "direction", "sequence", "comparator"),
    *("language", "length", "contacts", "punctuation"),
)
"""Checks that ask what words mean: no made-up language passes them."""


@pytest.fixture(scope="module")
def form_only() -> Iterator[None]:
    """For tests of the lock with engines that speak no language: checks of form alone."""
    with pytest.MonkeyPatch.context() as patch:
        for name in MEANING:
            patch.delitem(CHECKS, name)
        yield


# ── executors ─────────────────────────────────────────────────────────────────────────────────────


class Here(Executor):
    """Does each job at once, in this process; `meanwhile` happens before the first is written."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._meanwhile: Iterator[Callable[[], object]] = iter([meanwhile])

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except InputError as fault:
            future.set_exception(fault)
        next(self._meanwhile, lambda: None)()
        return future
