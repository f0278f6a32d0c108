"""Files that leave and come back, and sign-off, as people meet them on the command line.

Exit codes come from `main`, so every command here runs in its own process.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.events import Event, load
from pipeline.model import Unit
from pipeline.project import Project
from tests import signing_off as story
from tests.projects import edit, project, read, snapshot, units
from tests.test_cli import ANA, BEA, polyclinic

PO = "locales/es/LC_MESSAGES/back.po"
DOSE = "Take 400 mg of ibuprofen with food."
FEVER = "Call your doctor if you have a fever."
APPROVE = ("approve", "es", "back", "--by", BEA, "--credential", "certified translator", "--yes")


def po(root: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command, in a project."""
    return polyclinic(*words, within=root)


def events(root: Path) -> tuple[Event, ...]:
    """What is recorded of the locale."""
    path = root / "locales/es/review.jsonl"
    return load(path.read_text(encoding="utf-8"), path.name) if path.exists() else ()


def usage(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether the command only said how it is used."""
    return done.returncode == 2 and done.stderr.startswith("Usage: ")


# ── memory ────────────────────────────────────────────────────────────────────────────────────────

TMX = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="Other" creationtoolversion="1" segtype="sentence" o-tmf="x"
          adminlang="en" srclang="en-US" datatype="plaintext"/>
  <body>
    <tu><tuv xml:lang="en-US"><seg>Walk every day.</seg></tuv>
        <tuv xml:lang="es-US"><seg>Camine a diario.</seg></tuv></tu>
    <tu><tuv xml:lang="en-US"><seg>Call your doctor if you have a high fever.</seg></tuv>
        <tuv xml:lang="es-US"><seg>Llame a su médico si tiene fiebre alta.</seg></tuv></tu>
    <tu><tuv xml:lang="en-US"><seg>Rest.</seg></tuv></tu>
  </body>
</tmx>
"""


def test_what_is_imported_is_filled_in_and_never_cleared(tmp_path: Path) -> None:
    found = story.clinic(tmp_path)
    (tmp_path / "old.tmx").write_text(TMX, encoding="utf-8")
    done = po(tmp_path, "memory", "import", "old.tmx", "--locale", "es")
    assert done.returncode == 0, done.stderr
    assert "2 sentences new in the memory of es, 2 imported in all" in done.stdout
    assert re.search(r"left out: old\.tmx:\d+: .*no text in es", done.stderr)
    again = po(tmp_path, "memory", "import", "old.tmx", "--locale", "es")
    assert again.stdout == "0 sentences new in the memory of es, 2 imported in all\n"

    updated = po(tmp_path, "update")
    assert "1 the same in the memory, 1 similar in the memory" in updated.stderr
    walk, fever = (units(found, slug="back")[msgid] for msgid in ("Walk every day.", FEVER))
    assert (walk.msgstr, walk.fuzzy, walk.previous) == ("Camine a diario.", True, "")
    assert fever.previous == "Call your doctor if you have a high fever."
    assert 'changed: "high" removed' in fever.notes
    assert [e.who for e in events(tmp_path)] == ["memory (translated in old.tmx)"]


def test_the_memory_goes_out_with_what_was_approved(tmp_path: Path) -> None:
    story.approved(tmp_path)
    done = po(tmp_path, "memory", "export", "all.tmx", "--locale", "es")
    assert (done.returncode, done.stdout) == (0, "wrote 4 sentences to all.tmx\n")
    assert (tmp_path / "all.tmx").read_text("utf-8").count(">approved<") == 4

    other = tmp_path / "other"
    found = story.clinic(other)
    assert po(other, "memory", "import", "../all.tmx", "--locale", "es").returncode == 0
    assert po(other, "update").returncode == 0
    filled = units(found, slug="back")
    assert {msgid: unit.msgstr for msgid, unit in filled.items()} == story.SPANISH
    assert all(unit.fuzzy for unit in filled.values())


@pytest.mark.parametrize("way", ["import", "export"])
def test_a_memory_is_of_a_locale_of_the_project(tmp_path: Path, way: str) -> None:
    story.clinic(tmp_path)
    (tmp_path / "old.tmx").write_text(TMX, encoding="utf-8")
    before = snapshot(tmp_path)
    done = po(tmp_path, "memory", way, "old.tmx", "--locale", "fr")
    assert done.returncode == 2
    assert "there is no locale 'fr'; polyclinic.toml has es" in done.stderr
    assert snapshot(tmp_path) == before


# ── files by mail ─────────────────────────────────────────────────────────────────────────────────


def test_a_catalog_comes_back_by_mail_after_the_article_changed(tmp_path: Path) -> None:
    found = story.clinic(tmp_path)
    story.translate(story.clinic(tmp_path / "mail"))
    mail = f"mail/{PO}"
    story.rewrite(found, "400 mg", "200 mg")

    done = po(tmp_path, "receive", mail, "--by", ANA)
    assert done.returncode == 0, done.stderr
    assert f"its sentence has changed: 400 mg → 200 mg — “{DOSE}”" in done.stdout
    assert "es/back: 3 units taken, 3 of them translated; not taken: 1" in done.stdout
    kept = read(found, slug="back")
    assert {u.msgid for u in kept.units if u.msgstr} == set(story.SPANISH) - {DOSE}
    assert [u.msgstr for u in kept.obsolete] == [story.SPANISH[DOSE]]
    assert {(e.event, e.who) for e in events(tmp_path)} == {("submitted", ANA)}

    again = po(tmp_path, "receive", mail, "--by", ANA)
    assert "es/back: 0 units taken" in again.stdout


# What a CAT tool makes of a unit that a person has finished.
FINISHED = {
    "1.2": ('<target state="needs-translation" state-qualifier="fuzzy-match">',
            '<target state="final">'),
    "2.1": ('<segment state="initial" subState="polyclinic:outdated">',
            '<segment state="final">'),
}  # fmt: skip


@pytest.mark.parametrize("version", FINISHED)
def test_an_article_goes_to_a_cat_tool_and_back(tmp_path: Path, version: str) -> None:
    found = story.clinic(tmp_path)
    story.translate(found, {DOSE: "Tome."}, fuzzy=True)
    sent = po(tmp_path, "export", "es", "back", "back.xlf", "--xliff", version)
    assert (sent.returncode, sent.stdout) == (0, "wrote 4 units to back.xlf\n")
    file = tmp_path / "back.xlf"
    text = file.read_text(encoding="utf-8")
    assert text.count(FINISHED[version][0]) == 1
    text = text.replace(*FINISHED[version]).replace("Tome.", story.SPANISH[DOSE])
    file.write_text(text.replace("<source>Walk", "<source>Run"), encoding="utf-8")

    back = po(tmp_path, "receive", "back.xlf", "--by", ANA)
    assert back.returncode == 0, back.stderr
    assert re.search(r"^back\.xlf:\d+: not taken: .*another source.* — “Run", back.stdout)
    assert "es/back: 1 unit taken, 1 of them translated; not taken: 1" in back.stdout
    assert ".polyclinic/kept/es/back.1.po" in back.stderr
    assert units(found, slug="back")[DOSE].msgstr == story.SPANISH[DOSE]
    assert [(e.event, e.msgid) for e in events(tmp_path)] == [("submitted", DOSE)]


def test_nothing_that_comes_back_takes_the_place_of_what_is_approved(tmp_path: Path) -> None:
    found = story.approved(tmp_path)
    assert po(tmp_path, "export", "es", "back", "back.xlf").returncode == 0
    file = tmp_path / "back.xlf"
    file.write_text(file.read_text("utf-8").replace("Camine cada", "Corra cada"), "utf-8")
    before = (tmp_path / PO).read_bytes()
    back = po(tmp_path, "receive", "back.xlf", "--by", ANA, "--theirs")
    assert "it is approved here as “Camine cada día.”" in back.stdout
    assert (tmp_path / PO).read_bytes() == before
    assert po(tmp_path, "check", "--require", "approved").returncode == 0
    assert not [u for u in read(found, slug="back").units if u.fuzzy]


OTHERS = 'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Cough."\nmsgstr "Tos."\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["receive", "no.po", "--by", ANA], "no.po: cannot read this file"),
        (["receive", "a.po", "--by", "Ana"], "'Ana' does not say who"),
        (["receive", "a.po", "--by", ANA], "source/ has back"),
        (["receive", "a.po", "--article", "back", "--by", ANA], "no sentence of this file"),
        (["receive", "a.po", "--locale", "pt_BR", "--by", ANA], "is in es, not in pt_BR"),
        (["receive", "source/back.md", "--by", ANA], "source/back.md:1: "),
        (["memory", "import", "a.po", "--locale", "es"], "a.po:1: is not XML"),
        (["export", "es", "knee", "a.xlf"], "there is no article 'knee'; source/ has back"),
        (["export", "es", "back", PO], "must end in .xlf or .xliff"),
        (["memory", "export", PO, "--locale", "es"], "must end in .tmx"),
        (["merge-driver", "no", "no", "no"], "no: cannot read this file"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    tmp_path: Path, words: list[str], said: str
) -> None:
    story.clinic(tmp_path)
    (tmp_path / "a.po").write_text(OTHERS, encoding="utf-8")
    before = snapshot(tmp_path)
    done = po(tmp_path, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(tmp_path) == before


# ── sign-off ──────────────────────────────────────────────────────────────────────────────────────


def test_submit_speaks_of_what_it_records(tmp_path: Path) -> None:
    found = project(tmp_path, articles={"back": story.ARTICLE})
    assert po(tmp_path, "draft").returncode == 0
    edit(found, lambda u: replace(u, fuzzy=u.msgid != DOSE), slug="back")
    done = po(tmp_path, "submit", "es", "back", "--by", ANA)
    assert done.stdout == f"1 unit submitted by {ANA}; not translated yet: 3\n"
    assert "the machine's text without a change: 1\n" in done.stderr


def test_what_changed_since_the_approval_is_said(tmp_path: Path) -> None:
    found = story.approved(tmp_path)
    assert "Changed" not in po(tmp_path, "status").stdout
    story.rewrite(found, "400 mg", "200 mg")
    done = po(tmp_path, "status")
    assert done.returncode == 0
    _, changed = done.stdout.split("\nChanged since approval:\n")
    line = units(found, slug="back")[DOSE.replace("400", "200")].line
    sentence = DOSE.replace("400", "200")
    assert changed == f"  {PO}:{line}: the source changed: 400 mg → 200 mg — “{sentence}”\n"


def test_a_withdrawal_voids_the_approvals_and_takes_the_final_away(tmp_path: Path) -> None:
    story.approved(tmp_path)
    assert po(tmp_path, "build").returncode == 0
    finals = {"build/es/back.html", "build/es/back.pdf"}
    assert finals <= set(snapshot(tmp_path))
    words = ("withdraw", "es", "back", "--by", BEA, "--reason")
    assert usage(po(tmp_path, *words, " "))
    done = po(tmp_path, *words, "the dose is under discussion")
    assert done.returncode == 0, done.stderr
    assert f"every approval of es/back so far is withdrawn by {BEA}" in done.stdout
    assert not finals & set(snapshot(tmp_path))
    assert po(tmp_path, "check", "--require", "approved").returncode == 1
    assert po(tmp_path, *words, "again").returncode == 1
    assert po(tmp_path, *APPROVE).returncode == 0
    assert po(tmp_path, "check", "--require", "approved").returncode == 0


def test_the_audit_report_to_read_and_for_programs(tmp_path: Path) -> None:
    story.approved(tmp_path)
    read_ = po(tmp_path, "evidence", "es", "back")
    assert read_.returncode == 0, read_.stderr
    assert read_.stdout.startswith("# Evidence: source/back.md, es\n")
    assert "it is no statement that such a rule is met" in read_.stdout
    assert "approved the article by Bea Paz" in read_.stdout
    assert "- name: ibuprofen → ibuprofeno, proposed" in read_.stdout

    told = json.loads(po(tmp_path, "evidence", "es", "back", "--format", "json").stdout)
    assert told["states"]["approved"] == 4
    assert [act["note"] for act in told["acts"]] == ["holds"]
    assert {s["msgid"]: s["msgstr"] for s in told["sentences"]} == story.SPANISH
    assert all(
        [a["act"] for a in s["acts"]] == ["submitted", "approved"] for s in told["sentences"]
    )


# ── signatures ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys of Bea, whom the project knows, and of Eva, whom it does not."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("bea", "eva"):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]
        subprocess.run([*make, folder / name], check=True)
    return folder


@pytest.fixture
def signing(tmp_path: Path, keys: Path) -> Project:
    """A project that asks for signatures, translated by Ana."""
    found = story.clinic(tmp_path)
    settings = tmp_path / "polyclinic.toml"
    settings.write_text(settings.read_text("utf-8") + "signatures = true\n", "utf-8")
    public = (keys / "bea.pub").read_text("ascii")
    line = f'bea@example.org namespaces="polyclinic" {public}'
    (tmp_path / "allowed_signers").write_text(line, "ascii")
    story.translate(found)
    story.submit(found)
    return Project.open(tmp_path)


def test_an_approval_with_a_listed_key_counts(signing: Project, keys: Path) -> None:
    done = po(signing.root, *APPROVE, "--key", keys / "bea")
    assert done.returncode == 0, done.stderr
    assert po(signing.root, "check", "--require", "approved").returncode == 0
    assert po(signing.root, "build").returncode == 0
    told = json.loads(po(signing.root, "evidence", "es", "back", "--format", "json").stdout)
    assert [act["signature"] for act in told["acts"]] == ["valid"]
    (signing.root / "allowed_signers").write_text("# nobody\n", "ascii")
    assert po(signing.root, "check", "--require", "approved").returncode == 1
    assert po(signing.root, "build").returncode == 1
    assert not (signing.root / "build/es/back.pdf").exists()


def test_without_a_listed_key_nothing_is_recorded(signing: Project, keys: Path) -> None:
    before = events(signing.root)
    stranger = po(signing.root, *APPROVE, "--key", keys / "eva")
    assert stranger.returncode == 1
    assert "allowed_signers has no such key for bea@example.org" in stranger.stderr
    assert usage(po(signing.root, *APPROVE))
    assert usage(po(signing.root, *APPROVE, "--key", keys / "none"))
    assert events(signing.root) == before


def approved_by(root: Path, text: str) -> Unit:
    """The unit on the fever with another text, as it is after a forger's `approve`."""
    found = Project.open(root)
    edit(found, lambda u: replace(u, msgstr=text) if u.msgid == FEVER else u, slug="back")
    story.submit(found)
    story.approve(found)
    return units(found, slug="back")[FEVER]


def test_a_forged_approval_counts_for_nothing(signing: Project, keys: Path) -> None:
    assert po(signing.root, *APPROVE, "--key", keys / "bea").returncode == 0
    forged = approved_by(signing.root, "Llame a su médico si no tiene fiebre.")
    last = [e for e in events(signing.root) if e.event == "approved"][-2:]
    assert [(e.msgstr, e.signature) for e in last] == [(forged.msgstr, ""), ("", "")]
    done = po(signing.root, "check", "--require", "approved")
    assert done.returncode == 1
    assert f"{PO}:{forged.line}: error: this unit is translated, not yet approved" in done.stdout
    assert po(signing.root, "build").returncode == 1


def test_a_signature_covers_no_other_words(signing: Project, keys: Path) -> None:
    assert po(signing.root, *APPROVE, "--key", keys / "bea").returncode == 0
    path = signing.events("es")
    text = path.read_text(encoding="utf-8")
    assert "certified translator" in text
    path.write_text(text.replace("certified translator", "notary public"), encoding="utf-8")
    done = po(signing.root, "check", "--require", "approved")
    assert done.returncode == 2
    assert "this event was changed by hand and proves nothing" in done.stderr


# ── help ──────────────────────────────────────────────────────────────────────────────────────────

COMMANDS = [
    ["export"], ["receive"], ["memory"], ["memory", "import"], ["memory", "export"],
    ["withdraw"], ["evidence"], ["merge-driver"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_a_command_does(command: list[str]) -> None:
    done = polyclinic(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^  [A-Z]\w+ .+[.:;,]", done.stdout, re.MULTILINE)
