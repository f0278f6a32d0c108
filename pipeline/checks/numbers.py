"""Numbers: each one of the source, in figures or words, stands in the translation, in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from pipeline.checks.amounts import Amount, dates
from pipeline.checks.doses import DOSES
from pipeline.checks.given import Given
from pipeline.checks.order import exchanges
from pipeline.checks.pairing import Pairing, pairing
from pipeline.model import Finding, Severity, Unit
from pipeline.numerals import SOURCE_MARKS, fits, marked, written

# Figures with a mark; what spaces group has none that could be misread.
_MARKED = re.compile(r"(?<![\d\s])\d+(?:[.,٫٬]\d+)+")

# A power behind a figure, a minus before it.
_SIGN = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹₀-₉]|(?<![\w)])[-−–](?=\d)")


FEW = frozenset({1, 2, 3})
"""What a plural, *ambos* or a list says as well: as words that count no measure."""

MOST = 50
"""Numbers of a unit that are held against each other when they have no partner."""


def numbers(unit: Unit, given: Given) -> Iterator[Finding]:
    """Errors for numbers that became others or changed places, for amounts that are lost or added,
    and for marks that change a value; warnings where the words leave a doubt; hints for names."""
    found = pairing(unit.msgid, unit.msgstr, given.language, given.marks)
    if found is None:
        return
    yield from _unpaired(found)
    yield from _misread(found)
    yield from _exchanged(found)
    yield from _dates(found)
    yield from _signs(found)


def _unpaired(found: Pairing) -> Iterator[Finding]:
    if not (found.lost or found.gained):
        return
    named = {value for pair in found.pairs for amount in pair for value in amount.values}
    lost = [a for a in found.lost if a.sure and not _excused(a, named)][:MOST]
    gained = [a for a in found.gained if a.sure and not _excused(a, named)][:MOST]
    for one, other in _replaced(lost, gained, found):
        lost = [a for a in lost if a is not one]
        gained = [a for a in gained if a is not other]
        if _same_figures(one, other):
            yield _marked(found, one, other)
            continue
        said = f'"{other.words}"'
        if other.words.casefold() == one.words.casefold():
            said += f" ({other.values[0]:f})"  # Spanish "once"
        message = f'"{one.words}" of the source is {said} in the translation'
        severity = Severity.ERROR if _certain(one, other) else Severity.WARNING
        yield _finding(found, one, other, message, severity)
    for one in lost:
        message = f'"{one.words}" of the source is not in the translation'
        yield _finding(found, one, None, message, _alone(one))
    for other in gained:
        message = f'"{other.words}" is in the translation, but not in the source'
        yield _finding(found, None, other, message, _alone(other))


def _alone(amount: Amount) -> Severity:
    """How bad a number is that only one side has. Good translators say "the two" as *los*, and name
    or do not name a virus by its number; they do not drop a dose."""
    few = not (amount.figure or amount.unit) and amount.values[0] in FEW
    if amount.role == "name" or few:
        return Severity.HINT
    return Severity.ERROR if amount.figure and amount.unit else Severity.WARNING


def _certain(one: Amount, other: Amount) -> bool:
    """Whether a number surely stands for another one, instead of both being a turn of phrase."""
    if one.unit == other.unit:
        return bool(one.unit) or one.figure == other.figure
    # "The 1990s" and *los años 90*: of what counts different things neither need be wrong.
    return one.figure and other.figure and not (one.unit and other.unit)


def _excused(amount: Amount, named: Collection[Decimal]) -> bool:
    """Whether a number belongs to a name (COVID-19) that stands elsewhere, and need not repeat."""
    return amount.role == "name" and amount.values[0] in named


def _replaced(
    lost: Sequence[Amount], gained: Sequence[Amount], found: Pairing
) -> Iterator[tuple[Amount, Amount]]:
    """Lost and added numbers that stand for each other: of one unit first, then in order.

    A word that often is no number counts where the other side's number has its unit ("one tablet"
    that became *dos tabletas*).
    """
    left = list(gained)
    unsure = [a for a in found.gained if not a.sure][:MOST]
    for one in lost:
        left_alike = [o for o in left if (o.role == "name") == (one.role == "name")]
        same = [o for o in left_alike if o.unit == one.unit]
        same = same or [o for o in unsure if one.unit and o.unit == one.unit] or left_alike
        if same:
            other = same[0]
            left = [o for o in left if o is not other]
            unsure = [o for o in unsure if o is not other]
            yield one, other
    for one in [a for a in found.lost if not a.sure and a.unit][:MOST]:
        part = one.values[0] < 1  # "half a tablet" that became *una tableta*
        same = [o for o in (*left, *(unsure if part else ())) if o.unit == one.unit]
        if same:
            left = [o for o in left if o is not same[0]]
            unsure = [o for o in unsure if o is not same[0]]
            yield one, same[0]


def _misread(found: Pairing) -> Iterator[Finding]:
    for one, other in found.pairs:
        if _ZEROS.match(other.digits) and not _ZEROS.match(one.digits):
            yield from _padded(found, one, other)
        if not other.figure or other.words.isdigit():
            continue
        figures = _MARKED.search(other.digits)
        if figures and not fits(figures[0], found.marks) and not _version(found, one, other):
            yield _marked(found, one, other)


_ZEROS = re.compile(r"0\d")
# Where a zero fills up: dates, hours, numbers of cases.
_BEFORE, _BEHIND = re.compile(r"\d[/:.]\Z"), re.compile(r"[/:.]\d|h\b")


def _padded(found: Pairing, one: Amount, other: Amount) -> Iterator[Finding]:
    """A warning for a zero that was put before a number: 00 can be the rest of 100."""
    text = found.target.text
    row = _BEFORE.search(text, max(0, other.start - 2), other.start) or _BEHIND.match(
        text, other.end
    )
    if one.role or other.role or other.unit == "hour" or row:
        return
    message = f'"{other.words}" begins with a zero that "{one.words}" of the source does not have'
    yield _finding(found, one, other, message, Severity.WARNING)


_NAME = re.compile(r"(?<!\w)([A-ZÀ-Þ][\w.]{0,30})\s\Z")


def _version(found: Pairing, one: Amount, other: Amount) -> bool:
    """Whether a number with a point counts versions of something whose name both texts have before
    it; a dose never does."""
    if one.unit or other.unit or _harms(one, other):
        return False
    here = _NAME.search(found.source.text, max(0, one.start - _LONGEST), one.start)
    there = _NAME.search(found.target.text, max(0, other.start - _LONGEST), other.start)
    return bool(here and there and here[1] == there[1])


_LONGEST = 40
"""Characters before a number in which a name is looked for."""


def _same_figures(one: Amount, other: Amount) -> bool:
    """Whether two numbers differ in nothing but their marks: 4,000 and 4.000."""
    figures = [re.sub(r"[^\w]", " ", words) for words in (one.words, other.words)]
    return one.figure and other.figure and figures[0] == figures[1]


def _marked(found: Pairing, one: Amount, other: Amount) -> Finding:
    figures = one.digits or written(one.values[0], False, SOURCE_MARKS)
    expected = marked(figures, found.marks)
    message = f'"{other.words}" must be written "{expected}" for these readers'
    severity = Severity.ERROR if _harms(one, other) else Severity.WARNING
    return _finding(found, one, other, message, severity, expected)


def _harms(one: Amount, other: Amount) -> bool:
    """Whether a number in foreign marks is a dose, or can be read as another one (1.500)."""
    return one.unit in DOSES or re.search(r"[.,]\d{3}(?!\d)", other.words) is not None


DATE = frozenset({"day", "month", "year"})


def _exchanged(found: Pairing) -> Iterator[Finding]:
    said: set[int] = set()
    for exchange in exchanges(found):
        one, other = exchange.first, exchange.second
        said |= {one[0].start, other[0].start}
        if one[0].unit in DOSES and other[0].unit in DOSES:
            continue  # said by the check `doses`
        yield _finding(
            found,
            other[0],
            one[1],
            f'"{other[0].words}" and "{one[0].words}" of the source stand in the other order in '
            f'the translation ("{one[1].words}", "{other[1].words}")',
            exchange.severity,
        )
    for here, there in found.pairs:
        if here.role != there.role and {here.role, there.role} <= DATE and here.start not in said:
            message = f'"{here.words}" is the {here.role} in the source, and the {there.role} here'
            yield _finding(found, here, there, message)
        if here.month and there.month and here.month != there.month:
            message = f'"{here.words}" stands beside another month than in the source'
            yield _finding(found, here, there, message)


def _dates(found: Pairing) -> Iterator[Finding]:
    """A warning where the figures of dates are all there, but no longer make the same dates."""
    if found.lost or found.gained or any(other.month for _, other in found.pairs):
        return
    dated = any(one.role == "date" for one, _ in found.pairs)
    if dated and dates(found.source.text) != dates(found.target.text):
        message = "the figures of a date stand in another place than in the source"
        yield Finding("numbers", Severity.WARNING, message)


def _signs(found: Pairing) -> Iterator[Finding]:
    there = Counter(_SIGN.findall(found.target.text))
    here = Counter(_SIGN.findall(found.source.text)) if there else there
    for sign in sorted((there - here).elements()):
        message = f'the sign "{sign}" changes a number and is not in the source'
        yield Finding("numbers", Severity.ERROR, message, found=sign)


def _expected(one: Amount, found: Pairing) -> str:
    return marked(one.words, found.marks) if one.figure else one.words


def _finding(
    found: Pairing,
    one: Amount | None,
    other: Amount | None,
    message: str,
    severity: Severity = Severity.ERROR,
    expected: str = "",
) -> Finding:
    return Finding(
        "numbers",
        severity,
        message,
        expected=expected or (_expected(one, found) if one else ""),
        found=other.words if other else "",
        at_source=found.source.place(one.start, one.end) if one else None,
        at_target=found.target.place(other.start, other.end) if other else None,
    )
