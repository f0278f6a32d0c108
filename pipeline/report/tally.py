"""What outputs are made of: catalogs with their findings, one by one, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from pipeline.model import Finding, Key

Completeness: TypeAlias = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Locale → slug → state → number of units, and `total`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of one catalog; of what no catalog stands for, with an empty `file`."""

    file: str
    """The catalog as findings name it."""

    findings: tuple[Finding, ...]
    """What counts, and what is waived."""

    known: tuple[Finding, ...] = ()
    """What the baseline has already, and so counts no more than what is waived."""

    locale: str = ""
    slug: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """State → number of units, and `total`; empty where there is no catalog."""

    words: Mapping[Key, str] = field(default_factory=dict)
    """(msgctxt, msgid) → msgstr, where an output was asked for that shows them."""


@dataclass(slots=True)
class Tally:
    """What stays of the catalogs that have passed: figures, and what is to be done."""

    steps_for: str = ""
    """A project's catalogs, with {locale} and {slug}; empty outside one, where nobody signs off."""

    compared: bool = False
    """Whether there is a baseline to compare with."""

    completeness: dict[str, dict[str, Mapping[str, int]]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    """File → how many errors count in it, those of `open` aside."""

    open: int = 0
    """How many errors are about what has not got as far as it must."""

    known: int = 0
    """How many findings the baseline has already."""

    gaps: list[Finding] = field(default_factory=list)
    """What is incomplete in other ways: a catalog that is missing, stale, or nobody's."""

    faults: list[str] = field(default_factory=list)
    """One sentence for each input that could not be used."""

    @property
    def ok(self) -> bool:
        """No error counts, and every input could be used."""
        return not (self.errors or self.open or self.faults)

    @property
    def exit_code(self) -> int:
        """0 in order; 1 errors; 2 unusable input."""
        return 2 if self.faults else int(not self.ok)

    def count(self, catalogs: Iterable[Checked]) -> Iterator[Checked]:
        """The catalogs as they come, each counted when it has passed."""
        for checked in catalogs:
            yield checked
            self._add(checked)

    def _add(self, checked: Checked) -> None:
        self.known += len(checked.known)
        if checked.counts:
            self.completeness.setdefault(checked.locale, {})[checked.slug] = checked.counts
        for finding in checked.findings:
            if finding.check == "completeness":
                self.open += finding.is_error
                self.gaps += [] if finding.msgid else [finding]
            elif finding.is_error:
                self.errors[finding.file] = self.errors.get(finding.file, 0) + 1


class Output(Protocol):
    """A report for one kind of reader, in pieces, as the catalogs come."""

    def __call__(self, catalogs: Iterable[Checked], tally: Tally) -> Iterator[str]:
        """The text; `tally` is complete once the last of `catalogs` has been taken."""


def once(catalogs: Iterable[Checked]) -> Iterator[Checked]:
    """The catalogs, each finding that is about another file only where it comes first.

    What is said of an article or of the glossary comes with each of its locales.
    """
    seen: set[Finding] = set()
    for checked in catalogs:
        new = tuple(f for f in checked.findings if f.file == checked.file or f not in seen)
        seen.update(f for f in new if f.file != checked.file)
        yield replace(checked, findings=new)
