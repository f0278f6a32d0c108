"""The words of a handout without their markup, for titles, measures and messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model import Block, Handout, Inline, Passage, Plain, Sentence, texts


def words(part: Passage | Sentence | Inline) -> str:
    """The part as plain text.

    >>> words(Passage((Sentence((Plain("Rest."),), "en"), Sentence((Plain("Walk."),), "en"))))
    'Rest. Walk.'
    """
    if isinstance(part, Plain):
        return part.text
    if isinstance(part, Passage):
        return part.joiner.join(words(sentence) for sentence in part.sentences)
    inside = part.inlines if isinstance(part, Sentence) else part.children
    return "".join(words(node) for node in inside)


def passages(blocks: Iterable[Block[Passage]]) -> Iterator[Passage]:
    """Every passage of some blocks in reading order."""
    for block in blocks:
        yield from texts(block)


def sentences(handout: Handout) -> Iterator[Sentence]:
    """Every sentence of a handout in reading order: title, summary, body, what changed."""
    front = (handout.title, handout.summary) if handout.summary else (handout.title,)
    changes = (*handout.changed, *handout.removed)
    for passage in (*front, *passages(handout.blocks), *changes):
        yield from passage.sentences


def has_fallback(handout: Handout) -> bool:
    """Whether a source sentence stands in for a missing translation anywhere."""
    return any(sentence.fallback for sentence in sentences(handout))
