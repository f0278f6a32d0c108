"""Translation services through deep-translator: Google, DeepL, Microsoft, MyMemory, LibreTranslate.

The text leaves this machine; who gets it is said in docs/engines.md. deep-translator has no
timeouts, lets some failures pass for answers and keeps state between calls, so every call gets a
fresh translator, and its modules' `requests` is replaced by `_Web`, where each failure becomes an
EngineUnavailable with one sentence. Keys are in the environment: POLYCLINIC_DEEPL_KEY,
POLYCLINIC_MICROSOFT_KEY (with POLYCLINIC_MICROSOFT_REGION), POLYCLINIC_LIBRE_KEY.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import ModuleType
from typing import Any

import requests
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

# How MyMemory says no in an answer that looks like any other: an error status inside, or a notice
# in capitals where the translation belongs. JSON escapes the quotes of a text, so no text of ours
# can look like this.
_NOTICE = re.compile(
    r'"responseStatus"\s*:\s*"?[45]\d\d|"quotaFinished"\s*:\s*true|"translatedText"\s*:\s*"\s*'
    r"(MYMEMORY WARNING|QUERY LENGTH LIMIT|INVALID |PLEASE SELECT|NO QUERY SPECIFIED|YOU USED ALL)"
)

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
        """One output for each input, one request each; no letters: the text itself."""
        vars(self.service.module)["requests"] = _Web(self.name, self.settings.timeout)
        return [self._one(text) if any(c.isalpha() for c in text) else text for text in texts]

    def _one(self, text: str) -> str:
        translator = self.service.make(self.source, self.target, self.settings)
        try:
            answer = translator.translate(text)
        except (exceptions.NotValidLength, exceptions.NotValidPayload) as fault:
            raise EngineUnavailable(f"{self.name} cannot take this text: {fault.message}") from None
        except (exceptions.BaseError, *_PLAIN_FAULTS):
            raise EngineUnavailable(f"{self.name} sent an answer that cannot be read") from None
        if not isinstance(answer, str) or not answer.strip():
            raise EngineUnavailable(f"{self.name} sent an empty answer")
        return answer


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
            raise EngineUnavailable(
                f"{self.service} gave no answer within {self.timeout:g} s"
            ) from None
        except requests.RequestException:
            # The exception's own text holds the address, and with it the key and the sentence.
            raise EngineUnavailable(f"{self.service} cannot be reached") from None
        if reason := _refusal(self.service, answer):
            raise EngineUnavailable(f"{self.service} {reason}")
        return answer


def _refusal(service: str, answer: requests.Response) -> str:
    """Why an answer is no translation, or nothing."""
    if answer.status_code in (401, 403):
        return "refused the key"
    if answer.status_code in (402, 429, 456) or (
        service == "mymemory" and _NOTICE.search(answer.text)
    ):
        return "refused the text: its limit is used up, or it does not take this text or language"
    if not answer.ok:
        return f"failed (HTTP {answer.status_code}); try again later"
    return ""


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


GOOGLE = Service(
    "google",
    google,
    _google,
    _codes(constants.GOOGLE_LANGUAGES_TO_CODES),
    {
        "he": "iw", "fil": "tl", "nb": "no", "nn": "no", "jv": "jw", "zh": "zh-CN",
        "zh_Hant": "zh-TW", "mni": "mni-Mtei", "kok": "gom",
    },
)  # fmt: skip
DEEPL = Service("deepl", deepl, _deepl, _codes(constants.DEEPL_LANGUAGE_TO_CODE))
MICROSOFT = Service(
    "microsoft",
    microsoft,
    _microsoft,
    _MICROSOFT,
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
    {"en": "en-US", "zh": "zh-CN", "zh_Hant": "zh-TW", "no": "nb-NO"},
    regional=True,
)
LIBRE = Service("libre", libre, _libre, _codes(constants.LIBRE_LANGUAGES_TO_CODES))
