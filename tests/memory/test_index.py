"""What was translated once is found again; the index knows what its feeds say and no more."""

from __future__ import annotations

import multiprocessing
import pickle
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline import inline
from pipeline.errors import InputError
from pipeline.memory import Feed, Match, Memory, Record
from pipeline.memory.index import tokens

REST = Record("Rest your back for two days.", "Descanse a espalda.", origin="back-pain")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "memory.sqlite"


def feed(*records: Record, name: str = "es/a", locale: str = "es", digest: str = "1") -> Feed:
    return Feed(name, locale, digest, lambda: records)


def memory(path: Path, *records: Record) -> Memory:
    """A memory of these records, in es."""
    made = Memory(path)
    made.refresh([feed(*records)])
    return made


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# ── the very same sentence ────────────────────────────────────────────────────────────────────────


def test_a_sentence_is_found_with_all_that_is_known_of_it(path: Path) -> None:
    record = Record("**Rest** now", "**Descanse** já", "title", True, "back-pain")
    assert memory(path, record).exact("es", "**Rest** now", "title") == record


@pytest.mark.parametrize("msgid", ["rest now", "Rest now", "Rest", "**Rest** now.", ""])
def test_other_words_case_or_markup_are_not_the_same(path: Path, msgid: str) -> None:
    assert memory(path, Record("**Rest** now", "x")).exact("es", msgid, None) is None


def test_another_locale_is_not_asked(path: Path) -> None:
    assert memory(path, REST).exact("pt_BR", REST.source, None) is None
    assert memory(path, REST).similar("pt_BR", REST.source, 0.1) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (Record("Back", "b", approved=True), Record("Back", "a")),
        (Record("Back", "b"), Record("Back", "a", "title")),
        (Record("Back", "b"), Record("Back", "a", "title", approved=True)),
        (Record("Back", "b", "title", approved=True), Record("Back", "a", "title")),
        (Record("Back", "b", origin="a"), Record("Back", "a", origin="b")),
        (Record("Back", "a"), Record("Back", "b")),
    ],
    ids=["approved", "msgctxt", "msgctxt before approved", "approved title", "origin", "target"],
)
def test_the_better_one_of_two(path: Path, better: Record, worse: Record) -> None:
    assert memory(path, better, worse).exact("es", "Back", None) == better
    assert memory(path.with_name("other"), worse, better).exact("es", "Back", None) == better


# ── a similar sentence ────────────────────────────────────────────────────────────────────────────


def test_the_most_similar_one_is_found(path: Path) -> None:
    near = Record("Rest your back for three days.", "x")
    found = memory(path, near, Record("Rest your arm for three weeks.", "y")).similar(
        "es", REST.source, 0.5
    )
    assert found == Match(near, fuzz.ratio(REST.source, near.source) / 100)


def test_what_is_less_similar_than_asked_is_none(path: Path) -> None:
    made, msgid = memory(path, REST), "Rest your back for ten days."
    match = made.similar("es", msgid, 0.5)
    assert match is not None
    assert made.similar("es", msgid, match.score) == match
    assert made.similar("es", msgid, match.score + 0.001) is None


def test_only_the_very_same_words_are_1(path: Path) -> None:
    made = memory(path, REST)
    same = made.similar("es", REST.source.replace("back", "**back**"), 0.5)
    shouted = made.similar("es", REST.source.replace("back", "BACK"), 0.5)
    assert same == Match(REST, 1.0)
    assert shouted is not None
    assert shouted.score < 1


def test_ones_own_article_does_not_count(path: Path) -> None:
    other = Record("Rest your back for three days.", "x", origin="neck-pain")
    made = memory(path, REST, other)
    match = made.similar("es", REST.source, 0.5, besides="back-pain")
    assert match is not None
    assert match.record == other


def test_of_equals_the_approved_one(path: Path) -> None:
    signed = Record("Rest for 3 days", "z", approved=True, origin="z")
    others = [Record("Rest for 2 days", "a"), Record("Rest for 3 days", "a")]
    for order in ([signed, *others], [*others, signed]):
        match = memory(path, *order).similar("es", "Rest for 4 days", 0.5)
        assert match is not None
        assert match.record == signed


@pytest.mark.parametrize(
    ("source", "msgid"),
    [
        pytest.param("背部疼痛通常会在几周内好转。", "背部疼痛一般会在几周内好转。", id="Chinese"),
        pytest.param("背中の痛みは数週間で治る。", "背中の痛みは数日で治る。", id="Japanese"),
        pytest.param("อาการปวดหลังมักดีขึ้นเอง", "อาการปวดหลังดีขึ้นเอง", id="Thai"),
        pytest.param("등의 통증은 곧 나아집니다.", "등의통증은 곧 나아집니다.", id="Korean"),
        pytest.param("पीठ का दर्द ठीक हो जाता है।", "पीठ का दर्द ठीक हो गया है।", id="Hindi"),
        pytest.param("Die Wirbelsäule stützt.", "Die WIRBELSÄULE stützt.", id="German"),
    ],
)  # fmt: skip
def test_any_script_is_found(path: Path, source: str, msgid: str) -> None:
    record = Record(source, "x")
    others = [Record(f"{n} tablets", "y") for n in range(50)]
    match = memory(path, record, *others).similar("es", msgid, 0.5)
    assert match is not None
    assert match.record == record


def test_a_text_without_words_is_no_match(path: Path) -> None:
    assert memory(path, Record("—", "—")).similar("es", "—", 0.0) is None
    assert memory(path, Record("—", "—")).exact("es", "—", None) == Record("—", "—")


WORDS = st.sampled_from(["rest", "Rest", "back", "**back**", "a", "of", "tablets", "painful"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@settings(max_examples=50)
@given(st.lists(SENTENCES, max_size=8), SENTENCES, st.floats(0, 1))
def test_up_to_four_words_nothing_is_missed(
    tmp_path_factory: pytest.TempPathFactory, sources: list[str], msgid: str, least: float
) -> None:
    records = [Record(source, "x") for source in sources]
    made = memory(tmp_path_factory.mktemp("memory") / "memory.sqlite", *records)
    words = inline.plain(msgid)
    plain = [inline.plain(source) for source in sources]
    scores = [fuzz.ratio(words, p) / 100 for p in plain if {*tokens(p)} & {*tokens(words)}]
    best = max((score for score in scores if score >= least), default=None)
    match = made.similar("es", msgid, least)
    assert (match.score if match else None) == best


# ── fed ───────────────────────────────────────────────────────────────────────────────────────────


def _never() -> Iterable[Record]:
    raise AssertionError("was asked for records")


def test_what_did_not_change_is_not_read(path: Path) -> None:
    made = memory(path, REST)
    made.refresh([Feed("es/a", "es", "1", _never)])
    assert made.exact("es", REST.source, None) == REST


@pytest.mark.parametrize("changed", [("es", "2"), ("pt_BR", "1")], ids=["digest", "locale"])
def test_what_changed_is_replaced(path: Path, changed: tuple[str, str]) -> None:
    locale, digest = changed
    made, new = memory(path, REST), Record("Walk.", "Ande.")
    made.refresh([feed(new, locale=locale, digest=digest)])
    assert made.exact("es", REST.source, None) is None
    assert made.exact(locale, "Walk.", None) == new
    assert (rows(path, "texts"), rows(path, "tokens")) == (1, 1)


def test_what_is_not_named_any_more_is_forgotten(path: Path) -> None:
    other = Record("Walk.", "Ande.")
    made = Memory(path)
    made.refresh([feed(REST), feed(REST, other, name="es/b")])
    made.refresh([feed(REST)])
    assert made.exact("es", "Walk.", None) is None
    assert made.similar("es", REST.source, 1.0) == Match(REST, 1.0)
    made.refresh([])
    assert [rows(path, table) for table in ("feeds", "records", "texts", "tokens")] == [0] * 4


def test_equal_sources_are_one_text(path: Path) -> None:
    made = Memory(path)
    made.refresh([feed(REST), feed(REST, name="pt_BR/a", locale="pt_BR")])
    assert (rows(path, "records"), rows(path, "texts")) == (2, 1)


def test_a_feed_that_fails_changes_nothing(path: Path) -> None:
    def fail() -> Iterable[Record]:
        yield Record("Walk.", "Ande.")
        raise InputError("is broken", "es/b.po")

    made = memory(path, REST)
    with pytest.raises(InputError, match="is broken"):
        made.refresh([Feed("es/b", "es", "1", fail)])
    assert made.exact("es", REST.source, None) == REST
    assert made.exact("es", "Walk.", None) is None


# ── the file ──────────────────────────────────────────────────────────────────────────────────────


def test_where_there_is_no_file_there_is_no_answer(path: Path) -> None:
    assert Memory(path).exact("es", "Rest.", None) is None
    assert Memory(path).similar("es", "Rest.", 0.5) is None
    assert not path.exists()


def _text(path: Path) -> None:
    path.write_text("This is no database, but it is long enough to be taken for one. " * 99)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE feeds (name TEXT)")


def _cut(path: Path) -> None:
    memory(path, *(Record(f"Take {n} tablets.", "x") for n in range(500)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


SPOIL = pytest.mark.parametrize("spoil", [_text, _empty, _foreign, _cut])


@SPOIL
def test_a_file_that_cannot_be_used_is_made_again(
    path: Path, spoil: Callable[[Path], None]
) -> None:
    path.parent.mkdir()
    spoil(path)
    made = Memory(path)
    made.refresh([feed(REST, digest="2")])
    assert made.exact("es", REST.source, None) == REST
    assert rows(path, "records") == 1


def test_a_file_that_cannot_be_read_is_an_error(path: Path) -> None:
    path.parent.mkdir()
    _text(path)
    with pytest.raises(InputError, match=r"memory\.sqlite: cannot read .*; delete this file"):
        Memory(path).exact("es", "Rest.", None)


def test_a_folder_in_its_place_is_an_error(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(InputError, match=r"memory\.sqlite: cannot "):
        Memory(path).refresh([feed(REST)])


def test_another_versions_file_answers_nothing(path: Path) -> None:
    made = memory(path, REST)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 1")
    assert made.exact("es", REST.source, None) is None
    made.refresh([feed(REST)])
    assert made.exact("es", REST.source, None) == REST


def test_who_only_reads_leaves_the_bytes(path: Path) -> None:
    made = memory(path, REST)
    before = path.read_bytes()
    made.similar("es", REST.source, 0.5)
    made.refresh([feed(REST)])
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_it_crosses_to_another_process(path: Path) -> None:
    made = memory(path, REST)
    made.similar("es", REST.source, 0.5)
    assert pickle.loads(pickle.dumps(made)).exact("es", REST.source, None) == REST


def _refresh(path: Path, number: int) -> None:
    records = [Record(f"Take {n} tablets.", f"{number}") for n in range(200)]
    Memory(path).refresh([feed(*records, digest=str(number))])


def test_two_processes_take_turns(path: Path) -> None:
    path.parent.mkdir()
    _text(path)
    workers = [multiprocessing.Process(target=_refresh, args=(path, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    found = {Memory(path).exact("es", f"Take {n} tablets.", None) for n in range(200)}
    assert len({record.target for record in found if record}) == 1
    assert rows(path, "records") == 200
