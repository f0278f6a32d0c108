"""What was translated once is not asked for again, whoever asks and whatever went wrong."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fxtranslate import Translator
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines import ENGINES, EngineSettings, firefox, open_chain
from pipeline.engines.cache import Cached
from pipeline.errors import EngineUnavailable


@dataclass
class Fake:
    """An engine that shouts, and remembers what each call asked for."""

    answer: Callable[[str], str] = str.upper
    name: str = "fake"
    version: str = "fake 1"
    placeholders: tuple[str, ...] = ("XQ{}",)
    calls: list[list[str]] = field(default_factory=list)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One answer for each text."""
        self.calls.append(list(texts))
        return [self.answer(text) for text in texts]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "cache.sqlite"


def _cached(path: Path, engine: Fake, batch: int = 0, target: str = "es") -> Cached:
    return Cached(engine, path, "en", target, batch)


def test_a_second_draft_makes_no_engine_call(path: Path) -> None:
    first, second = Fake(), Fake()
    texts = ["Rest.", "Take XQ0.", "", "Rest."]
    done = _cached(path, first).translate(texts)
    assert done == ["REST.", "TAKE XQ0.", "", "REST."]
    assert _cached(path, second).translate(texts) == done
    assert (len(first.calls), second.calls) == (1, [])


def test_equal_texts_are_sent_once_in_their_order(path: Path) -> None:
    engine = Fake()
    _cached(path, engine).translate(["b", "a"])
    assert _cached(path, engine).translate(["c", "a", "d", "c"]) == ["C", "A", "D", "C"]
    assert engine.calls == [["b", "a"], ["c", "d"]]


def test_it_is_the_engine_to_others(path: Path) -> None:
    engine = Fake()
    cached = _cached(path, engine)
    found = (cached.name, cached.version, cached.placeholders)
    assert found == (engine.name, engine.version, engine.placeholders)


@pytest.mark.parametrize(
    ("other", "target"),
    [
        (Fake(version="fake 2"), "es"),
        (Fake(name="other"), "es"),
        (Fake(), "pt_BR"),
    ],
    ids=["version", "name", "target"],
)
def test_another_engine_version_or_language_is_asked(path: Path, other: Fake, target: str) -> None:
    _cached(path, Fake()).translate(["Rest."])
    _cached(path, other, target=target).translate(["Rest."])
    assert other.calls == [["Rest."]]


def test_another_source_language_is_asked(path: Path) -> None:
    engine = Fake()
    _cached(path, engine).translate(["Rest."])
    Cached(engine, path, "fr", "es").translate(["Rest."])
    assert len(engine.calls) == 2


def test_texts_are_told_apart_letter_for_letter(path: Path) -> None:
    texts = ["é", "e\u0301", "E", "e", "e ", " e", "e\n", "e\0", "e\0f"]
    _cached(path, Fake(answer=repr)).translate(texts)
    assert _cached(path, Fake()).translate(texts) == [repr(text) for text in texts]


@settings(max_examples=30)
@given(st.lists(st.text(), max_size=8), st.integers(0, 3))
def test_answers_are_the_engines_own_cached_or_not(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], batch: int
) -> None:
    path = tmp_path_factory.mktemp("cache") / "cache.sqlite"
    plain = Fake(answer=lambda text: text[::-1]).translate(texts)
    for _ in range(2):
        cached = _cached(path, Fake(answer=lambda text: text[::-1]), batch)
        assert cached.translate(texts) == plain
        assert cached.notes == []


# ── what a failure leaves ─────────────────────────────────────────────────────────────────────────


def _until(text: str, fault: BaseException) -> Callable[[str], str]:
    def answer(asked: str) -> str:
        if asked == text:
            raise fault
        return asked.upper()

    return answer


@pytest.mark.parametrize(
    "fault", [EngineUnavailable("gone"), KeyboardInterrupt()], ids=["failure", "Ctrl-C"]
)
@pytest.mark.parametrize(("batch", "missing"), [(1, "cde"), (2, "cde"), (3, "abcde"), (0, "abcde")])
def test_what_was_done_before_is_kept(
    path: Path, fault: BaseException, batch: int, missing: str
) -> None:
    with pytest.raises(type(fault)):
        _cached(path, Fake(answer=_until("c", fault)), batch).translate("abcde")
    again = Fake()
    assert _cached(path, again, 0).translate("abcde") == list("ABCDE")
    assert again.calls == [list(missing)]


@pytest.mark.parametrize("answers", [[], ["a"], ["a", "b", "c"]])
def test_another_number_of_answers_is_unavailable_and_not_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Fake, "translate", lambda self, texts: answers)
        with pytest.raises(EngineUnavailable, match=f"{len(answers)} answers to 2 texts"):
            _cached(path, Fake()).translate(["Rest.", "Walk."])
    assert _cached(path, Fake()).translate(["Rest.", "Walk."]) == ["REST.", "WALK."]


# ── files that cannot be used ─────────────────────────────────────────────────────────────────────


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to look like one" * 100)


def _other_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE translations (engine TEXT)")


def _overwritten(path: Path) -> None:
    """A file whose first page is in order and whose others are not."""
    _cached(path, Fake()).translate([f"sentence {number}" * 50 for number in range(200)])
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def _folder(path: Path) -> None:
    path.mkdir()


def _locked(path: Path) -> None:
    """Another program's lock that is never given back; held until the test's thread ends."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("BEGIN EXCLUSIVE")
    HELD.append(db)


HELD: list[sqlite3.Connection] = []


@pytest.mark.parametrize("spoil", [_garbage, _other_table, _overwritten, _folder, _locked])
def test_works_without_a_file_that_cannot_be_used_and_says_so_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None]
) -> None:
    monkeypatch.setattr("pipeline.engines.cache.PATIENCE", 0.05)
    path.parent.mkdir()
    spoil(path)
    engine = Fake()
    cached = _cached(path, engine, batch=1)
    for _ in range(2):
        assert cached.translate(["Rest.", "Walk."]) == ["REST.", "WALK."]
    while HELD:
        HELD.pop().close()
    (note,) = cached.notes
    assert note.startswith(f"{path}: ")
    assert engine.calls == [["Rest."], ["Walk."]] * 2


def test_works_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder belongs")
    cached = _cached(tmp_path / "state" / "cache.sqlite", Fake())
    assert cached.translate(["Rest."]) == ["REST."]
    assert len(cached.notes) == 1


def test_a_text_that_sqlite_cannot_hold_is_translated(path: Path) -> None:
    cached = _cached(path, Fake(answer=str))
    assert cached.translate(["\ud800"]) == ["\ud800"]
    assert len(cached.notes) == 1


# ── at the same time ──────────────────────────────────────────────────────────────────────────────

WRITERS, TEXTS, SHARED = 3, 120, 40


def _hammer(path: Path, writer: int) -> list[str]:
    """Write one text a transaction, some that the others write too; the notes."""
    own = [f"writer {writer} text {number}" for number in range(TEXTS)]
    shared = [f"shared {number}" for number in range(SHARED)]
    cached = Cached(Fake(), path, "en", "es", 1)
    cached.translate([text for pair in zip(own, shared * 3, strict=True) for text in pair])
    return cached.notes


def _expect_all(path: Path) -> None:
    engine = Fake()
    texts = [f"writer {w} text {n}" for w in range(WRITERS) for n in range(TEXTS)]
    texts += [f"shared {number}" for number in range(SHARED)]
    assert _cached(path, engine).translate(texts) == [text.upper() for text in texts]
    assert engine.calls == []


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        notes = pool.starmap(_hammer, [(path, writer) for writer in range(WRITERS)], chunksize=1)
    assert notes == [[]] * WRITERS
    _expect_all(path)


def test_threads_that_write_at_once_lose_nothing(path: Path) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        assert list(pool.map(_hammer, [path] * WRITERS, range(WRITERS))) == [[]] * WRITERS
    _expect_all(path)


def test_one_cached_engine_serves_several_threads(path: Path) -> None:
    cached = _cached(path, Fake(), batch=1)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(cached.translate, ["abc"] * 8)) == [list("ABC")] * 8
    assert cached.notes == []


def test_no_file_stays_open(path: Path) -> None:
    _cached(path, Fake()).translate(["Rest."])
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# ── in the chain ──────────────────────────────────────────────────────────────────────────────────


def test_the_chain_has_no_cache_unless_told() -> None:
    assert not isinstance(open_chain(["pseudo"], "en", "es", EngineSettings()).engine, Cached)


def test_the_chain_keeps_what_its_engine_writes(path: Path) -> None:
    kept = EngineSettings(environment={}, cache=path)
    chain = open_chain(["deepl", "pseudo"], "en", "es", kept)
    assert isinstance(chain.engine, Cached)
    assert (chain.engine.name, len(chain.skipped)) == ("pseudo", 1)
    assert chain.engine.translate(["Rest."]) == ["«Ŕééšţ.»"]
    stranger = Fake(name="pseudo", version=chain.engine.version)
    assert _cached(path, stranger).translate(["Rest."]) == ["«Ŕééšţ.»"]
    assert stranger.calls == []


@pytest.mark.parametrize("name", ENGINES)
def test_services_are_kept_text_by_text(name: str) -> None:
    entry = ENGINES[name]
    assert entry.local or entry.batch == 1


def test_a_model_is_not_loaded_for_what_is_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = EngineSettings(environment={}, cache=path)
    loaded: list[firefox.Model] = []
    load = firefox._load

    def counted(model: firefox.Model) -> Translator:
        loaded.append(model)
        return load(model)

    monkeypatch.setattr(firefox, "_load", counted)

    def draft() -> None:
        engine = open_chain(["firefox"], "en", "pt_BR", kept).engine
        assert engine
        assert engine.translate(["Rest."]) == ["Descanse."]

    counts = []
    for _ in range(2):  # Each in its own thread, which starts without a model.
        thread = threading.Thread(target=draft)
        thread.start()
        thread.join()
        counts.append(len(loaded))
    assert counts == [1, 1]
