"""Translation services through deep-translator: Google, DeepL, Microsoft, MyMemory, LibreTranslate.

The text leaves this machine; who gets it is said in docs/engines.md. deep-translator has no
timeouts, lets some failures pass for answers and keeps state between calls, so every call gets a
fresh translator, and its modules' `requests` is replaced by `_Web`, where each failure becomes an
EngineUnavailable with one sentence. One that may pass is tried again, a text that is too long is
cut at its sentences or spaces, and an answer counts only when it is one translation and nothing
else. Keys are in the environment: POLYCLINIC_DEEPL_KEY, POLYCLINIC_MICROSOFT_KEY (with
POLYCLINIC_MICROSOFT_REGION), POLYCLINIC_LIBRE_KEY.
"""

from __future__ import annotations

import html
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import ModuleType
from typing import Any

import requests
import stamina
from babel.core import get_global
from deep_translator import (  # type: ignore[import-untyped]
    constants,
    deepl,
    exceptions,
    google,
    libre,
    microsoft,
    mymemory,
)

from pipeline.engines import Description, EngineSettings, codes
from pipeline.errors import EngineUnavailable

PLACEHOLDERS = ("XQ{}", "[{}]")
"""A guess, not measured: letters with a digit, which neural engines tend to copy."""

ATTEMPTS = 4
"""Tries for one text, when it failed in a way that may pass."""

TRYING = 60.0
"""Seconds after which no further try of one text is begun."""

LONGEST_WAIT = 20.0
"""Seconds to wait before a try at the most; who asks for more (Retry-After) is given up at once."""

# What services write where the translation belongs, MyMemory above all. English, so that in a
# translation it can only be a notice, unless the text itself says it.
_NOTICE = re.compile(
    r"MYMEMORY WARNING|QUERY LENGTH LIMIT|YOU USED ALL AVAILABLE|NO QUERY SPECIFIED"
    r"|PLEASE SELECT TWO DISTINCT LANGUAGES|IS AN INVALID (?:SOURCE|TARGET)|INVALID LANGUAGE PAIR"
    r"|TOO MANY REQUESTS|(?:QUOTA|LIMIT) (?:HAS BEEN )?(?:EXCEEDED|REACHED)|<!DOCTYPE|</?HTML\b",
    re.IGNORECASE,
)

_LIMIT = "refused the text: its limit is used up, or it does not take this text or language"

# stamina logs each retry as a warning, which Python prints when nothing else is set up.
logging.getLogger("stamina").addHandler(logging.NullHandler())

# Language codes of Azure AI Translator v3, as its language support page lists them; from memory,
# not verified. Held here because deep-translator would ask the network for them at every call.
_MICROSOFT = frozenset(
    """
    af am ar as az ba bg bn bo bs ca cs cy da de el en es et eu fa fi fil fj fo fr fr-ca ga gl gu
    ha he hi hr hsb ht hu hy id ig is it iu ja ka kk km kmr kn ko ku ky ln lo lt lug lv mg mi mk
    ml mn-cyrl mr ms mt mww my nb ne nl nso nya or otq pa pl prs ps pt pt-pt ro ru run rw sd si sk
    sl sm sn so sq sr-cyrl sr-latn st sv sw ta te th ti tk tn to tr tt ty ug uk ur uz vi xh yo yua
    yue zh-hans zh-hant zu
    """.split()  # noqa: SIM905
)


class _Microsoft(microsoft.MicrosoftTranslator):  # type: ignore[misc]
    """deep-translator's class without its request for the list of languages."""

    def _get_supported_languages(self) -> dict[str, str]:
        return {code: code for code in _MICROSOFT}


@dataclass(frozen=True, slots=True)
class Service:
    """One service: how its translator is made, and the codes it wants for languages."""

    name: str
    module: ModuleType
    """deep-translator's module, whose `requests` is replaced."""

    make: Callable[[str, str, EngineSettings], Any]
    """(source code, target code, settings) → a fresh deep-translator object; EngineUnavailable
    when a key or an address is missing."""

    supported: frozenset[str]
    """The target codes that deep-translator lets through."""

    longest: int
    """Bytes of UTF-8 that one request may carry; longer texts are cut."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """Our locale → the service's code, where it is not the same."""

    regional: bool = False
    """Its codes carry a territory: `es-ES`."""

    def open_engine(self, source: str, target: str, settings: EngineSettings) -> Remote:
        """The engine for a pair; EngineUnavailable without a key, an address or the language."""
        pair = self.code(source), self.code(target)
        self.make(*pair, settings)
        return Remote(self, *pair, settings)

    def describe(self, settings: EngineSettings) -> Description:
        """The targets from English, or what is missing."""
        try:
            self.make(self.code("en"), self.code("es"), settings)
        except EngineUnavailable as fault:
            return Description(reason=str(fault))
        source = self.code("en")
        pairs = tuple((source, code) for code in sorted(self.supported - {source}))
        return Description(pairs, "the text is sent to this service")

    def code(self, locale: str) -> str:
        """The service's code for a locale; EngineUnavailable when it has none."""
        for name in codes(locale):
            for code in (self.renamed.get(name, ""), name.replace("_", "-"), _regional(name)):
                if code in self.supported:
                    return code
        base = codes(locale)[-1]
        same = sorted(code for code in self.supported if code.startswith(f"{base}-"))
        if self.regional and same:
            return same[0]
        raise EngineUnavailable(f"{self.name} does not translate {locale}")


@dataclass(frozen=True, slots=True)
class Remote:
    """A service opened for one pair."""

    service: Service
    source: str
    target: str
    settings: EngineSettings
    placeholders: tuple[str, ...] = PLACEHOLDERS

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def version(self) -> str:
        """`google through deep-translator 1.11.4`: services do not say which model answered."""
        return f"{self.name} through deep-translator {version('deep-translator')}"

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One output for each input, one request for each piece; no letters: the text itself."""
        vars(self.service.module)["requests"] = _Web(self.name, self.settings.timeout)
        longest = self.service.longest
        return ["".join(map(self._piece, pieces(text, longest))) for text in texts]

    def _piece(self, piece: str) -> str:
        """A piece translated, the white space around it kept."""
        core = piece.strip()
        if not any(letter.isalpha() for letter in core):
            return piece
        if len(core.encode()) > self.service.longest:
            raise EngineUnavailable(
                f"{self.name} takes {self.service.longest} bytes at once, and a text of "
                f"{len(core.encode())} has no space to cut it at"
            )
        start = piece.index(core)
        return piece[:start] + _patiently(self._ask, core) + piece[start + len(core) :]

    def _ask(self, text: str) -> str:
        """The answer to one request; EngineUnavailable for anything but a translation."""
        translator = self.service.make(self.source, self.target, self.settings)
        try:
            answer = translator.translate(text)
        except (exceptions.BaseError, *_PLAIN_FAULTS):
            raise EngineUnavailable(f"{self.name} sent an answer that cannot be read") from None
        if not isinstance(answer, str) or not answer.strip():
            raise EngineUnavailable(f"{self.name} sent an empty answer")
        if _NOTICE.search(answer) and not _NOTICE.search(text):
            raise EngineUnavailable(f"{self.name} {_LIMIT}")
        if any(map(_broken, answer)):
            raise EngineUnavailable(f"{self.name} sent an answer that cannot be read")
        return answer.strip()


_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+")
_WORD_END = re.compile(r"\S\s+")


def pieces(text: str, longest: int) -> Iterator[str]:
    """The text in order, cut so that each piece can be sent; they join to the text.

    Lines, and of a line longer than `longest` bytes runs of sentences, or of words where a
    sentence is longer itself. A word is never cut: a piece without a space may be longer.

    >>> list(pieces("Rest. Do not lift. Call us.", 20))
    ['Rest. Do not lift. ', 'Call us.']
    """
    for line in re.split(r"([\r\n]+)", text):
        while len(line.encode()) > longest and (cut := _cut(line, longest)):
            yield line[:cut]
            line = line[cut:]
        yield line


def _cut(line: str, longest: int) -> int:
    """Where the last sentence within reach ends, else the last word, else the first one of all.

    0 when the line has no place to cut it at.
    """
    reach = line.encode()[:longest].decode(errors="ignore")
    for end in (_SENTENCE_END, _WORD_END):
        if cuts := [found.end() for found in end.finditer(reach)]:
            return cuts[-1]
    first = _WORD_END.search(line)
    return first.end() if first else 0


def _broken(letter: str) -> bool:
    """Half a surrogate pair, a control character, or what stands for bytes that are no UTF-8."""
    return letter == "\ufffd" or (
        unicodedata.category(letter) in ("Cs", "Cc") and letter not in "\t\r\n"
    )


class _Passing(EngineUnavailable):
    """A failure that another try may cure."""

    after: float | None = None
    """Seconds that the service asks to wait (Retry-After), when it says."""


def _again(fault: Exception) -> bool | float:
    """Whether to try again, or after how many seconds, for stamina."""
    if not isinstance(fault, _Passing):
        return False
    if fault.after is None:
        return True
    return fault.after if fault.after <= LONGEST_WAIT else False


_patiently = stamina.RetryingCaller(
    attempts=ATTEMPTS, timeout=TRYING, wait_initial=0.5, wait_max=LONGEST_WAIT
).on(_again)


# What deep-translator's code raises on an answer of another shape than it expects, besides its own.
_PLAIN_FAULTS = (
    exceptions.RequestError,
    exceptions.TooManyRequests,
    exceptions.ServerException,
    exceptions.AuthorizationException,
    exceptions.MicrosoftAPIerror,
    requests.RequestException,
    AttributeError,
    LookupError,
    StopIteration,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Web:
    """Stands where deep-translator's modules expect `requests`: with a timeout, and strict."""

    service: str
    timeout: float
    exceptions = requests.exceptions

    def get(self, url: str, params: Mapping[str, str], **options: Any) -> requests.Response:
        key = params.get("auth_key")
        if key is None:
            return self._send("GET", url, params=params, **options)
        # DeepL refuses keys in the address since November 2025: they belong in a header.
        data = {name: text for name, text in params.items() if name != "auth_key"}
        headers = {"Authorization": f"DeepL-Auth-Key {key}"}
        return self._send("POST", url, data=data, headers=headers, **options)

    def post(self, url: str, **options: Any) -> requests.Response:
        return self._send("POST", url, **options)

    def _send(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            answer = requests.request(method, url, timeout=self.timeout, **options)
        except requests.Timeout:
            raise _Passing(f"{self.service} gave no answer within {self.timeout:g} s") from None
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            # The exception's own text holds the address, and with it the key and the sentence.
            raise _Passing(f"{self.service} cannot be reached") from None
        except requests.RequestException:
            raise EngineUnavailable(f"{self.service} cannot be reached") from None
        if "charset" not in answer.headers.get("Content-Type", ""):
            answer.encoding = "utf-8"  # All of them write it; requests would guess.
        self._accept(answer)
        return answer

    def _accept(self, answer: requests.Response) -> None:
        """Nothing for an answer that holds one translation; EngineUnavailable for another."""
        status = answer.status_code
        if status == 429 or status >= 500:
            fault = _Passing(f"{self.service} {_LIMIT if status == 429 else _failed(status)}")
            fault.after = _seconds(answer.headers.get("Retry-After", ""))
            raise fault
        if reason := _refusal(status):
            raise EngineUnavailable(f"{self.service} {reason}")
        # Google's answer is a page, in which deep-translator looks for the translation.
        if self.service != "google" and (reason := _fault(answer)):
            raise EngineUnavailable(f"{self.service} {reason}")


def _seconds(header: str) -> float | None:
    """What Retry-After (RFC 9110, 10.2.3) says in seconds; None without it or for a date."""
    return float(header) if re.fullmatch(r"[0-9]{1,9}", header.strip()) else None


def _failed(status: int) -> str:
    return f"failed (HTTP {status}); try again later"


def _refusal(status: int) -> str:
    """Why an answer with this status is none, however often it is asked for; or nothing."""
    if status in (401, 403):
        return "refused the key"
    if status in (402, 413, 414, 456):
        return _LIMIT
    return "" if 200 <= status < 300 else _failed(status)


def _fault(answer: requests.Response) -> str:
    """Why a JSON answer does not hold one translation and nothing else, or nothing.

    deep-translator would take the first of several, and for an empty one of MyMemory's whatever
    its memory has for some like sentence.
    """
    try:
        content = answer.json()
    except requests.exceptions.JSONDecodeError:
        return "sent an answer that cannot be read"
    match content:
        # MyMemory says no with status 200, and with a number or a text as its own status.
        case {"quotaFinished": True}:
            return _LIMIT
        case {"responseStatus": status} if str(status)[:1] in ("4", "5"):
            return _LIMIT
        case (
            [{"translations": [{"text": str(text)}]}]
            | {"translations": [{"text": str(text)}]}
            | {"responseData": {"translatedText": str(text)}}
            | {"translatedText": str(text)}
        ):
            return "" if text.strip() else "sent an empty answer"
    return "sent an answer that cannot be read"


def _regional(name: str) -> str:
    """The tag with the territory where its speakers mostly live: es → es-ES, by CLDR."""
    base, *rest = name.split("_")
    likely = str(get_global("likely_subtags").get(name, ""))
    return f"{base}-{likely.rpartition('_')[2]}" if likely else "-".join((base, *rest))


def _key(name: str, settings: EngineSettings) -> str:
    variable = f"POLYCLINIC_{name.upper()}_KEY"
    if key := settings.environment.get(variable, ""):
        return key
    raise EngineUnavailable(f"{name} needs a key: set the environment variable {variable}")


def _google(source: str, target: str, settings: EngineSettings) -> Any:
    return google.GoogleTranslator(source, target)


def _deepl(source: str, target: str, settings: EngineSettings) -> Any:
    key = _key("deepl", settings)
    return deepl.DeeplTranslator(source, target, api_key=key, use_free_api=key.endswith(":fx"))


def _microsoft(source: str, target: str, settings: EngineSettings) -> Any:
    region = settings.environment.get("POLYCLINIC_MICROSOFT_REGION")
    return _Microsoft(source, target, api_key=_key("microsoft", settings), region=region)


class _MyMemory(mymemory.MyMemoryTranslator):  # type: ignore[misc]
    """deep-translator's class, with the entities of an answer read."""

    def translate(self, text: str, return_all: bool = False, **options: Any) -> str:
        answer = str(super().translate(text, return_all, **options))
        return answer if "&" in text else html.unescape(answer)


def _mymemory(source: str, target: str, settings: EngineSettings) -> Any:
    translator: Any = _MyMemory(source, target)
    # deep-translator asks over http, readable on the way.
    translator._base_url = translator._base_url.replace("http://api.", "https://api.")
    return translator


def _libre(source: str, target: str, settings: EngineSettings) -> Any:
    if not settings.libre_url:
        raise EngineUnavailable("libre needs the address of your LibreTranslate server: libre_url")
    url = settings.libre_url.rstrip("/") + "/"
    # The key must not be empty for deep-translator; a server without keys does not look at it.
    key = settings.environment.get("POLYCLINIC_LIBRE_KEY") or "none"
    return libre.LibreTranslator(source, target, api_key=key, custom_url=url)


def _codes(table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(table.values())


# Limits: developers.deepl.com/docs/resources/usage-limits; Azure's "request limits" for Translator;
# mymemory.translated.net/doc/spec.php. deep-translator sends Google's and LibreTranslate's text in
# the address: 8,000 bytes of it is what RFC 9110 (4.1) asks every server to take, and a byte of
# text may take three.
LONGEST_ADDRESS = 2_500

GOOGLE = Service(
    "google",
    google,
    _google,
    _codes(constants.GOOGLE_LANGUAGES_TO_CODES),
    LONGEST_ADDRESS,
    {
        "he": "iw", "fil": "tl", "nb": "no", "nn": "no", "jv": "jw", "zh": "zh-CN",
        "zh_Hant": "zh-TW", "mni": "mni-Mtei", "kok": "gom",
    },
)  # fmt: skip
DEEPL = Service(
    "deepl",
    deepl,
    _deepl,
    _codes(constants.DEEPL_LANGUAGE_TO_CODE),
    40_000,  # 128 KiB a request, in which a byte may take three
)
MICROSOFT = Service(
    "microsoft",
    microsoft,
    _microsoft,
    _MICROSOFT,
    50_000,  # characters a request
    {
        "zh": "zh-hans", "zh_Hant": "zh-hant", "pt_PT": "pt-pt", "fr_CA": "fr-ca", "no": "nb",
        "sr": "sr-cyrl", "sr_Latn": "sr-latn", "mn": "mn-cyrl", "tl": "fil", "hmn": "mww",
        "ny": "nya", "lg": "lug", "rn": "run",
    },
)  # fmt: skip
MYMEMORY = Service(
    "mymemory",
    mymemory,
    _mymemory,
    _codes(constants.MY_MEMORY_LANGUAGES_TO_CODES),
    499,  # 500 bytes, and deep-translator wants fewer than 500 characters
    {"en": "en-US", "zh": "zh-CN", "zh_Hant": "zh-TW", "no": "nb-NO"},
    regional=True,
)
LIBRE = Service("libre", libre, _libre, _codes(constants.LIBRE_LANGUAGES_TO_CODES), LONGEST_ADDRESS)
