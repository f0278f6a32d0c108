"""Documents that hypothesis makes up: every state, and every character the notation minds."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline.model import State, Unit
from pipeline.xliff import Document

PARTS = ["**", "*", "***", "`", "[", "](u)", "](https://example.org/a)", "\\", "\\*", "\\]", " "]
PARTS += [
    "(",
    ")",
    "\\\\",
    "a",
    "b c",
    "·",
    "\u00a0",
    "注意",
    "واحدة",
    "<b>",
    "&amp;",
    "]]>",
    "\r\n",
]
PARTS += ["\t", "\x85", "\u2028", "\ufeff", "😀", '"', "e\u0301", "`a*b`", "[c](u)", "**d**"]

NASTY = st.lists(st.sampled_from(PARTS), max_size=9).map("".join)
SAID = NASTY.filter(str.strip)
LINE = NASTY.map(lambda text: text.replace("\n", ""))
LINES = st.lists(LINE, max_size=3).map(tuple)
CONTEXTS = st.sampled_from([None, "", "heading", 'a "b"\n\tc', "<&>"])


@st.composite
def units(draw: st.DrawFn) -> tuple[Unit, State]:
    """A unit with a state that fits what it holds."""
    state = draw(st.sampled_from(State))
    msgid = draw(SAID)
    unit = Unit(
        msgid=msgid,
        msgctxt=draw(CONTEXTS),
        msgstr="" if state is State.UNTRANSLATED else draw(SAID | st.just(msgid)),
        fuzzy=state in (State.OUTDATED, State.DRAFTED),
        previous=draw(SAID) if state is State.OUTDATED else "",
        notes=draw(LINES),
        remarks=draw(LINES),
    )
    return unit, state


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """An article in one locale."""
    pairs = draw(st.lists(units(), min_size=1, max_size=4, unique_by=lambda pair: pair[0].key))
    return Document("back-pain", "source/back-pain.md", "en", "pt-BR", tuple(pairs))
