"""glossary.dump writes a file that glossary.parse reads, in the style of the project's own."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given

from pipeline import glossary
from pipeline.model import Banned, Target, Term
from tests.exchange.strategies import glossaries, unplaced

FILE = """\
terms:
  - id: facet-joint
    kind: anatomy
    source: facet joint
    also: [zygapophyseal joint, "no"]
    codes: {x: "0161"}
    note: "Two\\nlines"
    targets:
      pt_BR: {use: articulação facetária, plural: articulações facetárias, gender: f}
      no:
        use: fasettledd
        number: pl
        never:
          - {text: ledd, because: "any joint, not this one"}
        status: approved
        by: A. Reviewer
        on: 2025-01-31
  - id: long
    kind: other
    source: long
    also:
      - form number one of a rather long list of forms
      - form number two of a rather long list of forms
  - id: aleve
    kind: drug
    source: Aleve
    keep: true
"""

TERMS = (
    Term(
        "facet-joint",
        "anatomy",
        "facet joint",
        also=("zygapophyseal joint", "no"),
        codes={"x": "0161"},
        note="Two\nlines",
        targets={
            "pt_BR": Target("articulação facetária", "articulações facetárias", "f"),
            "no": Target(
                "fasettledd",
                number="pl",
                never=(Banned("ledd", "any joint, not this one"),),
                status="approved",
                by="A. Reviewer",
                on="2025-01-31",
            ),
        },
    ),
    Term(
        "long",
        "other",
        "long",
        also=tuple(f"form number {n} of a rather long list of forms" for n in ("one", "two")),
    ),
    Term("aleve", "drug", "Aleve", keep=True),
)


def test_the_style() -> None:
    assert glossary.dump(TERMS) == FILE


def test_no_terms() -> None:
    assert glossary.dump(()) == "terms: []\n"


@given(glossaries())
def test_what_is_written_is_read_again(terms: tuple[Term, ...]) -> None:
    assert unplaced(glossary.parse(glossary.dump(terms), "g.yaml").terms) == terms


def test_the_projects_own_glossary() -> None:
    terms = glossary.parse(Path("glossary.yaml").read_text(encoding="utf-8"), "g.yaml").terms
    assert unplaced(glossary.parse(glossary.dump(terms), "g.yaml").terms) == unplaced(terms)
