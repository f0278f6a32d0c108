"""XML ⇄ a tree of elements: nothing is fetched, nothing expands, and every element knows its line.

bytes ── tree ──> Element, its line in the attribute `line`
Element ── document ──> bytes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from pipeline.errors import InputError

DECLARES = (
    "has a document type with declarations (<!DOCTYPE … [ … ]>), which can hide harm; "
    "delete it and try again"
)

# XML 1.0, production [2] Char.
_NO_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def local(name: str) -> str:
    """An element's name without its namespace prefix.

    >>> local("min:note"), local("note")
    ('note', 'note')
    """
    return name.rpartition(":")[2]


def tree(content: bytes, path: str, rename: Callable[[str], str] = local) -> Element:
    """The document's root; `rename` makes an element's tag from its name as written, with prefix.

    Attributes keep their names as written (`xml:lang`); the attribute `line` says where an element
    starts, 1-based. A document type that only names its DTD is passed over, and nothing is fetched.
    InputError, with line, for broken XML, for a document type that declares anything itself
    (entities could grow without end), and for an entity that only a DTD would explain; one in an
    attribute behind a named DTD is not seen.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(rename(name), attributes | {"line": str(parser.CurrentLineNumber)})

    def end(name: str) -> None:
        builder.end(rename(name))

    def refuse(message: str) -> NoReturn:
        raise InputError(message, path, parser.CurrentLineNumber)

    def document_type(_name: str, _system: object, _public: object, declares: bool) -> None:
        if declares:
            refuse(DECLARES)

    def unknown(name: str, _parameter: bool) -> None:
        refuse(f"is not XML here: undefined entity &{name};")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = document_type
    parser.SkippedEntityHandler = unknown
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise InputError(f"is not XML here: {reason}", path, error.lineno) from None
    except (LookupError, ValueError):
        raise InputError("is in an encoding that is not known; save it as UTF-8", path, 1) from None
    return builder.close()


def line(element: Element) -> int:
    """1-based line where an element starts; 0 for one that was not read from a file."""
    return int(element.get("line", "0"))


def document(root: Element, mixed: Collection[str] = ()) -> bytes:
    """The UTF-8 file of a tree, indented; what stands in a `mixed` element is left as it is.

    InputError for a control character, which XML cannot carry. Changes the white space of `root`.
    """
    _check(root)
    _indent(root, mixed, "\n")
    # A bare carriage return would be read as a line feed.
    xml = tostring(root, encoding="unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'.encode()


def _check(root: Element) -> None:
    for element in root.iter():
        for text in (element.text, element.tail, *element.attrib.values()):
            if found := _NO_CHAR.search(text or ""):
                code = f"U+{ord(found[0]):04X}"
                message = f"the text {text!r} has the character {code}, which XML cannot carry"
                raise InputError(message)


def _indent(element: Element, mixed: Collection[str], margin: str) -> None:
    if not len(element) or element.tag in mixed:
        return
    inner = margin + "  "
    element.text = element.text or inner
    for child, after in zip(element, [*[inner] * (len(element) - 1), margin], strict=True):
        _indent(child, mixed, inner)
        child.tail = child.tail or after
