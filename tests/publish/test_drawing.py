"""The words of a drawing keep their places, and know how much room they have."""

from __future__ import annotations

import pytest

from pipeline.publish.drawing import Label, parted


def svg(inside: str) -> bytes:
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="100 50 200 100">'
    return f'{head}<rect width="9" height="9"/>{inside}</svg>'.encode()


def one(inside: str) -> Label:
    (label,) = parted(svg(inside))[1]
    return label


@pytest.mark.parametrize(
    ("inside", "x", "y", "room"),
    [
        ('<text x="150" y="100">w</text>', 0.25, 0.5, 0.75),
        ('<text x="150" y="100" text-anchor="end">w</text>', 0.25, 0.5, 0.25),
        ('<text x="150" y="100" text-anchor="middle">w</text>', 0.25, 0.5, 0.5),
        ('<g text-anchor="end"><text x="150" y="100">w</text></g>', 0.25, 0.5, 0.25),
        ('<g transform="translate(50)"><text x="150" y="100">w</text></g>', 0.5, 0.5, 0.5),
        ('<text transform="translate(100 50) scale(2)" x="50" y="25">w</text>', 0.5, 0.5, 0.5),
        ('<text transform="matrix(1 0 0 1 10 0)" x="150" y="100">w</text>', 0.3, 0.5, 0.7),
        ('<text transform="rotate(90 150 100)" x="150" y="100">w</text>', 0.25, 0.5, 0.25),
        ('<text x="90" y="100">w</text>', -0.05, 0.5, -0.005),
    ],
)
def test_place_and_room(inside: str, x: float, y: float, room: float) -> None:
    label = one(inside)
    assert (label.x, label.y, label.room) == pytest.approx((x, y, room))


def test_letters_are_as_the_drawing_has_them() -> None:
    label = one('<g font-size="10" fill="#123456"><text font-weight="bold">w</text></g>')
    assert (label.size, label.weight, label.fill) == (0.05, 700, "#123456")
    assert one('<text font-weight="600" fill="#1bF">w</text>').weight == 600
    assert [one(f'<text fill="{fill}">w</text>').fill for fill in ("white", "#1bF", "black")] == [
        "#ffffff",
        "#11bbFF",
        "#000000",
    ]
    assert one('<text transform="scale(3)" font-size="10">w</text>').size == pytest.approx(0.15)
    assert one('<text transform="rotate(-90)">w</text>').angle == pytest.approx(-90)


def test_the_shapes_stay_and_the_words_go() -> None:
    shapes, labels = parted(svg("<g><text>one</text></g><text>two</text>"))
    assert len(labels) == 2
    assert b"rect" in shapes
    assert b"one" not in shapes
    assert b"two" not in shapes


def test_the_paper_gives_it_its_size_in_the_proportions_of_its_view_box() -> None:
    shapes, _ = parted(svg("").replace(b"<svg ", b'<svg width="10" height="90%" '))
    assert b"90%" not in shapes
    assert b'width="10"' not in shapes
