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
        ('<path d="M0 0" style="fill: url( \'//example.org\')"/>', "fill"),
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


@pytest.mark.parametrize(
    "head",
    [
        'viewBox="0 0 0 0"',
        'viewBox="0 0 -5 -5"',
        'viewBox="0 0"',
        'viewBox="a b c d"',
        'viewBox="0 0 1e400 1"',
        'viewBox="0 0 9 9" width="0"',
        'viewBox="0 0 9 9" height="-1"',
        'viewBox="0 0 9 9" style="width: 0"',
        'viewBox="0 0 9 9" style="position:fixed;inset:0;background:white"',
        'viewBox="0 0 9 9" style="transform:scale(99999)"',
        'viewBox="0 0 9 9" foo:bar="1"',
        'viewBox="0 0 9 9" font-size="0"',
    ],
)
def test_a_drawing_without_a_sound_frame_is_refused_at_its_first_line(head: str) -> None:
    with pytest.raises(InputError) as refused:
        figures.image("source/a.svg", _drawing("<text>Neck</text>", head))
    assert (refused.value.path, refused.value.line) == ("source/a.svg", 1)
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    "inside",
    [
        '<g transform="scale(0)"><text>Neck</text></g>',
        '<g transform="scale()"/>',
        '<g transform="matrix(1 2)"/>',
        '<g transform="matrix(1 1 1 1 0 0)"/>',
        '<g transform="skewX(90)"/>',
        '<g transform="spin(3)"/>',
        '<g transform="rotate(3"/>',
        f'<g transform="{"scale(.1)" * (figures.STEPS + 1)}"/>',
        '<text font-weight="1e999">Neck</text>',
        '<text font-weight="bolder">Neck</text>',
        '<text font-size="-9">Neck</text>',
        '<text x="50%">Neck</text>',
        '<text dx="190">Neck</text>',
        '<text text-anchor="inherit">Neck</text>',
        '<text fill="red">Neck</text>',
        '<g fill="url(#a)"><text>Neck</text></g>',
        '<g display="none"><text>Neck</text></g>',
        '<clipPath id="c"><text>Neck</text></clipPath>',
        '<path xlink:href="#a"/>',
        "<g>" * 3000 + "<text>Neck</text>" + "</g>" * 3000,
        '<svg viewBox="0 0 1 1"/>',
        '<rect style="fill:u\\72l(http://example.org/x)"/>',
        '<rect fill="u\\72l(http://example.org/x)"/>',
        "<rect style=\"fill:image-set('http://example.org/x.png' 1x)\"/>",
        '<rect style="fill:/**/red"/>',
        '<rect style="hello"/>',
        '<rect id="a&quot;b"/>',
    ],
)
def test_what_cannot_be_drawn_or_read_is_refused_at_its_line(inside: str) -> None:
    with pytest.raises(InputError) as refused:
        _image(inside)
    assert (refused.value.path, refused.value.line) == ("source/figures/a.svg", 2)
    assert "\n" not in refused.value.message


def test_a_style_is_the_attributes_that_it_stands_for() -> None:
    image = _image(
        '<g style="fill: #fff; stroke-width:2px;" fill="#000" class="x" data-a="b">'
        '<text style="font-weight:700; font-family: Arial, sans-serif">Neck</text></g>'
    )
    root = fromstring(figures.with_labels(image, ["Cuello"], "Plex", "ltr"))
    assert root[0].attrib == {"fill": "#fff", "stroke-width": "2px"}
    assert root[0][0].attrib == {"font-weight": "700", "font-family": "Plex"}


def test_a_reference_keeps_its_name_without_a_prefix() -> None:
    head = 'viewBox="0 0 9 9" xmlns:xlink="http://www.w3.org/1999/xlink"'
    inside = '<linearGradient id="a"/><linearGradient xlink:href="#a"/>'
    image = figures.image("a.svg", _drawing(inside, head))
    root = fromstring(figures.with_labels(image, [], "Plex", "ltr"))
    assert [e.attrib for e in root] == [{"id": "a"}, {"href": "#a"}]


def test_groups_may_be_nested_and_turned_within_reason() -> None:
    nested = '<g transform="rotate(3, 1 2) scale(2)">' * 9 + "<path/>" + "</g>" * 9
    assert figures.labels(_image(nested)) == ()


def test_a_name_in_capitals_is_the_same_kind() -> None:
    found = figures.found("X.SVG", "source/a.md", {"source/X.SVG": _drawing("<text>Neck</text>")})
    assert figures.labels(found) == ("Neck",)
