"""Files from outside a project: text that becomes an article, terms for the glossary."""

from __future__ import annotations

from pathlib import Path

from pipeline import files, glossary
from pipeline.errors import InputError
from pipeline.exchange import format_of, merged
from pipeline.project import Project
from pipeline.read import decoded, read, scraped
from pipeline.read.scraped import Notice
from pipeline.termbase import Termbase


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
