"""The chain over a project: what is on disk afterwards, and what is not done twice."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from pipeline.engines import EngineSettings
from pipeline.errors import InputError, Internal, internal
from pipeline.events import person
from pipeline.job import Job, checked
from pipeline.kept import Kept, Order
from pipeline.model import State, Unit
from pipeline.project import Project
from pipeline.review import ORDER_CHANGED, approvals, submissions
from pipeline.run import Outcome, desk, now, record, run
from pipeline.stages import Result, Stage, perform
from pipeline.todo import Scope, jobs
from tests.projects import (
    ALL,
    ARTICLE,
    LATER,
    NOW,
    Fake,
    Here,
    edit,
    enter,
    perform_all,
    project,
    snapshot,
    toy,
    units,
)

ANA = person("Ana Lima <ana@example.org>")
BEA = person("Bea Paz <bea@example.org>")
FINALS = frozenset({Stage.BUILD_FINALS})
HANDOUTS = ("html", "pdf", "DRAFT.html", "DRAFT.pdf")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """The faithful engine, entered as `fake`."""
    fake = Fake(toy)
    enter(monkeypatch, fake)
    return fake


@pytest.fixture
def clinic(tmp_path: Path, engine: Fake) -> Project:
    """A project that was run once."""
    found = project(tmp_path, chain=["fake"])
    assert perform_all(found).exit_code == 0
    engine.asked.clear()
    return found


def there(project: Project, locale: str = "es", slug: str = "shoulder") -> set[str]:
    """Which of the handouts are in the build folder."""
    return {name for name in HANDOUTS if project.handout(locale, slug, name).exists()}


def rewrite(project: Project, old: str, new: str, slug: str = "shoulder") -> None:
    """Change words of an article."""
    path = project.root / "source" / f"{slug}.md"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def sign(project: Project) -> None:
    """A translator clears every draft and submits; a second person approves."""
    edit(project, lambda unit: replace(unit, fuzzy=False))
    for event in (submissions, approvals):
        at = desk(project, "es", "shoulder", LATER)
        entries = checked(at).entries
        new = (
            submissions(at.ledger, entries, ANA, LATER)
            if event is submissions
            else approvals(at.ledger, entries, BEA, "sworn translator", LATER)
        )
        assert new
        record(project, "es", new)


# ── one run, and another ──────────────────────────────────────────────────────────────────────────


def test_a_run_makes_catalogs_and_marked_drafts(clinic: Project) -> None:
    assert there(clinic) == {"DRAFT.html", "DRAFT.pdf"}
    assert clinic.pot("shoulder").exists()
    found = units(clinic)
    assert found["Keep moving."].msgstr == "Peek gnivom."
    assert all(unit.fuzzy and unit.msgstr for unit in found.values())
    note = next(n for n in found["Ibuprofen"].notes if n.startswith("locked"))
    assert note == "locked: ibuprofen → Ibuprofeno"
    lines = clinic.events("es").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(found)
    assert all("fake (fake 1)" in line and NOW in line for line in lines)


def test_a_second_run_changes_no_file_and_asks_no_engine(clinic: Project, engine: Fake) -> None:
    before = snapshot(clinic.root)
    again = perform_all(clinic, now=LATER)
    assert snapshot(clinic.root) == before
    assert engine.asked == []
    assert (again.exit_code, again.written, again.removed) == (0, [], [])
    assert again.completeness["es"]["shoulder"]["drafted"] == len(units(clinic))


def test_a_second_run_of_two_articles_changes_no_file_either(tmp_path: Path, engine: Fake) -> None:
    """They share the events of a locale."""
    other = ARTICLE.replace("Sore Shoulder", "Sore Elbow")
    clinic = project(tmp_path, chain=["fake"], articles={"elbow": other, "shoulder": ARTICLE})
    perform_all(clinic)
    engine.asked.clear()
    before = snapshot(clinic.root)
    perform_all(clinic, now=LATER)
    assert snapshot(clinic.root) == before
    assert engine.asked == []


def test_the_same_bytes_without_what_was_kept(clinic: Project, engine: Fake) -> None:
    before = snapshot(clinic.root / "build") | snapshot(clinic.root / "locales")
    shutil.rmtree(clinic.root / ".polyclinic")
    assert perform_all(clinic, now=LATER).written == []
    assert snapshot(clinic.root / "build") | snapshot(clinic.root / "locales") == before
    assert engine.asked == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"es shoulder": 1}', b"\xff"])
def test_broken_kept_results_do_no_harm(clinic: Project, content: bytes) -> None:
    (clinic.root / ".polyclinic" / "results.json").write_bytes(content)
    assert perform_all(clinic).exit_code == 0


@pytest.mark.parametrize(
    "path",
    ["build/es/shoulder.DRAFT.pdf", "build/es/shoulder.DRAFT.html", "locales/shoulder.pot"],
)
def test_what_was_deleted_or_spoilt_is_made_again(clinic: Project, path: str) -> None:
    file = clinic.root / path
    before = file.read_bytes()
    file.unlink()
    assert perform_all(clinic).written == [path]
    file.write_bytes(b"spoilt")
    assert perform_all(clinic).written == [path]
    assert file.read_bytes() == before


# ── changes ───────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_sentence_alone_is_drafted_again(clinic: Project, engine: Fake) -> None:
    before = units(clinic)
    rewrite(clinic, "Keep moving.", "Keep moving gently.")
    perform_all(clinic, frozenset({Stage.UPDATE}))
    outdated = units(clinic)["Keep moving gently."]
    assert (outdated.previous, outdated.msgstr) == ("Keep moving.", "Peek gnivom.")

    outcome = perform_all(clinic, now=LATER)
    assert engine.asked == ["Keep moving gently.", "Peek gnivom yltneg."]  # there and back
    assert outcome.exit_code == 0
    after = units(clinic)
    assert after["Keep moving gently."].msgstr == "Peek gnivom yltneg."
    same = before.keys() & after.keys()
    assert len(same) == len(before) - 1
    assert all(replace(after[k], line=0) == replace(before[k], line=0) for k in same)


def test_a_changed_target_redrafts_the_sentences_that_have_it(
    clinic: Project, engine: Fake
) -> None:
    text = clinic.glossary.read_text(encoding="utf-8")
    assert "use: ibuprofeno" in text
    clinic.glossary.write_text(text.replace("use: ibuprofeno", "use: ibuprofenol"), "utf-8")
    assert perform_all(clinic).exit_code == 0
    changed = {k: u.msgstr for k, u in units(clinic).items() if "ibuprofen" in k.casefold()}
    assert len(changed) == 3
    assert all("ibuprofenol" in text.casefold() for text in changed.values())
    assert not {k for k in units(clinic) if "ibuprofen" not in k.casefold()} & set(engine.asked)


@pytest.mark.parametrize("fuzzy", [True, False])
def test_a_persons_text_is_never_touched(clinic: Project, engine: Fake, fuzzy: bool) -> None:
    def mine(unit: Unit) -> Unit:
        if unit.msgid != "Keep moving.":
            return unit
        return replace(unit, msgstr="Siga en movimiento.", fuzzy=fuzzy, remarks=("mine",))

    edit(clinic, mine)
    before = units(clinic)
    perform_all(clinic, now=LATER)
    after = units(clinic)
    # The notes go: what came back of the machine's text says nothing of a person's.
    assert not any("back-translation" in note for note in after["Keep moving."].notes)
    assert {k: replace(u, notes=(), line=0) for k, u in after.items()} == {
        k: replace(u, notes=(), line=0) for k, u in before.items()
    }
    rewrite(clinic, "Keep moving.", "Keep moving gently.")
    perform_all(clinic, now=LATER)
    kept = units(clinic)["Keep moving gently."]
    assert (kept.msgstr, kept.fuzzy) == ("Siga en movimiento.", True)
    assert engine.asked == []


# ── finals ────────────────────────────────────────────────────────────────────────────────────────


def test_a_final_needs_sign_off_and_goes_when_a_word_changes(clinic: Project) -> None:
    refused = perform_all(clinic, FINALS)
    (result,) = refused.results
    assert there(clinic) == {"DRAFT.html", "DRAFT.pdf"}
    assert any("“Keep moving.”: it is drafted, not approved" in line for line in result.refusals)

    sign(clinic)
    made = perform_all(clinic, now=LATER)
    assert there(clinic) == {"html", "pdf"}
    assert len(made.removed) == 2
    page = clinic.handout("es", "shoulder", "html").read_text(encoding="utf-8")
    assert "DRAFT" not in page
    assert "Bea Paz (sworn translator)" in page
    before = snapshot(clinic.root)
    assert perform_all(clinic).written == []
    assert snapshot(clinic.root) == before

    edit(clinic, lambda u: replace(u, msgstr=u.msgstr.replace("Peek", "Peke")))
    void = perform_all(clinic, FINALS)
    assert there(clinic) == set()
    assert sorted(void.removed) == [
        "build/es/shoulder.html: it no longer holds",
        "build/es/shoulder.pdf: it no longer holds",
    ]
    assert "“Keep moving.”: it is translated, not approved" in void.results[0].refusals[0]


def test_handouts_of_what_left_the_project_are_removed(tmp_path: Path) -> None:
    clinic = project(tmp_path, articles={"shoulder": ARTICLE, "knee": ARTICLE})
    perform_all(clinic)
    assert clinic.handout("es", "knee", "DRAFT.pdf").is_file()
    other = clinic.root / "build" / "es" / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    (clinic.root / "source" / "knee.md").unlink()
    gone = perform_all(clinic).removed
    assert gone == [
        "build/es/knee.DRAFT.html: its article or language left the project",
        "build/es/knee.DRAFT.pdf: its article or language left the project",
    ]
    assert other.is_file()
    assert clinic.handout("es", "shoulder", "DRAFT.pdf").is_file()


def test_what_others_put_into_the_build_folder_is_theirs(clinic: Project, tmp_path: Path) -> None:
    theirs = tmp_path / "elsewhere" / "report.pdf"
    theirs.parent.mkdir()
    theirs.write_bytes(b"mine")
    build = clinic.root / "build"
    for name in ("docs", "fr"):
        (build / name).symlink_to(theirs.parent)
    (build / "assets").mkdir()
    (build / "assets" / "report.pdf").write_bytes(b"mine")
    (build / "de").mkdir()
    (build / "de" / "shoulder.pdf").write_bytes(b"of a language that left")
    gone = perform_all(clinic).removed
    assert gone == ["build/de/shoulder.pdf: its article or language left the project"]
    assert theirs.is_file()
    assert (build / "assets" / "report.pdf").is_file()


def test_moving_a_sentence_voids_the_approval_of_the_article(clinic: Project) -> None:
    sign(clinic)
    perform_all(clinic)
    rewrite(clinic, "- Keep moving.\n- Use a cold pack.", "- Use a cold pack.\n- Keep moving.")
    outcome = perform_all(clinic)
    assert there(clinic) == {"DRAFT.html", "DRAFT.pdf"}
    assert outcome.results[0].refusals == (ORDER_CHANGED,)


def test_a_handout_that_is_refused_leaves_no_older_one(clinic: Project) -> None:
    """A glyph that no font has: the page is not made, and yesterday's must not stand in for it."""
    assert there(clinic) == {"DRAFT.html", "DRAFT.pdf"}
    rewrite(clinic, "Keep moving.", "Keep moving \U00012000\U00012001.")
    outcome = perform_all(clinic)
    assert "DRAFT.pdf" not in there(clinic)
    assert [f.check for f in outcome.findings if f.check == "handout"] == ["handout"]
    assert outcome.exit_code == 1


# ── jobs that cannot be done ──────────────────────────────────────────────────────────────────────


def no_po(root: Path) -> str:
    path = root / "locales/es/LC_MESSAGES/bad.po"
    path.mkdir(parents=True)
    return "locales/es/LC_MESSAGES/bad.po"


def broken_po(root: Path) -> str:
    path = root / "locales/es/LC_MESSAGES/bad.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr "\n')
    return "locales/es/LC_MESSAGES/bad.po:2"


def binary(root: Path) -> str:
    (root / "source/bad.md").write_bytes(b"---\ntitle: a\n---\n\nb\0\xff\n")
    return "source/bad.md:5"


def empty(root: Path) -> str:
    (root / "source/bad.md").write_bytes(b"")
    return "source/bad.md"


def no_room(root: Path) -> str:
    path = root / "build/es/bad.DRAFT.pdf"
    path.mkdir(parents=True)
    return "build/es/bad.DRAFT.pdf"


@pytest.mark.parametrize("spoil", [no_po, broken_po, binary, empty, no_room])
def test_one_bad_job_does_not_stop_the_other(
    tmp_path: Path, engine: Fake, spoil: Callable[[Path], str]
) -> None:
    clinic = project(tmp_path, chain=["fake"], articles={"bad": ARTICLE, "shoulder": ARTICLE})
    named = spoil(tmp_path)
    outcome = perform_all(clinic)
    assert outcome.exit_code == 2
    (fault,) = outcome.faults
    assert named in fault
    assert there(clinic) == {"DRAFT.html", "DRAFT.pdf"}
    assert list(outcome.completeness["es"]) == ["shoulder"]
    assert not list(tmp_path.rglob(".*.??????*"))  # no temporary file


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours that the article `bad` brings to light."""

    def broken(job: Job, stages: frozenset[Stage], required: State) -> Result:
        if job.slug == "bad":
            raise ZeroDivisionError("oh")
        return perform(job, stages, required)

    monkeypatch.setattr("pipeline.run.perform", broken)


@pytest.mark.usefixtures("crashing")
def test_a_fault_of_ours_in_one_job_leaves_no_final_that_does_not_hold(clinic: Project) -> None:
    """Of no article: its own cannot be verified, the other's is found void."""
    sign(clinic)
    perform_all(clinic, FINALS)
    assert there(clinic) == {"html", "pdf"}
    (clinic.root / "source" / "bad.md").write_text(ARTICLE, encoding="utf-8")
    clinic.handout("es", "bad", "pdf").write_bytes(b"%PDF of yesterday")
    edit(clinic, lambda u: replace(u, msgstr=u.msgstr.replace("Peek", "Peke")))
    outcome = perform_all(clinic, FINALS)
    assert there(clinic) | there(clinic, slug="bad") == set()
    assert "build/es/bad.pdf: its approval cannot be verified now" in outcome.removed
    assert "shoulder" not in (clinic.root / "build" / "index.html").read_text(encoding="utf-8")
    assert list(map(str, outcome.crashes)) == ["es/bad: internal error (ZeroDivisionError: oh)"]
    assert (outcome.faults, outcome.exit_code) == ([], 70)


@pytest.mark.usefixtures("crashing")
@pytest.mark.parametrize("words", ["update", "draft", "build", "build --draft", "run", "status"])
def test_a_fault_of_ours_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    project(tmp_path, articles={"bad": ARTICLE})
    asked = ["-C", str(tmp_path), *words.split()]
    done = CliRunner().invoke(cli.commands, asked)
    told = "polyclinic: es/bad: internal error (ZeroDivisionError: oh)"
    assert done.exit_code == 70
    assert f"{told}; --debug shows where\n" in done.stderr
    monkeypatch.setattr(sys, "argv", ["polyclinic", "--debug"])
    done = CliRunner().invoke(cli.commands, ["--debug", *asked])
    assert done.exit_code == 70
    assert f"{told}\nTraceback" in done.stderr


@pytest.mark.usefixtures("crashing")
@pytest.mark.parametrize("words", ["check", "print es bad"])
def test_a_fault_of_ours_ends_what_gives_one_answer(tmp_path: Path, words: str) -> None:
    project(tmp_path, articles={"bad": ARTICLE})
    done = CliRunner().invoke(cli.commands, ["-C", str(tmp_path), *words.split()])
    assert isinstance(done.exception, Internal)


def test_a_fault_of_ours_comes_whole_from_another_process() -> None:
    fault = internal(ZeroDivisionError("oh"), "es/bad")
    again = pickle.loads(pickle.dumps(fault))
    assert (str(again), again.trace) == (str(fault), fault.trace)


def test_a_final_that_could_not_be_written_whole_does_not_stay(clinic: Project) -> None:
    sign(clinic)
    perform_all(clinic, FINALS)
    page = clinic.handout("es", "shoulder", "html")
    page.unlink()
    page.mkdir()
    assert perform_all(clinic, FINALS).faults
    assert not clinic.handout("es", "shoulder", "pdf").exists()


def test_a_kept_folder_that_cannot_be_made_is_said_after_all_else_is_done(
    tmp_path: Path, engine: Fake
) -> None:
    clinic = project(tmp_path, chain=["fake"])
    (tmp_path / ".polyclinic").write_text("")
    outcome = perform_all(clinic)
    assert [".polyclinic" in fault for fault in outcome.faults] == [True]
    assert there(clinic) == {"DRAFT.html", "DRAFT.pdf"}
    assert len(outcome.written) == 6


@pytest.mark.parametrize("fault", [BrokenExecutor("it ended at once"), BrokenPipeError("pipe")])
def test_processes_that_cannot_start_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def submit(*_: object) -> None:
        raise fault

    clinic = project(tmp_path, locales=["es", "pt_BR"])
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit)
    with pytest.raises(InputError, match=f"lets no worker process start: {fault}"):
        run(clinic, Order(ALL, State.DRAFTED), Scope(), NOW)


def test_what_all_jobs_lack_is_said_once(tmp_path: Path) -> None:
    clinic = project(tmp_path, locales=["es", "pt_BR"])
    clinic.glossary.write_text("terms: [{id: a}]")
    assert len(perform_all(clinic).faults) == 1
    clinic.glossary.unlink()
    assert len(perform_all(clinic).faults) == 1


def test_an_engine_of_another_name_is_said_with_its_file(tmp_path: Path) -> None:
    (fault,) = perform_all(project(tmp_path, chain=["pseudo", "nonesuch"])).faults
    assert fault.startswith("polyclinic.toml: there is no engine 'nonesuch'")
    assert "firefox" in fault


def test_jobs_are_named_by_locale_and_article(tmp_path: Path) -> None:
    clinic = project(tmp_path, locales=["es", "pt_BR"])
    (tmp_path / "source" / "notes.docx").write_bytes(b"")
    todo = jobs(clinic, Scope(), NOW)
    assert [(j.locale, j.slug) for j in todo.jobs] == [("es", "shoulder"), ("pt_BR", "shoulder")]
    assert "source/notes.docx" in todo.strays[0]
    assert len(jobs(clinic, Scope(("es",), ("shoulder",)), NOW).jobs) == 1
    for scope, name in ((Scope(("fr",)), "fr"), (Scope((), ("knee",)), "knee")):
        with pytest.raises(InputError, match=f"'{name}'"):
            jobs(clinic, scope, NOW)


# ── others at work ────────────────────────────────────────────────────────────────────────────────


def test_a_catalog_saved_meanwhile_loses_nothing(tmp_path: Path, engine: Fake) -> None:
    """A translator saves between our reading and our writing."""
    clinic = project(tmp_path, chain=["fake"])
    perform_all(clinic, frozenset({Stage.UPDATE}))

    def save() -> None:
        edit(clinic, lambda u: replace(u, msgstr="Mía.") if u.msgid == "Keep moving." else u)

    assert not perform_all(clinic, executor=Here(save)).faults
    found = units(clinic)
    assert (found["Keep moving."].msgstr, found["Keep moving."].fuzzy) == ("Mía.", False)
    assert found["Use a cold pack."].msgstr == "Esu a dloc kcap."
    again = perform_all(clinic)
    assert (again.written, again.completeness["es"]["shoulder"]["translated"]) == ([], 1)


def test_a_catalog_that_never_rests_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = project(tmp_path, chain=["fake"])
    saves: list[int] = []

    def save(text: str) -> str:
        saves.append(len(saves))
        first = "Keep moving."
        edit(clinic, lambda u: replace(u, msgstr=f"{len(saves)}") if u.msgid == first else u)
        return toy(text)

    enter(monkeypatch, Fake(save))
    # Without a cache, so that each attempt asks the engine again.
    monkeypatch.setattr("pipeline.todo.engine_settings", lambda project: EngineSettings())
    perform_all(clinic, frozenset({Stage.UPDATE}))
    outcome = perform_all(clinic, executor=Here())
    assert "keeps changing" in outcome.faults[0]
    assert units(clinic)["Keep moving."].msgstr == str(len(saves))
    assert not clinic.events("es").exists()


def test_a_sign_off_meanwhile_is_not_forgotten(clinic: Project) -> None:
    """What was kept of a run must not hide events that came while it ran."""
    edit(clinic, lambda u: replace(u, fuzzy=False) if u.msgid == "Risks" else u)

    def submit() -> None:
        at = desk(clinic, "es", "shoulder", LATER)
        record(clinic, "es", submissions(at.ledger, checked(at).entries, ANA, LATER))

    perform_all(clinic, executor=Here(submit))
    kept = (clinic.root / ".polyclinic" / "results.json").read_bytes()
    perform_all(clinic)
    assert (clinic.root / ".polyclinic" / "results.json").read_bytes() != kept


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="{}"/></svg>'


@pytest.mark.parametrize("path", ["source/square.svg", "allowed_signers", "glossary.yaml"])
def test_what_changed_meanwhile_is_not_taken_for_what_was_worked_on(
    tmp_path: Path, engine: Fake, path: str
) -> None:
    article = f"{ARTICLE}\n## Picture\n\n![A square.](square.svg)\n"
    clinic = project(tmp_path, chain=["fake"], articles={"shoulder": article})
    (tmp_path / "source" / "square.svg").write_text(SQUARE.format(1), encoding="utf-8")
    perform_all(clinic)
    changed = clinic.root / path
    drafts = frozenset({Stage.BUILD_DRAFTS})

    def kept() -> bool:
        (job,) = jobs(clinic, Scope(), NOW).jobs
        results = Kept(clinic.root / ".polyclinic" / "results.json")
        return results.get(job, Order(drafts, State.DRAFTED))[0] is not None

    def save() -> None:
        text = changed.read_text(encoding="utf-8") if changed.exists() else ""
        spelled = text.replace('"1"', '"2"') if path.endswith("svg") else f"{text}\n# changed\n"
        changed.write_text(spelled, encoding="utf-8")

    perform_all(clinic, drafts, executor=Here(save))
    assert not kept()
    perform_all(clinic, drafts)
    assert kept()


# ── the same everywhere ───────────────────────────────────────────────────────────────────────────


def made(project: Project, outcome: Outcome) -> dict[str, str]:
    assert not outcome.faults
    assert outcome.written
    return {
        name: hashlib.sha256(content).hexdigest()
        for name, (content, _) in snapshot(project.root).items()
        if name.startswith(("build", "locales"))
    }


def test_processes_and_one_process_give_the_same_bytes(tmp_path: Path) -> None:
    locales = ["es", "pt_BR"]
    here = project(tmp_path / "here", locales=locales)
    pool = project(tmp_path / "pool", locales=locales)
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        there = made(pool, perform_all(pool, executor=executor))
    assert made(here, perform_all(here)) == there
    assert len(there) == 11


def test_the_order_of_findings_does_not_depend_on_who_is_first(clinic: Project) -> None:
    outcome = perform_all(clinic, ALL, require=State.APPROVED)
    assert [r.slug for r in outcome.results] == sorted(r.slug for r in outcome.results)
    assert outcome.exit_code == 1


def test_the_clock_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86399")
    assert now() == "1970-01-01T23:59:59Z"


def test_an_article_past_its_day_of_review_is_named_though_nothing_changed(clinic: Project) -> None:
    def named(now: str) -> list[str]:
        found = perform_all(clinic, now=now).findings
        return [f"{f.file}: {f.message}" for f in found if f.check == "review-by"]

    assert named("2027-01-15T23:00:00Z") == []
    assert named("2027-01-16T00:00:00Z") == [
        "source/shoulder.md: this article was to be reviewed by 2027-01-15"
    ]
