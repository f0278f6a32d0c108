"""What changed between two versions of one sentence, in the words of a note.

    Do not take more than 4,000 mg.  →  Take up to 3,000 mg.

    "Do not" removed; "more than" → "up to"; 4,000 mg → 3,000 mg

Texts are compared as tokens: a number with all that belongs to it, an address, a word, or one
character of a script that sets no space between words. Capitals, punctuation and spacing part
tokens and are compared only when all tokens are the same.

The fewest tokens that were replaced, removed or added (Levenshtein, by rapidfuzz) are found in
O(n·m/64) steps and linear memory. Where a text has more than `MOST` tokens its clauses are
compared instead, and where it has more clauses than that, what lies between the ends that are
the same: no text takes longer than `MOST` tokens do, but for reading it once.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pipeline import inline
from pipeline.numerals import WORDS

SIMILAR = 0.7
"""Likeness from which on one sentence counts as another one in other words."""

LENGTH = 300
"""Characters that a note may have, unless its numbers and negations alone need more."""

WIDTHS = (120, 60, 30)
"""Characters that each side of a change may have: the first with which the note fits."""

MOST = 20_000
"""Items that are compared at once, some 0.05 s."""


@dataclass(frozen=True, slots=True)
class Change:
    """One run of words that was replaced, removed or added."""

    old: str
    """As it stands in the old text without markup; empty when added."""

    new: str
    """As it stands in the new text without markup; empty when removed."""

    rewritten: bool = False
    """Whether this is the whole text, since hardly any of its words stayed."""

    def __str__(self) -> str:
        """For a note, shortened: `4 mg → 3 mg`, `"Do not" removed`, `"at least" added`."""
        return _said(self, WIDTHS[0])


def likeness(one: str, other: str) -> float:
    """How alike two texts are: the normalised indel similarity, 0 to 1, as msgmerge's fstrcmp."""
    from rapidfuzz import fuzz  # only where something changed

    return fuzz.ratio(one, other) / 100


def changes(old: str, new: str) -> tuple[Change, ...]:
    """The changes from one text to another, both in the notation of `inline.py`, in their order.

    Empty when only markup, capitals, punctuation or spacing changed. Swapping the texts swaps the
    two sides of each change.

    >>> [str(c) for c in changes("Do **not** take 4,000 mg.", "Take 3,000 mg.")]
    ['"Do not" removed', '4,000 mg → 3,000 mg']
    """
    before, after = inline.plain(old), inline.plain(new)
    if before <= after:
        return _changes(before, after)
    # Of several shortest ways one must be taken, the same in both directions.
    return tuple(replace(c, old=c.new, new=c.old) for c in _changes(after, before))


def in_words(old: str, new: str) -> str:
    """What changed, as one line for a note; empty exactly when the texts are equal.

    Every number and negation of a change is said, whatever has to be left out for length.

    >>> in_words("Take it.", "**Take it.**"), in_words("Take it", "take it.")
    ('bold, italics or links changed', 'capitals and punctuation changed')
    """
    found = [*changes(old, new), *_addresses(old, new)]
    if found:
        return _note(found)
    return "" if old == new else _looks(inline.plain(old), inline.plain(new))


# ── tokens ────────────────────────────────────────────────────────────────────────────────────────

# Words by language; one is added here. Without its words a language loses comfort, not truth: a
# number may take a small word along, a negation may be shortened away inside a very long change.

# Small words: no number counts them, and two changes that only one of them parts read as one.
SMALL_WORDS = {
    "en": "a an the and or of to in on at for by with from as if when than that is are was it",
    "es": "el la los las un una y o u de del al en por para con que si su se es",
    "pt": "o a os as um uma e ou de do da dos das em no na nos nas por para com ao à seu sua",
    "fr": "le la les un une et ou de du des en au à dans pour par avec sur si",
    "de": "der die das den dem ein eine und oder in im mit zu von für auf bei",
    "ru": "и или в на с к по за до от для из если",
    "vi": "và hoặc của để trong cho khi nếu thì là",
    "ar": "و أو في من إلى على عن مع إذا",
}

# Words that deny or forbid.
NEGATIONS = {
    "en": "not no never none nor neither nothing without cannot unless avoid stop",
    "es": "no nunca jamás sin ni tampoco evite",
    "pt": "não nunca jamais sem nem evite",
    "fr": "ne pas jamais sans",
    "ht": "pa",
    "de": "nicht kein keine keinen nie ohne",
    "it": "non mai senza",
    "ru": "не нет нельзя ни никогда без",
    "vi": "không đừng chưa chớ",
    "ar": "لا ولا لم ولم لن ليس ليست غير بدون دون بلا",
    "hi": "नहीं न मत",
    "tl": "huwag hindi wala",
}

# The same where they stand glued to other words.
NEGATION_PARTS = {
    "zh": "不 别 別 勿 无 無 没 沒 未 禁",
    "ja": "ない ません",
    "ko": "않 없 못 마세요 마십시오",
    "th": "ไม่ ห้าม อย่า",
}

# What stands in a range: "4 to 6", "de 4 a 6"; what else may stand between two bare numbers.
TO = "to a à bis до đến tới إلى الى 至 到"
OR = "or and o u y e ou et oder und или и hoặc và أو و 或 和"

# Units and things counted where no space parts them from what follows.
UNSPACED_UNITS = {
    "zh": "毫克 微克 公克 克 千克 公斤 毫升 升 厘米 公分 毫米 小时 小時 分钟 分鐘 秒 点 點 "
    "天 日 周 週 星期 个月 個月 月 年 岁 歲 次 片 粒 颗 顆 滴 杯 倍 度",
    "ja": "時間 分 秒 日 週間 か月 カ月 年 歳 回 錠 滴 度",
    "th": "มก มล มก. มล. กรัม ชั่วโมง นาที วัน สัปดาห์ เดือน ปี ครั้ง เม็ด หยด",
}

# Thai, Lao, Myanmar, Khmer, kana and Han. Korean sets spaces: its words stay whole.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
UNSPACED += "\U00020000-\U0003ffff"


@cache
def _as_letter(char: str) -> str:
    joins = unicodedata.category(char).startswith("M") or char in "\u200c\u200d"
    return "_" if joins else char


def _shape(text: str) -> str:
    r"""`text`, with `_` for each mark or joiner: they belong to words, which `\w` does not know."""
    return "".join(map(_as_letter, text))


def _listed(table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(" ".join(table.values()).split())


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(_shape(word)) for word in sorted(words, key=lambda w: (-len(w), w)))


_SMALL = _listed(SMALL_WORDS)

_LETTER = rf"(?:\d|(?![{UNSPACED}])\w)"
_DIGIT = r"[\d\u00bc-\u00be\u2150-\u215e]"
_DASH = r"[-\u2010-\u2015\u2212~〜～]"
_NOT = rf"(?:(?<!\w)(?:{_any(_listed(NEGATIONS))}|\w+n['’]t)(?!\w)|{_any(_listed(NEGATION_PARTS))})"
# Without Spanish "once", eleven: the languages are not known here, and "once a day" is English.
_SPELLED = rf"(?<!\w)(?:{_any({w for words in WORDS.values() for w in words} - {'once'})})(?!\w)"
_HAN = rf"[〇零一二两兩三四五六七八九十百千万萬半]{{1,9}}+(?={_any(_listed(UNSPACED_UNITS))})"
_BARE = rf"""(?:
    {_DIGIT}++ (?: (?: [.,:/'’+٫٬x×] | \s?{_DASH}\s? | \s(?:/\s)? ) {_DIGIT}++ )*+
    | {_SPELLED} | {_HAN}
)"""
_SIGN = r"(?: [<>≤≥±≈=]\s? | [-+\u2212~#№$€£] )"
_UNIT = rf"""(?:
    {_LETTER}++ (?:/{_LETTER}++)?
    | \s?[°º]\s?[CF]? | \s?[%‰٪％] | \s[ap]\.\s?m\. | \+(?!\w)
    | [\s-]?(?:{_any(_listed(UNSPACED_UNITS))})
    | [\s-](?!(?:{_any(_SMALL)})(?!\w)|{_NOT}|{_SPELLED}|{_DIGIT}) {_LETTER}++ (?:/{_LETTER}++)?
)"""
_NUMBER = rf"""(?:
    (?: \+\d{{1,3}}[\s.-]? )? \(\d{{2,5}}\) [\s.-]? \d(?: [\s.-]?\d )*+   # (480) 555-0100
    | {_SIGN}?+ {_BARE} (?: \s?(?:{_any(f"{TO} {OR}".split())})\s?{_BARE} )*+ {_UNIT}?+
      (?: \s?(?:{_any(TO.split())}|{_DASH})\s?{_SIGN}?+{_BARE}{_UNIT}?+ )*+
)"""


# Compiled on first use: it takes a fifth of a second, and most commands compare nothing.
@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        rf"""
          (?P<address> (?:https?://|www\.)\S*\w | [\w.+-]{{1,64}}+@[\w.-]*\w )
        | (?P<number> {_NUMBER} )
        | (?P<character> [{UNSPACED}]_*+ )
        | (?P<word> {_LETTER}
            (?: {_LETTER} | ['’ʼ\u2011-](?={_LETTER}) | –(?=[^\W\d]{{0,9}}\d) )*+ )
        | (?P<sign> [^\w\s] )
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _measure() -> re.Pattern[str]:
    return re.compile(rf"(?=.*\d){_NUMBER}", re.VERBOSE | re.IGNORECASE)


@cache
def _negation() -> re.Pattern[str]:
    return re.compile(_NOT, re.IGNORECASE)


@cache
def _vital() -> re.Pattern[str]:
    return re.compile(
        rf"{_NUMBER} | {_NOT}(?:\s{_LETTER}++|[{UNSPACED}]_*+)? | [^\W\d]{{0,20}}+\d\w*+",
        re.VERBOSE | re.IGNORECASE,
    )


class _Token(NamedTuple):
    key: str
    """What is compared."""

    start: int
    end: int
    """Half-open character offsets."""

    apart: bool
    """Whether punctuation, or the start of the text, stands before it."""

    number: bool

    @property
    def small(self) -> bool:
        """Whether two changes may be read as one over it; a negation is never small."""
        little = self.key in _SMALL or re.fullmatch(f"[{UNSPACED}]", self.key)
        return bool(little) and not _negation().fullmatch(self.key)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for match in _token().finditer(_shape(text)):
        kind = match.lastgroup
        # Of what is no word, only signs such as ± and → say something by themselves.
        if kind == "sign" and unicodedata.category(match[0]) not in ("Sm", "So", "Sc"):
            continue
        start = match.start()
        apart = not tokens or bool(text[end:start].strip())
        end = match.end()
        key = _key(text[start:end], kind == "number")
        tokens.append(_Token(key, start, end, apart, kind == "number"))
    return tokens


def _key(text: str, number: bool) -> str:
    folded = unicodedata.normalize("NFC", text.casefold()).replace("’", "'").replace("\u2011", "-")
    if not number:
        return folded
    dashed = re.sub(rf"\s?{_DASH}\s?", "-", folded)
    # "4 mg", "4mg" and "4-mg" are the same; "2 500" and "2500" are not.
    return re.sub(r"\s+", " ", re.sub(r"[\s-]+(?=[^\W\d]|[%°º])", "", dashed))


# ── runs ──────────────────────────────────────────────────────────────────────────────────────────


class _Run(NamedTuple):
    """Half-open ranges of what differs: `i` to `j` in the old text, `k` to `m` in the new one."""

    i: int
    j: int
    k: int
    m: int


def _changes(old: str, new: str) -> tuple[Change, ...]:
    a, b = _tokens(old), _tokens(new)
    runs = _slid(_compared(a, b), a, b)
    if _rewritten(runs, a, b):
        return (Change(old.strip(), new.strip(), rewritten=True),)
    return tuple(
        Change(_cut(old, a[run.i : run.j]), _cut(new, b[run.k : run.m]))
        for joined in _joined(runs, a, b)
        for run in _parted(joined, a, b)
    )


def _cut(text: str, tokens: Sequence[_Token]) -> str:
    return text[tokens[0].start : tokens[-1].end] if tokens else ""


def _compared(a: Sequence[_Token], b: Sequence[_Token]) -> list[_Run]:
    """The runs of tokens that differ, found in the finest unit that is not too many."""
    head = _alike(a, b)
    tail = _alike(a[head:][::-1], b[head:][::-1])
    one, other = a[head : len(a) - tail], b[head : len(b) - tail]
    starts = list(range(len(one) + 1)), list(range(len(other) + 1))
    if max(map(len, starts)) > MOST:
        starts = _clauses(one), _clauses(other)
    if max(map(len, starts)) > MOST:
        starts = [0, len(one)], [0, len(other)]
    runs = _differing(_units(one, starts[0]), _units(other, starts[1]))
    at, there = ([head + start for start in side] for side in starts)
    return [_Run(at[run.i], at[run.j], there[run.k], there[run.m]) for run in runs]


def _alike(a: Iterable[_Token], b: Iterable[_Token]) -> int:
    """How many tokens are the same from the start on."""
    pairs = zip(a, b, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].key == pair[1].key, pairs))


def _clauses(tokens: Sequence[_Token]) -> list[int]:
    """Where each clause starts, and the end."""
    return [0, *(i for i, token in enumerate(tokens) if i and token.apart), len(tokens)]


def _units(tokens: Sequence[_Token], starts: Sequence[int]) -> list[tuple[str, ...]]:
    return [tuple(token.key for token in tokens[i:j]) for i, j in pairwise(starts)]


def _differing(a: Sequence[Hashable], b: Sequence[Hashable]) -> Iterator[_Run]:
    """The fewest items that differ, neighbours as one run."""
    # rapidfuzz compares hashes, and those of two strings may be equal.
    codes: dict[Hashable, int] = {}
    one, other = ([codes.setdefault(item, len(codes)) for item in side] for side in (a, b))
    i = k = 0
    for block in Levenshtein.opcodes(one, other).as_matching_blocks():
        if i < block.a or k < block.b:
            yield _Run(i, block.a, k, block.b)
        i, k = block.a + block.size, block.b + block.size


def _slid(runs: Sequence[_Run], a: Sequence[_Token], b: Sequence[_Token]) -> list[_Run]:
    """Runs of words that were only removed or added, moved to where a clause starts or ends.

    Of "Do not stop. Do rest." without its first sentence, "not stop. Do" is removed as well.
    """
    slid: list[_Run] = []
    low, ends = _Run(0, -1, 0, -1), _Run(len(a) + 1, 0, len(b) + 1, 0)
    for run, after in pairwise([*runs, ends]):
        by = 0
        if run.k == run.m:
            by = _slide(a, run.i, run.j, low.j + 1, after.i - 1)
        elif run.i == run.j:
            by = _slide(b, run.k, run.m, low.m + 1, after.k - 1)
        low = _Run(*(at + by for at in run))
        slid.append(low)
    return slid


def _slide(tokens: Sequence[_Token], start: int, end: int, low: int, high: int) -> int:
    """By how many tokens a run between `low` and `high` is best moved, to say the same."""

    def same(one: int, other: int) -> bool:
        return tokens[one].key == tokens[other].key

    def apart(at: int) -> bool:
        return at == len(tokens) or tokens[at].apart

    left, right = start - low, high - end
    left = next((n for n in range(left) if not same(start - n - 1, end - n - 1)), left)
    right = next((n for n in range(right) if not same(start + n, end + n)), right)
    moves = range(-left, right + 1)
    return max(moves, key=lambda by: 2 * apart(start + by) + apart(end + by))


def _joined(runs: Iterable[_Run], a: Sequence[_Token], b: Sequence[_Token]) -> list[_Run]:
    """The runs, those that one small word parts as one: "twice a day" → "once a week"."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and _one_change(last, run, a, b):
            joined[-1] = _Run(last.i, run.j, last.k, run.m)
        else:
            joined.append(run)
    return joined


def _one_change(last: _Run, run: _Run, a: Sequence[_Token], b: Sequence[_Token]) -> bool:
    if run.i - last.j != 1 or not a[last.j].small:
        return False
    if any(t.apart for t in (*a[last.j : run.i + 1], *b[last.m : run.k + 1])):
        return False
    for i, j, k, m in (last, run):
        if all(token.number for token in (*a[i:j], *b[k:m])):
            return False
    # What changed places reads better as two changes.
    there, here = a[last.i : run.j], b[last.k : run.m]
    return Counter(t.key for t in there) != Counter(t.key for t in here)


def _parted(run: _Run, a: Sequence[_Token], b: Sequence[_Token]) -> Iterator[_Run]:
    """A run as the changes it reads best as.

    Numbers at its ends stand alone, and where there are as many words as before, punctuation parts
    them: "more than 4 mg (2 pills)" → "up to 3 mg (1 pill)" is three changes.
    """
    one, other = a[run.i : run.j], b[run.k : run.m]
    head = _numbers(one, other)
    tail = _numbers(one[head:][::-1], other[head:][::-1])
    widths = len(one) - tail, len(other) - tail
    cuts = [(n, n) for n in range(head + 1)]
    if widths[0] == widths[1]:
        cuts += [(n, n) for n in range(head + 1, widths[0]) if one[n].apart and other[n].apart]
    cuts += [(widths[0] + n, widths[1] + n) for n in range(tail + 1)]
    for (i, k), (j, m) in pairwise(cuts):
        if i < j or k < m:
            yield _Run(run.i + i, run.i + j, run.k + k, run.k + m)


def _numbers(a: Iterable[_Token], b: Iterable[_Token]) -> int:
    """How many numbers took another's place from the start on."""
    pairs = zip(a, b, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].number and pair[1].number, pairs))


def _rewritten(runs: Sequence[_Run], a: Sequence[_Token], b: Sequence[_Token]) -> bool:
    """Whether less than a third of the words stayed that say something, in texts of some length."""
    if not a or not b or max(len(a), len(b)) < 5:
        return False
    kept = _weight(a) - sum(_weight(a[run.i : run.j]) for run in runs)
    return 3 * kept < min(_weight(a), _weight(b))


def _weight(tokens: Iterable[_Token]) -> int:
    return sum(token.key not in _SMALL for token in tokens)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def _said(change: Change, width: int) -> str:
    old, new = (_isolated(_shortened(" ".join(s.split()), width)) for s in (change.old, change.new))
    if change.rewritten:
        return f"rewritten: “{old}” → “{new}”"
    sides = [side for side in (change.old, change.new) if side]
    if not all(_measure().fullmatch(_shape(side)) for side in sides):
        old, new = f'"{old}"', f'"{new}"'
    if change.old and change.new:
        return f"{old} → {new}"
    return f"{old} removed" if change.old else f"{new} added"


def _isolated(text: str) -> str:
    """Right-to-left text kept to itself (UAX #9, 2.4), or the arrow would point the wrong way."""
    strong = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)
    return f"\u2068{text}\u2069" if strong else text


def _shortened(text: str, width: int) -> str:
    """Both ends of a text, and of what lies between them each number and negation."""
    if len(text) <= width:
        return text
    shape, half = _shape(text), width // 2
    head, tail = _edge(shape, half, -1), _edge(shape, len(text) - half, 1)
    vital = (match.span() for match in _vital().finditer(shape))
    pieces, end = [""], 0
    for start, stop in sorted([(0, head), *vital, (tail, len(text))]):
        if start > end + 3:
            pieces.append("")
            end = start
        pieces[-1] += text[end:stop]
        end = max(end, stop)
    return " … ".join(piece.strip() for piece in pieces)


def _edge(shape: str, at: int, step: int) -> int:
    """The next place where a word ends, or at least a character."""
    near = range(at, at + 15 * step, step)
    ends = (i for i in near if shape[i - 1].isspace() or shape[i].isspace())
    return next(ends, next((i for i in near if shape[i] != "_"), at))


def _note(found: Sequence[Change]) -> str:
    """The changes in words: shortened as little as fits, then without those that matter less."""
    for width in WIDTHS:
        times = Counter(_said(change, width) for change in found)
        said = [words + (f" ({n} times)" if n > 1 else "") for words, n in times.items()]
        if len("; ".join(said)) <= LENGTH:
            return "; ".join(said)
    vital = [_vital().search(_shape(words)) is not None for words in times]
    room = LENGTH - len("99 more changes")
    room -= sum(len(words) + 2 for words, keep in zip(said, vital, strict=True) if keep)
    kept: list[str] = []
    for words, keep in zip(said, vital, strict=True):
        room -= 0 if keep else len(words) + 2
        kept += [words] if keep or room >= 0 else []
    more = len(said) - len(kept)
    return "; ".join([*kept, f"{more} more change{'s' * (more > 1)}"] if more else kept)


# ── what is no word ───────────────────────────────────────────────────────────────────────────────


def _addresses(old: str, new: str) -> Iterator[Change]:
    """Where links lead now: a telephone number or a page."""
    one, other = ([m[2:-1] for m in inline.markers(t) if m[0] == "]"] for t in (old, new))
    for run in _differing(one, other):
        yield Change(" ".join(one[run.i : run.j]), " ".join(other[run.k : run.m]))


def _looks(old: str, new: str) -> str:
    """What parts two plain texts that have the same tokens."""
    if old == new:
        return "bold, italics or links changed"
    one, other = (unicodedata.normalize("NFC", text) for text in (old, new))
    kinds = {"capitals": r"[^\W_]", "punctuation": r"[^\w\s]", "spacing": r"\s+"}
    differ = [k for k, shown in kinds.items() if re.findall(shown, one) != re.findall(shown, other)]
    if differ:
        return f"{', '.join(differ[:-1])}{' and ' * (len(differ) > 1)}{differ[-1]} changed"
    return "characters that look the same changed"
