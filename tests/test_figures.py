"""Pictures of an article: what may be in a drawing, and its words in another language."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from pipeline import figures
from pipeline.errors import InputError
from pipeline.model import Image

SVG = "{http://www.w3.org/2000/svg}"


def _drawing(inside: str, head: str = 'viewBox="0 0 100 100"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>\n{inside}\n</svg>'.encode()


def _image(inside: str) -> Image:
    return figures.image("source/figures/a.svg", _drawing(inside))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignObject>"),
        ('<image href="http://example.org/a.png"/>', "<image>"),
        ("<style>@import 'x'</style>", "<style>"),
        ('<use href="#a"/>', "<use>"),
        ('<animate attributeName="x"/>', "<animate>"),
        ('<path d="M0 0" onclick="x()"/>', "onclick"),
        ('<path d="M0 0" fill="url(http://example.org/a)"/>', "fill"),
        ('<path d="M0 0" style="fill: url( \'//example.org\')"/>', "style"),
        ('<linearGradient xlink:href="other.svg#a"/>', "xlink:href"),
        ("<text>one <tspan>two</tspan></text>", "<text>"),
        ("<text> </text>", "<text>"),
    ],
)
def test_a_drawing_that_can_act_or_fetch_is_refused(inside: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        _image(inside)
    assert said in refused.value.message
    assert (refused.value.path, refused.value.line) == ("source/figures/a.svg", 2)


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("a.png", b"GIF89a", "not the kind of image"),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", "not the kind of image"),
        ("a.svg", b"not xml", "is not XML"),
        ("a.svg", b"<html/>", "no SVG drawing"),
        ("a.svg", _drawing("", head=""), "no SVG drawing with a viewBox"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>', "document type"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(figures.LARGEST), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_such_image_is_refused(path: str, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        figures.image(path, content)


def test_labels_are_the_words_of_text_elements_in_their_order() -> None:
    image = _image("<text>Neck</text><g><text>12\n vertebrae</text></g><title>Spine</title>")
    assert figures.labels(image) == ("Neck", "12 vertebrae")


def test_the_words_change_and_nothing_else_does() -> None:
    image = _image('<path d="M0 0"/><text x="5" y="6">Neck</text><desc>in English</desc>')
    root = fromstring(figures.with_labels(image, ["<Cuello> & más"], "Noto Sans", "ltr"))
    (text,) = root.iter(f"{SVG}text")
    assert text.text == "<Cuello> & más"
    assert (text.get("x"), text.get("y"), text.get("font-family")) == ("5", "6", "Noto Sans")
    assert [e.tag for e in root] == [f"{SVG}path", f"{SVG}text"]
    assert root.get("viewBox") == "0 0 100 100"
    assert not [e for e in root.iter() if "line" in e.attrib]


def test_right_to_left_words_are_isolated() -> None:
    drawn = figures.with_labels(_image("<text>12 vertebrae</text>"), ["12 فقرة"], "Plex", "rtl")
    assert next(fromstring(drawn).iter(f"{SVG}text")).text == "\u206712 فقرة\u2069"


def test_a_drawing_needs_as_many_words_as_it_has_labels() -> None:
    with pytest.raises(ValueError, match="shorter"):
        figures.with_labels(_image("<text>a</text><text>b</text>"), ["x"], "Noto Sans", "ltr")
