"""Settings and paths: each mistake is named with its line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.project import STARTER, Project, Settings, parse_settings, start

LEAST = '[project]\norganisation = "Clinic"\nlocales = ["es"]\n'


def settings(more: str = "") -> Settings:
    return parse_settings(LEAST + more, "polyclinic.toml")


# ── settings ──────────────────────────────────────────────────────────────────────────────────────


def test_everything_but_the_project_has_a_default() -> None:
    found = settings()
    assert found.project.locales == ("es",)
    assert (found.project.source_language, found.project.territory) == ("en", "")
    assert found.engines.chain("es") == ("firefox", "apertium")
    assert (found.policy.require, found.policy.self_approval) == ("approved", False)
    assert found.policy.proposed_terms is False
    assert found.print.paper == "auto"


def test_a_locale_may_have_its_own_chain() -> None:
    found = settings('[engines]\ndefault = ["pseudo"]\n[engines.locales]\nes = ["apertium"]\n')
    assert found.engines.chain("es") == ("apertium",)
    assert found.engines.chain("pt_BR") == ("pseudo",)


def test_a_locale_named_twice_is_one() -> None:
    found = parse_settings(LEAST.replace('["es"]', '["es", "pt_BR", "es"]'), "polyclinic.toml")
    assert found.project.locales == ("es", "pt_BR")


def test_an_address_ends_without_a_slash() -> None:
    assert settings('url = "https://example.org/a/"\n').project.url == "https://example.org/a"


def test_a_whole_number_of_seconds_will_do() -> None:
    assert settings("[engines]\ntimeout = 5\n").engines.timeout == 5.0


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("", 0, "'project'"),
        ("[project]\n", 1, "'project.organisation'"),
        ('[project]\nlocales = ["es"]\n', 1, "'project.organisation'"),
        ('[project]\norganisation = "C"\n', 1, "'project.locales'"),
        ('[project]\norganisation = ""\nlocales = []\n', 2, "'project.organisation'"),
        ("[project]\norganisation = 3\nlocales = []\n", 2, "'project.organisation'"),
        (LEAST + "colour = 1\n", 4, "'project.colour'"),
        (LEAST + "[colours]\n", 4, "'colours'"),
        (LEAST.replace('["es"]', '"es"'), 3, "write a list of names"),
        (LEAST.replace('["es"]', "[1]"), 3, "write a list of names"),
        (LEAST.replace('["es"]', '["es", "klingon_X"]'), 3, "'klingon_X' is not a locale"),
        (LEAST + 'source_language = "fr"\n', 4, "'project.source_language'"),
        (LEAST + 'territory = "USA"\n', 4, "'USA' is not a territory code"),
        (LEAST + 'territory = "us"\n', 4, "'us' is not a territory code"),
        (LEAST + 'url = "example.org"\n', 4, "starts with https://"),
        (LEAST + 'url = "ftp://example.org"\n', 4, "starts with https://"),
        (LEAST + f'url = "https://{"a" * 3000}"\n', 4, "at most 300 characters"),
        (LEAST + 'url = "https://a\\u0000b"\n', 4, "control characters"),
        (LEAST + 'interpreter_phone = "480\\u0000"\n', 4, "control characters"),
        (LEAST + f'interpreter_phone = "{"4" * 61}"\n', 4, "at most 60 characters"),
        (LEAST + 'interpreter_line = "a\\nb"\n', 4, "control characters"),
        (LEAST + f'interpreter_line = "{"a" * 20000}"\n', 4, "at most 300 characters"),
        (LEAST.replace('= "', '= "\\u0007', 1), 2, "control characters"),
        (LEAST + '[policy]\nrequire = "drafted"\n', 5, "'policy.require'"),
        (LEAST + '[policy]\nself_approval = "no"\n', 5, "'policy.self_approval'"),
        (LEAST + "[policy]\nproposed_terms = 1\n", 5, "'policy.proposed_terms'"),
        (LEAST + '[print]\npaper = "A4"\n', 5, "'print.paper'"),
        (LEAST + '[print]\nsize = "a4"\n', 5, "'print.size'"),
        (LEAST + "[engines]\ntimeout = 0\n", 5, "'engines.timeout'"),
        (LEAST + '[engines]\ndefault = "firefox"\n', 5, "'engines.default'"),
        (LEAST + '[engines.locales]\nes = "apertium"\n', 5, "'engines.locales.es'"),
        (LEAST + "[project]\n", 4, "not valid TOML"),
        (LEAST + "[policy\n", 4, "not valid TOML"),
        (LEAST + "a = \n", 4, "not valid TOML"),
        (LEAST + 'url = "a', 4, "not valid TOML"),
    ],
)
def test_a_mistake_is_named(content: str, line: int, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_settings(content, "polyclinic.toml")
    assert (caught.value.path, caught.value.line) == ("polyclinic.toml", line)
    assert says in caught.value.message


def test_the_line_is_that_of_the_table_the_key_stands_in() -> None:
    content = (
        '[project]\norganisation = "C"\nlocales = ["es"]\n'
        '[engines.locales]\nes = ["firefox"]\n[engines]\nmodels = ""\nlibre_url = 3\n'
        '[policy]\nmodels = "x"\n'
    )
    with pytest.raises(InputError, match=r"polyclinic\.toml:8: 'engines\.libre_url'"):
        parse_settings(content, "polyclinic.toml")
    with pytest.raises(InputError, match=r"polyclinic\.toml:10: 'policy\.models'"):
        parse_settings(content.replace("libre_url = 3", 'libre_url = ""'), "polyclinic.toml")


# ── on disk ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def project(tmp_path: Path) -> Project:
    start(tmp_path)
    return Project.open(tmp_path)


def test_a_new_project_can_be_opened(tmp_path: Path) -> None:
    made = start(tmp_path / "clinic")
    names = {path.relative_to(tmp_path / "clinic").as_posix() for path in made}
    assert names == {".gitattributes", ".gitignore", "glossary.yaml", "polyclinic.toml", "source"}
    assert all(path.exists() for path in made)
    project = Project.open(tmp_path / "clinic")
    assert project.articles() == ()
    assert project.settings.project.locales == ("pt_BR", "es")


def test_the_starter_says_what_the_defaults_are() -> None:
    found = parse_settings((STARTER / "polyclinic.toml").read_text(encoding="utf-8"), "starter")
    default = settings()
    assert (found.engines, found.policy, found.print) == (
        default.engines,
        default.policy,
        default.print,
    )


def test_a_second_start_is_refused(tmp_path: Path) -> None:
    start(tmp_path)
    (tmp_path / "polyclinic.toml").write_text(LEAST, encoding="utf-8")
    with pytest.raises(InputError, match="there is a project here already"):
        start(tmp_path)
    assert (tmp_path / "polyclinic.toml").read_text(encoding="utf-8") == LEAST


def test_files_that_are_there_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert tmp_path / ".gitignore" not in start(tmp_path)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_a_file_in_the_way_of_the_source_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot make this folder"):
        start(tmp_path)


def test_where_no_project_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="polyclinic init") as caught:
        Project.open(tmp_path / "nowhere")
    assert caught.value.path == str(tmp_path / "nowhere")


def test_a_mistake_in_the_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "polyclinic.toml").write_text("[project]\nlocale = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^polyclinic\.toml:"):
        Project.open(tmp_path)


def test_a_missing_source_folder_is_named(project: Project) -> None:
    (project.root / "source").rmdir()
    with pytest.raises(InputError) as caught:
        project.articles()
    assert caught.value.path == "source"


def test_articles_are_files_in_the_order_of_their_names(project: Project) -> None:
    for name in ("b.md", "a.html", ".hidden.md", "_notes.md"):
        (project.root / "source" / name).write_text("x", encoding="utf-8")
    (project.root / "source" / "folder.md").mkdir()
    assert [p.name for p in project.articles()] == ["a.html", "b.md"]


def test_the_layout(project: Project) -> None:
    paths = [
        project.glossary,
        project.pot("back"),
        project.po("pt_BR", "back"),
        project.events("pt_BR"),
        project.handout("es", "back", "DRAFT.pdf"),
    ]
    assert [project.relative(p) for p in paths] == [
        "glossary.yaml",
        "locales/back.pot",
        "locales/pt_BR/LC_MESSAGES/back.po",
        "locales/pt_BR/review.jsonl",
        "build/es/back.DRAFT.pdf",
    ]
    assert project.relative(Path("/elsewhere/a.po")) == "/elsewhere/a.po"


def test_catalogs_on_disk(project: Project) -> None:
    for locale, slug in (("pt_BR", "back"), ("es", "neck"), ("es", "back")):
        project.po(locale, slug).parent.mkdir(parents=True, exist_ok=True)
        project.po(locale, slug).write_text("", encoding="utf-8")
    project.pot("back").write_text("", encoding="utf-8")
    assert list(project.slugs_with_catalogs()) == [
        ("es", "back"),
        ("es", "neck"),
        ("pt_BR", "back"),
    ]
