"""What the project itself feeds to its translation memory: all that a person has cleared.

Each catalog on disk is a feed, also those of articles that left; so is what was imported. A record
is approved only while the approval of its exact words holds. Fuzzy text never enters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

from pipeline import catalog, files
from pipeline.errors import InputError
from pipeline.events import Ledger, load, pairs
from pipeline.job import approvals_trusted, termbase_of
from pipeline.memory import Feed, Memory, Record, tmx
from pipeline.model import Finding, Severity
from pipeline.project import Project
from pipeline.todo import Shared


def refresh(project: Project) -> None:
    """Bring the memory's index up to date with all that changed since the last time."""
    Memory(project.memory_index).refresh(feeds(project))


def feeds(project: Project) -> Iterator[Feed]:
    """A feed for each catalog of the project and for each imported memory."""
    known = Shared(project)
    policy = project.settings.policy.model_dump_json().encode()
    for locale, slug in project.slugs_with_catalogs():
        if (path := project.po(locale, slug)).is_file():
            po, events = files.read(path), known.events(locale, slug)
            digest = _digest(po, events, policy, known.glossary, known.signers)
            records = partial(_of_catalog, project, locale, slug, po, events, known)
            yield Feed(f"{locale}/{slug}", locale, digest, records)
    for path in sorted((project.root / "locales").glob("*/memory.tmx")):
        locale, content = path.parent.name, files.read(path)
        read = partial(_imported, project, locale, content)
        yield Feed(f"{locale}/memory.tmx", locale, _digest(content), read)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _of_catalog(
    project: Project, locale: str, slug: str, po: bytes, events: bytes, known: Shared
) -> Iterable[Record]:
    """The cleared texts of a catalog; none where it cannot be read, which its job reports."""
    path = project.relative(project.po(locale, slug))
    try:
        found = catalog.parse(files.decode(po, path), path)
        facts = load(files.decode(events, path), path)
        termbase = termbase_of(known.glossary)
    except InputError:
        return
    ledger = Ledger(slug, facts, locale, trusted=approvals_trusted(project.settings, known.signers))
    live = frozenset(unit.key for unit in found.units)
    for unit in (*found.units, *found.obsolete):
        if unit.msgstr.strip() and not unit.fuzzy:
            signed = any(e.event == "approved" for e in ledger.of_unit(unit.key))
            approved = signed and bool(ledger.approval(unit, pairs(termbase, unit.msgid, locale)))
            here = unit.key in live
            yield Record(unit.msgid, unit.msgstr, unit.msgctxt, approved, slug, here)


def inconsistent(project: Project, locales: Iterable[str]) -> Iterator[Finding]:
    """A warning in each article for a sentence that another one translates in other words."""
    refresh(project)
    memory = Memory(project.memory_index)
    for locale in locales:
        for _, same in groupby(memory.variants(locale), lambda r: (r.source, r.msgctxt)):
            variants = tuple(same)
            for record in variants:
                yield _said_otherwise(project, locale, record, variants)


def _said_otherwise(
    project: Project, locale: str, record: Record, variants: Iterable[Record]
) -> Finding:
    others = (other for other in variants if other.target != record.target)
    named = "; ".join(f"“{other.target}” in {other.origin}" for other in others)
    return Finding(
        "consistency",
        Severity.WARNING,
        f"“{record.target}” here is {named}",
        project.relative(project.po(locale, record.origin)),
        locale=locale,
        msgctxt=record.msgctxt,
        msgid=record.source,
    )


def _imported(project: Project, locale: str, content: bytes) -> Iterable[Record]:
    path = project.relative(project.imported_memory(locale))
    return tmx.parse(content, path, project.settings.project.source_language, locale)[0]
