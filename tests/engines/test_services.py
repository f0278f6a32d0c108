"""Services played by a local server, well behaved and not; the real network is never touched."""

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from deep_translator import constants  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines import EngineSettings, services
from pipeline.engines.cache import Cached
from pipeline.errors import EngineUnavailable

KEYS = {
    "POLYCLINIC_DEEPL_KEY": "s3cret:fx",
    "POLYCLINIC_MICROSOFT_KEY": "s3cret",
    "POLYCLINIC_MICROSOFT_REGION": "westus",
    "POLYCLINIC_LIBRE_KEY": "s3cret",
}
ALL = [services.GOOGLE, services.DEEPL, services.MICROSOFT, services.MYMEMORY, services.LIBRE]
WAIT = threading.Event()


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Act:
    """How the server treats one request; by itself it translates."""

    status: int = 200
    answer: str | None = None
    change: Callable[[str], str] = str
    """What is done to the answer."""

    headers: tuple[tuple[str, str], ...] = ()
    fault: Literal["", "hang", "reset", "cut"] = ""


@dataclass
class Stage:
    """The server's address, what it was asked, and how it behaves."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    first: list[Act] = field(default_factory=list)
    """For the first requests, one each."""

    then: Act = Act()


def _played(asked: Asked) -> str:
    """What each service would say: the text in capitals."""
    first = asked.path.split("/")[1]
    if first == "microsoft":
        text = json.loads(asked.body)[0]["text"]
        return json.dumps([{"translations": [{"text": text.upper(), "to": "es"}]}])
    if first == "deepl":
        text = parse_qs(asked.body)["text"][0]
        return json.dumps({"translations": [{"text": text.upper()}]})
    text = asked.query["q"].upper()
    if first == "google":
        return f'<div class="result-container">{text}</div>'
    if first == "mymemory":
        answer = {"translatedText": text.replace("'", "&#39;")}
        return json.dumps({"responseData": answer, "responseStatus": 200, "matches": []})
    return json.dumps({"translatedText": text})


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    class Play(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            asked = Asked(self.command, parts.path, query, body, dict(self.headers))
            play.asked.append(asked)
            act = play.first.pop(0) if play.first else play.then
            if act.fault == "hang":
                WAIT.wait(5)
            elif act.fault == "reset":
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                self.connection.close()
            else:
                self._say(act, act.change(_played(asked) if act.answer is None else act.answer))

        def _say(self, act: Act, answer: str) -> None:
            content = answer.encode()
            self.send_response(act.status)
            for name, value in act.headers:
                self.send_header(name, value)
            more = 10 if act.fault == "cut" else 0
            self.send_header("Content-Length", str(len(content) + more))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    WAIT.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Play)
    play = Stage(f"http://127.0.0.1:{server.server_port}")
    for name in ("GOOGLE_TRANSLATE", "DEEPL", "DEEPL_FREE", "MICROSOFT_TRANSLATE", "MYMEMORY"):
        address = f"{play.url}/{name.partition('_')[0].lower()}/"
        monkeypatch.setitem(constants.BASE_URLS, name, address)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield play
    WAIT.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were to be waited between tries; nothing here sleeps."""
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    return slept


def _open(service: services.Service, stage: Stage, timeout: float = 5) -> services.Remote:
    settings = EngineSettings(None, f"{stage.url}/libre", timeout, KEYS)
    return service.open_engine("en", "es", settings)


each = pytest.mark.parametrize("service", ALL, ids=lambda service: service.name)


@each
def test_translates_item_by_item(service: services.Service, stage: Stage) -> None:
    texts = ["Don't lift.", "", "—", "1.5", "rest & wait"]
    done = _open(service, stage).translate(texts)
    assert done == ["DON'T LIFT.", "", "—", "1.5", "REST & WAIT"]
    assert len(stage.asked) == 2


@each
@pytest.mark.parametrize("status", [401, 402, 403, 404, 429, 456, 500, 503])
def test_an_error_status_is_unavailable(
    service: services.Service, stage: Stage, status: int
) -> None:
    stage.then = Act(status)
    engine = _open(service, stage)
    with pytest.raises(EngineUnavailable, match=service.name) as caught:
        engine.translate(["Rest."])
    assert "s3cret" not in str(caught.value)


@each
@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "<html>sign in</html>",
        '<!DOCTYPE html><div class="result-container"></div>',
        '{"error": {}}',
        '{"translatedText": ""}',
        '{"translatedText": null}',
        '{"translatedText": ["a", "b"]}',
        '{"translations": []}',
        '{"translations": [{"text": "a"}, {"text": "b"}]}',
        '[{"translations": [{"text": "a"}, {"text": "b"}]}]',
        '[{"translations": [{"text": "a"}]}, {"translations": [{"text": "b"}]}]',
        '{"responseData": {"translatedText": ["a"]}}',
        '{"responseData": {"translatedText": ""}, "matches": [{"translation": "a"}]}',
    ],
)
def test_an_answer_that_is_no_translation_is_unavailable(
    service: services.Service, stage: Stage, answer: str
) -> None:
    stage.then = Act(answer=answer)
    with pytest.raises(EngineUnavailable, match=service.name):
        _open(service, stage).translate(["Rest."])
    assert len(stage.asked) == 1


@each
def test_a_service_that_hangs_is_left(service: services.Service, stage: Stage) -> None:
    stage.then = Act(fault="hang")
    with pytest.raises(EngineUnavailable, match=r"within 0\.2 s"):
        _open(service, stage, timeout=0.2).translate(["Rest."])
    assert len(stage.asked) == services.ATTEMPTS


@each
def test_a_service_that_is_not_there(
    service: services.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in constants.BASE_URLS:
        monkeypatch.setitem(constants.BASE_URLS, name, "http://127.0.0.1:9/")
    with pytest.raises(EngineUnavailable, match="cannot be reached") as caught:
        _open(service, Stage("http://127.0.0.1:9")).translate(["Rest."])
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"responseData": {"translatedText": "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE"}},
        {"responseData": {"translatedText": "QUERY LENGTH LIMIT EXCEEDED"}, "responseStatus": 200},
        {"responseData": {"translatedText": "Descanse."}, "responseStatus": "429"},
        {"responseData": {"translatedText": "Descanse."}, "quotaFinished": True},
    ],
)
def test_mymemory_notices_are_no_translation(stage: Stage, answer: dict[str, object]) -> None:
    stage.then = Act(answer=json.dumps(answer))
    with pytest.raises(EngineUnavailable, match="limit"):
        _open(services.MYMEMORY, stage).translate(["Rest."])
    assert len(stage.asked) == 1


@each
@pytest.mark.parametrize(
    "act",
    [
        Act(500),
        Act(503, headers=(("Retry-After", "1"),)),
        Act(429),
        Act(fault="reset"),
        Act(fault="cut"),
        Act(fault="hang"),
    ],
    ids=["500", "503", "429", "reset", "cut", "hang"],
)
def test_what_passes_is_tried_again(
    service: services.Service, stage: Stage, waits: list[float], act: Act
) -> None:
    stage.first = [act]
    assert _open(service, stage, timeout=0.3).translate(["Rest."]) == ["REST."]
    assert (len(stage.asked), len(waits)) == (2, 1)


@each
@pytest.mark.parametrize("act", [Act(500), Act(429), Act(fault="reset")], ids=["500", "429", "r"])
def test_what_does_not_pass_is_given_up(
    service: services.Service, stage: Stage, waits: list[float], act: Act
) -> None:
    stage.then = act
    with pytest.raises(EngineUnavailable, match=service.name):
        _open(service, stage).translate(["Rest."])
    assert len(stage.asked) == services.ATTEMPTS
    assert [0.5 <= waits[0] <= 1.5, 1 <= waits[1] <= 2, 2 <= waits[2] <= 3] == [True] * 3


@each
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 456])
def test_a_refusal_is_not_tried_again(service: services.Service, stage: Stage, status: int) -> None:
    stage.then = Act(status)
    with pytest.raises(EngineUnavailable):
        _open(service, stage).translate(["Rest."])
    assert len(stage.asked) == 1


@each
def test_waits_as_long_as_the_service_asks(
    service: services.Service, stage: Stage, waits: list[float]
) -> None:
    stage.first = [Act(429, headers=(("Retry-After", "7"),))]
    assert _open(service, stage).translate(["Rest."]) == ["REST."]
    assert waits == [7]


def test_a_date_to_retry_after_is_answered_by_the_usual_wait(
    stage: Stage, waits: list[float]
) -> None:
    stage.first = [Act(503, headers=(("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"),))]
    assert _open(services.GOOGLE, stage).translate(["Rest."]) == ["REST."]
    assert 0.5 <= waits[0] <= 1.5


@each
def test_does_not_wait_for_hours(
    service: services.Service, stage: Stage, waits: list[float]
) -> None:
    stage.then = Act(429, headers=(("Retry-After", "3600"),))
    with pytest.raises(EngineUnavailable, match="limit"):
        _open(service, stage).translate(["Rest."])
    assert (len(stage.asked), waits) == (1, [])


def test_retries_are_quiet(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    stage.first = [Act(500)]
    _open(services.LIBRE, stage).translate(["Rest."])
    assert capfd.readouterr() == ("", "")


@each
@pytest.mark.parametrize(
    "notice",
    [
        "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.",
        "QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS",
        "Too many requests, slow down",
        "Quota exceeded",
        "'XX' IS AN INVALID TARGET LANGUAGE",
    ],
)
def test_a_notice_is_no_translation(service: services.Service, stage: Stage, notice: str) -> None:
    stage.then = Act(change=lambda answer: answer.replace("REST.", notice))
    with pytest.raises(EngineUnavailable, match="limit"):
        _open(service, stage).translate(["Rest."])


@each
def test_a_text_that_speaks_of_limits_is_translated(
    service: services.Service, stage: Stage
) -> None:
    text = "Call us when the limit exceeded 4 mg."
    assert _open(service, stage).translate([text]) == [text.upper()]


@each
@pytest.mark.parametrize("broken", ["\ufffd", "\x07"])
def test_broken_letters_are_no_translation(
    service: services.Service, stage: Stage, broken: str
) -> None:
    escaped = broken if service is services.GOOGLE else json.dumps(broken)[1:-1]
    stage.then = Act(change=lambda answer: answer.replace("REST", f"REST{escaped}"))
    with pytest.raises(EngineUnavailable, match="cannot be read"):
        _open(service, stage).translate(["Rest."])


def test_half_a_surrogate_pair_is_no_translation(stage: Stage) -> None:
    stage.then = Act(answer=r'{"translatedText": "\ud800"}')
    with pytest.raises(EngineUnavailable, match="cannot be read"):
        _open(services.LIBRE, stage).translate(["Rest."])


@each
def test_truncated_json_or_page_is_no_translation(service: services.Service, stage: Stage) -> None:
    stage.then = Act(change=lambda answer: answer[: answer.index("REST")])
    with pytest.raises(EngineUnavailable, match=service.name):
        _open(service, stage).translate(["Rest."])


@each
def test_accents_are_read_without_a_charset(service: services.Service, stage: Stage) -> None:
    assert _open(service, stage).translate(["Descanse, señor."]) == ["DESCANSE, SEÑOR."]


@each
def test_what_was_paid_for_before_a_failure_is_not_asked_again(
    service: services.Service, stage: Stage, tmp_path: Path
) -> None:
    engine = Cached(_open(service, stage), tmp_path / "cache.sqlite", "en", "es", batch=1)
    stage.first = [Act(), Act(400)]
    with pytest.raises(EngineUnavailable, match="HTTP 400"):
        engine.translate(["Rest.", "Walk.", "Sleep."])
    assert len(stage.asked) == 2
    assert engine.translate(["Rest.", "Walk.", "Sleep."]) == ["REST.", "WALK.", "SLEEP."]
    assert len(stage.asked) == 4


@each
def test_a_long_text_is_cut_and_joined_without_loss(
    service: services.Service, stage: Stage
) -> None:
    text = "Rest at home, “please”.  Do not lift. " * (2 * service.longest // 42) + "\nCall us."
    assert _open(service, stage).translate([text]) == [text.upper()]
    assert 3 <= len(stage.asked) <= 5


def test_a_long_word_is_refused_unsent(stage: Stage) -> None:
    with pytest.raises(EngineUnavailable, match="mymemory takes 499 bytes at once"):
        _open(services.MYMEMORY, stage).translate(["pain " + "x" * 500 + " pain"])
    assert [asked.query["q"] for asked in stage.asked] == ["pain"]


@given(st.text(st.sampled_from("aé痛. !\n”"), max_size=80), st.integers(4, 30))
def test_pieces_join_to_the_text_and_cut_no_word(text: str, longest: int) -> None:
    cut = list(services.pieces(text, longest))
    assert "".join(cut) == text
    assert re.split(r"\s+", text.strip()) == re.split(r"\s+", " ".join(cut).strip())
    assert all(len(p.encode()) <= longest or len(p.split()) <= 1 for p in cut)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Rest. Do not lift it.", ["Rest. ", "Do not lift it."]),
        ("Rest (at home.) Do not.", ["Rest (at home.) ", "Do not."]),
        ("Do not lift heavy things", ["Do not lift ", "heavy things"]),
        ("Take 0.5 mg of it. Now.", ["Take 0.5 mg of ", "it. Now."]),
        ("痛い痛い痛い痛い痛い痛い痛い", ["痛い痛い痛い痛い痛い痛い痛い"]),
    ],
)
def test_pieces_end_at_sentences_else_at_words(text: str, cut: list[str]) -> None:
    assert list(services.pieces(text, 17)) == cut


def test_mymemory_is_asked_over_https() -> None:
    translator = services.MYMEMORY.make("en-US", "es-ES", EngineSettings(environment={}))
    assert vars(translator)["_base_url"].startswith("https://")


def test_deepl_gets_its_key_in_a_header_only(stage: Stage) -> None:
    _open(services.DEEPL, stage).translate(["Rest."])
    (asked,) = stage.asked
    assert (asked.method, asked.path) == ("POST", "/deepl/translate")
    assert asked.headers["Authorization"] == "DeepL-Auth-Key s3cret:fx"
    assert "s3cret" not in asked.body + str(asked.query)


def test_microsoft_gets_key_region_and_no_list_of_languages(stage: Stage) -> None:
    _open(services.MICROSOFT, stage).translate(["Rest."])
    (asked,) = stage.asked
    assert asked.headers["Ocp-Apim-Subscription-Key"] == "s3cret"
    assert asked.headers["Ocp-Apim-Subscription-Region"] == "westus"
    assert (asked.query["from"], asked.query["to"]) == ("en", "es")


def test_libre_is_asked_at_the_address_of_the_settings(stage: Stage) -> None:
    _open(services.LIBRE, stage).translate(["Rest."])
    assert stage.asked[0].path == "/libre/translate"


@pytest.mark.parametrize(
    ("service", "needs"),
    [
        (services.DEEPL, "POLYCLINIC_DEEPL_KEY"),
        (services.MICROSOFT, "POLYCLINIC_MICROSOFT_KEY"),
        (services.LIBRE, "libre_url"),
    ],
)
def test_what_is_missing_is_named(service: services.Service, needs: str) -> None:
    empty = EngineSettings(environment={})
    assert needs in service.describe(empty).reason
    with pytest.raises(EngineUnavailable, match=needs):
        service.open_engine("en", "es", empty)


CODES = """
google     es:es es_US:es pt_BR:pt he:iw fil:tl nb:no zh:zh-CN zh_Hans:zh-CN zh_TW:zh-TW zh_Hant:zh-TW ht:ht vi:vi ar:ar
deepl      es:es pt_BR:pt zh_CN:zh
microsoft  es:es pt_BR:pt pt_PT:pt-pt zh:zh-hans zh_TW:zh-hant sr_Latn:sr-latn fil:fil he:he nb:nb
mymemory   es:es-ES es_US:es-US pt:pt-BR pt_PT:pt-PT zh:zh-CN zh_TW:zh-TW he:he-IL fil:fil-PH vi:vi-VN sw:sw-KE ar:ar-EG
libre      es:es pt_BR:pt zh:zh ar:ar vi:vi
"""  # noqa: E501


@pytest.mark.parametrize("line", CODES.split("\n")[1:-1])
def test_codes(line: str) -> None:
    name, *pairs = line.split()
    (service,) = (service for service in ALL if service.name == name)
    for locale, expected in (pair.split(":") for pair in pairs):
        assert service.code(locale) == expected, locale


@pytest.mark.parametrize("service", [services.DEEPL, services.LIBRE], ids=lambda s: s.name)
@pytest.mark.parametrize("locale", ["zh_TW", "so", "sr_Latn"])
def test_a_language_that_it_has_not(service: services.Service, locale: str) -> None:
    with pytest.raises(EngineUnavailable, match=f"{service.name} does not translate {locale}"):
        service.code(locale)
