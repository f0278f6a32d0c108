"""Apertium, rule-based translation by the `apertium` program (GPL-2.0 or later), on this machine.

Rough, but it needs no model and no network: a fallback for Spanish. Texts go in as paragraphs of
its plain text format, a blank line between them. Of its forms this is the one that gives one
output per input and keeps punctuation: `-f line` loses the final full stop, `-z` reads a last
word without one as unknown, `-f html` needs escapes and can lose a `~`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.engines import Description, EngineSettings, codes
from pipeline.errors import EngineUnavailable

PLACEHOLDERS = ("[{}]", "(T{})", "XQ{}")
"""All carried alike (docs/engines.md); XQ0 last, since it raises the first letter after it."""

# Apertium names languages by ISO 639-3, older packages by 639-1. Its targets from English:
ALPHA3 = {"en": "eng", "es": "spa", "ca": "cat", "gl": "glg", "eo": "epo", "fr": "fra"}
PACKAGES = {"es": "apertium-eng-spa", "ca": "apertium-eng-cat", "gl": "apertium-en-gl"}


@dataclass(frozen=True, slots=True)
class Apertium:
    """One direction of Apertium; a call starts a process, so give it all texts at once."""

    mode: str
    """Its own name of the direction: `eng-spa`."""

    timeout: float
    name: str = "apertium"
    placeholders: tuple[str, ...] = PLACEHOLDERS

    @property
    def version(self) -> str:
        """`Apertium 3.8.3, eng-spa 0.8.1-2`."""
        return _version(self.mode, self.timeout)

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One output for each input, white space collapsed; no letters: the text itself."""
        lines = [" ".join(text.split()) for text in texts]
        worth = [line for line in dict.fromkeys(lines) if any(c.isalpha() for c in line)]
        done = dict(zip(worth, self._batch(worth), strict=True))
        return [done.get(line, text) for line, text in zip(lines, texts, strict=True)]

    def _batch(self, lines: list[str]) -> list[str]:
        """All in one call; one by one if the paragraphs that come back are not as many."""
        if not lines:
            return []
        found = self._call("\n\n".join(lines)).split("\n\n")
        if len(found) != len(lines):
            found = [self._call(line) for line in lines]
        return [tidy(line, text) for line, text in zip(lines, found, strict=True)]

    def _call(self, text: str) -> str:
        # -u: unknown words without Apertium's mark `*`, which a reader would take for markup.
        return _run("-f", "txt", "-u", self.mode, text=text, timeout=self.timeout)


def open_engine(source: str, target: str, settings: EngineSettings) -> Apertium:
    """The engine for a pair; EngineUnavailable names the apt package that is missing."""
    modes = _modes(settings.timeout)
    for code in codes(target):
        for mode in (f"{_alpha3(source)}-{_alpha3(code)}", f"{source}-{code}"):
            if mode in modes:
                return Apertium(mode, settings.timeout)
    package = PACKAGES.get(codes(target)[-1]) if source == "en" else None
    advice = f"install the apt package {package}" if package else "it has none that is known here"
    raise EngineUnavailable(f"Apertium has no pair from {source} to {target} here; {advice}")


def describe(settings: EngineSettings) -> Description:
    """The pairs that are installed."""
    try:
        modes = _modes(settings.timeout)
    except EngineUnavailable as fault:
        return Description(reason=str(fault))
    pairs = sorted({(a, b) for a, _, b in (mode.partition("-") for mode in modes) if b})
    if not pairs:
        return Description(reason="Apertium has no language pair; install apertium-eng-spa")
    return Description(tuple(pairs), "more as apt packages: apertium-…")


def tidy(source: str, text: str) -> str:
    """Apertium's output without the spaces that it leaves where it dropped or moved a word.

    >>> tidy("**Do not** smoke.", "**No fuma** .")
    '**No fuma**.'
    """
    text = re.sub(r" {2,}", " ", text.strip(" \r\n"))
    return text if re.search(r" [.,;:!?]", source) else re.sub(r" +([.,;:!?])", r"\1", text)


def _alpha3(code: str) -> str:
    return ALPHA3.get(code, code)


@cache
def _modes(timeout: float) -> frozenset[str]:
    return frozenset(_run("-l", text="", timeout=timeout).split())


@cache
def _version(mode: str, timeout: float) -> str:
    """The program's version and the language package's, where dpkg knows it."""
    program = _run("-V", text="", timeout=timeout).strip()
    try:
        query = ["dpkg-query", "-W", "-f", "${Version}", f"apertium-{mode}"]
        package = subprocess.run(query, capture_output=True, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return f"{program}, {mode}"
    return f"{program}, {mode} {package.stdout.decode('utf-8', 'replace')}".rstrip()


def _run(*arguments: str, text: str, timeout: float) -> str:
    """Standard output of one run of apertium; EngineUnavailable when it is missing or fails."""
    program = shutil.which("apertium")
    if not program:
        raise EngineUnavailable(
            "Apertium is not installed; install the apt packages apertium and apertium-eng-spa"
        )
    try:
        run = subprocess.run(
            [program, *arguments],
            input=text.encode(),
            capture_output=True,
            timeout=timeout,
            check=True,
            # transfuse would replace Apertium's own formats where it happens to be installed.
            env=os.environ | {"LC_ALL": "C.UTF-8", "APERTIUM_TRANSFUSE": "no"},
        )
    except subprocess.TimeoutExpired:
        raise EngineUnavailable(f"Apertium gave no answer within {timeout:g} s") from None
    except (OSError, subprocess.CalledProcessError) as fault:
        raise EngineUnavailable(f"Apertium failed: {_last_line(fault)}") from None
    return run.stdout.decode("utf-8", "replace")


def _last_line(fault: OSError | subprocess.CalledProcessError) -> str:
    words = fault.stderr.decode("utf-8", "replace") if hasattr(fault, "stderr") else str(fault)
    return (words.strip().splitlines() or ["no reason given"])[-1]
