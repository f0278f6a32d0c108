"""What the pages themselves say, as a catalog of the project: drafted, reviewed and approved as an
article's, and printed in finals only then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import commands
from pipeline import catalog, files
from pipeline.completeness import beside
from pipeline.errors import InputError
from pipeline.events import load
from pipeline.model import DOMAIN, State, Unit
from pipeline.project import Project
from pipeline.publish.labels import STRINGS
from pipeline.run import Outcome
from pipeline.stages import Stage
from pipeline.todo import Scope, jobs
from tests.projects import NOW, Here, edit, perform_all, read, snapshot, units
from tests.signing_off import ANA, ARTICLE, BEA, approved, clinic

BUILD = frozenset({Stage.BUILD_FINALS, Stage.BUILD_DRAFTS})
FINAL, DRAFT = "build/es/back.html", "build/es/back.DRAFT.html"
SKIP, SPANISH = "Skip to the text", "Ir al texto"
Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """A command on the project; its output."""

    def said(*words: str, exit_code: int = 0) -> str:
        done = CliRunner().invoke(commands, ["-C", str(tmp_path), *words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == exit_code, done.output
        return done.output

    return said


def cleared(found: Project, texts: Mapping[str, str] | None = None) -> None:
    """What a translator saves: every string cleared, those of `texts` with new words."""

    def change(unit: Unit) -> Unit:
        return replace(unit, msgstr=(texts or {}).get(unit.msgid, unit.msgstr), fuzzy=False)

    edit(found, change, slug=DOMAIN)


def sign(say: Say) -> None:
    """Ana submits the strings, Bea approves them."""
    say("submit", "es", DOMAIN, "--by", str(ANA))
    say("approve", "es", DOMAIN, "--by", str(BEA), "--credential", "certified", "--yes")


def built(found: Project, name: str = FINAL) -> str:
    """A page of the project as it is built now."""
    outcome = perform_all(found, BUILD)
    assert outcome.faults == []
    return (found.root / name).read_text(encoding="utf-8")


# ── nobody's, until they are asked for ────────────────────────────────────────────────────────────


def test_without_a_catalog_of_its_own_a_project_has_no_such_job(tmp_path: Path) -> None:
    found = approved(tmp_path)
    assert {job.slug for job in jobs(found, Scope(), NOW).jobs} == {"back"}
    page = built(found)
    assert SKIP in page
    assert SPANISH not in page


def test_drafts_print_what_comes_with_the_tool(tmp_path: Path) -> None:
    assert SPANISH in built(clinic(tmp_path), DRAFT)


def test_labels_makes_drafts_that_name_their_maker(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    assert "locales/es/LC_MESSAGES/handout.po: 25 units taken as drafts" in say("labels")
    assert tuple(unit.msgid for unit in read(found, slug=DOMAIN).units) == STRINGS
    events = load(found.events("es").read_text(encoding="utf-8"), "review.jsonl")
    made = {(event.event, event.who) for event in events if event.slug == DOMAIN}
    assert made == {("drafted", "language model")}
    assert "25" in say("status", "--article", DOMAIN)
    before = snapshot(tmp_path)
    say("labels", "es")
    assert snapshot(tmp_path) == before


def test_labels_leaves_alone_what_a_person_wrote(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    say("labels")
    edit(found, lambda u: replace(u, msgstr="Al texto") if u.msgid == SKIP else u, slug=DOMAIN)
    assert "a person has worked on it here" in say("labels")
    assert units(found, slug=DOMAIN)[SKIP].msgstr == "Al texto"


def test_a_language_without_drafts_gets_a_catalog_to_fill_in(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    settings = tmp_path / "polyclinic.toml"
    settings.write_text(settings.read_text().replace('["es"]', '["es", "fr"]'))
    assert "0 units taken" in say("labels", "fr")
    assert {unit.msgstr for unit in read(found, "fr", DOMAIN).units} == {""}


def test_a_locale_that_is_not_there_is_refused(tmp_path: Path, say: Say) -> None:
    clinic(tmp_path)
    with pytest.raises(InputError, match="there is no locale 'vi'"):
        say("labels", "vi")


# ── what finals print ─────────────────────────────────────────────────────────────────────────────


def test_a_final_prints_them_once_they_are_approved(tmp_path: Path, say: Say) -> None:
    found = approved(tmp_path)
    say("labels")
    assert SKIP in built(found)
    cleared(found)
    assert SKIP in built(found), "cleared is not approved"
    sign(say)
    page = built(found)
    assert SPANISH in page
    assert SKIP not in page


def test_one_changed_string_takes_them_all_out_of_finals(tmp_path: Path, say: Say) -> None:
    """One language for the whole footer; the article's own approval holds."""
    found = approved(tmp_path)
    say("labels")
    cleared(found)
    sign(say)
    cleared(found, {"To print": "Imprimir"})
    page = built(found)
    assert SKIP in page
    assert SPANISH not in page
    sign(say)
    assert SPANISH in built(found)


def test_marked_as_fuzzy_again_they_are_no_longer_printed(tmp_path: Path, say: Say) -> None:
    found = approved(tmp_path)
    say("labels")
    cleared(found)
    sign(say)
    edit(found, lambda u: replace(u, fuzzy=u.msgid == "Web page"), slug=DOMAIN)
    assert SKIP in built(found)


def test_whoever_withdraws_them_removes_the_finals_that_print_them(
    tmp_path: Path, say: Say
) -> None:
    found = approved(tmp_path)
    say("labels")
    cleared(found)
    sign(say)
    built(found)
    assert "removed build/es/back.pdf" in say(
        *("withdraw", "es", DOMAIN, "--by", str(BEA), "--reason", "wrong word")
    )
    assert not (tmp_path / FINAL).exists()
    assert SKIP in built(found)


def test_the_policy_says_what_is_enough(tmp_path: Path, say: Say) -> None:
    approved(tmp_path)
    settings = tmp_path / "polyclinic.toml"
    settings.write_text(
        settings.read_text().replace("[policy]", '[policy]\nrequire = "translated"')
    )
    found = Project.open(tmp_path)
    say("labels")
    assert SKIP in built(found)
    cleared(found)
    assert SPANISH in built(found)


def test_a_lost_variable_keeps_them_from_approval_and_from_paper(tmp_path: Path, say: Say) -> None:
    found = approved(tmp_path)
    say("labels")
    cleared(found, {"Version {version}": "Versión"})
    say("submit", "es", DOMAIN, "--by", str(ANA))
    refused = say(
        *("approve", "es", DOMAIN, "--by", str(BEA), "--credential", "x", "--yes"), exit_code=1
    )
    assert "the markup {version} of the source is missing" in refused
    assert "Version 1" in built(found)
    found.events("es").unlink()  # the article is a DRAFT again
    assert "Versión 1" in built(found, DRAFT), "the draft that comes with the tool has it"


@pytest.mark.parametrize("hostile", ["\u202eotxet la rI", "x" * 100_000, "Go to the text now"])
def test_what_the_checks_refuse_is_not_printed_in_drafts_either(
    tmp_path: Path, say: Say, hostile: str
) -> None:
    found = clinic(tmp_path)
    say("labels")
    cleared(found, {SKIP: hostile})
    page = built(found, DRAFT)
    assert hostile not in page
    assert SPANISH in page


def test_hostile_strings_are_printed_as_text(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    say("labels")
    cleared(found, {SKIP: "<script>Ir</script>", "DRAFT": '#panic("x") $x$ {{ 7*7 }}'})
    page = built(found, DRAFT)
    assert "&lt;script&gt;Ir&lt;/script&gt;" in page
    assert "<script>Ir" not in page
    assert "{{ 7*7 }}" in page


# ── a job like an article's ───────────────────────────────────────────────────────────────────────


def test_a_second_run_writes_nothing_and_an_edit_is_seen(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    say("labels")
    perform_all(found)
    before = snapshot(tmp_path)
    assert perform_all(found).written == []
    assert snapshot(tmp_path) == before
    edit(found, lambda u: replace(u, msgstr="Al texto") if u.msgid == SKIP else u, slug=DOMAIN)
    perform_all(found)
    assert "Al texto" in (tmp_path / DRAFT).read_text(encoding="utf-8")


def test_a_string_that_was_saved_while_a_run_worked_is_seen_by_the_next(
    tmp_path: Path, say: Say
) -> None:
    found = approved(tmp_path)
    say("labels")
    cleared(found)
    sign(say)
    perform_all(found, executor=Here(lambda: cleared(found, {SKIP: "Al texto"})))
    page = tmp_path / FINAL
    assert SPANISH in page.read_text(encoding="utf-8")
    perform_all(found)
    assert SKIP in page.read_text(encoding="utf-8"), "what nobody approved is not there"


def test_no_handout_is_made_of_it_and_nothing_calls_it_stray(tmp_path: Path, say: Say) -> None:
    found = approved(tmp_path)
    say("labels")
    outcome = perform_all(found)
    assert sorted(result.slug for result in outcome.results) == ["back", DOMAIN]
    assert list((tmp_path / "build").glob("*/handout.*")) == []
    assert list(beside(found)) == []


def test_check_names_what_is_open_in_it(tmp_path: Path, say: Say) -> None:
    approved(tmp_path)
    say("labels")
    told = say("check", exit_code=1)
    assert "locales/es/LC_MESSAGES/handout.po" in told
    assert "25 drafts" in told


def test_it_comes_back_by_mail(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    say("labels")
    say("export", "es", DOMAIN, str(tmp_path / "handout.xlf"))
    sent = found.po("es", DOMAIN).read_text(encoding="utf-8")
    (tmp_path / "back.po").write_text(sent.replace(SPANISH, "Al texto"), encoding="utf-8")
    say("receive", str(tmp_path / "back.po"), "--by", str(ANA))
    assert units(found, slug=DOMAIN)[SKIP].msgstr == "Al texto"


def test_evidence_says_who_answered_for_each_string(tmp_path: Path, say: Say) -> None:
    found = approved(tmp_path)
    say("labels")
    cleared(found)
    sign(say)
    told = say("evidence", "es", DOMAIN)
    assert "language model" in told
    assert told.count("certified") >= len(STRINGS)


def test_a_catalog_that_cannot_be_read_stops_pages_and_not_checks(tmp_path: Path, say: Say) -> None:
    found = approved(tmp_path)
    say("labels")
    built(found)
    found.po("es", DOMAIN).write_text('msgid "x"\nmsgstr "y\n')
    outcome = perform_all(found, BUILD)
    assert [fault.partition(":")[0] for fault in outcome.faults] == [
        "locales/es/LC_MESSAGES/handout.po"
    ]
    assert not (tmp_path / FINAL).exists(), "nobody can say that its words hold"
    assert "back" in {result.slug for result in _looked_at(found).results}


def _looked_at(found: Project) -> Outcome:
    return perform_all(found, frozenset(), require=State.DRAFTED)


def test_a_string_that_is_new_in_the_tool_is_drafted_again_by_labels(
    tmp_path: Path, say: Say
) -> None:
    """As after an update of the tool; until then its draft stands among the project's own."""
    found = clinic(tmp_path)
    say("labels")
    older = read(found, slug=DOMAIN)
    older = replace(older, units=tuple(u for u in older.units if u.msgid != SKIP))
    found.po("es", DOMAIN).write_text(catalog.render(older), encoding="utf-8")
    assert SPANISH in built(found, DRAFT)
    say("labels")
    assert units(found, slug=DOMAIN)[SKIP].msgstr == SPANISH


def test_the_template_is_the_tools_own(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    files.write(found.pot(DOMAIN), b'msgid "else"\nmsgstr ""\n')
    say("labels")
    perform_all(found, frozenset({Stage.UPDATE}))
    written = catalog.parse(files.read_text(found.pot(DOMAIN)), "handout.pot").units
    assert tuple(unit.msgid for unit in written) == STRINGS


# ── the reserved name ─────────────────────────────────────────────────────────────────────────────


def test_no_article_has_its_name(tmp_path: Path, say: Say) -> None:
    found = clinic(tmp_path)
    files.write(tmp_path / "source" / "handout.md", ARTICLE.encode())
    outcome = perform_all(found, BUILD)
    assert outcome.faults == [
        "source/handout.md: 'handout' is the name of the pages' own strings; give another"
    ]
    assert (tmp_path / DRAFT).exists(), "the other articles go on"


def test_none_is_imported_under_it(tmp_path: Path, say: Say) -> None:
    clinic(tmp_path)
    (tmp_path / "page.txt").write_text("Knee Pain\n\nRest the knee for two days.\n")
    with pytest.raises(InputError, match="'handout' is the name of the pages' own strings"):
        say("import", str(tmp_path / "page.txt"), "--as", DOMAIN)
    assert not (tmp_path / "source" / "handout.md").exists()
