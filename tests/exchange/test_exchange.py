"""The table of formats."""

from __future__ import annotations

import pytest

from pipeline.errors import InputError
from pipeline.exchange import FORMATS, format_of
from pipeline.model import Target, Term

TERM = Term("rib", "anatomy", "rib", targets={"es": Target("costilla"), "fr": Target("côte")})


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_reads_one_locale(suffix: str) -> None:
    form = format_of(f"terms{suffix}")
    (term,) = form.parse(form.serialize([TERM]), f"terms{suffix}", "fr")
    assert term.targets == {"fr": Target("côte")}


def test_an_unknown_suffix_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"^t\.xlsx: cannot hold terms .* known are \.csv, \.tbx"):
        format_of("t.xlsx")
