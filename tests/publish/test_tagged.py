"""What is written into a file afterwards: whole, in its place, and nothing else moved."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from pipeline.model import Layout
from pipeline.publish import pdf
from pipeline.publish.runs import spoken
from pipeline.publish.sheet import sheet
from pipeline.publish.tagged import readable
from tests.publish import scripts

MADE = sheet(scripts.handout("ar"), Layout.SINGLE)
PLAIN = pdf._compiled(MADE, pdf._timestamp(scripts.handout("ar")))
SPOKEN = spoken(MADE.job)


def test_every_object_is_found_where_the_table_says() -> None:
    data = readable(PLAIN, SPOKEN)
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    offsets = reader.xref[0]
    assert len(offsets) == len(pypdf.PdfReader(io.BytesIO(PLAIN)).xref[0])
    for number, offset in offsets.items():
        assert data[offset:].startswith(b"%d 0 obj" % number)


def test_each_text_stands_on_one_element() -> None:
    data = readable(PLAIN, SPOKEN)
    reader = pypdf.PdfReader(io.BytesIO(data))
    objects: list[Any] = [reader.get_object(number) for number in reader.xref[0]]
    found = [str(o["/ActualText"]) for o in objects if isinstance(o, dict) and "/ActualText" in o]
    said = [part for text in SPOKEN for part in ([text] if isinstance(text, str) else text)]
    assert sorted(found) == sorted(said)


def test_letters_in_one_glyph_read_as_one_sign() -> None:
    assert "\ufefb".encode("utf-16-be").hex().upper().encode() not in PLAIN
    assert b"<FEFB>" in readable(PLAIN, SPOKEN) or b"<FEFC>" in readable(PLAIN, SPOKEN)


def test_the_same_file_twice() -> None:
    assert readable(PLAIN, SPOKEN) == readable(PLAIN, SPOKEN)


def test_a_text_too_many_is_noticed() -> None:
    with pytest.raises(ValueError, match="zip"):
        readable(PLAIN, (*SPOKEN, "more"))
