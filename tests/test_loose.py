"""`.po` files of no project: what is found in one, and when it is looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import checks, loose
from pipeline.checks import Given
from pipeline.errors import InputError
from pipeline.glossary import parse
from pipeline.loose import Seen, inspect, seen
from pipeline.model import Finding, State, Unit
from pipeline.termbase import Termbase

GLOSSARY = """\
terms:
- id: ibuprofen
  kind: drug
  source: ibuprofen
  targets:
    es: {use: ibuprofeno}
"""

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: es\\n"

msgid "Take 400 mg of ibuprofen."
msgstr "Tome 40 mg de ibuprofeno."

#, fuzzy
msgid "Rest."
msgstr "Descanse."

#, fuzzy
#| msgid "Walk."
msgid "Run."
msgstr "Camine."

msgid "Stop."
msgstr ""
"""


def by_check(result: Seen, name: str) -> list[Finding]:
    return [f for f in result.findings if f.check == name]


@pytest.fixture
def po(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loose, "user_cache_path", lambda name: tmp_path / "cache" / name)
    path = tmp_path / "shoulder.po"
    path.write_text(PO, encoding="utf-8")
    return path


# ── what is found ─────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_by_its_own_header() -> None:
    result = inspect(PO.encode(), "in/shoulder.po", parse(GLOSSARY, "g.yaml"), State.TRANSLATED)
    assert result.locale == "es"
    assert result.counts == {
        "untranslated": 1,
        "outdated": 1,
        "drafted": 1,
        "translated": 1,
        "approved": 0,
        "total": 4,
    }
    assert {f.file for f in result.findings} == {"in/shoulder.po"}
    assert [f.line for f in by_check(result, "numbers")] == [6]
    assert [f.line for f in by_check(result, "completeness")] == [9, 13, 18]
    assert by_check(result, "terms") == []


def test_terms_are_checked_with_a_glossary_only() -> None:
    wrong = PO.replace("ibuprofeno", "aspirina").encode()
    with_terms = inspect(wrong, "a.po", parse(GLOSSARY, "g.yaml"), State.TRANSLATED)
    assert by_check(with_terms, "terms")
    assert not by_check(inspect(wrong, "a.po", Termbase(()), State.TRANSLATED), "terms")


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    units = "".join(
        f'\nmsgid "Take {n} mg of ibuprofen."\nmsgstr "Tome {n + n % 3 // 2} mg de aspirina."\n'
        for n in range(1, 31)
    )
    content, terms = (PO + units).encode(), parse(GLOSSARY, "g.yaml")
    monkeypatch.setattr(loose, "SHARE", 10)
    results = []
    for cores in (1, 2, 3):
        monkeypatch.setattr(loose, "_cores", lambda cores=cores: cores)
        results.append(inspect(content, "a.po", terms, State.TRANSLATED))
    assert results[0] == results[1] == results[2]
    assert len(by_check(results[0], "numbers")) == 11
    assert len(by_check(results[0], "terms")) == 30


# ── what is kept ──────────────────────────────────────────────────────────────────────────────────


def refused(*_: object) -> Seen:
    raise AssertionError("this file did not change")


def test_a_file_that_did_not_change_is_not_checked_again(
    po: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = seen(po, None, State.TRANSLATED)
    monkeypatch.setattr(loose, "inspect", refused)
    assert seen(po, None, State.TRANSLATED) == first


def test_of_a_file_that_changed_what_was_clean_is_not_checked_again(
    po: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(po, None, State.TRANSLATED)
    changed = "# a remark\n" + PO.replace("Descanse.", "Descanse 5 días.")
    fresh = inspect(changed.encode(), str(po), Termbase(()), State.TRANSLATED)
    assert [f.line for f in by_check(fresh, "numbers")] == [7, 10]
    asked: list[str] = []
    check = checks.check

    def noted(unit: Unit, given: Given) -> tuple[Finding, ...]:
        asked.append(unit.msgid)
        return check(unit, given)

    monkeypatch.setattr(checks, "check", noted)
    po.write_text(changed, encoding="utf-8")
    assert seen(po, None, State.TRANSLATED) == fresh
    assert asked == ["Take 400 mg of ibuprofen.", "Rest."]
    asked.clear()
    po.write_text(changed.replace("Language: es", "Language: pt_BR"), encoding="utf-8")
    seen(po, None, State.TRANSLATED)
    assert len(asked) == 4


@pytest.mark.parametrize("what", ["file", "glossary", "required", "path", "tool"])
def test_whatever_its_findings_depend_on_is_looked_at(
    po: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    glossary, other = tmp_path / "glossary.yaml", po
    glossary.write_text(GLOSSARY, encoding="utf-8")
    required = State.TRANSLATED
    seen(po, glossary, required)
    match what:
        case "file":
            po.write_text(PO.replace("40 mg", "400 mg"), encoding="utf-8")
        case "glossary":
            glossary.write_text(GLOSSARY.replace("ibuprofeno", "otro"), encoding="utf-8")
        case "required":
            required = State.APPROVED
        case "path":
            other = po.rename(tmp_path / "other.po")
        case "tool":
            monkeypatch.setattr(loose, "tool", lambda: "another")
    fresh = inspect(
        other.read_bytes(), str(other), parse(glossary.read_text("utf-8"), "g.yaml"), required
    )
    monkeypatch.setattr(loose, "inspect", lambda *_: fresh)
    assert seen(other, glossary, required) is fresh


@pytest.mark.parametrize("spoilt", [b"", b"[]", b"{", b'{"input": 1}'])
def test_a_spoilt_entry_is_made_again(po: Path, tmp_path: Path, spoilt: bytes) -> None:
    first = seen(po, None, State.TRANSLATED)
    (entry,) = (tmp_path / "cache").rglob("*.json")
    entry.write_bytes(spoilt)
    assert seen(po, None, State.TRANSLATED) == first


def test_without_a_place_to_keep_it_a_file_is_checked(
    po: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loose, "user_cache_path", lambda _: po)  # a file, where a folder must be
    assert seen(po, None, State.TRANSLATED).counts["total"] == 4


def test_a_file_that_is_none_is_an_input_error_each_time(po: Path) -> None:
    po.write_bytes(b"\xff")
    for _ in range(2):
        with pytest.raises(InputError):
            seen(po, None, State.TRANSLATED)
