"""A catalog that comes back: what is taken, what is named, and that nothing is approved by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import catalog
from pipeline.catalog import Catalog
from pipeline.errors import InputError
from pipeline.events import drafted, person
from pipeline.mail import Returned, send, take_back, take_drafts
from pipeline.model import State, Unit
from pipeline.project import Project
from pipeline.run import record
from tests.projects import LATER, NOW, read, units
from tests.signing_off import (
    ANA,
    SPANISH,
    approve,
    approved,
    clinic,
    laid_out,
    rewrite,
    submit,
    translate,
)
from tests.test_cli import polyclinic

EVA = person("Eva Sol <eva@example.org>")
WALK, FOOD = "Walk every day.", "Take 400 mg of ibuprofen with food."
HERE = ("", "")


def returned(found: Project, texts: dict[str, str], fuzzy: bool = False) -> Path:
    """The catalog as it is now, with texts by somebody else, in a file of its own."""
    now = read(found, slug="back")
    changed = tuple(
        replace(u, msgstr=texts[u.msgid], fuzzy=fuzzy, previous="") if u.msgid in texts else u
        for u in now.units
    )
    path = found.root.parent / f"{found.root.name}-back.po"
    path.write_text(catalog.render(replace(now, units=changed)), encoding="utf-8")
    return path


def take(found: Project, path: Path, theirs: bool = False) -> Returned:
    return take_back(found, path, EVA, HERE, theirs, LATER)


def text(found: Project, msgid: str) -> tuple[str, bool]:
    unit = units(found, slug="back")[msgid]
    return unit.msgstr, unit.fuzzy


def machine_drafted(found: Project, texts: dict[str, str]) -> None:
    translate(found, texts, fuzzy=True)
    opened, _ = laid_out(found)
    made = [u for u in opened.catalog.units if u.msgid in texts]
    record(found, "es", [drafted("back", u, opened.terms[u.msgid], "toy (1)", NOW) for u in made])


def test_a_persons_text_takes_the_place_of_none_and_of_a_machines(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, {FOOD: "Toma 400 mg de ibuprofeno."})
    back = take(found, returned(found, SPANISH))
    assert (back.place, len(back.taken), back.cleared, back.refused) == ("es/back", 4, 4, ())
    assert text(found, FOOD) == (SPANISH[FOOD], False)
    opened, state = laid_out(found)
    assert {opened.ledger.editor(e.unit, e.terms).who for e in state.entries} == {str(EVA)}  # type: ignore[union-attr]
    assert state.counts["translated"] == 4


def test_a_draft_that_was_cleared_without_a_change_is_taken(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, SPANISH)
    back = take(found, returned(found, SPANISH))
    assert (len(back.taken), back.cleared) == (4, 4)


def test_a_fuzzy_text_stays_fuzzy_and_nobody_answers_for_it(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    back = take(found, returned(found, {WALK: "Camine."}, fuzzy=True))
    assert (len(back.taken), back.cleared) == (1, 0)
    assert text(found, WALK) == ("Camine.", True)


def test_what_nobody_touched_is_no_news(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, SPANISH)
    before = found.po("es", "back").read_bytes()
    back = take(found, returned(found, {}))
    assert (back.taken, back.refused) == ((), ())
    assert found.po("es", "back").read_bytes() == before


def test_an_approved_text_stays(tmp_path: Path) -> None:
    found = approved(tmp_path)
    back = take(found, returned(found, {WALK: "Ande."}), theirs=True)
    assert [(u.msgid, why) for u, why in back.refused] == [
        (WALK, "it is approved here as “Camine cada día.”")
    ]
    assert text(found, WALK) == ("Camine cada día.", False)


def test_another_persons_text_stays_unless_theirs_is_asked_for(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found)
    submit(found)
    path = returned(found, {WALK: "Ande."})
    (why,) = (why for _, why in take(found, path).refused)
    assert (
        why == f"{ANA} translated it here as “Camine cada día.”; --theirs takes the returned text"
    )
    before = found.po("es", "back").read_bytes()
    back = take(found, path, theirs=True)
    assert text(found, WALK) == ("Ande.", False)
    assert (found.root / back.spare).read_bytes() == before


def test_an_older_text_of_ours_is_older(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found)
    submit(found)
    path = returned(found, {})
    translate(found, {WALK: "Ande."})
    submit(found)
    back = take(found, path, theirs=True)
    assert [why for _, why in back.refused] == ["it is older than the text here, “Ande.”"]


def test_a_person_may_bring_their_own_text_up_to_date(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    take(found, returned(found, SPANISH))
    back = take(found, returned(found, {WALK: "Ande."}))
    assert [u.msgstr for u in back.taken] == ["Ande."]


def test_what_no_longer_fits_is_named_and_kept(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    path = returned(found, SPANISH)
    rewrite(found, "400 mg", "200 mg")
    rewrite(found, " Walk every day.", "")
    back = take(found, path)
    assert {u.msgid: why for u, why in back.refused} == {
        FOOD: "its sentence has changed: 400 mg → 200 mg",
        WALK: "its sentence is no longer in the article",
    }
    kept = {u.msgid: u.msgstr for u in read(found, slug="back").obsolete}
    assert kept == {FOOD: SPANISH[FOOD], WALK: SPANISH[WALK]}
    rewrite(found, "food.", "food. Walk every day.")
    assert text(found, WALK) == (SPANISH[WALK], False)


def kept(found: Project) -> dict[str, bytes]:
    return {found.relative(p): p.read_bytes() for p in sorted(found.kept.rglob("*")) if p.is_file()}


def test_a_file_with_refused_words_that_the_catalog_lacks_is_kept(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found)
    path = returned(found, {FOOD: "Siempre 400 mg con comida.", WALK: "Ande."})
    rewrite(found, "400 mg", "200 mg")
    rewrite(found, " Walk every day.", "")
    back = take(found, path)
    assert {u.msgstr for u, _ in back.refused} >= {"Siempre 400 mg con comida.", "Ande."}
    assert {u.msgstr for u in read(found, slug="back").obsolete} == {SPANISH[FOOD], SPANISH[WALK]}
    first, one = ".polyclinic/kept/es/back.1.po", path.read_bytes()
    assert back.copy == first
    assert take(found, path).copy == first
    path.write_bytes(one.replace(b"Ande.", b"Pasee."))
    assert take(found, path).copy == ".polyclinic/kept/es/back.2.po"
    assert kept(found) == {first: one, ".polyclinic/kept/es/back.2.po": path.read_bytes()}


@pytest.mark.parametrize("fuzzy", [False, True])
def test_words_refused_for_anothers_are_kept_fuzzy_or_not(tmp_path: Path, fuzzy: bool) -> None:
    found = clinic(tmp_path)
    translate(found)
    submit(found)
    back = take(found, returned(found, {WALK: "Ande."}, fuzzy=fuzzy))
    assert (len(back.refused), len(kept(found))) == (1, 1)


def test_no_copy_of_what_the_catalog_holds_or_a_machine_made(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, {FOOD: "Toma 400 mg de ibuprofeno."})
    path = returned(found, {WALK: SPANISH[WALK]})
    rewrite(found, "400 mg", "200 mg")
    rewrite(found, " Walk every day.", "")
    back = take(found, path)
    assert {u.msgid for u, _ in back.refused} == {FOOD, WALK}
    assert (back.copy, kept(found)) == ("", {})


@pytest.mark.parametrize("fuzzy", [False, True])
def test_a_draft_that_somebody_has_cleared_is_theirs(tmp_path: Path, fuzzy: bool) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, {WALK: "Camine diario."})
    translate(found, {WALK: "Camine diario."})
    path = returned(found, {WALK: "Ande."}, fuzzy=fuzzy)
    (why,) = (why for _, why in take(found, path).refused)
    assert why.startswith("somebody translated it here as “Camine diario.”; --theirs")
    assert text(found, WALK) == ("Camine diario.", False)
    before = found.po("es", "back").read_bytes()
    back = take(found, path, theirs=True)
    assert text(found, WALK) == ("Ande.", fuzzy)
    assert (found.root / back.spare).read_bytes() == before


def test_a_file_for_a_catalog_that_is_missing(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found)
    submit(found)
    path = returned(found, {WALK: "Ande."})
    found.po("es", "back").unlink()
    back = take(found, path)
    assert (len(back.taken), back.cleared, back.spare) == (4, 4, "")
    assert text(found, WALK) == ("Ande.", False)


def test_what_the_update_would_fill_in_keeps_its_origin(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found)
    submit(found)
    path = returned(found, {FOOD: "Tome 400 mg de ibuprofeno al comer."})
    now = catalog.parse(path.read_text(encoding="utf-8"), "back.po")
    only = tuple(u for u in now.units if u.msgid == FOOD)
    path.write_text(catalog.render(replace(now, units=only)), encoding="utf-8")
    found.po("es", "back").unlink()
    back = take(found, path)
    assert (len(back.taken), back.cleared) == (1, 1)
    _, state = laid_out(found)
    assert (state.counts["translated"], state.counts["drafted"]) == (1, 3)
    before = found.po("es", "back").read_bytes()
    assert take(found, path).taken == ()
    assert found.po("es", "back").read_bytes() == before


def test_the_message_has_both_texts(tmp_path: Path) -> None:
    found = approved(tmp_path)
    path = returned(found, {WALK: "Ande."})
    done = polyclinic("receive", path, "--by", str(EVA), within=found.root)
    assert f"“{WALK}” → “Ande.”\n" in done.stdout
    assert "is kept at .polyclinic/kept/es/back.1.po\n" in done.stderr


def test_remarks_come_along(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    now = read(found, slug="back")
    noted = tuple(replace(u, remarks=("each day?",)) if u.msgid == WALK else u for u in now.units)
    path = tmp_path.parent / "noted.po"
    path.write_text(catalog.render(replace(now, units=noted)), encoding="utf-8")
    take(found, path)
    assert units(found, slug="back")[WALK].remarks == ("each day?",)


def test_nothing_that_comes_in_is_an_approval(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    take(found, returned(found, SPANISH))
    opened, state = laid_out(found)
    assert not opened.ledger.orders
    assert state.counts["approved"] == 0
    assert approve(found)


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_xliff_goes_out_and_comes_back(tmp_path: Path, version: str) -> None:
    found = clinic(tmp_path)
    file = tmp_path / "out.xlf"
    assert send(found, "es", "back", file, version, NOW) == 4
    other = clinic(tmp_path / "other")
    translate(other)
    send(other, "es", "back", file, version, NOW)
    back = take(found, file)
    assert (len(back.taken), back.cleared) == (4, 4)
    assert text(found, FOOD) == (SPANISH[FOOD], False)


def test_a_unit_made_from_another_source_is_refused_by_name(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found)
    file = tmp_path / "out.xlf"
    send(found, "es", "back", file, "2.1", NOW)
    other = clinic(tmp_path / "other")
    file.write_text(file.read_text(encoding="utf-8").replace("400 mg", "800 mg"), encoding="utf-8")
    (refused,) = take(other, file).refused
    assert refused[0].msgid == FOOD.replace("400", "800")
    assert "made from another source" in refused[1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"Language: es\\n"', '"Language: fr\\n"', "says that it is in 'fr'"),
        ("source/back.md", "source/neck.md", "there is no article 'neck'"),
    ],
)
def test_a_file_of_another_place_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    found = clinic(tmp_path)
    path = returned(found, SPANISH)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        take(found, path)


def test_a_file_of_another_article_is_refused(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    stranger = Catalog({"Language": "es"}, (Unit("Wash your hands.", msgstr="Lávese."),))
    path = tmp_path / "back.po"
    path.write_text(catalog.render(stranger), encoding="utf-8")
    with pytest.raises(InputError, match="no sentence of this file"):
        take(found, path)


# ── what another machine drafted ──────────────────────────────────────────────────────────────────

MAKER = "a language model (test, 1.0)"


def take_drafts_of(found: Project, texts: dict[str, str]) -> Returned:
    return take_drafts(found, returned(found, texts), MAKER, HERE, LATER)


def test_a_machines_draft_is_fuzzy_and_names_its_maker(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    back = take_drafts_of(found, {WALK: "Camine todos los días."})
    assert [unit.msgid for unit in back.taken] == [WALK]
    assert text(found, WALK) == ("Camine todos los días.", True)
    opened, state = laid_out(found)
    (entry,) = [e for e in state.entries if e.unit.msgid == WALK]
    made = opened.ledger.draft(entry.unit)
    assert made
    assert (made.who, entry.state) == (MAKER, State.DRAFTED)


def test_a_machines_draft_never_stands_over_a_persons_text(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found, {WALK: SPANISH[WALK]})
    submit(found)
    back = take_drafts_of(found, {WALK: "Camine todos los días."})
    assert [reason for _, reason in back.refused] == ["a person has worked on it here"]
    assert text(found, WALK) == (SPANISH[WALK], False)


def test_a_machines_draft_takes_the_place_of_another(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, {WALK: "Caminar cada día."})
    take_drafts_of(found, {WALK: "Camine todos los días."})
    assert text(found, WALK) == ("Camine todos los días.", True)


def test_a_machines_draft_that_the_checks_refuse_is_named(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    back = take_drafts_of(found, {FOOD: "Tome 4000 mg de ibuprofeno con comida."})
    ((unit, reason),) = back.refused
    assert unit.msgid == FOOD
    assert "400" in reason
    assert text(found, FOOD) == ("", False)


def test_a_person_is_no_machine(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    with pytest.raises(InputError, match="names no machine"):
        take_drafts(found, returned(found, {}), "Ana Lima <ana@example.org>", HERE, LATER)


@pytest.mark.parametrize("who", [(), ("--by", str(ANA), "--drafted-by", MAKER)])
def test_one_maker_is_named(tmp_path: Path, who: tuple[str, ...]) -> None:
    found = clinic(tmp_path)
    done = polyclinic("receive", str(returned(found, {})), *who, within=found.root)
    assert done.returncode == 2
    assert "--by a person, or --drafted-by a machine" in done.stderr
