"""Apertium as installed: one output for each input, punctuation and its own characters kept."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.engines import EngineSettings, apertium
from pipeline.errors import EngineUnavailable
from tests.engines.placeholders import SLOTS, carried

SETTINGS = EngineSettings(environment={})
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("apertium.yaml").read_text(encoding="utf-8")
)

# `make` sets this where it could not install the apt packages; without it, their absence fails.
real = pytest.mark.skipif(
    os.environ.get("POLYCLINIC_WITHOUT_APERTIUM") == "1",
    reason="POLYCLINIC_WITHOUT_APERTIUM=1: apertium-eng-spa could not be installed here",
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    apertium._modes.cache_clear()
    apertium._version.cache_clear()
    yield
    apertium._modes.cache_clear()
    apertium._version.cache_clear()


@pytest.fixture
def engine() -> apertium.Apertium:
    return apertium.open_engine("en", "es_US", SETTINGS)


@real
def test_cases(engine: apertium.Apertium) -> None:
    done = engine.translate([case["source"] for case in CASES])
    held = {case["label"]: text == case["expected"] for case, text in zip(CASES, done, strict=True)}
    assert held == {case["label"]: case.get("expect") != "fail" for case in CASES}


@real
def test_a_batch_says_what_single_calls_say(engine: apertium.Apertium) -> None:
    texts = [case["source"] for case in CASES]
    assert engine.translate(texts) == [engine.translate([text])[0] for text in texts]


@real
def test_letterless_texts_and_repeats_keep_their_places(engine: apertium.Apertium) -> None:
    texts = ["", "Why?", " ", "\n", "Why?", "4,000"]
    assert engine.translate(texts) == ["", "Por qué?", " ", "\n", "Por qué?", "4,000"]
    assert engine.translate([]) == []


@real
def test_a_long_text(engine: apertium.Apertium) -> None:
    done = engine.translate(["The pain is worse at night. " * 300])[0]
    assert done.count("El dolor es peor por la noche.") == 300


@real
@pytest.mark.parametrize("shape", apertium.PLACEHOLDERS)
def test_carries_its_placeholders(engine: apertium.Apertium, shape: str) -> None:
    assert carried(shape, engine.translate) == SLOTS


@real
def test_version_names_program_and_pair(engine: apertium.Apertium) -> None:
    assert engine.version.startswith("Apertium 3.")
    assert "eng-spa" in engine.version


@real
def test_describe_lists_the_pair() -> None:
    assert ("eng", "spa") in apertium.describe(SETTINGS).pairs


@real
def test_a_missing_pair_names_its_package() -> None:
    with pytest.raises(EngineUnavailable, match="no pair from en to so"):
        apertium.open_engine("en", "so", SETTINGS)


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An `apertium` that a test writes itself, found before any other."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path / "apertium"


def _play(program: Path, script: str) -> None:
    program.write_text(f'#!/bin/sh\n[ "$1" = -l ] && echo eng-spa && exit\n{script}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_falls_back_to_single_calls_when_the_count_differs(played: Path) -> None:
    _play(played, "tr -s '\\n' ' '")
    texts = ["one b", "two b"]
    assert apertium.open_engine("en", "es", SETTINGS).translate(texts) == texts


@pytest.mark.parametrize(
    ("script", "message"),
    [("echo 'no such mode' >&2; exit 1", "no such mode"), ("exit 1", "no reason given")],
)
def test_a_failure_says_why(played: Path, script: str, message: str) -> None:
    _play(played, script)
    with pytest.raises(EngineUnavailable, match=message):
        apertium.open_engine("en", "es", SETTINGS).translate(["a"])


def test_a_hanging_program_is_left(played: Path) -> None:
    _play(played, "exec sleep 30")
    engine = apertium.Apertium("eng-spa", timeout=0.2)
    with pytest.raises(EngineUnavailable, match=r"within 0\.2 s"):
        engine.translate(["a"])


def test_a_program_without_pairs(played: Path) -> None:
    _play(played, "")
    played.write_text("#!/bin/sh\n")
    assert "install apertium-eng-spa" in apertium.describe(SETTINGS).reason
    with pytest.raises(EngineUnavailable, match="apt package apertium-eng-spa"):
        apertium.open_engine("en", "es", SETTINGS)


def test_a_missing_program_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "apertium-eng-spa" in apertium.describe(SETTINGS).reason
    with pytest.raises(EngineUnavailable, match="not installed"):
        apertium.open_engine("en", "es", SETTINGS)
