"""The chain over a whole project: its jobs on an executor, their results on disk.

Jobs are independent: one that cannot be done is reported and the others go on. What a job gave is
kept by the hash of its input, so that nothing is translated, rendered or written when nothing
changed. All writing is done here, in one process; what people save meanwhile is theirs, and the job
is done again with it.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    as_completed,
)
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from pipeline import files, recall
from pipeline.errors import InputError, Internal, PolyclinicError, internal
from pipeline.events import Event, dump
from pipeline.figures import image
from pipeline.job import Desk, Job, Lookup, lay_out
from pipeline.kept import Kept, Order, input_digest
from pipeline.languages import language
from pipeline.model import DOMAIN, Finding, Layout, Severity
from pipeline.project import Project
from pipeline.publish import cards
from pipeline.publish.cards import Card
from pipeline.read import READERS
from pipeline.stages import WRITING, Result, Stage, only_updates, perform
from pipeline.todo import Scope, Shared, Todo, job_of, jobs

BUILDING = frozenset({Stage.BUILD_DRAFTS, Stage.BUILD_FINALS})
"""The stages that write handouts."""

HANDOUT = re.compile(rf"([a-z0-9-]+)(?:\.DRAFT)?(?:\.(?:{'|'.join(Layout)}))?\.(?:html|pdf)")
"""The name of a handout's file; its group is the article's."""

Answer: TypeAlias = Result | InputError | Internal
"""What a job gave, or why it gave nothing."""

TRIES = 3
"""How often a job is done again because its catalog changed on disk meanwhile."""


@dataclass(slots=True)
class Outcome:
    """What came of all jobs."""

    results: list[Result] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """One sentence for each input that could not be used."""

    crashes: list[Internal] = field(default_factory=list)
    """One for each job that a fault of the tool's own ended."""

    written: list[str] = field(default_factory=list)
    """Files that were made or changed, relative to the project."""

    removed: list[str] = field(default_factory=list)
    """`PATH: why` of each handout that was removed."""

    messages: list[str] = field(default_factory=list)
    shared: list[Finding] = field(default_factory=list)
    """Findings on several articles at once."""

    def faulty(self, *faults: PolyclinicError) -> None:
        """Add `faults`; what several jobs share stands once."""
        self.crashes += [fault for fault in faults if isinstance(fault, Internal)]
        said = (str(fault) for fault in faults if not isinstance(fault, Internal))
        self.faults = list(dict.fromkeys([*self.faults, *said]))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding; what several locales share stands once."""
        found = (f for result in self.results for f in result.findings)
        return tuple(dict.fromkeys((*found, *self.shared)))

    @property
    def completeness(self) -> dict[str, dict[str, Mapping[str, int]]]:
        """Locale → slug → state → number of units, and `total`."""
        found: dict[str, dict[str, Mapping[str, int]]] = {}
        for result in sorted(self.results, key=lambda r: (r.locale, r.slug)):
            found.setdefault(result.locale, {})[result.slug] = result.counts
        return found

    @property
    def fault_code(self) -> int:
        """0 where every job was done; 2 unusable input; 70 an internal error."""
        return Internal.exit_code if self.crashes else 2 if self.faults else 0

    @property
    def exit_code(self) -> int:
        """`fault_code`; else 1 for findings of error severity."""
        return self.fault_code or int(any(f.is_error for f in self.findings))


def desk(project: Project, locale: str, slug: str, now: str) -> Desk:
    """One article in one locale, laid out for sign-off; InputError when it cannot be."""
    found = jobs(project, Scope((locale,), (slug,)), now)
    for fault in found.faults:
        raise fault
    return lay_out(found.jobs[0])


def now() -> str:
    """The time, ISO 8601 in UTC to the second; the variable SOURCE_DATE_EPOCH stops the clock."""
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ── doing them ────────────────────────────────────────────────────────────────────────────────────


def run(
    project: Project,
    order: Order,
    scope: Scope,
    now: str,
    executor: Executor | None = None,
    on_done: Callable[[int, int], None] = lambda done, total: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Outcome:
    """Do the jobs in scope and write what they give; `on_done(done, total)` after each.

    Several jobs run in a pool of processes unless an `executor` is given. One run at a time writes
    catalogs: `on_wait()` is called when this one has to wait for another, and what is to be done is
    read after that.
    """
    outcome = Outcome()
    with _alone(project, order, outcome, on_wait):
        outcome.removed += _orphans(project, order)
        todo = jobs(project, scope, now)
        outcome.messages += todo.strays
        outcome.faulty(*todo.faults)
        kept = Kept(project.root / ".polyclinic" / "results.json")
        open_ = [job for job in todo.jobs if not _reused(project, kept, job, order, outcome)]
        open_ = _with_memory(project, open_, order, outcome)
        total = len(todo.jobs)
        on_done(total - len(open_), total)
        finished: list[tuple[Job, Result]] = []
        for done, (job, result) in enumerate(_performed(open_, order, executor), 1):
            finished += _settled(project, job, order, result, outcome)
            on_done(total - len(open_) + done, total)
        _keep(project, kept, order, finished, outcome)
        _shelve(project, order, outcome)
        outcome.shared += [*_across(project, order, todo, outcome), *_expired(outcome, now)]
    outcome.results.sort(key=lambda r: (r.slug, r.locale))
    return outcome


def _across(project: Project, order: Order, todo: Todo, outcome: Outcome) -> Iterator[Finding]:
    """What no job can see by itself, where findings are asked for."""
    if only_updates(order.stages):
        return
    slugs = {job.slug for job in todo.jobs}
    try:
        for found in recall.inconsistent(project, dict.fromkeys(j.locale for j in todo.jobs)):
            if Path(found.file).stem in slugs:
                yield found
    except InputError as fault:
        outcome.messages.append(f"articles are not compared with each other: {fault}")


def _expired(outcome: Outcome, now: str) -> Iterator[Finding]:
    """A warning for each article whose day of review has passed: what time alone changes."""
    for source, review_by in dict.fromkeys((r.source, r.review_by) for r in outcome.results):
        if review_by and review_by < now[:10]:
            message = f"this article was to be reviewed by {review_by}"
            yield Finding("review-by", Severity.WARNING, message, source)


def _with_memory(project: Project, open_: list[Job], order: Order, outcome: Outcome) -> list[Job]:
    """The jobs with the translation memory as it is now, where catalogs are written."""
    if not (open_ and order.stages & WRITING):
        return open_
    try:
        recall.refresh(project)
    except InputError as fault:
        outcome.messages.append(f"the translation memory is not used: {fault}")
        return open_
    lookup = Lookup(project.memory_index, Stage.OVER_DRAFTS in order.stages)
    return [replace(job, memory=lookup) for job in open_]


@contextmanager
def _alone(
    project: Project, order: Order, outcome: Outcome, on_wait: Callable[[], None]
) -> Iterator[None]:
    """Hold the project for an order that writes catalogs, cleared of what killed runs left.

    Where it cannot be locked the work goes on: a second run may do it twice, and spoils nothing.
    """
    with ExitStack() as held:
        if order.stages & WRITING:
            try:
                held.enter_context(files.locked(project.root / ".polyclinic", "lock", on_wait))
            except InputError as fault:
                outcome.messages.append(f"{fault}; do not start two runs at once")
            else:
                outcome.messages += _swept(project)
        yield


def _swept(project: Project) -> Iterator[str]:
    folders = [project.root / name for name in ("locales", "build", "source", ".polyclinic")]
    for path, kept in files.sweep(folders, project.kept):
        yield (
            f"a run was stopped while it wrote {project.relative(path)}; what stood there before "
            f"is kept at {project.relative(kept)}"
        )


def _performed(
    todo: Sequence[Job], order: Order, executor: Executor | None
) -> Iterator[tuple[Job, Answer]]:
    """Each job with its result, as they come; InputError when no process can be started."""
    workers = min(len(todo), os.cpu_count() or 1)
    if executor is not None:
        yield from _answers(_submitted(executor, todo, order))
    elif workers < 2:
        for job in todo:
            yield job, _attempt(job, order)
    else:
        yield from _in_processes(todo, order, workers)


def _in_processes(todo: Sequence[Job], order: Order, workers: int) -> Iterator[tuple[Job, Answer]]:
    try:
        # spawn: a progress bar runs a thread, and a fork beside a thread may hang.
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
        submitted = _submitted(pool, todo, order)
    except (BrokenExecutor, OSError) as fault:
        raise InputError(f"this machine lets no worker process start: {fault}") from None
    with pool:
        try:
            yield from _answers(submitted)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _submitted(executor: Executor, todo: Sequence[Job], order: Order) -> dict[Future[Answer], Job]:
    return {executor.submit(_attempt, job, order): job for job in todo}


def _answers(
    submitted: Mapping[Future[Answer], Job],
) -> Iterator[tuple[Job, Answer]]:
    for future in as_completed(submitted):
        yield submitted[future], _answer(future)


def _answer(future: Future[Answer]) -> Answer:
    try:
        return future.result()
    except BrokenExecutor:
        return InputError("the process that worked on this job was killed; run it again")


def _attempt(job: Job, order: Order) -> Answer:
    """What the job gives; done where it is worked on, in this process or another."""
    try:
        return perform(job, order.stages, order.require)
    except InputError as fault:
        return fault
    except Exception as fault:  # noqa: BLE001
        # The one edge where anything is caught: a fault of ours in one article must not keep a
        # final of another in the folder that no longer holds. It is told at the end, with 70.
        return internal(fault, f"{job.locale}/{job.slug}")


# ── keeping what they gave ────────────────────────────────────────────────────────────────────────


def save(project: Project, locale: str, slug: str, content: bytes, over: bytes | None) -> bool:
    """Make a catalog hold `content` where it holds `over` (None: where there is none).

    False when it does already. `files.Changed` when somebody saved it meanwhile: then it holds what
    they saved, and `kept` names a file in `.polyclinic/kept/` where it holds something else.
    """
    path = project.po(locale, slug)
    try:
        return files.replace(path, content, over, project.kept / locale)
    except files.Changed as fault:
        kept = project.relative(Path(fault.kept)) if fault.kept else ""
        raise files.Changed(project.relative(path), kept) from None


def record(project: Project, locale: str, events: Iterable[Event]) -> None:
    """Add events to those of a locale."""
    _add_lines(project, locale, tuple(dump(event) for event in events))


def _add_lines(project: Project, locale: str, lines: Sequence[str]) -> None:
    """Read, append, replace, while no other process does: two people may sign at once.

    A line that is there already is not added: a job that is done again has its drafts again.
    """
    if not lines:
        return
    path = project.events(locale)
    with files.locked(path.parent):
        old = files.read(path).decode() if path.exists() else ""
        known = set(old.split("\n"))
        new = "".join(f"{line}\n" for line in lines if line not in known)
        files.write(path, (old + ("\n" if old and not old.endswith("\n") else "") + new).encode())


def _settled(
    project: Project, job: Job, order: Order, result: Answer, outcome: Outcome
) -> Iterator[tuple[Job, Result]]:
    """The job with its result when all that it gave is on disk; nothing when it cannot be.

    Done for the catalog as it is now, not as it was when the job began: whatever somebody saved
    meanwhile, the job is done again with that.
    """
    po = project.po(job.locale, job.slug)
    try:
        for _ in range(TRIES):
            if isinstance(result, PolyclinicError):
                raise result
            try:
                if files.look(po) == job.po:
                    _write(project, job, order, result, outcome)
                    yield job, result
                    return
            except files.Changed as fault:
                outcome.messages += [str(fault)] if fault.kept else []
            job = replace(job, po=files.look(po))
            result = _attempt(job, order)
        raise InputError("this file keeps changing while it is worked on", job.po_path)
    except (InputError, Internal) as fault:
        outcome.faulty(fault)
        outcome.removed += _unverified(project, job, order, outcome)


def _write(project: Project, job: Job, order: Order, result: Result, outcome: Outcome) -> None:
    """Put all that a job gave on disk; `files.Changed` when its catalog is another one by now.

    Events come before the catalog: a draft without its event would pass for a person's text after
    a crash.
    """
    outcome.removed += _removed(project, job, result)
    for path in _written(project, job, order, result):
        outcome.written.append(path)  # one by one: what came before a fault was written
    outcome.messages += [f"{job.locale}/{job.slug}: {line}" for line in result.messages]
    outcome.results.append(result)


def _keep(
    project: Project,
    kept: Kept,
    order: Order,
    finished: Sequence[tuple[Job, Result]],
    outcome: Outcome,
) -> None:
    """Keep results by the input as it is now that all jobs are done: they share events files."""
    own = frozenset(line.encode() for _, result in finished for line in result.events)
    known = Shared(project)
    try:
        for job, result in finished:
            again = job_of(project, project.root / job.path, job.locale, job.now, known)
            if _still(job, order, result, again, own):
                kept.put(again, order, result, _outputs(project, job, order, result))
        kept.save()
    except InputError as fault:
        outcome.faulty(fault)


def _still(job: Job, order: Order, result: Result, again: Job, own: frozenset[bytes]) -> bool:
    """Whether nobody but this run (its events: `own`) changed a job's input since it began."""
    left = result.po if order.stages & WRITING else job.po
    events = set(filter(None, again.events.splitlines())) - own
    expected = replace(job, po=left, events=again.events)
    return (
        again.po is not None
        and input_digest(again, order) == input_digest(expected, order)
        and events <= set(job.events.splitlines())
    )


def _written(project: Project, job: Job, order: Order, result: Result) -> Iterator[str]:
    if order.stages & WRITING:
        _add_lines(project, job.locale, result.events)
        if save(project, job.locale, job.slug, result.po, over=job.po):
            yield job.po_path
        if files.write(project.pot(job.slug), result.pot):
            yield project.relative(project.pot(job.slug))
    for path, content in _handouts(project, job, result).items():
        if files.write(path, content):
            yield project.relative(path)


def _removed(project: Project, job: Job, result: Result) -> Iterator[str]:
    for name in result.superseded:
        path = project.handout(job.locale, job.slug, name)
        if files.remove(path):
            why = _why_removed(name, result)
            yield f"{project.relative(path)}: {why}"


def _why_removed(name: str, result: Result) -> str:
    if set(result.handouts) and ("DRAFT" in name) == ("DRAFT" in next(iter(result.handouts))):
        return "this layout was not asked for"
    return "a final takes its place" if "DRAFT" in name else "it no longer holds"


def _unverified(project: Project, job: Job, order: Order, outcome: Outcome) -> Iterator[str]:
    """Finals of a job that cannot be done: nobody can say that they still hold."""
    for path in finals(project, job.locale, job.slug) if order.stages & BUILDING else ():
        try:
            if files.remove(path):
                yield f"{project.relative(path)}: its approval cannot be verified now"
        except InputError as fault:
            outcome.faulty(fault)


def finals(project: Project, locale: str, slug: str) -> tuple[Path, ...]:
    """The finals in the build folder of an article in a locale, of every layout; those of all
    articles for the pages' own strings, which stand in each."""
    folder = project.handout(locale, slug, "pdf").parent
    found = sorted(folder.glob("*" if slug == DOMAIN else f"{slug}.*"))
    return tuple(p for p in found if HANDOUT.fullmatch(p.name) and "DRAFT" not in p.name)


def _orphans(project: Project, order: Order) -> Iterator[str]:
    """Handouts of articles and locales that left the project: whoever prints must not find them.

    What others put into the build folder is theirs, and so is all that a link leads to.
    """
    if not order.stages & BUILDING:
        return
    slugs = {path.stem for path in project.articles() if path.suffix in READERS}
    for path in sorted((project.root / "build").glob("*/*")):
        handout = HANDOUT.fullmatch(path.name)
        known = path.parent.name in project.settings.project.locales
        left = handout and not (known and handout[1] in slugs)
        if left and _of_locale(path.parent) and files.remove(path):
            yield f"{project.relative(path)}: its article or language left the project"


def _of_locale(folder: Path) -> bool:
    """Whether a folder is one that a run makes for a locale, of this project or once of it."""
    try:
        return not folder.is_symlink() and bool(language(folder.name))
    except InputError:
        return False


def _handouts(project: Project, job: Job, result: Result) -> dict[Path, bytes]:
    return {
        project.handout(job.locale, job.slug, name): content
        for name, content in result.handouts.items()
    }


def _shelve(project: Project, order: Order, outcome: Outcome) -> None:
    """Write what lies in the build folder now: the catalogue, and the shelf that is made from it.

    What this run did not make is listed as it was, if it still is what the catalogue says.
    """
    folder = project.root / "build"
    made = [result.card for result in outcome.results if result.card]
    if not (order.stages & BUILDING and (made or (folder / cards.CATALOGUE).exists())):
        return
    try:
        with files.locked(folder):
            old = cards.parse(files.look(folder / cards.CATALOGUE) or b"")
            now = cards.renewed(old, made, lambda path: _digest(folder / path))
            for name, content in _pages(project, now):
                if files.write(folder / name, content):
                    outcome.written.append(project.relative(folder / name))
    except InputError as fault:
        outcome.faulty(fault)


def _pages(project: Project, now: Sequence[Card]) -> Iterator[tuple[str, bytes]]:
    from pipeline.publish import shelf  # a check needs none of what it loads

    table = project.settings.print
    logo = image(table.logo, files.read(project.root / table.logo)) if table.logo else None
    look = shelf.Look(project.settings.project.organisation, table.accent, logo)
    yield cards.CATALOGUE, cards.dump(now)
    yield cards.SHELF, shelf.page(now, look)


def _digest(path: Path) -> str | None:
    """SHA-256 of a file; None, which no file can be said to have, where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _outputs(project: Project, job: Job, order: Order, result: Result) -> dict[str, str]:
    """File that the job made, catalog apart, → hash of its content."""
    made = _handouts(project, job, result)
    if order.stages & WRITING:
        made[project.pot(job.slug)] = result.pot
    return {
        project.relative(path): hashlib.sha256(content).hexdigest()
        for path, content in made.items()
    }


def _reused(project: Project, kept: Kept, job: Job, order: Order, outcome: Outcome) -> bool:
    """Whether the job was done before on the same input and all it made is still there."""
    result, outputs = kept.get(job, order)
    if result is None or any(
        project.handout(job.locale, job.slug, name).exists() for name in result.superseded
    ):
        return False
    if any(_digest(project.root / name) != digest for name, digest in outputs.items()):
        return False
    outcome.results.append(result)
    return True
