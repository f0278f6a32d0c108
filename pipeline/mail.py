"""Files that leave the project and come back: catalogs, XLIFF for CAT tools, memories as TMX."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePath
from typing import TypeAlias

from pipeline import catalog, files, recall, xliff
from pipeline.catalog import Catalog
from pipeline.errors import InputError
from pipeline.events import Person
from pipeline.job import Desk, checked
from pipeline.memory import tmx
from pipeline.model import DOMAIN, Unit
from pipeline.project import Project
from pipeline.publish import labels
from pipeline.receive import Received, lost, receive, receive_drafts
from pipeline.run import desk, record, save
from pipeline.xliff import Document

XLIFF = (".xlf", ".xliff")
"""What XLIFF files are called."""


def send(project: Project, locale: str, slug: str, file: Path, version: str, now: str) -> int:
    """Write an article's units in a locale as XLIFF; how many there are."""
    laid_out = desk(project, locale, slug, now)
    states = {entry.unit.key: entry.state for entry in checked(laid_out).entries}
    document = Document(
        slug=slug,
        original=laid_out.job.path,
        source=project.settings.project.source_language,
        target=laid_out.language.tag,
        units=tuple((unit, states[unit.key]) for unit in laid_out.catalog.units),
    )
    files.write(file, xliff.FORMATS[version].serialize(document))
    return len(document.units)


_Refused: TypeAlias = tuple[tuple[Unit, str], ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a file that came back."""

    place: str
    """Locale and slug, `es/back-pain`."""

    taken: tuple[Unit, ...]
    cleared: int
    """How many of those are translated, and recorded as submitted."""

    refused: tuple[tuple[Unit, str], ...]
    """Each unit that was not taken and is no news, with the reason."""

    spare: str = ""
    """Where the catalog as it was is kept, if a person's text gave way."""

    copy: str = ""
    """Where the file that came back is kept, if a person's words in it were refused and the catalog
    does not hold them."""


def take_back(
    project: Project, file: Path, by: Person, place: tuple[str, str], theirs: bool, now: str
) -> Returned:
    """Merge a file that came back into the project.

    `place` is (locale, slug), empty where the file itself is to say. InputError when it does not,
    or when nothing in it belongs to that article.
    """
    came, found, foreign, laid_out = _opened(project, file, place, now)
    locale, slug = laid_out.job.locale, laid_out.job.slug
    received = receive(laid_out, checked(laid_out), found, by, theirs)
    refused = (*received.refused, *foreign)
    spare = copy = ""
    if received.displaced and laid_out.job.po:
        spare = _keep(project, locale, f"{slug}.po", laid_out.job.po)
    if lost(received.desk, refused):
        copy = _keep(project, locale, f"{slug}{file.suffix}", came)
    _store(project, received)
    return Returned(
        place=f"{locale}/{slug}",
        taken=received.taken,
        cleared=sum(not unit.fuzzy for unit in received.taken),
        refused=refused,
        spare=spare,
        copy=copy,
    )


def take_drafts(
    project: Project, file: Path, maker: str, place: tuple[str, str], now: str
) -> Returned:
    """Merge what another machine drafted into the project; `place` as in `take_back`.

    InputError also when `maker` is a person: their work is no draft.
    """
    if not maker.strip() or "@" in maker:
        raise InputError(f"'{maker}' names no machine; a person's work is received with --by")
    _, found, foreign, laid_out = _opened(project, file, place, now)
    received = receive_drafts(laid_out, found, maker.strip())
    _store(project, received)
    name = f"{laid_out.job.locale}/{laid_out.job.slug}"
    return Returned(name, received.taken, 0, (*received.refused, *foreign))


def take_labels(project: Project, locale: str, now: str) -> Returned:
    """Merge the drafts of the pages' own strings that come with the tool into the project; without
    any for this language there is a catalog to fill in."""
    drafts = labels.shipped(locale) or Catalog({}, ())
    laid_out = desk(project, locale, DOMAIN, now)
    received = receive_drafts(laid_out, drafts, labels.maker(drafts))
    _store(project, received)
    return Returned(f"{locale}/{DOMAIN}", received.taken, 0, received.refused)


def _opened(
    project: Project, file: Path, place: tuple[str, str], now: str
) -> tuple[bytes, Catalog, _Refused, Desk]:
    """A file that came back: its bytes, its units, those that are of another source, and the desk
    of the article that they are for."""
    came = files.read(file)
    found, foreign, said = _returned(came, str(file))
    locale, slug = _place(project, file, place, said)
    laid_out = desk(project, locale, slug, now)
    keys = {unit.key for unit in (*laid_out.catalog.units, *laid_out.catalog.obsolete)}
    if not any(unit.key in keys for unit in found.units):
        raise InputError(f"no sentence of this file is one of {locale}/{slug}", str(file))
    return came, found, foreign, laid_out


def _store(project: Project, received: Received) -> None:
    """Events first: a draft without its event would pass for a person's text after a crash."""
    job = received.desk.job
    record(project, job.locale, received.events)
    content = catalog.render(received.desk.catalog).encode()
    save(project, job.locale, job.slug, content, job.po)


def _keep(project: Project, locale: str, name: str, content: bytes) -> str:
    """Where a copy lies in `.polyclinic/kept/` now, numbered; the same content is kept once."""
    folder, whole = project.kept / locale, PurePath(name)
    for number in count(1):
        path = folder / f"{whole.stem}.{number}{whole.suffix}"
        if (there := files.look(path)) in (None, content):
            files.replace(path, content, there, folder)  # never over one that just came to be
            break
    return project.relative(path)


def _returned(content: bytes, path: str) -> tuple[Catalog, _Refused, tuple[str, str]]:
    """The units of a `.po` or XLIFF file, those that cannot be of ours, and the (language, article)
    that it says it is of."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        found = xliff.FORMATS[xliff.version_of(content, path)].parse(content, path)
        why = "it was made from another source: its id is that of another sentence"
        foreign = tuple((u, why) for u, _ in found.units if u.msgid in found.foreign)
        units = tuple(u for u, _ in found.units if u.msgid not in found.foreign)
        return Catalog({}, units), foreign, (found.target, found.slug)
    parsed = catalog.parse(files.decode(content, path), path)
    said = parsed.header.get("Language", ""), PurePath(parsed.reference).stem
    return parsed, (), said


def _place(
    project: Project, file: Path, place: tuple[str, str], said: tuple[str, str]
) -> tuple[str, str]:
    """The (locale, slug) of a returned file; InputError when it is of no locale here."""
    tags = {_tag(name): name for name in project.settings.project.locales}
    locale = tags.get(_tag(said[0]), "")
    if not locale and not place[0]:
        message = f"says that it is in '{said[0]}'; the project has {', '.join(tags.values())}"
        raise InputError(message, str(file))
    if locale and place[0] and locale != place[0]:
        raise InputError(f"is in {locale}, not in {place[0]}", str(file))
    if said[1] and place[1] and said[1] != place[1]:
        raise InputError(f"is of the article {said[1]}, not of {place[1]}", str(file))
    return place[0] or locale, place[1] or said[1] or file.stem


def _tag(name: str) -> str:
    return name.replace("_", "-").casefold()


# ── memories ──────────────────────────────────────────────────────────────────────────────────────


def import_memory(project: Project, file: Path, locale: str) -> tuple[int, int, tuple[str, ...]]:
    """Add what a TMX file has for a locale: how many are new, how many there are now, and a
    sentence for each that could not be read. Nothing that is imported is approved."""
    source = project.settings.project.source_language
    found, skipped = tmx.parse(files.read(file), str(file), source, locale)
    path = project.imported_memory(locale)
    old = tmx.parse(files.read(path), str(path), source, locale)[0] if path.exists() else ()
    # Where a memory came from is kept, but no path of anybody's machine.
    named = (replace(r, approved=False, origin=Path(r.origin).name or file.name) for r in found)
    records = tuple(dict.fromkeys((*old, *named)))
    files.write(path, tmx.serialize(records, source, locale))
    return len(records) - len(old), len(records), skipped


def export_memory(project: Project, file: Path, locale: str) -> int:
    """Write all that the memory knows of a locale as TMX; how many sentences."""
    records = tuple(
        record
        for feed in recall.feeds(project)
        if feed.locale == locale
        for record in feed.records()
    )
    files.write(file, tmx.serialize(records, project.settings.project.source_language, locale))
    return len(records)
