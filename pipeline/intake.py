"""Files from outside a project: text that becomes an article, `.po` files that are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline import files, glossary
from pipeline.errors import InputError
from pipeline.exchange import format_of, merged
from pipeline.kept import Order
from pipeline.model import State
from pipeline.project import SETTINGS, Project
from pipeline.read import decoded, read, scraped
from pipeline.read.scraped import Notice
from pipeline.run import Outcome, now, run
from pipeline.stages import inspect
from pipeline.termbase import Termbase
from pipeline.todo import Scope


def termbase(project: Project) -> Termbase:
    """The termbase of a project; InputError names file, line and term of a mistake."""
    return glossary.parse(files.read_text(project.glossary), "glossary.yaml")


def import_text(
    project: Project, file: Path, slug: str, replace: bool
) -> tuple[str, tuple[Notice, ...]]:
    """Write `source/SLUG.md` from scraped plain text; its path, and what to look at by line.

    InputError when the file is no text, the slug no slug, or the article is there already.
    """
    if "/" in slug or "\\" in slug:
        raise InputError(f"'{slug}' is a path; name the article alone, like upper-back-pain")
    path = project.root / "source" / f"{slug}.md"
    name = project.relative(path)
    if path.exists() and not replace:
        raise InputError("this article is there already; --replace overwrites it", name)
    text = decoded(files.read(file), str(file))
    imported = scraped.imported(text, str(file))
    content = imported.markdown.encode()
    read(content, name)  # what cannot be read back must not be written
    base = termbase(project)
    misspelled = (
        Notice(number, f"'{written}' looks like a misspelling of '{spot.term.source}'")
        for number, line in enumerate(text.split("\n"), 1)
        for spot, written in base.misspelled(line)
    )
    files.write(path, content)
    return name, tuple(sorted((*imported.notices, *misspelled), key=lambda n: n.line))


def import_terms(project: Project, file: Path, locale: str) -> tuple[str, ...]:
    """Merge the terms of a CSV or TBX file into the glossary; a sentence for each change.

    Nothing is written when nothing changed, since rewriting loses comments.
    """
    new = format_of(str(file)).parse(files.read(file), str(file), locale)
    old = termbase(project)
    terms, said = merged(old.terms, new)
    if said:
        content = glossary.dump(terms)
        glossary.parse(content, str(file))  # what cannot be read back must not be written
        files.write(project.glossary, content.encode())
    return said or ("nothing new: every term is in the glossary already",)


def check_files(
    root: Path, paths: Sequence[Path], terms: Path | None, require: str | None
) -> Iterator[tuple[str, Outcome]]:
    """Each `.po` file as findings name it, with what came of it: as part of its project where it
    lies in one, else by itself. One after the other, and none is kept.

    Folders stand for the `.po` files in them. `require` is `translated` where it is not given and
    no project's policy says otherwise. InputError for a folder without any.
    """
    project = Project.open(root) if (root / SETTINGS).is_file() else None
    base: Termbase | None = None
    for path in _po_files(paths):
        place = _place(project, path)
        outcome = Outcome()
        try:
            if project and place:
                order = Order(frozenset(), State(require or project.settings.policy.require))
                outcome = run(project, order, Scope((place[0],), (place[1],)), now())
            else:
                base = base or _termbase_at(terms)
                required = State(require or State.TRANSLATED)
                outcome.results.append(inspect(files.read(path), str(path), base, required))
        except InputError as fault:
            outcome.faulty(fault)
        yield project.relative(project.po(*place)) if project and place else str(path), outcome


def _termbase_at(path: Path | None) -> Termbase:
    return glossary.parse(files.read_text(path), str(path)) if path else Termbase(())


def _po_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*.po")) if path.is_dir() else [path]
        if not found:
            raise InputError("there is no .po file in this folder", str(path))
        yield from found


def _place(project: Project | None, path: Path) -> tuple[str, str] | None:
    """(locale, slug) of a catalog of the project; None for any other file."""
    if project is None:
        return None
    for locale in project.settings.project.locales:
        if path.resolve() == project.po(locale, path.stem).resolve():
            return locale, path.stem
    return None
