"""Machine translation behind one Protocol: texts in one language → texts in another.

    firefox    neural, on this machine       apertium   rule-based, on this machine
    google, deepl, microsoft, mymemory, libre            services: the text leaves this machine
    pseudo     accented English, for layout tests

An engine is one file here and one line in `ENGINES`. Its module is imported only when it is asked
for: importing this package loads none of them. What each may be trusted with: docs/engines.md.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from babel.core import get_global

from pipeline.errors import EngineUnavailable, InputError
from pipeline.languages import language


def _own_environment() -> Mapping[str, str]:
    return {name: text for name, text in os.environ.items() if name.startswith("POLYCLINIC_")}


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What engines need to know of a project and of this machine; pickles."""

    model_directory: Path | None = None
    """Where Firefox Translations models lie that the user has put there, at any depth."""

    libre_url: str = ""
    """Address of a LibreTranslate server; empty: that engine is unavailable."""

    timeout: float = 30.0
    """Seconds that one request to a service, or one run of a program, may take."""

    environment: Mapping[str, str] = field(default_factory=_own_environment, repr=False)
    """The POLYCLINIC_… variables, which hold the services' keys; never printed."""

    cache: Path | None = None
    """SQLite file that keeps what engines wrote, see `cache.py`; None: nothing is kept."""


class Engine(Protocol):
    """One open engine for one pair. Use it from any thread; open it anew in another process."""

    @property
    def name(self) -> str:
        """As in `ENGINES`."""

    @property
    def version(self) -> str:
        """What a drafted event records: `fxtranslate 0.5.0, enpt-1693087644`."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Shapes it is known to carry, best first; `{}` stands for a number: `XQ{}`."""

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One output for each input, in order; EngineUnavailable when it cannot."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an engine could do here, found out without translating and without the network."""

    pairs: tuple[tuple[str, str], ...] = ()
    """(source, target) in the engine's own codes, sorted; `*` is any. Empty: not available."""

    reason: str = ""
    """Why it is not available and what would help; else where its pairs come from."""

    @property
    def available(self) -> bool:
        """Whether it can translate anything."""
        return bool(self.pairs)


class Kind(Protocol):
    """What an entry of `ENGINES` names: a module of this package, or an object in one."""

    def open_engine(self, source: str, target: str, settings: EngineSettings) -> Engine:
        """An engine from a language (`en`) to a locale (`pt_BR`), or EngineUnavailable."""

    def describe(self, settings: EngineSettings) -> Description:
        """Which pairs it has here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table: what is known of an engine before it is loaded."""

    where: str
    """Name of its `Kind`, as `pkgutil.resolve_name` reads it."""

    licence: str
    quality: str
    """One line for a person who chooses; its numbers' sources are in docs/engines.md."""

    local: bool
    """False: the text is sent to somebody else's machine."""

    batch: int = 0
    """Texts of one call that are kept together: what was done before a failure or Ctrl-C is not
    lost. 0 is all, for an engine that takes long to start a call."""

    def open_engine(self, source: str, target: str, settings: EngineSettings) -> Engine:
        """See `Kind.open_engine`."""
        return self._kind().open_engine(source, target, settings)

    def describe(self, settings: EngineSettings) -> Description:
        """See `Kind.describe`."""
        return self._kind().describe(settings)

    def _kind(self) -> Kind:
        return cast(Kind, pkgutil.resolve_name(self.where))


def _service(name: str, quality: str) -> Entry:
    return Entry(f"{__name__}.services:{name.upper()}", "terms of the service", quality, False, 1)


ENGINES: Mapping[str, Entry] = {
    "firefox": Entry(
        f"{__name__}.firefox",
        "MPL-2.0, models too",
        "neural; BLEU 48.5 on TICO-19 en→pt_BR",
        True,
        16,
    ),
    "apertium": Entry(
        f"{__name__}.apertium", "GPL-2.0 or later", "rough; BLEU 20.8 on TICO-19 en→es", True
    ),
    "google": _service("google", "neural; unofficial web page, no key, may stop working"),
    "deepl": _service("deepl", "neural; needs POLYCLINIC_DEEPL_KEY"),
    "microsoft": _service("microsoft", "neural; needs POLYCLINIC_MICROSOFT_KEY"),
    "mymemory": _service("mymemory", "public memory of mixed quality; no key, small daily limit"),
    "libre": _service("libre", "neural; your own LibreTranslate server"),
    "pseudo": Entry(f"{__name__}.pseudo", "MIT", "not a translation: for layout tests", True),
}
"""Name → entry, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The engine that a locale gets, and why not an earlier one of its chain."""

    engine: Engine | None
    """None when no engine of the chain can be opened."""

    skipped: tuple[str, ...]
    """`name: reason`, one for each engine that was tried before."""


def open_chain(names: Sequence[str], source: str, target: str, settings: EngineSettings) -> Chain:
    """The first engine of `names` that opens for the pair, with the cache if there is one.

    InputError for a name that is not in `ENGINES`, wherever in the chain it stands.
    """
    entries = [(name, _entry(name)) for name in names]
    skipped: list[str] = []
    for name, entry in entries:
        try:
            engine = entry.open_engine(source, target, settings)
        except EngineUnavailable as fault:
            skipped.append(f"{name}: {fault}")
        else:
            return Chain(_cached(engine, entry, source, target, settings), tuple(skipped))
    return Chain(None, tuple(skipped))


def _cached(
    engine: Engine, entry: Entry, source: str, target: str, settings: EngineSettings
) -> Engine:
    if settings.cache is None:
        return engine
    from pipeline.engines.cache import Cached  # Like every engine, it imports this package.

    return Cached(engine, settings.cache, source, target, entry.batch)


def _entry(name: str) -> Entry:
    if name not in ENGINES:
        raise InputError(f"there is no engine '{name}'; the known ones are {', '.join(ENGINES)}")
    return ENGINES[name]


def codes(locale: str) -> tuple[str, ...]:
    """Names under which an engine may know a locale, best first; InputError if it is unknown.

    The language alone is among them only when it is written in the locale's script: a model for
    `zh` writes Simplified characters and must not draft `zh_TW`. Scripts are CLDR's likely ones.

    >>> codes("pt_BR"), codes("zh_TW"), codes("zh_Hans")
    (('pt_BR', 'pt'), ('zh_TW', 'zh_Hant'), ('zh_Hans', 'zh'))
    """
    base = language(locale).base
    script = _script(locale)
    last = base if script == _script(base) else f"{base}_{script}"
    return (locale,) if last == locale else (locale, last)


def _script(locale: str) -> str:
    """The script a locale is written in: its own, or the likely one for language and territory."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    base, *rest = locale.split("_")
    territory = next((part for part in rest if len(part) in (2, 3)), "")
    for part in (*rest, likely.get(f"{base}_{territory}", ""), *likely.get(base, "").split("_")):
        for piece in part.split("_"):
            if len(piece) == 4 and piece.isalpha():
                return piece
    return ""
