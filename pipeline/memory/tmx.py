r"""Records ⇄ TMX 1.4, level 2 (https://www.gala-global.org/tmx-14b), for other programs.

    tu        one record; prop x-origin, x-msgctxt, x-status = approved | translated
      tuv en  seg: the source          tuv pt-BR  seg: the target

    **now**       <bpt i="1" type="bold">**</bpt>now<ept i="1">**</ept>
    5 \* 2        5 <ph>\</ph>* 2

A code holds the very marker it stands for, so a file of our own comes back letter for letter, and
other programs show the words and protect the rest. In other people's files, codes that are no
markers of ours are dropped, letters that would be markers are escaped, and texts are brought to
NFC with single spaces. Older levels and versions are read as well. What is read is never approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import PurePath
from xml.etree.ElementTree import Element, SubElement

import babel

from pipeline import __version__, inline, xml
from pipeline.errors import InputError
from pipeline.memory.record import Record
from pipeline.model import Inline, Span
from pipeline.xml import line

TOOL = "polyclinic"

# Kind of span → its opening marker, and the `type` that TMX 1.4b recommends.
MARKERS = {"strong": ("**", "bold"), "emphasis": ("*", "italic"), "link": ("[", "link")}

CODES = ("bpt", "ept", "it", "ph", "ut")
"""Elements that hold native code; what others hold, such as `hi`, are words."""

_MARKER = re.compile(r"\*\*?|[`\[]|\]\([^\s()]+\)")
_SPECIAL = re.compile(r"[\\*`\[\]]")


def parse(
    content: bytes, path: str, source: str, locale: str
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """The records of a TMX file in its order, and a sentence for each text that was left out.

    `source` and `locale` name the pair as `en`, `pt_BR`. Where the file has no such tag, `pt_BR` is
    also found as `pt`, `en` as its first `en-…`, `zh_Hans` as `zh-CN`.
    InputError for broken XML, another root, and a file without one of the two languages.
    """
    root = xml.tree(content, path)
    if root.tag != "tmx":
        raise InputError(f"is no TMX: it starts with <{root.tag}>", path, line(root))
    tags = dict.fromkeys(map(_language, root.iter("tuv")))
    pair = [_tag(tags, wanted, path) if tags else wanted for wanted in (source, locale)]
    ours = any(header.get("creationtool") == TOOL for header in root.iter("header"))
    records: list[Record] = []
    left_out: list[str] = []
    for tu in root.iter("tu"):
        source_texts, target_texts = (_texts(tu, tag, ours) for tag in pair)
        if source_texts and target_texts:
            records.append(_record(tu, source_texts[0], target_texts[0], "" if ours else path))
        where = f"{path}:{line(tu)}: this unit has"
        for tag, texts in zip(pair, (source_texts, target_texts), strict=True):
            left_out += [] if texts else [f"{where} no text in {tag}"]
            left_out += [f"{where} a second text in {tag}: {text}" for text in texts[1:]]
    return tuple(records), tuple(left_out)


def serialize(records: Iterable[Record], source: str, locale: str) -> bytes:
    """A TMX file of `records` in their order; no clock, so the same records give the same bytes.

    InputError for a control character, which XML cannot carry.
    """
    pair = [name.replace("_", "-") for name in (source, locale)]
    root = Element("tmx", {"version": "1.4"})
    header = {"creationtool": TOOL, "creationtoolversion": __version__, "segtype": "sentence"}
    header |= {"o-tmf": TOOL, "adminlang": "en", "srclang": pair[0], "datatype": "x-markdown"}
    SubElement(root, "header", header)
    body = SubElement(root, "body")
    for record in records:
        tu = SubElement(body, "tu")
        for name, value in _properties(record).items():
            SubElement(tu, "prop", {"type": name}).text = value
        for tag, text in zip(pair, (record.source, record.target), strict=True):
            _fill(SubElement(SubElement(tu, "tuv", {"xml:lang": tag}), "seg"), text)
    return xml.document(root, mixed=("seg",))


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def _tag(tags: Iterable[str], wanted: str, path: str) -> str:
    """The tag of `wanted` in a file: the very same, else without territory, else the first kin."""
    exact = wanted.replace("_", "-").lower()
    kin = [tag for tag in tags if tag == exact or _kin(tag, wanted)]
    if not kin:
        known = ", ".join(sorted(filter(None, tags))) or "no language at all"
        raise InputError(f"has no text in '{wanted}', only in {known}", path)
    return min(kin, key=lambda tag: (tag != exact, tag.count("-")))


def _kin(tag: str, wanted: str) -> bool:
    """Whether a tag is of this language and contradicts neither its script nor its territory."""
    try:
        one, other = babel.Locale.parse(tag, sep="-"), babel.Locale.parse(wanted)
    except (babel.UnknownLocaleError, ValueError):
        return False
    pairs = ((one.script, other.script), (one.territory, other.territory))
    return one.language == other.language and all(a == b or not (a and b) for a, b in pairs)


def _language(tuv: Element) -> str:
    """Lower case, with hyphens; TMX 1.1 wrote `lang`."""
    return tuv.get("xml:lang", tuv.get("lang", "")).replace("_", "-").lower()


def _texts(tu: Element, tag: str, ours: bool) -> list[str]:
    """What a unit says in a language, without what says nothing."""
    spoken = (_text(tuv, ours) for tuv in tu.findall("tuv") if _language(tuv) == tag)
    return [text for text in spoken if text]


def _text(tuv: Element, ours: bool) -> str:
    seg = next(tuv.iter("seg"), Element("seg"))
    if ours:
        return "".join(seg.itertext())
    return inline.normal(inline.parse("".join(_foreign(seg))))


def _foreign(element: Element) -> Iterator[str]:
    """The notation of somebody else's segment."""
    yield _escape(element.text)
    for child in element:
        code = "".join(child.itertext())
        if child.tag not in CODES:
            yield from _foreign(child)
        elif _MARKER.fullmatch(code):
            yield code
        yield _escape(child.tail)


def _escape(text: str | None) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text or "")


def _record(tu: Element, source: str, target: str, origin: str) -> Record:
    said = {prop.get("type"): prop.text or "" for prop in tu.findall("prop")}
    own = said.get("x-origin", PurePath(origin).name)
    return Record(source, target, said.get("x-msgctxt"), origin=own)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _properties(record: Record) -> dict[str, str]:
    status = {"x-status": "approved" if record.approved else "translated"}
    context = {} if record.msgctxt is None else {"x-msgctxt": record.msgctxt}
    return {"x-origin": record.origin} | context | status


def _fill(seg: Element, text: str) -> None:
    """Put words and codes into a segment; joined, they are `text` again."""
    last: Element | None = None
    for part in _parts(text, count(1)):
        if isinstance(part, Element):
            seg.append(part)
            last = part
        elif last is None:
            seg.text = (seg.text or "") + part
        else:
            last.tail = (last.tail or "") + part


def _parts(text: str, numbers: Iterator[int]) -> Iterator[str | Element]:
    codes = _codes(inline.parse(text), numbers)
    at = 0
    for words, start, end in (*inline.words(text), ("", len(text), len(text))):
        while at < start:  # markers fill what lies between runs of words
            code = next(codes)
            yield code
            at += len(code.text or "")
        at, raw = end, text[start:end]
        if raw == words:
            yield raw
        elif raw.startswith("`"):
            number = str(next(numbers))
            yield _code("bpt", "`", i=number, type="x-code")
            yield raw[1:-1]
            yield _code("ept", "`", i=number)
        else:
            yield from (_code("ph", raw[0]), words)


def _codes(inlines: Iterable[Inline], numbers: Iterator[int]) -> Iterator[Element]:
    """The markers of emphasis, strong and links in order."""
    for span in inlines:
        if isinstance(span, Span) and span.kind != "code":
            opens, kind = MARKERS[span.kind]
            closes = f"]({span.href})" if span.kind == "link" else opens
            number = str(next(numbers))
            yield _code("bpt", opens, i=number, type=kind)
            yield from _codes(span.children, numbers)
            yield _code("ept", closes, i=number)


def _code(tag: str, marker: str, **attributes: str) -> Element:
    code = Element(tag, attributes)
    code.text = marker
    return code
