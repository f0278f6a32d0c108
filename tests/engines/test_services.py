"""Services played by a local server, well behaved and not; the real network is never touched."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from deep_translator import constants  # type: ignore[import-untyped]

from pipeline.engines import EngineSettings, services
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


@dataclass
class Stage:
    """The server's address, what it was asked, and what it answers instead of a translation."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    answer: str | None = None
    hang: bool = False


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
            if play.hang:
                WAIT.wait(5)
                return
            content = (_played(asked) if play.answer is None else play.answer).encode()
            self.send_response(play.status)
            self.send_header("Content-Length", str(len(content)))
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
    stage.status = status
    engine = _open(service, stage)
    with pytest.raises(EngineUnavailable, match=service.name) as caught:
        engine.translate(["Rest."])
    assert "s3cret" not in str(caught.value)


@each
@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "<html>sign in</html>", '{"translatedText": ""}', '{"error": {}}'],
)
def test_an_answer_that_is_no_translation_is_unavailable(
    service: services.Service, stage: Stage, answer: str
) -> None:
    stage.answer = answer
    with pytest.raises(EngineUnavailable, match=service.name):
        _open(service, stage).translate(["Rest."])


@each
def test_a_service_that_hangs_is_left(service: services.Service, stage: Stage) -> None:
    stage.hang = True
    with pytest.raises(EngineUnavailable, match=r"within 0\.2 s"):
        _open(service, stage, timeout=0.2).translate(["Rest."])


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
    stage.answer = json.dumps(answer)
    with pytest.raises(EngineUnavailable, match="limit"):
        _open(services.MYMEMORY, stage).translate(["Rest."])


def test_mymemory_reports_a_text_that_is_too_long(stage: Stage) -> None:
    with pytest.raises(EngineUnavailable, match="500 characters"):
        _open(services.MYMEMORY, stage).translate(["pain " * 200])
    assert not stage.asked


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
