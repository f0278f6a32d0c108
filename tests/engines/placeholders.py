"""How many placeholders an engine carries: one count for the test that holds `placeholders`."""

import re
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import yaml

SENTENCES: tuple[str, ...] = tuple(
    case["source"]
    for case in yaml.safe_load(
        Path(__file__).with_name("placeholders.yaml").read_text(encoding="utf-8")
    )
)
SLOTS = sum(sentence.count("{}") for sentence in SENTENCES)


def filled(sentence: str, shape: str) -> str:
    """The sentence with its slots filled: shape `XQ{}` gives XQ0, XQ1, …"""
    numbers = count()
    return re.sub(re.escape("{}"), lambda _: shape.replace("{}", str(next(numbers))), sentence)


def carried(shape: str, translate: Callable[[Sequence[str]], list[str]]) -> int:
    """How many of the SLOTS placeholders come back exactly once, as a word of their own."""
    answers = translate([filled(sentence, shape) for sentence in SENTENCES])
    return sum(
        _times(shape.replace("{}", str(number)), answer) == 1
        for sentence, answer in zip(SENTENCES, answers, strict=True)
        for number in range(sentence.count("{}"))
    )


def _times(placeholder: str, answer: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(placeholder)}(?!\w)", answer))
