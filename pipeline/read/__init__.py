"""Source files as articles. A format is one reader in the table; all give the same inline notation.

    read(bytes, path, images) ── decoded ── READERS[suffix] ──> Article

`scraped` is no reader: it turns the plain text of a web page into Markdown once, for a person to go
over (`polyclinic import`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Protocol

from pipeline.errors import InputError
from pipeline.model import DOMAIN, Article
from pipeline.read import markdown
from pipeline.read.markdown import NO_IMAGES


class Reader(Protocol):
    """An article out of the text of one source format. Pure."""

    def __call__(self, content: str, path: str, images: Mapping[str, bytes] = ...) -> Article:
        """`content` has `\\n` line ends and no byte order mark; paths are relative with `/`.

        Raises InputError naming path and line for whatever an Article cannot hold: nothing of the
        source is lost in silence.
        """


READERS: Mapping[str, Reader] = {".md": markdown.read}
"""Suffix → reader; adding a format is one module and one line here."""


def read(content: bytes, path: str, images: Mapping[str, bytes] = NO_IMAGES) -> Article:
    """The article in a source file; its slug is the file's name without suffix.

    `images` has the files it may show: path in the project → content. Raises InputError for an
    unknown suffix, a file name that is no slug, what a reader refuses.
    """
    name = PurePosixPath(path)
    if name.suffix not in READERS:
        known = ", ".join(sorted(READERS))
        raise InputError(f"cannot read '{name.suffix}' files; articles end in {known}", path)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name.stem):
        raise InputError(
            f"'{name.stem}' cannot name an article; use small letters a-z, digits and hyphens, "
            "like upper-back-pain",
            path,
        )
    if name.stem == DOMAIN:
        raise InputError(f"'{DOMAIN}' is the name of the pages' own strings; give another", path)
    return READERS[name.suffix](decoded(content, path), path, images)


def decoded(content: bytes, path: str) -> str:
    """The text of a UTF-8 file, without byte order mark and with `\\n` line ends.

    Raises InputError, with the line, for NUL bytes and for bytes that are not UTF-8.
    """
    if (at := content.find(b"\0")) >= 0:
        raise InputError("is not a text file", path, _line(content, at))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 text (byte {error.start + 1}); save it again as UTF-8",
            path,
            _line(content, error.start),
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1
