"""What an import does to a glossary: it adds and proposes, it never deletes and never approves.

A concept is known by its id, else by its preferred source form, whose spelling stays when only
case or hyphens differ. What an import leaves at its default says nothing: it does not empty a
field, untick `keep`, or turn a drug into `other`. Lists grow, and no ban is lifted. A target keeps
its approval only while its wording, grammar and bans stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from pipeline.matching import form_key
from pipeline.model import Banned, Target, Term

TEXTS = ("kind", "pos", "plural", "note", "show")
LISTS = ("also", "misspelled")


def merged(old: Sequence[Term], new: Iterable[Term]) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """`old` with what `new` adds, old order first; and a sentence for each thing that changed.

    Every target that `new` brings or alters is `proposed`, whatever it says of itself. A source
    form that another concept has already is not taken, and that is said.
    """
    terms = {term.id: term for term in old}
    # Each source form and the concept it belongs to.
    owners = {form_key(form): term.id for term in old for form in _source_forms(term)}
    said: list[str] = []
    for term in new:
        id_ = _known(term, terms, owners)
        owner = owners.get(form_key(term.source))
        if owner not in (None, id_):
            said.append(f"'{term.source}' is a source form of '{owner}' already: left out")
            continue
        term = replace(term, id=id_)
        said += _clashes(term, owners)
        term = _without_taken(term, owners)
        terms[id_], changes = _joined(terms[id_], term) if id_ in terms else _added(term)
        said += (f"{id_}: {change}" for change in changes)
        owners |= {form_key(form): id_ for form in _source_forms(terms[id_])}
    return tuple(terms.values()), tuple(said)


def _known(term: Term, terms: dict[str, Term], owners: dict[str, str]) -> str:
    """The id under which the glossary has this concept, or the term's own."""
    owner = owners.get(form_key(term.source), "")
    by_source = owner and form_key(terms[owner].source) == form_key(term.source)
    return owner if by_source and term.id not in terms else term.id


def _source_forms(term: Term) -> tuple[str, ...]:
    return tuple(filter(None, (term.source, term.plural, *term.also, *term.misspelled)))


def _clashes(term: Term, owners: dict[str, str]) -> Iterator[str]:
    for form in _source_forms(term)[1:]:
        owner = owners.get(form_key(form), term.id)
        if owner != term.id:
            yield f"{term.id}: '{form}' is a source form of '{owner}' already: not taken"


def _without_taken(term: Term, owners: dict[str, str]) -> Term:
    """The term without source forms of other concepts, each of its own forms once."""
    seen = {form_key(term.source)}

    def fresh(form: str) -> bool:
        key = form_key(form)
        free = owners.get(key, term.id) == term.id and key not in seen
        seen.add(key)
        return free

    return replace(
        term,
        plural=term.plural if term.plural and fresh(term.plural) else "",
        also=tuple(filter(fresh, term.also)),
        misspelled=tuple(filter(fresh, term.misspelled)),
    )


def _added(term: Term) -> tuple[Term, list[str]]:
    targets = {locale: _proposed(target) for locale, target in term.targets.items()}
    return replace(term, targets=targets, line=0), ["a new concept"]


# ── one concept ───────────────────────────────────────────────────────────────────────────────────


def _joined(old: Term, new: Term) -> tuple[Term, list[str]]:
    """The concept as both say it, and what changed."""
    said: list[str] = []
    change: dict[str, Any] = {}
    default = Term("", "other", "")
    for name in TEXTS:
        before, after = getattr(old, name), getattr(new, name)
        if after not in (before, getattr(default, name)):
            change[name] = after
            if name == "plural" and before:  # a form that was found stays findable
                new = replace(new, also=(*new.also, before))
            was = f"was '{before}', is now " if before else ""
            said.append(f"{name} {was}'{after}'")
    if new.keep and not old.keep and not old.targets:
        change["keep"] = True
        said.append("stays letter for letter now")
    elif new.keep and not old.keep:
        said.append("keep: not taken, since it has targets")
    if codes := {code: text for code, text in new.codes.items() if old.codes.get(code) != text}:
        change["codes"] = {**old.codes, **codes}
        said.append(f"codes {', '.join(f'{code}: {text}' for code, text in codes.items())}")
    renamed = form_key(new.source) != form_key(old.source)
    if renamed:
        change |= {"source": new.source, "plural": new.plural}
        said.append(f"source was '{old.source}', is now '{new.source}'")
    lists, added = _lists(old, new, renamed)
    targets, retargeted = _targets(old, new, renamed)
    return replace(old, **change, **lists, targets=targets), [*said, *added, *retargeted]


def _lists(old: Term, new: Term, renamed: bool) -> tuple[dict[str, Any], list[str]]:
    """Other source forms of both; an old preferred form and its plural move to `also`."""
    own = (new.source, new.plural) if renamed else (old.source, new.plural or old.plural)
    taken = set(map(form_key, own))
    change: dict[str, Any] = {}
    said: list[str] = []
    for name in LISTS:
        before, after = getattr(old, name), getattr(new, name)
        if renamed and name == "also":
            before = (*before, *filter(None, (old.source, old.plural)))
        forms: list[str] = []
        for form in (*before, *after):
            if form_key(form) not in taken:
                taken.add(form_key(form))
                forms.append(form)
        change[name] = tuple(forms)
        if extra := [form for form in forms if form not in before]:
            said.append(f"{name} {', '.join(extra)}")
    return change, said


def _targets(old: Term, new: Term, renamed: bool) -> tuple[dict[str, Target], list[str]]:
    targets = dict(old.targets)
    said: list[str] = []
    for locale, target in new.targets.items():
        before = targets.get(locale)
        if old.keep:
            said.append(f"{locale} '{target.use}': not taken, since it stays letter for letter")
        elif before is None:
            targets[locale] = _proposed(target)
            said.append(f"{locale} '{target.use}'")
        elif form_key(target.use) in _joint_bans(before):
            said.append(f"{locale} '{target.use}': not taken, since it is banned")
        elif (after := _retargeted(before, target)) != before:
            targets[locale] = after
            said.append(f"{locale} {_difference(before, after)}")
    for locale, target in targets.items() if renamed else ():
        if target.status == "approved":
            targets[locale] = _proposed(target)
            said.append(f"{locale} '{target.use}' needs approval again")
    return targets, said


# ── one target ────────────────────────────────────────────────────────────────────────────────────


def _retargeted(old: Target, new: Target) -> Target:
    """The old target with what the new one says; the same value when that is nothing new.

    Another preferred form comes with its own plural and grammar: the old ones are not its. No ban
    is lifted, and a form that either bans is not allowed.
    """
    bans = _joint_bans(old, new)
    if new.use == old.use:
        number = old.number if new.number == "sg" else new.number
        forms = (*old.forms, *new.forms)
        plural = new.plural or old.plural
        new = replace(
            new, plural=plural, gender=new.gender or old.gender, number=number, forms=forms
        )
    forms = tuple(dict.fromkeys(form for form in new.forms if form_key(form) not in bans))
    plural = "" if form_key(new.plural) in bans else new.plural
    fresh = _proposed(replace(new, plural=plural, forms=forms, never=tuple(bans.values())))
    return old if fresh == _proposed(old) else fresh


def _joint_bans(*targets: Target) -> dict[str, Banned]:
    """The bans of all by folded text, in order; a later reason replaces an earlier one."""
    bans: dict[str, Banned] = {}
    for ban in (ban for target in targets for ban in target.never):
        known = bans.setdefault(form_key(ban.text), ban)
        bans[form_key(ban.text)] = replace(known, because=ban.because or known.because)
    return bans


def _proposed(target: Target) -> Target:
    return replace(target, status="proposed", by="", on="")


def _difference(old: Target, new: Target) -> str:
    """What differs between two targets, in words."""
    names = [f.name for f in fields(Target) if f.name not in ("use", "status", "by", "on")]
    differing = [name for name in names if getattr(old, name) != getattr(new, name)]
    wording = f"was '{old.use}', is now '{new.use}'" if old.use != new.use else f"'{new.use}'"
    other = f" with other {', '.join(differing)}" if differing else ""
    return wording + other + ("; needs approval again" if old.status == "approved" else "")
