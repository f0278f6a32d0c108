"""Punctuation: marks and spaces as the language wants them. Hints only: a person may know better.

RAE, Ortografía (2010), 3.4.9 for ¿ ¡; GB/T 15834-2011 for Chinese; the Imprimerie nationale's
Lexique for the spaces of French; Unicode's Arabic comma, semicolon and question mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import ADDRESS

HAN = "\u3400-\u9fff"
ARABIC = "\u0620-\u064a"


@dataclass(frozen=True, slots=True)
class Rule:
    """Signs that are wrong in some languages."""

    signs: re.Pattern[str]
    message: str
    languages: frozenset[str] = frozenset()
    """Where it holds; empty: everywhere but in `without`."""

    without: frozenset[str] = frozenset()


def _rule(signs: str, message: str, languages: str = "", without: str = "") -> Rule:
    return Rule(
        re.compile(signs), message, frozenset(languages.split()), frozenset(without.split())
    )


RULES = (
    _rule(r"(?<=\S) {2,}(?=\S)", "two spaces stand in a row"),
    _rule(r"(?<! ) +[.,;:!?](?=\s|$)", "no space belongs before '{}'", without="fr"),
    _rule(r"(?<! ) +[.,](?=\s|$)", "no space belongs before '{}'", languages="fr"),
    _rule(r"\s[，。；：！？、،؛؟](?!\w)", "no space belongs before '{}'"),
    _rule(r",,+|;;+|(?<!\.)\.\.(?!\.)|。。+|，，+|،،+", "'{}' stands there twice"),
    _rule(r"[^\W\d_]{2}[.,;!?](?=[^\W\d_]{2})", "a space is missing behind '{}'", without="zh ja"),
    _rule(r"[،؛؟](?=\w)", "a space is missing behind '{}'", languages="ar fa ur"),
    _rule(r"[(\[] | [)\]]", "no space belongs inside '{}'"),
    _rule(r"[,،，]$", "the text ends in '{}'"),
    _rule(r"[¿¡]", "'{}' is a mark of Spanish", without="es gl ast"),
    _rule(r"[吗呢]。", "a question ends in ？", languages="zh"),
    _rule(r"[¿¡] ", "no space belongs behind '{}'", languages="es"),
    _rule(r"[。，？！：；、｡､]", "'{}' is a mark of Chinese or Japanese", without="zh ja yue ko"),
    _rule(
        rf"(?<=[{HAN}])[,;:?!.](?!\d)|[,;?!](?=[{HAN}])|[｡､]",
        "Chinese has its own mark for '{}'",
        languages="zh",
    ),
    _rule(
        rf"(?<=[{ARABIC}])[\u064b-\u0652]?[,;?]|[,;?](?= ?[{ARABIC}])",
        "Arabic has its own mark for '{}'",
        languages="ar fa ur",
    ),
    _rule(
        r"(?<=[^\W_])[!?;:](?=\s|$)|(?<=«)\S|(?<=[^\s»])»",
        "French sets a space beside '{}'",
        languages="fr",
    ),
)

PAIRS = ("()", "[]", "«»", "“”", "¿?", "¡!", "（）", "「」", "《》")
OPENING = {"¿?": frozenset({"es"}), "¡!": frozenset({"es"}), "“”": frozenset({"es", "pt", "zh"})}
"""Pairs that only some languages write as such."""

_FINAL = re.compile(r"[.!?:。！？：؟…]['\"”’»)\]]*$")
_CLOSED = re.compile(r"[\w%°)\]]$")


def punctuation(unit: Unit, given: Given) -> Iterator[Finding]:
    """A hint for each mark that is missing, doubled, unpaired, foreign or badly spaced."""
    source = inline.reading(unit.msgid)
    target = inline.reading(unit.msgstr, like=unit.msgid)
    text = target.text
    if "." in text or "@" in text:
        text = ADDRESS.sub(_masked, text)
    for rule in _rules(given.language):
        for found in rule.signs.finditer(text):
            if rule.languages or found[0] not in source.text:
                yield _hint(rule.message.format(found[0].strip()[-1:]), target, found.span())
    yield from _unpaired(source.text, text, given.language)
    last = _FINAL.search(source.text)
    if last and _CLOSED.search(text) and not _FINAL.search(text) and " " in source.text:
        yield Finding("punctuation", Severity.HINT, f"the source ends in '{last[0]}'")


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    return tuple(r for r in RULES if language in (r.languages or {language}) - r.without)


def _masked(address: re.Match[str]) -> str:
    """As many letters; the stop behind an address is not its own."""
    bare = address[0].rstrip(".,;:!?。，；：！？")
    return "x" * len(bare) + address[0][len(bare) :]


def _unpaired(source: str, text: str, language: str) -> Iterator[Finding]:
    for pair in PAIRS:
        wanted = OPENING.get(pair)
        if wanted is not None and language not in wanted:
            continue
        opened, closed = text.count(pair[0]), text.count(pair[1])
        even = source.count(pair[0]) == source.count(pair[1]) or wanted is not None
        if opened != closed and even:
            message = f"'{pair[0]}' and '{pair[1]}' are not paired"
            yield Finding("punctuation", Severity.HINT, message)
    if text.count('"') % 2 and not source.count('"') % 2:
        yield Finding("punctuation", Severity.HINT, "'\"' is not paired")


def _hint(message: str, target: inline.Reading, span: tuple[int, int]) -> Finding:
    start, end = span
    return Finding(
        "punctuation",
        Severity.HINT,
        message,
        found=target.text[start:end],
        at_target=target.place(start, end),
    )
